import { Injectable } from '@nestjs/common';
import type BetterSqlite3 from 'better-sqlite3';
import { UnitOfWork } from '../database/unit-of-work.js';
import { commitLocked, unchangedStatement } from './postgres-saves.js';
import {
  ENTRY,
  type HotRow,
  type RawEntry,
  type RawRow,
  ROW,
  type SaveGroup,
  STEP,
  toEntry,
  toHotRow,
  type Written,
} from './save-rows.js';

/** The hot path by hand: the few statements of a save, prepared once, on the bare connection of either engine. */
@Injectable()
export class SaveRepository {
  private prepared: Statements | null = null;

  constructor(private readonly uow: UnitOfWork) {}

  /**
   * Writes what was decided of the attempts that still are as `rows` says.
   * @returns ids of the attempts written
   */
  async commitUnchanged(rows: ReadonlyMap<string, HotRow>, written: Written): Promise<ReadonlySet<string>> {
    if (this.uow.engine === 'sqlite') return this.uow.runBare((db) => writeUnchanged(this.on(db), rows, written));
    const kept = await this.uow.runAlone<{ id: string }>(unchangedStatement(rows, written));
    return new Set(kept.map((r) => r.id));
  }

  /** Commits the group or nothing of it. @throws AppError common/busy; whatever the group throws */
  async commit(group: SaveGroup): Promise<void> {
    if (this.uow.engine === 'postgres') await this.uow.runOnClient((client) => commitLocked(client, group));
    else
      await this.uow.runBare((db) => {
        judgeAndWrite(this.on(db), group);
      });
  }

  private on(db: BetterSqlite3.Database): Statements {
    return (this.prepared ??= prepare(db));
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
    `UPDATE attempt SET last_seq = ?, last_client_seq = ?, sheet = ?, answered_count = ?, last_saved_at = ?, last_contact_at = ?
      WHERE id = ? AND last_seq = ? AND last_client_seq = ? AND lease_no = ? AND lease_session_id IS ? AND state = ? AND deadline_at = ?`,
  ),
});

function judgeAndWrite(statements: Statements, group: SaveGroup): void {
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
  writeUnchanged(statements, rows, group.decide(rows, stored));
}

function writeUnchanged(
  { update, insert }: Statements,
  rows: ReadonlyMap<string, HotRow>,
  { rows: written, steps, at }: Written,
): ReadonlySet<string> {
  const stamp = new Date(at).toISOString();
  const kept = new Set<string>();
  for (const { id, lastSeq, lastClientSeq, sheet, answeredCount } of written) {
    const was = rows.get(id);
    if (was === undefined) continue;
    const { changes } = update.run(
      lastSeq,
      lastClientSeq,
      sheet,
      answeredCount,
      stamp,
      stamp,
      id,
      was.lastSeq,
      was.lastClientSeq,
      was.leaseNo,
      was.leaseSessionId,
      was.state,
      was.deadlineAt,
    );
    if (changes === 1) kept.add(id);
  }
  for (const { attemptId, step } of steps)
    if (kept.has(attemptId))
      insert.run(
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
  return kept;
}
