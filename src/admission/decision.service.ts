import { Injectable } from '@nestjs/common';
import { BatchService } from '../batch/batch.service.js';
import type { LedgerActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { type Decision, mayRecord, recordDigest, saysTheSame } from '../core/decision/admission.js';
import type { JsonValue } from '../core/ledger/canonical-json.js';
import type { LedgerEntry } from '../core/ledger/chain.js';
import type { Refusal } from '../core/shared/result.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { compareDigests, fixedDigests, LedgerVerifier, type RowFault } from '../ledger/ledger-verifier.js';
import { AdmissionRepository } from './admission.repository.js';
import { type AdmissionRow, AdmissionService } from './admission.service.js';
import type { AdmissionDecision, AdmissionSession } from './entities/admission.entity.js';
import { GateService } from './gate.service.js';

export interface DecisionInput extends Decision {
  readonly entryIds: readonly string[];
}

/** Why a decision about one person is not recorded. */
export interface DecisionFault {
  readonly row: AdmissionRow;
  readonly refusal: Refusal;
}

export interface Recorded {
  /** People with a new version of their decision. */
  readonly recorded: number;
  /** People for whom exactly this was on record already. */
  readonly unchanged: number;
}

/** What a submission would do: its people, and what speaks against each of them. */
export interface Examined {
  readonly session: AdmissionSession;
  readonly people: readonly AdmissionRow[];
  readonly faults: readonly DecisionFault[];
}

/** Records what the standing committee decided: only through the gate, all or nothing, each change a new version. */
@Injectable()
export class DecisionService {
  constructor(
    private readonly repository: AdmissionRepository,
    private readonly admission: AdmissionService,
    private readonly gates: GateService,
    private readonly batches: BatchService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    verifier: LedgerVerifier,
  ) {
    verifier.register(['admission.decided'], (entries) => this.verify(entries));
  }

  /**
   * Looks at a submission without recording it; gates are asked as of the day of the decision.
   * @throws AppError common/not-found for somebody who is not of the session's batch
   */
  async examine(ownerId: string, sessionId: string, input: DecisionInput): Promise<Examined> {
    const session = await this.admission.getSession(ownerId, sessionId);
    const batch = await this.batches.getBatch(ownerId, session.batchId);
    if (batch.resultsLockedAt === null) throw new AppError('admission/not-locked');
    if (input.decidedOn > this.gates.today()) throw new AppError('admission/date-ahead');
    if (input.entryIds.length === 0) throw new AppError('admission/nobody-chosen');
    if (input.exceptionReason !== null && (input.entryIds.length > 1 || input.outcome !== 'admitted'))
      throw new AppError('admission/exception-for-one');
    const wanted = new Set(input.entryIds);
    const people = (await this.admission.rows(batch, input.decidedOn)).filter((r) => wanted.has(r.entry.id));
    if (people.length < wanted.size) throw new AppError('common/not-found');
    return { session, people, faults: people.flatMap((row) => faultsOf(row, input)) };
  }

  /** @throws AppError naming the first person that cannot be recorded; then nothing of the submission is */
  async record(ownerId: string, sessionId: string, input: DecisionInput, actor: LedgerActor): Promise<Recorded> {
    return this.uow.run(async () => {
      await this.batches.hold((await this.admission.getSession(ownerId, sessionId)).batchId);
      const { session, people, faults } = await this.examine(ownerId, sessionId, input);
      const [fault] = faults;
      if (fault !== undefined) throw AppError.of(fault.refusal);
      const latest = await this.repository.findLatestOf(people.map((p) => p.caseId));
      const rows: AdmissionDecision[] = [];
      for (const person of people) {
        const row = this.nextVersion(person, latest.get(person.caseId), session, input, actor);
        if (row === null) continue;
        rows.push(row);
        this.note(row, person, ownerId, actor);
      }
      await this.repository.insertDecisions(rows);
      return { recorded: rows.length, unchanged: people.length - rows.length };
    });
  }

  /** Null when exactly this is on record as the case's latest decision. */
  private nextVersion(
    { caseId, entry, gate }: AdmissionRow,
    last: AdmissionDecision | undefined,
    session: AdmissionSession,
    input: DecisionInput,
    actor: LedgerActor,
  ): AdmissionDecision | null {
    if (last !== undefined && last.entryId === entry.id && saysTheSame(last, input)) return null;
    if (actor.id === null) throw new Error('a decision is recorded by a person');
    const { outcome, reason, documentNo, decidedOn, exceptionReason } = input;
    const row = {
      id: newId(),
      caseId,
      entryId: entry.id,
      sessionId: session.id,
      version: (last?.version ?? 0) + 1,
      ...{ outcome, reason, documentNo, decidedOn, exceptionReason },
      gate,
      byId: actor.id,
      at: this.clock.now(),
    };
    return { ...row, digest: decisionDigest(row) };
  }

  private note(row: AdmissionDecision, { entry }: AdmissionRow, ownerId: string, actor: LedgerActor): void {
    const { caseId, entryId, sessionId, outcome, version, digest, decidedOn } = row;
    this.ledger.record({
      action: 'admission.decided',
      actor,
      ownerId,
      subjectType: 'admissionDecision',
      subjectId: row.id,
      facts: {
        caseId,
        entryId,
        sessionId,
        outcome,
        version,
        decidedOn,
        exception: row.exceptionReason !== null,
        digest,
      },
      detail: [entry.fullName, row.documentNo, row.reason, row.exceptionReason].filter((t) => t !== null).join('; '),
    });
  }

  private async verify(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const rows = await this.repository.findAllDecisions();
    const actual = new Map(rows.map((r) => [r.id, decisionDigest(r)]));
    return compareDigests('admissionDecision', fixedDigests(entries), actual);
  }
}

function faultsOf(row: AdmissionRow, input: DecisionInput): DecisionFault[] {
  const name = row.entry.fullName;
  if (row.later !== null) {
    const { number, year } = row.later;
    return [{ row, refusal: { code: 'admission/later-nomination', params: { name, number, year: String(year) } } }];
  }
  const may = mayRecord(input, row.gate, name);
  return may.ok ? [] : [{ row, refusal: may.error }];
}

/** Over everything that the row says: its digest column stands beside it and proves nothing by itself. */
function decisionDigest(row: Omit<AdmissionDecision, 'digest'>): string {
  const { id, caseId, entryId, sessionId, version, outcome, reason, documentNo, decidedOn, exceptionReason } = row;
  const said: Record<string, JsonValue> = { id, caseId, entryId, sessionId, version, outcome, reason, documentNo };
  return recordDigest({
    ...said,
    ...{ decidedOn, exceptionReason, byId: row.byId },
    gate: row.gate as unknown as JsonValue,
    at: row.at.toISOString(),
  });
}
