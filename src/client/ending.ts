import { type Departure, POLL_MS } from './departure.js';
import { byId, one, setText } from './dom.js';
import { pause } from './lease.js';
import type { Touch } from './push.js';
import type { Saver } from './saver.js';
import { isReachable } from './server.js';
import { text } from './texts.js';

/** The deadline has come: nothing more is chosen, what is left is sent, then the server has the word. */
export class Ending {
  isEnded = false;

  /** @param turned what else is to be done when the time is over, or was given after all */
  constructor(
    private readonly graceMs: number,
    private readonly saver: Saver,
    private readonly touch: Touch,
    private readonly departure: Departure,
    private readonly turned: (isEnded: boolean) => void,
  ) {}

  end(): void {
    if (!this.isEnded) {
      this.turn(true);
      byId('news').hidden = true;
      window.scrollTo(0, 0);
      this.saver.hurry();
      setTimeout(() => void this.touch.askNow(), 1000);
      setTimeout(() => void this.leave(), this.graceMs + 1000);
    }
    const n = this.saver.unsaved().size;
    const words = n === 0 ? text('ended') : text('endedUnsaved', { n });
    setText(one(byId('ended'), '[data-ended-text]', HTMLElement), words);
  }

  /** The end was taken back if there is time left. */
  look(leftMs: number): void {
    if (this.isEnded && leftMs > 0) this.turn(false);
  }

  private turn(isEnded: boolean): void {
    this.isEnded = isEnded;
    byId('ended').hidden = !isEnded;
    this.turned(isEnded);
  }

  /** After the grace; while the server cannot be reached the page stays, since it holds the work. */
  private async leave(): Promise<void> {
    while (this.isEnded && !this.departure.isGoing) {
      if (await isReachable('/delivery/state')) await this.departure.to('/delivery/receipt');
      else await pause(POLL_MS);
    }
  }
}
