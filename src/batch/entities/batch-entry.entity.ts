import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ParsedRoster } from '../../core/roster/parse-roster.js';
import type { Attendance } from '../../core/statistics/reconciliation.js';
import type { FormItem, FormKeyItem } from '../../core/blueprint/form.js';
import type { PoolItem } from '../../core/oral/ticket.js';
import { IdColumn, InstantColumn, IntColumn, JsonColumn, RefColumn, TextColumn } from '../../database/columns.js';
import { OrgNode } from '../../organization/entities/org-node.entity.js';
import { Batch, Sitting } from './batch.entity.js';

/** Quần chúng ưu tú: one human being known to one owner. */
@Entity('person')
@Index('ix_person_owner_search', ['ownerId', 'searchKey'])
@Index('ix_person_owner_id_number', ['ownerId', 'idNumber'])
export class Person {
  @IdColumn()
  id: string;

  @ForeignKey(() => OrgNode, { name: 'fk_person_owner' })
  @RefColumn()
  ownerId: string;

  @TextColumn(100)
  fullName: string;

  @TextColumn(200)
  searchKey: string;

  /** YYYY-MM-DD, or YYYY where only the year is known. */
  @TextColumn(10)
  birth: string;

  /** Number of the identity card, as text: its leading zeros count. */
  @TextColumn(12, { nullable: true })
  idNumber: string | null;

  @InstantColumn()
  createdAt: Date;
}

/** Hồ sơ xét kết nạp: opened with a person's first nomination; entries and decisions hang on it. */
@Entity('admission_case')
@Index('uq_admission_case_person', ['personId'], { unique: true })
export class AdmissionCase {
  @IdColumn()
  id: string;

  @ForeignKey(() => OrgNode, { name: 'fk_admission_case_owner' })
  @RefColumn()
  ownerId: string;

  @ForeignKey(() => Person, { name: 'fk_admission_case_person' })
  @RefColumn()
  personId: string;

  @InstantColumn()
  openedAt: Date;
}

/** What the secretary saw of the nomination's papers: has / has not, and the number; never the papers. */
export interface EntryChecks {
  certificateNo: string | null;
  certificateOn: string | null;
  cellResolution: string | null;
}

/** A person in a batch, with the particulars as they will be printed. */
@Entity('batch_entry')
@Index('uq_batch_entry_person', ['batchId', 'personId'], { unique: true })
@Index('uq_batch_entry_candidate_no', ['candidateNo'], { unique: true })
@Index('ix_batch_entry_sort', ['batchId', 'sortKey'])
@Index('ix_batch_entry_sitting', ['sittingId'])
@Index('ix_batch_entry_person', ['personId'])
export class BatchEntry {
  @IdColumn()
  id: string;

  @ForeignKey(() => Batch, { name: 'fk_batch_entry_batch' })
  @RefColumn()
  batchId: string;

  @ForeignKey(() => Person, { name: 'fk_batch_entry_person' })
  @RefColumn()
  personId: string;

  @ForeignKey(() => OrgNode, { name: 'fk_batch_entry_unit' })
  @RefColumn()
  unitId: string;

  @TextColumn(100)
  fullName: string;

  @TextColumn(400)
  sortKey: string;

  @TextColumn(200)
  searchKey: string;

  @TextColumn(10)
  birth: string;

  @TextColumn(6, { nullable: true })
  sex: 'male' | 'female' | null;

  @TextColumn(200)
  unitName: string;

  @TextColumn(200, { nullable: true })
  post: string | null;

  @JsonColumn()
  checks: EntryChecks;

  /** Why the nomination was refused; null = accepted. */
  @TextColumn(300, { nullable: true })
  refusalReason: string | null;

  @TextColumn(12, { nullable: true })
  candidateNo: string | null;

  @ForeignKey(() => Sitting, { name: 'fk_batch_entry_sitting' })
  @RefColumn({ nullable: true })
  sittingId: string | null;

  /** 100 = the plan's minutes; 125 = a quarter more. */
  @IntColumn()
  timeFactorPercent: number;

  @TextColumn(20, { nullable: true })
  attendance: Attendance | null;

  @InstantColumn({ nullable: true })
  attendanceAt: Date | null;

  @TextColumn(300, { nullable: true })
  attendanceReason: string | null;

  /** HMAC of the access code with the server's key. */
  @TextColumn(64, { nullable: true })
  accessCodeHash: string | null;

  @InstantColumn({ nullable: true })
  accessCodeIssuedAt: Date | null;

  /** Until when the invigilator lets the person start late, or move to another device. */
  @InstantColumn({ nullable: true })
  lateLeaveAt: Date | null;

  @InstantColumn({ nullable: true })
  deviceLeaveAt: Date | null;

  @InstantColumn()
  createdAt: Date;
}

/** A list that was uploaded and read, waiting for the secretary's answers; nothing of it is in the batch yet. */
@Entity('roster_upload')
@Index('ix_roster_upload_batch', ['batchId'])
export class RosterUpload {
  @IdColumn()
  id: string;

  @ForeignKey(() => Batch, { name: 'fk_roster_upload_batch' })
  @RefColumn()
  batchId: string;

  @TextColumn(200)
  fileName: string;

  @JsonColumn()
  roster: ParsedRoster;

  @InstantColumn()
  createdAt: Date;
}

/** Đề: the frozen paper of one entry, as it is shown. */
@Entity('form')
@Index('uq_form_entry', ['entryId'], { unique: true })
export class Form {
  @IdColumn()
  id: string;

  @ForeignKey(() => BatchEntry, { name: 'fk_form_entry' })
  @RefColumn()
  entryId: string;

  @RefColumn()
  batchId: string;

  @JsonColumn()
  items: FormItem[];

  /** Digest over the shown items and their keys. */
  @TextColumn(64)
  digest: string;

  @TextColumn(40)
  algorithm: string;

  @InstantColumn()
  createdAt: Date;
}

/** The frozen keys of a form; read only by marking. */
@Entity('form_key')
export class FormKey {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  formId: string;

  @JsonColumn()
  keys: FormKeyItem[];
}

/** The oral questions of a batch with their rubrics, frozen when the roster is closed; never shown to a candidate. */
@Entity('oral_pool')
export class OralPool {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  batchId: string;

  @JsonColumn()
  items: PoolItem[];

  @TextColumn(64)
  digest: string;
}

/** A signed-in browser of a candidate. The token itself is never stored, only its digest. */
@Entity('candidate_session')
@Index('ix_candidate_session_entry', ['entryId'])
export class CandidateSession {
  @PrimaryColumn({ type: 'varchar', length: 64 })
  id: string;

  @ForeignKey(() => BatchEntry, { name: 'fk_candidate_session_entry' })
  @RefColumn()
  entryId: string;

  @InstantColumn()
  createdAt: Date;

  @InstantColumn()
  expiresAt: Date;

  /** When the person said 'this is me' and read the notice. */
  @InstantColumn({ nullable: true })
  confirmedAt: Date | null;
}
