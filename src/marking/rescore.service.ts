import { Injectable } from '@nestjs/common';
import { AppError, found, orThrow } from '../common/app-error.js';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { BatchService, type BatchView } from '../batch/batch.service.js';
import type { BatchEntry, Form } from '../batch/entities/batch-entry.entity.js';
import { FormService } from '../batch/form.service.js';
import { mayChangeResults } from '../core/batch/stage.js';
import type { FormItem } from '../core/blueprint/form.js';
import type { LedgerEntry } from '../core/ledger/chain.js';
import { canonicalJson } from '../core/ledger/canonical-json.js';
import { checkRuling, isSameRuling, type ItemRuling } from '../core/scoring/item-ruling.js';
import {
  type BandCode,
  countOutcomes,
  hasPassed,
  type OutcomeCounts,
  type OutcomeStatus,
} from '../core/scoring/outcome.js';
import type { FormScore } from '../core/scoring/score-form.js';
import { sha256Hex } from '../core/shared/digest.js';
import type { Points } from '../core/shared/points.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { Attempt } from '../delivery/entities/attempt.entity.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { compareDigests, fixedDigests, LedgerVerifier, type RowFault } from '../ledger/ledger-verifier.js';
import type { Rescore } from './entities/rescore.entity.js';
import type { WrittenScore } from './entities/written-score.entity.js';
import { MarkingRepository } from './marking.repository.js';
import { type OutcomeRow, withWritten } from './outcome-rows.js';
import { OutcomeService } from './outcome.service.js';
import { rescoreDigest } from './rescore-digest.js';
import { ScoreBook } from './score-book.service.js';

/** Where one person stands, before a ruling and after it. */
export interface Standing {
  readonly points: Points;
  readonly total: Points | null;
  readonly status: OutcomeStatus;
  readonly band: BandCode | null;
  readonly passed: boolean;
}

/** Somebody whose score, total, band or pass a ruling changes. */
export interface RescoreChange {
  readonly entry: BatchEntry;
  readonly before: Standing;
  readonly after: Standing;
}

export interface RescorePreview {
  readonly view: BatchView;
  readonly item: FormItem;
  readonly ruling: ItemRuling;
  /** This very ruling is in force: to order it changes nothing. */
  readonly unchanged: boolean;
  readonly changes: readonly RescoreChange[];
  /** Scores that get a new version, those of unchanged points included: their items bear the ruling. */
  readonly affected: number;
  readonly before: OutcomeCounts;
  readonly after: OutcomeCounts;
  /** Of all that would change; an order names the one that the chair has seen. */
  readonly digest: string;
}

interface NewScore {
  readonly row: OutcomeRow;
  readonly attempt: Attempt;
  readonly before: WrittenScore;
  readonly form: Form;
  readonly score: FormScore;
}

/** Chấm lại một câu: what the council rules about one item after the sitting, and whom it concerns. */
@Injectable()
export class RescoreService {
  constructor(
    private readonly repository: MarkingRepository,
    private readonly outcomes: OutcomeService,
    private readonly book: ScoreBook,
    private readonly batches: BatchService,
    private readonly forms: FormService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    verifier: LedgerVerifier,
  ) {
    verifier.register(['rescore.ordered'], (entries) => this.verify(entries));
  }

  /** Rulings about the items of a batch, the oldest first. */
  findOfBatch(batchId: string): Promise<Rescore[]> {
    return this.repository.findRescores(batchId);
  }

  /**
   * What a ruling would change. Writes nothing of it.
   * @throws AppError rescore/no-such-key, rescore/one-key, rescore/two-keys, rescore/essay
   */
  async preview(ownerId: string, batchId: string, typed: ItemRuling): Promise<RescorePreview> {
    return (await this.plan(ownerId, batchId, typed)).preview;
  }

  /**
   * Orders a ruling and appends the new scores, all in one transaction. The same ruling once more changes nothing.
   * @param seen digest of the preview that the chair has seen
   * @returns the ruling, or null where it is in force already
   * @throws AppError results/locked, rescore/changed-since
   */
  async order(
    chair: StaffActor,
    batchId: string,
    typed: ItemRuling,
    reason: string,
    seen: string,
  ): Promise<{ rescore: Rescore | null; preview: RescorePreview }> {
    await this.batches.getBatch(chair.ownerId, batchId);
    return this.uow.run(async () => {
      await this.batches.hold(batchId);
      orThrow(mayChangeResults(await this.batches.getBatch(chair.ownerId, batchId)));
      const { preview, scores } = await this.plan(chair.ownerId, batchId, typed);
      if (preview.unchanged) return { rescore: null, preview };
      if (preview.digest !== seen) throw new AppError('rescore/changed-since');
      const rescore = await this.newRescore(chair, preview, reason);
      await this.repository.insertRescore(rescore);
      this.record(chair, rescore, scores.length, reason);
      await this.book.append(preview.view.batch, scores, rescore.id, asLedgerActor(chair));
      return { rescore, preview };
    });
  }

