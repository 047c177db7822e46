import { Injectable } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import { BatchService, type BatchView } from '../batch/batch.service.js';
import type { BatchEntry, Form } from '../batch/entities/batch-entry.entity.js';
import { FormService } from '../batch/form.service.js';
import { attemptFact } from '../core/statistics/attempt-fact.js';
import { reconcile, type Reconciliation } from '../core/statistics/reconciliation.js';
import { AttemptService } from '../delivery/attempt.service.js';
import type { Attempt } from '../delivery/entities/attempt.entity.js';
import type { WrittenScore } from './entities/written-score.entity.js';
import { MarkingService } from './marking.service.js';

export interface ResultRow {
  readonly entry: BatchEntry;
  readonly attempt: Attempt | null;
  readonly score: WrittenScore | null;
}

export interface WrittenResults {
  readonly view: BatchView;
  readonly rows: readonly ResultRow[];
  readonly counts: Reconciliation;
}

/** Results of the written part, for the council and the secretary alone. */
@Injectable()
export class ResultsService {
  constructor(
    private readonly batches: BatchService,
    private readonly attempts: AttemptService,
    private readonly forms: FormService,
    private readonly marking: MarkingService,
  ) {}

  async written(ownerId: string, batchId: string): Promise<WrittenResults> {
    const view = await this.batches.getView(ownerId, batchId);
    if (view.batch.rosterClosedAt === null) throw new AppError('batch/roster-open');
    await this.marking.scoreClosed();
    const entries = (await this.batches.findEntries(batchId)).filter((e) => e.candidateNo !== null);
    const attempts = new Map((await this.attempts.findByEntries(entries.map((e) => e.id))).map((a) => [a.entryId, a]));
    const scores = await this.marking.findLatest([...attempts.values()].map((a) => a.id));
    const rows = entries.map((entry) => {
      const attempt = attempts.get(entry.id) ?? null;
      return { entry, attempt, score: attempt === null ? null : (scores.get(attempt.id) ?? null) };
    });
    const counts = reconcile(
      rows.map((r) => ({ attendance: r.entry.attendance, attempt: attemptFact(r.attempt), scored: r.score !== null })),
    );
    return { view, rows, counts };
  }

  /** One person's items behind the figure. */
  async detail(
    ownerId: string,
    batchId: string,
    entryId: string,
  ): Promise<{ view: BatchView; row: ResultRow; form: Form }> {
    const { view, rows } = await this.written(ownerId, batchId);
    const row = rows.find((r) => r.entry.id === entryId);
    if (row?.attempt?.state !== 'closed') throw new AppError('common/not-found');
    return { view, row, form: await this.forms.getForm(entryId) };
  }
}
