import { FormService } from '../../src/batch/form.service.js';
import type { BatchEntry } from '../../src/batch/entities/batch-entry.entity.js';
import type { StaffActor } from '../../src/common/actor.js';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { type Role, ROLES } from '../../src/core/access/access-matrix.js';
import { DEFAULT_RULES, type RuleSet } from '../../src/core/scoring/rule-set.js';
import { formFields } from '../../src/demo/page-form.js';
import { StaffService } from '../../src/identity/staff.service.js';
import type { CouncilRole } from '../../src/organization/entities/council.entity.js';
import { OrganizationService } from '../../src/organization/organization.service.js';
import type { House } from './house.js';
import { RawClient } from './raw-client.js';
import {
  type ClosedBatch,
  type Committee,
  NAMES,
  newClosedBatch,
  newCommittee,
  PASSWORD,
  signInCandidate,
  signInStaff,
} from './world.js';

/** A questionnaire alone, sixty points: 36 pass, 42 are good, 51 excellent. */
export const WRITTEN_ONLY: RuleSet = {
  ...DEFAULT_RULES,
  components: DEFAULT_RULES.components.filter((c) => c.kind === 'written'),
  pass: 3600,
  bands: [
    { code: 'excellent', from: 5100 },
    { code: 'good', from: 4200 },
    { code: 'pass', from: 3600 },
  ],
};

/** How many items each of the six answers rightly, at two points; the last is not there at all. */
export const RIGHT = [30, 22, 20, 18, 10, null] as const;

export const MEMBERS: readonly { fullName: string; role: CouncilRole; office: string }[] = [
  { fullName: 'Trần Quốc Chủ', role: 'chair', office: 'Phó Bí thư Thường trực' },
  { fullName: 'Lê Thị Phó', role: 'viceChair', office: 'Trưởng ban Tuyên giáo' },
  { fullName: 'Phạm Văn Viên', role: 'member', office: 'Chủ nhiệm Ủy ban Kiểm tra' },
  { fullName: 'Đỗ Thị Viên', role: 'member', office: 'Phó ban Tổ chức' },
  { fullName: 'Bạch Thị Ký', role: 'secretary', office: 'Chánh Văn phòng' },
];

export interface CouncilWorld {
  readonly committee: Committee;
  readonly closed: ClosedBatch;
  readonly path: string;
}

/** Somebody of the staff as the server knows them. */
export async function actorOf(house: House, committee: Committee, role: Role): Promise<StaffActor> {
  const user = await house.app.get(StaffService).findByUsername(committee.usernameOf(role));
  if (user === null) throw new Error(`nobody is ${role}`);
  return {
    id: user.id,
    name: user.fullName,
    ownerId: committee.ownerId,
    ownerName: '',
    roles: [role],
    unitIds: [],
    sessionId: '',
  };
}

/** A council of five whose chair and secretary have accounts. */
export async function newCouncil(house: House, committee: Committee, decisionNo = '27-QĐ/ĐU'): Promise<void> {
  const accounts = {
    chair: (await actorOf(house, committee, 'chair')).id,
    secretary: (await actorOf(house, committee, 'secretary')).id,
  };
  const members = MEMBERS.map((m) => ({
    ...m,
    userId: m.role === 'chair' || m.role === 'secretary' ? accounts[m.role] : null,
  }));
  const head = { title: 'Hội đồng kiểm tra', decisionNo, decisionOn: '2026-12-01', term: '2025-2030' };
  await house.app.get(OrganizationService).createCouncil(committee.ownerId, { ...head, members }, SYSTEM_ACTOR);
}

/** Answers so many items rightly through the candidate's own pages, and hands in. */
async function answer(house: House, closed: ClosedBatch, entry: BatchEntry, right: number): Promise<void> {
  const forms = house.app.get(FormService);
  const form = await forms.getForm(entry.id);
  const keys = await forms.getKeys(form.id);
  const browser = await signInCandidate(house, closed, entry);
  await browser.submit('/delivery/start', {});
  const { leaseNo } = await browser.json<{ leaseNo: number }>('/delivery/lease', {});
  const entries = keys.slice(0, right).map((k, i) => ({ seq: i + 1, item: k.no, value: k.key }));
  await browser.json('/delivery/save', { lease: leaseNo, entries });
  await browser.submit('/delivery/submit', { confirm: 'yes' });
}

