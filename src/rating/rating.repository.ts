import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { newestBy } from '../core/shared/newest.js';
import type { ComponentKind } from '../core/scoring/outcome.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { MarkSheet, RatedQuestion, Settlement } from './entities/rating.entity.js';

const CHUNK = 300;

@Injectable()
export class RatingRepository {
  constructor(private readonly uow: UnitOfWork) {}

  /** Holds a question until the transaction ends; SQLite lets one transaction at a time pass anyway. */
  async lockQuestion(id: string): Promise<void> {
    if (this.uow.engine !== 'postgres') return;
    await this.uow.writing.findOne(RatedQuestion, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  findQuestion(id: string): Promise<RatedQuestion | null> {
    return this.uow.manager.findOneBy(RatedQuestion, { id });
  }

  findQuestions(batchId: string, component: ComponentKind): Promise<RatedQuestion[]> {
    return this.uow.manager.find(RatedQuestion, {
      where: { batchId, component },
      order: { entryId: 'ASC', no: 'ASC' },
    });
  }

  findQuestionsOf(entryId: string, component: ComponentKind): Promise<RatedQuestion[]> {
    return this.uow.manager.find(RatedQuestion, { where: { entryId, component }, order: { no: 'ASC' } });
  }

  /** Whether one of these people has drawn an oral question. */
  async hasOral(entryIds: readonly string[]): Promise<boolean> {
    const rows = await this.inChunks(entryIds, (ids) =>
      this.uow.manager.find(RatedQuestion, { where: { entryId: In(ids), component: 'oral' }, take: 1 }),
    );
    return rows.length > 0;
  }

  findAllQuestions(): Promise<RatedQuestion[]> {
    return this.uow.manager.find(RatedQuestion);
  }

  async insertQuestion(row: RatedQuestion): Promise<void> {
    await this.uow.writing.insert(RatedQuestion, row);
  }

  findSheet(id: string): Promise<MarkSheet | null> {
    return this.uow.manager.findOneBy(MarkSheet, { id });
  }

  /** The newest version of each rater's sheet of these questions, in the order of seats; voided ones are left out. */
  async findSheets(questionIds: readonly string[]): Promise<MarkSheet[]> {
    const rows = await this.inChunks(questionIds, (ids) =>
      this.uow.manager
        .createQueryBuilder(MarkSheet, 's')
        .where('s.questionId IN (:...ids)', { ids })
        .andWhere('s.voidedAt IS NULL')
        .getMany(),
    );
    return [...newestBy(rows, (s) => `${s.questionId}|${s.raterId}`).values()].sort((a, b) => a.seat - b.seat);
  }

  /** Every version of every rater, voided ones too, for history and for verification. */
  findAllSheets(questionIds?: readonly string[]): Promise<MarkSheet[]> {
    if (questionIds === undefined) return this.uow.manager.find(MarkSheet);
    return this.inChunks(questionIds, (ids) =>
      this.uow.manager
        .createQueryBuilder(MarkSheet, 's')
        .where('s.questionId IN (:...ids)', { ids })
        .orderBy('s.seat')
        .addOrderBy('s.version')
        .getMany(),
    );
  }

  async insertSheet(row: MarkSheet): Promise<void> {
    await this.uow.writing.insert(MarkSheet, row);
  }

  async updateSheet(id: string, changes: Partial<MarkSheet>): Promise<void> {
    await this.uow.writing.update(MarkSheet, { id }, changes);
  }

  /** The newest settlement of each question, by question id. */
  async findSettlements(questionIds: readonly string[]): Promise<Map<string, Settlement>> {
    const rows = await this.inChunks(questionIds, (ids) =>
      this.uow.manager.createQueryBuilder(Settlement, 's').where('s.questionId IN (:...ids)', { ids }).getMany(),
    );
    return newestBy(rows, (s) => s.questionId);
  }

  findAllSettlements(): Promise<Settlement[]> {
    return this.uow.manager.find(Settlement);
  }

  async insertSettlement(row: Settlement): Promise<void> {
    await this.uow.writing.insert(Settlement, row);
  }

  private async inChunks<T>(ids: readonly string[], find: (ids: string[]) => Promise<T[]>): Promise<T[]> {
    const rows: T[] = [];
    for (let from = 0; from < ids.length; from += CHUNK) rows.push(...(await find(ids.slice(from, from + CHUNK))));
    return rows;
  }
}
