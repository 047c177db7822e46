import { Injectable } from '@nestjs/common';
import { readRows } from '../database/rows.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LateAnswerRow, LateDecision } from './entities/late-answer.entity.js';

const CHUNK = 500;

@Injectable()
export class LateAnswerRepository {
  constructor(private readonly uow: UnitOfWork) {}

  /** In the order of arrival. */
  async findAnswers(attemptIds: readonly string[]): Promise<LateAnswerRow[]> {
    const rows: LateAnswerRow[] = [];
    for (let from = 0; from < attemptIds.length; from += CHUNK) {
      const part = attemptIds.slice(from, from + CHUNK);
      const places = part.map(() => '?').join(', ');
      const condition = `WHERE attempt_id IN (${places}) ORDER BY attempt_id, no`;
      rows.push(...(await readRows(this.uow.manager, LateAnswerRow, condition, part)));
    }
    return rows;
  }

  /** The oldest first. */
  async findDecisions(attemptIds: readonly string[]): Promise<LateDecision[]> {
    const rows: LateDecision[] = [];
    for (let from = 0; from < attemptIds.length; from += CHUNK)
      rows.push(
        ...(await this.uow.manager
          .createQueryBuilder(LateDecision, 'd')
          .where('d.attemptId IN (:...ids)', { ids: attemptIds.slice(from, from + CHUNK) })
          .orderBy('d.toNo')
          .getMany()),
      );
    return rows;
  }

  findAllAnswers(): Promise<LateAnswerRow[]> {
    return this.uow.manager.find(LateAnswerRow, { order: { attemptId: 'ASC', no: 'ASC' } });
  }

  findAllDecisions(): Promise<LateDecision[]> {
    return this.uow.manager.find(LateDecision);
  }

  async insertAnswers(rows: LateAnswerRow[]): Promise<void> {
    for (let from = 0; from < rows.length; from += CHUNK)
      await this.uow.writing.insert(LateAnswerRow, rows.slice(from, from + CHUNK));
  }

  async insertDecision(row: LateDecision): Promise<void> {
    await this.uow.writing.insert(LateDecision, row);
  }
}
