import { setTimeout as delay } from 'node:timers/promises';
import { refusalOf } from './failure.js';
import type { UnitOfWork } from './unit-of-work.js';

interface Waiting {
  readonly gatherer: Gatherer<unknown, unknown>;
  readonly item: unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** A transaction stays well under 50 ms. */
const GROUP_SIZE = 50;
/** Nobody notices it, and a room that comes in at one moment shares a few commits. */
const GATHER_MS = 4;

/**
 * What many people do at one moment, done for all of them in one transaction, whatever each of them does. Should it
 * fail, each item is done alone, so that one which cannot be done takes no other with it.
 */
class Room {
  private readonly waiting: Waiting[] = [];
  private isGathering = false;

  constructor(private readonly uow: UnitOfWork) {}

  add(waiting: Waiting): void {
    this.waiting.push(waiting);
    if (!this.isGathering) void this.gather();
  }

  private async gather(): Promise<void> {
    this.isGathering = true;
    while (this.waiting.length > 0) {
      await delay(GATHER_MS);
      await this.commit(this.waiting.splice(0, GROUP_SIZE));
    }
    // In the same breath as the look at who waits: whoever comes a moment later must find nobody at work.
    this.isGathering = false;
  }

  private async commit(group: readonly Waiting[]): Promise<void> {
    try {
      const results = await this.uow.run(() => resultsOf(group));
      for (const one of group) one.resolve(results.get(one));
    } catch (error) {
      // A database that is held, full or away would let them wait one after the other, and who came meanwhile once more.
      if (refusalOf(error) !== null) for (const one of [...group, ...this.waiting.splice(0)]) one.reject(error);
      else if (group.length === 1) for (const one of group) one.reject(error);
      else for (const one of group) await this.commit([one]);
    }
  }
}

async function resultsOf(group: readonly Waiting[]): Promise<Map<Waiting, unknown>> {
  const results = new Map<Waiting, unknown>();
  const gatherers = [...new Set(group.map((one) => one.gatherer))].sort((a, b) => a.place - b.place);
  for (const gatherer of gatherers) {
    const mine = group.filter((one) => one.gatherer === gatherer);
    const done = await gatherer.work(mine.map((one) => one.item));
    mine.forEach((one, i) => results.set(one, done[i]));
  }
  return results;
}

const rooms = new WeakMap<UnitOfWork, Room>();

/** One kind of act that is done for many at once. */
export class Gatherer<T, R> {
  private readonly room: Room;

  /**
   * @param place in the transaction: acts that lock sittings come before those that lock attempts, on every instance
   * @param work results in the order of the items; it may run twice for an item, and rests on nothing but what it reads
   */
  constructor(
    private readonly uow: UnitOfWork,
    readonly place: number,
    readonly work: (items: readonly T[]) => Promise<readonly R[]>,
  ) {
    this.room = rooms.get(uow) ?? new Room(uow);
    rooms.set(uow, this.room);
  }

  /** Within a transaction the item is done there and then. */
  async add(item: T): Promise<R> {
    if (this.uow.isRunning) {
      const [result] = await this.work([item]);
      return result as R;
    }
    return new Promise((resolve, reject) => {
      this.room.add({
        gatherer: this as unknown as Gatherer<unknown, unknown>,
        item,
        resolve: resolve as (result: unknown) => void,
        reject,
      });
    });
  }
}
