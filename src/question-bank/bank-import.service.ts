import { Injectable } from '@nestjs/common';
import type { LedgerActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import type { ItemState } from '../core/item/item.js';
import { itemDigest } from '../core/item/item-digest.js';
import { isRechecked } from '../core/item/road.js';
import type { LedgerEntry } from '../core/ledger/chain.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { compareDigests, fixedDigests, LedgerVerifier, type RowFault } from '../ledger/ledger-verifier.js';
import type { BankContent, BankSource, ReadItem } from './bank-files.js';
import type { Bank, SourceDocument } from './entities/bank.entity.js';
import type { Item, ItemKey, ItemVersion } from './entities/item.entity.js';
import { contentOf } from './item-content.js';
import { FRESH, versionRows } from './item-rows.js';
import { QuestionBankRepository } from './question-bank.repository.js';
import { type Reviewer, ReviewService } from './review.service.js';
import { WorkshopRepository } from './workshop.repository.js';

export interface ImportReport {
  readonly bankId: string;
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly unchanged: number;
  /** Codes of the bank that the files no longer have: untouched unless retired on request. */
  readonly missing: readonly string[];
  readonly retired: readonly string[];
}

/** One item that is new or changed, as rows. */
interface Staged {
  readonly item: Item;
  readonly version: ItemVersion;
  readonly key: ItemKey;
  readonly isNew: boolean;
}

/** Brings a bank's reviewed files into the database: again changes nothing, a changed item becomes a new version. */
@Injectable()
export class BankImportService {
  constructor(
    private readonly repository: QuestionBankRepository,
    private readonly workshop: WorkshopRepository,
    private readonly reviews: ReviewService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    verifier: LedgerVerifier,
  ) {
    verifier.register(['item.imported', 'item.written'], (entries) => this.verifyItems(entries));
  }

  async import(
    ownerId: string,
    content: BankContent,
    actor: LedgerActor,
    retireMissing = false,
  ): Promise<ImportReport> {
    return this.uow.run(async () => {
      const { bank, superseded, replaced } = await this.saveBank(ownerId, content);
      const existing = await this.repository.findItems(bank.id);
      const staged = await this.stage(bank.id, content.items, existing);
      await this.repository.saveItems(
        staged.map((s) => s.item),
        staged.map((s) => s.version),
        staged.map((s) => s.key),
      );
      const codes = new Set(content.items.map((i) => i.content.code));
      const missing = existing.filter((i) => !codes.has(i.code) && i.state !== 'retired');
      if (retireMissing) await this.repository.retire(missing.map((i) => i.id));
      this.record(ownerId, bank.id, staged, retireMissing ? missing : [], actor);
      const by = { id: null, name: '', ledger: actor };
      await this.followSources(bank, superseded, replaced, new Set(staged.map((s) => s.item.id)), by);
      return {
        bankId: bank.id,
        added: staged.filter((s) => s.isNew).map((s) => s.item.code),
        changed: staged.filter((s) => !s.isNew).map((s) => s.item.code),
        unchanged: content.items.length - staged.length,
        missing: missing.map((i) => i.code),
        retired: retireMissing ? missing.map((i) => i.code) : [],
      };
    });
  }

  /** Adds some questions of a file as drafts, each with a code that the bank does not have yet. */
  async draft(ownerId: string, bankId: string, items: readonly ReadItem[], actor: LedgerActor): Promise<void> {
    const authors = actor.id === null ? [] : [actor.id];
    const staged = items.map((read) => {
      const rows = this.stageOne(bankId, read, undefined, 'draft');
      return { ...rows, item: { ...rows.item, authors } };
    });
    await this.uow.run(async () => {
      await this.repository.insertItems(
        staged.map((s) => s.item),
        staged.map((s) => s.version),
        staged.map((s) => s.key),
      );
      this.recordItems(ownerId, staged, actor);
    });
  }

  /**
   * Sends to review what is in use and cites a document that the files have just marked as replaced, and what they bring
   * anew on one that somebody here has marked so.
   */
  private async followSources(
    bank: Bank,
    superseded: readonly SourceDocument[],
    replaced: ReadonlySet<string>,
    staged: ReadonlySet<string>,
    by: Reviewer,
  ): Promise<void> {
    if (superseded.length === 0) return;
    const live = (await this.workshop.findCiting(bank.id)).filter((i) => i.state === 'live');
    for (const source of superseded) {
      const touched = live.filter((i) => i.citation.document === source.code);
      const due = touched.filter((i) => replaced.has(source.id) || staged.has(i.id));
      if (due.length > 0) await this.reviews.followSource(bank.ownerId, due, source, by);
    }
  }

  /** @returns the bank, its superseded documents, and the ids of those that were in force before */
  private async saveBank(
    ownerId: string,
    content: BankContent,
  ): Promise<{ bank: Bank; superseded: SourceDocument[]; replaced: Set<string> }> {
    const before = await this.repository.findBankByCode(ownerId, content.code);
    const { code, title, exposure, notice } = content;
    const bank: Bank = {
      id: before?.id ?? newId(),
      ownerId,
      code,
      title,
      exposure,
      notice,
      topics: [...content.topics],
      updatedAt: this.clock.now(),
      uploadId: null,
    };
    await this.repository.saveBank(bank);
    const known = new Map((await this.repository.findSources(bank.id)).map((s) => [s.code, s]));
    const sources = sourceRows(bank.id, content.sources, known);
    await this.repository.saveSources(sources);
    const superseded = sources.filter((s) => s.status === 'superseded');
    const replaced = superseded.filter((s) => (known.get(s.code)?.status ?? 'superseded') !== 'superseded');
    return { bank, superseded, replaced: new Set(replaced.map((s) => s.id)) };
  }

  /** Rows for what is new or changed; an item whose content and topic are as before is left out. */
  private async stage(bankId: string, items: readonly ReadItem[], existing: readonly Item[]): Promise<Staged[]> {
    const byCode = new Map(existing.map((i) => [i.code, i]));
    const versionIds = existing.map((i) => i.versionId);
    const versions = new Map((await this.repository.findVersions(versionIds)).map((v) => [v.id, v]));
    const keys = new Map((await this.repository.findKeys(versionIds)).map((k) => [k.itemVersionId, k]));
    const newest = await this.repository.findNewestVersions(bankId);
    return items.flatMap((read) => {
      const before = byCode.get(read.content.code);
      const salt = before === undefined ? undefined : keys.get(before.versionId)?.salt;
      const digest = before === undefined ? undefined : versions.get(before.versionId)?.digest;
      // What waits for review waits on: that the files say it again is no review.
      const stands = before?.state === 'live' || (before !== undefined && isRechecked(before));
      if (stands && salt !== undefined && itemDigest(read.content, salt) === digest) return [];
      return [this.stageOne(bankId, read, before, 'live', (newest.get(before?.id ?? '') ?? 0) + 1)];
    });
  }

  private stageOne(
    bankId: string,
    { content, review }: ReadItem,
    before: Item | undefined,
    state: ItemState,
    number = 1,
  ): Staged {
    const at = this.clock.now();
    const { version, key, columns } = versionRows(before?.id ?? newId(), number, content, review, at);
    // A changed text that is on its way stays there; one that was never in use is what the files bring by now.
    const item: Item = {
      ...(before === undefined || before.liveSince === null ? FRESH : before),
      ...columns,
      ...{ bankId, code: content.code, state, liveSince: state === 'live' ? at : null },
    };
    return { isNew: before === undefined, item, version, key };
  }

  private record(
    ownerId: string,
    bankId: string,
    staged: readonly Staged[],
    retired: readonly Item[],
    actor: LedgerActor,
  ): void {
    if (staged.length === 0 && retired.length === 0) return;
    const base = { actor, ownerId };
    this.ledger.record({
      ...base,
      action: 'bank.imported',
      subjectType: 'bank',
      subjectId: bankId,
      facts: { items: staged.length, retired: retired.length },
    });
    this.recordItems(ownerId, staged, actor);
    for (const item of retired) {
      this.ledger.record({
        ...base,
        action: 'item.retired',
        subjectType: 'item',
        subjectId: item.id,
        facts: { code: item.code },
      });
    }
  }

  private recordItems(ownerId: string, staged: readonly Staged[], actor: LedgerActor): void {
    for (const { item, version } of staged) {
      const facts = { code: item.code, version: version.version, digest: version.digest };
      this.ledger.record({
        actor,
        ownerId,
        action: 'item.imported',
        subjectType: 'itemVersion',
        subjectId: version.id,
        facts,
      });
    }
  }

  /** Every version, key and rubric included, must still give the digest that its entry fixed. */
  private async verifyItems(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const [versions, keys] = await Promise.all([this.repository.findAllVersions(), this.repository.findKeys()]);
    const keyOf = new Map(keys.map((k) => [k.itemVersionId, k]));
    const codes = new Map(entries.map((e) => [e.subjectId, e.facts['code'] as string]));
    const actual = new Map(versions.map((v) => [v.id, rowDigest(v, keyOf.get(v.id), codes.get(v.id) ?? '')]));
    return compareDigests('itemVersion', fixedDigests(entries), actual);
  }
}

/** The register as the files say it; what they leave open, and that a document was marked as replaced here, stays. */
function sourceRows(
  bankId: string,
  sources: readonly BankSource[],
  known: ReadonlyMap<string, SourceDocument>,
): SourceDocument[] {
  const ids = new Map(sources.map((s) => [s.code, known.get(s.code)?.id ?? newId()]));
  return sources.map((s) => {
    const before = known.get(s.code);
    const isMarked = before?.replacedById != null && s.replacedBy === undefined;
    return {
      id: ids.get(s.code) ?? newId(),
      bankId,
      code: s.code,
      kind: s.kind,
      number: s.number,
      issuedOn: s.date,
      title: s.title,
      status: isMarked ? before.status : s.status,
      inForceFrom: s.inForceFrom ?? before?.inForceFrom ?? null,
      inForceTo: isMarked ? before.inForceTo : (s.inForceTo ?? before?.inForceTo ?? null),
      replacedById: isMarked ? before.replacedById : (ids.get(s.replacedBy ?? '') ?? null),
      replacedReason: before?.replacedReason ?? null,
    };
  });
}

function rowDigest(v: ItemVersion, key: ItemKey | undefined, code: string): string {
  if (key === undefined) return 'no key';
  return itemDigest(contentOf(code, v, key), key.salt);
}
