import { strFromU8, unzipSync } from 'fflate';
import { v7 } from 'uuid';
import { BatchService } from '../../src/batch/batch.service.js';
import { CloseRosterService } from '../../src/batch/close-roster.service.js';
import type { Batch } from '../../src/batch/entities/batch.entity.js';
import type { BatchEntry } from '../../src/batch/entities/batch-entry.entity.js';
import { RosterService } from '../../src/batch/roster.service.js';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { joinComponents, type Outcome, type OutcomeFacts, outcomeDigest } from '../../src/core/scoring/outcome.js';
import type { RuleSet } from '../../src/core/scoring/rule-set.js';
import type { CouncilMeeting } from '../../src/council/entities/meeting.entity.js';
import { NOT_CONFIRMED } from '../../src/council/meeting.service.js';
import { MeetingRepository } from '../../src/council/meeting.repository.js';
import { ResultRepository } from '../../src/council/result.repository.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { LedgerService } from '../../src/ledger/ledger.service.js';
import { OrganizationService } from '../../src/organization/organization.service.js';
import { PapersService } from '../../src/papers/papers.service.js';
import type { House } from './house.js';
import type { Committee } from './world.js';

export interface RosterLine {
  readonly fullName: string;
  /** dd/mm/yyyy or yyyy */
  readonly birth: string;
  readonly sex: 'Nam' | 'Nữ';
  readonly unit: string;
}

/** A batch with a closed roster of these people. */
export async function batchOf(
  house: House,
  { ownerId, planId, bankId }: Committee,
  people: readonly RosterLine[],
): Promise<{ batch: Batch; entries: BatchEntry[] }> {
  const batches = house.app.get(BatchService);
  const rosters = house.app.get(RosterService);
  const sittings = [{ room: 'Phòng A', time: '08:00' }];
  const input = { planId, bankId, examOn: '2027-01-09', place: 'Hội trường Trung tâm chính trị', sittings };
  const { id } = await batches.create(ownerId, input, SYSTEM_ACTOR);
  const lines = people.map((p, i) => `${i + 1},${p.fullName},${p.birth},${p.sex},"${p.unit}"`);
  const file = Buffer.from(['TT,Họ và tên,Ngày sinh,Nam/Nữ,Chi bộ', ...lines].join('\n'));
  const upload = await rosters.upload(ownerId, id, file, 'danh-sach.csv');
  const { namesakes } = await rosters.preview(ownerId, id, upload.id);
  const answers = new Map(namesakes.map((n) => [n.row, 'new'] as const));
  await rosters.import(ownerId, id, upload.id, answers, () => '', SYSTEM_ACTOR);
  await house.app.get(CloseRosterService).close(ownerId, id, SYSTEM_ACTOR);
  const entries = (await batches.findEntries(id)).sort((a, b) =>
    (a.candidateNo ?? '') < (b.candidateNo ?? '') ? -1 : 1,
  );
  return { batch: await batches.getBatch(ownerId, id), entries };
}

export const MEMBERS = [
  { userId: null, fullName: 'Phan Thị Hải Yến', role: 'chair', office: 'Phó Bí thư Thường trực Đảng ủy' },
  { userId: null, fullName: 'Trần Đức Long', role: 'viceChair', office: 'Trưởng Ban Xây dựng Đảng' },
  { userId: null, fullName: 'Nguyễn Thị Thanh Hà', role: 'member', office: 'Chủ nhiệm Ủy ban Kiểm tra' },
  { userId: null, fullName: 'Hoàng Văn Thắng', role: 'member', office: 'Giám đốc Trung tâm chính trị' },
  { userId: null, fullName: 'Bạch Thị Duyên', role: 'secretary', office: 'Chánh Văn phòng Đảng ủy' },
] as const;

/** The council in office. */
export async function nameCouncil(house: House, ownerId: string): Promise<void> {
  const title = 'Hội đồng kiểm tra, đánh giá nhận thức';
  const decision = { decisionNo: '112-QĐ/ĐU', decisionOn: '2026-12-01', term: '2025-2030' };
  await house.app
    .get(OrganizationService)
    .createCouncil(ownerId, { title, ...decision, members: [...MEMBERS] }, SYSTEM_ACTOR);
}

/** What one person reached: hundredths of each component, or why there is no band. */
export const outcomeFrom = (
  rules: RuleSet,
  facts: Partial<OutcomeFacts> & { written?: number; oral?: number },
): Outcome =>
  joinComponents(
    {
      attendance: 'present',
      violations: [],
      components: rules.components.map(({ kind }) => ({ kind, points: facts[kind] ?? null, missed: null })),
      ...facts,
    },
    rules,
  );

