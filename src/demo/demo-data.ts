import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SYSTEM_ACTOR } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { projectRoot } from '../common/http/view-engine.js';
import { ineligibilityText } from '../batch/batch.presenter.js';
import { BatchService, type BatchView } from '../batch/batch.service.js';
import { CardService, newCode } from '../batch/card.service.js';
import { CloseRosterService } from '../batch/close-roster.service.js';
import type { BatchEntry } from '../batch/entities/batch-entry.entity.js';
import { FormService } from '../batch/form.service.js';
import { RosterService } from '../batch/roster.service.js';
import { accessCode } from '../core/batch/access-code.js';
import { DEFAULT_BLUEPRINT } from '../core/blueprint/blueprint.js';
import { DEFAULT_RULES, type RuleSet } from '../core/scoring/rule-set.js';
import { hmacSha256 } from '../core/shared/digest.js';
import { seededBytes } from '../core/shared/random.js';
import { writeWorkbook } from '../documents/xlsx.js';
import { ExamPlanService } from '../exam-plan/exam-plan.service.js';
import { formatDate, localDate } from '../i18n/translator.js';
import { StaffService } from '../identity/staff.service.js';
import { OrganizationService } from '../organization/organization.service.js';
import { readBankFolder } from '../question-bank/bank-files.js';
import { BankImportService } from '../question-bank/bank-import.service.js';
import { fitsThePlot, type Paper } from './cast.js';
import {
  ABSENT,
  type DemoPerson,
  EXPIRED,
  FIRST_BATCH,
  OWNER,
  SECOND_BATCH,
  STAFF,
  UNITS,
  UNRESOLVED,
} from './scenario.js';

/** Makes what the scenario needs, step by step; each step does nothing when it was done before. */
export class DemoData {
  private readonly today: string;

  constructor(
    private readonly app: NestFastifyApplication,
    private readonly seed: string,
  ) {
    this.today = localDate(app.get(Clock).now());
  }

  /** Derived, so that a second start prints the same. */
  passwordOf(username: string): string {
    const letters = accessCode(
      take(seededBytes(hmacSha256(Buffer.from(this.seed, 'base64'), `password|${username}`))),
    ).toLowerCase();
    return `${username}-${letters.slice(0, 6)}`;
  }

  codeOf(entry: BatchEntry): string {
    return newCode(entry.id, this.seed);
  }

  async ensure(): Promise<{ ownerId: string; first: BatchView; second: BatchView }> {
    const ownerId = await this.owner();
    await this.staff(ownerId);
    const bankId = await this.bank(ownerId);
    await this.batch(
      ownerId,
      1,
      bankId,
      'Kế hoạch kiểm tra nhận thức (quy tắc mặc định)',
      DEFAULT_RULES,
      ['Phòng A 07:30'],
      firstRoster(this.today),
    );
    await this.batch(
      ownerId,
      2,
      bankId,
      'Kế hoạch chạy thử (vào muộn đến 120 phút)',
      trialRules(),
      ['Phòng A 14:00', 'Phòng B 14:00'],
      roster(SECOND_BATCH, this.today),
    );
    const views = await this.app.get(BatchService).findBatches(ownerId);
    const of = (number: number): BatchView => {
      const view = views.find((v) => v.batch.number === number);
      if (view === undefined) throw new Error(`demo: batch ${number} is missing`);
      return view;
    };
    return { ownerId, first: of(1), second: of(2) };
  }

  private async owner(): Promise<string> {
    const organization = this.app.get(OrganizationService);
    const [known] = await organization.findOwners();
    const owner = known ?? (await organization.createOwner(OWNER, SYSTEM_ACTOR));
    const names = new Set((await organization.findUnits(owner.id)).map((u) => u.name));
    for (const name of UNITS) if (!names.has(name)) await organization.createUnit(owner.id, 'cell', name, SYSTEM_ACTOR);
    return owner.id;
  }

  private async staff(ownerId: string): Promise<void> {
    const accounts = this.app.get(StaffService);
    const members = [];
    const units = new Map((await this.app.get(OrganizationService).findUnits(ownerId)).map((u) => [u.name, u.id]));
    for (const { username, fullName, roles, unit, council } of STAFF) {
      const known = await accounts.findByUsername(username);
      const user =
        known ??
        (await accounts.create({ username, fullName, password: this.passwordOf(username) }, SYSTEM_ACTOR, ownerId));
      const nodeId = unit === undefined ? ownerId : (units.get(unit) ?? ownerId);
      for (const role of roles) await accounts.grant(user.id, role, nodeId, SYSTEM_ACTOR);
      if (council !== null) members.push({ userId: user.id, fullName, ...council });
    }
    const organization = this.app.get(OrganizationService);
    if ((await organization.findCouncil(ownerId)) !== null) return;
    await organization.createCouncil(
      ownerId,
      {
        title: 'Hội đồng kiểm tra, đánh giá nhận thức',
        decisionNo: '112-QĐ/ĐU',
        decisionOn: this.today,
        term: '2025-2030',
        members,
      },
      SYSTEM_ACTOR,
    );
  }

  private async bank(ownerId: string): Promise<string> {
    const { bank, faults } = readBankFolder(`${projectRoot}/question-banks/kien-thuc-chung`);
    if (bank === null)
      throw new Error(
        `demo: the bank has ${faults.length} faults; see npm run cli -- bank import question-banks/kien-thuc-chung`,
      );
    return (await this.app.get(BankImportService).import(ownerId, bank, SYSTEM_ACTOR)).bankId;
  }

