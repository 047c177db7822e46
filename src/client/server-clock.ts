/** Below this the display drifts to the truth instead of jumping. */
const JUMP_MS = 1500;
/** How much of a small error one reading may take away: a second on the display stays within a tenth of a second. */
const SLEW_MS = 100;

/**
 * The server's time, kept with the monotonic clock of the browser. Whoever sets the date of the machine, or lets it
 * fall asleep, does not change the time left: each answer of the server corrects it.
 */
export class ServerClock {
  /** server time minus monotonic time, as shown and as last learnt */
  private shown: number;
  private learnt: number;
  private slewedAt: number;

  constructor(
    serverNow: number,
    private readonly monotonic: () => number = () => performance.now(),
  ) {
    this.slewedAt = monotonic();
    this.shown = serverNow - this.slewedAt;
    this.learnt = this.shown;
  }

  /** Learns from an answer that was asked for at `sentAt` (monotonic) and has just arrived. */
  learn(serverNow: number, sentAt: number): void {
    const arrivedAt = this.monotonic();
    // the server read its clock somewhere between question and answer: the middle errs least
    this.learnt = serverNow - (sentAt + arrivedAt) / 2;
    if (Math.abs(this.learnt - this.shown) >= JUMP_MS) this.shown = this.learnt;
  }

  /** The server's time in epoch milliseconds. */
  now(): number {
    const at = this.monotonic();
    const budget = Math.min(SLEW_MS, ((at - this.slewedAt) / 1000) * SLEW_MS);
    const gap = this.learnt - this.shown;
    this.shown += Math.max(-budget, Math.min(budget, gap));
    this.slewedAt = at;
    return at + this.shown;
  }
}

const hanoi = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Ho_Chi_Minh',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** An instant of the server as HH:mm:ss in Viet Nam, whatever zone the machine is set to. */
export const timeOfDay = (epochMs: number): string => hanoi.format(epochMs);

/** Time left as 31:42, or 1:05:00 from a hundred minutes on. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (n: number): string => String(n).padStart(2, '0');
  if (seconds < 6000) return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  return `${String(Math.floor(seconds / 3600))}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
}
