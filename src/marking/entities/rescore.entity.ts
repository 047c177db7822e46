import { Entity, ForeignKey, Index } from 'typeorm';
import { Batch } from '../../batch/entities/batch.entity.js';
import type { RulingKind } from '../../core/scoring/item-ruling.js';
import { IdColumn, InstantColumn, IntColumn, JsonColumn, RefColumn, TextColumn } from '../../database/columns.js';

/** What the council ruled about one item of a batch after the sitting; the newest about an item holds. */
@Entity('rescore')
@Index('uq_rescore_version', ['batchId', 'itemId', 'version'], { unique: true })
export class Rescore {
  @IdColumn()
  id: string;

  @ForeignKey(() => Batch, { name: 'fk_rescore_batch' })
  @RefColumn()
  batchId: string;

  @RefColumn()
  itemId: string;

  @TextColumn(20)
  code: string;

  @IntColumn()
  version: number;

  @TextColumn(12)
  kind: RulingKind;

  /** Whole keys in the author's letters. */
  @JsonColumn()
  keys: string[][];

  @TextColumn(500)
  reason: string;

  @RefColumn()
  byId: string;

  @TextColumn(64)
  digest: string;

  @InstantColumn()
  at: Date;
}
