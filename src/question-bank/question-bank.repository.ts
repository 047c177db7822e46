import { Injectable } from '@nestjs/common';
import { IsNull, type SelectQueryBuilder } from 'typeorm';
import { EASE, LEAST_ANSWERS } from '../core/blueprint/difficulty.js';
import type { ItemKind } from '../core/item/item.js';
import { WEAK_DISCRIMINATION } from '../core/statistics/item-statistics.js';
import { insertRows } from '../database/rows.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { Bank, BankConfirmation, SourceDocument } from './entities/bank.entity.js';
import { ItemUse } from './entities/exposure.entity.js';
import { Item, ItemKey, ItemVersion } from './entities/item.entity.js';
import { ItemStatistic } from './entities/statistics.entity.js';
import type { AnswerFilter, ItemSort } from './item-sort.js';

export interface ItemFilter {
  readonly topic: string;
  readonly level: string;
  /** Empty: every kind. */
  readonly kinds: readonly ItemKind[];
  readonly state: string;
  /** Code of the document that the version in force cites. */
  readonly source?: string;
  readonly author?: string;
  /** One of ANSWER_FILTERS; anything else: all. */
  readonly answered?: string;
  /** Folded text. */
  readonly search: string;
  readonly sort: ItemSort;
}

/** Rows of one insert; SQLite allows 32,766 parameters in a statement. */
const CHUNK = 500;

const chunks = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / CHUNK) }, (_, i) => rows.slice(i * CHUNK, (i + 1) * CHUNK));

/** Shares of an item's points from which on it counts as easy, and below which as hard. */
const EASY = 0.95;
const HARD = 0.4;

const ANSWERED: Readonly<Record<AnswerFilter, string>> = {
  enough: `s.answers >= ${LEAST_ANSWERS}`,
  few: `COALESCE(s.answers, 0) < ${LEAST_ANSWERS}`,
  hard: `s.answers >= ${LEAST_ANSWERS} AND s.facility < ${HARD * EASE}`,
  easy: `s.answers >= ${LEAST_ANSWERS} AND s.facility >= ${EASY * EASE}`,
  weak: `s.answers >= ${LEAST_ANSWERS} AND s.discrimination < ${WEAK_DISCRIMINATION * EASE}`,
};

/** What few have answered stands below the rest, and what nobody has last, whichever way. */
const TRUST = `CASE WHEN s.answers >= ${LEAST_ANSWERS} THEN 0 WHEN s.answers IS NOT NULL THEN 100000 ELSE 200000 END`;
const BY_ANSWERS = {
  hard: `${TRUST} + COALESCE(s.facility, 0)`,
  easy: `${TRUST} - COALESCE(s.facility, 0)`,
  weak: `${TRUST} + COALESCE(s.discrimination, 20000)`,
} as const;

function orderItems(q: SelectQueryBuilder<Item>, sort: ItemSort): void {
  if (sort === 'hard' || sort === 'easy' || sort === 'weak') {
    q.addSelect(BY_ANSWERS[sort], 'answer_order').orderBy('answer_order');
    return;
  }
  if (sort === 'newest') q.orderBy('v.createdAt', 'DESC');
  else if (sort === 'topic') q.orderBy('i.topic');
  else if (sort !== 'code') {
    const sum = sort === 'used' ? 'COALESCE(SUM(u.forms), 0)' : "COALESCE(MAX(u.usedOn), '')";
    q.addSelect((sub) => sub.select(sum).from(ItemUse, 'u').where('u.itemId = i.id'), 'use_order').orderBy(
      'use_order',
      'DESC',
    );
  }
}

@Injectable()
export class QuestionBankRepository {
  constructor(private readonly uow: UnitOfWork) {}

  findBanks(ownerId: string): Promise<Bank[]> {
    return this.uow.manager.find(Bank, { where: { ownerId, uploadId: IsNull() }, order: { title: 'ASC' } });
  }

  findBank(ownerId: string, id: string): Promise<Bank | null> {
    return this.uow.manager.findOneBy(Bank, { ownerId, id, uploadId: IsNull() });
  }

  findBankByCode(ownerId: string, code: string): Promise<Bank | null> {
    return this.uow.manager.findOneBy(Bank, { ownerId, code, uploadId: IsNull() });
  }

  async saveBank(bank: Bank): Promise<void> {
    await this.uow.writing.upsert(Bank, bank, ['id']);
  }

  findSources(bankId: string): Promise<SourceDocument[]> {
    return this.uow.manager.find(SourceDocument, { where: { bankId }, order: { code: 'ASC' } });
  }

  async saveSources(rows: SourceDocument[]): Promise<void> {
    if (rows.length > 0) await this.uow.writing.upsert(SourceDocument, rows, ['id']);
  }

  findItems(bankId: string): Promise<Item[]> {
    return this.uow.manager.find(Item, { where: { bankId }, order: { code: 'ASC' } });
  }

