import { Injectable } from '@nestjs/common';
import { found } from '../common/app-error.js';
import type { LedgerActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { nfc, phraseSortKey, searchKey } from '../core/text/vietnamese.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { Council, CouncilMember, CouncilRole } from './entities/council.entity.js';
import type { OrgKind, OrgNode } from './entities/org-node.entity.js';
import { OrganizationRepository } from './organization.repository.js';

export interface NewCouncil {
  readonly title: string;
  readonly decisionNo: string | null;
  readonly decisionOn: string | null;
  readonly term: string | null;
  readonly members: readonly { userId: string | null; fullName: string; role: CouncilRole; office: string }[];
}

/** The tree of party organisations and the councils that they set up. */
@Injectable()
export class OrganizationService {
  constructor(
    private readonly repository: OrganizationRepository,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async getNode(id: string): Promise<OrgNode> {
    return found(await this.repository.findNode(id));
  }

  /** Holds a committee until the transaction ends: numbers given within it are given one at a time. */
  async hold(ownerId: string): Promise<void> {
    await this.repository.lockNode(ownerId);
  }

  /** Committees that own a council; the oldest first in Vietnamese order. */
  findOwners(): Promise<OrgNode[]> {
    return this.repository.findOwners();
  }

  /** Organisations below the owner that may nominate. */
  async findUnits(ownerId: string): Promise<OrgNode[]> {
    return (await this.repository.findNodes(ownerId)).filter((n) => n.id !== ownerId);
  }

  /** A committee with a council of its own: the root of what it owns. */
  async createOwner(name: string, actor: LedgerActor): Promise<OrgNode> {
    const id = newId();
    return this.insert({ id, parentId: null, ownerId: id, kind: 'committee', name, path: `/${id}/` }, actor);
  }

  async createUnit(parentId: string, kind: OrgKind, name: string, actor: LedgerActor): Promise<OrgNode> {
    return this.uow.run(async () => {
      const parent = await this.getNode(parentId);
      const id = newId();
      return this.insert({ id, parentId, ownerId: parent.ownerId, kind, name, path: `${parent.path}${id}/` }, actor);
    });
  }

  async createCouncil(ownerId: string, council: NewCouncil, actor: LedgerActor): Promise<Council> {
    const { title, decisionNo, decisionOn, term } = council;
    const row: Council = { id: newId(), ownerId, title, decisionNo, decisionOn, term, createdAt: this.clock.now() };
    const members: CouncilMember[] = council.members.map((m, position) => ({
      id: newId(),
      councilId: row.id,
      position,
      ...m,
    }));
    await this.uow.run(async () => {
      await this.repository.insertCouncil(row, members);
      const facts = { members: members.length, ...(decisionOn === null ? {} : { decisionOn }) };
      this.ledger.record({
        action: 'council.created',
        actor,
        ownerId,
        subjectType: 'council',
        subjectId: row.id,
        facts,
        detail: title,
      });
    });
    return row;
  }

  /** The council in office with its members, or null. */
  async findCouncil(ownerId: string): Promise<{ council: Council; members: CouncilMember[] } | null> {
    const [council] = await this.repository.findCouncils(ownerId);
    return council === undefined ? null : { council, members: await this.repository.findMembers(council.id) };
  }

  private async insert(
    node: Pick<OrgNode, 'id' | 'parentId' | 'ownerId' | 'kind' | 'name' | 'path'>,
    actor: LedgerActor,
  ): Promise<OrgNode> {
    const name = nfc(node.name);
    const row: OrgNode = {
      ...node,
      name,
      sortKey: phraseSortKey(name),
      searchKey: searchKey(name),
      createdAt: this.clock.now(),
    };
    await this.uow.run(async () => {
      await this.repository.insertNode(row);
      this.ledger.record({
        action: 'organization.created',
        actor,
        ownerId: row.ownerId,
        subjectType: 'organization',
        subjectId: row.id,
        facts: { kind: row.kind },
        detail: name,
      });
    });
    return row;
  }
}
