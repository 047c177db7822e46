import { get, type IncomingMessage } from 'node:http';
import type { RawClient } from './raw-client.js';

export interface ToldEvent {
  readonly event: string;
  readonly data: string;
  /** Monotonic ms. */
  readonly at: number;
}

export interface ToldState {
  readonly state: string;
  readonly serverNow: number;
  readonly deadlineAt: number;
  readonly leaseNo: number;
  readonly mine: boolean;
  readonly paused: boolean;
  readonly stoodMs: number;
}

/** An open page's ear: the stream of /delivery/events over real HTTP. */
export class EventReader {
  readonly events: ToldEvent[] = [];
  isEnded = false;
  private waiting: (() => void)[] = [];
  private rest = '';

  private constructor(private readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (text: string) => {
      this.read(text);
    });
    response.on('close', () => {
      this.isEnded = true;
      this.wake();
    });
    response.on('error', () => undefined);
  }

  get status(): number {
    return this.response.statusCode ?? 0;
  }

  get headers(): IncomingMessage['headers'] {
    return this.response.headers;
  }

  static open(client: RawClient, base = client.base): Promise<EventReader> {
    const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return new Promise((resolve, reject) => {
      get(`${base}/delivery/events`, { headers: { accept: 'text/event-stream', cookie }, agent: false }, (response) => {
        resolve(new EventReader(response));
      }).on('error', reject);
    });
  }

  states(): ToldState[] {
    return this.events.filter((e) => e.event === 'state').map((e) => JSON.parse(e.data) as ToldState);
  }

  /** The first event that is as wanted, those already told included. @throws Error after so many seconds */
  async wait(isWanted: (event: ToldEvent) => boolean, seconds = 3): Promise<ToldEvent> {
    const end = performance.now() + seconds * 1000;
    for (;;) {
      const hit = this.events.find(isWanted);
      if (hit !== undefined) return hit;
      await this.next(end - performance.now());
    }
  }

  async waitState(isWanted: (state: ToldState) => boolean, seconds = 3): Promise<ToldState> {
    const { data } = await this.wait(
      ({ event, data: told }) => event === 'state' && isWanted(JSON.parse(told) as ToldState),
      seconds,
    );
    return JSON.parse(data) as ToldState;
  }

  async waitEnd(seconds = 3): Promise<void> {
    const end = performance.now() + seconds * 1000;
    while (!this.isEnded) await this.next(end - performance.now());
  }

  close(): void {
    this.response.destroy();
  }

  private read(text: string): void {
    const blocks = (this.rest + text).split('\n\n');
    this.rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const lines = new Map(block.split('\n').map((l) => [l.slice(0, l.indexOf(':')), l.slice(l.indexOf(':') + 2)]));
      const event = lines.get('event');
      if (event !== undefined) this.events.push({ event, data: lines.get('data') ?? '', at: performance.now() });
    }
    this.wake();
  }

  private next(leftMs: number): Promise<void> {
    if (leftMs <= 0)
      throw new Error(`not told in time; told: ${this.events.map((e) => `${e.event} ${e.data}`).join(' | ')}`);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, leftMs);
      this.waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private wake(): void {
    for (const go of this.waiting.splice(0)) go();
  }
}
