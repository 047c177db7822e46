import { Entity, ForeignKey, Index } from 'typeorm';
import { BatchEntry } from '../../batch/entities/batch-entry.entity.js';
import type { ComponentKind } from '../../core/scoring/outcome.js';
import type { ViolationDegree } from '../../core/scoring/rule-set.js';
import { IdColumn, InstantColumn, IntColumn, RefColumn, TextColumn } from '../../database/columns.js';

/** Biên bản vi phạm: what somebody did, and what the plan takes off for it. */
@Entity('violation')
@Index('ix_violation_batch', ['batchId'])
export class Violation {
  @IdColumn()
  id: string;

  @RefColumn()
  batchId: string;

  @ForeignKey(() => BatchEntry, { name: 'fk_violation_entry' })
  @RefColumn()
  entryId: string;

  @TextColumn(10)
  component: ComponentKind;

  @TextColumn(12)
  degree: ViolationDegree;

  /** Copied from the plan when the minute was made. */
  @IntColumn()
  percent: number;

  @TextColumn(500)
  text: string;

  @RefColumn()
  byId: string;

  @TextColumn(100)
  byName: string;

  @InstantColumn()
  at: Date;

  @TextColumn(64)
  digest: string;

  /** The chair found that it does not stand. */
  @InstantColumn({ nullable: true })
  withdrawnAt: Date | null;

  @TextColumn(300, { nullable: true })
  withdrawnReason: string | null;
}
