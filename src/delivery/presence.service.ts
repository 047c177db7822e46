import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type LedgerActor, SYSTEM_ACTOR } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { BatchService } from '../batch/batch.service.js';
import { Announcements, EVERYBODY } from '../database/announcements.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { AttemptRepository } from './attempt.repository.js';
import { AttemptService } from './attempt.service.js';
import { SharedClock } from './shared-clock.service.js';
import { TimingService, writtenOf } from './timing.service.js';

const BEAT_MS = 5_000;
const OUTAGE_MS = 15_000;
const SWEEP_MS = 1_000;
/** Heartbeats of instances that are gone are kept so long. */
const FORGOTTEN_MS = 3_600_000;

/**
 * The server's own sign of life. A gap between the heartbeats of all instances is an outage: it is recorded, and its
 * minutes are given back, before anything may be closed.
 */
@Injectable()
export class PresenceService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Presence');
  private readonly instanceId = newId();
  private timers: NodeJS.Timeout[] = [];
  private sweeping = false;
  private beating = false;
  private fault = '';
  private beatAt = 0;

  constructor(
    private readonly repository: AttemptRepository,
    private readonly attempts: AttemptService,
    private readonly batches: BatchService,
    private readonly timing: TimingService,
    private readonly sharedClock: SharedClock,
    private readonly announcements: Announcements,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.beat();
    this.timers = [setInterval(() => void this.beatAlone(), BEAT_MS), setInterval(() => void this.sweep(), SWEEP_MS)];
    for (const timer of this.timers) timer.unref();
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  /** Writes a heartbeat; first turns a gap since the last one of any instance into an outage, once for them all. */
  async beat(): Promise<void> {
    await this.sharedClock.follow(this.instanceId);
    // Set after the commit: an outage that could not be recorded must not be swept over.
    this.beatAt = await this.uow.run(async () => {
      await this.repository.lockPresence();
      const now = this.clock.now();
      const last = await this.repository.lastBeat();
      const gap = last === null ? 0 : now.getTime() - last.getTime();
      if (last !== null && gap > OUTAGE_MS && (await this.repository.countRunning()) > 0)
        await this.recordOutage(last, now);
      else if (await this.timing.isPaused()) await this.keepPaused(now);
      await this.repository.beat(this.instanceId, now);
      await this.repository.forgetBeatsBefore(new Date(now.getTime() - FORGOTTEN_MS));
      this.recordJump();
      return now.getTime();
    });
  }

  /** Ends the standstill after a long outage; the invigilator has seen that everybody is back. */
  async resume(actor: LedgerActor, ownerId: string): Promise<void> {
    await this.uow.run(async () => {
      await this.repository.lockPresence();
      const now = this.clock.now();
      for (const outage of await this.repository.findOutages()) {
        if (outage.toAt !== null) continue;
        await this.repository.closeOutage(outage.id, now);
        this.ledger.record({ action: 'outage.resumed', actor, ownerId, subjectType: 'outage', subjectId: outage.id });
      }
      await this.renewDeadlines();
      await this.announcements.announce(EVERYBODY);
    });
  }

  /** Recomputes the cached deadlines of running attempts, of one sitting or of all. */
  async renewDeadlines(sittingId: string | null = null): Promise<void> {
    const concerned = (await this.repository.findRunning()).filter(
      (a) => sittingId === null || a.sittingId === sittingId,
    );
    if (concerned.length === 0) return;
    // Locked in the order in which saves lock; the grants are read after, so none that is committed is missed.
    const locked = await this.repository.lock(concerned.map((a) => a.id));
    const running = locked.filter((a) => a.state === 'running');
    const deadlines = await this.timing.deadlinesOf(running);
    for (const { id, deadlineAt: before } of running) {
      const deadlineAt = deadlines.get(id) ?? before;
      if (deadlineAt.getTime() !== before.getTime()) await this.repository.update(id, { deadlineAt });
    }
  }

  /** While everything stands still, saves must not be too late: stored deadlines that come near are moved along. */
  private async keepPaused(now: Date): Promise<void> {
    const soon = new Date(now.getTime() + 2 * BEAT_MS);
    if ((await this.repository.findDue(soon)).length > 0) await this.renewDeadlines();
  }

  private recordJump(): void {
    const jump = this.clock.takeJump();
    if (jump === 0) return;
    this.ledger.record({
      action: 'clock.jumped',
      actor: SYSTEM_ACTOR,
      ownerId: null,
      subjectType: 'instance',
      subjectId: this.instanceId,
      facts: { ms: jump },
    });
  }

  private async recordOutage(from: Date, to: Date): Promise<void> {
    const running = await this.repository.findRunning();
    const limits: number[] = [];
    for (const sittingId of new Set(running.map((a) => a.sittingId)))
      limits.push(writtenOf((await this.batches.getMembers(sittingId)).batch).maxOutageMinutes);
    const tooLong = to.getTime() - from.getTime() > Math.min(...limits) * 60_000;
    const id = newId();
    await this.repository.insertOutage({ id, fromAt: from, toAt: tooLong ? null : to });
    await this.renewDeadlines();
    await this.announcements.announce(EVERYBODY);
    const facts = { from: from.toISOString(), to: to.toISOString(), paused: tooLong, attempts: running.length };
    this.ledger.record({
      action: 'outage.recorded',
      actor: SYSTEM_ACTOR,
      ownerId: null,
      subjectType: 'outage',
      subjectId: id,
      facts,
    });
  }

  /** Beats do not pile up behind a database that hangs. */
  private async beatAlone(): Promise<void> {
    if (this.beating) return;
    this.beating = true;
    await this.guarded(() => this.beat());
    this.beating = false;
  }

  private async sweep(): Promise<void> {
    if (this.sweeping) return;
    this.sweeping = true;
    await this.guarded(async () => {
      // After a freeze of this process the timers fire in any order: the outage is recorded before anything is closed.
      if (this.clock.epochMs() - this.beatAt > 2 * BEAT_MS) await this.beat();
      await this.attempts.expireDue();
    });
    this.sweeping = false;
  }

  /** A database that is away is told once, not each second. */
  private async guarded(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      this.fault = '';
    } catch (error) {
      const fault = error instanceof Error ? error.message : String(error);
      if (fault !== this.fault) this.logger.error(error instanceof Error ? (error.stack ?? fault) : fault);
      this.fault = fault;
    }
  }
}
