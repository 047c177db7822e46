import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BatchService } from '../../src/batch/batch.service.js';
import { CardService } from '../../src/batch/card.service.js';
import { CloseRosterService } from '../../src/batch/close-roster.service.js';
import type { Batch, Sitting } from '../../src/batch/entities/batch.entity.js';
import type { BatchEntry } from '../../src/batch/entities/batch-entry.entity.js';
import { RosterService } from '../../src/batch/roster.service.js';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { type Blueprint, DEFAULT_BLUEPRINT } from '../../src/core/blueprint/blueprint.js';
import { DEFAULT_RULES, type RuleSet } from '../../src/core/scoring/rule-set.js';
import type { Role } from '../../src/core/access/access-matrix.js';
import { HttpBrowser } from '../../src/demo/http-browser.js';
import { ExamPlanService } from '../../src/exam-plan/exam-plan.service.js';
import { StaffService } from '../../src/identity/staff.service.js';
import { OrganizationService } from '../../src/organization/organization.service.js';
import { type BankContent, readBankFolder } from '../../src/question-bank/bank-files.js';
import { BankImportService } from '../../src/question-bank/bank-import.service.js';
import type { House } from './house.js';

export const PASSWORD = 'mat-khau-thu-nghiem';
export const BANK_FOLDER = resolve('question-banks/kien-thuc-chung');

let shipped: BankContent | undefined;

/** The shipped bank, read from its files once in a run of the tests. */
export function shippedBank(): BankContent {
  return (shipped ??= readOnce(process.env['TEST_BANK'] ?? ''));
}

function readOnce(kept: string): BankContent {
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as BankContent;
  const { bank, faults } = readBankFolder(BANK_FOLDER);
  if (bank === null) throw new Error(faults.map((f) => `${f.file}:${f.line} ${f.code}`).join('\n'));
  if (kept !== '') {
    writeFileSync(`${kept}.${process.pid}`, JSON.stringify(bank));
    renameSync(`${kept}.${process.pid}`, kept);
  }
  return bank;
}

/** Every third question of the shipped bank in each cell of topic, level and kind: enough for most tests, in less time. */
export function sampleBank(): BankContent {
  const seen = new Map<string, number>();
  const items = shippedBank().items.filter(({ content: { topic, level, kind } }) => {
    const cell = `${topic} ${level} ${kind}`;
    const place = seen.get(cell) ?? 0;
    seen.set(cell, place + 1);
    return place % 3 === 0;
  });
  return { ...shippedBank(), items };
}

export interface Committee {
  readonly ownerId: string;
  readonly bankId: string;
  readonly planId: string;
  /** Username of the account that holds a role. */
  readonly usernameOf: (role: Role) => string;
}

/** A committee with an account for each role wanted, a bank and a plan. */
export async function newCommittee(
  house: House,
  name: string,
  roles: readonly Role[],
  rules: RuleSet = DEFAULT_RULES,
  bank: BankContent = sampleBank(),
  blueprint: Blueprint = DEFAULT_BLUEPRINT,
): Promise<Committee> {
  const { app } = house;
  const owner = await app.get(OrganizationService).createOwner(name, SYSTEM_ACTOR);
  const prefix = name.replace(/\W/g, '').toLowerCase().slice(-6);
  const usernameOf = (role: Role): string => `${role}-${prefix}`.toLowerCase();
  for (const role of roles) {
    const user = await app
      .get(StaffService)
      .create(
        { username: usernameOf(role), fullName: `Nguyễn Văn ${role}`, password: PASSWORD },
        SYSTEM_ACTOR,
        owner.id,
      );
    await app.get(StaffService).grant(user.id, role, owner.id, SYSTEM_ACTOR);
  }
  const { bankId } = await app.get(BankImportService).import(owner.id, bank, SYSTEM_ACTOR);
  const plan = await app.get(ExamPlanService).create(owner.id, 'Kế hoạch', SYSTEM_ACTOR, rules, blueprint);
  return { ownerId: owner.id, bankId, planId: plan.id, usernameOf };
}

