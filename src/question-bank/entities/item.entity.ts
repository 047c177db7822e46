import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type {
  Citation,
  ItemKind,
  ItemLevel,
  ItemOption,
  ItemState,
  Key,
  TextFolding,
  Verification,
} from '../../core/item/item.js';
import type { RoadState } from '../../core/item/road.js';
import type { Rubric } from '../../core/rubric/rubric.js';
import {
  BoolColumn,
  IdColumn,
  InstantColumn,
  IntColumn,
  JsonColumn,
  LongTextColumn,
  RefColumn,
  TextColumn,
} from '../../database/columns.js';
import { Bank } from './bank.entity.js';

@Entity('item')
@Index('uq_item_code', ['bankId', 'code'], { unique: true })
export class Item {
  @IdColumn()
  id: string;

  @ForeignKey(() => Bank, { name: 'fk_item_bank' })
  @RefColumn()
  bankId: string;

  @TextColumn(20)
  code: string;

  @TextColumn(40)
  topic: string;

  @TextColumn(12)
  level: ItemLevel;

  @TextColumn(12)
  kind: ItemKind;

  @TextColumn(12)
  state: ItemState;

  /** The version in force. */
  @IntColumn()
  version: number;

  @RefColumn()
  versionId: string;

  @LongTextColumn()
  searchKey: string;

  /** Since when the version in force is in use; null while the item never was. */
  @InstantColumn({ nullable: true })
  liveSince: Date | null;

  /** The changed text of an item that is or was in use, on its way (`core/item/road.ts`). */
  @IntColumn({ nullable: true })
  nextVersion: number | null;

  @RefColumn({ nullable: true })
  nextVersionId: string | null;

  @TextColumn(12, { nullable: true })
  nextState: RoadState | null;

  /** Ids of all who have written the text on its way. */
  @JsonColumn({ nullable: true, transformer: { to: (v: unknown) => v, from: (v: string[] | null) => v ?? [] } })
  authors: string[];
}

/** What an item said from one change to the next; never altered. */
@Entity('item_version')
@Index('uq_item_version', ['itemId', 'version'], { unique: true })
export class ItemVersion {
  @IdColumn()
  id: string;

  @ForeignKey(() => Item, { name: 'fk_item_version_item' })
  @RefColumn()
  itemId: string;

  @IntColumn()
  version: number;

  @TextColumn(40)
  topic: string;

  @TextColumn(12)
  level: ItemLevel;

  @TextColumn(12)
  kind: ItemKind;

  @LongTextColumn()
  stem: string;

  /** Of a matching item; rows from before there were any have none. */
  @JsonColumn({ nullable: true, transformer: { to: (v: unknown) => v, from: (v: ItemOption[] | null) => v ?? [] } })
  prompts: ItemOption[];

  @JsonColumn()
  options: ItemOption[];

  /** Of a short text. */
  @TextColumn(12, { nullable: true })
  folding: TextFolding | null;

  @BoolColumn()
  shuffle: boolean;

  @JsonColumn()
  citation: Citation;

  /** Document, article and clause as one text; null where nothing narrower than the document is cited. */
  @TextColumn(400, { nullable: true })
  clauseKey: string | null;

  @TextColumn(12)
  verifiedAgainst: Verification;

  @JsonColumn()
  review: { writtenBy: string; checkedBy: string[]; on: string };

  /** Digest of the whole content, key included, salted: the same content imports as no change. */
  @TextColumn(64)
  digest: string;

  @InstantColumn()
  createdAt: Date;
}

/** Keys, rubrics and explanations, apart from what is shown: the delivery of an exam never reads this table. */
@Entity('item_key')
export class ItemKey {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  itemVersionId: string;

  @JsonColumn()
  key: Key;

  @LongTextColumn()
  explanation: string;

  /** What people mark an essay or an oral answer by, as secret as a key; null where a machine compares. */
  @JsonColumn({ nullable: true })
  rubric: Rubric | null;

  @TextColumn(44)
  salt: string;
}
