import { Injectable } from '@nestjs/common';
import { newestBy } from '../core/shared/newest.js';
import type { ResultRow } from './entities/result.entity.js';
import { ResultRepository } from './result.repository.js';

/** Locked results as others may read them; nothing of what is still provisional. */
@Injectable()
export class LockedResultsService {
  constructor(private readonly repository: ResultRepository) {}

  /** The result in force of each entry of a batch, by entry id; empty before the lock. */
  async findLatest(batchId: string): Promise<Map<string, ResultRow>> {
    return newestBy(await this.repository.findResults(batchId), (r) => r.entryId);
  }

  /** All versions of all results of a batch, the oldest first: what the lock fixed, and what each addendum changed. */
  findAll(batchId: string): Promise<ResultRow[]> {
    return this.repository.findResults(batchId);
  }

  /** All versions of one entry, the oldest first. */
  findVersions(entryId: string): Promise<ResultRow[]> {
    return this.repository.findResultsOf(entryId);
  }
}
