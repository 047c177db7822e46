import { Readable } from 'node:stream';

/** Bytes that a page may leave unread before its stream is given up. */
const UNREAD_LIMIT = 16_384;

/** Server-sent events to one open page. */
export class EventStream extends Readable {
  override _read(): void {
    // Events come when something happens, not when somebody reads.
  }

  /** @param retryMs after how long the browser comes back when the connection breaks */
  begin(retryMs: number): void {
    this.put(`retry: ${retryMs}\n\n`);
  }

  /** An event with one line of data. */
  say(event: string, data = ''): void {
    this.put(`event: ${event}\ndata: ${data}\n\n`);
  }

  finish(): void {
    if (!this.destroyed && !this.readableEnded) this.push(null);
  }

  private put(text: string): void {
    if (this.destroyed || this.readableEnded) return;
    this.push(text);
    if (this.readableLength > UNREAD_LIMIT) this.destroy();
  }
}
