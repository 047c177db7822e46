import { Entity, Index, PrimaryColumn } from 'typeorm';
import { IntColumn, LongTextColumn, RefColumn, TextColumn } from '../../database/columns.js';

@Entity('ledger_entry')
@Index('ix_ledger_entry_subject', ['subjectType', 'subjectId'])
export class LedgerEntryRow {
  @PrimaryColumn({ type: 'integer' })
  seq: number;

  @IntColumn()
  v: number;

  /** ISO instant exactly as it was hashed. */
  @TextColumn(24)
  at: string;

  @RefColumn({ nullable: true })
  actorId: string | null;

  @TextColumn(160)
  role: string;

  @RefColumn({ nullable: true })
  ownerId: string | null;

  @TextColumn(40)
  action: string;

  @TextColumn(40)
  subjectType: string;

  @TextColumn(80)
  subjectId: string;

  /** Canonical JSON exactly as it was hashed. */
  @LongTextColumn()
  facts: string;

  @TextColumn(64, { nullable: true })
  detailHash: string | null;

  @TextColumn(64)
  prevHash: string;

  @TextColumn(64)
  hash: string;
}

/** Free or personal text of an entry; the chain holds only its salted digest, so that it can be erased. */
@Entity('ledger_detail')
export class LedgerDetail {
  @PrimaryColumn({ type: 'integer' })
  seq: number;

  @TextColumn(44)
  salt: string;

  @LongTextColumn({ nullable: true })
  text: string | null;
}

/** The one row that says where the chain ends; locked last in every transaction that appends. */
@Entity('ledger_head')
export class LedgerHead {
  @PrimaryColumn({ type: 'integer' })
  id: number;

  @IntColumn()
  seq: number;

  @TextColumn(64)
  hash: string;
}
