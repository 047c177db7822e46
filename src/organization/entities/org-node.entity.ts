import { Entity, ForeignKey, Index } from 'typeorm';
import { IdColumn, InstantColumn, RefColumn, TextColumn } from '../../database/columns.js';

export const ORG_KINDS = ['committee', 'grassroots', 'subCommittee', 'cell'] as const;
export type OrgKind = (typeof ORG_KINDS)[number];

/** A party organisation. The owner is the committee whose council it is; a unit is any node that nominates. */
@Entity('org_node')
@Index('ix_org_node_owner', ['ownerId', 'sortKey'])
@Index('ix_org_node_parent', ['parentId', 'sortKey'])
@Index('uq_org_node_name', ['ownerId', 'parentId', 'name'], { unique: true })
export class OrgNode {
  @IdColumn()
  id: string;

  @ForeignKey(() => OrgNode, { name: 'fk_org_node_parent' })
  @RefColumn({ nullable: true })
  parentId: string | null;

  @RefColumn()
  ownerId: string;

  @TextColumn(30)
  kind: OrgKind;

  @TextColumn(200)
  name: string;

  @TextColumn(900)
  sortKey: string;

  @TextColumn(200)
  searchKey: string;

  /** Ids from the root down to this node, '/a/b/'; a prefix match finds a subtree. */
  @TextColumn(800)
  path: string;

  @InstantColumn()
  createdAt: Date;
}
