import { Injectable } from '@nestjs/common';
import type { Citation, ItemKind, ItemLevel, ItemState } from '../core/item/item.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { SourceDocument } from './entities/bank.entity.js';
import { Item, ItemVersion } from './entities/item.entity.js';
import { ItemNote, ItemView } from './entities/item-note.entity.js';

/** An item with what its version in force cites; no text, no key. */
export interface CitingItem {
  readonly id: string;
  readonly code: string;
  readonly topic: string;
  readonly level: ItemLevel;
  readonly kind: ItemKind;
  readonly state: ItemState;
  readonly version: number;
  readonly versionId: string;
  readonly citation: Citation;
}

/** Rows of one statement. */
const CHUNK = 500;

const chunks = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / CHUNK) }, (_, i) => rows.slice(i * CHUNK, (i + 1) * CHUNK));

/** The register of sources, the states of items, what people say of them and who has seen their keys. */
@Injectable()
export class WorkshopRepository {
  constructor(private readonly uow: UnitOfWork) {}

  findSource(bankId: string, id: string): Promise<SourceDocument | null> {
    return this.uow.manager.findOneBy(SourceDocument, { bankId, id });
  }

  async insertSource(row: SourceDocument): Promise<void> {
    await this.uow.writing.insert(SourceDocument, row);
  }

  /** @returns whether the row was there with that status */
  async updateSource({ id, ...row }: SourceDocument, statusBefore: SourceDocument['status']): Promise<boolean> {
    const { affected } = await this.uow.writing.update(SourceDocument, { id, status: statusBefore }, row);
    return affected === 1;
  }

  /** Every item of a bank, by code, with what it cites. */
  async findCiting(bankId: string): Promise<CitingItem[]> {
    const columns = ['id', 'code', 'topic', 'level', 'kind', 'state', 'version', 'versionId'] as const;
    const rows = await this.uow.manager
      .createQueryBuilder(Item, 'i')
      .innerJoin(ItemVersion, 'v', 'v.id = i.versionId')
      .select(columns.map((c) => `i.${c}`))
      .addSelect('v.citation', 'citation')
      .where('i.bankId = :bankId', { bankId })
      .orderBy('i.code')
      .getRawAndEntities<{ citation: string }>();
    return rows.entities.map((item, n) => ({
      ...item,
      citation: JSON.parse(rows.raw[n]?.citation ?? '{}') as Citation,
    }));
  }

  /** @returns how many of them were still in the state that they were seen in */
  async moveItems(ids: readonly string[], from: ItemState, to: ItemState): Promise<number> {
    // What is used no more has no changed text on its way either.
    const dropped = to === 'retired' ? { nextVersion: null, nextVersionId: null, nextState: null, authors: [] } : {};
    let moved = 0;
    for (const part of chunks(ids)) {
      const { affected } = await this.uow.writing
        .createQueryBuilder()
        .update(Item)
        .set({ state: to, ...dropped })
        .where('id IN (:...part) AND state = :from', { part, from })
        .execute();
      moved += affected ?? 0;
    }
    return moved;
  }

  async insertNotes(rows: readonly ItemNote[]): Promise<void> {
    for (const part of chunks(rows)) await this.uow.writing.insert(ItemNote, part);
  }

  /** The newest first. */
  findNotes(itemId: string): Promise<ItemNote[]> {
    return this.uow.manager.find(ItemNote, { where: { itemId }, order: { at: 'DESC', id: 'DESC' } });
  }

  /** Why the items of a bank that wait for review were sent there, the newest last. */
  findWaitingNotes(bankId: string): Promise<ItemNote[]> {
    return this.uow.manager
      .createQueryBuilder(ItemNote, 'n')
      .innerJoin(Item, 'i', 'i.id = n.itemId')
      .where("i.bankId = :bankId AND i.state = 'inReview' AND i.liveSince IS NOT NULL AND n.kind = 'toReview'", {
        bankId,
      })
      .orderBy('n.at')
      .addOrderBy('n.id')
      .getMany();
  }

  /** The items of some versions, each once, with the number of such a version. */
  async findOfVersions(versionIds: readonly string[]): Promise<Pick<Item, 'id' | 'code' | 'version'>[]> {
    if (versionIds.length === 0) return [];
    const rows = await this.uow.manager
      .createQueryBuilder(ItemVersion, 'v')
      .innerJoin(Item, 'i', 'i.id = v.itemId')
      .where('v.id IN (:...versionIds)', { versionIds: [...new Set(versionIds)] })
      .select('i.id', 'id')
      .addSelect('i.code', 'code')
      .addSelect('v.version', 'version')
      .getRawMany<Pick<Item, 'id' | 'code' | 'version'>>();
    return [...new Map(rows.map((r) => [r.id, r])).values()];
  }

  /** Those of the items whose keys a person has seen on a day. */
  async findSeen(userId: string, itemIds: readonly string[], seenOn: string): Promise<Set<string>> {
    if (itemIds.length === 0) return new Set();
    const rows = await this.uow.manager
      .createQueryBuilder(ItemView, 's')
      .where('s.userId = :userId AND s.seenOn = :seenOn AND s.itemId IN (:...itemIds)', {
        userId,
        seenOn,
        itemIds: [...itemIds],
      })
      .getMany();
    return new Set(rows.map((r) => r.itemId));
  }

  async insertViews(rows: readonly ItemView[]): Promise<void> {
    for (const part of chunks(rows)) await this.uow.writing.insert(ItemView, part);
  }
}
