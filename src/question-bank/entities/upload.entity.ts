import { Entity, ForeignKey, Index } from 'typeorm';
import type { LedgerActor } from '../../common/actor.js';
import type { DraftPart, FileProblem, Place } from '../../core/formats/draft.js';
import type { ItemContent } from '../../core/item/item.js';
import { IdColumn, InstantColumn, IntColumn, JsonColumn, RefColumn, TextColumn } from '../../database/columns.js';
import { Bank } from './bank.entity.js';

/** On whose behalf an import goes on, whoever carries it on. */
export interface ImportAs {
  readonly ownerId: string;
  readonly actor: LedgerActor;
  readonly name: string;
  /** The day on which it was asked for. */
  readonly on: string;
}

/** A file of questions that somebody looks at before it becomes drafts of a bank. */
@Entity('item_upload')
@Index('ix_item_upload_bank', ['bankId'])
export class ItemUpload {
  @IdColumn()
  id: string;

  @ForeignKey(() => Bank, { name: 'fk_item_upload_bank' })
  @RefColumn()
  bankId: string;

  /** Who sent it: nobody else sees it. */
  @RefColumn()
  userId: string;

  @TextColumn(200)
  fileName: string;

  /** SHA-256 of the file. */
  @TextColumn(64)
  fileDigest: string;

  @TextColumn(12)
  format: string;

  /**
   * staging: its questions are still coming in, or never came; ready: all are here; importing: they become items, in a bank of
   * their own that nobody sees; imported: they are drafts of the bank; refused: somebody else's question took a code meanwhile.
   */
  @TextColumn(12)
  state: 'staging' | 'ready' | 'importing' | 'imported' | 'refused';

  @IntColumn()
  items: number;

  @JsonColumn()
  problems: FileProblem[];

  @InstantColumn()
  createdAt: Date;

  @JsonColumn({ nullable: true })
  importAs: ImportAs | null;
}

/** A question of such a file, as it will become a draft. */
@Entity('staged_item')
@Index('uq_staged_item', ['uploadId', 'no'], { unique: true })
export class StagedItem {
  @IdColumn()
  id: string;

  @ForeignKey(() => ItemUpload, { name: 'fk_staged_item_upload' })
  @RefColumn()
  uploadId: string;

  /** From 1, in the order of the file. */
  @IntColumn()
  no: number;

  @JsonColumn()
  content: ItemContent;

  @JsonColumn()
  place: Place;

  @JsonColumn()
  missing: DraftPart[];

  /** Codes of items, or 'no 7' of the same file, that ask the same. */
  @JsonColumn()
  twins: string[];
}
