import { Injectable } from '@nestjs/common';
import type { Attendance } from '../core/statistics/reconciliation.js';
import { amongOf, insertRows, readJoined, readRow, readRowsOf, updateRows } from '../database/rows.js';
import { In, IsNull, LessThan, Not } from 'typeorm';
import { UnitOfWork } from '../database/unit-of-work.js';
import { OrgNode } from '../organization/entities/org-node.entity.js';
import { Batch, Sitting } from './entities/batch.entity.js';
import { DrawBasis } from './entities/draw-basis.entity.js';
import {
  AdmissionCase,
  BatchEntry,
  CandidateSession,
  Form,
  FormKey,
  OralPool,
  Person,
  RosterUpload,
} from './entities/batch-entry.entity.js';

interface Self {
  readonly entry: BatchEntry;
  readonly batch: Batch;
  readonly sitting: Sitting;
  readonly owner: OrgNode;
}

export type FormHead = Pick<Form, 'id' | 'digest' | 'entryId'>;

export type EntrySort = 'name' | 'unit' | 'number';

export interface EntryFilter {
  /** Folded text, in a name, a unit or a number. */
  readonly search: string;
  readonly refused: boolean | null;
  readonly sort: EntrySort;
}

const CHUNK = 300;
const chunks = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / CHUNK) }, (_, i) => rows.slice(i * CHUNK, (i + 1) * CHUNK));

@Injectable()
export class BatchRepository {
  constructor(private readonly uow: UnitOfWork) {}

  findBatches(ownerId: string): Promise<Batch[]> {
    return this.uow.manager.find(Batch, { where: { ownerId }, order: { year: 'DESC', number: 'DESC' } });
  }

  findBatch(ownerId: string, id: string): Promise<Batch | null> {
    return this.uow.manager.findOneBy(Batch, { ownerId, id });
  }

  findBatchById(id: string): Promise<Batch | null> {
    return readRow(this.uow.manager, Batch, 'WHERE id = ?', [id]);
  }

  findUncounted(): Promise<Batch[]> {
    return this.uow.manager.findBy(Batch, {
      resultsLockedAt: Not(IsNull()),
      addendumOpenedAt: IsNull(),
      itemsCountedAt: IsNull(),
    });
  }

