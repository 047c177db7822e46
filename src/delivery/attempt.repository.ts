import { Injectable } from '@nestjs/common';
import { type FindOptionsSelect, In, LessThan, Not } from 'typeorm';
import type { Step } from '../core/attempt/attempt.js';
import { insertRows, readRow, readRows, readRowsOf, updateRow, updateRows } from '../database/rows.js';
import { Together } from '../database/together.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { Attempt, AttemptStep, Heartbeat, Outage, TimeGrant } from './entities/attempt.entity.js';

/** An attempt without its answers: what pages ask for all the time. */
export type AttemptGlance = Pick<
  Attempt,
  'id' | 'entryId' | 'sittingId' | 'state' | 'startedAt' | 'deadlineAt' | 'leaseNo' | 'leaseSessionId' | 'lastContactAt'
>;

const GLANCE: FindOptionsSelect<Attempt> = {
  id: true,
  entryId: true,
  sittingId: true,
  state: true,
  startedAt: true,
  deadlineAt: true,
  leaseNo: true,
  leaseSessionId: true,
  lastContactAt: true,
};

/** Ids in one statement. */
const ID_CHUNK = 500;

/** One after the other: beats of all instances, and whatever else must happen once for them all. */
const PRESENCE_LOCK = 7_350_215;

@Injectable()
export class AttemptRepository {
  private readonly ofEntries: Together<Attempt>;
  private readonly outages: Together<Outage[]>;

  constructor(private readonly uow: UnitOfWork) {
    this.ofEntries = new Together(
      uow,
      async (entryIds) => new Map((await this.findByEntries(entryIds)).map((a) => [a.entryId, a])),
    );
    this.outages = new Together(
      uow,
      async () => new Map([['', await readRows(uow.manager, Outage, 'ORDER BY from_at', [])]]),
    );
  }

  findByEntry(entryId: string): Promise<Attempt | null> {
    return this.ofEntries.find(entryId);
  }

  async findClosedOfPerson(entryId: string): Promise<string[]> {
    const rows = await readRows(
      this.uow.manager,
      Attempt,
      `WHERE state = 'closed' AND entry_id IN (
        SELECT e.id FROM batch_entry e JOIN batch_entry self ON self.person_id = e.person_id WHERE self.id = ?)`,
      [entryId],
    );
    return rows.map((r) => r.id);
  }

  find(id: string): Promise<Attempt | null> {
    return readRow(this.uow.manager, Attempt, 'WHERE id = ?', [id]);
  }

  findAll(): Promise<Attempt[]> {
    return this.uow.manager.find(Attempt, { order: { id: 'ASC' } });
  }

  findBySitting(sittingId: string): Promise<Attempt[]> {
    return this.uow.manager.findBy(Attempt, { sittingId });
  }

  findByEntries(entryIds: readonly string[]): Promise<Attempt[]> {
    return readRowsOf(this.uow.manager, Attempt, 'entry_id', entryIds);
  }

  async glance(entryIds: readonly string[]): Promise<AttemptGlance[]> {
    const found: Attempt[] = [];
    for (let i = 0; i < entryIds.length; i += ID_CHUNK)
      found.push(
        ...(await this.uow.manager.find(Attempt, {
          select: GLANCE,
          where: { entryId: In(entryIds.slice(i, i + ID_CHUNK)) },
        })),
      );
    return found;
  }

  /** Rows locked in the order of their ids, so that two groups of saves never wait for each other. */
  async lock(ids: readonly string[]): Promise<Attempt[]> {
    const lock = this.uow.engine === 'postgres' ? 'FOR UPDATE' : '';
    const locked: Attempt[] = [];
    const sorted = [...ids].sort();
    for (let i = 0; i < sorted.length; i += ID_CHUNK) {
      const part = sorted.slice(i, i + ID_CHUNK);
      const condition = `WHERE id IN (${part.map(() => '?').join(', ')}) ORDER BY id ${lock}`;
      locked.push(...(await readRows(this.uow.writing, Attempt, condition, part)));
    }
    return locked;
  }

  countRunning(): Promise<number> {
    return this.uow.manager.countBy(Attempt, { state: 'running' });
  }

  findRunning(): Promise<Attempt[]> {
    return this.uow.manager.findBy(Attempt, { state: 'running' });
  }

  /** Running attempts whose deadline has passed. */
  findDue(now: Date): Promise<Attempt[]> {
    return this.uow.manager
      .createQueryBuilder(Attempt, 'a')
      .where("a.state = 'running' AND a.deadlineAt < :now", { now: now.toISOString() })
      .orderBy('a.deadlineAt')
      .getMany();
  }

  async insertAll(attempts: readonly Attempt[]): Promise<void> {
    await insertRows(this.uow.writing, Attempt, attempts);
  }

