import { Injectable } from '@nestjs/common';
import type BetterSqlite3 from 'better-sqlite3';
import type { PoolClient } from 'pg';
import type { AttemptState, SaveEntry, Step } from '../core/attempt/attempt.js';
import { UnitOfWork } from '../database/unit-of-work.js';

/** What a save needs to know of an attempt, read under its lock. */
export interface HotRow {
  readonly id: string;
  readonly state: AttemptState;
  readonly leaseNo: number;
  readonly leaseSessionId: string | null;
  readonly lastSeq: number;
  readonly lastClientSeq: number;
  /** epoch ms */
  readonly deadlineAt: number;
  /** The sheet's text; null where the caller knows the sheet at this `lastSeq`. */
  readonly sheet: string | null;
}

/** Numbers of one attempt's entries that may be there already. */
export interface Repeated {
  readonly attemptId: string;
  readonly from: number;
  readonly to: number;
}

export interface WrittenRow {
  readonly id: string;
  readonly lastSeq: number;
  readonly lastClientSeq: number;
  readonly sheet: string;
  readonly answeredCount: number;
}

export interface Written {
  readonly steps: readonly { readonly attemptId: string; readonly step: Step }[];
  readonly rows: readonly WrittenRow[];
  /** epoch ms */
  readonly at: number;
}

/** A group of saves as the database goes through it, in one transaction. */
export interface SaveGroup {
  readonly ids: readonly string[];
  /** The step up to which the caller knows an attempt's sheet; 0 = not at all. */
  known(id: string): number;
  repeated(rows: ReadonlyMap<string, HotRow>): readonly Repeated[];
  decide(rows: ReadonlyMap<string, HotRow>, stored: ReadonlyMap<string, readonly SaveEntry[]>): Written;
}

interface RawRow {
  readonly id: string;
  readonly state: AttemptState;
  readonly lease_no: number;
  readonly lease_session_id: string | null;
  readonly last_seq: number;
  readonly last_client_seq: number;
  readonly deadline_at: string;
  readonly sheet?: string | null;
}

interface RawEntry {
  readonly kind: 'answer' | 'flag';
  readonly lease_no: number;
  readonly client_seq: number;
  readonly item_no: number;
  readonly value: string;
}

const ROW = 'id, state, lease_no, lease_session_id, last_seq, last_client_seq, deadline_at';
const ENTRY = 'kind, lease_no, client_seq, item_no, value';
const STEP = 'attempt_id, seq, kind, at, source, lease_no, client_seq, item_no, value';

/** The hot path by hand: the few statements of a save, prepared once, on the bare connection of either engine. */
@Injectable()
export class SaveRepository {
  private prepared: Statements | null = null;

  constructor(private readonly uow: UnitOfWork) {}

  /** Commits the group or nothing of it. @throws AppError common/busy; whatever the group throws */
  async commit(group: SaveGroup): Promise<void> {
    if (this.uow.engine === 'postgres') await this.uow.runOnClient((client) => onPostgres(client, group));
    else
      await this.uow.runBare((db) => {
        onSqlite((this.prepared ??= prepare(db)), group);
      });
  }
}

interface Statements {
  readonly row: BetterSqlite3.Statement<[string], RawRow>;
  readonly sheet: BetterSqlite3.Statement<[string], { sheet: string }>;
  readonly entries: BetterSqlite3.Statement<[string, number, number], RawEntry>;
  readonly insert: BetterSqlite3.Statement;
  readonly update: BetterSqlite3.Statement;
}

const prepare = (db: BetterSqlite3.Database): Statements => ({
  row: db.prepare(`SELECT ${ROW} FROM attempt WHERE id = ?`),
  sheet: db.prepare('SELECT sheet FROM attempt WHERE id = ?'),
  entries: db.prepare(
    `SELECT ${ENTRY} FROM attempt_step WHERE attempt_id = ? AND client_seq BETWEEN ? AND ? AND kind IN ('answer', 'flag')`,
  ),
  insert: db.prepare(`INSERT INTO attempt_step (${STEP}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`),
  update: db.prepare(
    'UPDATE attempt SET last_seq = ?, last_client_seq = ?, sheet = ?, answered_count = ?, last_saved_at = ?, last_contact_at = ? WHERE id = ?',
  ),
});

