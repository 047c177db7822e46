import { Injectable } from '@nestjs/common';
import { AppError, orThrow } from '../common/app-error.js';
import type { LedgerActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { jobsIn } from '../common/worker/job.js';
import { Housekeeping, uploadsKeptSince } from '../common/housekeeping.js';
import { Workshop } from '../common/worker/workshop.js';
import { type Ineligibility, ineligibility } from '../core/batch/eligibility.js';
import type { ParsedRoster, RosterRow } from '../core/roster/parse-roster.js';
import { canonicalTone, nameSortKey, searchKey } from '../core/text/vietnamese.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ExamPlanService } from '../exam-plan/exam-plan.service.js';
import { localDate } from '../i18n/translator.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { OrganizationService } from '../organization/organization.service.js';
import { BatchRepository } from './batch.repository.js';
import { BatchService, entrySearchKey } from './batch.service.js';
import type { Batch } from './entities/batch.entity.js';
import type { AdmissionCase, BatchEntry, Person, RosterUpload } from './entities/batch-entry.entity.js';

const READ_ROSTER = jobsIn<typeof import('./roster.worker.js')>(import.meta.url, 'roster.worker')('readRoster', 20);

/** A row that may be somebody the committee already knows: a human says which. */
export interface Namesake {
  readonly row: number;
  readonly person: Person;
  readonly reason: 'idNumber' | 'nameAndBirth';
  readonly inThisBatch: boolean;
  /** Where the person was last seen: the unit and the batch's number and year, or null. */
  readonly last: { readonly unitName: string; readonly number: number; readonly year: number } | null;
}

export interface RosterPreview {
  readonly upload: RosterUpload;
  readonly roster: ParsedRoster;
  readonly namesakes: readonly Namesake[];
  /** Units of the file that the tree does not have yet; they are made at the import. */
  readonly newUnits: readonly string[];
  /** Rows that will be entered as refused, and why. */
  readonly ineligible: ReadonlyMap<number, Ineligibility>;
}

/** row -> 'new', or the id of the person that the row is. */
export type NamesakeAnswers = ReadonlyMap<number, string>;

/** Rosters as people make them: read, shown with every fault, and imported all or nothing. */
@Injectable()
export class RosterService {
  constructor(
    private readonly repository: BatchRepository,
    private readonly batches: BatchService,
    private readonly plans: ExamPlanService,
    private readonly organization: OrganizationService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    private readonly workshop: Workshop,
    housekeeping: Housekeeping,
  ) {
    // Names and birth dates of people who may never be entered.
    housekeeping.register('rosters', () =>
      this.uow.run(() => this.repository.deleteUploadsBefore(uploadsKeptSince(this.clock.epochMs()))),
    );
  }

  /** Reads an uploaded file and keeps what it read for the preview. @throws AppError file/*, roster/*, batch/roster-closed */
  async upload(ownerId: string, batchId: string, data: Buffer, fileName: string): Promise<RosterUpload> {
    const batch = await this.openBatch(ownerId, batchId);
    const roster = await this.read(data, fileName);
    const upload: RosterUpload = {
      id: newId(),
      batchId: batch.id,
      fileName: fileName.slice(0, 200),
      roster,
      createdAt: this.clock.now(),
    };
    await this.uow.run(() => this.repository.insertUpload(upload));
    return upload;
  }

  async preview(ownerId: string, batchId: string, uploadId: string): Promise<RosterPreview> {
    const batch = await this.openBatch(ownerId, batchId);
    const upload = await this.repository.findUpload(batchId, uploadId);
    if (upload === null) throw new AppError('roster/upload-gone');
    const [persons, entries, units, plan] = await Promise.all([
      this.repository.findPersons(ownerId),
      this.repository.findEntries(batchId),
      this.organization.findUnits(ownerId),
      this.plans.getPlan(ownerId, batch.planId),
    ]);
    const known = new Set(units.map((u) => unitKey(u.name)));
    const { roster } = upload;
    const newUnits = distinctUnits(roster.rows).filter((name) => !known.has(unitKey(name)));
    const alike = roster.rows.flatMap((row) => findNamesakes(row, persons, entries));
    const namesakes = await Promise.all(
      alike.map(async (n) => ({ ...n, last: await this.repository.findLastEntry(n.person.id) })),
    );
    return {
      upload,
      roster,
      namesakes,
      newUnits,
      ineligible: ineligibleRows(roster, batch, plan.version.rules.eligibility),
    };
  }

  /**
   * Enters everybody of a preview, the ineligible as refused. All or nothing.
   * @throws AppError roster/has-problems, roster/unanswered, roster/already-in-batch
   */
  async import(
    ownerId: string,
    batchId: string,
    uploadId: string,
    answers: NamesakeAnswers,
    reasonText: (why: Ineligibility) => string,
    actor: LedgerActor,
  ): Promise<number> {
    const preview = await this.preview(ownerId, batchId, uploadId);
    if (preview.roster.problems.length > 0)
      throw new AppError('roster/has-problems', { n: preview.roster.problems.length });
    assertAnswered(preview, answers);
    return this.uow.run(async () => {
      await this.repository.lockBatch(batchId);
      await this.openBatch(ownerId, batchId);
      // Under the lock: of two presses of the button only one finds the upload still there.
      if ((await this.repository.findUpload(batchId, uploadId)) === null) throw new AppError('roster/upload-gone');
      const unitIds = await this.ensureUnits(ownerId, preview.newUnits, actor);
      const rows = preview.roster.rows.map((row) =>
        this.toRows(ownerId, batchId, row, unitIds, answers.get(row.row), preview.ineligible.get(row.row), reasonText),
      );
      await this.repository.insertEntries(
        rows.flatMap((r) => (r.person === null ? [] : [r.person])),
        rows.flatMap((r) => (r.person === null ? [] : [newCase(r.person)])),
        rows.map((r) => r.entry),
      );
      await this.repository.deleteUploads(batchId);
      const facts = { rows: rows.length, refused: preview.ineligible.size };
      this.ledger.record({
        action: 'roster.imported',
        actor,
        ownerId,
        subjectType: 'batch',
        subjectId: batchId,
        facts,
        detail: preview.upload.fileName,
      });
      return rows.length;
    });
  }

  /** In a thread of its own: whatever the file holds, answers are saved meanwhile. */
  private async read(data: Buffer, fileName: string): Promise<ParsedRoster> {
    try {
      return orThrow(await this.workshop.run(READ_ROSTER, { data, fileName, today: localDate(this.clock.now()) }));
    } catch (error) {
      if (error instanceof AppError && /^work\/(too-long|too-large)$/.test(error.code))
        throw new AppError('file/too-heavy');
      throw error;
    }
  }

  private async openBatch(ownerId: string, batchId: string): Promise<Batch> {
    const batch = await this.batches.getBatch(ownerId, batchId);
    if (batch.rosterClosedAt !== null) throw new AppError('batch/roster-closed');
    return batch;
  }

  private async ensureUnits(
    ownerId: string,
    names: readonly string[],
    actor: LedgerActor,
  ): Promise<Map<string, string>> {
    for (const name of names) await this.organization.createUnit(ownerId, 'cell', name, actor);
    return new Map((await this.organization.findUnits(ownerId)).map((u) => [unitKey(u.name), u.id]));
  }

  private toRows(
    ownerId: string,
    batchId: string,
    row: RosterRow,
    unitIds: ReadonlyMap<string, string>,
    answer: string | undefined,
    why: Ineligibility | undefined,
    reasonText: (why: Ineligibility) => string,
  ): { person: Person | null; entry: BatchEntry } {
    const { fullName, birth, idNumber, sex, unitName, post } = row;
    const now = this.clock.now();
    const isNew = answer === undefined || answer === 'new';
    const person: Person | null = isNew
      ? { id: newId(), ownerId, fullName, searchKey: searchKey(fullName), birth, idNumber, createdAt: now }
      : null;
    const unitId = unitIds.get(unitKey(unitName));
    if (unitId === undefined) throw new Error(`roster: unit '${unitName}' was not made`);
    const { certificateNo, certificateOn, cellResolution } = row;
    return {
      person,
      entry: {
        id: newId(),
        batchId,
        personId: person?.id ?? answer ?? '',
        unitId,
        fullName,
        sortKey: nameSortKey(fullName),
        searchKey: entrySearchKey(fullName, unitName),
        birth,
        sex,
        unitName,
        post,
        checks: { certificateNo, certificateOn, cellResolution },
        refusalReason: why === undefined ? null : reasonText(why),
        candidateNo: null,
        sittingId: null,
        timeFactorPercent: 100,
        attendance: null,
        attendanceAt: null,
        attendanceReason: null,
        accessCodeHash: null,
        accessCodeIssuedAt: null,
        lateLeaveAt: null,
        deviceLeaveAt: null,
        createdAt: now,
      },
    };
  }
}

/** Units are the same when their names differ only in case, blanks or the place of a tone mark. */
const unitKey = (name: string): string => canonicalTone(name).toLocaleLowerCase('vi');

const distinctUnits = (rows: readonly RosterRow[]): string[] => [
  ...new Map(rows.filter((r) => r.unitName !== '').map((r) => [unitKey(r.unitName), r.unitName])).values(),
];

function findNamesakes(
  row: RosterRow,
  persons: readonly Person[],
  entries: readonly BatchEntry[],
): Omit<Namesake, 'last'>[] {
  const here = new Set(entries.map((e) => e.personId));
  const folded = searchKey(row.fullName);
  const byId = persons.filter((p) => row.idNumber !== null && p.idNumber === row.idNumber);
  const byName = persons.filter((p) => !byId.includes(p) && p.searchKey === folded && p.birth === row.birth);
  const told = (reason: Namesake['reason']) => (person: Person) => ({
    row: row.row,
    person,
    reason,
    inThisBatch: here.has(person.id),
  });
  return [...byId.map(told('idNumber')), ...byName.map(told('nameAndBirth'))];
}

function ineligibleRows(
  roster: ParsedRoster,
  batch: Batch,
  rules: Parameters<typeof ineligibility>[1],
): Map<number, Ineligibility> {
  const has = (field: string): boolean => roster.columns.some((c) => c.field === field);
  const asked = { certificateOn: has('certificateOn'), cellResolution: has('cellResolution') };
  return new Map(
    roster.rows.flatMap((row): [number, Ineligibility][] => {
      const why = ineligibility({ ...row, asked }, rules, batch.examOn);
      return why === null ? [] : [[row.row, why]];
    }),
  );
}

function assertAnswered(preview: RosterPreview, answers: NamesakeAnswers): void {
  const rows = new Set(preview.namesakes.map((n) => n.row));
  for (const row of rows) {
    const candidates = preview.namesakes.filter((n) => n.row === row);
    const answer = answers.get(row);
    const same = candidates.find((n) => n.person.id === answer);
    if (answer !== 'new' && same === undefined) throw new AppError('roster/unanswered', { row });
    if (same?.inThisBatch === true) throw new AppError('roster/already-in-batch', { row, name: same.person.fullName });
  }
}

/** A person's case is opened with their first nomination. */
const newCase = ({ id, ownerId, createdAt }: Person): AdmissionCase => ({
  id: newId(),
  ownerId,
  personId: id,
  openedAt: createdAt,
});
