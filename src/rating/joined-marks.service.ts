import { Injectable } from '@nestjs/common';
import { AppError, orThrow } from '../common/app-error.js';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { BatchService } from '../batch/batch.service.js';
import type { Batch } from '../batch/entities/batch.entity.js';
import { mayChangeResults } from '../core/batch/stage.js';
import type { LedgerEntry } from '../core/ledger/chain.js';
import { MARK_STEP } from '../core/rubric/rubric.js';
import { joinRaters, type QuestionMark, type RatersRule } from '../core/rubric/two-raters.js';
import type { ComponentKind } from '../core/scoring/outcome.js';
import { essayRules, oralRules, type RuleSet, settlerOf, writtenRules } from '../core/scoring/rule-set.js';
import type { Points } from '../core/shared/points.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { compareDigests, fixedDigests, LedgerVerifier, type RowFault } from '../ledger/ledger-verifier.js';
import type { MarkSheet, RatedQuestion, Settlement } from './entities/rating.entity.js';
import { questionDigest, settlementDigest, sheetDigest } from './rating-digests.js';
import { RatingRepository } from './rating.repository.js';

/** One question with what its raters gave, once all of them have locked; before that with nothing but their number. */
export interface JoinedQuestion {
  readonly question: RatedQuestion;
  readonly mark: QuestionMark;
  /** In the order of seats; empty unless every rater of the question has locked. */
  readonly sheets: readonly MarkSheet[];
  readonly settlement: Settlement | null;
  readonly lockedCount: number;
}

/**
 * The one door through which anybody but the rater sees marks. It opens for a question when all its raters have locked:
 * no byte of one rater's marks reaches the other before.
 */
@Injectable()
export class JoinedMarks {
  constructor(
    private readonly repository: RatingRepository,
    private readonly batches: BatchService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    verifier: LedgerVerifier,
  ) {
    verifier.register(['oral.drawn', 'essay.opened'], (entries) => this.verifyQuestions(entries));
    verifier.register(['mark.locked'], (entries) => this.verifySheets(entries));
    verifier.register(['mark.settled'], (entries) => this.verifySettlements(entries));
  }

  async ofBatch(batch: Batch, component: ComponentKind): Promise<JoinedQuestion[]> {
    const { rules } = batch;
    if (rules === null) return [];
    return this.join(await this.repository.findQuestions(batch.id, component), rules);
  }

  /** One person's questions of a part. */
  async ofEntry(batch: Batch, entryId: string, component: ComponentKind): Promise<JoinedQuestion[]> {
    const { rules } = batch;
    if (rules === null) return [];
    return this.join(await this.repository.findQuestionsOf(entryId, component), rules);
  }

  /**
   * Settles a question whose raters are too far apart. Done by whom the plan names, never by a rater of that candidate.
   * @throws AppError rating/not-the-settler, rating/own-candidate, rating/not-all-locked, rating/within-tolerance
   */
  async settle(settler: StaffActor, questionId: string, points: Points, reason: string): Promise<Settlement> {
    return this.uow.run(async () => {
      const question = await this.repository.findQuestion(questionId);
      if (question === null) throw new AppError('common/not-found');
      await this.batches.hold(question.batchId);
      await this.repository.lockQuestion(questionId);
      const batch = await this.batches.getBatch(settler.ownerId, question.batchId);
      orThrow(mayChangeResults(batch));
      const settlement = await this.newSettlement(settler, question, batch, points, reason);
      await this.repository.insertSettlement(settlement);
      const { version, digest } = settlement;
      this.ledger.record({
        action: 'mark.settled',
        actor: asLedgerActor(settler),
        ownerId: batch.ownerId,
        subjectType: 'settlement',
        subjectId: settlement.id,
        facts: { questionId, version, points, digest },
        detail: reason,
      });
      return settlement;
    });
  }

