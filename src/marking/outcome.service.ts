import { Injectable } from '@nestjs/common';
import { AppError, found } from '../common/app-error.js';
import { BatchService, type BatchView } from '../batch/batch.service.js';
import type { Form } from '../batch/entities/batch-entry.entity.js';
import { FormService } from '../batch/form.service.js';
import { essayCount } from '../core/blueprint/blueprint.js';
import { countOutcomes } from '../core/scoring/outcome.js';
import { oralRules, type RuleSet, writtenRules } from '../core/scoring/rule-set.js';
import { AttemptService } from '../delivery/attempt.service.js';
import { LateAnswerService } from '../delivery/late-answer.service.js';
import { BoardService } from '../invigilation/board.service.js';
import { ViolationService } from '../invigilation/violation.service.js';
import { OralService } from '../oral/oral.service.js';
import { JoinedMarks, type JoinedQuestion } from '../rating/joined-marks.service.js';
import { RatingService } from '../rating/rating.service.js';
import type { WrittenScore } from './entities/written-score.entity.js';
import { MarkingService } from './marking.service.js';
import { missingWork } from './missing-work.js';
import { type BatchOutcomes, type OutcomeRow, toRow } from './outcome-rows.js';
import { ScoreBook } from './score-book.service.js';

/** Everybody's outcome as it stands: components joined by the frozen plan, what is missing, and what it all rests on. */
@Injectable()
export class OutcomeService {
  constructor(
    private readonly batches: BatchService,
    private readonly attempts: AttemptService,
    private readonly forms: FormService,
    private readonly marking: MarkingService,
    private readonly book: ScoreBook,
    private readonly joined: JoinedMarks,
    private readonly ratings: RatingService,
    private readonly oral: OralService,
    private readonly violations: ViolationService,
    private readonly boards: BoardService,
    private readonly lateAnswers: LateAnswerService,
  ) {}

  /** @throws AppError batch/roster-open */
  async outcomes(ownerId: string, batchId: string): Promise<BatchOutcomes> {
    const view = await this.batches.getView(ownerId, batchId);
    const { rules } = view.batch;
    if (rules === null) throw new AppError('batch/roster-open');
    await this.marking.scoreBatch(view.batch);
    const rows = await this.rows(view, rules);
    const counts = countOutcomes(rows.map(({ entry, outcome }) => ({ attendance: entry.attendance, outcome })));
    const waiting = rows.flatMap((r) => r.oral?.questions ?? []).filter((q) => q.mark.state === 'waiting');
    const panels = oralRules(rules) === null ? [] : await this.oral.findPanels(batchId);
    const progress = await this.ratings.progress(waiting.map((q) => q.question.id));
    return { view, rules, rows, counts, missing: missingWork(view, rules, rows, panels, progress) };
  }

  /** One person's outcome, with the paper and every version of its score, the oldest first. */
  async detail(
    ownerId: string,
    batchId: string,
    entryId: string,
  ): Promise<{ outcomes: BatchOutcomes; row: OutcomeRow; form: Form | null; versions: WrittenScore[] }> {
    const outcomes = await this.outcomes(ownerId, batchId);
    const row = found(outcomes.rows.find((r) => r.entry.id === entryId));
    const isClosed = row.attempt?.state === 'closed';
    return {
      outcomes,
      row,
      form: isClosed ? await this.forms.getForm(entryId) : null,
      versions: await this.findVersions(row),
    };
  }

  /** Every version of the written score of an attempt, the oldest first. */
  async findVersions(row: OutcomeRow): Promise<WrittenScore[]> {
    return row.attempt === null ? [] : this.book.findVersions(row.attempt.id);
  }

  private async rows(view: BatchView, rules: RuleSet): Promise<OutcomeRow[]> {
    const { batch } = view;
    const entries = (await this.batches.findEntries(batch.id)).filter((e) => e.candidateNo !== null);
    // One after the other: within a transaction there is one connection.
    const hasOral = oralRules(rules) !== null;
    const attempts = await this.attempts.findByEntries(entries.map((e) => e.id));
    const essays = writtenRules(rules) === null ? [] : await this.joined.ofBatch(batch, 'written');
    const questions = hasOral ? await this.joined.ofBatch(batch, 'oral') : [];
    const sessions = hasOral ? await this.oral.findSessions(batch.id) : [];
    const violations = await this.violations.findOfBatch(batch.id);
    const incidents = await this.boards.findIncidentsOfBatch(batch.id);
    const hasEssays = batch.blueprint !== null && essayCount(batch.blueprint) > 0;
    const scores = await this.book.findLatest(attempts.map((a) => a.id));
    const late = await this.lateAnswers.findFiles(attempts.map((a) => a.id));
    const attemptOf = new Map(attempts.map((a) => [a.entryId, a]));
    const sessionOf = new Map(sessions.map((s) => [s.entryId, s]));
    const over = new Set(view.sittings.filter((s) => s.closedAt !== null).map((s) => s.id));
    const sorted = [...entries].sort((a, b) => ((a.candidateNo ?? '') < (b.candidateNo ?? '') ? -1 : 1));
    return sorted.map((entry) => {
      const attempt = attemptOf.get(entry.id) ?? null;
      const score = attempt === null ? null : (scores.get(attempt.id) ?? null);
      const own = ofEntry(essays, entry.id);
      const isOpen = own.some((e) => e.mark.state === 'waiting' || e.mark.state === 'apart');
      const written = isOpen ? null : score;
      const facts = {
        entry,
        attempt,
        written,
        essays: own,
        waitsForEssays: attempt?.state === 'closed' && written === null && hasEssays,
        hasOpenLate: (late.get(attempt?.id ?? '')?.open.length ?? 0) > 0,
        session: sessionOf.get(entry.id) ?? null,
        questions: ofEntry(questions, entry.id),
        violations: violations.filter((v) => v.entryId === entry.id && v.withdrawnAt === null),
        incidents: incidents.filter((i) => i.entryId === entry.id),
        sittingClosed: entry.sittingId !== null && over.has(entry.sittingId),
      };
      return toRow(facts, rules);
    });
  }
}

const ofEntry = (joined: readonly JoinedQuestion[], entryId: string): JoinedQuestion[] =>
  joined.filter((j) => j.question.entryId === entryId).sort((a, b) => a.question.no - b.question.no);
