import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { IntColumn, TextColumn } from '../../database/columns.js';
import { Item } from './item.entity.js';

/** How many forms of a batch have an item; written when its roster is closed, and taken away when it is reopened. */
@Entity('item_use')
@Index('ix_item_use_batch', ['batchId'])
export class ItemUse {
  @ForeignKey(() => Item, { name: 'fk_item_use_item' })
  @PrimaryColumn({ type: 'varchar', length: 36 })
  itemId: string;

  @PrimaryColumn({ type: 'varchar', length: 36 })
  batchId: string;

  /** The batch's own, as it was called when its roster was closed. */
  @IntColumn()
  year: number;

  @IntColumn()
  number: number;

  /** The day of the check, YYYY-MM-DD. */
  @TextColumn(10)
  usedOn: string;

  @IntColumn()
  forms: number;
}
