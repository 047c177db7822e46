import { Injectable } from '@nestjs/common';
import { readRow, readRows } from '../database/rows.js';
import { Together } from '../database/together.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { Council, CouncilMember } from './entities/council.entity.js';
import { OrgNode } from './entities/org-node.entity.js';

@Injectable()
export class OrganizationRepository {
  private readonly owners: Together<OrgNode[]>;

  constructor(private readonly uow: UnitOfWork) {
    const condition = 'WHERE parent_id IS NULL AND id = owner_id ORDER BY sort_key';
    this.owners = new Together(uow, async () => new Map([['', await readRows(uow.manager, OrgNode, condition, [])]]));
  }

  findNode(id: string): Promise<OrgNode | null> {
    return readRow(this.uow.manager, OrgNode, 'WHERE id = ?', [id]);
  }

  /** SQLite lets one transaction at a time pass and needs no lock. */
  async lockNode(id: string): Promise<void> {
    if (this.uow.engine !== 'postgres') return;
    await this.uow.writing.findOne(OrgNode, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  /** All organisations of one owner, in Vietnamese order. */
  findNodes(ownerId: string): Promise<OrgNode[]> {
    return this.uow.manager.find(OrgNode, { where: { ownerId }, order: { sortKey: 'ASC', id: 'ASC' } });
  }

  /** Owners are the roots: nothing stands above a committee that has a council. */
  async findOwners(): Promise<OrgNode[]> {
    return (await this.owners.find('')) ?? [];
  }

  async insertNode(node: OrgNode): Promise<void> {
    await this.uow.writing.insert(OrgNode, node);
  }

  findCouncils(ownerId: string): Promise<Council[]> {
    return this.uow.manager.find(Council, { where: { ownerId }, order: { createdAt: 'DESC' } });
  }

  findCouncil(ownerId: string, id: string): Promise<Council | null> {
    return this.uow.manager.findOneBy(Council, { ownerId, id });
  }

  findAllCouncils(): Promise<Council[]> {
    return this.uow.manager.find(Council);
  }

  async updateMember(id: string, changes: Partial<CouncilMember>): Promise<void> {
    await this.uow.writing.update(CouncilMember, { id }, changes);
  }

  findMembers(councilId: string): Promise<CouncilMember[]> {
    return this.uow.manager.find(CouncilMember, { where: { councilId }, order: { position: 'ASC' } });
  }

  async insertCouncil(council: Council, members: CouncilMember[]): Promise<void> {
    await this.uow.writing.insert(Council, council);
    if (members.length > 0) await this.uow.writing.insert(CouncilMember, members);
  }
}
