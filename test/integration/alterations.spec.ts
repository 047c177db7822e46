import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';
import { shortHead, parseShortHead, type Head } from '../../src/core/ledger/chain.js';
import { sha256 } from '../../src/core/shared/digest.js';
import { createRandom, type Random } from '../../src/core/shared/random.js';
import { copyDatabase } from '../../src/database/copy.worker.js';
import { Database } from '../../src/database/database.js';
import { LedgerService } from '../../src/ledger/ledger.service.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { type House, openHouse } from '../support/house.js';
import { Road } from '../support/road.js';

/** What somebody with the file might change: score, key, time, mark, result, decision. Each column rests on an entry. */
const COLUMNS: readonly (readonly [table: string, column: string, where?: string])[] = [
  ['written_score', 'points'],
  ['written_score', 'items'],
  ['form_key', 'keys'],
  ['form', 'items'],
  ['item_key', 'key', "key <> '[]'"],
  ['item_key', 'rubric', 'rubric IS NOT NULL'],
  ['item_version', 'stem'],
  ['attempt_step', 'value', 'value IS NOT NULL'],
  ['attempt_step', 'at'],
  ['attempt', 'sheet'],
  ['mark_sheet', 'marks'],
  ['mark_sheet', 'total'],
  ['rated_question', 'rubric'],
  ['settlement', 'points'],
  ['result', 'total'],
  ['result', 'band'],
  ['result', 'outcome'],
  ['violation', 'percent'],
  ['time_grant', 'minutes'],
  ['batch', 'rules'],
  ['batch', 'seed'],
  ['batch_entry', 'candidate_no', 'candidate_no IS NOT NULL'],
  ['batch_entry', 'attendance', 'attendance IS NOT NULL'],
  ['sitting', 'started_at'],
  ['meeting_motion', 'votes_for'],
  ['council_meeting', 'conclusion'],
  ['admission_decision', 'outcome'],
  ['oral_pool', 'items'],
  ['ledger_entry', 'facts'],
  ['ledger_entry', 'at'],
];
const TABLES = [...new Set(COLUMNS.map(([table]) => table))];
const CYCLES = 50;

let house: House;
let road: Road;

beforeAll(async () => {
  house = await openHouse();
  road = await Road.open(house, { right: [28, 25, 22, 19, 16, 24] });
  const invigilator = await road.staff('invigilator');
  await road.sit(async (browser, room) => {
    await browser.submit(`${room}/grant`, { minutes: '6', reason: 'Mất điện 6 phút' });
  });
  const seat = `/invigilation/${road.closed.sitting.id}/seats/${road.closed.entries[2]!.id}`;
  await invigilator.open(seat);
  await invigilator.submit(`${seat}/violation`, {
    entryId: road.closed.entries[2]!.id,
    component: 'written',
    degree: 'reprimand',
    happened: 'Điện thoại đổ chuông trong phòng',
  });
  await road.examineAll((place, no, seat2) =>
    place === 1 && no === 1 ? (seat2 === 0 ? 1600 : 1000) : 1300 + seat2 * 50,
  );
  await road.settle(1400);
  await road.meet();
  await road.lock();
  await road.publish();
  await road.decide();
}, 180_000);

afterAll(() => house.close());

/** A hand with the file and a tool: it takes the fences away first. */
function openByHand(file: string): BetterSqlite3.Database {
  const db = new BetterSqlite3(file);
  db.pragma('foreign_keys = OFF');
  for (const { name } of db.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all() as {
    name: string;
  }[])
    db.exec(`DROP TRIGGER ${name}`);
  return db;
}

type Row = Record<string, string | number | null>;

/** One random alteration and the means to take it back; what the file's own indices refuse is tried differently. */
function alter(db: BetterSqlite3.Database, random: Random): { what: string; undo: () => void } {
  for (;;) {
    try {
      return tryAlter(db, random);
    } catch (error) {
      if ((error as { code?: string }).code !== 'SQLITE_CONSTRAINT_UNIQUE') throw error;
    }
  }
}

function tryAlter(db: BetterSqlite3.Database, random: Random): { what: string; undo: () => void } {
  const kind = random.nextInt(5);
  if (kind === 0) return remove(db, random);
  if (kind === 1) return exchange(db, random);
  const [table, column, where = '1 = 1'] = COLUMNS[random.nextInt(COLUMNS.length)]!;
  const rows = db
    .prepare(`SELECT ${keyOf(table)} AS rid, ${column} AS value FROM ${table} WHERE ${where}`)
    .all() as Row[];
  const row = rows[random.nextInt(rows.length)]!;
  const value = changed(row['value']!, random);
  const set = db.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${keyOf(table)} = ?`);
  set.run(value, row['rid']);
  return {
    what: `${table}.${column}: ${String(row['value']).slice(0, 40)} -> ${String(value).slice(0, 40)}`,
    undo: () => set.run(row['value'], row['rid']),
  };
}

/** What names a row; a step lies in its primary key and has no rowid. */
const keyOf = (table: string): string => (table === 'attempt_step' ? "attempt_id || '/' || seq" : 'rowid');

/** Another value of the same look. */
function changed(value: string | number | null, random: Random): string | number {
  if (typeof value === 'number') return value + 1 + random.nextInt(50);
  const text = String(value);
  const digits = [...text.matchAll(/\d/g)].map((m) => m.index);
  const at = digits.length > 0 ? digits[random.nextInt(digits.length)]! : random.nextInt(text.length);
  const now = text.charAt(at);
  const other = /\d/.test(now) ? String((Number(now) + 1 + random.nextInt(8)) % 10) : now === 'A' ? 'B' : 'A';
  return text.slice(0, at) + other + text.slice(at + 1);
}

function remove(db: BetterSqlite3.Database, random: Random): { what: string; undo: () => void } {
  const deletable = TABLES.filter(
    (t) => !['batch', 'sitting', 'batch_entry', 'attempt', 'council_meeting'].includes(t),
  );
  const table = deletable[random.nextInt(deletable.length)]!;
  const rows = db.prepare(`SELECT ${keyOf(table)} AS rid, * FROM ${table}`).all() as Row[];
  const { rid, ...row } = rows[random.nextInt(rows.length)]!;
  db.prepare(`DELETE FROM ${table} WHERE ${keyOf(table)} = ?`).run(rid);
  const names = Object.keys(row);
  const put = `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
  return { what: `deleted from ${table}`, undo: () => db.prepare(put).run(...Object.values(row)) };
}

