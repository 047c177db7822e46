import { Entity, ForeignKey, Index } from 'typeorm';
import { Batch } from '../../batch/entities/batch.entity.js';
import { BatchEntry } from '../../batch/entities/batch-entry.entity.js';
import type { BandCode, Outcome, OutcomeStatus } from '../../core/scoring/outcome.js';
import type { Points } from '../../core/shared/points.js';
import { IdColumn, InstantColumn, IntColumn, JsonColumn, RefColumn, TextColumn } from '../../database/columns.js';

/** A locked result of one entry; the row with the highest version holds, the others stay. */
@Entity('result')
@Index('uq_result_version', ['entryId', 'version'], { unique: true })
@Index('ix_result_batch', ['batchId'])
export class ResultRow {
  @IdColumn()
  id: string;

  @RefColumn()
  batchId: string;

  @ForeignKey(() => BatchEntry, { name: 'fk_result_entry' })
  @RefColumn()
  entryId: string;

  @IntColumn()
  version: number;

  /** Null: fixed when the results were locked; else by which addendum. */
  @RefColumn({ nullable: true })
  addendumId: string | null;

  @TextColumn(16)
  status: OutcomeStatus;

  @IntColumn({ nullable: true })
  total: Points | null;

  @TextColumn(10, { nullable: true })
  band: BandCode | null;

  /** The whole calculation. */
  @JsonColumn()
  outcome: Outcome;

  @TextColumn(64)
  digest: string;

  @InstantColumn()
  at: Date;
}

/** Phụ lục: the only way in which locked results change. */
@Entity('addendum')
@Index('uq_addendum_number', ['batchId', 'number'], { unique: true })
export class Addendum {
  @IdColumn()
  id: string;

  @ForeignKey(() => Batch, { name: 'fk_addendum_batch' })
  @RefColumn()
  batchId: string;

  @IntColumn()
  number: number;

  @TextColumn(500)
  reason: string;

  @RefColumn()
  byId: string;

  @InstantColumn()
  openedAt: Date;

  @InstantColumn({ nullable: true })
  closedAt: Date | null;
}
