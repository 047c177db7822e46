import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { unionLength } from '../core/attempt/deadline.js';
import { AttemptRepository, type AttemptGlance } from './attempt.repository.js';
import { TimingService } from './timing.service.js';

/** What an open page must know to be right. Instants in epoch ms. */
export interface PageState {
  /** waiting: no form has been opened; then nothing else is told. */
  readonly state: 'waiting' | 'running' | 'closed';
  /** Read before anything else: of two states the one with the later instant knows more. */
  readonly serverNow: number;
  readonly deadlineAt?: number;
  readonly leaseNo?: number;
  /** Whether the session that asks is the one that holds the lease. */
  readonly mine?: boolean;
  /** Everything stands still until an invigilator resumes; the deadline moves along with the time. */
  readonly paused?: boolean;
  /** How long the server stood still since the attempt began: given back, and part of the deadline. */
  readonly stoodMs?: number;
}

/** An attempt as its pages see it, whichever session asks. */
export interface Seen {
  readonly attempt: AttemptGlance;
  stateFor(sessionId: string): PageState;
}

/** Reads what the open pages of one or many candidates must know, in a few statements however many they are. */
@Injectable()
export class PageStates {
  constructor(
    private readonly repository: AttemptRepository,
    private readonly timing: TimingService,
    private readonly clock: Clock,
  ) {}

  waiting(): PageState {
    return { state: 'waiting', serverNow: this.clock.epochMs() };
  }

  /** By entry; whoever has opened no form is left out. */
  async find(entryIds: readonly string[]): Promise<Map<string, Seen>> {
    return this.see(await this.repository.glance(entryIds));
  }

  /** Attempts that were just read. */
  async see(attempts: readonly AttemptGlance[]): Promise<Map<string, Seen>> {
    const now = this.clock.epochMs();
    const outages = await this.timing.findOutages();
    const paused = outages.some((o) => o.toAt === null);
    const standstills = outages.map((o) => ({ from: o.fromAt.getTime(), to: o.toAt?.getTime() ?? now }));
    const running = attempts.filter((a) => a.state === 'running');
    // While time stands still the stored deadline is behind; once it goes again it is right.
    const moved = paused && running.length > 0 ? await this.timing.deadlinesOf(running) : new Map<string, Date>();
    return new Map(
      attempts.map((attempt) => {
        const { id, entryId, state, leaseNo, leaseSessionId, startedAt, deadlineAt } = attempt;
        const stateFor = (sessionId: string): PageState => ({
          state,
          serverNow: now,
          deadlineAt: (moved.get(id) ?? deadlineAt).getTime(),
          leaseNo,
          mine: leaseSessionId === sessionId,
          paused,
          stoodMs: unionLength(standstills, startedAt.getTime(), now),
        });
        return [entryId, { attempt, stateFor }];
      }),
    );
  }
}
