import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { IntColumn, TextColumn } from '../../database/columns.js';
import { Bank } from './bank.entity.js';
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

/** Two items of a bank, by code in order, that never stand in one form. */
@Entity('item_enemy')
export class ItemEnemy {
  @ForeignKey(() => Bank, { name: 'fk_item_enemy_bank' })
  @PrimaryColumn({ type: 'varchar', length: 36 })
  bankId: string;

  @PrimaryColumn({ type: 'varchar', length: 20 })
  codeA: string;

  @PrimaryColumn({ type: 'varchar', length: 20 })
  codeB: string;

  @TextColumn(300)
  reason: string;
}
