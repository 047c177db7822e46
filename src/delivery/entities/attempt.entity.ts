import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { AttemptState, CloseReason, StepKind, StepSource, Sheet } from '../../core/attempt/attempt.js';
import { readSheet, sheetText } from '../../core/attempt/sheet-text.js';
import {
  EncodedColumn,
  IdColumn,
  InstantColumn,
  IntColumn,
  LongTextColumn,
  RefColumn,
  TextColumn,
} from '../../database/columns.js';
import { BatchEntry, Form } from '../../batch/entities/batch-entry.entity.js';
import { Sitting } from '../../batch/entities/batch.entity.js';

/** Lượt làm bài. Its steps are the truth; the state on this row is their fold, written in the same transaction. */
@Entity('attempt')
@Index('uq_attempt_entry', ['entryId'], { unique: true })
@Index('ix_attempt_sitting', ['sittingId'])
@Index('ix_attempt_due', ['state', 'deadlineAt'])
export class Attempt {
  @IdColumn()
  id: string;

  @ForeignKey(() => BatchEntry, { name: 'fk_attempt_entry' })
  @RefColumn()
  entryId: string;

  @ForeignKey(() => Sitting, { name: 'fk_attempt_sitting' })
  @RefColumn()
  sittingId: string;

  @ForeignKey(() => Form, { name: 'fk_attempt_form' })
  @RefColumn()
  formId: string;

  @TextColumn(12)
  state: AttemptState;

  @InstantColumn()
  startedAt: Date;

  /** Cache of the deadline formula, renewed whenever one of its facts changes. */
  @InstantColumn()
  deadlineAt: Date;

  @IntColumn()
  leaseNo: number;

  @TextColumn(64, { nullable: true })
  leaseSessionId: string | null;

  @IntColumn()
  lastSeq: number;

  /** The greatest client_seq of the current lease. */
  @IntColumn()
  lastClientSeq: number;

  @EncodedColumn(sheetText, readSheet)
  sheet: Sheet;

  @IntColumn()
  answeredCount: number;

  @InstantColumn({ nullable: true })
  lastSavedAt: Date | null;

  @InstantColumn()
  lastContactAt: Date;

  @InstantColumn({ nullable: true })
  closedAt: Date | null;

  @TextColumn(12, { nullable: true })
  closeReason: CloseReason | null;

  @TextColumn(20, { nullable: true })
  receiptCode: string | null;

  @TextColumn(64, { nullable: true })
  stepsDigest: string | null;
}

@Entity('attempt_step', { withoutRowid: true })
export class AttemptStep {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  attemptId: string;

  /** Gapless per attempt, in the order of commit. */
  @PrimaryColumn({ type: 'integer' })
  seq: number;

  @TextColumn(12)
  kind: StepKind;

  @InstantColumn()
  at: Date;

  @TextColumn(12)
  source: StepSource;

  @IntColumn()
  leaseNo: number;

  /**
   * Null for steps that no device numbered (start, lease, close). Unique with `leaseNo` in the attempt: the row's lock and
   * its last number see to that at the save, the replay finds what got past them.
   */
  @IntColumn({ nullable: true })
  clientSeq: number | null;

  @IntColumn({ nullable: true })
  itemNo: number | null;

  @LongTextColumn({ nullable: true })
  value: string | null;
}

/** More time for a person (entryId) or for the whole sitting (null). */
@Entity('time_grant')
@Index('ix_time_grant_sitting', ['sittingId'])
export class TimeGrant {
  @IdColumn()
  id: string;

  @ForeignKey(() => Sitting, { name: 'fk_time_grant_sitting' })
  @RefColumn()
  sittingId: string;

  @RefColumn({ nullable: true })
  entryId: string | null;

  @IntColumn()
  minutes: number;

  @TextColumn(300)
  reason: string;

  @InstantColumn()
  at: Date;
}

/** When this instance was last alive. */
@Entity('heartbeat')
export class Heartbeat {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  instanceId: string;

  @InstantColumn()
  at: Date;
}

/** An interval in which no instance was alive; the minutes are given back to every attempt that ran. */
@Entity('outage')
export class Outage {
  @IdColumn()
  id: string;

  @InstantColumn()
  fromAt: Date;

  /** Null: too long to be counted by itself; the attempts stand still until an invigilator resumes. */
  @InstantColumn({ nullable: true })
  toAt: Date | null;
}
