import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { InstantColumn, RefColumn, TextColumn } from '../../database/columns.js';
import { OrgNode } from '../../organization/entities/org-node.entity.js';

export const API_SCOPES = ['eligibility.read'] as const;
export type ApiScope = (typeof API_SCOPES)[number];

/** A key for another program of the committee; the token itself is shown once and never stored, only its digest. */
@Entity('api_token')
@Index('ix_api_token_owner', ['ownerId'])
export class ApiToken {
  @PrimaryColumn({ type: 'varchar', length: 64 })
  id: string;

  @ForeignKey(() => OrgNode, { name: 'fk_api_token_owner' })
  @RefColumn()
  ownerId: string;

  @TextColumn(40)
  scope: ApiScope;

  @TextColumn(100)
  label: string;

  @InstantColumn()
  createdAt: Date;

  @InstantColumn()
  expiresAt: Date;

  @InstantColumn({ nullable: true })
  revokedAt: Date | null;
}
