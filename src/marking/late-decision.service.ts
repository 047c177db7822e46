import { Injectable } from '@nestjs/common';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { AppError, found, orThrow } from '../common/app-error.js';
import { BatchService, type BatchView } from '../batch/batch.service.js';
import type { Batch, Sitting } from '../batch/entities/batch.entity.js';
import type { BatchEntry, Form } from '../batch/entities/batch-entry.entity.js';
import { FormService } from '../batch/form.service.js';
import { lateChanges, type LateChange } from '../core/attempt/late-answers.js';
import { mayChangeResults } from '../core/batch/stage.js';
import { isHumanMarked } from '../core/item/kinds.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { AttemptService } from '../delivery/attempt.service.js';
import type { Attempt } from '../delivery/entities/attempt.entity.js';
import { LateAnswerService, type LateFile } from '../delivery/late-answer.service.js';
import { RatingService } from '../rating/rating.service.js';
import { ScoreBook } from './score-book.service.js';

/** One person's late answers: what arrived, and what of the closed attempt they would change. */
export interface LateCase {
  readonly entry: BatchEntry;
  readonly sitting: Sitting | null;
  readonly attempt: Attempt;
  readonly form: Form;
  readonly file: LateFile;
  /** Of those that are still open. */
  readonly changes: readonly LateChange[];
}

/** The council decides whether answers that came after the end count. */
@Injectable()
export class LateDecisionService {
  constructor(
    private readonly batches: BatchService,
    private readonly attempts: AttemptService,
    private readonly lateAnswers: LateAnswerService,
    private readonly forms: FormService,
    private readonly ratings: RatingService,
    private readonly book: ScoreBook,
    private readonly uow: UnitOfWork,
  ) {}

  /** Everybody of the batch whose answers came late, in the order of numbers. */
  async cases(ownerId: string, batchId: string): Promise<{ view: BatchView; cases: LateCase[] }> {
    const view = await this.batches.getView(ownerId, batchId);
    const entries = await this.batches.findEntries(batchId);
    const attempts = await this.attempts.findByEntries(entries.map((e) => e.id));
    const files = await this.lateAnswers.findFiles(attempts.map((a) => a.id));
    const cases: LateCase[] = [];
    for (const entry of [...entries].sort((a, b) => ((a.candidateNo ?? '') < (b.candidateNo ?? '') ? -1 : 1))) {
      const attempt = attempts.find((a) => a.entryId === entry.id);
      const file = attempt === undefined ? undefined : files.get(attempt.id);
      if (attempt === undefined || file === undefined) continue;
      cases.push({
        entry,
        sitting: view.sittings.find((s) => s.id === entry.sittingId) ?? null,
        attempt,
        form: await this.forms.getForm(entry.id),
        file,
        changes: lateChanges(attempt, file.open),
      });
    }
    return { view, cases };
  }

  /**
   * Decides about all late answers of a person that are open. Counted ones become steps of the closed attempt, and its
   * score gets a new version; it never changes what is there.
   * @param decision `seen`: the greatest number of the late answers that the page showed
   * @throws AppError results/locked, late/changed-since, late/essay-in-marking
   */
  async decide(
    staff: StaffActor,
    batchId: string,
    entryId: string,
    decision: { readonly counted: boolean; readonly reason: string; readonly seen: number },
  ): Promise<void> {
    await this.batches.getBatch(staff.ownerId, batchId);
    await this.uow.run(async () => {
      await this.batches.hold(batchId);
      const batch = await this.batches.getBatch(staff.ownerId, batchId);
      orThrow(mayChangeResults(batch));
      const { entry } = await this.batches.getEntry(staff.ownerId, entryId);
      if (entry.batchId !== batchId) throw new AppError('common/not-found');
      const attempt = found((await this.attempts.findByEntries([entryId]))[0]);
      const form = await this.forms.getForm(entryId);
      if (decision.counted) await this.assertNotInMarking(batch, attempt, form);
      const after = await this.lateAnswers.decide(staff, attempt.id, decision);
      if (decision.counted) await this.rescore(staff, batch, after, form);
    });
  }

  /** A text that raters hold is not changed under them. */
  private async assertNotInMarking(batch: Batch, attempt: Attempt, form: Form): Promise<void> {
    const open = (await this.lateAnswers.findFiles([attempt.id])).get(attempt.id)?.open ?? [];
    const touched = new Set(lateChanges(attempt, open).map((c) => c.itemNo));
    const essays = form.items.filter((i) => isHumanMarked(i.kind) && touched.has(i.no));
    if (essays.length === 0) return;
    const questions = (await this.ratings.findQuestions(batch.id, 'written')).filter(
      (q) => q.entryId === attempt.entryId && touched.has(q.no),
    );
    const progress = await this.ratings.progress(questions.map((q) => q.id));
    const held = questions.find((q) => (progress.get(q.id)?.raterIds.length ?? 0) > 0);
    if (held !== undefined) throw new AppError('late/essay-in-marking', { no: held.no });
  }

  /** Who has no score yet gets the first one from the sweep, which reads the attempt as it now is. */
  private async rescore(staff: StaffActor, batch: Batch, attempt: Attempt, form: Form): Promise<void> {
    const before = (await this.book.findLatest([attempt.id])).get(attempt.id);
    if (before === undefined) return;
    const essays = (await this.book.essayMarksOf(batch, attempt.entryId)).points.get(attempt.entryId) ?? new Map();
    const [keys, rulings] = [await this.forms.getKeys(form.id), await this.book.rulings(batch.id)];
    const score = this.book.compute(batch, attempt, form, keys, essays, rulings);
    if (score !== null) await this.book.append(batch, [{ attempt, form, score, before }], null, asLedgerActor(staff));
  }
}
