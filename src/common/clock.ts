import { Injectable } from '@nestjs/common';

/**
 * The only place that asks the machine for the time. Process start plus monotonic difference, so that a change of the
 * wall clock never moves a running exam; a difference over `JUMP_MS` is reported once to whoever asks (`takeJump`).
 */
@Injectable()
export class Clock {
  private readonly wallStart = Date.now();
  private readonly monotonicStart = performance.now();
  private reportedOffset = 0;
  private correction = 0;
  private last = 0;

  now(): Date {
    return new Date(this.epochMs());
  }

  /** Milliseconds since 1970, never going back within a process. */
  epochMs(): number {
    this.last = Math.max(this.last, Math.round(this.wallStart + this.monotonicElapsed() + this.correction));
    return this.last;
  }

  /** Follows a clock that several instances share (the database's), so that they agree; time still never goes back. */
  follow(sharedEpochMs: number): void {
    this.correction = sharedEpochMs - (this.wallStart + this.monotonicElapsed());
  }

  /** How far the machine's wall clock has jumped since it was last asked, in ms; 0 when less than 2 s. */
  takeJump(): number {
    const offset = Date.now() - this.wallStart - this.monotonicElapsed();
    const jump = offset - this.reportedOffset;
    if (Math.abs(jump) < 2_000) return 0;
    this.reportedOffset = offset;
    return Math.round(jump);
  }

  private monotonicElapsed(): number {
    return performance.now() - this.monotonicStart;
  }
}
