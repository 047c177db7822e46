import { fromBase64, Seal } from './seal.js';
import { type Kept, openShelves, type Shelf } from './shelf.js';

/** One change of one item. `value` is the answer as it is saved; '' when cleared. */
export interface Change {
  readonly item: number;
  readonly value?: string;
  readonly flag?: boolean;
  /** Too long for the server: kept here, not sent, until a shorter text takes its place. */
  readonly held?: boolean;
}

/** A change with the number under which it is sent; the same number is used at every attempt to send it. */
export interface Entry extends Change {
  readonly seq: number;
}

/** What one page, holding one lease, has not had acknowledged yet. */
export interface JournalPage {
  /** 0: the page never got a lease. */
  readonly lease: number;
  readonly entries: readonly Entry[];
}

/** Numbers from here on are no other page's: for what a page without a lease has kept. */
const FREE_SEQ = 1_000_000;

/** The number of an entry as it is sent: under its page's lease, or as that of a page without one. */
export const sentSeq = (lease: number, seq: number): number => (lease > 0 ? seq : FREE_SEQ + seq);

/** The page as the server may take it: under a lease, without what is too long; null when nothing is left. */
export function sendable(page: JournalPage, lease: number): JournalPage | null {
  const entries = page.entries.filter((entry) => entry.held !== true);
  if (entries.length === 0) return null;
  return {
    lease: page.lease > 0 ? page.lease : lease,
    entries: entries.map((entry) => ({ ...entry, seq: sentSeq(page.lease, entry.seq) })),
  };
}

/**
 * The unacknowledged changes of one attempt, kept on this machine until the server has them. What lies here is sealed
 * with a key that the server sends with the page: the next person at this machine reads nothing. Each page has a record
 * of its own for its lease, so that two tabs of one attempt never overwrite what the other still has to send.
 */
export class Journal {
  /** The shelf that is written to: one that fails is written to no more, but what lies on it is still read. */
  private writing = 0;

  private constructor(
    private readonly shelves: readonly Shelf[],
    private readonly attempt: string,
    private readonly seal: Seal,
  ) {}

  /** Opens the shelves that this browser grants for the attempt of a page; its key leaves the document. */
  static async open(page: HTMLElement): Promise<Journal> {
    const { attempt = '', journalKey = '' } = page.dataset;
    delete page.dataset['journalKey'];
    return new Journal(await openShelves(), attempt, new Seal(fromBase64(journalKey)));
  }

  /** Pages that were left by this machine, oldest lease first. */
  async pages(): Promise<JournalPage[]> {
    const pages: JournalPage[] = [];
    for (const record of await this.records()) {
      if (record.key === this.wishKey) continue;
      const page = await this.read(record);
      if (page !== null && page.entries.length > 0) pages.push(page);
    }
    return pages.sort((a, b) => a.lease - b.lease);
  }

  /** Keeps the page of a lease, or forgets it when nothing is left to send. A full or broken disk leads to the next shelf. */
  async keep(lease: number, entries: readonly Entry[]): Promise<void> {
    const key = `${this.attempt}/${String(lease)}`;
    if (entries.length === 0) await this.remove(key);
    else await this.put(key, { lease, entries });
  }

  forget(lease: number): Promise<void> {
    return this.keep(lease, []);
  }

  /** Whether the candidate has asked to hand in, and the server has not heard of it. */
  async isHandInWished(): Promise<boolean> {
    return (await this.records()).some(
      ({ key, sealed }) => key === this.wishKey && sealed !== undefined && this.seal.open(sealed) === true,
    );
  }

  async wishHandIn(wished: boolean): Promise<void> {
    if (wished) await this.put(this.wishKey, true);
    else await this.remove(this.wishKey);
  }

  /** Attempts that have left something on this machine, whosever they are. */
  async attempts(): Promise<Set<string>> {
    const keys = (await this.everything()).map(({ key }) => key);
    return new Set(keys.map((key) => key.split('/')[0] ?? ''));
  }

  /** Wipes attempts of this person from this machine; what somebody else has not sent yet stays. */
  async wipe(attempts: readonly string[] = [this.attempt]): Promise<void> {
    for (const { key } of await this.everything())
      if (attempts.some((attempt) => key.startsWith(`${attempt}/`))) await this.remove(key);
  }

  private get wishKey(): string {
    return `${this.attempt}/wish`;
  }

  /** Where two shelves hold a record, the one that was taken up last has its newer version. */
  private async records(): Promise<Kept[]> {
    const all = await this.everything();
    const own = all.filter((record) => record.key.startsWith(`${this.attempt}/`));
    return [...new Map(own.map((record) => [record.key, record])).values()];
  }

  private async everything(): Promise<Kept[]> {
    return (await Promise.all(this.shelves.map((shelf) => shelf.all().catch((): Kept[] => [])))).flat();
  }

  private async read({ key, sealed, lease, entries }: Kept): Promise<JournalPage | null> {
    if (sealed !== undefined) return (this.seal.open(sealed) as JournalPage | undefined) ?? null;
    if (lease === undefined || entries === undefined) return null;
    // left in clear by the version before: sealed from now on
    const page = { lease, entries: entries as readonly Entry[] };
    await this.put(key, page);
    return page;
  }

  private async put(key: string, value: unknown): Promise<void> {
    const record = { key, sealed: this.seal.close(value) };
    for (; this.writing < this.shelves.length; this.writing++) {
      try {
        await this.shelves[this.writing]?.put(record);
        return;
      } catch {
        // the next best
      }
    }
  }

  private async remove(key: string): Promise<void> {
    for (const shelf of this.shelves) await shelf.remove(key).catch(() => undefined);
  }
}