  async findItemPage(
    bankId: string,
    f: ItemFilter,
    page: number,
    size: number,
  ): Promise<{ items: Item[]; total: number }> {
    const q = this.uow.manager.createQueryBuilder(Item, 'i').where('i.bankId = :bankId', { bankId });
    for (const name of ['topic', 'level'] as const) {
      if (f[name] !== '') q.andWhere(`i.${name} = :${name}`, { [name]: f[name] });
    }
    // An item in use whose changed text is in review is found as both.
    if (f.state !== '') q.andWhere('(i.state = :state OR i.nextState = :state)', { state: f.state });
    if (f.kinds.length > 0) q.andWhere('i.kind IN (:...kinds)', { kinds: [...f.kinds] });
    if (f.search !== '') {
      const like = `%${f.search.replace(/[\\%_]/g, '\\$&')}%`;
      q.andWhere("(i.searchKey LIKE :like ESCAPE '\\' OR LOWER(i.code) LIKE :like ESCAPE '\\')", { like });
    }
    q.innerJoin(ItemVersion, 'v', 'v.id = i.versionId');
    // Both are JSON as JSON.stringify writes it.
    const said = { citation: ['document', f.source], review: ['writtenBy', f.author] } as const;
    for (const [column, [name, value = '']] of Object.entries(said)) {
      if (value === '') continue;
      const text = `"${name}":${JSON.stringify(value)}`;
      q.andWhere(`v.${column} LIKE :${column} ESCAPE '\\'`, { [column]: `%${text.replace(/[\\%_]/g, '\\$&')}%` });
    }
    q.leftJoin(ItemStatistic, 's', 's.versionId = i.versionId');
    const answered = ANSWERED[f.answered as AnswerFilter] as string | undefined;
    if (answered !== undefined) q.andWhere(answered);
    orderItems(q, f.sort);
    const [items, total] = await q
      .addOrderBy('i.code')
      .offset((page - 1) * size)
      .limit(size)
      .getManyAndCount();
    return { items, total };
  }

  /** Who wrote the versions in force of a bank's items, each once, sorted. */
  async findAuthors(bankId: string): Promise<string[]> {
    const rows = await this.uow.manager
      .createQueryBuilder(ItemVersion, 'v')
      .innerJoin(Item, 'i', 'i.versionId = v.id')
      .where('i.bankId = :bankId', { bankId })
      .select('v.review', 'review')
      .distinct(true)
      .getRawMany<{ review: string }>();
    const names = rows.map((r) => (JSON.parse(r.review) as ItemVersion['review']).writtenBy);
    return [...new Set(names)].sort();
  }

  findItemByCode(bankId: string, code: string): Promise<Item | null> {
    return this.uow.manager.findOneBy(Item, { bankId, code });
  }

  findVersions(ids: readonly string[]): Promise<ItemVersion[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return this.uow.manager
      .createQueryBuilder(ItemVersion, 'v')
      .where('v.id IN (:...ids)', { ids: [...ids] })
      .getMany();
  }

  findVersionsOf(itemId: string): Promise<ItemVersion[]> {
    return this.uow.manager.find(ItemVersion, { where: { itemId }, order: { version: 'DESC' } });
  }

  /** The number of the newest version of each item, by item id, whether it came into use or not. */
  async findNewestVersions(bankId: string): Promise<Map<string, number>> {
    const rows = await this.uow.manager
      .createQueryBuilder(ItemVersion, 'v')
      .innerJoin(Item, 'i', 'i.id = v.itemId')
      .where('i.bankId = :bankId', { bankId })
      .select('v.itemId', 'id')
      .addSelect('MAX(v.version)', 'newest')
      .groupBy('v.itemId')
      .getRawMany<{ id: string; newest: number | string }>();
    return new Map(rows.map((r) => [r.id, Number(r.newest)]));
  }

  findAllVersions(): Promise<ItemVersion[]> {
    return this.uow.manager.find(ItemVersion);
  }

  /** @param versionIds absent: all */
  findKeys(versionIds?: readonly string[]): Promise<ItemKey[]> {
    const q = this.uow.manager.createQueryBuilder(ItemKey, 'k');
    if (versionIds === undefined) return q.getMany();
    if (versionIds.length === 0) return Promise.resolve([]);
    return q.where('k.itemVersionId IN (:...ids)', { ids: [...versionIds] }).getMany();
  }

  async insertItems(items: readonly Item[], versions: readonly ItemVersion[], keys: readonly ItemKey[]): Promise<void> {
    await insertRows(this.uow.writing, Item, items);
    await insertRows(this.uow.writing, ItemVersion, versions);
    await insertRows(this.uow.writing, ItemKey, keys);
  }

  async saveItems(items: Item[], versions: ItemVersion[], keys: ItemKey[]): Promise<void> {
    for (const part of chunks(items)) await this.uow.writing.upsert(Item, part, ['id']);
    await insertRows(this.uow.writing, ItemVersion, versions);
    await insertRows(this.uow.writing, ItemKey, keys);
  }

  async retire(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.uow.writing
      .createQueryBuilder()
      .update(Item)
      .set({ state: 'retired', nextVersion: null, nextVersionId: null, nextState: null, authors: [] })
      .where('id IN (:...ids)', { ids: [...ids] })
      .execute();
  }

  async insertConfirmation(row: BankConfirmation): Promise<void> {
    await this.uow.writing.insert(BankConfirmation, row);
  }

  findConfirmations(bankId: string): Promise<BankConfirmation[]> {
    return this.uow.manager.find(BankConfirmation, { where: { bankId }, order: { at: 'DESC' } });
  }
}
