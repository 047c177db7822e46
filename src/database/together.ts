import type { UnitOfWork } from './unit-of-work.js';

interface Asker<V> {
  readonly resolve: (value: V | null) => void;
  readonly reject: (error: unknown) => void;
}

/** Keys of one statement. */
const KEYS_AT_ONCE = 100;

/**
 * What many people ask for in one turn of the loop, read in one statement: a room that comes in at one moment costs a
 * few round trips to the database instead of one for each of them. Whoever asks for the same key gets the same row.
 */
export class Together<V> {
  private waiting = new Map<string, Asker<V>[]>();

  /** @param read rows by their keys; keys that are not there are left out */
  constructor(
    private readonly uow: UnitOfWork,
    private readonly read: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>,
  ) {}

  /** @returns null where there is none. Within a transaction it is read there and then, with what that has written. */
  async find(key: string): Promise<V | null> {
    if (this.uow.isRunning) return (await this.read([key])).get(key) ?? null;
    return new Promise((resolve, reject) => {
      if (this.waiting.size === 0)
        setImmediate(() => {
          void this.answer();
        });
      const askers = this.waiting.get(key);
      if (askers === undefined) this.waiting.set(key, [{ resolve, reject }]);
      else askers.push({ resolve, reject });
    });
  }

  private async answer(): Promise<void> {
    const asked = [...this.waiting];
    this.waiting = new Map();
    for (let i = 0; i < asked.length; i += KEYS_AT_ONCE) await this.answerSome(asked.slice(i, i + KEYS_AT_ONCE));
  }

  private async answerSome(asked: readonly (readonly [string, readonly Asker<V>[]])[]): Promise<void> {
    try {
      const rows = await this.read(asked.map(([key]) => key));
      for (const [key, askers] of asked) for (const { resolve } of askers) resolve(rows.get(key) ?? null);
    } catch (error) {
      for (const [, askers] of asked) for (const { reject } of askers) reject(error);
    }
  }
}