  /** Holds a batch until the transaction ends, so that two acts on it never overlap. SQLite needs none. */
  async lockBatch(id: string): Promise<void> {
    if (this.uow.engine !== 'postgres') return;
    await this.uow.writing.findOne(Batch, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  async lockSitting(id: string, mode: 'read' | 'write'): Promise<void> {
    if (this.uow.engine !== 'postgres') return;
    const lock = mode === 'write' ? 'FOR UPDATE' : 'FOR SHARE';
    await readRow(this.uow.writing, Sitting, `WHERE id = ? ${lock}`, [id]);
  }

  async shareSittingsOf(entryIds: readonly string[]): Promise<void> {
    if (this.uow.engine !== 'postgres') return;
    await this.uow.writing.query(
      'SELECT id FROM sitting WHERE id IN (SELECT sitting_id FROM batch_entry WHERE id = ANY($1)) ORDER BY id FOR SHARE',
      [entryIds],
    );
  }

  async lastNumber(ownerId: string, year: number): Promise<number> {
    const [row] = await this.uow.manager.find(Batch, { where: { ownerId, year }, order: { number: 'DESC' }, take: 1 });
    return row?.number ?? 0;
  }

  async insertBatch(batch: Batch, sittings: Sitting[]): Promise<void> {
    await this.uow.writing.insert(Batch, batch);
    await this.uow.writing.insert(Sitting, sittings);
  }

  async updateBatch(id: string, changes: Partial<Batch>): Promise<void> {
    await this.uow.writing.update(Batch, { id }, changes);
  }

  findSittings(batchId: string): Promise<Sitting[]> {
    return this.uow.manager.find(Sitting, { where: { batchId }, order: { startsAt: 'ASC', room: 'ASC' } });
  }

  findAllSittings(): Promise<Sitting[]> {
    return this.uow.manager.find(Sitting);
  }

  findSitting(id: string): Promise<Sitting | null> {
    return readRow(this.uow.manager, Sitting, 'WHERE id = ?', [id]);
  }

  async insertSitting(sitting: Sitting): Promise<void> {
    await this.uow.writing.insert(Sitting, sitting);
  }

  async updateSitting(id: string, changes: Partial<Sitting>): Promise<void> {
    await this.uow.writing.update(Sitting, { id }, changes);
  }

  /** All entries of a batch in Vietnamese order of names. */
  findEntries(batchId: string): Promise<BatchEntry[]> {
    return this.uow.manager.find(BatchEntry, {
      where: { batchId },
      order: { sortKey: 'ASC', birth: 'ASC', id: 'ASC' },
    });
  }

  findEntriesOfSitting(sittingId: string): Promise<BatchEntry[]> {
    return this.uow.manager.find(BatchEntry, { where: { sittingId }, order: { candidateNo: 'ASC' } });
  }

  /** Everybody who has been ticked, in whatever batch. */
  findMarkedEntries(): Promise<BatchEntry[]> {
    return this.uow.manager.createQueryBuilder(BatchEntry, 'e').where('e.attendance IS NOT NULL').getMany();
  }

  async findEntryPage(
    batchId: string,
    f: EntryFilter,
    page: number,
    size: number,
  ): Promise<{ rows: BatchEntry[]; total: number }> {
    const q = this.uow.manager.createQueryBuilder(BatchEntry, 'e').where('e.batchId = :batchId', { batchId });
    if (f.refused !== null) q.andWhere(f.refused ? 'e.refusalReason IS NOT NULL' : 'e.refusalReason IS NULL');
    if (f.search !== '') {
      const like = `%${f.search.replace(/[\\%_]/g, '\\$&')}%`;
      q.andWhere("(e.searchKey LIKE :like ESCAPE '\\' OR e.candidateNo LIKE :like ESCAPE '\\')", { like });
    }
    const order = {
      name: ['e.sortKey'],
      unit: ['e.unitName', 'e.sortKey'],
      number: ['CASE WHEN e.candidateNo IS NULL THEN 1 ELSE 0 END', 'e.candidateNo', 'e.sortKey'],
    }[f.sort];
    for (const column of order) q.addOrderBy(column);
    const [rows, total] = await q
      .offset((page - 1) * size)
      .limit(size)
      .getManyAndCount();
    return { rows, total };
  }

  findEntry(id: string): Promise<BatchEntry | null> {
    return readRow(this.uow.manager, BatchEntry, 'WHERE id = ?', [id]);
  }

  findEntriesByNumber(candidateNos: readonly string[]): Promise<BatchEntry[]> {
    return readRowsOf(this.uow.manager, BatchEntry, 'candidate_no', candidateNos);
  }

  /** The last place given under a number prefix, by whichever committee of this server. */
  async lastCandidateNo(prefix: string): Promise<string | null> {
    const [row] = await this.uow.manager
      .createQueryBuilder(BatchEntry, 'e')
      .where('e.candidateNo LIKE :like', { like: `${prefix}-%` })
      .orderBy('LENGTH(e.candidateNo)', 'DESC')
      .addOrderBy('e.candidateNo', 'DESC')
      .take(1)
      .getMany();
    return row?.candidateNo ?? null;
  }

  async updateEntry(id: string, changes: Partial<BatchEntry>): Promise<void> {
    await this.uow.writing.update(BatchEntry, { id }, changes);
  }

  /** Numbers and sittings of many, in few statements. */
  async giveNumbers(
    rows: readonly { readonly id: string; readonly candidateNo: string; readonly sittingId: string }[],
  ): Promise<void> {
    await this.updateEach(
      'candidate_no = v.column2, sitting_id = v.column3',
      rows.map((r) => [r.id, r.candidateNo, r.sittingId]),
    );
  }

  /** Codes of many, in few statements. */
  async giveCodes(rows: readonly { readonly id: string; readonly codeHash: string }[], at: Date): Promise<void> {
    await this.updateEach(
      'access_code_hash = v.column2',
      rows.map((r) => [r.id, r.codeHash]),
    );
    for (const part of chunks(rows))
      await this.uow.writing.update(BatchEntry, { id: In(part.map((r) => r.id)) }, { accessCodeIssuedAt: at });
  }

  /** Sets columns of each entry to values of its own: [id, ...values]. Both engines name the columns of VALUES alike. */
  private async updateEach(set: string, rows: readonly (readonly string[])[]): Promise<void> {
    let n = 0;
    const mark = (): string => (this.uow.engine === 'postgres' ? `$${(n += 1)}` : '?');
    for (const part of chunks(rows)) {
      n = 0;
      const values = part.map((row) => `(${row.map(mark).join(', ')})`).join(', ');
      await this.uow.writing.query(
        `UPDATE batch_entry SET ${set} FROM (VALUES ${values}) AS v WHERE batch_entry.id = v.column1`,
        part.flat(),
      );
    }
  }

  /** Takes back what closing the roster, the cards and the door gave to everybody of a batch. */
  async clearSeats(batchId: string): Promise<void> {
    await this.uow.writing.update(
      BatchEntry,
      { batchId },
      {
        candidateNo: null,
        sittingId: null,
        accessCodeHash: null,
        accessCodeIssuedAt: null,
        attendance: null,
        attendanceAt: null,
        attendanceReason: null,
        lateLeaveAt: null,
        deviceLeaveAt: null,
      },
    );
  }

  async markAttendance(ids: readonly string[], attendance: Attendance, reason: string | null, at: Date): Promise<void> {
    await this.uow.writing
      .createQueryBuilder()
      .update(BatchEntry)
      .set({ attendance, attendanceReason: reason, attendanceAt: at })
      .where('id IN (:...ids)', { ids: [...ids] })
      .execute();
  }

  async insertEntries(persons: Person[], cases: AdmissionCase[], entries: BatchEntry[]): Promise<void> {
    for (const part of chunks(persons)) await this.uow.writing.insert(Person, part);
    for (const part of chunks(cases)) await this.uow.writing.insert(AdmissionCase, part);
    for (const part of chunks(entries)) await this.uow.writing.insert(BatchEntry, part);
  }

  findPersons(ownerId: string): Promise<Person[]> {
    return this.uow.manager.findBy(Person, { ownerId });
  }

  /** The newest entry of a person: the unit, and the batch's number and year. */
  async findLastEntry(personId: string): Promise<{ unitName: string; number: number; year: number } | null> {
    const [entry] = await this.uow.manager.find(BatchEntry, {
      where: { personId },
      order: { createdAt: 'DESC' },
      take: 1,
    });
    const batch = entry === undefined ? null : await this.findBatchById(entry.batchId);
    return entry === undefined || batch === null
      ? null
      : { unitName: entry.unitName, number: batch.number, year: batch.year };
  }

  async insertUpload(upload: RosterUpload): Promise<void> {
    await this.uow.writing.delete(RosterUpload, { batchId: upload.batchId });
    await this.uow.writing.insert(RosterUpload, upload);
  }

  findUpload(batchId: string, id: string): Promise<RosterUpload | null> {
    return this.uow.manager.findOneBy(RosterUpload, { batchId, id });
  }

  async deleteUploadsBefore(before: Date): Promise<void> {
    await this.uow.writing.delete(RosterUpload, { createdAt: LessThan(before) });
  }

  async deleteUploads(batchId: string): Promise<void> {
    await this.uow.writing.delete(RosterUpload, { batchId });
  }

  async insertForms(forms: Form[], keys: FormKey[]): Promise<void> {
    for (const part of chunks(forms)) await this.uow.writing.insert(Form, part);
    for (const part of chunks(keys)) await this.uow.writing.insert(FormKey, part);
  }

  async insertBasis(basis: DrawBasis): Promise<void> {
    await this.uow.writing.insert(DrawBasis, basis);
  }

  findBasis(batchId: string): Promise<DrawBasis | null> {
    return this.uow.manager.findOneBy(DrawBasis, { batchId });
  }

  /** The forms of a batch, and what they were drawn from. */
  async deleteForms(batchId: string): Promise<void> {
    await this.uow.writing.delete(DrawBasis, { batchId });
    const forms = await this.uow.manager.find(Form, { where: { batchId }, select: { id: true } });
    const ids = forms.map((f) => f.id);
    for (const part of chunks(ids)) {
      await this.uow.writing
        .createQueryBuilder()
        .delete()
        .from(FormKey)
        .where('formId IN (:...ids)', { ids: part })
        .execute();
    }
    await this.uow.writing.delete(Form, { batchId });
  }

  /** Entries with all that their candidates are told of: batch, sitting and committee, in one statement. */
  async findSelves(entryIds: readonly string[]): Promise<Self[]> {
    const { among, params } = amongOf(this.uow.manager, entryIds);
    const rows = await readJoined(
      this.uow.manager,
      { entry: BatchEntry, batch: Batch, sitting: Sitting, owner: OrgNode },
      `batch_entry entry JOIN batch ON batch.id = entry.batch_id JOIN sitting ON sitting.id = entry.sitting_id
        JOIN org_node owner ON owner.id = batch.owner_id WHERE entry.id ${among}`,
      params,
    );
    return rows as unknown as Self[];
  }

  /** What forms are known by, without their questions. */
  findFormHeads(entryIds: readonly string[]): Promise<FormHead[]> {
    const places = entryIds.map((_, i) => (this.uow.engine === 'postgres' ? `$${i + 1}` : '?')).join(', ');
    return this.uow.manager.query<FormHead[]>(
      `SELECT id, digest, entry_id AS "entryId" FROM form WHERE entry_id IN (${places})`,
      [...entryIds],
    );
  }

  async deleteFormsById(ids: readonly string[]): Promise<void> {
    for (const part of chunks(ids)) {
      const q = this.uow.writing.createQueryBuilder().delete();
      await q.from(FormKey).where('formId IN (:...ids)', { ids: part }).execute();
      const forms = this.uow.writing.createQueryBuilder().delete();
      await forms.from(Form).where('id IN (:...ids)', { ids: part }).execute();
    }
  }

  /** The forms of a batch without their items. */
  findFormDigests(batchId: string): Promise<Pick<Form, 'id' | 'digest'>[]> {
    return this.uow.manager.find(Form, { where: { batchId }, select: { id: true, digest: true } });
  }

  /** Forms of rosters that are not closed: left by a closing that did not come to its end. */
  async findDraftFormIds(): Promise<string[]> {
    const forms = await this.uow.manager
      .createQueryBuilder(Form, 'f')
      .select('f.id')
      .innerJoin(Batch, 'b', 'b.id = f.batchId AND b.rosterClosedAt IS NULL')
      .getMany();
    return forms.map((f) => f.id);
  }

  findForm(entryId: string): Promise<Form | null> {
    return readRow(this.uow.manager, Form, 'WHERE entry_id = ?', [entryId]);
  }

  findFormsOf(entryIds: readonly string[]): Promise<Form[]> {
    return readRowsOf(this.uow.manager, Form, 'entry_id', entryIds);
  }

  findForms(batchId: string): Promise<Form[]> {
    return this.uow.manager.findBy(Form, { batchId });
  }

  findAllForms(): Promise<Form[]> {
    return this.uow.manager.find(Form);
  }

  async insertPool(pool: OralPool): Promise<void> {
    await this.uow.writing.insert(OralPool, pool);
  }

  async deletePool(batchId: string): Promise<void> {
    await this.uow.writing.delete(OralPool, { batchId });
  }

  findPool(batchId: string): Promise<OralPool | null> {
    return this.uow.manager.findOneBy(OralPool, { batchId });
  }

  findAllPools(): Promise<OralPool[]> {
    return this.uow.manager.find(OralPool);
  }

  findCase(id: string): Promise<AdmissionCase | null> {
    return this.uow.manager.findOneBy(AdmissionCase, { id });
  }

  /** Cases of people, by person id. */
  async findCasesOf(personIds: readonly string[]): Promise<Map<string, AdmissionCase>> {
    const rows = await Promise.all(
      chunks(personIds).map((part) =>
        this.uow.manager
          .createQueryBuilder(AdmissionCase, 'c')
          .where('c.personId IN (:...ids)', { ids: part })
          .getMany(),
      ),
    );
    return new Map(rows.flat().map((c) => [c.personId, c]));
  }

  /** All nominations of a person, the newest first. */
  findEntriesOfPerson(personId: string): Promise<BatchEntry[]> {
    return this.uow.manager.find(BatchEntry, { where: { personId }, order: { createdAt: 'DESC', id: 'DESC' } });
  }

  findFormKey(formId: string): Promise<FormKey | null> {
    return this.uow.manager.findOneBy(FormKey, { formId });
  }

  findFormKeys(formIds: readonly string[]): Promise<FormKey[]> {
    return readRowsOf(this.uow.manager, FormKey, 'form_id', formIds);
  }

  findAllFormKeys(): Promise<FormKey[]> {
    return this.uow.manager.find(FormKey);
  }

  findSessions(ids: readonly string[]): Promise<CandidateSession[]> {
    return readRowsOf(this.uow.manager, CandidateSession, 'id', ids);
  }

  async findLiveSessions(ids: readonly string[], now: Date): Promise<Set<string>> {
    const live = new Set<string>();
    for (const part of chunks(ids)) {
      const rows = await this.uow.manager
        .createQueryBuilder(CandidateSession, 's')
        .select('s.id')
        .where('s.id IN (:...ids) AND s.expiresAt > :now', { ids: part, now: now.toISOString() })
        .getMany();
      for (const { id } of rows) live.add(id);
    }
    return live;
  }

  async insertSessions(sessions: readonly CandidateSession[]): Promise<void> {
    await insertRows(this.uow.writing, CandidateSession, sessions);
  }

  async confirmSessions(ids: readonly string[], confirmedAt: Date): Promise<void> {
    await updateRows(
      this.uow.writing,
      CandidateSession,
      ids.map((key) => ({ key, changes: { confirmedAt } })),
    );
  }

  async deleteSession(id: string): Promise<void> {
    await this.uow.writing.delete(CandidateSession, { id });
  }

  async deleteSessionsOf(entryIds: readonly string[]): Promise<void> {
    for (const part of chunks(entryIds)) {
      await this.uow.writing
        .createQueryBuilder()
        .delete()
        .from(CandidateSession)
        .where('entryId IN (:...ids)', { ids: part })
        .execute();
    }
  }
}
