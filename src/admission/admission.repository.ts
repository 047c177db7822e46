import { Injectable } from '@nestjs/common';
import { Batch } from '../batch/entities/batch.entity.js';
import { BatchEntry } from '../batch/entities/batch-entry.entity.js';
import { newestBy } from '../core/shared/newest.js';
import { ResultRow } from '../council/entities/result.entity.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { AdmissionDecision, AdmissionSession } from './entities/admission.entity.js';

const CHUNK = 200;

@Injectable()
export class AdmissionRepository {
  constructor(private readonly uow: UnitOfWork) {}

  findSession(id: string): Promise<AdmissionSession | null> {
    return this.uow.manager.findOneBy(AdmissionSession, { id });
  }

  findSessions(batchId: string): Promise<AdmissionSession[]> {
    return this.uow.manager.find(AdmissionSession, { where: { batchId }, order: { heldOn: 'ASC', createdAt: 'ASC' } });
  }

  findAllSessions(): Promise<AdmissionSession[]> {
    return this.uow.manager.find(AdmissionSession);
  }

  async insertSession(row: AdmissionSession): Promise<void> {
    await this.uow.writing.insert(AdmissionSession, row);
  }

  async updateSession(id: string, changes: Pick<AdmissionSession, 'heldOn' | 'documentNo'>): Promise<void> {
    await this.uow.writing.update(AdmissionSession, { id }, changes);
  }

  /** All versions of the decisions about a batch's people, the oldest first. */
  findDecisions(batchId: string): Promise<AdmissionDecision[]> {
    return this.uow.manager
      .createQueryBuilder(AdmissionDecision, 'd')
      .innerJoin(BatchEntry, 'e', 'e.id = d.entryId')
      .where('e.batchId = :batchId', { batchId })
      .orderBy('d.version')
      .getMany();
  }

  /** All versions about one case, the oldest first. */
  findDecisionsOf(caseId: string): Promise<AdmissionDecision[]> {
    return this.uow.manager.find(AdmissionDecision, { where: { caseId }, order: { version: 'ASC' } });
  }

  /** The latest decision about each case, by case id. */
  async findLatestOf(caseIds: readonly string[]): Promise<Map<string, AdmissionDecision>> {
    const rows: AdmissionDecision[] = [];
    for (let from = 0; from < caseIds.length; from += CHUNK) {
      const part = await this.uow.manager
        .createQueryBuilder(AdmissionDecision, 'd')
        .where('d.caseId IN (:...ids)', { ids: caseIds.slice(from, from + CHUNK) })
        .getMany();
      rows.push(...part);
    }
    return newestBy(rows, (d) => d.caseId);
  }

  findAllDecisions(): Promise<AdmissionDecision[]> {
    return this.uow.manager.find(AdmissionDecision);
  }

  async insertDecisions(rows: AdmissionDecision[]): Promise<void> {
    for (let from = 0; from < rows.length; from += CHUNK)
      await this.uow.writing.insert(AdmissionDecision, rows.slice(from, from + CHUNK));
  }

  /** Entries of a batch whose people have a locked result of a later nomination: entry id -> that batch. */
  async findSuperseded(batchId: string): Promise<Map<string, { batchId: string; number: number; year: number }>> {
    const rows = await this.uow.manager
      .createQueryBuilder(BatchEntry, 'e')
      .innerJoin(BatchEntry, 'l', 'l.personId = e.personId AND l.createdAt > e.createdAt')
      .innerJoin(Batch, 'b', 'b.id = l.batchId AND b.resultsLockedAt IS NOT NULL')
      .where('e.batchId = :batchId', { batchId })
      .andWhere((q) => `EXISTS ${q.subQuery().select('1').from(ResultRow, 'r').where('r.entryId = l.id').getQuery()}`)
      .select('e.id', 'entryId')
      .addSelect('b.id', 'batchId')
      .addSelect('b.number', 'number')
      .addSelect('b.year', 'year')
      .orderBy('l.createdAt')
      .getRawMany<{ entryId: string; batchId: string; number: number; year: number }>();
    return new Map(rows.map(({ entryId, ...later }) => [entryId, later]));
  }
}
