import { Injectable } from '@nestjs/common';

/** Less is drift, corrected in passing. */
const JUMP_MS = 2_000;

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
  private isFollowing = false;
  private last = 0;

  now(): Date {
    return new Date(this.epochMs());
  }

  /** Milliseconds since 1970, never going back within a process. */
  epochMs(): number {
    this.last = Math.max(this.last, Math.round(this.own()));
    return this.last;
  }

  /**
   * Follows a clock that several instances share (the database's), so that they agree; time still never goes back.
   * @returns 0, or by how many ms the shared clock has jumped since it was last followed: then nothing is changed
   */
  follow(sharedEpochMs: number): number {
    const ahead = sharedEpochMs - this.own();
    if (this.isFollowing && Math.abs(ahead) >= JUMP_MS) return ahead;
    this.obey(sharedEpochMs);
    return 0;
  }

  /** Takes the shared time wherever it is. */
  obey(sharedEpochMs: number): void {
    // Before it followed, this process has stamped nothing: a machine that is ahead must not stand still until then.
    if (!this.isFollowing) this.last = 0;
    this.isFollowing = true;
    this.correction += sharedEpochMs - this.own();
  }

  /** Goes on from an instant that has been before, when the machine's clock was set back while nobody ran. */
  raise(epochMs: number): void {
    this.correction += Math.max(0, epochMs - this.own());
  }

  /** How far the machine's wall clock has jumped since it was last asked, in ms; 0 when less than 2 s. */
  takeJump(): number {
    // Whoever follows tells of the shared clock's jumps; the machine's own matter no more.
    if (this.isFollowing) return 0;
    const offset = Date.now() - this.wallStart - this.elapsedMs();
    const jump = offset - this.reportedOffset;
    if (Math.abs(jump) < JUMP_MS) return 0;
    this.reportedOffset = offset;
    return Math.round(jump);
  }

  /** Milliseconds since the process started, whatever clocks say. */
  elapsedMs(): number {
    return performance.now() - this.monotonicStart;
  }

  private own(): number {
    return this.wallStart + this.elapsedMs() + this.correction;
  }
}
