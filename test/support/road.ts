import { BatchService } from '../../src/batch/batch.service.js';
import type { Batch } from '../../src/batch/entities/batch.entity.js';
import { FormService } from '../../src/batch/form.service.js';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import type { Role } from '../../src/core/access/access-matrix.js';
import {
  DEFAULT_RULES,
  type GateRules,
  oralRules,
  type RuleSet,
  writtenRules,
} from '../../src/core/scoring/rule-set.js';
import { DecisionPlay } from '../../src/demo/decision-play.js';
import type { HttpBrowser } from '../../src/demo/http-browser.js';
import { OralPlay } from '../../src/demo/oral-play.js';
import { StaffService } from '../../src/identity/staff.service.js';
import { MarkingService } from '../../src/marking/marking.service.js';
import { OralService } from '../../src/oral/oral.service.js';
import { OrganizationService } from '../../src/organization/organization.service.js';
import type { House } from './house.js';
import {
  type ClosedBatch,
  type Committee,
  newClosedBatch,
  newCommittee,
  PASSWORD,
  signInCandidate,
  signInStaff,
  startSitting,
} from './world.js';

const ROLES: readonly Role[] = [
  'administrator',
  'secretary',
  'chair',
  'viceChair',
  'councilMember',
  'invigilator',
  'standingCommitteeClerk',
  'inspector',
];
const EXAMINERS = ['giamkhao-a', 'giamkhao-b', 'giamkhao-c', 'giamkhao-d'] as const;

/** The list of these tests has no columns for certificates and resolutions: the gate does not ask for them. */
const GATE: GateRules = {
  resultsLocked: 'required',
  passed: 'required',
  certificate: 'advisory',
  cellResolution: 'advisory',
  age: 'advisory',
};

export interface RoadOptions {
  readonly rules?: RuleSet;
  readonly names?: readonly string[];
  /** Right answers of each person, in the order of numbers. */
  readonly right?: readonly number[];
}

/**
 * One batch on its way from the closed roster to the decision, driven through the server's own pages; every step leaves
 * it in the next state, and tests look round in between.
 */
export class Road {
  private constructor(
    readonly house: House,
    readonly committee: Committee,
    readonly closed: ClosedBatch,
    readonly rules: RuleSet,
    private readonly right: readonly number[],
  ) {}

  /** A closed roster, cards issued, the council named, examiners and a unit officer with accounts. */
  static async open(house: House, options: RoadOptions = {}): Promise<Road> {
    const { names, right = [] } = options;
    const rules = { ...(options.rules ?? DEFAULT_RULES), gate: GATE };
    const committee = await newCommittee(house, 'Đảng ủy phường Hạ Long', ROLES, rules);
    await nameCouncil(house, committee);
    for (const [i, username] of EXAMINERS.entries())
      await account(house, committee.ownerId, username, `Trần Thị Giám Khảo ${i + 1}`, 'examiner', committee.ownerId);
    const closed = await newClosedBatch(house, committee, names);
    const unitId = closed.entries[0]?.unitId ?? committee.ownerId;
    await account(house, committee.ownerId, 'can-bo-don-vi', 'Lưu Thị Quế', 'unitOfficer', unitId);
    return new Road(house, committee, closed, rules, right);
  }

  get batchId(): string {
    return this.closed.batch.id;
  }

  /** As it stands now: the frozen rules, the council's instants. */
  batch(): Promise<Batch> {
    return this.house.app.get(BatchService).getBatch(this.committee.ownerId, this.batchId);
  }

  staff(role: Role): Promise<HttpBrowser> {
    return signInStaff(this.house, this.committee.usernameOf(role));
  }

  unitOfficer(): Promise<HttpBrowser> {
    return signInStaff(this.house, 'can-bo-don-vi');
  }

  /** The two examiners of a panel, signed in. */
  async examiners(panel: number): Promise<HttpBrowser[]> {
    const pair = EXAMINERS.slice(panel * 2, panel * 2 + 2);
    return Promise.all(pair.map((name) => signInStaff(this.house, name)));
  }

  /** Everybody present and the signal given. */
  async start(): Promise<HttpBrowser> {
    return startSitting(this.house, this.committee, this.closed);
  }

