import { Entity, ForeignKey, Index } from 'typeorm';
import { Batch } from '../../batch/entities/batch.entity.js';
import { BatchEntry } from '../../batch/entities/batch-entry.entity.js';
import { IdColumn, InstantColumn, IntColumn, RefColumn, TextColumn } from '../../database/columns.js';

/** Bàn hỏi, tiểu ban vấn đáp: one to three examiners and a queue. */
@Entity('oral_panel')
@Index('uq_oral_panel_place', ['batchId', 'position'], { unique: true })
export class OralPanel {
  @IdColumn()
  id: string;

  @ForeignKey(() => Batch, { name: 'fk_oral_panel_batch' })
  @RefColumn()
  batchId: string;

  /** 1, 2, 3: 'Bàn 1'. */
  @IntColumn()
  position: number;

  @TextColumn(100)
  room: string;

  @InstantColumn()
  createdAt: Date;
}

/** An examiner at a panel, from one moment to another; who was replaced stays on record. */
@Entity('oral_panel_member')
@Index('ix_oral_panel_member_panel', ['panelId', 'seat'])
@Index('ix_oral_panel_member_user', ['userId'])
export class OralPanelMember {
  @IdColumn()
  id: string;

  @ForeignKey(() => OralPanel, { name: 'fk_oral_panel_member_panel' })
  @RefColumn()
  panelId: string;

  @RefColumn()
  userId: string;

  @TextColumn(100)
  fullName: string;

  /** The examiner's own unit, where the secretary named one: nobody examines their own unit unnoticed. */
  @RefColumn({ nullable: true })
  unitId: string | null;

  @IntColumn()
  seat: number;

  @InstantColumn()
  fromAt: Date;

  @InstantColumn({ nullable: true })
  toAt: Date | null;

  @TextColumn(300, { nullable: true })
  leaveReason: string | null;
}

/** One candidate's oral examination: a place in a panel's queue, and its moments. */
@Entity('oral_session')
@Index('uq_oral_session_entry', ['entryId'], { unique: true })
@Index('ix_oral_session_panel', ['panelId', 'position'])
export class OralSession {
  @IdColumn()
  id: string;

  @RefColumn()
  batchId: string;

  @ForeignKey(() => BatchEntry, { name: 'fk_oral_session_entry' })
  @RefColumn()
  entryId: string;

  @ForeignKey(() => OralPanel, { name: 'fk_oral_session_panel' })
  @RefColumn()
  panelId: string;

  @IntColumn()
  position: number;

  /** Why somebody of the candidate's own unit may examine all the same; null = no such case, or not waived yet. */
  @TextColumn(300, { nullable: true })
  waiverReason: string | null;

  @InstantColumn({ nullable: true })
  waivedAt: Date | null;

  @InstantColumn({ nullable: true })
  drawnAt: Date | null;

  @InstantColumn({ nullable: true })
  thinkingAt: Date | null;

  @InstantColumn({ nullable: true })
  answeringAt: Date | null;

  @InstantColumn({ nullable: true })
  finishedAt: Date | null;

  /** Did not come when called: with or without leave, and why. */
  @TextColumn(12, { nullable: true })
  missed: 'withLeave' | 'withoutLeave' | null;

  @TextColumn(300, { nullable: true })
  missedReason: string | null;
}