export async function fixOutcomes(
  house: House,
  batchId: string,
  outcomes: ReadonlyMap<string, Outcome>,
  addendumId: string | null = null,
): Promise<void> {
  const repository = house.app.get(ResultRepository, { strict: false });
  const before = await repository.findResults(batchId);
  const rows = [...outcomes].map(([entryId, outcome]) => ({
    id: v7(),
    batchId,
    entryId,
    version: before.filter((r) => r.entryId === entryId).length + 1,
    addendumId,
    status: outcome.status,
    total: outcome.total,
    band: outcome.band,
    outcome,
    digest: outcomeDigest(outcome),
    at: house.clock.now(),
  }));
  await house.app.get(UnitOfWork).run(() => repository.insertResults(rows));
}

/** The council has met, confirmed and locked. */
export async function meetAndLock(
  house: House,
  ownerId: string,
  batchId: string,
  outcomes: ReadonlyMap<string, Outcome>,
  absence: { place: number; reason: string } | null = null,
): Promise<void> {
  const council = await house.app.get(OrganizationService).findCouncil(ownerId);
  if (council === null) throw new Error('no council');
  const meeting: CouncilMeeting = {
    id: v7(),
    batchId,
    councilId: council.council.id,
    place: 'Phòng họp số 1, trụ sở Đảng ủy',
    agenda: 'Xét kết quả kiểm tra;\nbiểu quyết thông qua kết quả.',
    proceedings:
      'Thư ký báo cáo kết quả tổng hợp.\n- 08 giờ 14 phút: một máy mất điện 6 phút, đã bù giờ.\nKhông có ý kiến khác.',
    conclusion: 'Hội đồng thống nhất kết quả như Phụ lục kèm theo.',
    openedAt: new Date('2027-01-16T01:00:00Z'),
    closedAt: new Date('2027-01-16T03:15:00Z'),
    ...NOT_CONFIRMED,
    chairHead: '1044-AAAA-BBBB-CCCC-DDDD',
    secretaryHead: '1042-1111-2222-3333-4444',
    digest: null,
    resultsDigest: 'ab'.repeat(32),
  };
  const attendance = council.members.map((m, i) => ({
    id: v7(),
    meetingId: meeting.id,
    memberId: m.id,
    present: absence?.place !== i,
    reason: absence?.place === i ? absence.reason : null,
  }));
  const present = attendance.filter((a) => a.present).length;
  const motion = {
    id: v7(),
    meetingId: meeting.id,
    position: 0,
    kind: 'adoptResults' as const,
    text: 'Thông qua kết quả kiểm tra',
    votesFor: present - 1,
    votesAgainst: 0,
    votesAbstain: 1,
    adopted: true,
    at: new Date('2027-01-16T03:00:00Z'),
  };
  await fixOutcomes(house, batchId, outcomes);
  await house.app.get(UnitOfWork).run(async () => {
    await house.app.get(MeetingRepository, { strict: false }).insertMeeting(meeting, attendance, [motion]);
    const resultsLockedAt = new Date('2027-01-16T03:30:00Z');
    await house.app.get(BatchService).setReview(batchId, { councilId: council.council.id, resultsLockedAt });
    const subject = { subjectType: 'batch', subjectId: batchId };
    house.app.get(LedgerService).record({ action: 'results.locked', actor: SYSTEM_ACTOR, ownerId, ...subject });
  });
}

/** A DOCX as its reader sees it. */
export interface OpenedPaper {
  /** The whole of word/document.xml. */
  readonly xml: string;
  /** Every paragraph outside and inside of tables. */
  readonly lines: readonly string[];
  /** Cells of each table, by row. */
  readonly tables: readonly (readonly (readonly string[])[])[];
  readonly headers: string;
  readonly footers: string;
}

export function openDocx(bytes: Uint8Array): OpenedPaper {
  const files = unzipSync(bytes);
  const part = (name: RegExp): string =>
    Object.entries(files)
      .filter(([path]) => name.test(path))
      .map(([, data]) => textOf(strFromU8(data)))
      .join('\n');
  const xml = strFromU8(files['word/document.xml'] ?? new Uint8Array());
  const all = (text: string, tag: string): string[] => text.match(new RegExp(`<w:${tag}>.*?</w:${tag}>`, 'gs')) ?? [];
  return {
    xml,
    lines: all(xml, 'p').map(textOf),
    tables: all(xml, 'tbl').map((t) =>
      all(t, 'tr').map((r) => all(r, 'tc').map((c) => all(c, 'p').map(textOf).join('\n'))),
    ),
    headers: part(/^word\/header/),
    footers: part(/^word\/footer/),
  };
}

