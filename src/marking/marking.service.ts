import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SYSTEM_ACTOR } from '../common/actor.js';
import { found } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { Sweep } from '../common/sweep.js';
import { BatchService } from '../batch/batch.service.js';
import type { Batch } from '../batch/entities/batch.entity.js';
import { CandidateAccess } from '../batch/candidate-access.service.js';
import type { Form } from '../batch/entities/batch-entry.entity.js';
import { FormService } from '../batch/form.service.js';
import { mayChangeResults } from '../core/batch/stage.js';
import { isHumanMarked } from '../core/item/kinds.js';
import type { Points } from '../core/shared/points.js';
import { refusalOf } from '../database/failure.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { AttemptService } from '../delivery/attempt.service.js';
import type { WrittenScore } from './entities/written-score.entity.js';
import { MarkingRepository } from './marking.repository.js';
import { EssayService } from './essay.service.js';
import { type EssayMarks, ScoreBook, type Scored } from './score-book.service.js';

const SWEEP_MS = 2_000;
/** After a first look at everything: an essay may wait for its marks for weeks. */
const LOOK_BACK_MS = 90 * 86_400_000;
/** A transaction stays well under 50 ms. */
const GROUP_SIZE = 25;
const NO_ESSAYS: ReadonlyMap<number, Points> = new Map();

interface Due {
  readonly id: string;
  readonly entryId: string;
}

/**
 * Close first, then grade: every closed attempt is scored from its frozen form, whoever closed it; one with essays when
 * people have marked them all, and again when they correct themselves.
 */
@Injectable()
export class MarkingService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Marking');
  private readonly sweep = new Sweep('Marking', SWEEP_MS, () => this.scoreAllBatches());
  private since: Date | undefined;

  constructor(
    private readonly repository: MarkingRepository,
    private readonly book: ScoreBook,
    private readonly candidates: CandidateAccess,
    private readonly batches: BatchService,
    private readonly attempts: AttemptService,
    private readonly forms: FormService,
    private readonly essays: EssayService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.sweep.stop();
  }

  /** From now on only who asks is scored. */
  stopSweeping(): void {
    this.sweep.halt();
  }

  /** Scores what is due in every batch; a second call meanwhile joins the first. @returns how many are new */
  scoreClosed(): Promise<number> {
    return this.sweep.turn();
  }

  /**
   * Brings the scores of one batch up to date, within the caller's transaction if there is one: closed attempts without a
   * score, and scores whose essays were revised or settled since. @returns how many versions are new
   */
  async scoreBatch(batch: Batch): Promise<number> {
    await this.essays.ensureOpened(batch);
    const due = await this.repository.findUnscored(batch.id);
    const essays = await this.book.essayMarks(batch);
    let made = await this.scoreAll(batch, due, essays);
    if (essays.points.size > 0 && mayChangeResults(batch).ok)
      made += await this.scoreAll(batch, await this.outdated(batch, essays), essays);
    return made;
  }

  findLatest(attemptIds: readonly string[]): Promise<Map<string, WrittenScore>> {
    return this.book.findLatest(attemptIds);
  }

  private async scoreAllBatches(): Promise<number> {
    const due = await this.repository.findUnscored(undefined, this.since);
    this.since = new Date(this.clock.epochMs() - LOOK_BACK_MS);
    let made = 0;
    for (const batchId of new Set(due.map((d) => d.batchId))) {
      const [first] = due.filter((d) => d.batchId === batchId);
      if (first !== undefined) made += await this.scoreBatch((await this.candidates.getSelf(first.entryId)).batch);
    }
    return made;
  }

  /**
   * Attempts whose score holds other essay points than people give them now, or was made before a ruling about one of
   * its items: a ruling passes over who waits for an essay.
   */
  private async outdated(batch: Batch, essays: EssayMarks): Promise<Due[]> {
    const done = [...essays.points.keys()].filter((entryId) => !essays.open.has(entryId));
    const attempts = await this.attempts.findByEntries(done);
    const scores = await this.book.findLatest(attempts.map((a) => a.id));
    const ruledAt = new Map((await this.book.findRescores(batch.id)).map((r) => [r.code, r.at.getTime()]));
    return attempts.filter((a) => {
      const { items = [], at = null } = scores.get(a.id) ?? {};
      const points = essays.points.get(a.entryId) ?? NO_ESSAYS;
      return items.some(
        (i) =>
          (points.has(i.no) && points.get(i.no) !== i.points) ||
          (at !== null && at.getTime() < (ruledAt.get(i.code) ?? 0)),
      );
    });
  }

  private async scoreAll(batch: Batch, due: readonly Due[], essays: EssayMarks): Promise<number> {
    // People have not finished: nothing is loaded, the sweep comes by every two seconds.
    const ready = due.filter((d) => !essays.open.has(d.entryId));
    let made = 0;
    for (let from = 0; from < ready.length && !this.sweep.isStopping; from += GROUP_SIZE)
      made += await this.tryScore(batch, ready.slice(from, from + GROUP_SIZE));
    return made;
  }

  /** One attempt that cannot be scored keeps nobody else from their score. @returns how many versions are new */
  private async tryScore(batch: Batch, group: readonly Due[]): Promise<number> {
    try {
      return await this.score(batch, group);
    } catch (error) {
      if (group.length > 1 && refusalOf(error) === null) {
        let made = 0;
        for (const one of group) made += await this.tryScore(batch, [one]);
        return made;
      }
      const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.logger.error(`attempt ${group[0]?.id ?? ''}: ${told}`);
      return 0;
    }
  }

  private async score(known: Batch, group: readonly Due[]): Promise<number> {
    return this.uow.run(async () => {
      // Rulings and other instances score too: one at a time.
      await this.batches.hold(known.id);
      const batch = await this.batches.getBatchById(known.id);
      const attempts = await this.repository.findAttempts(group.map((d) => d.id));
      const latest = await this.book.findLatest(attempts.map((a) => a.id));
      const forms = await this.forms.findFormsOf(attempts.map((a) => a.entryId));
      const keys = await this.forms.findKeysOf([...forms.values()].map((f) => f.id));
      const rulings = await this.book.rulings(batch.id);
      const scored: Scored[] = [];
      for (const attempt of attempts) {
        const before = latest.get(attempt.id);
        // What was seen before the batch was held may be over: results are locked, a sheet was revised.
        if (before !== undefined && !mayChangeResults(batch).ok) continue;
        const form = found(forms.get(attempt.entryId));
        const essays = await this.essaysOf(batch, form);
        if (essays === null) continue;
        const score = this.book.compute(batch, attempt, form, found(keys.get(form.id)), essays, rulings);
        if (score !== null) scored.push({ attempt, form, score, before });
      }
      return this.book.append(batch, scored, null, SYSTEM_ACTOR);
    });
  }

  /** Points that people gave for the essays of a form; null while they have not finished. */
  private async essaysOf(batch: Batch, { entryId, items }: Form): Promise<ReadonlyMap<number, Points> | null> {
    if (!items.some((i) => isHumanMarked(i.kind))) return NO_ESSAYS;
    const { points, open } = await this.book.essayMarksOf(batch, entryId);
    return open.has(entryId) ? null : (points.get(entryId) ?? NO_ESSAYS);
  }
}
