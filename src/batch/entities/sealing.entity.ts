import { Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { BatchSeal } from '../../core/sealing/seal.js';
import { InstantColumn, IntColumn, JsonColumn, LongTextColumn, RefColumn, TextColumn } from '../../database/columns.js';
import { Batch } from './batch.entity.js';

/** Niêm phong: a batch whose seed, forms, keys and oral questions lie encrypted in its parts until it is opened. */
@Entity('sealed_batch')
export class SealedBatch {
  @ForeignKey(() => Batch, { name: 'fk_sealed_batch_batch' })
  @PrimaryColumn({ type: 'varchar', length: 36 })
  batchId: string;

  @JsonColumn()
  seal: BatchSeal;

  @IntColumn()
  parts: number;

  /** Over seal and parts; the ledger has it too. */
  @TextColumn(64)
  digest: string;

  @InstantColumn()
  sealedAt: Date;

  /** From then on there are no parts: everything lies in the tables from which papers are given out. */
  @InstantColumn({ nullable: true })
  openedAt: Date | null;
}

/** Part 0 holds the batch seed and the oral pool, each other one a number of forms with their keys. */
@Entity('sealed_batch_part')
export class SealedBatchPart {
  @ForeignKey(() => Batch, { name: 'fk_sealed_batch_part_batch' })
  @PrimaryColumn({ type: 'varchar', length: 36 })
  batchId: string;

  @PrimaryColumn({ type: 'integer' })
  no: number;

  @TextColumn(16)
  nonce: string;

  @LongTextColumn()
  content: string;
}

/** The first of two slips, encrypted under a key of the server; it waits ten minutes for the second and is deleted. */
@Entity('waiting_slip')
export class WaitingSlip {
  @ForeignKey(() => Batch, { name: 'fk_waiting_slip_batch' })
  @PrimaryColumn({ type: 'varchar', length: 36 })
  batchId: string;

  @RefColumn()
  byId: string;

  @TextColumn(100)
  byName: string;

  @TextColumn(16)
  nonce: string;

  @TextColumn(44)
  content: string;

  @InstantColumn()
  at: Date;
}
