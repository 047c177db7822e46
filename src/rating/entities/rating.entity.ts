import { Entity, ForeignKey, Index } from 'typeorm';
import { BatchEntry } from '../../batch/entities/batch-entry.entity.js';
import type { ComponentKind } from '../../core/scoring/outcome.js';
import type { StampedMark, StampedNote } from '../../core/rubric/mark-log.js';
import type { Rubric } from '../../core/rubric/rubric.js';
import {
  IdColumn,
  InstantColumn,
  IntColumn,
  JsonColumn,
  LongTextColumn,
  RefColumn,
  TextColumn,
} from '../../database/columns.js';
import type { Points } from '../../core/shared/points.js';

/** One answer that people mark: a drawn oral question of a candidate, or an essay of a closed attempt; with its rubric. */
@Entity('rated_question')
@Index('uq_rated_question_place', ['entryId', 'component', 'no'], { unique: true })
@Index('ix_rated_question_batch', ['batchId', 'component'])
export class RatedQuestion {
  @IdColumn()
  id: string;

  @RefColumn()
  batchId: string;

  @ForeignKey(() => BatchEntry, { name: 'fk_rated_question_entry' })
  @RefColumn()
  entryId: string;

  @TextColumn(10)
  component: ComponentKind;

  /** Its place among the candidate's oral questions, or its number on the form. */
  @IntColumn()
  no: number;

  @RefColumn()
  itemId: string;

  @RefColumn()
  itemVersionId: string;

  @TextColumn(20)
  code: string;

  @LongTextColumn()
  stem: string;

  @JsonColumn()
  rubric: Rubric;

  @IntColumn()
  points: Points;

  /** Oral: the number on the slip, and the round of the panel's pool. */
  @IntColumn({ nullable: true })
  ticketNo: number | null;

  @RefColumn({ nullable: true })
  panelId: string | null;

  @IntColumn({ nullable: true })
  round: number | null;

  /** Order of draws within the panel. */
  @IntColumn({ nullable: true })
  drawNo: number | null;

  @TextColumn(64)
  digest: string;

  @InstantColumn()
  at: Date;
}

/**
 * Phiếu chấm: one rater's marks of one question. The row with the highest version holds; a locked one never changes,
 * what corrects it is the next version with a reason.
 */
@Entity('mark_sheet')
@Index('uq_mark_sheet_version', ['questionId', 'raterId', 'version'], { unique: true })
@Index('ix_mark_sheet_rater', ['raterId'])
export class MarkSheet {
  @IdColumn()
  id: string;

  @ForeignKey(() => RatedQuestion, { name: 'fk_mark_sheet_question' })
  @RefColumn()
  questionId: string;

  @RefColumn()
  raterId: string;

  /** As it is printed. */
  @TextColumn(100)
  raterName: string;

  /** The rater's place, 1 to 3. */
  @IntColumn()
  seat: number;

  @IntColumn()
  version: number;

  /** Raised each time a page opens the sheet for writing. */
  @IntColumn()
  leaseNo: number;

  @JsonColumn()
  marks: Record<string, StampedMark>;

  @JsonColumn({ nullable: true })
  note: StampedNote | null;

  /** Why this version was made; null for the first. */
  @TextColumn(300, { nullable: true })
  reason: string | null;

  /** A rater who was replaced before locking: the sheet counts no more. */
  @InstantColumn({ nullable: true })
  voidedAt: Date | null;

  @InstantColumn()
  openedAt: Date;

  @InstantColumn({ nullable: true })
  lockedAt: Date | null;

  @IntColumn({ nullable: true })
  total: Points | null;

  @TextColumn(64, { nullable: true })
  digest: string | null;
}

/** What a question is worth when its raters are further apart than the plan allows; the newest version holds. */
@Entity('settlement')
@Index('uq_settlement_version', ['questionId', 'version'], { unique: true })
export class Settlement {
  @IdColumn()
  id: string;

  @ForeignKey(() => RatedQuestion, { name: 'fk_settlement_question' })
  @RefColumn()
  questionId: string;

  @IntColumn()
  version: number;

  @IntColumn()
  points: Points;

  @TextColumn(500)
  reason: string;

  @RefColumn()
  byId: string;

  @TextColumn(100)
  byName: string;

  @TextColumn(64)
  digest: string;

  @InstantColumn()
  at: Date;
}
