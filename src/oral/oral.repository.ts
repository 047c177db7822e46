import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work.js';
import { OralPanel, OralPanelMember, OralSession } from './entities/oral.entity.js';

@Injectable()
export class OralRepository {
  constructor(private readonly uow: UnitOfWork) {}

  /** Holds a panel until the transaction ends, so that two who press at once draw one set of questions. */
  async lockPanel(id: string): Promise<void> {
    if (this.uow.engine !== 'postgres') return;
    await this.uow.writing.findOne(OralPanel, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  findPanel(id: string): Promise<OralPanel | null> {
    return this.uow.manager.findOneBy(OralPanel, { id });
  }

  findPanels(batchId: string): Promise<OralPanel[]> {
    return this.uow.manager.find(OralPanel, { where: { batchId }, order: { position: 'ASC' } });
  }

  async insertPanel(row: OralPanel): Promise<void> {
    await this.uow.writing.insert(OralPanel, row);
  }

  /** Everybody who sits or sat at these panels, by seat, then by time. */
  findMembers(panelIds: readonly string[]): Promise<OralPanelMember[]> {
    if (panelIds.length === 0) return Promise.resolve([]);
    return this.uow.manager
      .createQueryBuilder(OralPanelMember, 'm')
      .where('m.panelId IN (:...panelIds)', { panelIds })
      .orderBy('m.seat')
      .addOrderBy('m.fromAt')
      .addOrderBy('m.id')
      .getMany();
  }

  /** Panels at which somebody sits now. */
  findSeatsOf(userId: string): Promise<OralPanelMember[]> {
    return this.uow.manager
      .createQueryBuilder(OralPanelMember, 'm')
      .where('m.userId = :userId', { userId })
      .andWhere('m.toAt IS NULL')
      .orderBy('m.fromAt', 'DESC')
      .getMany();
  }

  async insertMember(row: OralPanelMember): Promise<void> {
    await this.uow.writing.insert(OralPanelMember, row);
  }

  async updateMember(id: string, changes: Partial<OralPanelMember>): Promise<void> {
    await this.uow.writing.update(OralPanelMember, { id }, changes);
  }

  findSession(id: string): Promise<OralSession | null> {
    return this.uow.manager.findOneBy(OralSession, { id });
  }

  findSessions(batchId: string): Promise<OralSession[]> {
    return this.uow.manager.find(OralSession, { where: { batchId }, order: { panelId: 'ASC', position: 'ASC' } });
  }

  async insertSession(row: OralSession): Promise<void> {
    await this.uow.writing.insert(OralSession, row);
  }

  async updateSession(id: string, changes: Partial<OralSession>): Promise<void> {
    await this.uow.writing.update(OralSession, { id }, changes);
  }

  async deleteSessions(batchId: string): Promise<void> {
    await this.uow.writing.delete(OralSession, { batchId });
  }

  findAllPanels(): Promise<OralPanel[]> {
    return this.uow.manager.find(OralPanel);
  }

  findAllMembers(): Promise<OralPanelMember[]> {
    return this.uow.manager.find(OralPanelMember);
  }

  findAllSessions(): Promise<OralSession[]> {
    return this.uow.manager.find(OralSession);
  }
}