function onSqlite(statements: Statements, group: SaveGroup): void {
  const rows = new Map<string, HotRow>();
  for (const id of group.ids) {
    const raw = statements.row.get(id);
    if (raw === undefined) continue;
    const sheet = group.known(id) === raw.last_seq ? null : (statements.sheet.get(id)?.sheet ?? null);
    rows.set(id, toHotRow(raw, sheet));
  }
  const stored = new Map(
    group.repeated(rows).map((r) => [r.attemptId, statements.entries.all(r.attemptId, r.from, r.to).map(toEntry)]),
  );
  const { steps, rows: written, at } = group.decide(rows, stored);
  const stamp = new Date(at).toISOString();
  for (const { attemptId, step } of steps)
    statements.insert.run(
      attemptId,
      step.seq,
      step.kind,
      stamp,
      step.source,
      step.leaseNo,
      step.clientSeq,
      step.itemNo,
      step.value,
    );
  for (const r of written)
    statements.update.run(r.lastSeq, r.lastClientSeq, r.sheet, r.answeredCount, stamp, stamp, r.id);
}

async function onPostgres(client: PoolClient, group: SaveGroup): Promise<void> {
  // Locked in the order of their ids, so that two groups never wait for each other.
  const { rows: raws } = await client.query<RawRow>({
    name: 'save-rows',
    text: `SELECT ${ROW}, CASE WHEN last_seq = k.known THEN NULL ELSE sheet END AS sheet
      FROM attempt JOIN unnest($1::text[], $2::int[]) AS k(attempt, known) ON k.attempt = id ORDER BY id FOR UPDATE OF attempt`,
    values: [group.ids, group.ids.map((id) => group.known(id))],
  });
  const rows = new Map(raws.map((raw) => [raw.id, toHotRow(raw, raw.sheet ?? null)]));
  const stored = new Map<string, SaveEntry[]>();
  for (const { attemptId, from, to } of group.repeated(rows)) {
    const { rows: entries } = await client.query<RawEntry>({
      name: 'save-entries',
      text: `SELECT ${ENTRY} FROM attempt_step
        WHERE attempt_id = $1 AND client_seq BETWEEN $2 AND $3 AND kind IN ('answer', 'flag')`,
      values: [attemptId, from, to],
    });
    stored.set(attemptId, entries.map(toEntry));
  }
  const { steps, rows: written, at } = group.decide(rows, stored);
  const stamp = new Date(at).toISOString();
  if (steps.length > 0)
    await client.query({
      name: 'save-steps',
      text: `INSERT INTO attempt_step (${STEP})
        SELECT attempt_id, seq, kind, $4, source, lease_no, client_seq, item_no, value
        FROM unnest($1::text[], $2::int[], $3::text[], $5::text[], $6::int[], $7::int[], $8::int[], $9::text[])
          AS s(attempt_id, seq, kind, source, lease_no, client_seq, item_no, value)`,
      values: [
        steps.map((s) => s.attemptId),
        steps.map((s) => s.step.seq),
        steps.map((s) => s.step.kind),
        stamp,
        steps.map((s) => s.step.source),
        steps.map((s) => s.step.leaseNo),
        steps.map((s) => s.step.clientSeq),
        steps.map((s) => s.step.itemNo),
        steps.map((s) => s.step.value),
      ],
    });
  if (written.length > 0)
    await client.query({
      name: 'save-update',
      text: `UPDATE attempt a SET last_seq = w.last_seq, last_client_seq = w.last_client_seq, sheet = w.sheet,
          answered_count = w.answered_count, last_saved_at = $6, last_contact_at = $6
        FROM unnest($1::text[], $2::int[], $3::int[], $4::text[], $5::int[])
          AS w(id, last_seq, last_client_seq, sheet, answered_count) WHERE a.id = w.id`,
      values: [
        written.map((w) => w.id),
        written.map((w) => w.lastSeq),
        written.map((w) => w.lastClientSeq),
        written.map((w) => w.sheet),
        written.map((w) => w.answeredCount),
        stamp,
      ],
    });
}

const toHotRow = (raw: RawRow, sheet: string | null): HotRow => ({
  id: raw.id,
  state: raw.state,
  leaseNo: raw.lease_no,
  leaseSessionId: raw.lease_session_id,
  lastSeq: raw.last_seq,
  lastClientSeq: raw.last_client_seq,
  deadlineAt: Date.parse(raw.deadline_at),
  sheet,
});

const toEntry = (raw: RawEntry): SaveEntry => ({
  kind: raw.kind,
  leaseNo: raw.lease_no,
  clientSeq: raw.client_seq,
  itemNo: raw.item_no,
  value: raw.value,
});
