import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { BoolColumn, IdColumn, InstantColumn, IntColumn, RefColumn, TextColumn } from '../../database/columns.js';
import { OrgNode } from '../../organization/entities/org-node.entity.js';
import type { Role } from '../../core/access/access-matrix.js';

@Entity('staff_user')
@Index('uq_staff_user_username', ['username'], { unique: true })
export class StaffUser {
  @IdColumn()
  id: string;

  /** Lower case, without diacritics. */
  @TextColumn(60)
  username: string;

  @TextColumn(100)
  fullName: string;

  @TextColumn(400)
  sortKey: string;

  /** argon2id, PHC string. */
  @TextColumn(200)
  passwordHash: string;

  @BoolColumn()
  disabled: boolean;

  @InstantColumn()
  createdAt: Date;
}

/** A role on a node of the tree; it covers the node and all below. */
@Entity('role_assignment')
@Index('ix_role_assignment_user', ['userId'])
@Index('uq_role_assignment', ['userId', 'role', 'nodeId'], { unique: true })
export class RoleAssignment {
  @IdColumn()
  id: string;

  @ForeignKey(() => StaffUser, { name: 'fk_role_assignment_user' })
  @RefColumn()
  userId: string;

  @TextColumn(30)
  role: Role;

  @ForeignKey(() => OrgNode, { name: 'fk_role_assignment_node' })
  @RefColumn()
  nodeId: string;

  @RefColumn()
  ownerId: string;

  @InstantColumn()
  createdAt: Date;
}

/** A signed-in browser of a member of staff. The token itself is never stored, only its digest. */
@Entity('staff_session')
@Index('ix_staff_session_user', ['userId'])
@Index('ix_staff_session_expires', ['expiresAt'])
export class StaffSession {
  @PrimaryColumn({ type: 'varchar', length: 64 })
  id: string;

  @ForeignKey(() => StaffUser, { name: 'fk_staff_session_user' })
  @RefColumn()
  userId: string;

  @RefColumn({ nullable: true })
  ownerId: string | null;

  @InstantColumn()
  createdAt: Date;

  @InstantColumn()
  expiresAt: Date;
}

/** Failed sign-ins by account and by address; it survives a restart. */
@Entity('sign_in_throttle')
export class SignInThrottle {
  @PrimaryColumn({ type: 'varchar', length: 160 })
  subject: string;

  @IntColumn()
  failures: number;

  @InstantColumn()
  lastFailureAt: Date;
}
