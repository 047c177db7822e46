import { Entity, ForeignKey, Index } from 'typeorm';
import type { Blueprint } from '../../core/blueprint/blueprint.js';
import type { RuleSet } from '../../core/scoring/rule-set.js';
import { IdColumn, InstantColumn, IntColumn, JsonColumn, RefColumn, TextColumn } from '../../database/columns.js';
import { ExamPlan } from '../../exam-plan/entities/exam-plan.entity.js';
import { Council } from '../../organization/entities/council.entity.js';
import { OrgNode } from '../../organization/entities/org-node.entity.js';
import { Bank } from '../../question-bank/entities/bank.entity.js';

/** Đợt kiểm tra. Its stage is derived from its facts, never stored. */
@Entity('batch')
@Index('uq_batch_number', ['ownerId', 'year', 'number'], { unique: true })
export class Batch {
  @IdColumn()
  id: string;

  @ForeignKey(() => OrgNode, { name: 'fk_batch_owner' })
  @RefColumn()
  ownerId: string;

  @IntColumn()
  year: number;

  @IntColumn()
  number: number;

  @TextColumn(10)
  examOn: string;

  @TextColumn(200)
  place: string;

  @ForeignKey(() => ExamPlan, { name: 'fk_batch_plan' })
  @RefColumn()
  planId: string;

  @ForeignKey(() => Bank, { name: 'fk_batch_bank' })
  @RefColumn()
  bankId: string;

  @ForeignKey(() => Council, { name: 'fk_batch_council' })
  @RefColumn({ nullable: true })
  councilId: string | null;

  @InstantColumn({ nullable: true })
  rosterClosedAt: Date | null;

  @InstantColumn({ nullable: true })
  cancelledAt: Date | null;

  /** From here on frozen copies, set at closeRoster; scoring reads only these. */
  @RefColumn({ nullable: true })
  planVersionId: string | null;

  @JsonColumn({ nullable: true })
  rules: RuleSet | null;

  @JsonColumn({ nullable: true })
  blueprint: Blueprint | null;

  @TextColumn(64, { nullable: true })
  planDigest: string | null;

  @TextColumn(64, { nullable: true })
  bankDigest: string | null;

  /** 32 bytes of chance as base64; secret until the results are locked. */
  @TextColumn(44, { nullable: true })
  seed: string | null;

  @TextColumn(64, { nullable: true })
  seedCommitment: string | null;

  /** The council has convened to consider the results. */
  @InstantColumn({ nullable: true })
  reviewOpenedAt: Date | null;

  @InstantColumn({ nullable: true })
  resultsLockedAt: Date | null;

  /** An addendum is being made: what rests on marks may change although the results are locked. */
  @InstantColumn({ nullable: true })
  addendumOpenedAt: Date | null;

  @InstantColumn({ nullable: true })
  publishedAt: Date | null;

  /** When its answers were counted among the statistics of its items; null: not yet, or not as its scores stand now. */
  @InstantColumn({ nullable: true })
  itemsCountedAt: Date | null;

  @InstantColumn()
  createdAt: Date;
}

/** What the council's acts set, before any of them. */
export const NOT_REVIEWED = {
  reviewOpenedAt: null,
  resultsLockedAt: null,
  addendumOpenedAt: null,
  publishedAt: null,
  itemsCountedAt: null,
} as const satisfies Partial<Batch>;

/** What closeRoster fixes, while the roster is open. */
export const NOT_FROZEN = {
  rosterClosedAt: null,
  planVersionId: null,
  rules: null,
  blueprint: null,
  planDigest: null,
  bankDigest: null,
  seed: null,
  seedCommitment: null,
} as const satisfies Partial<Batch>;

/** Buổi kiểm tra: a place and a start. */
@Entity('sitting')
@Index('ix_sitting_batch', ['batchId'])
export class Sitting {
  @IdColumn()
  id: string;

  @ForeignKey(() => Batch, { name: 'fk_sitting_batch' })
  @RefColumn()
  batchId: string;

  @TextColumn(100)
  room: string;

  @InstantColumn()
  startsAt: Date;

  /** The start signal. */
  @InstantColumn({ nullable: true })
  startedAt: Date | null;

  @InstantColumn({ nullable: true })
  closedAt: Date | null;
}
