/** One change of one item. `value` holds the displayed letters, sorted, or an essay's text; '' when cleared. */
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
  readonly key: string;
  readonly attempt: string;
  readonly lease: number;
  readonly entries: readonly Entry[];
}

/**
 * Where the pages are kept. A page has a key of its own for each lease, so that two tabs of one attempt never overwrite
 * what the other still has to send.
 */
interface Shelf {
  put(page: JournalPage): Promise<void>;
  remove(key: string): Promise<void>;
  all(): Promise<JournalPage[]>;
}

const DB = 'nhan-thuc';
const STORE = 'journal';
/** Safari has been seen never to answer an open request; then the next shelf takes over. */
const OPEN_TIMEOUT_MS = 1500;

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = (): void => {
      resolve(request.result);
    };
    request.onerror = (): void => {
      reject(request.error ?? new Error('indexedDB'));
    };
  });

function openDb(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DB, 1);
    const timer = setTimeout(() => {
      reject(new Error('indexedDB does not answer'));
    }, OPEN_TIMEOUT_MS);
    request.onupgradeneeded = (): void => {
      request.result.createObjectStore(STORE, { keyPath: 'key' });
    };
    request.onsuccess = (): void => {
      clearTimeout(timer);
      resolve(request.result);
    };
    request.onerror = request.onblocked = (): void => {
      clearTimeout(timer);
      reject(request.error ?? new Error('indexedDB'));
    };
  });
}

/** IndexedDB, with strict durability: the promise holds once the change is on the disk. */
class DbShelf implements Shelf {
  constructor(private readonly db: IDBDatabase) {}

  private write(act: (store: IDBObjectStore) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const transaction = this.db.transaction(STORE, 'readwrite', { durability: 'strict' });
      transaction.oncomplete = (): void => {
        resolve();
      };
      transaction.onabort = transaction.onerror = (): void => {
        reject(transaction.error ?? new Error('indexedDB'));
      };
      act(transaction.objectStore(STORE));
    });
  }

  put(page: JournalPage): Promise<void> {
    return this.write((store) => store.put(page));
  }

  remove(key: string): Promise<void> {
    return this.write((store) => {
      store.delete(key);
    });
  }

  async all(): Promise<JournalPage[]> {
    return await settled(this.db.transaction(STORE).objectStore(STORE).getAll() as IDBRequest<JournalPage[]>);
  }
}

/** localStorage, or plain memory where even that is refused (some private windows and in-app browsers). */
class TextShelf implements Shelf {
  private readonly prefix = `${DB}/${STORE}/`;

  constructor(private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>) {}

  async put(page: JournalPage): Promise<void> {
    await Promise.resolve();
    this.storage.setItem(this.prefix + page.key, JSON.stringify(page));
  }

  async remove(key: string): Promise<void> {
    await Promise.resolve();
    this.storage.removeItem(this.prefix + key);
  }

  async all(): Promise<JournalPage[]> {
    await Promise.resolve();
    const pages: JournalPage[] = [];
    for (let i = 0; i < this.storage.length; i++) {
      const key = this.storage.key(i);
      if (key?.startsWith(this.prefix) === true) {
        pages.push(JSON.parse(this.storage.getItem(key) ?? 'null') as JournalPage);
      }
    }
    return pages;
  }
}

/** The part of Storage that a TextShelf needs, kept in memory. */
class MemoryStorage {
  private readonly items = new Map<string, string>();

  get length(): number {
    return this.items.size;
  }

  key(index: number): string | null {
    return [...this.items.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }

  removeItem(key: string): void {
    this.items.delete(key);
  }
}

function textShelf(): Shelf {
  try {
    localStorage.setItem(`${DB}/probe`, '1');
    localStorage.removeItem(`${DB}/probe`);
    return new TextShelf(localStorage);
  } catch {
    return new TextShelf(new MemoryStorage());
  }
}

/** The unacknowledged changes of one attempt, kept on this machine until the server has them. */
export class Journal {
  private constructor(
    /** best first; a shelf that fails is written to no more, but what lies on it is still read */
    private readonly shelves: readonly Shelf[],
    private readonly attempt: string,
    private writing = 0,
  ) {}

  /** Opens the shelves that this browser grants. */
  static async open(attempt: string): Promise<Journal> {
    const others = [textShelf(), new TextShelf(new MemoryStorage())];
    try {
      return new Journal([new DbShelf(await openDb()), ...others], attempt);
    } catch {
      return new Journal(others, attempt);
    }
  }

  private key(lease: number): string {
    return `${this.attempt}/${String(lease)}`;
  }

  /** Everything that is kept; where two shelves hold a page, the one that was taken up last has its newer version. */
  private async all(): Promise<JournalPage[]> {
    const found = await Promise.all(this.shelves.map((shelf) => shelf.all().catch(() => [])));
    return [...new Map(found.flat().map((page) => [page.key, page])).values()];
  }

  private async remove(key: string): Promise<void> {
    for (const shelf of this.shelves) await shelf.remove(key).catch(() => undefined);
  }

  /** Pages that were left by this machine, oldest lease first. */
  async pages(): Promise<JournalPage[]> {
    const pages = await this.all();
    return pages
      .filter((page) => page.attempt === this.attempt && page.entries.length > 0)
      .sort((a, b) => a.lease - b.lease);
  }

  /** Keeps the page of a lease, or forgets it when nothing is left to send. A full or broken disk leads to the next shelf. */
  async keep(lease: number, entries: readonly Entry[]): Promise<void> {
    const key = this.key(lease);
    if (entries.length === 0) {
      await this.remove(key);
      return;
    }
    for (; this.writing < this.shelves.length; this.writing++) {
      try {
        await this.shelves[this.writing]?.put({ key, attempt: this.attempt, lease, entries });
        return;
      } catch {
        // the next best
      }
    }
  }

  forget(lease: number): Promise<void> {
    return this.keep(lease, []);
  }

  /** Wipes the attempt from this machine: the receipt has been reached. */
  async wipe(): Promise<void> {
    for (const page of await this.all()) if (page.attempt === this.attempt) await this.remove(page.key);
  }
}
