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

  /** Whether each statement is a way to another process and back. */
  get isRemote(): boolean {
    return this.uow.engine === 'postgres';
  }

  /**
   * Writes what was decided of the attempts that still are as `rows` says, in one statement.
   * @returns ids of the attempts written
   */
  async commitUnchanged(rows: ReadonlyMap<string, HotRow>, written: Written): Promise<ReadonlySet<string>> {
    const kept = await this.uow.runAlone<{ id: string }>(unchangedStatement(rows, written));
    return new Set(kept.map((r) => r.id));
  }

  /** Commits the group or nothing of it. @throws AppError common/busy; whatever the group throws */
  async commit(group: SaveGroup): Promise<void> {
    if (this.uow.engine === 'postgres') await this.uow.runOnClient((client) => commitLocked(client, group));
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