  private async newSettlement(
    settler: StaffActor,
    question: RatedQuestion,
    batch: Batch,
    points: Points,
    reason: string,
  ): Promise<Settlement> {
    const rules = batch.rules;
    if (rules === null || !settler.roles.includes(settlerOf(oralRules(rules))))
      throw new AppError('rating/not-the-settler');
    if (!Number.isInteger(points) || points < 0 || points > question.points || points % MARK_STEP !== 0)
      throw new AppError('rating/settlement-out-of-range', { max: question.points / 100 });
    await this.assertNotRater(settler.id, question);
    const [joined] = await this.join([question], rules);
    if (joined === undefined || joined.mark.state === 'waiting') throw new AppError('rating/not-all-locked');
    if (joined.mark.state === 'mean') throw new AppError('rating/within-tolerance');
    const version = (joined.settlement?.version ?? 0) + 1;
    const facts = { questionId: question.id, version, points, reason, byId: settler.id };
    return { id: newId(), ...facts, byName: settler.name, digest: settlementDigest(facts), at: this.clock.now() };
  }

  private async assertNotRater(userId: string, question: RatedQuestion): Promise<void> {
    // Of whichever part: who has marked a candidate decides on nothing of theirs.
    const oral = await this.repository.findQuestionsOf(question.entryId, 'oral');
    const written = await this.repository.findQuestionsOf(question.entryId, 'written');
    const sheets = await this.repository.findAllSheets([...oral, ...written].map((q) => q.id));
    if (sheets.some((s) => s.raterId === userId)) throw new AppError('rating/own-candidate');
  }

  private async join(questions: readonly RatedQuestion[], rules: RuleSet): Promise<JoinedQuestion[]> {
    const ids = questions.map((q) => q.id);
    // One after the other: within a transaction there is one connection.
    const sheets = await this.repository.findSheets(ids);
    const settlements = await this.repository.findSettlements(ids);
    return questions.map((question) => {
      const rule = ratersRule(rules, question);
      const own = sheets.filter((s) => s.questionId === question.id);
      const locked = own.filter((s) => s.lockedAt !== null);
      // Whoever has begun a sheet counts as a rater too: their marks wait for it.
      const complete = locked.length === own.length && locked.length >= rule.raters;
      const settlement = settlements.get(question.id) ?? null;
      const raters = Math.max(rule.raters, own.length);
      const mark: QuestionMark = complete
        ? joinRaters(
            locked.map((s) => s.total ?? 0),
            settlement?.points ?? null,
            { ...rule, raters },
            rules.rounding.item,
          )
        : { state: 'waiting', locked: locked.length, raters };
      return {
        question,
        mark,
        sheets: complete ? locked : [],
        settlement: complete ? settlement : null,
        lockedCount: locked.length,
      };
    });
  }

  private async verifyQuestions(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const rows = await this.repository.findAllQuestions();
    return compareDigests('ratedQuestion', fixedDigests(entries), new Map(rows.map((r) => [r.id, questionDigest(r)])));
  }

  /** Locked sheets alone: an open one is still the rater's to change. */
  private async verifySheets(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const rows = (await this.repository.findAllSheets()).filter((s) => s.lockedAt !== null);
    // Only open sheets are ever voided: a locked one that is marked so was altered.
    const actual = rows.map((s): [string, string] => [s.id, s.voidedAt === null ? sheetDigest(s) : 'voided']);
    return compareDigests('markSheet', fixedDigests(entries), new Map(actual));
  }

  private async verifySettlements(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const rows = await this.repository.findAllSettlements();
    return compareDigests('settlement', fixedDigests(entries), new Map(rows.map((r) => [r.id, settlementDigest(r)])));
  }
}

/** How many raters a question has and how far apart they may be, by its component. */
export function ratersRule(rules: RuleSet, question: Pick<RatedQuestion, 'component' | 'points'>): RatersRule {
  if (question.component === 'oral') {
    const oral = oralRules(rules);
    return { raters: oral?.raters ?? 1, tolerance: oral?.tolerance ?? 0 };
  }
  const written = writtenRules(rules);
  if (written === null) return { raters: 1, tolerance: 0 };
  const { raters, tolerancePercent } = essayRules(written);
  return { raters, tolerance: Math.floor((question.points * tolerancePercent) / 100) };
}
