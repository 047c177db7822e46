import { Injectable } from '@nestjs/common';
import { AppError, found } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import type { SourceStatus } from '../core/item/item.js';
import { dayBefore, replacementRefusal, withdrawalRefusal } from '../core/item/replacement.js';
import { isUniqueViolation, UnitOfWork } from '../database/unit-of-work.js';
import { localDate } from '../i18n/translator.js';
import type { LedgerAction } from '../ledger/actions.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { Bank, SourceDocument } from './entities/bank.entity.js';
import { QuestionBankRepository } from './question-bank.repository.js';
import { type Reviewer, ReviewService } from './review.service.js';
import { type CitingItem, WorkshopRepository } from './workshop.repository.js';

/** What is typed of a document; its code stays for ever. */
export type SourceFields = Pick<
  SourceDocument,
  'kind' | 'number' | 'issuedOn' | 'title' | 'status' | 'inForceFrom' | 'inForceTo'
>;

/** A document with how many items that are not retired cite it. */
export interface SourceLine {
  readonly source: SourceDocument;
  readonly replacedBy: SourceDocument | null;
  readonly items: number;
}

export interface Register {
  readonly bank: Bank;
  readonly lines: readonly SourceLine[];
  /** Every item of the bank, retired ones too. */
  readonly citing: readonly CitingItem[];
}

/** A document, and the items whose version in force cites it. */
export interface TouchedItems extends SourceLine {
  readonly bank: Bank;
  readonly touched: readonly CitingItem[];
}