  /** With a written part everybody writes and hands in; then the sitting is closed. */
  async sit(
    meanwhile: (invigilator: HttpBrowser, room: string) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    const invigilator = await this.start();
    if (writtenRules(this.rules) !== null)
      for (const [i, entry] of this.closed.entries.entries()) {
        const browser = await signInCandidate(this.house, this.closed, entry);
        await browser.submit('/delivery/start', {});
        const { leaseNo } = await browser.json<{ leaseNo: number }>('/delivery/lease', {});
        const entries = (await this.answers(entry.id, this.right[i] ?? 20)).map((a, k) => ({ seq: k + 1, ...a }));
        await browser.json('/delivery/save', { lease: leaseNo, entries });
        await browser.submit('/delivery/submit', { confirm: 'yes' });
      }
    const room = `/invigilation/${this.closed.sitting.id}`;
    await meanwhile(invigilator, room);
    await invigilator.submit(`${room}/close`, {});
    await this.house.app.get(MarkingService).scoreClosed();
  }

  /** Two panels; every question gets what `totals` says for (place, question, seat). */
  async examineAll(totals: (place: number, no: number, seat: number) => number): Promise<void> {
    const play = new OralPlay(this.house.app);
    const rooms = [EXAMINERS.slice(0, 2), EXAMINERS.slice(2)].map((usernames, i) => ({
      room: `Phòng ${i + 2}`,
      usernames,
    }));
    await play.setUp(await this.staff('secretary'), await this.batch(), rooms);
    const oral = this.house.app.get(OralService);
    const panels = await oral.findPanels(this.batchId);
    const places = new Map(this.closed.entries.map((e, i) => [e.id, i]));
    const questions = oralRules(this.rules)?.questions ?? 0;
    for (const [p, { panel }] of panels.entries()) {
      const pair = await this.examiners(p);
      for (const session of (await oral.findSessions(this.batchId)).filter((s) => s.panelId === panel.id)) {
        const place = places.get(session.entryId) ?? 0;
        const given = Array.from({ length: questions }, (_, q) => pair.map((_, seat) => totals(place, q + 1, seat)));
        await play.examine(session, pair, given);
      }
    }
  }

  async settle(points: number): Promise<number> {
    return new OralPlay(this.house.app).settle(await this.staff('chair'), await this.batch(), () => points);
  }

  async meet(): Promise<void> {
    const [chair, secretary] = await Promise.all([this.confirming('chair'), this.confirming('secretary')]);
    await new DecisionPlay(this.house.app).meet(await this.batch(), chair, secretary);
  }

  async lock(): Promise<void> {
    await new DecisionPlay(this.house.app).lock(await this.batch(), await this.confirming('chair'));
  }

  async publish(): Promise<void> {
    await new DecisionPlay(this.house.app).publish(await this.batch(), await this.staff('secretary'));
  }

  async decide(): Promise<void> {
    const clerk = await this.staff('standingCommitteeClerk');
    await new DecisionPlay(this.house.app).admit(await this.batch(), clerk, '2027-01-09');
  }

  private async confirming(role: Role): Promise<{ browser: HttpBrowser; password: string }> {
    return { browser: await this.staff(role), password: PASSWORD };
  }

  private async answers(entryId: string, right: number): Promise<{ item: number; value: string }[]> {
    const forms = this.house.app.get(FormService);
    const form = await forms.getForm(entryId);
    const keys = new Map((await forms.getKeys(form.id)).map((k) => [k.no, k.key]));
    return form.items.map(({ no, options }) => {
      const key = keys.get(no) ?? '';
      const wrong = options.map((o) => o.letter).find((l) => !key.includes(l)) ?? '';
      return { item: no, value: no <= right ? key : wrong };
    });
  }
}

async function account(
  house: House,
  ownerId: string,
  username: string,
  fullName: string,
  role: Role,
  nodeId: string,
): Promise<void> {
  const accounts = house.app.get(StaffService);
  const user = await accounts.create({ username, fullName, password: PASSWORD }, SYSTEM_ACTOR, ownerId);
  await accounts.grant(user.id, role, nodeId, SYSTEM_ACTOR);
}

async function nameCouncil(house: House, { ownerId, usernameOf }: Committee): Promise<void> {
  const seats = [
    ['chair', 'chair'],
    ['viceChair', 'viceChair'],
    ['councilMember', 'member'],
    ['secretary', 'secretary'],
  ] as const;
  const members = await Promise.all(
    seats.map(async ([role, seat]) => {
      const user = await house.app.get(StaffService).findByUsername(usernameOf(role));
      return { userId: user?.id ?? null, fullName: `Nguyễn Văn ${role}`, role: seat, office: 'Văn phòng Đảng ủy' };
    }),
  );
  await house.app
    .get(OrganizationService)
    .createCouncil(
      ownerId,
      { title: 'Hội đồng kiểm tra', decisionNo: '112-QĐ/ĐU', decisionOn: '2026-12-01', term: '2025-2030', members },
      SYSTEM_ACTOR,
    );
}
