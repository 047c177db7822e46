import { pause } from './lease.js';
import type { Saver } from './saver.js';
import { isReachable } from './server.js';

export const POLL_MS = 3000;
/** Should the way be barred, the page goes on living after so long. */
const BARRED_MS = 15_000;

/** The way from this page to another; what is not saved yet goes out at the last moment. */
export class Departure {
  /** on the way, or waiting until the way is open */
  isGoing = false;
  isLeaving = false;

  constructor(private readonly saver: Saver) {}

  async to(path: string): Promise<void> {
    if (this.isGoing) return;
    this.isGoing = true;
    // whoever said so may be out of reach again, and the browser's own error page would stand where the work was
    while (!(await isReachable('/health/live'))) await pause(POLL_MS);
    this.isLeaving = true;
    this.saver.leave();
    location.assign(path);
    await pause(BARRED_MS);
    this.isLeaving = false;
    this.isGoing = false;
  }
}