  /** The same columns of many rows. */
  async updateAll(rows: readonly { readonly key: string; readonly changes: Partial<Attempt> }[]): Promise<void> {
    await updateRows(this.uow.writing, Attempt, rows);
  }

  async update(id: string, changes: Partial<Attempt>): Promise<void> {
    await updateRow(this.uow.writing, Attempt, id, changes);
  }

  async insertSteps(attemptId: string, steps: readonly Step[]): Promise<void> {
    await this.insertStepRows(steps.map((step) => toRow(attemptId, step)));
  }

  async insertStepRows(rows: readonly AttemptStep[]): Promise<void> {
    await insertRows(this.uow.writing, AttemptStep, rows);
  }

  /** Steps of many attempts, by attempt id. */
  async findStepsOf(attemptIds: readonly string[]): Promise<Map<string, Step[]>> {
    const steps = new Map<string, Step[]>(attemptIds.map((id) => [id, []]));
    for (let i = 0; i < attemptIds.length; i += ID_CHUNK) {
      const part = attemptIds.slice(i, i + ID_CHUNK);
      const condition = `WHERE attempt_id IN (${part.map(() => '?').join(', ')}) ORDER BY attempt_id, seq`;
      for (const row of await readRows(this.uow.manager, AttemptStep, condition, part))
        steps.get(row.attemptId)?.push(toStep(row));
    }
    return steps;
  }

  async findSteps(attemptId: string): Promise<Step[]> {
    const rows = await readRows(this.uow.manager, AttemptStep, 'WHERE attempt_id = ? ORDER BY seq', [attemptId]);
    return rows.map(toStep);
  }

  findGrants(sittingId: string): Promise<TimeGrant[]> {
    return readRows(this.uow.manager, TimeGrant, 'WHERE sitting_id = ? ORDER BY at', [sittingId]);
  }

  findAllGrants(): Promise<TimeGrant[]> {
    return this.uow.manager.find(TimeGrant);
  }

  async insertGrant(grant: TimeGrant): Promise<void> {
    await this.uow.writing.insert(TimeGrant, grant);
  }

  async beat(instanceId: string, at: Date): Promise<void> {
    await this.uow.writing.upsert(Heartbeat, { instanceId, at }, ['instanceId']);
  }

  /** Instances pass one at a time until the transaction ends. On SQLite there is one. */
  async lockPresence(): Promise<void> {
    if (this.uow.engine === 'postgres')
      await this.uow.writing.query('SELECT pg_advisory_xact_lock($1)', [PRESENCE_LOCK]);
  }

  /** The last sign of life of any instance, or of any but one. */
  async lastBeat(exceptId?: string): Promise<Date | null> {
    const [row] = await this.uow.manager.find(Heartbeat, {
      where: exceptId === undefined ? {} : { instanceId: Not(exceptId) },
      order: { at: 'DESC' },
      take: 1,
    });
    return row?.at ?? null;
  }

  /** The last instant at which any running attempt was written to; null when none runs. */
  async lastContact(): Promise<Date | null> {
    const [row] = await this.uow.manager.find(Attempt, {
      select: { id: true, lastContactAt: true },
      where: { state: 'running' },
      order: { lastContactAt: 'DESC' },
      take: 1,
    });
    return row?.lastContactAt ?? null;
  }

  /** Forgets instances that have not been alive since. */
  async forgetBeatsBefore(at: Date): Promise<void> {
    await this.uow.writing.delete(Heartbeat, { at: LessThan(at) });
  }

  async findOutages(): Promise<Outage[]> {
    return (await this.outages.find('')) ?? [];
  }

  async insertOutage(outage: Outage): Promise<void> {
    await this.uow.writing.insert(Outage, outage);
  }

  async closeOutage(id: string, toAt: Date): Promise<void> {
    await this.uow.writing.update(Outage, { id }, { toAt });
  }

  /** The database's clock with the offset kept beside it, which all instances share; null where this process is alone. */
  async sharedEpochMs(): Promise<number | null> {
    if (this.uow.engine !== 'postgres') return null;
    const [row] = await this.uow.manager.query<{ ms: string }[]>(
      `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint
            + coalesce((SELECT value::bigint FROM instance_meta WHERE name = 'clockOffsetMs'), 0) AS ms`,
    );
    return row === undefined ? null : Number(row.ms);
  }
}

export const toRow = (attemptId: string, step: Step): AttemptStep => {
  const { seq, kind, at, source, leaseNo, clientSeq, itemNo, value } = step;
  return { attemptId, seq, kind, at: new Date(at), source, leaseNo, clientSeq, itemNo, value };
};

const toStep = (row: AttemptStep): Step => {
  const { seq, kind, at, source, leaseNo, clientSeq, itemNo, value } = row;
  return { seq, kind, at: at.getTime(), source, leaseNo, clientSeq, itemNo, value };
};
