import type { Change, Entry, Journal } from './journal.js';
import type { Reply, SaveReceipt } from './server.js';

/** What the state line says. `items` counts the questions that still wait. */
export type SaveState =
  | { readonly kind: 'saved'; readonly at: number }
  | { readonly kind: 'saving'; readonly items: number }
  /** all else is saved; these are too long */
  | { readonly kind: 'held'; readonly items: number }
  | { readonly kind: 'waiting'; readonly items: number };

/** What the saver tells the page. */
export interface SaverEvents {
  changed(state: SaveState): void;
  received(receipt: SaveReceipt, sentAt: number): void;
  /** another page holds a newer lease */
  stale(): void;
  /** refused for good: handed in, out of time, or open elsewhere */
  refused(code: string): void;
  /** the attempt is closed: what was sent has come too late, and is kept for the council */
  setAside(): void;
  /** the session has ended: the work stays here until someone signs in again */
  signedOut(): void;
}

interface SaveServer {
  save(lease: number, entries: readonly Entry[]): Promise<Reply<SaveReceipt>>;
  saveOnLeave(lease: number, entries: readonly Entry[]): void;
}

const DEBOUNCE_MS = 300;
/** Who types without a rest is saved so often all the same. */
const LONGEST_REST_MS = 12_000;
/** A request that hangs longer than this counts as 'waiting for the network' on the state line. */
const SLOW_MS = 5000;
const BATCH = 200;
/** Characters of a batch: the server reads 256 kB, a browser that leaves a page sends 64 kB. */
const BATCH_TEXT = 20_000;
/** With the jitter never more than 10 s: so soon after the network is back everything is saved, however long it was away. */
const BACKOFF_MS = [1000, 2000, 4000, 7000];

/** The same item and the same kind of change: the later one makes the earlier one needless. */
const replaces = (later: Change, earlier: Change): boolean =>
  later.item === earlier.item && (later.value === undefined) === (earlier.value === undefined);

/** The first entries that go out together: at least one, and no more text than a request may carry. */
function batchOf(queue: readonly Entry[]): Entry[] {
  const batch: Entry[] = [];
  let length = 0;
  for (const entry of queue) {
    length += entry.value?.length ?? 0;
    if (entry.held === true || batch.length === BATCH) continue;
    if (batch.length > 0 && length > BATCH_TEXT) break;
    batch.push(entry);
  }
  return batch;
}

/** Only what the server knows of an entry. */
export const asSent = ({ seq, item, value, flag }: Entry): Entry => ({
  seq,
  item,
  ...(value === undefined ? {} : { value }),
  ...(flag === undefined ? {} : { flag }),
});

/**
 * Brings every change first to the journal, then to the server: at once, in batches, one request at a time, for ever.
 * Nothing leaves the journal before the server has acknowledged exactly that entry.
 */
