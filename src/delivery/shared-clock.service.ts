import { Injectable } from '@nestjs/common';
import { SYSTEM_ACTOR } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { InstanceMetaStore } from '../database/instance-meta.store.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { AttemptRepository } from './attempt.repository.js';

/** A living instance has beaten so lately, by the clock that all share. */
const BEATING_MS = { min: -2_000, max: 7_000 };
/** An answer that took longer says too little of what time it is. */
const SLOW_MS = 1_000;
/** Without a sign of life for so long nobody else is there. */
const GONE_MS = 15_000;

/**
 * The time on which all instances agree: the database's clock plus an offset kept beside it. When somebody sets the
 * database's clock, the offset takes the jump up, so that no running exam is moved; once nothing runs and all instances
 * have stopped, the next start takes the database's clock as it is.
 */
@Injectable()
export class SharedClock {
  private isFirst = true;

  constructor(
    private readonly repository: AttemptRepository,
    private readonly meta: InstanceMetaStore,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Brings this instance's clock to the shared time. On SQLite the process is alone, and only its start is looked at. */
  async follow(instanceId: string): Promise<void> {
    if (this.isFirst) await this.uow.run(() => this.begin(instanceId));
    this.isFirst = false;
    const askedAt = this.clock.elapsedMs();
    const shared = await this.repository.sharedEpochMs();
    if (shared === null || this.clock.elapsedMs() - askedAt > SLOW_MS) return;
    if (this.clock.follow(shared) !== 0) await this.uow.run(() => this.settle(instanceId));
  }

  /** Before the first heartbeat: while attempts run, time is not earlier than the last sign of life or stamp. */
  private async begin(instanceId: string): Promise<void> {
    await this.repository.lockPresence();
    const shared = await this.repository.sharedEpochMs();
    if (shared !== null) this.clock.follow(shared);
    const now = this.clock.epochMs();
    const beat = (await this.repository.lastBeat())?.getTime() ?? 0;
    // Saves are stamped after a heartbeat, too. Another living instance may be a little ahead, which is no jump.
    const contact = (await this.repository.lastContact())?.getTime() ?? 0;
    const last = shared === null || beat > now ? Math.max(beat, contact) : beat;
    const isRunning = (await this.repository.countRunning()) > 0;
    if (isRunning && last > now) {
      this.clock.raise(last);
      if (shared !== null) await this.shift(last - now);
      this.record(instanceId, now - last, false);
    } else if (!isRunning && shared !== null && Math.abs(now - last) > GONE_MS) {
      await this.meta.remove('clockOffsetMs');
      this.clock.obey((await this.repository.sharedEpochMs()) ?? now);
    }
  }

  /** Shared time and this instance disagree: either the database's clock was set, or this instance stood still. */
  private async settle(instanceId: string): Promise<void> {
    await this.repository.lockPresence();
    const shared = (await this.repository.sharedEpochMs()) ?? 0;
    const ahead = this.clock.follow(shared);
    // Another instance has taken the jump up already.
    if (ahead === 0) return;
    const others = (await this.repository.lastBeat(instanceId))?.getTime() ?? Number.NEGATIVE_INFINITY;
    const age = shared - others;
    const isAlone = age < BEATING_MS.min || age > BEATING_MS.max;
    if (isAlone) await this.shift(-ahead);
    else this.clock.obey(shared);
    this.record(instanceId, ahead, !isAlone);
  }

  private async shift(ms: number): Promise<void> {
    const before = Number((await this.meta.find('clockOffsetMs')) ?? 0);
    await this.meta.set('clockOffsetMs', String(Math.round(before + ms)));
  }

  private record(instanceId: string, ms: number, followed: boolean): void {
    this.ledger.record({
      action: 'clock.jumped',
      actor: SYSTEM_ACTOR,
      ownerId: null,
      subjectType: 'instance',
      subjectId: instanceId,
      facts: { ms: Math.round(ms), followed },
    });
  }
}
