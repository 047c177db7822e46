import { Entity, ForeignKey, Index } from 'typeorm';
import type { Blueprint } from '../../core/blueprint/blueprint.js';
import type { RuleSet } from '../../core/scoring/rule-set.js';
import { IdColumn, InstantColumn, IntColumn, JsonColumn, RefColumn, TextColumn } from '../../database/columns.js';
import { OrgNode } from '../../organization/entities/org-node.entity.js';

@Entity('exam_plan')
@Index('ix_exam_plan_owner', ['ownerId'])
export class ExamPlan {
  @IdColumn()
  id: string;

  @ForeignKey(() => OrgNode, { name: 'fk_exam_plan_owner' })
  @RefColumn()
  ownerId: string;

  @TextColumn(200)
  title: string;

  @IntColumn()
  version: number;

  @RefColumn()
  versionId: string;

  @InstantColumn()
  createdAt: Date;
}

/** One state of a plan; immutable once a batch uses it, then a change makes the next version. */
@Entity('exam_plan_version')
@Index('uq_exam_plan_version', ['planId', 'version'], { unique: true })
export class ExamPlanVersion {
  @IdColumn()
  id: string;

  @ForeignKey(() => ExamPlan, { name: 'fk_exam_plan_version_plan' })
  @RefColumn()
  planId: string;

  @IntColumn()
  version: number;

  @JsonColumn()
  rules: RuleSet;

  @JsonColumn()
  blueprint: Blueprint;

  @TextColumn(64)
  digest: string;

  /** Set when a batch closes its roster with it. */
  @InstantColumn({ nullable: true })
  usedAt: Date | null;

  @InstantColumn()
  createdAt: Date;
}