  private async plan(
    ownerId: string,
    batchId: string,
    typed: ItemRuling,
  ): Promise<{ preview: RescorePreview; scores: NewScore[] }> {
    const { view, rules, rows, counts } = await this.outcomes.outcomes(ownerId, batchId);
    const forms = await this.forms.findForms(batchId);
    const item = found(itemOf(forms.values(), typed.itemId));
    const ruling = orThrow(checkRuling(item, typed));
    const inForce = await this.book.rulings(batchId);
    const unchanged = isSameRuling(inForce.get(item.itemId), ruling);
    const scores = unchanged
      ? []
      : await this.newScores(view, rows, forms, new Map([...inForce, [item.itemId, ruling]]));
    const outcomeOf = new Map(scores.map((s) => [s.row.entry.id, withWritten(s.row, rules, s.score.points)]));
    const changes = scores.flatMap(({ row, before, score }): RescoreChange[] => {
      const was = standing(before.points, row.outcome);
      const will = standing(score.points, outcomeOf.get(row.entry.id) ?? row.outcome);
      return canonicalJson({ ...was }) === canonicalJson({ ...will })
        ? []
        : [{ entry: row.entry, before: was, after: will }];
    });
    const after = countOutcomes(
      rows.map((r) => ({ attendance: r.entry.attendance, outcome: outcomeOf.get(r.entry.id) ?? r.outcome })),
    );
    const digest = planDigest(ruling, scores, changes);
    const preview = { view, item, ruling, unchanged, changes, affected: scores.length, before: counts, after, digest };
    return { preview, scores };
  }

  private async newScores(
    { batch }: BatchView,
    rows: readonly OutcomeRow[],
    forms: ReadonlyMap<string, Form>,
    rulings: ReadonlyMap<string, ItemRuling>,
  ): Promise<NewScore[]> {
    const essays = await this.book.essayMarks(batch);
    const keys = await this.forms.findKeysOf([...forms.values()].map((f) => f.id));
    const made: NewScore[] = [];
    for (const row of rows) {
      const { entry, attempt, written: before } = row;
      const form = forms.get(entry.id);
      if (attempt === null || before === null || form === undefined) continue;
      const own = found(keys.get(form.id));
      const score = this.book.compute(batch, attempt, form, own, essays.points.get(entry.id) ?? new Map(), rulings);
      if (score !== null && score.digest !== before.digest) made.push({ row, attempt, before, form, score });
    }
    return made;
  }

  private async newRescore(
    chair: StaffActor,
    { view, item, ruling }: RescorePreview,
    reason: string,
  ): Promise<Rescore> {
    const earlier = (await this.repository.findRescores(view.batch.id)).filter((r) => r.itemId === item.itemId);
    const facts = {
      batchId: view.batch.id,
      itemId: item.itemId,
      code: item.code,
      version: Math.max(0, ...earlier.map((r) => r.version)) + 1,
      kind: ruling.kind,
      keys: ruling.keys.map((k) => [...k]),
      reason,
      byId: chair.id,
    };
    return { id: newId(), ...facts, digest: rescoreDigest(facts), at: this.clock.now() };
  }

  private record(chair: StaffActor, rescore: Rescore, affected: number, reason: string): void {
    const { batchId, itemId, code, version, kind, keys, digest } = rescore;
    this.ledger.record({
      action: 'rescore.ordered',
      actor: asLedgerActor(chair),
      ownerId: chair.ownerId,
      subjectType: 'rescore',
      subjectId: rescore.id,
      facts: { batchId, itemId, code, version, kind, keys, affected, digest },
      detail: reason,
    });
  }

  private async verify(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const rows = await this.repository.findAllRescores();
    return compareDigests('rescore', fixedDigests(entries), new Map(rows.map((r) => [r.id, rescoreDigest(r)])));
  }
}

function itemOf(forms: Iterable<Form>, itemId: string): FormItem | null {
  for (const form of forms) {
    const item = form.items.find((i) => i.itemId === itemId);
    if (item !== undefined) return item;
  }
  return null;
}

const standing = (
  points: Points,
  outcome: { total: Points | null; status: OutcomeStatus; band: BandCode | null },
): Standing => {
  const { total, status, band } = outcome;
  return { points, total, status, band, passed: hasPassed(outcome) };
};

const planDigest = (ruling: ItemRuling, scores: readonly NewScore[], changes: readonly RescoreChange[]): string =>
  sha256Hex(
    canonicalJson({
      kind: ruling.kind,
      keys: ruling.keys.map((k) => [...k]),
      scores: scores.map((s) => [s.attempt.id, s.before.digest, s.score.digest]),
      changes: changes.map((c) => [c.entry.id, { ...c.before }, { ...c.after }]),
    }),
  );
