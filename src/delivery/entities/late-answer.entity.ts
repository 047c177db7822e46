import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { StepSource } from '../../core/attempt/attempt.js';
import {
  BoolColumn,
  IdColumn,
  InstantColumn,
  IntColumn,
  LongTextColumn,
  RefColumn,
  TextColumn,
} from '../../database/columns.js';
import { Attempt } from './attempt.entity.js';

/** Câu trả lời đến sau giờ: kept whole, apart from the attempt's steps, until the council has decided. */
@Entity('late_answer')
@Index('uq_late_answer_client', ['attemptId', 'leaseNo', 'clientSeq'], { unique: true })
export class LateAnswerRow {
  @ForeignKey(() => Attempt, { name: 'fk_late_answer_attempt' })
  @PrimaryColumn({ type: 'varchar', length: 36 })
  attemptId: string;

  /** Gapless per attempt, in the order of arrival. */
  @PrimaryColumn({ type: 'integer' })
  no: number;

  @TextColumn(12)
  kind: 'answer' | 'flag';

  @IntColumn()
  leaseNo: number;

  @IntColumn()
  clientSeq: number;

  @IntColumn()
  itemNo: number;

  @LongTextColumn()
  value: string;

  @TextColumn(12)
  source: StepSource;

  @InstantColumn()
  arrivedAt: Date;
}

/** What the council decided about the late answers of one attempt, up to number `toNo`. */
@Entity('late_decision')
@Index('uq_late_decision_to', ['attemptId', 'toNo'], { unique: true })
export class LateDecision {
  @IdColumn()
  id: string;

  @ForeignKey(() => Attempt, { name: 'fk_late_decision_attempt' })
  @RefColumn()
  attemptId: string;

  @IntColumn()
  toNo: number;

  @BoolColumn()
  counted: boolean;

  @TextColumn(300)
  reason: string;

  @RefColumn()
  byId: string;

  @TextColumn(100)
  byName: string;

  @InstantColumn()
  at: Date;
}
