import { Entity, ForeignKey, Index } from 'typeorm';
import type { SourceStatus } from '../../core/item/item.js';
import {
  BoolColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  LongTextColumn,
  RefColumn,
  TextColumn,
} from '../../database/columns.js';
import { OrgNode } from '../../organization/entities/org-node.entity.js';

export interface BankTopic {
  readonly code: string;
  readonly title: string;
  readonly example: boolean;
}

@Entity('bank')
@Index('uq_bank_code', ['ownerId', 'code'], { unique: true })
export class Bank {
  @IdColumn()
  id: string;

  @ForeignKey(() => OrgNode, { name: 'fk_bank_owner' })
  @RefColumn()
  ownerId: string;

  @TextColumn(60)
  code: string;

  @TextColumn(200)
  title: string;

  /** public: anybody may have read the keys; secret: kept by the council. */
  @TextColumn(10)
  exposure: 'public' | 'secret';

  @LongTextColumn()
  notice: string;

  @JsonColumn()
  topics: BankTopic[];

  @InstantColumn()
  updatedAt: Date;

  /** The upload whose questions come in here, unseen until they are all there; null: a bank as people know it. */
  @RefColumn({ nullable: true })
  uploadId: string | null;
}

/** An official document that items cite; four of them bear the number 01-HD/TW, so the date belongs to its name. */
@Entity('source_document')
@Index('uq_source_document_code', ['bankId', 'code'], { unique: true })
export class SourceDocument {
  @IdColumn()
  id: string;

  @ForeignKey(() => Bank, { name: 'fk_source_document_bank' })
  @RefColumn()
  bankId: string;

  @TextColumn(60)
  code: string;

  @TextColumn(60)
  kind: string;

  @TextColumn(60, { nullable: true })
  number: string | null;

  @TextColumn(10, { nullable: true })
  issuedOn: string | null;

  @TextColumn(300)
  title: string;

  @TextColumn(12)
  status: SourceStatus;

  @TextColumn(10, { nullable: true })
  inForceFrom: string | null;

  /** The last day on which it was in force. */
  @TextColumn(10, { nullable: true })
  inForceTo: string | null;

  /** The document of the same bank that took its place. */
  @RefColumn({ nullable: true })
  replacedById: string | null;

  /** Why it was marked as replaced, where a person did so. */
  @TextColumn(500, { nullable: true })
  replacedReason: string | null;
}

/** A person who compared the keys with the official texts, as a real sitting needs. */
@Entity('bank_confirmation')
@Index('ix_bank_confirmation_bank', ['bankId'])
export class BankConfirmation {
  @IdColumn()
  id: string;

  @ForeignKey(() => Bank, { name: 'fk_bank_confirmation_bank' })
  @RefColumn()
  bankId: string;

  @TextColumn(100)
  confirmedBy: string;

  @TextColumn(64)
  bankDigest: string;

  @BoolColumn()
  complete: boolean;

  @InstantColumn()
  at: Date;
}
