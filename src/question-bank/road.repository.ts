import { Injectable } from '@nestjs/common';
import type { OnWay, RoadState } from '../core/item/road.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { Item, ItemKey, ItemVersion } from './entities/item.entity.js';
import { columnsOf } from './item-rows.js';

/** A text on its way, as it was seen: another one is not moved in its place. */
export interface Seen {
  readonly item: Item;
  readonly way: OnWay;
}

const NOTHING_NEXT = { nextVersion: null, nextVersionId: null, nextState: null, authors: [] };

/** Rows of one statement. */
const CHUNK = 400;

const chunks = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / CHUNK) }, (_, i) => rows.slice(i * CHUNK, (i + 1) * CHUNK));

/** The road of texts into use. */
@Injectable()
export class RoadRepository {
  constructor(private readonly uow: UnitOfWork) {}

  /** @returns how many of them still stood as they were seen */
  async move(seen: readonly Seen[], from: RoadState, to: RoadState): Promise<number> {
    return (
      (await this.update(seen, from, true, { state: to })) + (await this.update(seen, from, false, { nextState: to }))
    );
  }

  /** Gives the texts up: a new item is retired, one that was in use keeps the version in force. @returns as `move` */
  async drop(seen: readonly Seen[], from: RoadState): Promise<number> {
    const retired = await this.update(seen, from, true, { state: 'retired', authors: [] });
    return retired + (await this.update(seen, from, false, NOTHING_NEXT));
  }

  /** Brings the texts into use. @param versions of those that change an item @returns as `move` */
  async putLive(seen: readonly Seen[], versions: ReadonlyMap<string, ItemVersion>, at: Date): Promise<number> {
    let moved = await this.update(seen, 'approved', true, { state: 'live', liveSince: at, authors: [] });
    for (const one of seen.filter(({ way }) => !way.isFirst)) {
      const version = versions.get(one.way.versionId);
      if (version === undefined) throw new Error(`item ${one.item.code}: the next version is missing`);
      const set = { ...columnsOf(version), state: 'live' as const, liveSince: at, ...NOTHING_NEXT };
      moved += await this.update([one], 'approved', false, set);
    }
    return moved;
  }

  async setAuthors(itemIds: readonly string[], authors: string[]): Promise<void> {
    for (const part of chunks(itemIds))
      await this.uow.writing
        .createQueryBuilder()
        .update(Item)
        .set({ authors })
        .where('id IN (:...part)', { part })
        .execute();
  }

  async insertNew(item: Item, version: ItemVersion, key: ItemKey): Promise<void> {
    await this.uow.writing.insert(Item, item);
    await this.insertVersion(version, key);
  }

  async insertVersion(version: ItemVersion, key: ItemKey): Promise<void> {
    await this.uow.writing.insert(ItemVersion, version);
    await this.uow.writing.insert(ItemKey, key);
  }

  /** Sets what an item says of its text. @returns whether it still stood as it was seen */
  async rewrite(before: Item, set: Partial<Item>): Promise<boolean> {
    const { id, state, versionId, nextVersionId, nextState } = before;
    const q = this.uow.writing
      .createQueryBuilder()
      .update(Item)
      .set(set)
      .where('id = :id AND state = :state AND versionId = :versionId', { id, state, versionId });
    if (nextVersionId === null) q.andWhere('nextVersionId IS NULL');
    else q.andWhere('nextVersionId = :nextVersionId AND nextState = :nextState', { nextVersionId, nextState });
    return (await q.execute()).affected === 1;
  }

  private async update(seen: readonly Seen[], from: RoadState, isFirst: boolean, set: Partial<Item>): Promise<number> {
    const where = isFirst
      ? 'id IN (:...ids) AND versionId IN (:...versionIds) AND state = :from AND liveSince IS NULL'
      : "id IN (:...ids) AND nextVersionId IN (:...versionIds) AND nextState = :from AND state <> 'retired'";
    let moved = 0;
    for (const part of chunks(seen.filter(({ way }) => way.isFirst === isFirst))) {
      const ids = part.map(({ item }) => item.id);
      const versionIds = part.map(({ way }) => way.versionId);
      const { affected } = await this.uow.writing
        .createQueryBuilder()
        .update(Item)
        .set(set)
        .where(where, { ids, versionIds, from })
        .execute();
      moved += affected ?? 0;
    }
    return moved;
  }
}
