import { Injectable } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { BatchService } from '../batch/batch.service.js';
import type { Batch } from '../batch/entities/batch.entity.js';
import { changedResults, type LockObstacle, lockObstacles, type ResultChange } from '../core/decision/meeting.js';
import { type OutcomeCounts, outcomeDigest } from '../core/scoring/outcome.js';
import { BackupService } from '../database/backup.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { StaffService } from '../identity/staff.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { OutcomeRow } from '../marking/outcome-rows.js';
import { OutcomeService } from '../marking/outcome.service.js';
import { addendumDigest } from './addendum-digest.js';
import type { Addendum, ResultRow } from './entities/result.entity.js';
import { LockedResultsService } from './locked-results.service.js';
import { lockFacts } from './meeting-view.js';
import { MeetingService } from './meeting.service.js';
import { ResultRepository } from './result.repository.js';

export interface AddendumPreview {
  readonly changes: readonly ResultChange<{
    entryId: string;
    outcome: OutcomeRow['outcome'];
    entry: OutcomeRow['entry'];
  }>[];
  /** Works still missing: the addendum cannot be closed with them. */
  readonly missing: number;
}

/** Results are locked by the chair; afterwards they change by numbered addenda alone. */
@Injectable()
export class ResultLockService {
  constructor(
    private readonly repository: ResultRepository,
    private readonly locked: LockedResultsService,
    private readonly meetings: MeetingService,
    private readonly outcomes: OutcomeService,
    private readonly batches: BatchService,
    private readonly staff: StaffService,
    private readonly backups: BackupService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** All that keeps the results from being locked now. */
  async obstacles(ownerId: string, batchId: string): Promise<LockObstacle[]> {
    const outcomes = await this.outcomes.outcomes(ownerId, batchId);
    return lockObstacles(lockFacts(await this.meetings.findMeeting(batchId), outcomes));
  }

  /**
   * Fixes one result for everybody with a number, in one transaction with the act.
   * @throws AppError council/locked-already, council/lock-refused, auth/wrong-password, auth/too-many-tries
   */
  async lock(actor: StaffActor, batchId: string, password: string, address: string): Promise<void> {
    assertNotLocked(await this.batches.getBatch(actor.ownerId, batchId));
    await this.staff.confirmPassword(actor.id, password, address);
    await this.uow.run(async () => {
      await this.batches.hold(batchId);
      const batch = await this.batches.getBatch(actor.ownerId, batchId);
      assertNotLocked(batch);
      const outcomes = await this.outcomes.outcomes(actor.ownerId, batchId);
      const facts = lockFacts(await this.meetings.findMeeting(batchId), outcomes);
      const obstacles = lockObstacles(facts);
      if (obstacles.length > 0) throw new AppError('council/lock-refused', { n: obstacles.length });
      const at = this.clock.now();
      await this.fix(batch, outcomes.rows, new Map(), null, at, actor);
      await this.batches.setReview(batchId, { resultsLockedAt: at });
      this.record(actor, 'results.locked', batchId, {
        ...countFacts(outcomes.counts),
        results: facts.resultsDigest,
        // Revealed: the draws can be repeated by anybody who holds it against the commitment.
        seed: batch.seed ?? '',
        at: at.toISOString(),
      });
    });
    await this.backups.create('khoa-ket-qua');
  }

  findAddenda(batchId: string): Promise<Addendum[]> {
    return this.repository.findAddenda(batchId);
  }

  /** @throws AppError council/not-locked, council/addendum-open */
  async openAddendum(actor: StaffActor, batchId: string, reason: string): Promise<void> {
    await this.uow.run(async () => {
      await this.batches.hold(batchId);
      const batch = await this.batches.getBatch(actor.ownerId, batchId);
      if (batch.resultsLockedAt === null) throw new AppError('council/not-locked');
      if (batch.addendumOpenedAt !== null) throw new AppError('council/addendum-open');
      const number = ((await this.repository.findAddenda(batchId)).at(-1)?.number ?? 0) + 1;
      const openedAt = this.clock.now();
      const row: Addendum = { id: newId(), batchId, number, reason, byId: actor.id, openedAt, closedAt: null };
      await this.repository.insertAddendum(row);
      await this.batches.setReview(batchId, { addendumOpenedAt: openedAt, itemsCountedAt: null });
      this.ledger.record({
        action: 'addendum.opened',
        actor: asLedgerActor(actor),
        ownerId: actor.ownerId,
        subjectType: 'addendum',
        subjectId: row.id,
        facts: { batchId, number, digest: addendumDigest(row) },
        detail: reason,
      });
    });
  }

  /** What closing the open addendum would append. */
  async previewAddendum(ownerId: string, batchId: string): Promise<AddendumPreview> {
    const outcomes = await this.outcomes.outcomes(ownerId, batchId);
    const rows = outcomes.rows.map((r) => ({ entryId: r.entry.id, outcome: r.outcome, entry: r.entry }));
    const missing = outcomes.missing.reduce((sum, m) => sum + m.n, 0);
    return {
      changes: changedResults(rows, await this.locked.findLatest(batchId)),
      missing: Math.max(missing, outcomes.counts.pending),
    };
  }

  /**
   * Appends a new version for those whose result changed, and for nobody else. @returns how many
   * @throws AppError council/no-addendum, council/addendum-incomplete, auth/wrong-password, auth/too-many-tries
   */
  async closeAddendum(actor: StaffActor, batchId: string, password: string, address: string): Promise<number> {
    if ((await this.batches.getBatch(actor.ownerId, batchId)).addendumOpenedAt === null)
      throw new AppError('council/no-addendum');
    await this.staff.confirmPassword(actor.id, password, address);
    const changed = await this.uow.run(async () => {
      await this.batches.hold(batchId);
      const batch = await this.batches.getBatch(actor.ownerId, batchId);
      const open = (await this.repository.findAddenda(batchId)).find((a) => a.closedAt === null);
      if (batch.addendumOpenedAt === null || open === undefined) throw new AppError('council/no-addendum');
      const { changes, missing } = await this.previewAddendum(actor.ownerId, batchId);
      if (missing > 0) throw new AppError('council/addendum-incomplete', { n: missing });
      const at = this.clock.now();
      const latest = await this.locked.findLatest(batchId);
      await this.fix(
        batch,
        changes.map((c) => c.row),
        latest,
        open.id,
        at,
        actor,
      );
      await this.repository.closeAddendum(open.id, at);
      await this.batches.setReview(batchId, { addendumOpenedAt: null });
      this.ledger.record({
        action: 'addendum.closed',
        actor: asLedgerActor(actor),
        ownerId: actor.ownerId,
        subjectType: 'addendum',
        subjectId: open.id,
        facts: {
          batchId,
          number: open.number,
          changed: changes.length,
          digest: addendumDigest({ ...open, closedAt: at }),
        },
      });
      return changes.length;
    });
    await this.backups.create('phu-luc-ket-qua');
    return changed;
  }

  /** @throws AppError council/not-locked, council/addendum-open, council/published-already */
  async publish(actor: StaffActor, batchId: string): Promise<void> {
    await this.uow.run(async () => {
      await this.batches.hold(batchId);
      const batch = await this.batches.getBatch(actor.ownerId, batchId);
      if (batch.resultsLockedAt === null) throw new AppError('council/not-locked');
      if (batch.publishedAt !== null) throw new AppError('council/published-already');
      if (batch.addendumOpenedAt !== null) throw new AppError('council/addendum-open');
      const at = this.clock.now();
      await this.batches.setReview(batchId, { publishedAt: at });
      this.record(actor, 'results.published', batchId, { at: at.toISOString() });
    });
  }

  private async fix(
    batch: Batch,
    rows: readonly { readonly entry: OutcomeRow['entry']; readonly outcome: OutcomeRow['outcome'] }[],
    latest: ReadonlyMap<string, ResultRow>,
    addendumId: string | null,
    at: Date,
    actor: StaffActor,
  ): Promise<void> {
    const results = rows.map(({ entry, outcome }): ResultRow => {
      const version = (latest.get(entry.id)?.version ?? 0) + 1;
      const { status, total, band } = outcome;
      const digest = outcomeDigest(outcome);
      return {
        id: newId(),
        batchId: batch.id,
        entryId: entry.id,
        version,
        addendumId,
        status,
        total,
        band,
        outcome,
        digest,
        at,
      };
    });
    if (results.length > 0) await this.repository.insertResults(results);
    this.ledger.record(
      ...results.map((r) => ({
        action: 'result.fixed' as const,
        actor: asLedgerActor(actor),
        ownerId: actor.ownerId,
        subjectType: 'result',
        subjectId: r.id,
        facts: {
          batchId: batch.id,
          entryId: r.entryId,
          version: r.version,
          digest: r.digest,
          ...(addendumId === null ? {} : { addendumId }),
        },
      })),
    );
  }

  private record(
    actor: StaffActor,
    action: 'results.locked' | 'results.published',
    batchId: string,
    facts: Readonly<Record<string, string | number>>,
  ): void {
    this.ledger.record({
      action,
      actor: asLedgerActor(actor),
      ownerId: actor.ownerId,
      subjectType: 'batch',
      subjectId: batchId,
      facts,
    });
  }
}

function assertNotLocked(batch: Batch): void {
  if (batch.resultsLockedAt !== null) throw new AppError('council/locked-already');
}

const countFacts = (c: OutcomeCounts): Record<string, number> => ({
  registered: c.registered,
  present: c.present,
  absentWithLeave: c.absentWithLeave,
  absent: c.absent,
  barred: c.barred,
  passed: c.passed,
  excellent: c.bands.excellent,
  good: c.bands.good,
  pass: c.bands.pass,
  fail: c.bands.fail,
  incomplete: c.incomplete,
  suspended: c.suspended,
});
