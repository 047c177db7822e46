import { Injectable } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import type { LedgerActor, StaffActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newId, newToken } from '../common/ids.js';
import type { Role } from '../core/access/access-matrix.js';
import { sha256Hex } from '../core/shared/digest.js';
import { nameSortKey, nfc, searchKey } from '../core/text/vietnamese.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { OrganizationService } from '../organization/organization.service.js';
import type { StaffUser } from './entities/staff-user.entity.js';
import { IdentityRepository } from './identity.repository.js';
import { hashPassword, isPassword } from './passwords.js';
import { ThrottleService } from './throttle.service.js';

const SESSION_HOURS = 12;
const CACHE_MS = 10_000;
const CACHE_SIZE = 1_000;

export interface NewStaff {
  readonly username: string;
  readonly fullName: string;
  readonly password: string;
}

/** Names are matched without case and diacritics: 'Thuky' is 'thuky'. */
export const foldUsername = (typed: string): string => searchKey(typed).replace(/\s/g, '');

/** Accounts, roles and sessions of staff. */
@Injectable()
export class StaffService {
  private readonly cache = new Map<string, { actor: StaffActor; until: number }>();

  constructor(
    private readonly repository: IdentityRepository,
    private readonly organization: OrganizationService,
    private readonly throttle: ThrottleService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError user/name-taken */
  async create(staff: NewStaff, actor: LedgerActor, ownerId: string | null): Promise<StaffUser> {
    const passwordHash = await hashPassword(staff.password);
    const fullName = nfc(staff.fullName);
    const user: StaffUser = {
      id: newId(),
      username: foldUsername(staff.username),
      fullName,
      sortKey: nameSortKey(fullName),
      passwordHash,
      disabled: false,
      createdAt: this.clock.now(),
    };
    await this.uow.run(async () => {
      if ((await this.repository.findUserByName(user.username)) !== null)
        throw new AppError('user/name-taken', { name: user.username });
      await this.repository.insertUser(user);
      this.ledger.record({
        action: 'user.created',
        actor,
        ownerId,
        subjectType: 'user',
        subjectId: user.id,
        detail: `${user.username}: ${fullName}`,
      });
    });
    return user;
  }

  /** Gives a role on a node; a second time it changes nothing. */
  async grant(userId: string, role: Role, nodeId: string, actor: LedgerActor): Promise<void> {
    await this.uow.run(async () => {
      if (await this.repository.hasAssignment(userId, role, nodeId)) return;
      const node = await this.organization.getNode(nodeId);
      await this.repository.insertAssignment({
        id: newId(),
        userId,
        role,
        nodeId,
        ownerId: node.ownerId,
        createdAt: this.clock.now(),
      });
      this.ledger.record({
        action: 'role.granted',
        actor,
        ownerId: node.ownerId,
        subjectType: 'user',
        subjectId: userId,
        facts: { role, nodeId },
      });
    });
    this.cache.clear();
  }

  /** @returns the session's token for the cookie. @throws AppError auth/wrong-credentials, auth/too-many-tries */
  async signIn(username: string, password: string, address: string): Promise<string> {
    const folded = foldUsername(username);
    const who = { door: 'staff', name: folded, address } as const;
    await this.throttle.assertMayTry(who);
    const user = await this.repository.findUserByName(folded);
    const right = await isPassword(user === null || user.disabled ? null : user.passwordHash, password);
    if (user === null || !right) {
      await this.throttle.failed(who);
      throw new AppError('auth/wrong-credentials');
    }
    await this.throttle.succeeded(who);
    return this.openSession(user.id);
  }

  /**
   * Asks the signed-in person once more who they are, before an act that only they may do. Guessing is slowed as at the
   * door. @throws AppError auth/wrong-password, auth/too-many-tries
   */
  async confirmPassword(userId: string, password: string, address: string): Promise<void> {
    const user = await this.repository.findUser(userId);
    const who = { door: 'staff', name: user?.username ?? userId, address } as const;
    await this.throttle.assertMayTry(who);
    const right = await isPassword(user === null || user.disabled ? null : user.passwordHash, password);
    if (!right) {
      await this.throttle.failed(who);
      throw new AppError('auth/wrong-password');
    }
    await this.throttle.succeeded(who);
  }

  async signOut(sessionId: string): Promise<void> {
    this.cache.delete(sessionId);
    await this.uow.run(() => this.repository.deleteSession(sessionId));
  }

  /** Who a session's token belongs to, or null. Read at most every 10 s. */
  async findActor(token: string): Promise<StaffActor | null> {
    const sessionId = sha256Hex(token);
    const now = this.clock.epochMs();
    const cached = this.cache.get(sessionId);
    if (cached !== undefined && cached.until > now) return cached.actor;
    const actor = await this.readActor(sessionId);
    if (this.cache.size >= CACHE_SIZE) this.cache.clear();
    if (actor === null) this.cache.delete(sessionId);
    else this.cache.set(sessionId, { actor, until: now + CACHE_MS });
    return actor;
  }

  /** A new password for somebody who forgot it; every session of theirs ends. */
  async resetPassword(username: string, password: string, actor: LedgerActor): Promise<void> {
    const user = await this.repository.findUserByName(foldUsername(username));
    if (user === null) throw new AppError('user/unknown', { name: username });
    const passwordHash = await hashPassword(password);
    await this.uow.run(async () => {
      await this.repository.updatePassword(user.id, passwordHash);
      await this.repository.deleteSessionsOf(user.id);
      this.ledger.record({
        action: 'user.passwordReset',
        actor,
        ownerId: null,
        subjectType: 'user',
        subjectId: user.id,
      });
    });
    this.cache.clear();
  }

  findByUsername(username: string): Promise<StaffUser | null> {
    return this.repository.findUserByName(foldUsername(username));
  }

  async isEmpty(): Promise<boolean> {
    return (await this.repository.countUsers()) === 0;
  }

  /** Accounts of one owner with their roles. */
  async list(ownerId: string): Promise<{ user: StaffUser; roles: { role: Role; nodeId: string }[] }[]> {
    const [users, assignments] = await Promise.all([
      this.repository.findUsersOf(ownerId),
      this.repository.findAssignmentsOf(ownerId),
    ]);
    return users.map((user) => ({
      user,
      roles: assignments.filter((a) => a.userId === user.id).map(({ role, nodeId }) => ({ role, nodeId })),
    }));
  }

  private async openSession(userId: string): Promise<string> {
    const token = newToken();
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + SESSION_HOURS * 3_600_000);
    await this.uow.run(async () => {
      await this.repository.deleteExpiredSessions(now);
      await this.repository.insertSession({ id: sha256Hex(token), userId, ownerId: null, createdAt: now, expiresAt });
    });
    return token;
  }

  private async readActor(sessionId: string): Promise<StaffActor | null> {
    const session = await this.repository.findSession(sessionId);
    if (session === null || session.expiresAt.getTime() <= this.clock.epochMs()) return null;
    const user = await this.repository.findUser(session.userId);
    if (user === null || user.disabled) return null;
    const assignments = await this.repository.findAssignments(user.id);
    const ownerId = session.ownerId ?? assignments[0]?.ownerId;
    if (ownerId === undefined) return null;
    const owner = await this.organization.getNode(ownerId);
    const roles = [
      ...new Set(assignments.filter((a) => a.ownerId === ownerId && isInForce(a, ownerId)).map((a) => a.role)),
    ];
    const unitIds = assignments.filter((a) => a.ownerId === ownerId && a.role === 'unitOfficer').map((a) => a.nodeId);
    return { id: user.id, name: user.fullName, ownerId, ownerName: owner.name, roles, unitIds, sessionId };
  }
}

/** Every act so far is the whole committee's: a role on one unit gives none of them, but for the unit's own officer. */
const isInForce = (a: { readonly role: Role; readonly nodeId: string }, ownerId: string): boolean =>
  a.nodeId === ownerId || a.role === 'unitOfficer';