/** A batch whose sitting is over and whose papers are scored; five were there, one was not. */
export async function playedForCouncil(
  house: House,
  name = 'Đảng ủy Một',
  rules: RuleSet = WRITTEN_ONLY,
): Promise<CouncilWorld> {
  const committee = await newCommittee(house, name, ROLES, rules);
  const closed = await newClosedBatch(house, committee, NAMES);
  const invigilator = await signInStaff(house, committee.usernameOf('invigilator'));
  const room = `/invigilation/${closed.sitting.id}`;
  await invigilator.open(room);
  const missing = closed.entries[5];
  await invigilator.submit(`${room}/attendance`, { attendance: 'absent', entryId: missing?.id ?? '' });
  await invigilator.submit(`${room}/attendance`, { attendance: 'present' });
  await invigilator.submit(`${room}/start`, {});
  for (const [i, entry] of closed.entries.entries()) {
    const right = RIGHT[i];
    if (right !== null && right !== undefined) await answer(house, closed, entry, right);
  }
  await invigilator.submit(`${room}/close`, {});
  return { committee, closed, path: `/council/${closed.batch.id}` };
}

/** A signed-in member of staff whose every answer is shown as it is. */
export async function rawStaff(house: House, username: string): Promise<RawClient> {
  const client = new RawClient(house.url);
  await client.get('/identity/sign-in');
  const { status } = await client.post('/identity/sign-in', { username, password: PASSWORD });
  if (status !== 303) throw new Error(`${username}: ${status}`);
  return client;
}

/** A candidate who has come in with number and code. */
export async function rawCandidate(house: House, closed: ClosedBatch, entry: BatchEntry): Promise<RawClient> {
  const client = new RawClient(house.url);
  await client.get('/delivery/sign-in');
  await client.post('/delivery/sign-in', {
    candidateNo: entry.candidateNo ?? '',
    code: closed.codes.get(entry.id) ?? '',
  });
  return client;
}

/** The minutes as the page holds them, with so many members there and their votes for adopting the results. */
export async function minutesFields(
  client: RawClient,
  path: string,
  present: number,
  votes: readonly [number, number, number],
): Promise<Record<string, string>> {
  const { body } = await client.get(path);
  const fields = formFields(body, `${path}/minutes`);
  const ids = [...new Set([...body.matchAll(/name="present-([0-9a-f-]{36})"/g)].map((m) => m[1] ?? ''))];
  for (const [i, id] of ids.entries()) {
    fields[`present-${id}`] = i < present ? 'yes' : 'no';
    fields[`reason-${id}`] = i < present ? '' : 'Đi công tác';
  }
  const [yes, no, abstain] = votes.map(String);
  return { ...fields, 'for-0': yes ?? '', 'against-0': no ?? '', 'abstain-0': abstain ?? '' };
}

/** The meeting from its opening to its end. */
export async function meet(
  secretary: RawClient,
  path: string,
  present = 5,
  votes: readonly [number, number, number] = [5, 0, 0],
): Promise<void> {
  await secretary.get(path);
  await secretary.post(`${path}/meeting`, { place: 'Phòng họp Đảng ủy' });
  const fields = await minutesFields(secretary, path, present, votes);
  const { status, body } = await secretary.post(`${path}/minutes`, { ...fields, go: 'close' });
  if (status !== 303) throw new Error(`close: ${status} ${body.slice(0, 2000)}`);
}

/** Confirms as the page asks: the head that it shows, its end typed again. */
export async function confirm(
  client: RawClient,
  path: string,
  change: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: string }> {
  const { body } = await client.get(path);
  const fields = formFields(body, `${path}/confirm`);
  const head = fields['head'] ?? '';
  return client.post(`${path}/confirm`, { ...fields, tail: head.slice(-4), password: PASSWORD, ...change });
}
