import { Injectable } from '@nestjs/common';
import type { LedgerActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import type { Batch } from '../batch/entities/batch.entity.js';
import type { Form } from '../batch/entities/batch-entry.entity.js';
import type { FormKeyItem } from '../core/blueprint/form.js';
import type { LedgerEntry } from '../core/ledger/chain.js';
import { canonicalJson } from '../core/ledger/canonical-json.js';
import { type ItemRuling, rulingsInForce } from '../core/scoring/item-ruling.js';
import { type FormScore, scoreDigest, scoreForm, unmarkedEssays } from '../core/scoring/score-form.js';
import type { Points } from '../core/shared/points.js';
import type { Attempt } from '../delivery/entities/attempt.entity.js';
import { writtenOf } from '../delivery/timing.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { compareDigests, LedgerVerifier, type RowFault } from '../ledger/ledger-verifier.js';
import { type JoinedQuestion, JoinedMarks } from '../rating/joined-marks.service.js';
import type { Rescore } from './entities/rescore.entity.js';
import type { WrittenScore } from './entities/written-score.entity.js';
import { MarkingRepository } from './marking.repository.js';

/** What people's marks of a batch's essays come to. */
export interface EssayMarks {
  /** Points by number of the item, of the essays that are finished; by entry id. */
  readonly points: ReadonlyMap<string, ReadonlyMap<number, Points>>;
  /** Entries with an essay that is still being marked, or whose raters are apart. */
  readonly open: ReadonlySet<string>;
}

/** A score that was computed, and the version before it. */
export interface Scored {
  readonly attempt: Attempt;
  readonly form: Form;
  readonly score: FormScore;
  readonly before: WrittenScore | undefined;
}

/** Computes scores from frozen forms, and appends them: a score is never altered, its next version is added. */
@Injectable()
export class ScoreBook {
  constructor(
    private readonly repository: MarkingRepository,
    private readonly joined: JoinedMarks,
    private readonly ledger: LedgerService,
    private readonly clock: Clock,
    verifier: LedgerVerifier,
  ) {
    verifier.register(['attempt.scored'], (entries) => this.verify(entries));
  }

  findLatest(attemptIds: readonly string[]): Promise<Map<string, WrittenScore>> {
    return this.repository.findLatest(attemptIds);
  }

  findVersions(attemptId: string): Promise<WrittenScore[]> {
    return this.repository.findVersions(attemptId);
  }

  /** Rulings about the items of a batch in the order of each item's versions, which no clock that was put back changes. */
  async findRescores(batchId: string): Promise<Rescore[]> {
    return (await this.repository.findRescores(batchId)).sort((a, b) => a.version - b.version);
  }

  /** The rulings in force about the items of a batch. */
  async rulings(batchId: string): Promise<ReadonlyMap<string, ItemRuling>> {
    return rulingsInForce(await this.findRescores(batchId));
  }

  async essayMarks(batch: Batch): Promise<EssayMarks> {
    return gather(await this.joined.ofBatch(batch, 'written'));
  }

  /** The same of one person alone. */
  async essayMarksOf(batch: Batch, entryId: string): Promise<EssayMarks> {
    return gather(await this.joined.ofEntry(batch, entryId, 'written'));
  }

  /** The score of a closed attempt, or null while an essay of it has no mark. */
  compute(
    batch: Batch,
    attempt: Attempt,
    form: Form,
    keys: readonly FormKeyItem[],
    essays: ReadonlyMap<number, Points>,
    rulings: ReadonlyMap<string, ItemRuling>,
  ): FormScore | null {
    if (batch.rules === null || attempt.state !== 'closed') return null;
    if (unmarkedEssays(form.items, essays).length > 0) return null;
    return scoreForm(form.items, keys, attempt.sheet, writtenOf(batch), batch.rules.rounding, { essays, rulings });
  }

  /**
   * Appends each score as the next version, in the caller's transaction, which holds the batch. What equals the version
   * in force is not appended again.
   * @returns how many are new
   */
  async append(batch: Batch, scored: readonly Scored[], rescoreId: string | null, actor: LedgerActor): Promise<number> {
    const fresh = scored.filter(({ score, before }) => before?.digest !== score.digest);
    const at = this.clock.now();
    await this.repository.insert(
      fresh.map(({ attempt, score: { points, maxPoints, items, digest }, before }) => ({
        id: newId(),
        attemptId: attempt.id,
        version: (before?.version ?? 0) + 1,
        rescoreId,
        points,
        maxPoints,
        items,
        digest,
        at,
      })),
    );
    for (const one of fresh) this.record(batch, one, rescoreId, actor);
    return fresh.length;
  }

  private record(
    batch: Batch,
    { attempt, form, score, before }: Scored,
    rescoreId: string | null,
    actor: LedgerActor,
  ): void {
    const { points, maxPoints, digest } = score;
    const version = (before?.version ?? 0) + 1;
    const facts = { entryId: attempt.entryId, version, points, maxPoints, digest, formDigest: form.digest };
    this.ledger.record({
      action: 'attempt.scored',
      actor,
      ownerId: batch.ownerId,
      subjectType: 'attempt',
      subjectId: attempt.id,
      facts: rescoreId === null ? facts : { ...facts, rescoreId },
    });
  }

  /** Every version against the entry that fixed it. Entries of the first version of the product fixed no maximum. */
  private async verify(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const fixed = new Map<string, { seq: number; digest: string }>();
    const withoutMax = new Set<string>();
    for (const { subjectId, seq, facts } of entries) {
      const { version, digest, maxPoints = null, rescoreId = null } = facts;
      if (typeof version !== 'number') continue;
      const key = `${subjectId} ${version}`;
      if (maxPoints === null) withoutMax.add(key);
      fixed.set(key, { seq, digest: canonicalJson({ digest: digest ?? '', maxPoints, rescoreId }) });
    }
    const rows = await this.repository.findAll();
    const actual = new Map(
      rows.map((r) => {
        const key = `${r.attemptId} ${r.version}`;
        const maxPoints = withoutMax.has(key) ? null : r.maxPoints;
        return [key, canonicalJson({ digest: scoreDigest(r.items, r.points), maxPoints, rescoreId: r.rescoreId })];
      }),
    );
    const faults = compareDigests('writtenScore', fixed, actual);
    return faults.map((f) => ({ ...f, subjectId: f.subjectId.split(' ')[0] ?? f.subjectId }));
  }
}

function gather(joined: readonly JoinedQuestion[]): EssayMarks {
  const points = new Map<string, Map<number, Points>>();
  const open = new Set<string>();
  for (const { question, mark } of joined) {
    const own = points.get(question.entryId) ?? new Map<number, Points>();
    points.set(question.entryId, own);
    if (mark.state === 'mean' || mark.state === 'settled') own.set(question.no, mark.points);
    else open.add(question.entryId);
  }
  return { points, open };
}
