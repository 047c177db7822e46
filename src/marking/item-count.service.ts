import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { BatchService } from '../batch/batch.service.js';
import type { Batch } from '../batch/entities/batch.entity.js';
import { FormService } from '../batch/form.service.js';
import { Clock } from '../common/clock.js';
import { Sweep } from '../common/sweep.js';
import { isCountable } from '../core/batch/stage.js';
import { type ItemSums, ItemTally, paperAnswers } from '../core/statistics/item-statistics.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { StatisticsService } from '../question-bank/statistics.service.js';
import { MarkingRepository, type ScoreMark } from './marking.repository.js';

const SWEEP_MS = 10_000;
/** Papers that are read, and added up, at one go: some milliseconds of the loop. */
const PAPERS = 20;
/** Versions that are written in one transaction, which stays well under 50 ms. */
const VERSIONS = 30;

/**
 * Counts how the items of a batch were answered once its results are locked, and again when an addendum is closed. A sweep,
 * so that the act which locks holds the gate for its own rows alone; whatever it wrote before, it comes to the same rows.
 */
@Injectable()
export class ItemCountService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sweep = new Sweep('Statistics', SWEEP_MS, () => this.countAll());

  constructor(
    private readonly repository: MarkingRepository,
    private readonly batches: BatchService,
    private readonly forms: FormService,
    private readonly statistics: StatisticsService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.sweep.stop();
  }

  /** From now on only who asks is counted. */
  stopSweeping(): void {
    this.sweep.halt();
  }

  /** Counts every batch that is due; a second call meanwhile joins the first. @returns how many were */
  countDue(): Promise<number> {
    return this.sweep.turn();
  }

  private async countAll(): Promise<number> {
    let counted = 0;
    for (const batch of await this.batches.findUncounted()) if (await this.count(batch)) counted += 1;
    return counted;
  }

  /** @returns false where the next sweep does it: the server stops, or scores have changed meanwhile */
  private async count({ id }: Batch): Promise<boolean> {
    const mark = await this.repository.scoreMark(id);
    const sums = await this.addUp(id);
    const versionIds = [...new Set([...(await this.statistics.findVersionIds(id)), ...sums.keys()])];
    for (let from = 0; from < versionIds.length && !this.sweep.isStopping; from += VERSIONS)
      await this.uow.run(async () => {
        await this.batches.hold(id);
        await this.statistics.replace(id, versionIds.slice(from, from + VERSIONS), sums);
      });
    return !this.sweep.isStopping && this.finish(id, mark);
  }

  private async addUp(batchId: string): Promise<Map<string, ItemSums>> {
    const tally = new ItemTally();
    const attempts = await this.repository.findCountable(batchId);
    for (let from = 0; from < attempts.length && !this.sweep.isStopping; from += PAPERS) {
      const part = attempts.slice(from, from + PAPERS);
      const scores = await this.repository.findLatest(part.map((a) => a.id));
      const forms = await this.forms.findFormsOf(part.map((a) => a.entryId));
      for (const { id, entryId } of part) {
        const form = forms.get(entryId);
        const score = scores.get(id);
        if (form !== undefined && score !== undefined) tally.add(paperAnswers(form.items, score.items));
      }
    }
    return tally.result();
  }

  private finish(batchId: string, mark: ScoreMark): Promise<boolean> {
    return this.uow.run(async () => {
      await this.batches.hold(batchId);
      const now = await this.repository.scoreMark(batchId);
      const isSame = now.scores === mark.scores && now.last === mark.last;
      if (!isSame || !isCountable(await this.batches.getBatchById(batchId))) return false;
      await this.batches.setReview(batchId, { itemsCountedAt: this.clock.now() });
      return true;
    });
  }
}
