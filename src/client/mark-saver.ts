import type { MarkItem, MarkJournal } from './mark-journal.js';
import { post, postOnLeave } from './mark-server.js';

export interface SaverEvents {
  /** something was noted, saved, or did not get through */
  changed(): void;
  savedAt(at: number): void;
  /** no answer under this session: someone has to sign in again */
  signedOut(): void;
  /** refused for good: locked elsewhere, or the rater was replaced */
  refused(status: number, detail: string): void;
}

const DEBOUNCE_MS = 250;
const BATCH = 100;
/** With the jitter never more than 10 s: so soon after the network is back everything is saved. */
const BACKOFF_MS = [1000, 2000, 4000, 7000];

export type MarkChange = { readonly criterion: string; readonly points: number | null } | { readonly note: string };

const isSame = (a: MarkChange, b: MarkItem): boolean =>
  'note' in a ? b.note !== undefined : b.criterion === a.criterion;

/** Brings one question's taps first to the journal, then to the server, one request at a time, for ever. */
export class MarkSaver {
  private queue: MarkItem[];
  private readonly sent = new Set<MarkItem>();
  private lease = 0;
  private nextSeq = 1;
  private path = '';
  private inFlight = false;
  private failures = 0;
  private isStopped = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly journal: MarkJournal,
    private readonly csrf: string,
    private readonly events: SaverEvents,
  ) {
    this.queue = journal.adopt();
  }

  /** Taps that the server has not acknowledged, oldest lease first. */
  get waiting(): readonly MarkItem[] {
    return this.queue;
  }

  note(change: MarkChange): void {
    // what has left the page keeps its content; what has not is replaced by the newer tap
    this.queue = this.queue.filter((i) => this.sent.has(i) || i.lease !== this.lease || !isSame(change, i));
    this.queue.push({ ...change, lease: this.lease, seq: this.nextSeq++ });
    this.keep();
    if (this.failures === 0) this.schedule(DEBOUNCE_MS);
  }

  /** The page's own lease: taps made before it was granted go out under it, older pages' taps under their own. */
  grant(sheetId: string, lease: number): void {
    this.path = `/oral/sheets/${sheetId}/marks`;
    this.lease = lease;
    this.nextSeq = 1;
    const early = this.queue.filter((i) => i.lease === 0).map((i) => ({ ...i, lease, seq: this.nextSeq++ }));
    this.queue = [...this.queue.filter((i) => i.lease !== 0), ...early];
    this.keep();
    this.schedule(0);
  }

  hurry(): void {
    this.failures = Math.min(this.failures, 1);
    this.schedule(0);
  }

  leave(): void {
    const batch = this.batch();
    if (this.path !== '' && !this.isStopped && batch.length > 0) postOnLeave(this.path, this.csrf, bodyOf(batch));
  }

  private batch(): MarkItem[] {
    const lease = this.queue[0]?.lease;
    return this.queue.filter((i) => i.lease === lease).slice(0, BATCH);
  }

  private keep(): void {
    this.journal.keep(this.queue);
    this.events.changed();
  }

  private schedule(delayMs: number): void {
    clearTimeout(this.timer);
    if (this.isStopped || this.path === '' || this.inFlight || this.queue.length === 0) return;
    this.timer = setTimeout(() => void this.send(), delayMs);
  }

  private async send(): Promise<void> {
    const batch = this.batch();
    for (const item of batch) this.sent.add(item);
    this.inFlight = true;
    const reply = await post<{ savedAt: number }>(this.path, this.csrf, bodyOf(batch));
    this.inFlight = false;
    if (reply.ok) {
      for (const item of batch) this.sent.delete(item);
      this.queue = this.queue.filter((i) => !batch.includes(i));
      this.failures = 0;
      this.events.savedAt(reply.body.savedAt);
      this.keep();
      this.schedule(0);
      return;
    }
    if ([400, 404, 409, 413, 422].includes(reply.status)) {
      this.isStopped = true;
      this.events.refused(reply.status, reply.detail);
      return;
    }
    if (reply.status === 401 || reply.status === 403) this.events.signedOut();
    const backoff = BACKOFF_MS[Math.min(this.failures, BACKOFF_MS.length - 1)] ?? 7000;
    this.failures += 1;
    this.events.changed();
    this.schedule(backoff * (0.75 + chance() / 2));
  }
}

const bodyOf = (batch: readonly MarkItem[]): object => ({
  lease: batch[0]?.lease ?? 0,
  entries: batch.map(({ seq, criterion, points, note }) =>
    criterion === undefined ? { seq, note } : { seq, criterion, points },
  ),
});

/** Spread: six tablets must not come back in the same instant. */
const chance = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
