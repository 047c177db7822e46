import { byId, one, say, setText } from './dom.js';
import { countdown, type ServerClock } from './server-clock.js';
import { text } from './texts.js';

/** Only these are spoken: a clock that talks each second drowns the questions. */
const ANNOUNCED_MINUTES = [15, 5, 1];
const SOON_MS = 5 * 60_000;

/** The time left as it is seen and heard. It may be hidden, and comes back by itself for the last five minutes. */
export class ClockFace {
  private readonly root = byId('clock');
  private readonly digits = one(this.root, '[data-clock]', HTMLElement);
  private readonly word = one(this.root, '[data-clock-word]', HTMLElement);
  private readonly toggle = one(this.root, '[data-clock-toggle]', HTMLButtonElement);
  private isHidden = false;
  private wasSoon = false;
  private announced = Number.POSITIVE_INFINITY;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** what is left while everything stands still */
  private heldMs: number | null = null;

  constructor(
    private readonly clock: ServerClock,
    private deadlineAt: number,
    private readonly onEnd: () => void,
  ) {
    this.toggle.addEventListener('click', () => {
      this.hide(!this.isHidden);
    });
    // what has gone by when the page opens is not announced late
    const minutes = this.leftMs() / 60_000;
    this.announced = Math.min(...ANNOUNCED_MINUTES.filter((mark) => mark >= minutes), Number.POSITIVE_INFINITY);
    this.tick();
    // a machine that slept shows the truth at once
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.tick();
    });
  }

  leftMs(): number {
    return this.heldMs ?? this.deadlineAt - this.clock.now();
  }

  /** Follows a deadline that was moved, and gives what was added. */
  move(deadlineAt: number): number {
    const addedMs = deadlineAt - this.deadlineAt;
    this.deadlineAt = deadlineAt;
    if (addedMs !== 0) {
      this.wasSoon = this.wasSoon && this.leftMs() <= SOON_MS;
      if (addedMs > 0) this.announced = Number.POSITIVE_INFINITY;
      this.tick();
    }
    return addedMs;
  }

  /** Stops with so much left, or goes on (null). */
  hold(leftMs: number | null): void {
    if (leftMs === null && this.heldMs === null) return;
    this.heldMs = leftMs;
    this.root.classList.toggle('clock--held', leftMs !== null);
    this.tick();
  }

  private hide(hidden: boolean): void {
    this.isHidden = hidden;
    this.digits.hidden = hidden;
    this.toggle.setAttribute('aria-expanded', String(!hidden));
    this.toggle.setAttribute('aria-label', text(hidden ? 'showClock' : 'hideClock'));
  }

  private tick(): void {
    clearTimeout(this.timer);
    const leftMs = this.leftMs();
    const isSoon = leftMs <= SOON_MS;
    if (isSoon && !this.wasSoon) this.hide(false);
    this.wasSoon = isSoon;
    const isHeld = this.heldMs !== null;
    this.word.hidden = !isSoon && !isHeld;
    setText(this.word, text(isHeld ? 'stands' : leftMs > 0 ? 'soon' : 'over'));
    this.root.classList.toggle('clock--late', isSoon && !isHeld);
    setText(this.digits, countdown(leftMs));
    if (isHeld) return;
    this.announce(leftMs / 60_000);
    if (leftMs <= 0) this.onEnd();
    // to the next full second, so that none is skipped
    this.timer = setTimeout(
      () => {
        this.tick();
      },
      leftMs > 0 ? (leftMs % 1000) + 5 : 1000,
    );
  }

  private announce(minutes: number): void {
    const due = Math.min(...ANNOUNCED_MINUTES.filter((mark) => mark >= minutes), Number.POSITIVE_INFINITY);
    if (due >= this.announced || minutes <= 0) return;
    this.announced = due;
    say(text('minutesLeft', { n: due }));
  }
}
