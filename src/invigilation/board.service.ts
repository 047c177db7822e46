import { Injectable } from '@nestjs/common';
import type { LedgerActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { BatchService } from '../batch/batch.service.js';
import type { Batch, Sitting } from '../batch/entities/batch.entity.js';
import type { BatchEntry } from '../batch/entities/batch-entry.entity.js';
import { SittingService } from '../batch/sitting.service.js';
import type { LedgerEntry } from '../core/ledger/chain.js';
import { writtenRules } from '../core/scoring/rule-set.js';
import { attemptFact } from '../core/statistics/attempt-fact.js';
import { type Attendance, type EntryFacts, reconcile, type Reconciliation } from '../core/statistics/reconciliation.js';
import { BackupService } from '../database/backup.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { AttemptService } from '../delivery/attempt.service.js';
import type { Attempt, Outage, TimeGrant } from '../delivery/entities/attempt.entity.js';
import { LateAnswerService } from '../delivery/late-answer.service.js';
import { PresenceService } from '../delivery/presence.service.js';
import { TimingService } from '../delivery/timing.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { compareNoted, LedgerVerifier, type RowFault } from '../ledger/ledger-verifier.js';
import type { Incident } from './entities/incident.entity.js';
import type { Violation } from './entities/violation.entity.js';
import { IncidentRepository } from './incident.repository.js';
import { incidentDigest } from './room-digests.js';
import { ViolationService } from './violation.service.js';

export interface Board {
  readonly batch: Batch;
  readonly sitting: Sitting;
  readonly seats: readonly { entry: BatchEntry; attempt: Attempt | null; grants: readonly TimeGrant[] }[];
  readonly counts: Reconciliation;
  readonly grants: readonly TimeGrant[];
  readonly incidents: readonly Incident[];
  /** Violation minutes of the people of this sitting, withdrawn ones included. */
  readonly violations: readonly Violation[];
  /** When the sitting's own clock runs out: the deadline of who started on the signal; null without a written part. */
  readonly endsAt: Date | null;
  readonly paused: boolean;
  /** While the sitting went on the server was away, or everything stood still; `toAt` null: it still does. */
  readonly outages: readonly Outage[];
  /** People whose answers came after the end, decided on or not. */
  readonly late: readonly BatchEntry[];
  readonly now: Date;
}

/** What the invigilator sees and does. */
@Injectable()
export class BoardService {
  constructor(
    private readonly batches: BatchService,
    private readonly sittings: SittingService,
    private readonly attempts: AttemptService,
    private readonly presence: PresenceService,
    private readonly timing: TimingService,
    private readonly lateAnswers: LateAnswerService,
    private readonly incidents: IncidentRepository,
    private readonly violations: ViolationService,
    private readonly backups: BackupService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    verifier: LedgerVerifier,
  ) {
    verifier.register(['incident.noted'], (entries) => this.verifyIncidents(entries));
  }

  async board(ownerId: string, sittingId: string): Promise<Board> {
    const { sitting, batch } = await this.batches.getSitting(ownerId, sittingId);
    const entries = await this.batches.findEntriesOfSitting(sittingId);
    const attempts = await this.attempts.findBySitting(sittingId);
    const grants = await this.timing.findGrants(sittingId);
    const incidents = await this.incidents.findIncidents(sittingId);
    const memberIds = new Set(entries.map((e) => e.id));
    const violations = (await this.violations.findOfBatch(batch.id)).filter((v) => memberIds.has(v.entryId));
    const outages = await this.timing.findOutages();
    const attemptOf = new Map(attempts.map((a) => [a.entryId, a]));
    const lateFiles = await this.lateAnswers.findFiles(attempts.map((a) => a.id));
    const seats = entries.map((entry) => ({
      entry,
      attempt: attemptOf.get(entry.id) ?? null,
      grants: grants.filter((g) => g.entryId === entry.id),
    }));
    const endsAt =
      sitting.startedAt === null || !isWritten(batch)
        ? null
        : await this.timing.sittingEndsAt(batch, sitting.id, sitting.startedAt);
    return {
      batch,
      sitting,
      seats,
      counts: reconcile(seats.map(seatFacts)),
      grants,
      incidents,
      violations,
      endsAt,
      paused: outages.some((o) => o.toAt === null),
      outages: outages.filter((o) => touches(o, sitting)),
      late: entries.filter((e) => lateFiles.has(attemptOf.get(e.id)?.id ?? '')),
      now: this.clock.now(),
    };
  }

  /**
   * Ticks people; who has opened the form is there, and stays so.
   * @throws AppError attendance/has-attempt
   */
  async markAttendance(
    ownerId: string,
    sittingId: string,
    entryIds: readonly string[],
    attendance: Attendance,
    reason: string | null,
    actor: LedgerActor,
  ): Promise<void> {
    await this.uow.run(async () => {
      await this.sittings.hold(sittingId, 'write');
      const attempts = await this.attempts.findByEntries(entryIds);
      if (attempts.length > 0 && attendance !== 'present') throw new AppError('attendance/has-attempt');
      await this.sittings.markAttendance(ownerId, sittingId, entryIds, attendance, reason, actor);
    });
  }

  /** The start signal, after a backup of all that the sitting rests on. */
  async start(ownerId: string, sittingId: string, actor: LedgerActor): Promise<void> {
    const { sitting, batch } = await this.batches.getSitting(ownerId, sittingId);
    const present = (await this.batches.findEntriesOfSitting(sittingId)).some((e) => e.attendance === 'present');
    // A signal that will be refused must not push older backups out.
    const canStart = present && !(await this.sittings.isSealed(batch.id));
    if (sitting.startedAt === null && canStart) await this.backups.create('truoc-buoi');
    await this.sittings.start(ownerId, sittingId, actor);
  }

  /**
   * Ends the sitting once nobody writes any more; a backup follows. Without a written part there is nothing to open.
   * @param early yes: people who are here but have not opened their form are shut out, and the invigilator knows it
   * @throws AppError sitting/not-started, sitting/still-running, sitting/unmarked, sitting/not-all-opened
   */
  async close(ownerId: string, sittingId: string, early: boolean, actor: LedgerActor): Promise<void> {
    await this.uow.run(async () => {
      await this.sittings.hold(sittingId, 'write');
      const { batch, counts, sitting } = await this.board(ownerId, sittingId);
      if (sitting.startedAt === null) throw new AppError('sitting/not-started');
      if (counts.running > 0) throw new AppError('sitting/still-running', { n: counts.running });
      if (counts.unmarked > 0) throw new AppError('sitting/unmarked', { n: counts.unmarked });
      if (isWritten(batch) && counts.notStarted > 0 && !early)
        throw new AppError('sitting/not-all-opened', { n: counts.notStarted });
      const { registered, present, absentWithLeave, absent, barred, submitted, expired, suspended } = counts;
      await this.sittings.close(
        ownerId,
        sittingId,
        { registered, present, absentWithLeave, absent, barred, submitted, expired, suspended },
        actor,
      );
    });
    await this.backups.create('sau-buoi');
  }

  async noteIncident(
    ownerId: string,
    sittingId: string,
    entryId: string | null,
    text: string,
    actor: LedgerActor,
  ): Promise<void> {
    await this.uow.run(async () => {
      const { sitting } = await this.batches.getSitting(ownerId, sittingId);
      const members = await this.batches.findEntriesOfSitting(sittingId);
      if (entryId !== null && !members.some((e) => e.id === entryId)) throw new AppError('common/not-found');
      const id = newId();
      const incident = { id, sittingId: sitting.id, entryId, text, at: this.clock.now() };
      await this.incidents.insertIncident(incident);
      this.ledger.record({
        action: 'incident.noted',
        actor,
        ownerId,
        subjectType: 'incident',
        subjectId: id,
        facts: { sittingId, digest: incidentDigest(incident) },
        detail: text,
      });
    });
  }

  /** Incidents of all rooms of a batch, the oldest first; the caller has seen to it that the batch is the owner's. */
  async findIncidentsOfBatch(batchId: string): Promise<Incident[]> {
    return this.incidents.findOfSittings((await this.batches.findSittings(batchId)).map((s) => s.id));
  }

  private async verifyIncidents(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const rows = await this.incidents.findAll();
    return compareNoted('incident', entries, new Map(rows.map((r) => [r.id, incidentDigest(r)])));
  }

  async resume(ownerId: string, actor: LedgerActor): Promise<void> {
    await this.presence.resume(actor, ownerId);
  }
}

const touches = ({ fromAt, toAt }: Outage, { startedAt, closedAt }: Sitting): boolean =>
  startedAt !== null && (toAt === null || toAt > startedAt) && (closedAt === null || fromAt < closedAt);

const isWritten = (batch: Batch): boolean => batch.rules !== null && writtenRules(batch.rules) !== null;

const seatFacts = ({ entry, attempt }: { entry: BatchEntry; attempt: Attempt | null }): EntryFacts => ({
  attendance: entry.attendance,
  attempt: attemptFact(attempt),
  scored: false,
});
