import { Injectable } from '@nestjs/common';
import { AppError, orThrow } from '../common/app-error.js';
import { asLedgerActor, type StaffActor, SYSTEM_ACTOR } from '../common/actor.js';
import { BatchService } from '../batch/batch.service.js';
import type { Batch } from '../batch/entities/batch.entity.js';
import { FormService } from '../batch/form.service.js';
import { mayChangeResults } from '../core/batch/stage.js';
import { essayCount } from '../core/blueprint/blueprint.js';
import { isHumanMarked } from '../core/item/kinds.js';
import { blindNumbers } from '../core/rubric/blind-number.js';
import type { Marks } from '../core/rubric/rubric.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { AttemptService } from '../delivery/attempt.service.js';
import type { Attempt } from '../delivery/entities/attempt.entity.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { type JoinedQuestion, JoinedMarks, ratersRule } from '../rating/joined-marks.service.js';
import type { MarkSheet, RatedQuestion } from '../rating/entities/rating.entity.js';
import { type MarkEntry, type QuestionProgress, RatingService } from '../rating/rating.service.js';

/** An essay as a rater may see it: a number in place of a name, their own sheet, and how many have locked. */
export interface BlindEssay {
  readonly question: RatedQuestion;
  readonly label: number;
  readonly own: MarkSheet | null;
  readonly progress: QuestionProgress;
  /** Raters that it still needs. */
  readonly wanted: number;
}

const NOBODY: QuestionProgress = { raterIds: [], lockedRaterIds: [], seats: new Map() };

/** Marking of essays: blind to whose they are, each rater apart, by the same sheet as the oral part. */
@Injectable()
export class EssayService {
  constructor(
    private readonly batches: BatchService,
    private readonly attempts: AttemptService,
    private readonly forms: FormService,
    private readonly rating: RatingService,
    private readonly joined: JoinedMarks,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
  ) {}

  /**
   * Opens the essays of every sitting that has ended, once. Never one by one as they are handed in: the numbers of the
   * blind list would then tell who finished first. @returns how many are new
   */
  async ensureOpened(batch: Batch): Promise<number> {
    if (!hasEssays(batch) || (await this.findUnopened(batch)).length === 0) return 0;
    return this.uow.run(async () => {
      await this.batches.hold(batch.id);
      const due = await this.findUnopened(batch);
      let opened = 0;
      for (const attempt of due) opened += await this.openEssaysOf(attempt, batch);
      return opened;
    });
  }

  /** All essays of a batch that are open for marking, in the order of their numbers. */
  async findEssays(staff: StaffActor, batch: Batch): Promise<BlindEssay[]> {
    const questions = await this.rating.findQuestions(batch.id, 'written');
    const ids = questions.map((q) => q.id);
    // One after the other: within a transaction there is one connection.
    const own = await this.rating.findOwnSheets(staff.id, ids);
    const progress = await this.rating.progress(ids);
    const labels = blindNumbers(
      batch.id,
      questions.map((q) => ({ id: q.id, openedAt: q.at.getTime() })),
    );
    return questions
      .map((question): BlindEssay => {
        const at = progress.get(question.id) ?? NOBODY;
        return {
          question,
          label: labels.get(question.id) ?? 0,
          own: own.find((s) => s.questionId === question.id) ?? null,
          progress: at,
          wanted: Math.max(0, ratersOf(batch, question) - at.raterIds.length),
        };
      })
      .sort((a, b) => a.label - b.label);
  }

  /** One essay of the batch; a question of another part or batch is not there. */
  async getEssay(staff: StaffActor, batchId: string, questionId: string): Promise<{ batch: Batch; essay: BlindEssay }> {
    const batch = await this.batches.getBatch(staff.ownerId, batchId);
    const essay = (await this.findEssays(staff, batch)).find((e) => e.question.id === questionId);
    if (essay === undefined) throw new AppError('common/not-found');
    return { batch, essay };
  }

  /** What the candidate wrote; '' for nothing. */
  async getText(question: RatedQuestion): Promise<string> {
    const [attempt] = await this.attempts.findByEntries([question.entryId]);
    return attempt?.sheet.answers[question.no]?.value ?? '';
  }

  async findJoined(batch: Batch, questionId: string): Promise<JoinedQuestion | null> {
    return (await this.joined.ofBatch(batch, 'written')).find((j) => j.question.id === questionId) ?? null;
  }

