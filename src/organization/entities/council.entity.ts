import { Entity, ForeignKey, Index } from 'typeorm';
import { IdColumn, InstantColumn, IntColumn, RefColumn, TextColumn } from '../../database/columns.js';
import { OrgNode } from './org-node.entity.js';

export const COUNCIL_ROLES = ['chair', 'viceChair', 'member', 'secretary'] as const;
export type CouncilRole = (typeof COUNCIL_ROLES)[number];

/** Hội đồng kiểm tra, đánh giá: set up by a decision for a term. */
@Entity('council')
@Index('ix_council_owner', ['ownerId'])
export class Council {
  @IdColumn()
  id: string;

  @ForeignKey(() => OrgNode, { name: 'fk_council_owner' })
  @RefColumn()
  ownerId: string;

  @TextColumn(200)
  title: string;

  @TextColumn(60, { nullable: true })
  decisionNo: string | null;

  @TextColumn(10, { nullable: true })
  decisionOn: string | null;

  /** The committee's term for which it stands, '2025-2030'; numbers of its papers run within it. */
  @TextColumn(20, { nullable: true })
  term: string | null;

  @InstantColumn()
  createdAt: Date;
}

@Entity('council_member')
@Index('ix_council_member_council', ['councilId', 'position'])
export class CouncilMember {
  @IdColumn()
  id: string;

  @ForeignKey(() => Council, { name: 'fk_council_member_council' })
  @RefColumn()
  councilId: string;

  @RefColumn({ nullable: true })
  userId: string | null;

  @TextColumn(100)
  fullName: string;

  @TextColumn(20)
  role: CouncilRole;

  @TextColumn(200)
  office: string;

  @IntColumn()
  position: number;
}
