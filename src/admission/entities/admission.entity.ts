import { Entity, ForeignKey, Index } from 'typeorm';
import { AdmissionCase, BatchEntry } from '../../batch/entities/batch-entry.entity.js';
import { Batch } from '../../batch/entities/batch.entity.js';
import type { DecisionOutcome } from '../../core/decision/admission.js';
import type { GateAnswer } from '../../core/decision/gate.js';
import { IdColumn, InstantColumn, IntColumn, JsonColumn, RefColumn, TextColumn } from '../../database/columns.js';
import { OrgNode } from '../../organization/entities/org-node.entity.js';

/** Phiên họp Ban Thường vụ xét kết nạp: its own act, outside the council. */
@Entity('admission_session')
@Index('ix_admission_session_batch', ['batchId'])
export class AdmissionSession {
  @IdColumn()
  id: string;

  @ForeignKey(() => OrgNode, { name: 'fk_admission_session_owner' })
  @RefColumn()
  ownerId: string;

  @ForeignKey(() => Batch, { name: 'fk_admission_session_batch' })
  @RefColumn()
  batchId: string;

  /** YYYY-MM-DD */
  @TextColumn(10)
  heldOn: string;

  /** Of the resolution or minutes in which the session concluded; null = not typed yet. */
  @TextColumn(60, { nullable: true })
  documentNo: string | null;

  @InstantColumn()
  createdAt: Date;
}

/** What the standing committee decided about one case; the newest version holds. */
@Entity('admission_decision')
@Index('uq_admission_decision_version', ['caseId', 'version'], { unique: true })
@Index('ix_admission_decision_session', ['sessionId'])
export class AdmissionDecision {
  @IdColumn()
  id: string;

  @ForeignKey(() => AdmissionCase, { name: 'fk_admission_decision_case' })
  @RefColumn()
  caseId: string;

  @ForeignKey(() => BatchEntry, { name: 'fk_admission_decision_entry' })
  @RefColumn()
  entryId: string;

  @ForeignKey(() => AdmissionSession, { name: 'fk_admission_decision_session' })
  @RefColumn()
  sessionId: string;

  @IntColumn()
  version: number;

  @TextColumn(12)
  outcome: DecisionOutcome;

  /** Needed for all but 'admitted' through an open gate. */
  @TextColumn(500, { nullable: true })
  reason: string | null;

  @TextColumn(60, { nullable: true })
  documentNo: string | null;

  /** YYYY-MM-DD */
  @TextColumn(10)
  decidedOn: string;

  /** What the gate said at that moment. */
  @JsonColumn()
  gate: GateAnswer;

  /** Admitted through a closed gate: an exception, with its reason. */
  @TextColumn(500, { nullable: true })
  exceptionReason: string | null;

  @RefColumn()
  byId: string;

  @TextColumn(64)
  digest: string;

  @InstantColumn()
  at: Date;
}
