/** One tap, or the note as it stood, with the number under which it is sent; lease 0: no lease was granted yet. */
export interface MarkItem {
  readonly lease: number;
  readonly seq: number;
  readonly criterion?: string;
  readonly points?: number | null;
  readonly note?: string;
}

type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const PREFIX = 'nhan-thuc/marks/';

/** localStorage: a tap is on the disk before it is sent. Plain memory where a browser refuses even that. */
function openShelf(): Shelf {
  try {
    localStorage.setItem(`${PREFIX}probe`, '1');
    localStorage.removeItem(`${PREFIX}probe`);
    return localStorage;
  } catch {
    const items = new Map<string, string>();
    return {
      get length() {
        return items.size;
      },
      key: (i) => [...items.keys()][i] ?? null,
      getItem: (key) => items.get(key) ?? null,
      setItem: (key, value) => void items.set(key, value),
      removeItem: (key) => void items.delete(key),
    };
  }
}

const shelf = openShelf();

const keysOf = (prefix: string): string[] =>
  Array.from({ length: shelf.length }, (_, i) => shelf.key(i) ?? '').filter((key) => key.startsWith(prefix));

function itemsAt(key: string): MarkItem[] {
  try {
    const items = JSON.parse(shelf.getItem(key) ?? '[]') as unknown;
    return Array.isArray(items) ? (items as MarkItem[]) : [];
  } catch {
    return [];
  }
}

/** What one rater's pages on this machine have not had acknowledged of one question. Each page writes a key of its own. */
export class MarkJournal {
  private readonly prefix: string;
  private readonly key: string;

  constructor(rater: string, question: string, page: string) {
    this.prefix = `${PREFIX}${rater}/${question}/`;
    this.key = this.prefix + page;
  }

  /** Takes over what earlier pages left; their keys go once this page holds it. */
  adopt(): MarkItem[] {
    const keys = keysOf(this.prefix);
    const items = keys.flatMap(itemsAt);
    this.keep(items);
    for (const key of keys) if (key !== this.key) shelf.removeItem(key);
    return items;
  }

  keep(items: readonly MarkItem[]): void {
    try {
      if (items.length === 0) shelf.removeItem(this.key);
      else shelf.setItem(this.key, JSON.stringify(items));
    } catch {
      // a full disk: what is in this page's memory still goes out
    }
  }

  /** Forgets what this machine holds of a rater's locked questions. */
  static wipe(rater: string, questions: readonly string[]): void {
    for (const question of questions) {
      for (const key of keysOf(`${PREFIX}${rater}/${question}/`)) shelf.removeItem(key);
    }
  }
}
