import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { IdColumn, InstantColumn, IntColumn, LongTextColumn, RefColumn, TextColumn } from '../../database/columns.js';
import { SourceDocument } from './bank.entity.js';
import { Item } from './item.entity.js';

/** A remark; why an item in use was sent to review, found right, given back undecided, or retired; or a step of a text on its way into use. */
export type NoteKind =
  | 'comment'
  | 'toReview'
  | 'confirmed'
  | 'returned'
  | 'retired'
  | 'submitted'
  | 'withdrawn'
  | 'approved'
  | 'sentBack'
  | 'putLive'
  | 'dropped';

/** What somebody said of an item; never altered. */
@Entity('item_note')
@Index('ix_item_note_item', ['itemId', 'at'])
export class ItemNote {
  @IdColumn()
  id: string;

  @ForeignKey(() => Item, { name: 'fk_item_note_item' })
  @RefColumn()
  itemId: string;

  /** The version that it was said of. */
  @IntColumn()
  version: number;

  @TextColumn(12)
  kind: NoteKind;

  @LongTextColumn()
  text: string;

  /** The document whose replacement sent the item to review. */
  @ForeignKey(() => SourceDocument, { name: 'fk_item_note_source' })
  @RefColumn({ nullable: true })
  sourceId: string | null;

  /** Null: the files of the bank, or the system. */
  @RefColumn({ nullable: true })
  byId: string | null;

  @TextColumn(100)
  byName: string;

  @InstantColumn()
  at: Date;
}

/** That a person saw an item's key on a day: the ledger is told once. */
@Entity('item_view')
export class ItemView {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  userId: string;

  @ForeignKey(() => Item, { name: 'fk_item_view_item' })
  @PrimaryColumn({ type: 'varchar', length: 36 })
  itemId: string;

  /** YYYY-MM-DD where the owner is. */
  @PrimaryColumn({ type: 'varchar', length: 10 })
  seenOn: string;
}
