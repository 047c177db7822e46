import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unzipSync } from 'fflate';
import { AdmissionService } from '../../src/admission/admission.service.js';
import { ApiTokenService } from '../../src/identity/api-token.service.js';
import { BatchService } from '../../src/batch/batch.service.js';
import type { BatchEntry } from '../../src/batch/entities/batch-entry.entity.js';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import type { Role } from '../../src/core/access/access-matrix.js';
import { DEFAULT_RULES, type RuleSet } from '../../src/core/scoring/rule-set.js';
import { MarkingService } from '../../src/marking/marking.service.js';
import { OralService } from '../../src/oral/oral.service.js';
import { OutcomeService } from '../../src/marking/outcome.service.js';
import { QuestionBankService } from '../../src/question-bank/question-bank.service.js';
import { type House, openHouse } from '../support/house.js';
import { RawClient } from '../support/raw-client.js';
import { Road } from '../support/road.js';
import { allRoutes } from '../support/routes.js';
import { askForSlips, slipsDone, staffClient } from '../support/slip-export.js';
import { newCommittee, PASSWORD } from '../support/world.js';

/** Points so odd that a figure which turns up anywhere can only be a mark. */
const RULES: RuleSet = {
  ...DEFAULT_RULES,
  components: DEFAULT_RULES.components.map((c) => (c.kind === 'written' ? { ...c, points: 7110 } : c)),
};
const RIGHT = [28, 25, 22, 19, 16, 24];
const NAMES = ['Ngạc Thị Ánh', 'Khổng Văn Bách', 'Giáp Thị Cúc', 'Lục Văn Đạt', 'Mẫn Thị Hà', 'Tiêu Văn Khôi'];

type Place = 'rosterClosed' | 'running' | 'marking' | 'councilReview' | 'resultsLocked' | 'published' | 'decided';

/** Somebody before a browser, and whose marks they may see in which place of the road. */
interface Actor {
  readonly name: string;
  readonly client: RawClient;
  readonly headers?: Readonly<Record<string, string>>;
  /** Entries whose marks may reach this actor. */
  readonly marks: (place: Place) => readonly BatchEntry[];
  /** Entries whose names may. */
  readonly names: (place: Place) => readonly BatchEntry[];
}

let house: House;
let road: Road;
let actors: Actor[];
let secrets: Map<string, string[]>;

const isLocked = (place: Place): boolean => ['resultsLocked', 'published', 'decided'].includes(place);
const isPublished = (place: Place): boolean => ['published', 'decided'].includes(place);

beforeAll(async () => {
  house = await openHouse();
  road = await Road.open(house, { rules: RULES, right: RIGHT, names: NAMES });
  actors = await cast();
}, 60_000);

afterAll(() => house.close());

async function cast(): Promise<Actor[]> {
  const all = road.closed.entries;
  const everybody = (): readonly BatchEntry[] => all;
  const nobody = (): readonly BatchEntry[] => [];
  const foreign = await newCommittee(house, 'Đảng ủy xã Khác', ['chair']);
  const staff = async (role: Role, marks: Actor['marks'], names: Actor['names']): Promise<Actor> => ({
    name: role,
    client: await signedIn(road.committee.usernameOf(role)),
    marks,
    names,
  });
  const own = all.filter((e) => e.unitId === all[0]!.unitId);
  const token = await house.app
    .get(ApiTokenService)
    .issue(road.committee.ownerId, { label: 'kiểm thử', scope: 'eligibility.read', days: 30 }, SYSTEM_ACTOR);
  return [
    await staff('secretary', everybody, everybody),
    await staff('chair', everybody, everybody),
    await staff('viceChair', everybody, everybody),
    await staff('councilMember', everybody, everybody),
    await staff('inspector', (p) => (isLocked(p) ? all : []), everybody),
    await staff('standingCommitteeClerk', (p) => (isLocked(p) ? all : []), everybody),
    // Their own candidates' oral marks are theirs; written marks and totals never.
    { name: 'examiner', client: await signedIn('giamkhao-a'), marks: nobody, names: everybody },
    await staff('invigilator', nobody, everybody),
    await staff('administrator', nobody, nobody),
    {
      name: 'unitOfficer',
      client: await signedIn('can-bo-don-vi'),
      marks: nobody,
      names: (p) => (isPublished(p) ? own : []),
    },
    ...(await Promise.all(
      [0, 1].map(async (i) => ({
        name: `candidate ${i}`,
        client: await candidate(all[i]!),
        marks: (p: Place) => (isPublished(p) ? [all[i]!] : []),
        names: () => [all[i]!],
      })),
    )),
    { name: 'nobody', client: new RawClient(house.url), marks: nobody, names: nobody },
    { name: 'foreign chair', client: await signedIn(foreign.usernameOf('chair')), marks: nobody, names: nobody },
    {
      name: 'api token',
      client: new RawClient(house.url),
      headers: { authorization: `Bearer ${token.token}` },
      marks: nobody,
      names: nobody,
    },
  ];
}

