import type { ServerClock } from './server-clock.js';

/** Corrections of the deadline below this are the server's rounding, not time given. */
const NOTABLE_MS = 5000;

/** What the server says of an attempt's time. Instants in epoch ms. */
export interface TimeState {
  readonly serverNow: number;
  readonly deadlineAt: number;
  /** how long the server stood still since the start: part of the deadline */
  readonly stoodMs: number;
  /** everything stands still; the deadline moves along with the time */
  readonly paused: boolean;
}

interface Face {
  move(deadlineAt: number): unknown;
  hold(leftMs: number | null): void;
}

export interface TimeEvents {
  /** the invigilator gave so much more */
  given(ms: number, deadlineAt: number): void;
  /** the server was away for so long, and gives it back */
  returned(ms: number, deadlineAt: number): void;
  paused(yes: boolean): void;
}

/**
 * The time of the attempt as the server tells it, whichever answer arrives first: the one that was made last holds. Of a
 * deadline that moved, only an answer that says why is passed on as news.
 */
export class ToldTime {
  private newest: number;
  private toldDeadline: number;
  private toldStood: number;
  private isPaused = false;

  /** @param page what the server's page was made from */
  constructor(
    private readonly clock: Pick<ServerClock, 'learn'>,
    private readonly face: Face,
    page: Pick<TimeState, 'serverNow' | 'deadlineAt' | 'stoodMs'>,
    private readonly events: TimeEvents,
  ) {
    this.newest = page.serverNow;
    this.toldDeadline = page.deadlineAt;
    this.toldStood = page.stoodMs;
  }

  /**
   * A deadline in passing, with a lease or a save. @param asOf the server's time when it read the deadline
   * @returns whether it moved so far that one should ask why
   */
  passing(asOf: number, deadlineAt: number): boolean {
    if (asOf < this.newest || this.isPaused) return false;
    this.newest = asOf;
    this.face.move(deadlineAt);
    return Math.abs(deadlineAt - this.toldDeadline) >= NOTABLE_MS;
  }

  /** The whole state. @param sentAt when it was asked for; null when it came by itself, and says nothing of the clock */
  state({ serverNow, deadlineAt, stoodMs, paused }: TimeState, sentAt: number | null): void {
    if (sentAt !== null) this.clock.learn(serverNow, sentAt);
    if (serverNow < this.newest) return;
    this.newest = serverNow;
    this.face.move(deadlineAt);
    this.face.hold(paused ? deadlineAt - serverNow : null);
    if (paused !== this.isPaused) {
      this.isPaused = paused;
      this.events.paused(paused);
    }
    // while it stands still both move along with the time
    if (!paused) this.tellWhy(deadlineAt, stoodMs);
  }

  private tellWhy(deadlineAt: number, stoodMs: number): void {
    const stood = stoodMs - this.toldStood;
    const given = deadlineAt - this.toldDeadline - stood;
    this.toldStood = stoodMs;
    this.toldDeadline = deadlineAt;
    if (given >= NOTABLE_MS) this.events.given(given, deadlineAt);
    else if (stood >= NOTABLE_MS) this.events.returned(stood, deadlineAt);
  }
}
