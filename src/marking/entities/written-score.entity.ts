import { Entity, ForeignKey, Index } from 'typeorm';
import { Attempt } from '../../delivery/entities/attempt.entity.js';
import type { ItemScore } from '../../core/scoring/score-form.js';
import { IdColumn, InstantColumn, IntColumn, JsonColumn, RefColumn, TextColumn } from '../../database/columns.js';

/** The score of one attempt; versions are appended, never altered. Points in hundredths. */
@Entity('written_score')
@Index('uq_written_score_version', ['attemptId', 'version'], { unique: true })
export class WrittenScore {
  @IdColumn()
  id: string;

  @ForeignKey(() => Attempt, { name: 'fk_written_score_attempt' })
  @RefColumn()
  attemptId: string;

  @IntColumn()
  version: number;

  @IntColumn()
  points: number;

  @IntColumn()
  maxPoints: number;

  @JsonColumn()
  items: ItemScore[];

  /** The ruling that made this version; null for the first. */
  @RefColumn({ nullable: true })
  rescoreId: string | null;

  @TextColumn(64)
  digest: string;

  @InstantColumn()
  at: Date;
}