async function signedIn(username: string): Promise<RawClient> {
  const client = new RawClient(house.url);
  await client.get('/identity/sign-in');
  expect((await client.post('/identity/sign-in', { username, password: PASSWORD })).status).toBe(303);
  return client;
}

async function candidate(entry: BatchEntry): Promise<RawClient> {
  const client = new RawClient(house.url);
  await client.get('/delivery/sign-in');
  const code = road.closed.codes.get(entry.id) ?? '';
  expect((await client.post('/delivery/sign-in', { candidateNo: entry.candidateNo ?? '', code })).status).toBe(303);
  await client.post('/delivery/confirm', { answer: 'yes' });
  return client;
}

/** Every address that the routes can have with the ids of this batch. */
async function addresses(place: Place): Promise<string[]> {
  const { app } = house;
  const { entries, sitting, batch } = road.closed;
  const sessions = await app.get(OralService).findSessions(batch.id);
  const panels = await app.get(OralService).findPanels(batch.id);
  const cases = await app.get(BatchService).findCasesOf(entries.map((e) => e.personId));
  const { sessions: admission } = await app.get(AdmissionService).ofBatch(batch.ownerId, batch.id);
  const ids: Readonly<Record<string, readonly string[]>> = {
    batchId: [batch.id],
    sittingId: [sitting.id],
    entryId: entries.slice(0, 2).map((e) => e.id),
    sessionId: [...sessions.slice(0, 2), ...admission].map((s) => s.id),
    panelId: panels.map((p) => p.panel.id),
    no: ['1'],
    caseId: [...cases.values()].slice(0, 2).map((c) => c.id),
    id: [...cases.values()].slice(0, 2).map((c) => c.id),
    planId: [batch.planId],
    bankId: [batch.bankId],
    code: ['DL001', 'VD001'],
    questionId: [sitting.id],
    uploadId: [sitting.id],
    sourceId: (await house.app.get(QuestionBankService).findSources(batch.bankId)).slice(0, 2).map((s) => s.id),
    errandId: [await errandId(place)],
    subject: [
      'councilMinutes',
      'resultList',
      'resultSheet',
      'notices',
      ...[...new Set(entries.map((e) => e.unitId))].slice(0, 2).map((u) => `notice:${u}`),
      `sittingMinutes:${sitting.id}`,
      `attendanceList:${sitting.id}`,
    ],
  };
  const paths = allRoutes(app)
    // A visit to the language's address would turn every later page into the other language; a stream has no end.
    .filter((r) => r.method === 'GET' && !r.path.startsWith('/language') && r.path !== '/delivery/events')
    .flatMap((r) => filled(r.path, ids));
  return [...paths, `/marking/${batch.id}?sort=total`, `/council/mine?x=1`];
}

/** The slips of everybody as the secretary has had them made; before there are any, an id that nobody has. */
async function errandId(place: Place): Promise<string> {
  const { batch, sitting } = road.closed;
  if (!isLocked(place)) return sitting.id;
  const secretary = await staffClient(house.url, road.committee.usernameOf('secretary'));
  const path = await askForSlips(secretary, batch.id);
  await slipsDone(secretary, path);
  return path.split('/').at(-1) ?? '';
}

function filled(path: string, ids: Readonly<Record<string, readonly string[]>>): string[] {
  const name = /\/:(\w+)/.exec(path)?.[1];
  if (name === undefined) return [path];
  const values = ids[name];
  if (values === undefined) throw new Error(`the crawler knows no ${name} for ${path}`);
  return values.flatMap((v) => filled(path.replace(`/:${name}`, `/${v}`), ids));
}

