import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type LedgerActor, SYSTEM_ACTOR } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { CandidateAccess } from '../batch/candidate-access.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { AttemptRepository } from './attempt.repository.js';
import { AttemptService } from './attempt.service.js';
import { TimingService, writtenOf } from './timing.service.js';

const BEAT_MS = 5_000;
const OUTAGE_MS = 15_000;
const SWEEP_MS = 1_000;

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
  private beatAt = 0;

  constructor(
    private readonly repository: AttemptRepository,
    private readonly attempts: AttemptService,
    private readonly candidates: CandidateAccess,
    private readonly timing: TimingService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.beat();
    this.timers = [
      setInterval(() => void this.guarded(() => this.beat()), BEAT_MS),
      setInterval(() => void this.sweep(), SWEEP_MS),
    ];
    for (const timer of this.timers) timer.unref();
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  /** Writes a heartbeat; first turns a gap since the last one into an outage. */
  async beat(): Promise<void> {
    const shared = await this.repository.sharedEpochMs();
    if (shared !== null) this.clock.follow(shared);
    // Set after the commit: an outage that could not be recorded must not be swept over.
    this.beatAt = await this.uow.run(async () => {
      const now = this.clock.now();
      const last = await this.repository.lastBeat();
      const gap = last === null ? 0 : now.getTime() - last.getTime();
      if (last !== null && gap > OUTAGE_MS && (await this.repository.countRunning()) > 0)
        await this.recordOutage(last, now);
      await this.repository.beat(this.instanceId, now);
      const jump = this.clock.takeJump();
      if (jump !== 0)
        this.ledger.record({
          action: 'clock.jumped',
          actor: SYSTEM_ACTOR,
          ownerId: null,
          subjectType: 'instance',
          subjectId: this.instanceId,
          facts: { ms: jump },
        });
      return now.getTime();
    });
  }

  /** Ends the standstill after a long outage; the invigilator has seen that everybody is back. */
  async resume(actor: LedgerActor, ownerId: string): Promise<void> {
    await this.uow.run(async () => {
      const now = this.clock.now();
      for (const outage of await this.repository.findOutages()) {
        if (outage.toAt !== null) continue;
        await this.repository.closeOutage(outage.id, now);
        this.ledger.record({ action: 'outage.resumed', actor, ownerId, subjectType: 'outage', subjectId: outage.id });
      }
      await this.renewDeadlines();
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
    for (const attempt of locked.filter((a) => a.state === 'running')) {
      const { entry, batch } = await this.candidates.getSelf(attempt.entryId);
      const deadlineAt = await this.timing.deadlineOf(batch, entry, attempt.startedAt);
      if (deadlineAt.getTime() !== attempt.deadlineAt.getTime())
        await this.repository.update(attempt.id, { deadlineAt });
    }
  }

  private async recordOutage(from: Date, to: Date): Promise<void> {
    const running = await this.repository.findRunning();
    const limits: number[] = [];
    for (const { entryId } of running)
      limits.push(writtenOf((await this.candidates.getSelf(entryId)).batch).maxOutageMinutes);
    const tooLong = to.getTime() - from.getTime() > Math.min(...limits) * 60_000;
    const id = newId();
    await this.repository.insertOutage({ id, fromAt: from, toAt: tooLong ? null : to });
    await this.renewDeadlines();
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

  private async guarded(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }
}
