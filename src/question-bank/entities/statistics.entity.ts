import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ItemSums } from '../../core/statistics/item-statistics.js';
import { IntColumn, JsonColumn, RefColumn } from '../../database/columns.js';
import { Item } from './item.entity.js';

/** How one batch answered one version of an item; made of its scores, and anew when they change after the lock. */
@Entity('item_answers')
@Index('ix_item_answers_batch', ['batchId'])
export class ItemAnswers {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  versionId: string;

  @PrimaryColumn({ type: 'varchar', length: 36 })
  batchId: string;

  @ForeignKey(() => Item, { name: 'fk_item_answers_item' })
  @RefColumn()
  itemId: string;

  @JsonColumn()
  sums: ItemSums;
}

/** What all batches say together of one version of an item, so that a list of thousands can be sorted by it. */
@Entity('item_statistic')
export class ItemStatistic {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  versionId: string;

  @ForeignKey(() => Item, { name: 'fk_item_statistic_item' })
  @RefColumn()
  itemId: string;

  @IntColumn()
  answers: number;

  /** Ten-thousandths. */
  @IntColumn()
  facility: number;

  /** Ten-thousandths; null where it is not defined. */
  @IntColumn({ nullable: true })
  discrimination: number | null;
}
