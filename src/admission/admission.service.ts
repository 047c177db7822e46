import { Injectable } from '@nestjs/common';
import { BatchService, type BatchView } from '../batch/batch.service.js';
import type { Batch } from '../batch/entities/batch.entity.js';
import type { AdmissionCase, BatchEntry } from '../batch/entities/batch-entry.entity.js';
import { AppError, found } from '../common/app-error.js';
import type { LedgerActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { recordDigest } from '../core/decision/admission.js';
import type { JsonValue } from '../core/ledger/canonical-json.js';
import type { LedgerEntry } from '../core/ledger/chain.js';
import { newestBy } from '../core/shared/newest.js';
import { LockedResultsService } from '../council/locked-results.service.js';
import type { ResultRow } from '../council/entities/result.entity.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { compareDigests, fixedDigests, LedgerVerifier, type RowFault } from '../ledger/ledger-verifier.js';
import { AdmissionRepository } from './admission.repository.js';
import type { AdmissionDecision, AdmissionSession } from './entities/admission.entity.js';
import { type CaseGate, GateService } from './gate.service.js';

/** Somebody with a locked result, as the standing committee looks at them. */
export interface AdmissionRow {
  readonly caseId: string;
  readonly entry: BatchEntry;
  readonly result: ResultRow;
  readonly gate: CaseGate['answer'];
  readonly decision: AdmissionDecision | null;
  /** A later nomination with a locked result: what is decided belongs there. */
  readonly later: { readonly batchId: string; readonly number: number; readonly year: number } | null;
}

export interface BatchAdmission {
  readonly view: BatchView;
  readonly sessions: readonly AdmissionSession[];
  /** Empty before the lock. */
  readonly rows: readonly AdmissionRow[];
}

export interface Nomination {
  readonly entry: BatchEntry;
  readonly batch: Batch;
  readonly result: ResultRow | null;
}

export interface CaseFile {
  readonly admissionCase: AdmissionCase;
  readonly nominations: readonly Nomination[];
  readonly gate: CaseGate;
  /** All versions, the newest first, each with its session. */
  readonly decisions: readonly { readonly decision: AdmissionDecision; readonly session: AdmissionSession }[];
}

export interface SessionInput {
  /** YYYY-MM-DD */
  readonly heldOn: string;
  readonly documentNo: string | null;
}

/** Cases, gates and decisions of a batch, and the sessions in which the standing committee decides. */
@Injectable()
export class AdmissionService {
  constructor(
    private readonly repository: AdmissionRepository,
    private readonly gates: GateService,
    private readonly batches: BatchService,
    private readonly results: LockedResultsService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    verifier: LedgerVerifier,
  ) {
    verifier.register(['admission.sessionOpened', 'admission.sessionChanged'], (entries) => this.verify(entries));
  }

  async ofBatch(ownerId: string, batchId: string, asOf?: string): Promise<BatchAdmission> {
    const view = await this.batches.getView(ownerId, batchId);
    return {
      view,
      sessions: await this.repository.findSessions(batchId),
      rows: await this.rows(view.batch, asOf),
    };
  }

  async findBatches(ownerId: string): Promise<BatchView[]> {
    return this.batches.findBatches(ownerId);
  }

  /** Everybody with a locked result, in Vietnamese order of names. */
  async rows(batch: Batch, asOf?: string): Promise<AdmissionRow[]> {
    const gates = await this.gates.askBatch(batch, asOf);
    if (gates.size === 0) return [];
    // One after the other: within a transaction there is one connection.
    const newest = newestBy(await this.repository.findDecisions(batch.id), (d) => d.entryId);
    const superseded = await this.repository.findSuperseded(batch.id);
    const cases = await this.batches.findCasesOf([...gates.values()].map((g) => g.standing.entry.personId));
    return [...gates.values()].map(({ standing, answer }): AdmissionRow => {
      const { entry, result } = standing;
      if (result === null) throw new Error('a gate of a batch without a locked result');
      return {
        caseId: found(cases.get(entry.personId)).id,
        entry,
        result,
        gate: answer,
        decision: newest.get(entry.id) ?? null,
        later: superseded.get(entry.id) ?? null,
      };
    });
  }

  async getCase(ownerId: string, caseId: string): Promise<CaseFile> {
    const { admissionCase, entries } = await this.batches.getCase(ownerId, caseId);
    const nominations = await Promise.all(
      entries.map(async ({ entry, batch }): Promise<Nomination> => {
        const versions = batch.resultsLockedAt === null ? [] : await this.results.findVersions(entry.id);
        return { entry, batch, result: versions.at(-1) ?? null };
      }),
    );
    const decisions = await this.repository.findDecisionsOf(caseId);
    const withSessions = await Promise.all(
      decisions.reverse().map(async (decision) => ({
        decision,
        session: found(await this.repository.findSession(decision.sessionId)),
      })),
    );
    return { admissionCase, nominations, gate: await this.gates.ask(ownerId, caseId), decisions: withSessions };
  }

  /** A session of the owner's. @throws AppError common/not-found */
  async getSession(ownerId: string, id: string): Promise<AdmissionSession> {
    const session = found(await this.repository.findSession(id));
    if (session.ownerId !== ownerId) throw new AppError('common/not-found');
    return session;
  }

  /** @throws AppError admission/not-locked: there is nothing to decide on yet */
  async openSession(
    ownerId: string,
    batchId: string,
    input: SessionInput,
    actor: LedgerActor,
  ): Promise<AdmissionSession> {
    return this.uow.run(async () => {
      await this.batches.hold(batchId);
      const batch = await this.batches.getBatch(ownerId, batchId);
      if (batch.resultsLockedAt === null) throw new AppError('admission/not-locked');
      const session = { id: newId(), ownerId, batchId, ...input, createdAt: this.clock.now() };
      await this.repository.insertSession(session);
      this.record('admission.sessionOpened', session, actor);
      return session;
    });
  }

  /** The number of the paper is often known only days later. The same again changes nothing. */
  async changeSession(ownerId: string, id: string, input: SessionInput, actor: LedgerActor): Promise<AdmissionSession> {
    return this.uow.run(async () => {
      await this.batches.hold((await this.getSession(ownerId, id)).batchId);
      const session = await this.getSession(ownerId, id);
      if (session.heldOn === input.heldOn && session.documentNo === input.documentNo) return session;
      const changed = { ...session, ...input };
      await this.repository.updateSession(id, input);
      this.record('admission.sessionChanged', changed, actor);
      return changed;
    });
  }

  private record(
    action: 'admission.sessionOpened' | 'admission.sessionChanged',
    session: AdmissionSession,
    actor: LedgerActor,
  ): void {
    this.ledger.record({
      action,
      actor,
      ownerId: session.ownerId,
      subjectType: 'admissionSession',
      subjectId: session.id,
      facts: { batchId: session.batchId, heldOn: session.heldOn, digest: sessionDigest(session) },
      ...(session.documentNo === null ? {} : { detail: session.documentNo }),
    });
  }

  private async verify(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const rows = await this.repository.findAllSessions();
    const actual = new Map(rows.map((r) => [r.id, sessionDigest(r)]));
    return compareDigests('admissionSession', fixedDigests(entries), actual);
  }
}

function sessionDigest(session: AdmissionSession): string {
  const { id, ownerId, batchId, heldOn, documentNo, createdAt } = session;
  const row: Record<string, JsonValue> = { id, ownerId, batchId, heldOn, documentNo };
  return recordDigest({ ...row, createdAt: createdAt.toISOString() });
}
