import { Injectable } from '@nestjs/common';
import { AppError, found } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { BatchService } from '../batch/batch.service.js';
import type { BatchEntry } from '../batch/entities/batch-entry.entity.js';
import type { Batch } from '../batch/entities/batch.entity.js';
import { deadline, type DeadlineFacts } from '../core/attempt/deadline.js';
import { type WrittenRules, writtenRules } from '../core/scoring/rule-set.js';
import { AttemptRepository } from './attempt.repository.js';
import type { Attempt, Outage, TimeGrant } from './entities/attempt.entity.js';

/** When an attempt that started then ends, by what was known when the reckoner was made. */
export type Reckoner = (
  batch: Batch,
  entry: Pick<BatchEntry, 'id' | 'sittingId' | 'timeFactorPercent'>,
  startedAt: Date,
) => Promise<Date>;

/** Gathers the facts of the deadline formula. */
@Injectable()
export class TimingService {
  constructor(
    private readonly repository: AttemptRepository,
    private readonly batches: BatchService,
    private readonly clock: Clock,
  ) {}

  /** When an attempt that started then ends, by everything known now. */
  async deadlineOf(
    batch: Batch,
    entry: Pick<BatchEntry, 'id' | 'sittingId' | 'timeFactorPercent'>,
    startedAt: Date,
  ): Promise<Date> {
    return (await this.reckoner())(batch, entry, startedAt);
  }

  /** For many deadlines in one transaction: what they have in common is read once. */
  async reckoner(): Promise<Reckoner> {
    const outages = await this.repository.findOutages();
    const grants = new Map<string, TimeGrant[]>();
    return async (batch, entry, startedAt) => {
      const sittingId = entry.sittingId ?? '';
      const given = grants.get(sittingId) ?? (await this.repository.findGrants(sittingId));
      grants.set(sittingId, given);
      return new Date(deadline(factsOf(batch, entry, startedAt, given, outages, this.clock.epochMs())));
    };
  }

  /** Deadlines of many attempts, by attempt id, from a few statements for each sitting. */
  async deadlinesOf(
    attempts: readonly Pick<Attempt, 'id' | 'entryId' | 'sittingId' | 'startedAt'>[],
  ): Promise<Map<string, Date>> {
    const outages = await this.repository.findOutages();
    const deadlines = new Map<string, Date>();
    for (const sittingId of new Set(attempts.map((a) => a.sittingId))) {
      const grants = await this.repository.findGrants(sittingId);
      const { batch, entries } = await this.batches.getMembers(sittingId);
      for (const { id, entryId, startedAt } of attempts.filter((a) => a.sittingId === sittingId)) {
        const entry = found(entries.get(entryId));
        const ms = deadline(factsOf(batch, entry, startedAt, grants, outages, this.clock.epochMs()));
        deadlines.set(id, new Date(ms));
      }
    }
    return deadlines;
  }

  /** When the sitting's own clock runs out: the deadline of who opened the form on the signal, without personal time. */
  async sittingEndsAt(batch: Batch, sittingId: string, signalAt: Date): Promise<Date> {
    const everybody = { id: '', sittingId, timeFactorPercent: 100 };
    return this.deadlineOf(batch, everybody, signalAt);
  }

  findGrants(sittingId: string): Promise<TimeGrant[]> {
    return this.repository.findGrants(sittingId);
  }

  /** Intervals in which no instance was alive, the oldest first. */
  findOutages(): Promise<Outage[]> {
    return this.repository.findOutages();
  }

  /** Whether everything stands still after a long outage, until an invigilator resumes. */
  async isPaused(): Promise<boolean> {
    return (await this.repository.findOutages()).some((o) => o.toAt === null);
  }
}

function factsOf(
  batch: Batch,
  entry: Pick<BatchEntry, 'id' | 'timeFactorPercent'>,
  startedAt: Date,
  grants: readonly TimeGrant[],
  outages: readonly Outage[],
  now: number,
): DeadlineFacts {
  return {
    startedAt: startedAt.getTime(),
    planMinutes: writtenOf(batch).minutes,
    factorPercent: entry.timeFactorPercent,
    grants: grants
      .filter((g) => g.entryId === null || g.entryId === entry.id)
      .map((g) => ({ minutes: g.minutes, at: g.at.getTime() })),
    standstills: outages.map((o) => ({ from: o.fromAt.getTime(), to: o.toAt?.getTime() ?? now })),
    now,
  };
}

/** The frozen written rules of a batch. @throws AppError batch/roster-open, attempt/no-written */
export function writtenOf(batch: Pick<Batch, 'rules'>): WrittenRules {
  if (batch.rules === null) throw new AppError('batch/roster-open');
  const written = writtenRules(batch.rules);
  if (written === null) throw new AppError('attempt/no-written');
  return written;
}