/** The register of the documents that a bank's items cite. */
@Injectable()
export class SourceService {
  constructor(
    private readonly banks: QuestionBankRepository,
    private readonly workshop: WorkshopRepository,
    private readonly reviews: ReviewService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError common/not-found */
  async findLines(ownerId: string, bankId: string): Promise<Register> {
    const bank = found(await this.banks.findBank(ownerId, bankId));
    const [sources, citing] = await Promise.all([this.banks.findSources(bankId), this.workshop.findCiting(bankId)]);
    const counts = new Map<string, number>();
    for (const { citation, state } of citing)
      if (state !== 'retired') counts.set(citation.document, (counts.get(citation.document) ?? 0) + 1);
    const byId = new Map(sources.map((s) => [s.id, s]));
    const lines = sources.map((source) => ({
      source,
      replacedBy: byId.get(source.replacedById ?? '') ?? null,
      items: counts.get(source.code) ?? 0,
    }));
    return { bank, lines, citing };
  }

  /** @throws AppError common/not-found */
  async getTouched(ownerId: string, bankId: string, sourceId: string): Promise<TouchedItems> {
    const { bank, lines, citing } = await this.findLines(ownerId, bankId);
    const line = found(lines.find((l) => l.source.id === sourceId));
    return { ...line, bank, touched: citing.filter((i) => i.citation.document === line.source.code) };
  }

  /** @throws AppError common/not-found, source/same-code */
  async add(ownerId: string, bankId: string, code: string, fields: SourceFields, by: Reviewer): Promise<string> {
    const bank = found(await this.banks.findBank(ownerId, bankId));
    const row = { ...fields, id: newId(), bankId: bank.id, code, replacedById: null, replacedReason: null };
    try {
      await this.uow.run(async () => {
        await this.workshop.insertSource(row);
        this.record('source.added', ownerId, row, sourceText(row), by);
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw new AppError('source/same-code', { code });
      throw error;
    }
    return row.id;
  }

  /** @throws AppError common/not-found, source/changed-meanwhile */
  async correct(ownerId: string, bankId: string, sourceId: string, fields: SourceFields, by: Reviewer): Promise<void> {
    found(await this.banks.findBank(ownerId, bankId));
    await this.uow.run(async () => {
      const before = found(await this.workshop.findSource(bankId, sourceId));
      // That a document was replaced is no matter of correcting its line.
      const { status, inForceTo } = before.status === 'superseded' ? before : fields;
      const row = { ...before, ...fields, status, inForceTo };
      if (!(await this.workshop.updateSource(row, before.status))) throw new AppError('source/changed-meanwhile');
      this.record('source.corrected', ownerId, row, `${sourceText(before)} → ${sourceText(row)}`, by);
    });
  }

  /**
   * Marks a document as replaced from a day on; its items in use go to review in the same transaction.
   * @returns how many went
   * @throws AppError common/not-found, source/already-replaced, source/by-itself, source/by-replaced, source/from-ahead,
   *   source/from-before, source/changed-meanwhile
   */
  async replace(
    ownerId: string,
    bankId: string,
    sourceId: string,
    mark: { readonly byId: string; readonly from: string; readonly reason: string },
    by: Reviewer,
  ): Promise<number> {
    found(await this.banks.findBank(ownerId, bankId));
    return this.uow.run(async () => {
      const before = found(await this.workshop.findSource(bankId, sourceId));
      const next = await this.workshop.findSource(bankId, mark.byId);
      if (next === null) throw new AppError('source/no-successor');
      const refusal = replacementRefusal(before, next, mark.from, localDate(this.clock.now()));
      if (refusal !== null) throw AppError.of(refusal);
      const row: SourceDocument = {
        ...before,
        status: 'superseded',
        inForceTo: dayBefore(mark.from),
        replacedById: next.id,
        replacedReason: mark.reason,
      };
      if (!(await this.workshop.updateSource(row, before.status))) throw new AppError('source/changed-meanwhile');
      const citing = await this.workshop.findCiting(bankId);
      const live = citing.filter((i) => i.state === 'live' && i.citation.document === row.code);
      this.ledger.record({
        action: 'source.replaced',
        actor: by.ledger,
        ownerId,
        subjectType: 'source',
        subjectId: row.id,
        facts: { code: row.code, byCode: next.code, from: mark.from, items: live.length },
        detail: mark.reason,
      });
      await this.reviews.followSource(ownerId, live, row, by);
      return live.length;
    });
  }

  /** How many items would be given back to use if the mark were withdrawn now. */
  async countSent(bankId: string, sourceId: string): Promise<number> {
    return (await this.reviews.sentBySource(bankId, sourceId)).length;
  }

  /**
   * Withdraws the mark that a document was replaced, made by mistake: what waits for review because of it alone is in use
   * again; what somebody has decided stays decided.
   * @returns how many items went back
   * @throws AppError common/not-found, source/not-replaced, source/replaced-by-files, source/changed-meanwhile,
   *   item/changed-meanwhile
   */
  async withdraw(
    ownerId: string,
    bankId: string,
    sourceId: string,
    { status, reason }: { readonly status: SourceStatus; readonly reason: string },
    by: Reviewer,
  ): Promise<number> {
    found(await this.banks.findBank(ownerId, bankId));
    return this.uow.run(async () => {
      const before = found(await this.workshop.findSource(bankId, sourceId));
      const refusal = withdrawalRefusal(before);
      if (refusal !== null) throw AppError.of(refusal);
      const row = { ...before, status, inForceTo: null, replacedById: null, replacedReason: null };
      if (!(await this.workshop.updateSource(row, before.status))) throw new AppError('source/changed-meanwhile');
      const items = await this.reviews.sentBySource(bankId, sourceId);
      this.ledger.record({
        action: 'source.replacementWithdrawn',
        actor: by.ledger,
        ownerId,
        subjectType: 'source',
        subjectId: row.id,
        facts: { code: row.code, items: items.length },
        detail: reason,
      });
      await this.reviews.giveBack(ownerId, items, sourceId, reason, by);
      return items.length;
    });
  }

  private record(action: LedgerAction, ownerId: string, row: SourceDocument, detail: string, by: Reviewer): void {
    const { id: subjectId, code } = row;
    this.ledger.record({
      action,
      actor: by.ledger,
      ownerId,
      subjectType: 'source',
      subjectId,
      facts: { code },
      detail,
    });
  }
}

/** A document's whole line, as the ledger keeps it. */
const sourceText = (s: SourceDocument): string =>
  [s.kind, s.number, s.issuedOn, s.title, s.status, s.inForceFrom, s.inForceTo].map((v) => v ?? '-').join('; ');
