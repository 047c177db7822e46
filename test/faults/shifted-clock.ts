import { Clock } from '../../src/common/clock.js';

/** The machine's clock, so many milliseconds ago: a sitting that is set up with it has begun long before now. */
export class ShiftedClock extends Clock {
  constructor(private shiftMs: number) {
    super();
  }

  override now(): Date {
    return new Date(this.epochMs());
  }

  override epochMs(): number {
    return Date.now() - this.shiftMs;
  }

  override follow(): number {
    // It is meant to be another one.
    return 0;
  }

  override takeJump(): number {
    return 0;
  }

  /** Comes back to now in small steps, each told to `step`. */
  async catchUp(step: () => Promise<void>): Promise<void> {
    for (; this.shiftMs > 0; this.shiftMs = Math.max(0, this.shiftMs - 10_000)) await step();
    await step();
  }
}
