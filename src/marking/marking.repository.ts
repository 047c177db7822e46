import { Injectable } from '@nestjs/common';
import { BatchEntry } from '../batch/entities/batch-entry.entity.js';
import { newestBy } from '../core/shared/newest.js';
import { insertRows, readRowsOf } from '../database/rows.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { Attempt } from '../delivery/entities/attempt.entity.js';
import { Rescore } from './entities/rescore.entity.js';
import { WrittenScore } from './entities/written-score.entity.js';

const CHUNK = 300;

/** Tells whether any score of a batch was added. */
export interface ScoreMark {
  readonly scores: number;
  readonly last: string | null;
}

@Injectable()
export class MarkingRepository {
  constructor(private readonly uow: UnitOfWork) {}

  /** Closed attempts that no score has yet, of one batch or of all; of all, those alone that ended after `since`. */
  async findUnscored(batchId?: string, since?: Date): Promise<{ id: string; entryId: string; batchId: string }[]> {
    const q = this.uow.manager
      .createQueryBuilder(Attempt, 'a')
      .innerJoin(BatchEntry, 'e', 'e.id = a.entryId')
      .select('a.id', 'id')
      .addSelect('a.entryId', 'entryId')
      .addSelect('e.batchId', 'batchId')
      .where("a.state = 'closed'")
      .andWhere(
        (sub) =>
          `NOT EXISTS ${sub.subQuery().select('1').from(WrittenScore, 's').where('s.attemptId = a.id').getQuery()}`,
      );
    if (batchId !== undefined) q.andWhere('e.batchId = :batchId', { batchId });
    // The deadline is in the index with the state: years of history are not looked through every two seconds.
    if (since !== undefined) q.andWhere('a.deadlineAt > :since', { since: since.toISOString() });
    return q.getRawMany<{ id: string; entryId: string; batchId: string }>();
  }

  findAttempts(ids: readonly string[]): Promise<Attempt[]> {
    return readRowsOf(this.uow.manager, Attempt, 'id', ids);
  }

  /** The newest score of each attempt. */
  async findLatest(attemptIds: readonly string[]): Promise<Map<string, WrittenScore>> {
    const rows: WrittenScore[] = [];
    for (let from = 0; from < attemptIds.length; from += CHUNK) {
      rows.push(
        ...(await this.uow.manager
          .createQueryBuilder(WrittenScore, 's')
          .where('s.attemptId IN (:...ids)', { ids: attemptIds.slice(from, from + CHUNK) })
          .getMany()),
      );
    }
    return newestBy(rows, (r) => r.attemptId);
  }

  /** All versions of one attempt's score, the oldest first. */
  findVersions(attemptId: string): Promise<WrittenScore[]> {
    return this.uow.manager.find(WrittenScore, { where: { attemptId }, order: { version: 'ASC' } });
  }

  /** Attempts of a batch that were written to their end: one that was stopped says nothing of the items after. */
  async findCountable(batchId: string): Promise<{ id: string; entryId: string }[]> {
    return this.uow.manager
      .createQueryBuilder(Attempt, 'a')
      .innerJoin(BatchEntry, 'e', 'e.id = a.entryId')
      .select('a.id', 'id')
      .addSelect('a.entryId', 'entryId')
      .where("e.batchId = :batchId AND a.state = 'closed' AND a.closeReason <> 'suspended'", { batchId })
      .orderBy('a.id')
      .getRawMany<{ id: string; entryId: string }>();
  }

  async scoreMark(batchId: string): Promise<ScoreMark> {
    const row = await this.uow.manager
      .createQueryBuilder(WrittenScore, 's')
      .innerJoin(Attempt, 'a', 'a.id = s.attemptId')
      .innerJoin(BatchEntry, 'e', 'e.id = a.entryId')
      .where('e.batchId = :batchId', { batchId })
      .select('COUNT(*)', 'scores')
      .addSelect('MAX(s.at)', 'last')
      .getRawOne<{ scores: string | number; last: string | null }>();
    return { scores: Number(row?.scores ?? 0), last: row?.last ?? null };
  }

  findAll(): Promise<WrittenScore[]> {
    return this.uow.manager.find(WrittenScore);
  }

  async insert(scores: readonly WrittenScore[]): Promise<void> {
    for (let from = 0; from < scores.length; from += CHUNK)
      await insertRows(this.uow.writing, WrittenScore, scores.slice(from, from + CHUNK));
  }

  /** Rulings about the items of a batch, the oldest first. */
  findRescores(batchId: string): Promise<Rescore[]> {
    return this.uow.manager.find(Rescore, { where: { batchId }, order: { at: 'ASC', id: 'ASC' } });
  }

  findAllRescores(): Promise<Rescore[]> {
    return this.uow.manager.find(Rescore);
  }

  async insertRescore(row: Rescore): Promise<void> {
    await this.uow.writing.insert(Rescore, row);
  }
}
