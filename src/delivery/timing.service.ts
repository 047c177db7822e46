import { Injectable } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import type { BatchEntry } from '../batch/entities/batch-entry.entity.js';
import type { Batch } from '../batch/entities/batch.entity.js';
import { deadline } from '../core/attempt/deadline.js';
import { type WrittenRules, writtenRules } from '../core/scoring/rule-set.js';
import { AttemptRepository } from './attempt.repository.js';
import type { Outage, TimeGrant } from './entities/attempt.entity.js';

/** Gathers the facts of the deadline formula. */
@Injectable()
export class TimingService {
  constructor(
    private readonly repository: AttemptRepository,
    private readonly clock: Clock,
  ) {}

  /** When an attempt that started then ends, by everything known now. */
  async deadlineOf(
    batch: Batch,
    entry: Pick<BatchEntry, 'id' | 'sittingId' | 'timeFactorPercent'>,
    startedAt: Date,
  ): Promise<Date> {
    const grants = await this.repository.findGrants(entry.sittingId ?? '');
    const outages = await this.repository.findOutages();
    const now = this.clock.epochMs();
    const ms = deadline({
      startedAt: startedAt.getTime(),
      planMinutes: writtenOf(batch).minutes,
      factorPercent: entry.timeFactorPercent,
      grants: grants
        .filter((g) => g.entryId === null || g.entryId === entry.id)
        .map((g) => ({ minutes: g.minutes, at: g.at.getTime() })),
      standstills: outages.map((o) => ({ from: o.fromAt.getTime(), to: o.toAt?.getTime() ?? now })),
      now,
    });
    return new Date(ms);
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

/** The frozen written rules of a batch. @throws AppError batch/roster-open, attempt/no-written */
export function writtenOf(batch: Pick<Batch, 'rules'>): WrittenRules {
  if (batch.rules === null) throw new AppError('batch/roster-open');
  const written = writtenRules(batch.rules);
  if (written === null) throw new AppError('attempt/no-written');
  return written;
}