/** What a person reads in an answer: text, or the text within a workbook, a document or a bundle of them. */
function readable(bytes: Buffer): string {
  if (bytes.subarray(0, 2).toString() !== 'PK') return bytes.toString('utf8');
  return Object.values(unzipSync(bytes))
    .map((part) => readable(Buffer.from(part)))
    .join('\n');
}

/** Marks of each person as pages, workbooks and scripts would write them. */
async function collectSecrets(): Promise<Map<string, string[]>> {
  await house.app.get(MarkingService).scoreClosed();
  const { rows } = await house.app.get(OutcomeService).outcomes(road.committee.ownerId, road.batchId);
  const written = rows.map(
    (r) => [r.entry.id, r.outcome.components.find((c) => c.kind === 'written')?.points ?? 0] as const,
  );
  const totals = new Map(rows.map((r) => [r.entry.id, r.outcome.total ?? 0]));
  return new Map(
    written.map(([id, points]) => [id, [points, totals.get(id) ?? 0].filter((p) => p > 0).flatMap(spellings)]),
  );
}

const spellings = (points: number): string[] => {
  const [whole, part] = [Math.floor(points / 100), String(points % 100).padStart(2, '0')];
  return [`${whole},${part}`, `${whole}.${part}`, `:${points},`, `:${points}}`];
};

async function crawl(place: Place): Promise<string[]> {
  const faults: string[] = [];
  const paths = await addresses(place);
  for (const actor of actors) {
    const mayMarks = new Set(actor.marks(place).map((e) => e.id));
    const mayNames = new Set(actor.names(place).map((e) => e.id));
    for (const path of paths) {
      const answer = await actor.client.raw('GET', path, { accept: 'text/html', ...actor.headers });
      if (answer.status >= 500) faults.push(`${actor.name} ${path}: ${answer.status}`);
      const said = readable(answer.bytes);
      for (const entry of road.closed.entries) {
        if (!mayNames.has(entry.id) && said.includes(entry.fullName))
          faults.push(`${actor.name} ${path}: names ${entry.fullName}`);
        if (mayMarks.has(entry.id)) continue;
        const leaked = (secrets.get(entry.id) ?? []).find((s) => said.includes(s));
        if (leaked !== undefined) faults.push(`${actor.name} ${path}: ${leaked} of ${entry.fullName}`);
      }
    }
  }
  return faults;
}

/** In the order of the road: each place is reached from the one before. */
describe('what every route tells everybody', () => {
  const reach: Readonly<Record<Place, () => Promise<void>>> = {
    rosterClosed: () => Promise.resolve(),
    running: async () => {
      await road.start();
    },
    marking: async () => {
      await road.sit();
      await road.examineAll((place, _no, seat) => 1250 + place * 50 + seat * 50);
    },
    councilReview: () => road.meet(),
    resultsLocked: () => road.lock(),
    published: () => road.publish(),
    decided: () => road.decide(),
  };

  it.each(Object.keys(reach) as Place[])(
    'is their own business alone: %s',
    async (place) => {
      await reach[place]();
      secrets = await collectSecrets();
      expect(await crawl(place)).toEqual([]);
      if (isPublished(place)) return;
      for (const [name, path] of [
        ['candidate 0', '/council/mine'],
        ['unitOfficer', '/council/unit'],
      ] as const) {
        const { client } = actors.find((a) => a.name === name)!;
        expect((await client.get(path)).body).not.toMatch(/Giỏi|Khá|Không đạt/);
      }
    },
    120_000,
  );

  it('tells each person their own marks in the end, so that the search had something to find', async () => {
    const [first] = road.closed.entries;
    const mine = actors.find((a) => a.name === 'candidate 0')!;
    const { body } = await mine.client.get('/council/mine');
    expect(body).toContain('66,36');
    expect(secrets.get(first!.id)).toContain('66,36');
    const officer = actors.find((a) => a.name === 'unitOfficer')!;
    expect((await officer.client.get('/council/unit')).body).toContain(first!.fullName);
  });
});
