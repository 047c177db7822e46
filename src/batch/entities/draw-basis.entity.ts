import { Entity, ForeignKey } from 'typeorm';
import { IdColumn, LongTextColumn, TextColumn } from '../../database/columns.js';
import { Batch } from './batch.entity.js';

/**
 * What the forms of a batch were drawn from: the live items with their places in the blueprint, clauses, enemies and expected
 * shares, as they were known then. With the seed it gives the same forms again, whatever has become of the bank.
 */
@Entity('draw_basis')
export class DrawBasis {
  @ForeignKey(() => Batch, { name: 'fk_draw_basis_batch' })
  @IdColumn()
  batchId: string;

  /** JSON of the items; kept as the text that the digest was made of. */
  @LongTextColumn()
  stock: string;

  @TextColumn(64)
  digest: string;
}