  private async batch(
    ownerId: string,
    number: number,
    bankId: string,
    planTitle: string,
    rules: RuleSet,
    rooms: readonly string[],
    people: readonly (readonly string[])[],
  ): Promise<void> {
    const batches = this.app.get(BatchService);
    const known = (await batches.findBatches(ownerId)).find((v) => v.batch.number === number);
    const batch = known?.batch ?? (await this.newBatch(ownerId, bankId, planTitle, rules, rooms));
    const view = await batches.getView(ownerId, batch.id);
    if (view.accepted === 0) await this.importRoster(ownerId, batch.id, people);
    if (batch.rosterClosedAt !== null) return;
    if (number === 1) await this.closeForThePlot(ownerId, batch.id);
    else await this.app.get(CloseRosterService).close(ownerId, batch.id, SYSTEM_ACTOR);
    await this.app.get(CardService).issue(ownerId, batch.id, null, SYSTEM_ACTOR);
  }

  /** Drawn anew in the rare case that no item stands on as many papers as the plot needs. */
  private async closeForThePlot(ownerId: string, batchId: string): Promise<void> {
    const closing = this.app.get(CloseRosterService);
    await closing.close(ownerId, batchId, SYSTEM_ACTOR);
    for (let tries = 0; tries < 5 && !fitsThePlot(await this.papers(batchId)); tries += 1) {
      await closing.reopen(ownerId, batchId, 'Rút đề lại cho tình huống mẫu', SYSTEM_ACTOR);
      await closing.close(ownerId, batchId, SYSTEM_ACTOR);
    }
  }

  private async papers(batchId: string): Promise<Paper[]> {
    const forms = this.app.get(FormService);
    const entries = (await this.app.get(BatchService).findEntries(batchId)).filter((e) => e.candidateNo !== null);
    return Promise.all(
      entries
        .filter((e) => e.fullName !== ABSENT)
        .map(async (entry) => ({ entry, form: await forms.getForm(entry.id), keys: [] })),
    );
  }

  private async newBatch(ownerId: string, bankId: string, planTitle: string, rules: RuleSet, rooms: readonly string[]) {
    const plan = await this.app.get(ExamPlanService).create(ownerId, planTitle, SYSTEM_ACTOR, rules, DEFAULT_BLUEPRINT);
    const sittings = rooms.map((r) => ({ room: r.slice(0, -6), time: r.slice(-5) }));
    const place = 'Hội trường Đảng ủy phường Hạ Long';
    return this.app
      .get(BatchService)
      .create(ownerId, { planId: plan.id, bankId, examOn: this.today, place, sittings }, SYSTEM_ACTOR);
  }

  /** As a unit would send it: a workbook, read by the same reader as every upload. */
  private async importRoster(ownerId: string, batchId: string, rows: readonly (readonly string[])[]): Promise<void> {
    const headers = [
      'TT',
      'Họ và tên',
      'Ngày sinh',
      'Nam/Nữ',
      'Chi bộ, đảng bộ',
      'Số GCN lớp',
      'Ngày cấp GCN',
      'NQ chi bộ',
    ];
    const columns = headers.map((header) => ({ header, width: 16, kind: 'text' as const }));
    const data = await writeWorkbook([
      { name: 'Danh sách', titleRows: [OWNER.toUpperCase(), 'DANH SÁCH QUẦN CHÚNG ƯU TÚ'], columns, rows },
    ]);
    const rosters = this.app.get(RosterService);
    const upload = await rosters.upload(ownerId, batchId, data, 'danh-sach.xlsx');
    const { namesakes } = await rosters.preview(ownerId, batchId, upload.id);
    const answers = new Map(namesakes.map((n) => [n.row, 'new']));
    await rosters.import(ownerId, batchId, upload.id, answers, (why) => ineligibilityText(why, 'vi'), SYSTEM_ACTOR);
  }
}

function trialRules(): RuleSet {
  const components = DEFAULT_RULES.components.map((c) => (c.kind === 'written' ? { ...c, lateEntryMinutes: 120 } : c));
  return { ...DEFAULT_RULES, components };
}

const person = (p: DemoPerson, i: number, certificateOn: string, resolution: string): string[] => [
  String(i + 1),
  p.fullName,
  p.birth,
  p.sex,
  p.unit,
  `${118 + i}/GCN`,
  formatDate(certificateOn),
  resolution,
];

/** The same day so many months before. */
function monthsBefore(date: string, months: number): string {
  const total = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 - months;
  return `${Math.floor(total / 12)}-${String((total % 12) + 1).padStart(2, '0')}-15`;
}

const roster = (people: readonly DemoPerson[], today: string): string[][] =>
  people.map((p, i) => person(p, i, monthsBefore(today, 6 + (i % 20)), `${10 + i}-NQ/CB`));

const firstRoster = (today: string): string[][] => [
  ...roster(FIRST_BATCH, today),
  person(EXPIRED, FIRST_BATCH.length, monthsBefore(today, 63), '61-NQ/CB'),
  person(UNRESOLVED, FIRST_BATCH.length + 1, monthsBefore(today, 12), ''),
];

function* take(bytes: Iterable<number>): Generator<number> {
  let left = 64;
  for (const byte of bytes) {
    if (left === 0) return;
    left -= 1;
    yield byte;
  }
}
