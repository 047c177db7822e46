import type { Random } from '../../src/core/shared/random.js';
import type { LoadClient, LoadLease } from '../support/load-client.js';
import type { WireAnswer } from '../support/wire.js';
import { type Journal, newJournal, type SentEntry } from './journal.js';

/** What an item of the candidate's form takes. */
export interface Field {
  readonly no: number;
  readonly letters: string;
  readonly many: boolean;
}

/** away: no answer came; busy: the server asks to come again; over: the attempt is closed. */
export type Outcome = 'saved' | 'away' | 'busy' | 'over' | 'odd';

const BATCH = 200;

/**
 * A candidate's browser as far as faults concern it: it keeps every change until the server has acknowledged exactly that
 * one, and sends the same under the same number for ever. What it knows stands in its journal.
 */
export class JournalClient {
  readonly journal: Journal;
  private queue: SentEntry[] = [];
  /** What the last save was told. */
  lastReceipt: { readonly savedAt: number; readonly deadlineAt: number } | null = null;
  lastCode = '';
  /** Acknowledged requests. */
  saves = 0;

  constructor(
    readonly page: LoadClient,
    entryId: string,
    private readonly fields: readonly Field[],
    private readonly random: Random,
  ) {
    this.journal = newJournal(entryId);
  }

  get waiting(): number {
    return this.queue.length;
  }

  /** Comes in, opens the form and takes the lease; the house must be in order. */
  async comeIn(): Promise<void> {
    await this.page.signIn();
    await this.page.start();
    this.journal.isStarted = true;
    await this.page.takeLease();
  }

  /** So many changes as a candidate makes them. */
  note(count = 1): void {
    for (let i = 0; i < count; i += 1) {
      const field = this.fields[this.random.nextInt(this.fields.length)];
      if (field === undefined) throw new Error('a form without items');
      const isFlag = this.random.nextInt(8) === 0;
      const entry: SentEntry = {
        lease: this.page.lease,
        seq: ++this.page.seq,
        item: field.no,
        kind: isFlag ? 'flag' : 'answer',
        value: isFlag ? String(this.random.nextInt(2)) : this.letters(field),
        acknowledged: false,
        heardAt: 0n,
      };
      this.queue.push(entry);
    }
  }

  /** Sends what waits, the oldest first. */
  async push(): Promise<Outcome> {
    const batch = this.queue.slice(0, BATCH);
    if (batch.length === 0) return 'saved';
    for (const entry of batch) this.journal.sent.set(`${entry.lease}/${entry.seq}`, entry);
    const answer = await this.ask(() => this.page.save(batch.map(asWire)));
    const outcome = this.outcomeOf(answer);
    if (outcome === 'saved' && answer !== null) this.acknowledge(batch, answer);
    return outcome;
  }

  /** The answer does not reach the page: it does not know whether the server has what it sent. */
  async pushDeaf(): Promise<void> {
    const sending = this.push();
    setImmediate(() => {
      this.page.wire.close();
    });
    await sending;
  }

  /** What was acknowledged comes once more, in any order, as a network may deliver it. */
  async repeat(): Promise<void> {
    const entries = [...this.journal.sent.values()].filter((e) => e.acknowledged && e.lease === this.page.lease);
    const some = entries
      .filter(() => this.random.nextInt(3) === 0)
      .reverse()
      .slice(0, BATCH);
    if (some.length === 0) return;
    const answer = await this.ask(() => this.page.save(some.map(asWire)));
    const outcome = this.outcomeOf(answer);
    if (outcome !== 'saved' && outcome !== 'away') this.journal.odd.push(`what it has already is refused: ${outcome}`);
  }

  /** The page is opened anew: a lease of its own, under which everything unacknowledged goes out with new numbers. */
  async reload(): Promise<Outcome> {
    const answer = await this.ask(() => this.page.json('/delivery/lease', '{}'));
    const outcome = this.outcomeOf(answer);
    if (outcome !== 'saved' || answer === null) return outcome;
    const lease = JSON.parse(answer.body) as LoadLease;
    this.page.lease = lease.leaseNo;
    this.page.seq = lease.clientSeq - 1;
    this.queue = this.queue.map((e) => ({ ...e, lease: lease.leaseNo, seq: ++this.page.seq }));
    return 'saved';
  }

  async handIn(): Promise<Outcome> {
    const answer = await this.ask(() => this.page.submit());
    const outcome = this.outcomeOf(answer);
    if (outcome === 'saved') this.journal.isHandedIn = true;
    return outcome;
  }

  async readReceipt(): Promise<void> {
    const { body } = await this.page.page('/delivery/receipt');
    const code = /receipt__code">([^<]+)</.exec(body)?.[1];
    if (code === undefined) this.journal.odd.push('the receipt page shows no code');
    else this.journal.receipts.add(code.trim());
  }

  /** The answer, or null when none came. */
  private async ask(request: () => Promise<WireAnswer>): Promise<WireAnswer | null> {
    try {
      return await request();
    } catch {
      return null;
    }
  }

  private outcomeOf(answer: WireAnswer | null): Outcome {
    this.lastCode = '';
    if (answer === null) return 'away';
    // kept for the council, saved for nobody
    if (answer.status === 200 && answer.body.includes('"setAside"')) return 'over';
    if (answer.status === 200 || answer.status === 303) return this.led(answer);
    this.lastCode = codeOf(answer.body);
    if (answer.status === 503 && /\r\nretry-after: \d/i.test(answer.head)) return 'busy';
    if (answer.status === 503 && this.lastCode === '') return 'busy';
    if (answer.status === 409 && /^attempt\/(closed|too-late)$/.test(this.lastCode)) return 'over';
    this.journal.odd.push(
      `answered ${answer.status} ${this.lastCode} ${this.lastCode === '' ? answer.body.slice(0, 200) : ''}`,
    );
    return 'odd';
  }

  /** A candidate who is led back to the door has lost the session. */
  private led(answer: WireAnswer): Outcome {
    if (!/\r\nlocation: \S*sign-in/i.test(answer.head)) return 'saved';
    this.journal.odd.push('led to sign in again');
    return 'odd';
  }

  private acknowledge(batch: readonly SentEntry[], answer: WireAnswer): void {
    const receipt = JSON.parse(answer.body) as { saved: number[]; savedAt: number; deadlineAt: number };
    this.lastReceipt = receipt;
    this.saves += 1;
    const saved = new Set(receipt.saved);
    const heardAt = process.hrtime.bigint();
    for (const entry of batch) Object.assign(entry, { acknowledged: saved.has(entry.seq), heardAt });
    const missing = batch.filter((e) => !e.acknowledged).length;
    if (missing > 0) this.journal.odd.push(`${missing} of ${batch.length} entries were not acknowledged`);
    this.queue = this.queue.filter((e) => !e.acknowledged);
  }

  private letters({ letters, many }: Field): string {
    if (!many) return this.random.nextInt(10) === 0 ? '' : letters.charAt(this.random.nextInt(letters.length));
    return [...letters].filter(() => this.random.nextInt(2) === 0).join('');
  }
}

const asWire = ({
  seq,
  item,
  kind,
  value,
}: SentEntry): { seq: number; item: number; value?: string; flag?: boolean } =>
  kind === 'answer' ? { seq, item, value } : { seq, item, flag: value === '1' };

export function codeOf(body: string): string {
  try {
    return (JSON.parse(body) as { code?: string }).code ?? '';
  } catch {
    return '';
  }
}
