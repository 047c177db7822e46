import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Role } from '../core/access/access-matrix.js';
import { readRow, readRowsOf } from '../database/rows.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { RoleAssignment, SignInThrottle, StaffSession, StaffUser } from './entities/staff-user.entity.js';

@Injectable()
export class IdentityRepository {
  constructor(private readonly uow: UnitOfWork) {}

  findUser(id: string): Promise<StaffUser | null> {
    return this.uow.manager.findOneBy(StaffUser, { id });
  }

  findUserByName(username: string): Promise<StaffUser | null> {
    return this.uow.manager.findOneBy(StaffUser, { username });
  }

  countUsers(): Promise<number> {
    return this.uow.manager.count(StaffUser);
  }

  /** Users who hold a role under one owner, in Vietnamese order. */
  findUsersOf(ownerId: string): Promise<StaffUser[]> {
    return this.uow.manager
      .createQueryBuilder(StaffUser, 'u')
      .where(
        (q) =>
          `u.id IN ${q.subQuery().select('r.userId').from(RoleAssignment, 'r').where('r.ownerId = :ownerId').getQuery()}`,
      )
      .setParameter('ownerId', ownerId)
      .orderBy('u.sortKey')
      .getMany();
  }

  findAssignments(userId: string): Promise<RoleAssignment[]> {
    return this.uow.manager.find(RoleAssignment, { where: { userId }, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  findAssignmentsOf(ownerId: string): Promise<RoleAssignment[]> {
    return this.uow.manager.find(RoleAssignment, { where: { ownerId } });
  }

  async insertUser(user: StaffUser): Promise<void> {
    await this.uow.writing.insert(StaffUser, user);
  }

  async updatePassword(id: string, passwordHash: string): Promise<void> {
    await this.uow.writing.update(StaffUser, { id }, { passwordHash });
  }

  async insertAssignment(row: RoleAssignment): Promise<void> {
    await this.uow.writing.insert(RoleAssignment, row);
  }

  hasAssignment(userId: string, role: Role, nodeId: string): Promise<boolean> {
    return this.uow.manager.existsBy(RoleAssignment, { userId, role, nodeId });
  }

  findSession(id: string): Promise<StaffSession | null> {
    return this.uow.manager.findOneBy(StaffSession, { id });
  }

  async insertSession(row: StaffSession): Promise<void> {
    await this.uow.writing.insert(StaffSession, row);
  }

  async deleteSession(id: string): Promise<void> {
    await this.uow.writing.delete(StaffSession, { id });
  }

  async deleteSessionsOf(userId: string): Promise<void> {
    await this.uow.writing.delete(StaffSession, { userId });
  }

  async deleteExpiredSessions(now: Date): Promise<void> {
    await this.uow.writing
      .createQueryBuilder()
      .delete()
      .from(StaffSession)
      .where('expiresAt < :now', { now: now.toISOString() })
      .execute();
  }

  findThrottle(subject: string): Promise<SignInThrottle | null> {
    return readRow(this.uow.manager, SignInThrottle, 'WHERE subject = ?', [subject]);
  }

  findThrottles(subjects: readonly string[]): Promise<SignInThrottle[]> {
    return readRowsOf(this.uow.manager, SignInThrottle, 'subject', subjects);
  }

  /** Of failures at once, on whatever instance, each is counted. SQLite lets one transaction pass at a time anyway. */
  async lockThrottle(subject: string): Promise<void> {
    if (this.uow.engine === 'postgres')
      await this.uow.writing.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [subject]);
  }

  async saveThrottle(row: SignInThrottle): Promise<void> {
    await this.uow.writing.upsert(SignInThrottle, row, ['subject']);
  }

  async deleteThrottle(subject: string): Promise<void> {
    await this.uow.writing.delete(SignInThrottle, { subject });
  }

  async deleteThrottles(subjects: readonly string[]): Promise<void> {
    for (let from = 0; from < subjects.length; from += 300)
      await this.uow.writing.delete(SignInThrottle, { subject: In(subjects.slice(from, from + 300)) });
  }
}