const textOf = (xml: string): string =>
  xml
    .replace(/<w:br\/>/g, ' ')
    .replace(/<w:tab\/>/g, '\t')
    .replace(/<[^>]*>/g, '')
    .replace(/&amp;/g, '&')
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, ' ')
    .trim();

/** The table whose header has this word. */
export const tableWith = (paper: OpenedPaper, header: string): readonly (readonly string[])[] => {
  const found = paper.tables.find((t) => t[0]?.includes(header));
  if (found === undefined) throw new Error(`no table with ${header}`);
  return found;
};

export const COAL = 'Chi bộ Phân xưởng Vận tải, Thông gió và Đào lò số 7, Đảng bộ bộ phận Công ty Than Vịnh Xanh';
export const SCHOOL = 'Chi bộ Trường THCS Vịnh Xanh';
export const TOWN = 'Chi bộ Khu phố 3';
export const PEOPLE: readonly RosterLine[] = [
  { fullName: 'Trần Văn Đức', birth: '05/09/1991', sex: 'Nam', unit: TOWN },
  { fullName: 'Nguyễn Thị Ánh', birth: '1979', sex: 'Nữ', unit: SCHOOL },
  { fullName: 'Nguyễn Phúc Hoàng Thị Ngọc Quỳnh Trâm', birth: '20/11/1998', sex: 'Nữ', unit: COAL },
  { fullName: 'Vũ Đình Đạt', birth: '17/04/1994', sex: 'Nam', unit: TOWN },
  { fullName: 'Lê Văn Bách', birth: '01/02/1985', sex: 'Nam', unit: SCHOOL },
  { fullName: 'Cao Văn Nhật', birth: '12/12/1988', sex: 'Nam', unit: TOWN },
  { fullName: 'Bùi Thị Mai', birth: '10/03/1987', sex: 'Nữ', unit: COAL },
  { fullName: 'Đinh Văn Hải', birth: '28/03/1984', sex: 'Nam', unit: COAL },
];

/** One of each fate, by name. */
function fates(rules: RuleSet): Readonly<Record<string, Outcome>> {
  const [written, oral] = [5850, 3600];
  const phone = { component: 'written', degree: 'reprimand', percent: 25 } as const;
  const stopped = { component: 'written', degree: 'suspension', percent: 100 } as const;
  const of = (facts: Parameters<typeof outcomeFrom>[1]): Outcome => outcomeFrom(rules, facts);
  return {
    'Trần Văn Đức': of({ written, oral }),
    'Nguyễn Thị Ánh': of({ written: 4200, oral: 3000 }),
    'Nguyễn Phúc Hoàng Thị Ngọc Quỳnh Trâm': of({ written: 4000, oral: 2000 }),
    'Vũ Đình Đạt': of({ written: 2925, oral: 2900 }),
    'Lê Văn Bách': of({ written: 4800, oral: 3000, violations: [phone] }),
    'Cao Văn Nhật': of({ attendance: 'absentWithLeave' }),
    'Bùi Thị Mai': of({
      components: rules.components.map(({ kind }) =>
        kind === 'oral' ? { kind, points: null, missed: 'withLeave' as const } : { kind, points: 4000, missed: null },
      ),
    }),
    'Đinh Văn Hải': of({ written: 3000, violations: [stopped] }),
  };
}

export interface World {
  readonly house: House;
  readonly committee: Committee;
  readonly batch: Batch;
  readonly entries: readonly BatchEntry[];
}

export const idOf = ({ entries }: World, name: string): string => {
  const entry = entries.find((e) => e.fullName === name);
  if (entry === undefined) throw new Error(name);
  return entry.id;
};
export const unitOf = ({ entries }: World, unit: string): string =>
  entries.find((e) => e.unitName === unit)?.unitId ?? '';
export const outcomesOf = (world: World, rules: RuleSet): Map<string, Outcome> =>
  new Map(Object.entries(fates(rules)).map(([name, outcome]) => [idOf(world, name), outcome]));

export async function bytesOf({ house, committee, batch }: World, subject: string): Promise<Buffer> {
  return (await house.app.get(PapersService).make(committee.ownerId, batch.id, subject)).bytes;
}
export const made = async (world: World, subject: string): Promise<OpenedPaper> =>
  openDocx(await bytesOf(world, subject));