export class Saver {
  private queue: Entry[] = [];
  /** numbers that have left this page at least once: they may be stored already and must keep their content */
  private readonly sent = new Set<number>();
  private kept: Promise<void> = Promise.resolve();
  private isKeepDue = false;
  /** when the oldest change that still waits for a rest was noted */
  private restingSince: number | null = null;
  private inFlight = false;
  private failures = 0;
  private isSlow = false;
  private isStopped = false;
  private isSuperseded = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly server: SaveServer,
    private readonly journal: Journal,
    private readonly events: SaverEvents,
    private lease: number,
    private nextSeq: number,
    private savedAt: number,
    /** false until a lease of this page's own is granted: changes are kept, not sent */
    private isLeased: boolean,
    private readonly chance: () => number = () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
  ) {}

  /** Questions that have something unsent. */
  unsaved(): Set<number> {
    return new Set(this.queue.map((entry) => entry.item));
  }

  /** Notes a change; it is in the journal before it is sent. @param restMs how long to wait for more of the same */
  note(change: Change, restMs = DEBOUNCE_MS): void {
    if (this.isStopped || this.isSuperseded) return;
    this.queue = this.queue.filter((entry) => this.sent.has(entry.seq) || !replaces(change, entry));
    this.queue.push({ ...change, seq: this.nextSeq++ });
    this.keep();
    this.tell();
    if (this.failures > 0) return;
    this.restingSince ??= performance.now();
    const left = this.restingSince + LONGEST_REST_MS - performance.now();
    this.schedule(Math.max(0, Math.min(restMs, left)));
  }

  /**
   * Takes up a lease: what the page has not sent yet, preceded by what an earlier page left, goes out under it with new
   * numbers. Resolves when the journal holds it so.
   */
  async adopt(lease: number, clientSeq: number, serverNow: number, left: readonly Change[]): Promise<void> {
    const before = this.lease;
    // what a superseded page still held has gone out under its own lease, or lies in `left`
    const waiting: Change[] = [...left, ...(this.isSuperseded ? [] : this.queue)];
    this.lease = lease;
    this.nextSeq = clientSeq;
    this.queue = [];
    this.sent.clear();
    for (const { item, value, flag, held } of waiting) {
      const change: Change = {
        item,
        ...(value === undefined ? {} : { value }),
        ...(flag === undefined ? {} : { flag }),
        ...(held === undefined ? {} : { held }),
      };
      this.queue = this.queue.filter((entry) => !replaces(change, entry));
      this.queue.push({ ...change, seq: this.nextSeq++ });
    }
    this.isLeased = true;
    this.isStopped = false;
    this.isSuperseded = false;
    this.failures = 0;
    this.savedAt = serverNow;
    this.keep();
    await this.kept;
    if (before !== lease) await this.journal.forget(before);
    this.tell();
    this.schedule(0);
  }

  /** Sends now, whatever the back-off says: the network is back, or the candidate wants to hand in. */
  hurry(): void {
    this.failures = Math.min(this.failures, 1);
    this.schedule(0);
  }

  /** Waits until everything is saved, at most so long. */
  async flush(limitMs: number): Promise<boolean> {
    this.hurry();
    const until = performance.now() + limitMs;
    while (batchOf(this.queue).length > 0 && performance.now() < until)
      await new Promise((next) => setTimeout(next, 50));
    return this.queue.length === 0;
  }

  /** The lease of this page, 0 while it has none, and the last number that it has given under it. */
  get place(): { readonly lease: number; readonly seq: number } {
    return { lease: this.lease, seq: this.nextSeq - 1 };
  }

  /** Waits until the journal holds what was noted. */
  async whenKept(): Promise<void> {
    await this.kept;
  }

  /** Hands everything unacknowledged to the browser as the page goes away; a repeated number is harmless. */
  leave(): void {
    if (this.isStopped || !this.isLeased || this.queue.length === 0) return;
    const entries = batchOf(this.queue);
    if (entries.length === 0) return;
    for (const entry of entries) this.sent.add(entry.seq);
    this.server.saveOnLeave(this.lease, entries.map(asSent));
  }

  /** Another page has taken over: nothing new is noted; what is on its way still goes out, under the old lease. */
  supersede(): void {
    this.isSuperseded = true;
  }

  /** No more sending and no more writing: the attempt is closed. */
  private stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  /** Writes the queue to the journal; one write waits at most, and takes what there is by then: typing is fast. */
  private keep(): void {
    if (this.isKeepDue) return;
    this.isKeepDue = true;
    this.kept = this.kept.then(() => {
      this.isKeepDue = false;
      return this.journal.keep(this.lease, this.queue);
    });
  }

  private schedule(delayMs: number): void {
    clearTimeout(this.timer);
    if (this.isStopped || !this.isLeased || this.inFlight || batchOf(this.queue).length === 0) return;
    this.timer = setTimeout(() => void this.send(), delayMs);
  }

  private async send(): Promise<void> {
    if (this.inFlight || this.isStopped) return;
    this.inFlight = true;
    this.restingSince = null;
    await this.kept;
    const { lease } = this;
    const batch = batchOf(this.queue);
    for (const entry of batch) this.sent.add(entry.seq);
    const slow = setTimeout(() => {
      this.isSlow = true;
      this.tell();
    }, SLOW_MS);
    const reply = await this.server.save(lease, batch.map(asSent));
    clearTimeout(slow);
    this.inFlight = false;
    this.isSlow = false;
    // under another lease meanwhile: the answer belongs to numbers that are gone
    if (lease === this.lease) this.settle(reply);
    else this.schedule(0);
  }

  private settle(reply: Reply<SaveReceipt>): void {
    if (this.isStopped) return;
    if (reply.ok) this.acknowledge(reply.body, reply.sentAt);
    else if (reply.status === 422 && reply.seqs.length > 0) this.renumber(new Set(reply.seqs));
    else if (reply.status === 409) {
      this.failures++;
      this.tell();
      this.stop();
      this.events.refused(reply.code);
    } else this.retry(reply.status, reply.retryAfterMs);
  }

  private acknowledge(receipt: SaveReceipt, sentAt: number): void {
    const saved = new Set([...receipt.saved, ...(receipt.setAside ?? [])]);
    this.queue = this.queue.filter((entry) => !saved.has(entry.seq));
    for (const seq of saved) this.sent.delete(seq);
    if (receipt.setAside !== undefined) {
      // durable, but not saved: the state line must not say so
      this.keep();
      this.stop();
      this.events.setAside();
      return;
    }
    this.failures = 0;
    this.savedAt = receipt.savedAt;
    this.keep();
    this.tell();
    this.events.received(receipt, sentAt);
    if (receipt.stale) this.events.stale();
    this.schedule(0);
  }

  /** Numbers that the server already holds with other content; the change itself must not be lost. */
  private renumber(seqs: ReadonlySet<number>): void {
    this.nextSeq = Math.max(this.nextSeq, ...[...seqs].map((seq) => seq + 1));
    this.queue = this.queue.map((entry) => (seqs.has(entry.seq) ? { ...entry, seq: this.nextSeq++ } : entry));
    this.keep();
    // through the back-off: should it ever repeat, it must not spin
    this.retry(422, 0);
  }

  private retry(status: number, retryAfterMs: number): void {
    const backoff = BACKOFF_MS[Math.min(this.failures, BACKOFF_MS.length - 1)] ?? 7000;
    this.failures++;
    if (status === 401 || status === 403) this.events.signedOut();
    this.tell();
    const jitter = 0.75 + this.chance() / 2;
    this.schedule(Math.max(backoff, retryAfterMs) * jitter);
  }

  private tell(): void {
    const items = this.unsaved().size;
    if (items === 0) this.events.changed({ kind: 'saved', at: this.savedAt });
    else if (this.queue.every((entry) => entry.held)) this.events.changed({ kind: 'held', items });
    else if (this.failures > 0 || this.isSlow || !this.isLeased) this.events.changed({ kind: 'waiting', items });
    else this.events.changed({ kind: 'saving', items });
  }
}