  /** Takes a free place among the raters; a second time changes nothing. @throws AppError essay/full, essay/released */
  async claim(staff: StaffActor, batchId: string, questionId: string): Promise<void> {
    await this.uow.run(async () => {
      await this.batches.hold(batchId);
      const { batch, essay } = await this.getEssay(staff, batchId, questionId);
      if (essay.own !== null) return;
      if ((await this.rating.findVoided(staff.id, questionId)).length > 0) throw new AppError('essay/released');
      const seats = Array.from({ length: ratersOf(batch, essay.question) }, (_, i) => i + 1);
      const seat = seats.find((s) => !essay.progress.seats.has(s));
      if (seat === undefined || essay.wanted === 0) throw new AppError('essay/full');
      const rater = { raterId: staff.id, raterName: staff.name, seat };
      await this.rating.openSheet(staff.ownerId, questionId, rater);
    });
  }

  /** A whole page of marks: everything on it is newer than what was stored. @throws AppError essay/not-claimed */
  async save(
    staff: StaffActor,
    batchId: string,
    questionId: string,
    entriesOf: (question: RatedQuestion) => readonly MarkEntry[],
  ): Promise<void> {
    await this.uow.run(async () => {
      await this.batches.hold(batchId);
      const { essay } = await this.getEssay(staff, batchId, questionId);
      if (essay.own === null) throw new AppError('essay/not-claimed');
      const { raterId, raterName, seat } = essay.own;
      const sheet = await this.rating.openSheet(staff.ownerId, questionId, { raterId, raterName, seat });
      await this.rating.saveMarks(staff.ownerId, staff.id, sheet.id, sheet.leaseNo, entriesOf(essay.question));
    });
  }

  /** @throws AppError essay/not-claimed, rating/incomplete */
  async lock(staff: StaffActor, batchId: string, questionId: string): Promise<void> {
    const { essay } = await this.getEssay(staff, batchId, questionId);
    if (essay.own === null) throw new AppError('essay/not-claimed');
    await this.rating.lockSheet(staff.ownerId, staff.id, essay.own.id, asLedgerActor(staff));
  }

  async revise(
    staff: StaffActor,
    batchId: string,
    questionId: string,
    marks: Marks,
    note: string,
    reason: string,
  ): Promise<void> {
    await this.getEssay(staff, batchId, questionId);
    await this.rating.revise(staff.ownerId, staff, questionId, marks, note, reason, asLedgerActor(staff));
  }

  /** Takes an essay from a rater who will not mark it, so that another can; what is locked stays. */
  async release(staff: StaffActor, batchId: string, questionId: string, raterId: string): Promise<void> {
    await this.uow.run(async () => {
      await this.batches.hold(batchId);
      const { batch, essay } = await this.getEssay(staff, batchId, questionId);
      orThrow(mayChangeResults(batch));
      const { raterIds, lockedRaterIds } = essay.progress;
      if (!raterIds.includes(raterId)) throw new AppError('common/not-found');
      if (lockedRaterIds.includes(raterId)) throw new AppError('essay/locked');
      await this.rating.voidSheets(staff.ownerId, [questionId], raterId, asLedgerActor(staff));
    });
  }

  /** Closed attempts of ended sittings, none of whose essays is open. */
  private async findUnopened(batch: Batch): Promise<Attempt[]> {
    const ended = (await this.batches.findSittings(batch.id)).filter((s) => s.closedAt !== null);
    const opened = new Set((await this.rating.findQuestions(batch.id, 'written')).map((q) => q.entryId));
    const attempts: Attempt[] = [];
    for (const { id } of ended) attempts.push(...(await this.attempts.findBySitting(id)));
    return attempts.filter((a) => a.state === 'closed' && !opened.has(a.entryId));
  }

  private async openEssaysOf(attempt: Attempt, batch: Batch): Promise<number> {
    const form = await this.forms.getForm(attempt.entryId);
    const rubrics = new Map((await this.forms.getKeys(form.id)).map((k) => [k.no, k.rubric]));
    const essays = form.items.filter((i) => isHumanMarked(i.kind));
    for (const { no, itemId, versionId, code, stem } of essays) {
      const rubric = rubrics.get(no);
      if (rubric === undefined) throw new Error(`form ${form.id}: essay ${no} has no rubric`);
      const question = await this.rating.openQuestion({
        batchId: batch.id,
        entryId: attempt.entryId,
        component: 'written',
        no,
        itemId,
        itemVersionId: versionId,
        code,
        stem,
        rubric,
      });
      this.ledger.record({
        action: 'essay.opened',
        actor: SYSTEM_ACTOR,
        ownerId: batch.ownerId,
        subjectType: 'ratedQuestion',
        subjectId: question.id,
        facts: { entryId: attempt.entryId, no, digest: question.digest },
      });
    }
    return essays.length;
  }
}

export const hasEssays = (batch: Batch): boolean => batch.blueprint !== null && essayCount(batch.blueprint) > 0;

const ratersOf = (batch: Batch, question: RatedQuestion): number =>
  batch.rules === null ? 1 : ratersRule(batch.rules, question).raters;
