import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import type { BatchEntry } from '../../src/batch/entities/batch-entry.entity.js';
import { oralRules, type OralRules } from '../../src/core/scoring/rule-set.js';
import { StaffService } from '../../src/identity/staff.service.js';
import type { OralSession } from '../../src/oral/entities/oral.entity.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { OralService } from '../../src/oral/oral.service.js';
import type { RatedQuestion } from '../../src/rating/entities/rating.entity.js';
import { RatingService } from '../../src/rating/rating.service.js';
import { type Engine, type House, openHouse } from './house.js';
import { RawClient } from './raw-client.js';
import { type ClosedBatch, type Committee, newClosedBatch, newCommittee, PASSWORD, startSitting } from './world.js';

export interface Examiner {
  readonly id: string;
  readonly username: string;
  readonly client: RawClient;
}

export async function staffClient(house: House, username: string): Promise<RawClient> {
  const client = new RawClient(house.url);
  await client.get('/identity/sign-in');
  const { status } = await client.post('/identity/sign-in', { username, password: PASSWORD });
  if (status !== 303) throw new Error(`${username} cannot sign in: ${status}`);
  await client.get('/overview');
  return client;
}

/** So many examiners of a committee, signed in. */
export async function newExaminers(house: House, committee: Committee, n: number, prefix = 'gk'): Promise<Examiner[]> {
  const staff = house.app.get(StaffService);
  const examiners: Examiner[] = [];
  for (let i = 1; i <= n; i += 1) {
    const username = `${prefix}${i}-${committee.ownerId.slice(-6)}`;
    const user = await staff.create(
      { username, fullName: `Giám Khảo ${prefix.toUpperCase()} ${i}`, password: PASSWORD },
      SYSTEM_ACTOR,
      committee.ownerId,
    );
    await staff.grant(user.id, 'examiner', committee.ownerId, SYSTEM_ACTOR);
    examiners.push({ id: user.id, username, client: await staffClient(house, username) });
  }
  return examiners;
}

/** The oral part of a closed batch as its people see it. */
export class OralHall {
  constructor(
    readonly house: House,
    readonly closed: ClosedBatch,
    readonly secretary: RawClient,
    readonly examiners: readonly Examiner[],
  ) {}

  get batchId(): string {
    return this.closed.batch.id;
  }

  get rules(): OralRules {
    const rules = this.closed.batch.rules === null ? null : oralRules(this.closed.batch.rules);
    if (rules === null) throw new Error('no oral part');
    return rules;
  }

  /** A panel of these examiners. @returns its id */
  async panel(...seats: readonly { examiner: Examiner; unitId?: string }[]): Promise<string> {
    const fields: Record<string, string> = { room: `Phòng ${seats[0]?.examiner.username ?? ''}` };
    for (const [i, { examiner, unitId = '' }] of seats.entries()) {
      fields[`examiner${i + 1}`] = examiner.id;
      fields[`unit${i + 1}`] = unitId;
    }
    const answer = await this.secretary.post(`/oral/${this.batchId}/panels`, fields);
    if (answer.status !== 303) throw new Error(`no panel: ${answer.status} ${answer.body.slice(0, 2000)}`);
    const panels = await this.house.app.get(OralService).findPanels(this.batchId);
    return panels.at(-1)?.panel.id ?? '';
  }

  sessions(): Promise<OralSession[]> {
    return this.house.app.get(OralService).findSessions(this.batchId);
  }

  async sessionOf(entry: BatchEntry): Promise<OralSession> {
    const session = (await this.sessions()).find((s) => s.entryId === entry.id);
    if (session === undefined) throw new Error('no session');
    return session;
  }

  questions(entry: BatchEntry): Promise<RatedQuestion[]> {
    return this.house.app.get(RatingService).findQuestionsOf(entry.id, 'oral');
  }
}

export interface OpenSheet {
  readonly questionId: string;
  readonly no: number;
  readonly sheetId: string;
  readonly lease: number;
  readonly marks: Readonly<Record<string, { readonly points: number | null }>>;
  readonly note: { readonly text: string } | null;
  readonly locked: boolean;
}

export async function openSheets(client: RawClient, sessionId: string): Promise<OpenSheet[]> {
  const { status, body } = await client.json(`/oral/sessions/${sessionId}/open`, {});
  if (status !== 201 && status !== 200) throw new Error(`open: ${status} ${body}`);
  return (JSON.parse(body) as { sheets: OpenSheet[] }).sheets;
}

