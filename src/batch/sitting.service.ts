import { Injectable } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import type { LedgerActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { canonicalJson } from '../core/ledger/canonical-json.js';
import type { LedgerEntry } from '../core/ledger/chain.js';
import { sha256Hex } from '../core/shared/digest.js';
import type { Attendance } from '../core/statistics/reconciliation.js';
import { Announcements } from '../database/announcements.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { compareNoted, LedgerVerifier, type RowFault } from '../ledger/ledger-verifier.js';
import { BatchRepository } from './batch.repository.js';
import { BatchService } from './batch.service.js';
import type { Batch, Sitting } from './entities/batch.entity.js';
import type { BatchEntry } from './entities/batch-entry.entity.js';
import { SealingRepository } from './sealing.repository.js';

/** The acts of a sitting on the day: who is there, the start signal, the end. */
@Injectable()
export class SittingService {
  private readonly keepers: ((entryIds: readonly string[]) => Promise<boolean>)[] = [];

  constructor(
    private readonly repository: BatchRepository,
    private readonly batches: BatchService,
    private readonly seals: SealingRepository,
    private readonly announcements: Announcements,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    verifier: LedgerVerifier,
  ) {
    verifier.register(['sitting.started'], (entries) => this.verifySittings(entries, (s) => s.startedAt));
    verifier.register(['sitting.closed'], (entries) => this.verifySittings(entries, (s) => s.closedAt));
    verifier.register(['attendance.marked', 'roster.reopened'], (entries) => this.verifyAttendance(entries));
  }

  /**
   * Holds a sitting until the transaction ends: 'write' lets one act at a time pass, 'read' many that only rest on it.
   * On SQLite one transaction at a time passes anyway.
   */
  async hold(sittingId: string, mode: 'read' | 'write'): Promise<void> {
    await this.repository.lockSitting(sittingId, mode);
  }

  /** Holds the sittings of these entries as 'read' does. */
  async holdOf(entryIds: readonly string[]): Promise<void> {
    await this.repository.shareSittingsOf(entryIds);
  }

  /** Who has begun a part was there and stays so; asked of who knows, within the transaction. */
  keepPresentWhile(hasBegun: (entryIds: readonly string[]) => Promise<boolean>): void {
    this.keepers.push(hasBegun);
  }

  /**
   * Ticks people of one sitting; who is not of it is refused as not found.
   * @throws AppError sitting/closed, attendance/question-drawn
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
      const { sitting, batch } = await this.open(ownerId, sittingId);
      const members = new Map((await this.repository.findEntriesOfSitting(sitting.id)).map((e) => [e.id, e]));
      if (entryIds.some((id) => !members.has(id))) throw new AppError('common/not-found');
      const changed = entryIds.filter((id) => members.get(id)?.attendance !== attendance);
      if (changed.length === 0) return;
      if (attendance !== 'present')
        for (const hasBegun of this.keepers)
          if (await hasBegun(changed)) throw new AppError('attendance/question-drawn');
      const at = this.clock.now();
      await this.repository.markAttendance(changed, attendance, reason, at);
      await this.announcements.announce({ entryIds: changed });
      const digest = attendanceDigest({ attendance, attendanceReason: reason, attendanceAt: at });
      for (const subjectId of changed) {
        this.ledger.record({
          action: 'attendance.marked',
          actor,
          ownerId,
          subjectType: 'entry',
          subjectId,
          facts: { batchId: batch.id, attendance, digest },
          ...(reason === null ? {} : { detail: reason }),
        });
      }
    });
  }

  /** Whether what was drawn for the batch is still encrypted, so that no sitting can start. */
  isSealed(batchId: string): Promise<boolean> {
    return this.seals.isSealed(batchId);
  }

  /** The start signal; a second one changes nothing. @throws AppError sitting/nobody-present, sitting/closed, batch/sealed */
  async start(ownerId: string, sittingId: string, actor: LedgerActor): Promise<void> {
    await this.uow.run(async () => {
      const { batch } = await this.batches.getSitting(ownerId, sittingId);
      await this.repository.lockBatch(batch.id);
      const { sitting } = await this.open(ownerId, sittingId);
      if (sitting.startedAt !== null) return;
      if (await this.seals.isSealed(batch.id)) throw new AppError('batch/sealed');
      const present = (await this.repository.findEntriesOfSitting(sitting.id)).filter(
        (e) => e.attendance === 'present',
      ).length;
      if (present === 0) throw new AppError('sitting/nobody-present');
      const now = this.clock.now();
      await this.repository.updateSitting(sitting.id, { startedAt: now });
      await this.announcements.announce({ sittingId: sitting.id });
      this.ledger.record({
        action: 'sitting.started',
        actor,
        ownerId,
        subjectType: 'sitting',
        subjectId: sitting.id,
        facts: { present, at: now.toISOString() },
      });
    });
  }

  /** Ends a sitting whose attempts are all closed; the caller has seen to that. */
  async close(
    ownerId: string,
    sittingId: string,
    facts: Readonly<Record<string, number>>,
    actor: LedgerActor,
  ): Promise<void> {
    await this.uow.run(async () => {
      const { sitting } = await this.open(ownerId, sittingId);
      const closedAt = this.clock.now();
      await this.repository.updateSitting(sitting.id, { closedAt });
      await this.announcements.announce({ sittingId: sitting.id });
      this.ledger.record({
        action: 'sitting.closed',
        actor,
        ownerId,
        subjectType: 'sitting',
        subjectId: sitting.id,
        facts: { ...facts, at: closedAt.toISOString() },
      });
    });
  }

  /** Lets somebody start later than the plan allows. */
  async allowLate(ownerId: string, entryId: string, actor: LedgerActor): Promise<void> {
    await this.allow(ownerId, entryId, { lateLeaveAt: this.clock.now() }, 'lateEntry.allowed', actor);
  }

  /** Lets somebody move to another device while the old one is still alive. */
  async allowDevice(ownerId: string, entryId: string, actor: LedgerActor): Promise<void> {
    await this.allow(ownerId, entryId, { deviceLeaveAt: this.clock.now() }, 'device.allowed', actor);
  }

  /** The leave has been made use of: it is good for once. Within the transaction of the take-over. */
  async spendDeviceLeave(entryId: string): Promise<void> {
    await this.repository.updateEntry(entryId, { deviceLeaveAt: null });
  }

  private async allow(
    ownerId: string,
    entryId: string,
    changes: { lateLeaveAt: Date } | { deviceLeaveAt: Date },
    action: 'lateEntry.allowed' | 'device.allowed',
    actor: LedgerActor,
  ): Promise<void> {
    await this.uow.run(async () => {
      const { entry } = await this.batches.getEntry(ownerId, entryId);
      await this.repository.updateEntry(entry.id, changes);
      await this.announcements.announce({ entryIds: [entry.id] });
      this.ledger.record({ action, actor, ownerId, subjectType: 'entry', subjectId: entry.id });
    });
  }

  /** The instant of an act on the row against the one that its entry fixed. */
  private async verifySittings(
    entries: readonly LedgerEntry[],
    instantOf: (sitting: Sitting) => Date | null,
  ): Promise<RowFault[]> {
    const actual = (await this.repository.findAllSittings()).flatMap((s) => {
      const at = instantOf(s);
      return at === null ? [] : [[s.id, at.toISOString()] as const];
    });
    return compareNoted('sitting', entries, new Map(actual), 'at');
  }

  /** Everybody's last tick; opening the roster again wipes those of its batch. */
  private async verifyAttendance(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const rows = new Map((await this.repository.findMarkedEntries()).map((r) => [r.id, r]));
    const batchOf = (e: LedgerEntry): unknown => e.facts['batchId'] ?? rows.get(e.subjectId)?.batchId;
    const last = new Map<string, LedgerEntry>();
    for (const e of entries) {
      if (e.action === 'attendance.marked') last.set(e.subjectId, e);
      else for (const [id, marked] of last) if (batchOf(marked) === e.subjectId) last.delete(id);
    }
    const actual = new Map([...rows].map(([id, r]) => [id, attendanceDigest(r)]));
    return compareNoted('entry', [...last.values()], actual);
  }

  private async open(ownerId: string, sittingId: string): Promise<{ sitting: Sitting; batch: Batch }> {
    const found = await this.batches.getSitting(ownerId, sittingId);
    if (found.batch.rosterClosedAt === null) throw new AppError('batch/roster-open');
    if (found.sitting.closedAt !== null) throw new AppError('sitting/closed');
    return found;
  }
}

/** What the ledger keeps of a tick: what, why and when. */
const attendanceDigest = ({
  attendance,
  attendanceReason,
  attendanceAt,
}: Pick<BatchEntry, 'attendance' | 'attendanceReason' | 'attendanceAt'>): string =>
  sha256Hex(canonicalJson({ attendance, attendanceReason, attendanceAt: attendanceAt?.toISOString() ?? null }));
