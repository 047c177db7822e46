import { Injectable } from '@nestjs/common';
import { AppError, found, orThrow } from '../common/app-error.js';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { BatchService } from '../batch/batch.service.js';
import { mayChangeResults } from '../core/batch/stage.js';
import type { LedgerEntry } from '../core/ledger/chain.js';
import type { ComponentKind } from '../core/scoring/outcome.js';
import { type RuleSet, type ViolationDegree, violationRules } from '../core/scoring/rule-set.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { AttemptService } from '../delivery/attempt.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { compareDigests, fixedDigests, LedgerVerifier, type RowFault } from '../ledger/ledger-verifier.js';
import type { Violation } from './entities/violation.entity.js';
import { violationDigest, withdrawalDigest } from './room-digests.js';
import { ViolationRepository } from './violation.repository.js';

export interface NewViolation {
  readonly entryId: string;
  readonly component: ComponentKind;
  readonly degree: ViolationDegree;
  readonly text: string;
}

/** Biên bản vi phạm: made by who saw it, withdrawn by the chair; the plan alone says what it takes off. */
@Injectable()
export class ViolationService {
  constructor(
    private readonly repository: ViolationRepository,
    private readonly batches: BatchService,
    private readonly attempts: AttemptService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    verifier: LedgerVerifier,
  ) {
    verifier.register(['violation.noted', 'violation.withdrawn'], (entries) => this.verify(entries));
  }

  /** Withdrawn ones too, the oldest first. */
  findOfBatch(batchId: string): Promise<Violation[]> {
    return this.repository.findOfBatch(batchId);
  }

  /**
   * Makes a minute. A suspension also ends a running attempt at once, with what it has.
   * @throws AppError batch/roster-open, results/locked, violation/not-present, violation/no-such-part,
   *   violation/not-started, violation/same
   */
  async note(staff: StaffActor, batchId: string, input: NewViolation): Promise<Violation> {
    return this.uow.run(async () => {
      await this.batches.hold(batchId);
      const { entry, batch } = await this.batches.getEntry(staff.ownerId, input.entryId);
      if (batch.id !== batchId || entry.candidateNo === null) throw new AppError('common/not-found');
      if (batch.rules === null) throw new AppError('batch/roster-open');
      orThrow(mayChangeResults(batch));
      if (entry.attendance !== 'present') throw new AppError('violation/not-present');
      const percent = percentOf(batch.rules, input);
      await this.assertFits(batchId, input);
      const fixed = {
        id: newId(),
        batchId,
        ...input,
        percent,
        byId: staff.id,
        byName: staff.name,
        at: this.clock.now(),
      };
      const violation: Violation = {
        ...fixed,
        digest: violationDigest(fixed),
        withdrawnAt: null,
        withdrawnReason: null,
      };
      await this.repository.insert(violation);
      const { entryId, component, degree } = input;
      this.ledger.record({
        action: 'violation.noted',
        actor: asLedgerActor(staff),
        ownerId: staff.ownerId,
        subjectType: 'violation',
        subjectId: violation.id,
        facts: { batchId, entryId, component, degree, percent, digest: violation.digest },
        detail: input.text,
      });
      if (degree === 'suspension') await this.attempts.suspend(entryId, asLedgerActor(staff));
      return violation;
    });
  }

  /** The minute does not stand; it stays on record with the reason. @throws AppError results/locked, violation/withdrawn */
  async withdraw(staff: StaffActor, batchId: string, violationId: string, reason: string): Promise<void> {
    await this.uow.run(async () => {
      await this.batches.hold(batchId);
      const batch = await this.batches.getBatch(staff.ownerId, batchId);
      const violation = found(await this.repository.find(violationId));
      if (violation.batchId !== batch.id) throw new AppError('common/not-found');
      orThrow(mayChangeResults(batch));
      if (violation.withdrawnAt !== null) throw new AppError('violation/withdrawn');
      const withdrawnAt = this.clock.now();
      await this.repository.withdraw(violationId, withdrawnAt, reason);
      const withdrawal = withdrawalDigest({ id: violationId, withdrawnAt, withdrawnReason: reason });
      this.ledger.record({
        action: 'violation.withdrawn',
        actor: asLedgerActor(staff),
        ownerId: staff.ownerId,
        subjectType: 'violation',
        subjectId: violationId,
        facts: { entryId: violation.entryId, withdrawal },
        detail: reason,
      });
    });
  }

  /** Who has not opened the form is refused at the door instead; the same minute twice would deduct twice. */
  private async assertFits(batchId: string, input: NewViolation): Promise<void> {
    const { entryId, component, degree, text } = input;
    const attempts = await this.attempts.findByEntries([entryId]);
    if (component === 'written' && degree === 'suspension' && attempts.length === 0)
      throw new AppError('violation/not-started');
    const same = (await this.repository.findOfBatch(batchId)).some(
      (v) =>
        v.withdrawnAt === null &&
        v.entryId === entryId &&
        v.component === component &&
        v.degree === degree &&
        v.text === text,
    );
    if (same) throw new AppError('violation/same');
  }

  private async verify(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const rows = await this.repository.findAll();
    const noted = compareDigests(
      'violation',
      fixedDigests(entries),
      new Map(rows.map((r) => [r.id, violationDigest(r)])),
    );
    const withdrawn = compareDigests(
      'violation',
      fixedDigests(entries, 'withdrawal'),
      new Map(rows.filter((r) => r.withdrawnAt !== null).map((r) => [r.id, withdrawalDigest(r)])),
    );
    return [...noted, ...withdrawn];
  }
}

function percentOf(rules: RuleSet, { component, degree }: NewViolation): number {
  if (!rules.components.some((c) => c.kind === component)) throw new AppError('violation/no-such-part');
  const rule = violationRules(rules).find((r) => r.degree === degree);
  if (rule === undefined) throw new AppError('violation/no-such-degree');
  return rule.percent;
}