/** Marks every criterion of every question with that share of its points (in halves) and locks. */
export async function markAndLock(
  client: RawClient,
  sessionId: string,
  questions: readonly RatedQuestion[],
  points: (question: RatedQuestion, criterion: { id: string; points: number }) => number,
): Promise<void> {
  for (const sheet of await openSheets(client, sessionId)) {
    const question = questions.find((q) => q.id === sheet.questionId);
    if (question === undefined) throw new Error('another question');
    const entries = question.rubric.criteria.map((c, i) => ({
      seq: i + 1,
      criterion: c.id,
      points: points(question, c),
    }));
    const { status, body } = await client.json(`/oral/sheets/${sheet.sheetId}/marks`, { lease: sheet.lease, entries });
    if (status >= 300) throw new Error(`marks: ${status} ${body}`);
  }
  const locked = await client.post(`/oral/sessions/${sessionId}/lock`, {});
  if (locked.status !== 303) throw new Error(`lock: ${locked.status} ${locked.body.slice(0, 500)}`);
}

const GIVEN = [
  'An',
  'Bình',
  'Cúc',
  'Dung',
  'Đạt',
  'Giang',
  'Hà',
  'Khánh',
  'Lan',
  'Minh',
  'Nga',
  'Oanh',
  'Phúc',
  'Quân',
  'Thảo',
];

/** So many names, each its own, at most 60. */
export const people = (n: number): string[] =>
  Array.from({ length: n }, (_, i) => {
    const middle = ['Văn', 'Đức', 'Hữu', 'Minh'][Math.floor(i / GIVEN.length)];
    return `Nguyễn ${middle ?? ''} ${GIVEN[i % GIVEN.length] ?? ''}`;
  });

/** A person before a panel of two. */
export interface Drawn {
  readonly oral: OralHall;
  readonly a: Examiner;
  readonly b: Examiner;
  readonly entry: BatchEntry;
  readonly sessionId: string;
}

/** A house in which batch after batch is examined. */
export class OralStage {
  /** Counts the batches, so that each has examiners of its own. */
  serial = 0;

  private constructor(
    readonly house: House,
    readonly committee: Committee,
    readonly secretary: RawClient,
    readonly chair: RawClient,
  ) {}

  static async open(engine: Engine): Promise<OralStage> {
    const house = await openHouse({ engine, background: false });
    const roles = ['secretary', 'chair', 'viceChair', 'invigilator', 'inspector'] as const;
    const committee = await newCommittee(house, 'Đảng ủy Một', roles);
    const secretary = await staffClient(house, committee.usernameOf('secretary'));
    return new OralStage(house, committee, secretary, await staffClient(house, committee.usernameOf('chair')));
  }

  /** A batch of these people, all present, and so many examiners. */
  async hall(names: readonly string[], examiners: number): Promise<OralHall> {
    const closed = await newClosedBatch(this.house, this.committee, names);
    await startSitting(this.house, this.committee, closed);
    this.serial += 1;
    const panel = await newExaminers(this.house, this.committee, examiners, `gk${this.serial}x`);
    return new OralHall(this.house, closed, this.secretary, panel);
  }

  /** One panel of two, three people assigned, the first person's questions drawn. */
  async drawn(): Promise<Drawn> {
    const oral = await this.hall(people(3), 2);
    const [a, b] = oral.examiners as [Examiner, Examiner];
    await oral.panel({ examiner: a }, { examiner: b });
    await this.secretary.post(`/oral/${oral.batchId}/assign`, {});
    const [session] = await oral.sessions();
    const entry = oral.closed.entries.find((e) => e.id === session?.entryId);
    if (session === undefined || entry === undefined) throw new Error('nobody is assigned');
    const { status } = await a.client.post(`/oral/sessions/${session.id}/draw`, {});
    if (status !== 303) throw new Error(`no draw: ${status}`);
    return { oral, a, b, entry, sessionId: session.id };
  }

  /** Rows that the ledger's check accuses. */
  async faults(): Promise<string[]> {
    const { rowFaults, sound } = await this.house.app.get(LedgerVerifier).verify();
    return sound ? [] : [...rowFaults.map((f) => f.subjectType), ...(rowFaults.length === 0 ? ['chain'] : [])];
  }
}
