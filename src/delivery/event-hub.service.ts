import { randomInt } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { CandidateActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { CandidateAccess } from '../batch/candidate-access.service.js';
import { Announcements, type Audience } from '../database/announcements.js';
import { EventStream } from './event-stream.js';
import { PageStates } from './page-state.service.js';

/** A browser opens six connections to a server at most, for all its tabs: pages must not use them up by listening. */
const STREAMS_EACH = 3;
const BEAT_SECONDS = 15;
/** Announcements so close together are answered with one reading. */
const GATHER_MS = 20;
/** When the server has gone and comes back, its pages do not come back in the same instant. */
const RETRY_MS = { min: 1_000, max: 3_000 };

interface Listener {
  readonly actor: CandidateActor;
  readonly sittingId: string;
  readonly stream: EventStream;
  /** The second of the beat at which this page is spoken to. */
  readonly slot: number;
}

/**
 * The pages that are open on this instance, and what they are told: `state` as /delivery/state answers, `beat` as a sign of
 * life, `deaf` when changes may be missed for a while, `end` when the page shall not come back.
 */
@Injectable()
export class EventHub implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Events');
  private readonly listeners = new Set<Listener>();
  private concerned = new Set<Listener>();
  private gathering: NodeJS.Timeout | null = null;
  private timer: NodeJS.Timeout | null = null;
  private second = 0;
  private isStopping = false;

  constructor(
    private readonly candidates: CandidateAccess,
    private readonly states: PageStates,
    private readonly announcements: Announcements,
  ) {}

  onApplicationBootstrap(): void {
    this.announcements.hear({
      heard: (audience) => {
        this.concern((listener) => isOf(listener, audience));
      },
      deafened: () => {
        for (const { stream } of this.listeners) stream.say('deaf');
      },
    });
    this.timer = setInterval(() => void this.beat(), 1_000);
    this.timer.unref();
  }

  /** Ends all streams before the server stops listening, so that a restart waits for none of them. */
  onModuleDestroy(): void {
    this.isStopping = true;
    if (this.timer !== null) clearInterval(this.timer);
    if (this.gathering !== null) clearTimeout(this.gathering);
    for (const { stream } of this.listeners) stream.finish();
  }

  /** What happens to this candidate from now on, beginning with how things stand. @throws AppError common/stopping */
  async open(actor: CandidateActor): Promise<Readable> {
    const { sitting } = await this.candidates.getSelf(actor.entryId);
    if (this.isStopping) throw new AppError('common/stopping');
    const listener = { actor, sittingId: sitting.id, stream: new EventStream(), slot: this.second % BEAT_SECONDS };
    const own = [...this.listeners].filter((l) => l.actor.entryId === actor.entryId);
    for (const { stream } of own.slice(0, Math.max(0, own.length + 1 - STREAMS_EACH))) {
      stream.say('end');
      stream.finish();
    }
    this.listeners.add(listener);
    listener.stream.once('close', () => {
      this.listeners.delete(listener);
    });
    listener.stream.begin(randomInt(RETRY_MS.min, RETRY_MS.max));
    this.concern((l) => l === listener);
    return listener.stream;
  }

  /** Gathers for a moment whom it concerns, then tells them all at once. */
  private concern(isConcerned: (listener: Listener) => boolean): void {
    for (const listener of this.listeners) if (isConcerned(listener)) this.concerned.add(listener);
    if (this.concerned.size === 0 || this.isStopping) return;
    this.gathering ??= setTimeout(() => void this.tell(), GATHER_MS);
  }

  private async tell(): Promise<void> {
    this.gathering = null;
    const { concerned } = this;
    this.concerned = new Set();
    try {
      const seen = await this.states.find([...new Set([...concerned].map((l) => l.actor.entryId))]);
      for (const { actor, stream } of concerned) {
        const state = seen.get(actor.entryId)?.stateFor(actor.sessionId) ?? this.states.waiting();
        stream.say('state', JSON.stringify(state));
        if (!this.announcements.isHearing) stream.say('deaf');
      }
    } catch (error) {
      // The pages ask by themselves when they are not told.
      for (const { stream } of concerned) stream.say('deaf');
      this.complain(error);
    }
  }

  /** A sign of life to the pages whose turn it is; whose session has ended is let go. */
  private async beat(): Promise<void> {
    this.second += 1;
    const turn = [...this.listeners].filter((l) => l.slot === this.second % BEAT_SECONDS);
    if (turn.length === 0) return;
    try {
      const signedIn = await this.candidates.findSignedIn(turn.map((l) => l.actor.sessionId));
      for (const { actor, stream } of turn) {
        if (!signedIn.has(actor.sessionId)) {
          stream.say('end');
          stream.finish();
        } else if (this.announcements.isHearing) stream.say('beat');
      }
    } catch (error) {
      this.complain(error);
    }
  }

  private complain(error: unknown): void {
    this.logger.warn(error instanceof Error ? error.message : String(error));
  }
}

function isOf({ actor, sittingId }: Listener, audience: Audience): boolean {
  if ('all' in audience) return true;
  return 'sittingId' in audience ? audience.sittingId === sittingId : audience.entryIds.includes(actor.entryId);
}