/** Two steps of one attempt, or two entries of the ledger, change places. */
function exchange(db: BetterSqlite3.Database, random: Random): { what: string; undo: () => void } {
  const isLedger = random.nextInt(2) === 0;
  if (isLedger) {
    const rows = (db.prepare('SELECT seq FROM ledger_entry ORDER BY seq').all() as { seq: number }[]).map((r) => r.seq);
    const at = random.nextInt(rows.length - 1);
    const [a, b] = [rows[at]!, rows[at + 1]!];
    const swap = (): void => {
      const put = db.prepare('UPDATE ledger_entry SET seq = ? WHERE seq = ?');
      put.run(-1, a);
      put.run(a, b);
      put.run(b, -1);
    };
    swap();
    return { what: `ledger entries ${a} and ${b} change places`, undo: swap };
  }
  const answers = db
    .prepare("SELECT attempt_id, seq, value FROM attempt_step WHERE kind = 'answer' ORDER BY attempt_id, seq")
    .all() as { attempt_id: string; seq: number; value: string }[];
  const at = answers.findIndex((s, i) => {
    const next = answers[i + 1];
    return next !== undefined && next.attempt_id === s.attempt_id && next.value !== s.value;
  });
  const [first, second] = [answers[at]!, answers[at + 1]!];
  const swap = (): void => {
    const put = db.prepare('UPDATE attempt_step SET seq = ? WHERE attempt_id = ? AND seq = ?');
    put.run(-1, first.attempt_id, first.seq);
    put.run(first.seq, first.attempt_id, second.seq);
    put.run(second.seq, first.attempt_id, -1);
  };
  swap();
  return { what: `steps ${first.seq} and ${second.seq} change places`, undo: swap };
}

describe('the ledger of a decided batch', () => {
  const verifier = (): LedgerVerifier => house.app.get(LedgerVerifier);
  const file = (): string => house.app.get(Database).file ?? '';

  it('is sound as it stands', async () => {
    const report = await verifier().verify();
    expect(report.rowFaults).toEqual([]);
    expect(report).toMatchObject({ sound: true, chainFault: null });
  });

  it(`finds each of ${CYCLES} random alterations of the file`, async () => {
    const random = createRandom(sha256('alterations 1'));
    const db = openByHand(file());
    const missed: string[] = [];
    try {
      for (let cycle = 0; cycle < CYCLES; cycle += 1) {
        const { what, undo } = alter(db, random);
        if ((await verifier().verify()).sound) missed.push(what);
        undo();
      }
    } finally {
      db.close();
    }
    expect(missed).toEqual([]);
    expect((await verifier().verify()).sound).toBe(true);
  }, 180_000);

  it('finds, given the head printed in the minutes, a tail cut off', async () => {
    const head = parseShortHead(shortHead(await house.app.get(LedgerService).head()))!;
    const db = openByHand(file());
    const cut = db.prepare('SELECT * FROM ledger_entry WHERE seq = ?').get(head.seq) as Row;
    const before = db.prepare('SELECT seq, hash FROM ledger_entry WHERE seq = ?').get(head.seq - 1) as Row;
    db.prepare('DELETE FROM ledger_entry WHERE seq = ?').run(head.seq);
    db.prepare('UPDATE ledger_head SET seq = ?, hash = ?').run(before['seq'], before['hash']);
    const report = await verifier().verify(head);
    db.prepare(
      `INSERT INTO ledger_entry (${Object.keys(cut).join(', ')}) VALUES (${Object.keys(cut)
        .map(() => '?')
        .join(', ')})`,
    ).run(...Object.values(cut));
    db.prepare('UPDATE ledger_head SET seq = ?, hash = ?').run(head.seq, cut['hash']);
    db.close();
    expect(report).toMatchObject({ sound: false, headComparison: 'older' });
    expect((await verifier().verify(head)).headComparison).toBe('same');
  });

  it('finds, given that head, an older copy of the database put in its place', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'nhan-thuc-older-'));
    try {
      const copy = join(dir, 'nhan-thuc.sqlite');
      copyDatabase({ from: house.app.get(Database).file!, to: copy });
      cpSync(join(house.dir, 'keys.json'), join(dir, 'keys.json'));
      // Life goes on in the original.
      const secretary = await road.staff('secretary');
      await secretary.open(`/council/${road.batchId}`);
      const invigilator = await road.staff('chair');
      await invigilator.open('/overview');
      await house.app.get(Database).uow.run(async () => {
        house.app.get(LedgerService).record({
          action: 'clock.jumped',
          actor: { id: null, role: 'system' },
          ownerId: null,
          subjectType: 'instance',
          subjectId: 'test',
        });
        await Promise.resolve();
      });
      const head: Head = parseShortHead(shortHead(await house.app.get(LedgerService).head()))!;
      const older = await openHouse({ env: { DATA_DIR: dir } });
      try {
        const report = await older.app.get(LedgerVerifier).verify(head);
        expect(report).toMatchObject({ sound: false, headComparison: 'older', chainFault: null });
      } finally {
        await older.close();
      }
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
