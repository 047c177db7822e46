import { Injectable } from '@nestjs/common';
import { AppError, found } from '../common/app-error.js';
import type { LedgerActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { councilDigest, councilFaults } from '../core/decision/council.js';
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

export type MemberCorrection = Pick<CouncilMember, 'id' | 'userId' | 'fullName' | 'role' | 'office' | 'position'>;

export interface CouncilWithMembers {
  readonly council: Council;
  readonly members: readonly CouncilMember[];
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

  /** The nodes and all that lies below them, of one owner. */
  async findSubtree(ownerId: string, nodeIds: readonly string[]): Promise<OrgNode[]> {
    const nodes = await this.repository.findNodes(ownerId);
    const roots = nodes.filter((n) => nodeIds.includes(n.id));
    return nodes.filter((n) => roots.some((r) => n.path.startsWith(r.path)));
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

  /** A new decision makes a new council; those before it stay as they were. @throws AppError council/one-chair ... */
  async createCouncil(ownerId: string, council: NewCouncil, actor: LedgerActor): Promise<Council> {
    const [fault] = councilFaults(council.members);
    if (fault !== undefined) throw new AppError(fault.code);
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
      const digest = councilDigest({ ...row, members });
      const facts = { members: members.length, digest, ...(decisionOn === null ? {} : { decisionOn }) };
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

  findMembers(councilId: string): Promise<CouncilMember[]> {
    return this.repository.findMembers(councilId);
  }

  async getCouncil(ownerId: string, id: string): Promise<CouncilWithMembers> {
    const council = found(await this.repository.findCouncil(ownerId, id));
    return { council, members: await this.repository.findMembers(council.id) };
  }

  /** All councils of the owner, the one in office first. */
  async findCouncils(ownerId: string): Promise<CouncilWithMembers[]> {
    const councils = await this.repository.findCouncils(ownerId);
    return Promise.all(
      councils.map(async (council) => ({ council, members: await this.repository.findMembers(council.id) })),
    );
  }

  /**
   * Corrects what is on record of a council's members. Who sits on it is the decision's: nobody comes or goes by this.
   * @throws AppError council/other-members, council/one-chair ...
   */
  async correctMembers(
    ownerId: string,
    councilId: string,
    changes: readonly MemberCorrection[],
    actor: LedgerActor,
  ): Promise<void> {
    await this.uow.run(async () => {
      await this.hold(ownerId);
      const { council, members } = await this.getCouncil(ownerId, councilId);
      const corrected = members.map((m) => {
        const change = changes.find((c) => c.id === m.id);
        if (change === undefined || changes.length !== members.length) throw new AppError('council/other-members');
        return { ...m, ...change };
      });
      const [fault] = councilFaults(corrected);
      if (fault !== undefined) throw new AppError(fault.code);
      const changed = corrected.filter((m, i) => !sameMember(m, members[i]));
      if (changed.length === 0) return;
      for (const { id, ...rest } of changed) await this.repository.updateMember(id, rest);
      this.ledger.record({
        action: 'council.changed',
        actor,
        ownerId,
        subjectType: 'council',
        subjectId: councilId,
        facts: { changed: changed.length, digest: councilDigest({ ...council, members: corrected }) },
        detail: changed.map((m) => `${memberText(members.find((o) => o.id === m.id))} -> ${memberText(m)}`).join('; '),
      });
    });
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

const memberText = (m: CouncilMember | undefined): string =>
  m === undefined ? '' : `${m.fullName}, ${m.role}, ${m.office}`;

const sameMember = (a: CouncilMember, b: CouncilMember | undefined): boolean =>
  memberText(a) === memberText(b) && a.userId === b?.userId && a.position === b.position;
