/** One record on this machine. What it says is sealed, but for records that the version before has left in clear. */
export interface Kept {
  readonly key: string;
  readonly sealed?: string;
  readonly lease?: number;
  readonly entries?: readonly unknown[];
}

/** Where records are kept on this machine. */
export interface Shelf {
  put(record: Kept): Promise<void>;
  remove(key: string): Promise<void>;
  all(): Promise<Kept[]>;
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

  put(record: Kept): Promise<void> {
    return this.write((store) => store.put(record));
  }

  remove(key: string): Promise<void> {
    return this.write((store) => {
      store.delete(key);
    });
  }

  async all(): Promise<Kept[]> {
    return await settled(this.db.transaction(STORE).objectStore(STORE).getAll() as IDBRequest<Kept[]>);
  }
}

/** localStorage, or plain memory where even that is refused (some private windows and in-app browsers). */
class TextShelf implements Shelf {
  private readonly prefix = `${DB}/${STORE}/`;

  constructor(private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>) {}

  async put(record: Kept): Promise<void> {
    await Promise.resolve();
    this.storage.setItem(this.prefix + record.key, JSON.stringify(record));
  }

  async remove(key: string): Promise<void> {
    await Promise.resolve();
    this.storage.removeItem(this.prefix + key);
  }

  async all(): Promise<Kept[]> {
    await Promise.resolve();
    const records: Kept[] = [];
    for (let i = 0; i < this.storage.length; i++) {
      const key = this.storage.key(i);
      if (key?.startsWith(this.prefix) === true) {
        records.push(JSON.parse(this.storage.getItem(key) ?? 'null') as Kept);
      }
    }
    return records;
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

/** The shelves that this browser grants, the best first; the last one, in memory, is always there. */
export async function openShelves(): Promise<Shelf[]> {
  const shelves: Shelf[] = [];
  try {
    shelves.push(new DbShelf(await openDb()));
  } catch {
    // refused, or never answered: the next one takes its place
  }
  try {
    localStorage.setItem(`${DB}/probe`, '1');
    localStorage.removeItem(`${DB}/probe`);
    shelves.push(new TextShelf(localStorage));
  } catch {
    // refused too
  }
  return [...shelves, new TextShelf(new MemoryStorage())];
}
