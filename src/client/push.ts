import type { AttemptState } from './server.js';

/** The server speaks at least every 15 s; after two and a bit it is not believed to be there. */
const SILENCE_MS = 35_000;
const REOPEN_MS = 15_000;

/** A number from 0 to 1 by chance: a room of forty must not do the same thing in the same instant. */
export const chance = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;

export interface TouchOptions {
  /** Asks the server how things stand; false when it did not answer. */
  ask(): Promise<boolean>;
  /** What the server says without being asked. */
  told(state: AttemptState): void;
  /** How often the page asks while the server speaks by itself, and while it does not. */
  readonly slowMs: number;
  readonly fastMs: number;
}

/**
 * Keeps a page in touch with the server: by events where the browser has them and they come through, and by asking, seldom
 * while they come and often while they do not. A proxy that holds events back, a browser without them, a server that has
 * gone: all look like silence, and the page asks.
 */
export class Touch {
  private source: EventSource | null = null;
  private believedUntil = 0;
  private askedAt = performance.now();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isAsking = false;

  constructor(private readonly o: TouchOptions) {}

  start(): void {
    this.open();
    window.addEventListener('pagehide', () => {
      this.source?.close();
    });
    this.arm();
  }

  /** Something came back from the server: the next question can wait, as long as the server speaks by itself. */
  heard(): void {
    if (!this.isAlive()) return;
    this.askedAt = performance.now();
    this.arm();
  }

  /** Asks now. */
  async askNow(): Promise<void> {
    if (this.isAsking) return;
    this.isAsking = true;
    this.askedAt = performance.now();
    const isAnswered = await this.o.ask();
    this.isAsking = false;
    // the way is cut: what the server said meanwhile may be lost
    if (!isAnswered) this.believedUntil = 0;
    this.arm();
  }

  private isAlive(): boolean {
    return performance.now() < this.believedUntil;
  }

  private arm(): void {
    clearTimeout(this.timer);
    const interval = this.isAlive() ? this.o.slowMs : this.o.fastMs * (0.75 + chance() / 4);
    const due = this.askedAt + interval - performance.now();
    this.timer = setTimeout(() => void this.askNow(), Math.max(0, due));
  }

  private believe(yes: boolean): void {
    const was = this.isAlive();
    this.believedUntil = yes ? performance.now() + SILENCE_MS : 0;
    if (was !== yes) this.arm();
  }

  private open(): void {
    if (typeof EventSource === 'undefined') return;
    const source = new EventSource('/delivery/events');
    this.source = source;
    source.addEventListener('state', (event: MessageEvent<string>) => {
      this.believe(true);
      this.o.told(JSON.parse(event.data) as AttemptState);
    });
    source.addEventListener('beat', () => {
      this.believe(true);
    });
    source.addEventListener('deaf', () => {
      this.believe(false);
    });
    source.addEventListener('end', () => {
      source.close();
      this.believe(false);
    });
    source.addEventListener('error', () => {
      this.believe(false);
      // broken off it comes back by itself; refused it does not
      if (source.readyState === EventSource.CLOSED)
        setTimeout(
          () => {
            this.open();
          },
          REOPEN_MS * (1 + chance()),
        );
    });
  }
}
