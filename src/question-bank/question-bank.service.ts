import { Injectable } from '@nestjs/common';
import { AppError, found } from '../common/app-error.js';
import type { LedgerActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { coolDownMonths, drawsKind, type StockRules } from '../core/blueprint/blueprint.js';
import { rests } from '../core/blueprint/cool-down.js';
import { shrunkFacility } from '../core/blueprint/difficulty.js';
import type { StockItem } from '../core/blueprint/draw.js';
import type { DrawnItem } from '../core/blueprint/form.js';
import type { BankFacts } from '../core/formats/fit.js';
import type { ItemContent } from '../core/item/item.js';
import { isHumanMarked } from '../core/item/kinds.js';
import { onWay, type RoadState } from '../core/item/road.js';
import type { OralItem } from '../core/oral/ticket.js';
import type { Rubric } from '../core/rubric/rubric.js';
import { sha256Hex } from '../core/shared/digest.js';
import { searchKey } from '../core/text/vietnamese.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { Bank, BankConfirmation, SourceDocument } from './entities/bank.entity.js';
import type { ItemEnemy, ItemUse } from './entities/exposure.entity.js';
import type { Item, ItemKey, ItemVersion } from './entities/item.entity.js';
import { ExposureService, type UseSum } from './exposure.service.js';
import { contentOf } from './item-content.js';
import { type ItemFilter, QuestionBankRepository } from './question-bank.repository.js';
import { StatisticsService, type VersionFigures, type WholeStatistics } from './statistics.service.js';

export interface BankSummary {
  readonly bank: Bank;
  readonly live: number;
  /** The live items by the way they are marked: by machine, by people on paper, by people at the table. */
  readonly liveOf: { readonly choice: number; readonly essay: number; readonly oral: number };
  readonly confirmed: BankConfirmation | null;
}

export interface ItemView {
  readonly item: Item;
  /** All of them, the newest first: also what never came into use. */
  readonly versions: readonly { version: ItemVersion; key: ItemKey | null }[];
  readonly source: SourceDocument | null;
  /** Batches that had it, the latest first. */
  readonly uses: readonly ItemUse[];
  /** Of the version in force; null: nobody answered it. */
  readonly statistics: WholeStatistics | null;
}

/** An item of a list. */
export interface ItemLine {
  readonly item: Item;
  readonly stem: string;
  /** Null: never in a form. */
  readonly use: UseSum | null;
  /** Null: nobody answered the version in force. */
  readonly figures: VersionFigures | null;
}

/** More than any bank has. */
const MOST_ITEMS = 1_000_000;

/** What other features may ask of a bank. */
@Injectable()
export class QuestionBankService {
  constructor(
    private readonly repository: QuestionBankRepository,
    private readonly exposure: ExposureService,
    private readonly statistics: StatisticsService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async findBanks(ownerId: string): Promise<BankSummary[]> {
    const banks = await this.repository.findBanks(ownerId);
    return Promise.all(banks.map((bank) => this.summary(bank)));
  }

  async getBank(ownerId: string, id: string): Promise<Bank> {
    return found(await this.repository.findBank(ownerId, id));
  }

  async getSummary(ownerId: string, id: string): Promise<BankSummary> {
    return this.summary(await this.getBank(ownerId, id));
  }

  findSources(bankId: string): Promise<SourceDocument[]> {
    return this.repository.findSources(bankId);
  }

  async findItems(
    bankId: string,
    filter: Omit<ItemFilter, 'search'> & { q: string },
    page: number,
    size: number,
  ): Promise<{ rows: ItemLine[]; total: number }> {
    const { items, total } = await this.repository.findItemPage(
      bankId,
      { ...filter, search: searchKey(filter.q) },
      page,
      size,
    );
    const stems = new Map(
      (await this.repository.findVersions(items.map((i) => i.versionId))).map((v) => [v.id, v.stem]),
    );
    const uses = await this.exposure.sums(bankId);
    const figures = await this.statistics.findOf(items.map((i) => i.versionId));
    const rows = items.map((item) => ({
      item,
      stem: stems.get(item.versionId) ?? '',
      use: uses.get(item.id) ?? null,
      figures: figures.get(item.versionId) ?? null,
    }));
    return { rows, total };
  }

  /** All items of a filter, in its order. */
  async findMatching(bankId: string, filter: Omit<ItemFilter, 'search'> & { q: string }): Promise<Item[]> {
    const search = searchKey(filter.q);
    return (await this.repository.findItemPage(bankId, { ...filter, search }, 1, MOST_ITEMS)).items;
  }

  /** The versions in force of items, by their ids. */
  async findVersionsOf(items: readonly Item[]): Promise<Map<string, ItemVersion>> {
    return new Map((await this.repository.findVersions(items.map((i) => i.versionId))).map((v) => [v.id, v]));
  }

  /** How the versions in force of items were answered, by their ids. */
  figuresOf(items: readonly Item[]): Promise<ReadonlyMap<string, VersionFigures>> {
    return this.statistics.findOf(items.map((i) => i.versionId));
  }

  findAuthors(bankId: string): Promise<string[]> {
    return this.repository.findAuthors(bankId);
  }

  /** An item of one of the committee's banks. @throws AppError common/not-found */
  async getOwnItem(ownerId: string, bankId: string, code: string): Promise<Item> {
    await this.getBank(ownerId, bankId);
    return found(await this.repository.findItemByCode(bankId, code));
  }

  /** An item with everything that its page shows. @throws AppError common/not-found */
  async getItem(bankId: string, code: string): Promise<ItemView> {
    const item = found(await this.repository.findItemByCode(bankId, code));
    const versions = await this.repository.findVersionsOf(item.id);
    const keys = new Map((await this.repository.findKeys(versions.map((v) => v.id))).map((k) => [k.itemVersionId, k]));
    const document = versions.find((v) => v.id === item.versionId)?.citation.document;
    const sources = await this.repository.findSources(bankId);
    return {
      item,
      versions: versions.map((version) => ({ version, key: keys.get(version.id) ?? null })),
      source: sources.find((s) => s.code === document) ?? null,
      uses: await this.exposure.findUses(item.id),
      statistics: await this.statistics.whole(item.versionId),
    };
  }

  /** What a file of questions is fitted to. */
  async facts(ownerId: string, bankId: string): Promise<BankFacts> {
    const [bank, documents, items] = await Promise.all([
      this.getBank(ownerId, bankId),
      this.repository.findSources(bankId),
      this.repository.findItems(bankId),
    ]);
    return { topics: bank.topics, documents, items };
  }

  /** Every item with keys, whatever its state, by code. */
  async findWhole(bankId: string): Promise<{ item: Item; version: ItemVersion; key: ItemKey }[]> {
    return this.withKeys(await this.repository.findItems(bankId));
  }

  /** Every item in use, of all kinds. */
  async findLive(bankId: string): Promise<Item[]> {
    return (await this.repository.findItems(bankId)).filter((i) => i.state === 'live');
  }

  /** How many texts are on their way into use, by where they stand; of drafts also how many `authorId` has written at. */
  async countOnWay(bankId: string, authorId: string): Promise<Record<RoadState | 'mine', number>> {
    const counts = { draft: 0, inReview: 0, approved: 0, mine: 0 };
    for (const item of await this.repository.findItems(bankId)) {
      const way = onWay(item);
      if (way === null) continue;
      counts[way.state] += 1;
      if (way.state === 'draft' && item.authors.includes(authorId)) counts.mine += 1;
    }
    return counts;
  }

  /** What the authors wrote of every item that is not retired, keys and rubrics included; for looking a bank over. */
  async findContents(bankId: string): Promise<ItemContent[]> {
    const items = (await this.repository.findItems(bankId)).filter((i) => i.state !== 'retired');
    return (await this.withKeys(items)).map(({ item, version, key }) => contentOf(item.code, version, key));
  }

  /**
   * Live items as a written form may draw them, essays too, without keys; never an oral question, nor one of a kind that
   * the plan does not draw. What is expected of an item comes from its answers where they are enough.
   * @param rules of the plan's blueprint; what was used within its months of rest is marked as resting
   * @param on the day (YYYY-MM-DD) on which that is seen
   */
  async stock(bankId: string, rules: StockRules, on: string): Promise<StockItem[]> {
    const months = coolDownMonths(rules);
    const items = (await this.writtenItems(bankId)).filter((i) => drawsKind(rules, i.kind));
    const clauses = new Map(
      (await this.repository.findVersions(items.map((i) => i.versionId))).map((v) => [v.id, v.clauseKey]),
    );
    const essays = await this.withKeys(items.filter((i) => i.kind === 'essay'));
    const pointsOf = new Map(essays.map(({ item, key }) => [item.id, rubricOf(item, key).points]));
    const uses = months === 0 ? new Map<string, UseSum>() : await this.exposure.sums(bankId);
    const figures = await this.statistics.ofBank(bankId);
    const facility = ({ versionId, level }: Item): number | null => {
      const known = figures.get(versionId);
      return known === undefined ? null : shrunkFacility(level, known);
    };
    const enemies = enemyIds(items, await this.exposure.findEnemies(bankId));
    const resting = (id: string): boolean => {
      const last = uses.get(id)?.lastOn;
      return last !== undefined && rests(last, on, months);
    };
    return items.map((item) => {
      const { id, topic, level, versionId } = item;
      const expected = facility(item);
      return {
        id,
        topic,
        level,
        clauseKey: clauses.get(versionId) ?? null,
        essayPoints: pointsOf.get(id) ?? null,
        ...(expected === null ? {} : { facility: expected }),
        ...(resting(id) ? { resting: true } : {}),
        ...(enemies.has(id) ? { enemies: enemies.get(id) ?? [] } : {}),
      };
    });
  }

  /** Live written items with keys and rubrics, for laying out forms at closeRoster alone. */
  async drawable(bankId: string): Promise<DrawnItem[]> {
    return (await this.withKeys(await this.writtenItems(bankId))).map(({ item, version, key }) => {
      const { stem, prompts, options, folding, shuffle, kind, level, topic } = version;
      return {
        id: item.id,
        versionId: version.id,
        code: item.code,
        topic,
        level,
        kind,
        stem,
        prompts,
        options,
        shuffle,
        key: key.key,
        folding,
        rubric: key.rubric,
      };
    });
  }

  /** Live oral questions with their rubrics, sorted by id, for the pool of a batch at closeRoster alone. */
  async oralStock(bankId: string): Promise<OralItem[]> {
    const items = (await this.findLive(bankId)).filter((i) => i.kind === 'oral');
    items.sort((a, b) => (a.id < b.id ? -1 : 1));
    return (await this.withKeys(items)).map(({ item, version, key }) => {
      const { stem, level, topic } = version;
      return { id: item.id, versionId: version.id, code: item.code, topic, level, stem, rubric: rubricOf(item, key) };
    });
  }

  /** One digest for all that is live: which bank a batch was drawn from. */
  async digest(bankId: string): Promise<string> {
    const items = await this.findLive(bankId);
    const versions = await this.repository.findVersions(items.map((i) => i.versionId));
    return sha256Hex(
      versions
        .map((v) => v.digest)
        .sort()
        .join('\n'),
    );
  }

  /** Records who compared the keys with the official texts. */
  async confirm(ownerId: string, code: string, confirmedBy: string, actor: LedgerActor): Promise<BankConfirmation> {
    const bank = await this.repository.findBankByCode(ownerId, code);
    if (bank === null) throw new AppError('bank/unknown', { code });
    const bankDigest = await this.digest(bank.id);
    const row: BankConfirmation = {
      id: newId(),
      bankId: bank.id,
      confirmedBy,
      bankDigest,
      complete: true,
      at: this.clock.now(),
    };
    await this.uow.run(async () => {
      await this.repository.insertConfirmation(row);
      this.ledger.record({
        action: 'bank.confirmed',
        actor,
        ownerId,
        subjectType: 'bank',
        subjectId: bank.id,
        facts: { bankDigest },
        detail: confirmedBy,
      });
    });
    return row;
  }

  private async writtenItems(bankId: string): Promise<Item[]> {
    return (await this.findLive(bankId)).filter((i) => i.kind !== 'oral');
  }

  private async withKeys(items: readonly Item[]): Promise<{ item: Item; version: ItemVersion; key: ItemKey }[]> {
    const ids = items.map((i) => i.versionId);
    const versions = new Map((await this.repository.findVersions(ids)).map((v) => [v.id, v]));
    const keys = new Map((await this.repository.findKeys(ids)).map((k) => [k.itemVersionId, k]));
    return items.map((item) => {
      const version = versions.get(item.versionId);
      const key = keys.get(item.versionId);
      if (version === undefined || key === undefined) throw new Error(`item ${item.code}: version or key is missing`);
      return { item, version, key };
    });
  }

  private async summary(bank: Bank): Promise<BankSummary> {
    const [items, confirmations, digest] = await Promise.all([
      this.findLive(bank.id),
      this.repository.findConfirmations(bank.id),
      this.digest(bank.id),
    ]);
    // A confirmation holds for the keys that were confirmed; any later change asks for another.
    const confirmed = confirmations.find((c) => c.bankDigest === digest) ?? null;
    const liveOf = {
      choice: items.filter((i) => !isHumanMarked(i.kind)).length,
      essay: items.filter((i) => i.kind === 'essay').length,
      oral: items.filter((i) => i.kind === 'oral').length,
    };
    return { bank, live: items.length, liveOf, confirmed };
  }
}

/** Ids of the enemies of each item that has any. */
function enemyIds(items: readonly Item[], pairs: readonly ItemEnemy[]): ReadonlyMap<string, readonly string[]> {
  const ids = new Map(items.map((i) => [i.code, i.id]));
  const enemies = new Map<string, string[]>();
  for (const { codeA, codeB } of pairs) {
    const [a, b] = [ids.get(codeA), ids.get(codeB)];
    if (a === undefined || b === undefined) continue;
    enemies.set(a, [...(enemies.get(a) ?? []), b]);
    enemies.set(b, [...(enemies.get(b) ?? []), a]);
  }
  return enemies;
}

/** Of an item that people mark; without one nobody could mark it, and the import lets none through. */
function rubricOf(item: Item, key: ItemKey): Rubric {
  if (key.rubric === null) throw new Error(`item ${item.code}: the rubric is missing`);
  return key.rubric;
}