export interface ClosedBatch {
  readonly batch: Batch;
  readonly sitting: Sitting;
  readonly entries: readonly BatchEntry[];
  /** Access code by entry id. */
  readonly codes: ReadonlyMap<string, string>;
}

export const roster = (names: readonly string[]): Buffer =>
  Buffer.from(
    [
      'TT,Họ và tên,Ngày sinh,Nam/Nữ,Chi bộ',
      ...names.map((n, i) => `${i + 1},${n},${String((i % 28) + 1).padStart(2, '0')}/03/1990,Nữ,Chi bộ ${(i % 3) + 1}`),
    ].join('\n'),
  );

export const NAMES = ['Nguyễn Thị Ánh', 'Trần Văn Bách', 'Đỗ Thị Cúc', 'Lê Văn Đạt', 'Vũ Thị Hà', 'Ngô Văn Khôi'];

/** A batch with an open roster. */
export async function newBatch(house: House, committee: Committee, names: readonly string[] = NAMES): Promise<Batch> {
  const { app } = house;
  const { ownerId, planId, bankId } = committee;
  const batch = await app
    .get(BatchService)
    .create(
      ownerId,
      { planId, bankId, examOn: '2027-01-09', place: 'Hội trường', sittings: [{ room: 'Phòng A', time: '07:30' }] },
      SYSTEM_ACTOR,
    );
  const rosters = app.get(RosterService);
  const upload = await rosters.upload(ownerId, batch.id, roster(names), 'danh-sach.csv');
  const { namesakes } = await rosters.preview(ownerId, batch.id, upload.id);
  await rosters.import(
    ownerId,
    batch.id,
    upload.id,
    new Map(namesakes.map((n) => [n.row, 'new'])),
    () => '',
    SYSTEM_ACTOR,
  );
  return batch;
}

/** A batch with numbers, forms and cards. */
export async function newClosedBatch(
  house: House,
  committee: Committee,
  names: readonly string[] = NAMES,
): Promise<ClosedBatch> {
  const { app } = house;
  const { ownerId } = committee;
  const { id } = await newBatch(house, committee, names);
  await app.get(CloseRosterService).close(ownerId, id, SYSTEM_ACTOR);
  const { batch, cards } = await app.get(CardService).issue(ownerId, id, null, SYSTEM_ACTOR);
  const [sitting] = cards.map((c) => c.sitting);
  if (sitting === undefined) throw new Error('no sitting');
  return { batch, sitting, entries: cards.map((c) => c.entry), codes: new Map(cards.map((c) => [c.entry.id, c.code])) };
}

/** A signed-in member of staff. */
export async function signInStaff(house: House, username: string): Promise<HttpBrowser> {
  const browser = new HttpBrowser(house.url);
  await browser.open('/identity/sign-in');
  await browser.submit('/identity/sign-in', { username, password: PASSWORD });
  return browser;
}

/** A candidate who has come in and confirmed who they are. */
export async function signInCandidate(house: House, closed: ClosedBatch, entry: BatchEntry): Promise<HttpBrowser> {
  const browser = new HttpBrowser(house.url);
  await browser.open('/delivery/sign-in');
  await browser.submit('/delivery/sign-in', {
    candidateNo: entry.candidateNo ?? '',
    code: closed.codes.get(entry.id) ?? '',
  });
  await browser.open('/delivery/confirm');
  await browser.submit('/delivery/confirm', { answer: 'yes' });
  return browser;
}

/** Everybody present, the start signal given. */
export async function startSitting(house: House, committee: Committee, closed: ClosedBatch): Promise<HttpBrowser> {
  const invigilator = await signInStaff(house, committee.usernameOf('invigilator'));
  const room = `/invigilation/${closed.sitting.id}`;
  await invigilator.open(room);
  await invigilator.submit(`${room}/attendance`, { attendance: 'present' });
  await invigilator.submit(`${room}/start`, {});
  return invigilator;
}
