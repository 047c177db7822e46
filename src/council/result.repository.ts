import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work.js';
import { Addendum, ResultRow } from './entities/result.entity.js';

@Injectable()
export class ResultRepository {
  constructor(private readonly uow: UnitOfWork) {}

  /** All versions of a batch's results, the oldest first. */
  findResults(batchId: string): Promise<ResultRow[]> {
    return this.uow.manager.find(ResultRow, { where: { batchId }, order: { version: 'ASC' } });
  }

  findResultsOf(entryId: string): Promise<ResultRow[]> {
    return this.uow.manager.find(ResultRow, { where: { entryId }, order: { version: 'ASC' } });
  }

  findAllResults(): Promise<ResultRow[]> {
    return this.uow.manager.find(ResultRow);
  }

  async insertResults(rows: ResultRow[]): Promise<void> {
    for (let from = 0; from < rows.length; from += 200)
      await this.uow.writing.insert(ResultRow, rows.slice(from, from + 200));
  }

  findAddenda(batchId: string): Promise<Addendum[]> {
    return this.uow.manager.find(Addendum, { where: { batchId }, order: { number: 'ASC' } });
  }

  findAllAddenda(): Promise<Addendum[]> {
    return this.uow.manager.find(Addendum);
  }

  async insertAddendum(row: Addendum): Promise<void> {
    await this.uow.writing.insert(Addendum, row);
  }

  async closeAddendum(id: string, closedAt: Date): Promise<void> {
    await this.uow.writing.update(Addendum, { id }, { closedAt });
  }
}
