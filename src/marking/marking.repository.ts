import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work.js';
import { Attempt } from '../delivery/entities/attempt.entity.js';
import { WrittenScore } from './entities/written-score.entity.js';

@Injectable()
export class MarkingRepository {
  constructor(private readonly uow: UnitOfWork) {}

  /** Closed attempts that no score has yet. */
  findUnscored(): Promise<{ id: string; entryId: string }[]> {
    return this.uow.manager
      .createQueryBuilder(Attempt, 'a')
      .select(['a.id', 'a.entryId'])
      .where("a.state = 'closed'")
      .andWhere(
        (q) => `NOT EXISTS ${q.subQuery().select('1').from(WrittenScore, 's').where('s.attemptId = a.id').getQuery()}`,
      )
      .getMany();
  }

  findAttempt(id: string): Promise<Attempt | null> {
    return this.uow.manager.findOneBy(Attempt, { id });
  }

  /** The newest score of each attempt. */
  async findLatest(attemptIds: readonly string[]): Promise<Map<string, WrittenScore>> {
    if (attemptIds.length === 0) return new Map();
    const rows = await this.uow.manager
      .createQueryBuilder(WrittenScore, 's')
      .where('s.attemptId IN (:...ids)', { ids: [...attemptIds] })
      .orderBy('s.version')
      .getMany();
    return new Map(rows.map((r) => [r.attemptId, r]));
  }

  hasScore(attemptId: string): Promise<boolean> {
    return this.uow.manager.existsBy(WrittenScore, { attemptId });
  }

  findAll(): Promise<WrittenScore[]> {
    return this.uow.manager.find(WrittenScore);
  }

  async insert(score: WrittenScore): Promise<void> {
    await this.uow.writing.insert(WrittenScore, score);
  }
}
