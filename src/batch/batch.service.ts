import { Injectable } from '@nestjs/common';
import { AppError, found } from '../common/app-error.js';
import type { LedgerActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { type BatchStage, batchStage } from '../core/batch/stage.js';
import { nameSortKey, nfc, searchKey } from '../core/text/vietnamese.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ExamPlanService } from '../exam-plan/exam-plan.service.js';
import { localInstant } from '../i18n/translator.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { OrganizationService } from '../organization/organization.service.js';
import { QuestionBankService } from '../question-bank/question-bank.service.js';
import { BatchRepository, type EntryFilter } from './batch.repository.js';
import { type Batch, NOT_FROZEN, NOT_REVIEWED, type Sitting } from './entities/batch.entity.js';
import type { AdmissionCase, BatchEntry } from './entities/batch-entry.entity.js';

export interface NewBatch {
  readonly planId: string;
  readonly bankId: string;
  /** YYYY-MM-DD */
  readonly examOn: string;
  readonly place: string;
  readonly sittings: readonly { room: string; time: string }[];
}

export interface BatchView {
  readonly batch: Batch;
  readonly stage: BatchStage;
  readonly sittings: readonly Sitting[];
  readonly accepted: number;
  readonly refused: number;
}

/** Batches, their sittings and entries. */
@Injectable()
export class BatchService {
  constructor(
    private readonly repository: BatchRepository,
    private readonly plans: ExamPlanService,
    private readonly banks: QuestionBankService,
    private readonly organization: OrganizationService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async findBatches(ownerId: string): Promise<BatchView[]> {
    const batches = await this.repository.findBatches(ownerId);
    return Promise.all(batches.map((b) => this.view(b)));
  }

  async getBatch(ownerId: string, id: string): Promise<Batch> {
    return found(await this.repository.findBatch(ownerId, id));
  }

  /** For what stands below a batch already; who asks has seen to the owner. */
  async getBatchById(id: string): Promise<Batch> {
    return found(await this.repository.findBatchById(id));
  }

  async getView(ownerId: string, id: string): Promise<BatchView> {
    return this.view(await this.getBatch(ownerId, id));
  }

  /** The next batch of its year; it names the council in office. */
  async create(ownerId: string, input: NewBatch, actor: LedgerActor): Promise<Batch> {
    const [, , council] = await Promise.all([
      this.plans.getPlan(ownerId, input.planId),
      this.banks.getBank(ownerId, input.bankId),
      this.organization.findCouncil(ownerId),
    ]);
    const year = Number(input.examOn.slice(0, 4));
    return this.uow.run(async () => {
      // One at a time for each committee, so that two never take the same number.
      await this.organization.hold(ownerId);
      const number = (await this.repository.lastNumber(ownerId, year)) + 1;
      const batch = this.newBatch(ownerId, year, number, input, council?.council.id ?? null);
      const sittings = input.sittings.map((s) => this.newSitting(batch.id, s.room, localInstant(input.examOn, s.time)));
      await this.repository.insertBatch(batch, sittings);
      const facts = { year, number, examOn: input.examOn, sittings: sittings.length };
      this.ledger.record({ action: 'batch.created', actor, ownerId, subjectType: 'batch', subjectId: batch.id, facts });
      return batch;
    });
  }

  /** Batches whose results are fixed and whose answers are not yet counted among the statistics of their items. */
  findUncounted(): Promise<Batch[]> {
    return this.repository.findUncounted();
  }

  /** Holds a batch until the transaction ends, so that two acts on it never overlap. */
  async hold(batchId: string): Promise<void> {
    await this.repository.lockBatch(batchId);
  }

  /** Sets what the council's acts set; the caller has decided and records the act. */
  async setReview(
    batchId: string,
    changes: Partial<
      Pick<
        Batch,
        'councilId' | 'reviewOpenedAt' | 'resultsLockedAt' | 'addendumOpenedAt' | 'publishedAt' | 'itemsCountedAt'
      >
    >,
  ): Promise<void> {
    await this.repository.updateBatch(batchId, changes);
  }

  findEntryPage(
    batchId: string,
    filter: EntryFilter,
    page: number,
    size: number,
  ): Promise<{ rows: BatchEntry[]; total: number }> {
    return this.repository.findEntryPage(batchId, { ...filter, search: searchKey(filter.search) }, page, size);
  }

  findEntries(batchId: string): Promise<BatchEntry[]> {
    return this.repository.findEntries(batchId);
  }

  /** An entry of one of the owner's batches. */
  async getEntry(ownerId: string, id: string): Promise<{ entry: BatchEntry; batch: Batch }> {
    const entry = found(await this.repository.findEntry(id));
    return { entry, batch: found(await this.repository.findBatch(ownerId, entry.batchId)) };
  }

  /** The case of the owner's, with the person and all their nominations, the newest first. */
  async getCase(
    ownerId: string,
    id: string,
  ): Promise<{ admissionCase: AdmissionCase; entries: { entry: BatchEntry; batch: Batch }[] }> {
    const admissionCase = found(await this.repository.findCase(id));
    if (admissionCase.ownerId !== ownerId) throw new AppError('common/not-found');
    const rows = await this.repository.findEntriesOfPerson(admissionCase.personId);
    const entries = await Promise.all(
      rows.map(async (entry) => ({ entry, batch: found(await this.repository.findBatch(ownerId, entry.batchId)) })),
    );
    return { admissionCase, entries };
  }

  /** Cases by person id. */
  findCasesOf(personIds: readonly string[]): Promise<Map<string, AdmissionCase>> {
    return this.repository.findCasesOf(personIds);
  }

  async getSitting(ownerId: string, id: string): Promise<{ sitting: Sitting; batch: Batch }> {
    const sitting = found(await this.repository.findSitting(id));
    return { sitting, batch: found(await this.repository.findBatch(ownerId, sitting.batchId)) };
  }

  findSittings(batchId: string): Promise<Sitting[]> {
    return this.repository.findSittings(batchId);
  }

  findEntriesOfSitting(sittingId: string): Promise<BatchEntry[]> {
    return this.repository.findEntriesOfSitting(sittingId);
  }

  /** The people of a sitting by entry id, with their batch; for the server's own work, whoever the owner is. */
  async getMembers(sittingId: string): Promise<{ batch: Batch; entries: Map<string, BatchEntry> }> {
    const sitting = found(await this.repository.findSitting(sittingId));
    const entries = await this.repository.findEntriesOfSitting(sittingId);
    return { batch: await this.getBatchById(sitting.batchId), entries: new Map(entries.map((e) => [e.id, e])) };
  }

  /** Refuses a nomination with a reason, or accepts it again (null), while the roster is open. */
  async decideEntry(ownerId: string, entryId: string, reason: string | null, actor: LedgerActor): Promise<Batch> {
    return this.uow.run(async () => {
      await this.repository.lockBatch((await this.getEntry(ownerId, entryId)).batch.id);
      const { entry, batch } = await this.getEntry(ownerId, entryId);
      if (batch.rosterClosedAt !== null) throw new AppError('batch/roster-closed');
      await this.repository.updateEntry(entry.id, { refusalReason: reason });
      const facts = { accepted: reason === null };
      this.ledger.record({
        action: 'entry.corrected',
        actor,
        ownerId,
        subjectType: 'entry',
        subjectId: entry.id,
        facts,
        ...(reason === null ? {} : { detail: reason }),
      });
      return batch;
    });
  }

  /** Corrects what is printed of a person; a misspelt name is certain to happen, and no number changes by it. */
  async correctEntry(
    ownerId: string,
    entryId: string,
    changes: { fullName: string; birth: string; post: string | null },
    actor: LedgerActor,
  ): Promise<Batch> {
    return this.uow.run(async () => {
      const { entry, batch } = await this.getEntry(ownerId, entryId);
      const fullName = nfc(changes.fullName);
      const sortKey = nameSortKey(fullName);
      await this.repository.updateEntry(entry.id, {
        fullName,
        sortKey,
        searchKey: entrySearchKey(fullName, entry.unitName),
        birth: changes.birth,
        post: changes.post,
      });
      const detail = `${entry.fullName}, ${entry.birth} -> ${fullName}, ${changes.birth}`;
      this.ledger.record({
        action: 'entry.corrected',
        actor,
        ownerId,
        subjectType: 'entry',
        subjectId: entry.id,
        detail,
      });
      return batch;
    });
  }

  private async view(batch: Batch): Promise<BatchView> {
    const sittings = await this.repository.findSittings(batch.id);
    const entries = await this.repository.findEntries(batch.id);
    const stage = batchStage({
      rosterClosed: batch.rosterClosedAt !== null,
      cancelled: batch.cancelledAt !== null,
      sittings: sittings.map((s) => ({ started: s.startedAt !== null, closed: s.closedAt !== null })),
      reviewOpened: batch.reviewOpenedAt !== null,
      resultsLocked: batch.resultsLockedAt !== null,
      published: batch.publishedAt !== null,
    });
    const refused = entries.filter((e) => e.refusalReason !== null).length;
    return { batch, stage, sittings, accepted: entries.length - refused, refused };
  }

  private newSitting(batchId: string, room: string, startsAt: Date): Sitting {
    return { id: newId(), batchId, room, startsAt, startedAt: null, closedAt: null };
  }

  private newBatch(ownerId: string, year: number, number: number, input: NewBatch, councilId: string | null): Batch {
    const { planId, bankId, examOn, place } = input;
    return {
      id: newId(),
      ownerId,
      year,
      number,
      examOn,
      place,
      planId,
      bankId,
      councilId,
      cancelledAt: null,
      ...NOT_FROZEN,
      ...NOT_REVIEWED,
      createdAt: this.clock.now(),
    };
  }
}

/** One folded text for searching an entry by name or unit. */
export const entrySearchKey = (fullName: string, unitName: string): string =>
  searchKey(`${fullName} ${unitName}`).slice(0, 200);
