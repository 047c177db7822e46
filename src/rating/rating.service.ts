import { Injectable } from '@nestjs/common';
import { AppError, found, orThrow } from '../common/app-error.js';
import type { LedgerActor, StaffActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { BatchService } from '../batch/batch.service.js';
import { CloseRosterService } from '../batch/close-roster.service.js';
import { SittingService } from '../batch/sitting.service.js';
import type { Batch } from '../batch/entities/batch.entity.js';
import { mayChangeResults } from '../core/batch/stage.js';
import { type MarkEntry, mergeEntries, NOTE_LENGTH, plainMarks } from '../core/rubric/mark-log.js';
import { checkMark, type Marks, marksTotal, missingCriteria, type Rubric } from '../core/rubric/rubric.js';
import type { ComponentKind } from '../core/scoring/outcome.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { MarkSheet, RatedQuestion } from './entities/rating.entity.js';
import { questionDigest, sheetDigest } from './rating-digests.js';
import { RatingRepository } from './rating.repository.js';

export interface NewQuestion {
  readonly batchId: string;
  readonly entryId: string;
  readonly component: ComponentKind;
  readonly no: number;
  readonly itemId: string;
  readonly itemVersionId: string;
  readonly code: string;
  readonly stem: string;
  readonly rubric: Rubric;
  readonly ticketNo?: number;
  readonly panelId?: string;
  readonly round?: number;
  readonly drawNo?: number;
}

export interface Rater {
  readonly raterId: string;
  readonly raterName: string;
  readonly seat: number;
}

export type { MarkEntry } from '../core/rubric/mark-log.js';

export interface QuestionProgress {
  readonly raterIds: readonly string[];
  readonly lockedRaterIds: readonly string[];
  /** Rater by seat. */
  readonly seats: ReadonlyMap<number, string>;
}

/** Questions that people mark, and each rater's own sheets. What raters may see of one another is in JoinedMarks. */
@Injectable()
export class RatingService {
  constructor(
    private readonly repository: RatingRepository,
    private readonly batches: BatchService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    closing: CloseRosterService,
    sittings: SittingService,
  ) {
    closing.keepClosedWhile(async (batchId) => (await this.repository.findQuestions(batchId, 'oral')).length > 0);
    sittings.keepPresentWhile((entryIds) => this.repository.hasOral(entryIds));
  }

  /** A question of one candidate, in the caller's transaction, which records the act. */
  async openQuestion(input: NewQuestion): Promise<RatedQuestion> {
    const { ticketNo = null, panelId = null, round = null, drawNo = null, ...rest } = input;
    const facts = { ...rest, ticketNo, panelId, round, drawNo, points: input.rubric.points };
    const row: RatedQuestion = { id: newId(), ...facts, digest: questionDigest(facts), at: this.clock.now() };
    await this.repository.insertQuestion(row);
    return row;
  }

  findQuestions(batchId: string, component: ComponentKind): Promise<RatedQuestion[]> {
    return this.repository.findQuestions(batchId, component);
  }

  findQuestionsOf(entryId: string, component: ComponentKind): Promise<RatedQuestion[]> {
    return this.repository.findQuestionsOf(entryId, component);
  }

  /** A question of the owner's. */
  async getQuestion(ownerId: string, id: string): Promise<{ question: RatedQuestion; batch: Batch }> {
    const question = found(await this.repository.findQuestion(id));
    return { question, batch: await this.batches.getBatch(ownerId, question.batchId) };
  }

  /** One rater's newest sheets of these questions, and nobody else's. */
  async findOwnSheets(raterId: string, questionIds: readonly string[]): Promise<MarkSheet[]> {
    return (await this.repository.findSheets(questionIds)).filter((s) => s.raterId === raterId);
  }

  /** Sheets of a question that were taken from a rater. */
  async findVoided(raterId: string, questionId: string): Promise<MarkSheet[]> {
    const all = await this.repository.findAllSheets([questionId]);
    return all.filter((s) => s.raterId === raterId && s.voidedAt !== null);
  }

  /** Who has opened and locked a sheet of each question, and at which seat: no mark. */
  async progress(questionIds: readonly string[]): Promise<Map<string, QuestionProgress>> {
    const sheets = await this.repository.findSheets(questionIds);
    return new Map(
      questionIds.map((id) => {
        const own = sheets.filter((s) => s.questionId === id);
        const locked = own.filter((s) => s.lockedAt !== null);
        const seats = new Map(own.map((s) => [s.seat, s.raterId]));
        return [id, { raterIds: own.map((s) => s.raterId), lockedRaterIds: locked.map((s) => s.raterId), seats }];
      }),
    );
  }

  /**
   * The rater's sheet for writing: what an earlier page still sends fills only what this one leaves untouched.
   * @throws AppError results/locked
   */
  async openSheet(ownerId: string, questionId: string, rater: Rater): Promise<MarkSheet> {
    return this.uow.run(async () => {
      const { batch } = await this.hold(ownerId, questionId);
      const [known] = await this.findOwnSheets(rater.raterId, [questionId]);
      if (known !== undefined && known.lockedAt !== null) return known;
      orThrow(mayChangeResults(batch));
      if (known === undefined) return this.insertSheet(questionId, rater);
      const leaseNo = known.leaseNo + 1;
      await this.repository.updateSheet(known.id, { leaseNo });
      return { ...known, leaseNo };
    });
  }

  /**
   * Takes what a page sends, again and in any order: of two entries about one criterion the newer holds.
   * @throws AppError rating/sheet-locked, rating/no-criterion, rating/mark-out-of-range, results/locked
   */
  async saveMarks(
    ownerId: string,
    raterId: string,
    sheetId: string,
    leaseNo: number,
    entries: readonly MarkEntry[],
  ): Promise<MarkSheet> {
    return this.uow.run(async () => {
      const { sheet, question } = await this.ownSheet(ownerId, raterId, sheetId);
      if (leaseNo < 1 || leaseNo > sheet.leaseNo) throw new AppError('common/not-found');
      const next = { ...sheet, ...orThrow(mergeEntries(sheet, question.rubric, leaseNo, entries)) };
      // What a page sends again after the lock must equal what is locked: then it is only acknowledged.
      if (sheet.lockedAt !== null) {
        if (JSON.stringify([next.marks, next.note]) !== JSON.stringify([sheet.marks, sheet.note]))
          throw new AppError('rating/sheet-locked');
        return sheet;
      }
      await this.repository.updateSheet(sheet.id, { marks: next.marks, note: next.note });
      return next;
    });
  }

  /** @throws AppError rating/incomplete naming the first criterion that is missing */
  async lockSheet(ownerId: string, raterId: string, sheetId: string, actor: LedgerActor): Promise<MarkSheet> {
    return this.uow.run(async () => {
      const { sheet, question, batch } = await this.ownSheet(ownerId, raterId, sheetId);
      if (sheet.lockedAt !== null) return sheet;
      const marks = plainMarks(sheet.marks);
      const [missing, ...more] = missingCriteria(question.rubric, marks);
      if (missing !== undefined)
        throw new AppError('rating/incomplete', { criterion: missing.title, n: more.length + 1 });
      const locked = this.locked(sheet, question.rubric, marks);
      await this.repository.updateSheet(sheet.id, {
        lockedAt: locked.lockedAt,
        total: locked.total,
        digest: locked.digest,
      });
      this.recordLock(batch, question, locked, actor);
      return locked;
    });
  }

  /** What a rater corrects after locking: the next version, with a reason, locked at once. */
  async revise(
    ownerId: string,
    rater: StaffActor,
    questionId: string,
    marks: Marks,
    note: string,
    reason: string,
    actor: LedgerActor,
  ): Promise<MarkSheet> {
    return this.uow.run(async () => {
      const { question, batch } = await this.changeable(ownerId, questionId);
      const [before] = await this.findOwnSheets(rater.id, [questionId]);
      if (before?.lockedAt === null || before === undefined) throw new AppError('rating/not-locked');
      for (const [criterion, points] of Object.entries(marks)) orThrow(checkMark(question.rubric, criterion, points));
      const [missing] = missingCriteria(question.rubric, marks);
      if (missing !== undefined) throw new AppError('rating/incomplete', { criterion: missing.title, n: 1 });
      if (note.length > NOTE_LENGTH) throw new AppError('rating/note-too-long', { max: NOTE_LENGTH });
      const leaseNo = before.leaseNo + 1;
      const stamped = Object.fromEntries(
        Object.entries(marks).map(([id, points], seq) => [id, { points, leaseNo, seq: seq + 1 }]),
      );
      const version: MarkSheet = {
        ...before,
        id: newId(),
        version: before.version + 1,
        leaseNo,
        marks: stamped,
        note: note === '' ? null : { text: note, leaseNo, seq: 1000 },
        reason,
        openedAt: this.clock.now(),
      };
      const locked = this.locked(version, question.rubric, marks);
      await this.repository.insertSheet(locked);
      this.recordLock(batch, question, locked, actor, reason);
      return locked;
    });
  }

  /** Sheets that a replaced rater had not locked count no more; a locked one stands. In the caller's transaction. */
  async voidSheets(
    ownerId: string,
    questionIds: readonly string[],
    raterId: string,
    actor: LedgerActor,
  ): Promise<void> {
    for (const sheet of await this.findOwnSheets(raterId, questionIds)) {
      if (sheet.lockedAt !== null) continue;
      await this.repository.updateSheet(sheet.id, { voidedAt: this.clock.now() });
      const facts = { questionId: sheet.questionId, raterId };
      this.ledger.record({
        action: 'mark.voided',
        actor,
        ownerId,
        subjectType: 'markSheet',
        subjectId: sheet.id,
        facts,
      });
    }
  }

  /** An empty sheet; who left and comes back begins anew after the one that was voided. */
  private async insertSheet(questionId: string, rater: Rater): Promise<MarkSheet> {
    const voided = await this.findVoided(rater.raterId, questionId);
    const sheet: MarkSheet = {
      id: newId(),
      questionId,
      ...rater,
      version: Math.max(0, ...voided.map((s) => s.version)) + 1,
      // Above every lease of before: what an earlier page still holds is never newer than this one.
      leaseNo: Math.max(0, ...voided.map((s) => s.leaseNo)) + 1,
      marks: {},
      note: null,
      reason: null,
      voidedAt: null,
      openedAt: this.clock.now(),
      lockedAt: null,
      total: null,
      digest: null,
    };
    await this.repository.insertSheet(sheet);
    return sheet;
  }

  /** The rater's own sheet, held; somebody else's answers like none. */
  private async ownSheet(
    ownerId: string,
    raterId: string,
    sheetId: string,
  ): Promise<{ sheet: MarkSheet; question: RatedQuestion; batch: Batch }> {
    const known = found(await this.repository.findSheet(sheetId));
    const { question, batch } = await this.changeable(ownerId, known.questionId);
    const sheet = found(await this.repository.findSheet(sheetId));
    if (sheet.raterId !== raterId || sheet.voidedAt !== null) throw new AppError('common/not-found');
    return { sheet, question, batch };
  }

  private async changeable(ownerId: string, questionId: string): Promise<{ question: RatedQuestion; batch: Batch }> {
    const { question, batch } = await this.hold(ownerId, questionId);
    orThrow(mayChangeResults(batch));
    return { question, batch };
  }

  /** The batch first, then the question: everybody locks in this order, so that nobody waits in a circle. */
  private async hold(ownerId: string, questionId: string): Promise<{ question: RatedQuestion; batch: Batch }> {
    const { question } = await this.getQuestion(ownerId, questionId);
    await this.batches.hold(question.batchId);
    await this.repository.lockQuestion(questionId);
    return { question, batch: await this.batches.getBatch(ownerId, question.batchId) };
  }

  private locked(sheet: MarkSheet, rubric: Rubric, marks: Marks): MarkSheet {
    const locked = { ...sheet, lockedAt: this.clock.now(), total: marksTotal(rubric, marks) };
    return { ...locked, digest: sheetDigest(locked) };
  }

  private recordLock(
    batch: Batch,
    question: RatedQuestion,
    sheet: MarkSheet,
    actor: LedgerActor,
    reason?: string,
  ): void {
    const { raterId, version, digest } = sheet;
    // No figure: the ledger is read by people who must not know one rater's marks before the other has locked.
    const facts = { questionId: question.id, raterId, version, digest: digest ?? '' };
    this.ledger.record({
      action: 'mark.locked',
      actor,
      ownerId: batch.ownerId,
      subjectType: 'markSheet',
      subjectId: sheet.id,
      facts,
      ...(reason === undefined ? {} : { detail: reason }),
    });
  }
}
