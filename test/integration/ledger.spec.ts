import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';
import { shortHead, parseShortHead } from '../../src/core/ledger/chain.js';
import { createRandom, type Random } from '../../src/core/shared/random.js';
import { copyDatabase } from '../../src/database/copy.worker.js';
import { Database } from '../../src/database/database.js';
import { LEDGER_ACTIONS } from '../../src/ledger/actions.js';
import { type LedgerReport, LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { readConfig } from '../../src/config/app-config.js';
import { buildApp } from '../../src/server.js';
import { type House, openHouse, TestClock } from '../support/house.js';
import { playedBatch } from '../support/played.js';

let house: House;
let pristine: string;
let sound: LedgerReport;

beforeAll(async () => {
  house = await openHouse();
  await playedBatch(house);
  pristine = mkdtempSync(join(tmpdir(), 'nhan-thuc-ledger-'));
  copyDatabase({ from: house.app.get(Database).file!, to: join(pristine, 'nhan-thuc.sqlite') });
  copyFileSync(join(house.dir, 'keys.json'), join(pristine, 'keys.json'));
  sound = await house.app.get(LedgerVerifier).verify();
}, 60_000);

afterAll(async () => {
  await house.close();
  rmSync(pristine, { recursive: true, force: true });
});

/** The report on a copy of the database that somebody altered behind the server's back. */
async function after(alter: (db: BetterSqlite3.Database) => void, head: string | null = null): Promise<LedgerReport> {
  const dir = mkdtempSync(join(tmpdir(), 'nhan-thuc-altered-'));
  for (const name of ['nhan-thuc.sqlite', 'keys.json']) copyFileSync(join(pristine, name), join(dir, name));
  const db = new BetterSqlite3(join(dir, 'nhan-thuc.sqlite'));
  for (const { name } of db.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all() as {
    name: string;
  }[])
    db.exec(`DROP TRIGGER ${name}`);
  alter(db);
  db.close();
  const app = await buildApp(readConfig({ DATA_DIR: dir, LOG_LEVEL: 'silent' }), new TestClock());
  const report = await app.get(LedgerVerifier).verify(head === null ? null : parseShortHead(head));
  await app.close();
  rmSync(dir, { recursive: true, force: true });
  return report;
}

/** A step lies in its primary key and has no rowid. */
const STEP_KEY = "attempt_id || '/' || seq";

/** One row of a table, by chance. */
function anyRow(
  db: BetterSqlite3.Database,
  table: string,
  random: Random,
): Record<string, unknown> & { rowid: number } {
  const rows = db
    .prepare(`SELECT ${table === 'attempt_step' ? STEP_KEY : 'rowid'} AS rowid, * FROM ${table}`)
    .all() as (Record<string, unknown> & {
    rowid: number;
  })[];
  return rows[random.nextInt(rows.length)]!;
}

type Alteration = (db: BetterSqlite3.Database, random: Random) => void;

const ALTERATIONS: Readonly<Record<string, Alteration>> = {
  'a score': (db, r) =>
    db
      .prepare('UPDATE written_score SET points = points + 200 WHERE rowid = ?')
      .run(anyRow(db, 'written_score', r).rowid),
  'the points of one item of a score': (db, r) => {
    const row = anyRow(db, 'written_score', r);
    db.prepare('UPDATE written_score SET items = ? WHERE rowid = ?').run(
      String(row['items']).replace('"points":0', '"points":200'),
      row.rowid,
    );
  },
  'the key of a form': (db, r) => {
    const row = anyRow(db, 'form_key', r);
    db.prepare('UPDATE form_key SET keys = ? WHERE rowid = ?').run(
      String(row['keys'])
        .replace(/"key":"A"/, '"key":"B"')
        .replace(/"key":"C"/, '"key":"D"'),
      row.rowid,
    );
  },
  'a stem of a form': (db, r) => {
    const row = anyRow(db, 'form', r);
    db.prepare('UPDATE form SET items = ? WHERE rowid = ?').run(
      String(row['items']).replace('"stem":"', '"stem":"x'),
      row.rowid,
    );
  },
  'the key of an item of the bank': (db, r) =>
    db.prepare(`UPDATE item_key SET key = '["Z"]' WHERE rowid = ?`).run(anyRow(db, 'item_key', r).rowid),
  'an explanation': (db, r) =>
    db.prepare("UPDATE item_key SET explanation = 'x' WHERE rowid = ?").run(anyRow(db, 'item_key', r).rowid),
  'an answer': (db, r) =>
    db
      .prepare(
        "UPDATE attempt_step SET value = CASE value WHEN 'A' THEN 'B' ELSE 'A' END WHERE kind = 'answer' AND seq > 1 AND attempt_id = ?",
      )
      .run(anyRow(db, 'attempt', r)['id']),
  'the time of a step': (db, r) =>
    db
      .prepare(`UPDATE attempt_step SET at = '2027-01-09T00:00:00.000Z' WHERE ${STEP_KEY} = ?`)
      .run(anyRow(db, 'attempt_step', r).rowid),
  'the cached sheet of an attempt': (db, r) =>
    db
      .prepare(`UPDATE attempt SET sheet = '{"answers":{},"flags":{}}' WHERE rowid = ?`)
      .run(anyRow(db, 'attempt', r).rowid),
  'a step, deleted': (db, r) =>
    db.prepare(`DELETE FROM attempt_step WHERE ${STEP_KEY} = ?`).run(anyRow(db, 'attempt_step', r).rowid),
  'a score, deleted': (db, r) =>
    db.prepare('DELETE FROM written_score WHERE rowid = ?').run(anyRow(db, 'written_score', r).rowid),
  'the rules of the batch': (db) => db.exec(`UPDATE batch SET rules = replace(rules, '"pass":6000', '"pass":5000')`),
  'the seed of the batch': (db) => db.exec("UPDATE batch SET seed = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='"),
  'a candidate number': (db, r) =>
    db
      .prepare("UPDATE batch_entry SET candidate_no = '99-99-999' WHERE rowid = ?")
      .run(anyRow(db, 'batch_entry', r).rowid),
  'an attendance tick': (db, r) =>
    db.prepare("UPDATE batch_entry SET attendance = 'absent' WHERE rowid = ?").run(anyRow(db, 'batch_entry', r).rowid),
  'the start of a sitting': (db) => db.exec("UPDATE sitting SET started_at = '2027-01-09T00:00:00.000Z'"),
  'the end of a sitting': (db) => db.exec('UPDATE sitting SET closed_at = NULL'),
  'the time of an entry': (db, r) =>
    db
      .prepare("UPDATE ledger_entry SET at = '2020-01-01T00:00:00.000Z' WHERE rowid = ?")
      .run(anyRow(db, 'ledger_entry', r).rowid),
  'the facts of an entry': (db, r) =>
    db.prepare(`UPDATE ledger_entry SET facts = '{"x":1}' WHERE rowid = ?`).run(anyRow(db, 'ledger_entry', r).rowid),
  'the actor of an entry': (db, r) =>
    db.prepare("UPDATE ledger_entry SET role = 'nobody' WHERE rowid = ?").run(anyRow(db, 'ledger_entry', r).rowid),
  'a reason kept beside the chain': (db, r) =>
    db.prepare("UPDATE ledger_detail SET text = 'khác' WHERE rowid = ?").run(anyRow(db, 'ledger_detail', r).rowid),
  'an entry, deleted': (db, r) =>
    db.prepare('DELETE FROM ledger_entry WHERE rowid = ?').run(anyRow(db, 'ledger_entry', r).rowid),
  'two entries, exchanged': (db, r) => {
    const seq = 1 + r.nextInt(sound.count - 1);
    db.exec(
      `UPDATE ledger_entry SET seq = -1 WHERE seq = ${seq}; UPDATE ledger_entry SET seq = ${seq} WHERE seq = ${seq + 1}; UPDATE ledger_entry SET seq = ${seq + 1} WHERE seq = -1`,
    );
  },
  'the tail, cut together with its head': (db) => {
    const seq = sound.count - 3;
    db.exec(
      `DELETE FROM ledger_entry WHERE seq > ${seq}; UPDATE ledger_head SET seq = ${seq}, hash = (SELECT hash FROM ledger_entry WHERE seq = ${seq})`,
    );
  },
};

describe('the ledger', () => {
  it('agrees with everything after a whole batch', () => {
    expect([sound.sound, sound.chainFault, sound.rowFaults]).toEqual([true, null, []]);
    expect(sound.count).toBeGreaterThan(180);
  });

  it('knows every action that it holds, from a closed list', () => {
    expect(new Set(LEDGER_ACTIONS).size).toBe(LEDGER_ACTIONS.length);
  });

  it.each(Object.keys(ALTERATIONS))('finds an alteration of %s', async (name) => {
    const report = await after((db) => {
      ALTERATIONS[name]!(db, createRandom(new Uint8Array([name.length])));
    }, shortHead(sound.head));
    expect(report.sound).toBe(false);
  });

  it('finds 50 of 50 random alterations', async () => {
    const random = createRandom(new Uint8Array([50]));
    const kinds = Object.keys(ALTERATIONS);
    const missed: string[] = [];
    for (let i = 0; i < 50; i += 1) {
      const kind = kinds[random.nextInt(kinds.length)]!;
      const report = await after((db) => {
        ALTERATIONS[kind]!(db, random);
      }, shortHead(sound.head));
      if (report.sound) missed.push(kind);
    }
    expect(missed).toEqual([]);
  }, 60_000);

  it('names the entry whose row was changed', async () => {
    const report = await after((db) => db.exec('UPDATE written_score SET points = points + 1 WHERE rowid = 1'));
    expect(report.rowFaults).toMatchObject([{ code: 'row/changed', subjectType: 'writtenScore' }]);
    expect(report.rowFaults[0]!.seq).toBeGreaterThan(1);
  });

  it('knows an older copy by the head that the minutes print', async () => {
    const older = await after((db) => {
      ALTERATIONS['the tail, cut together with its head']!(db, createRandom(new Uint8Array([1])));
    }, shortHead(sound.head));
    expect([older.chainFault, older.headComparison]).toEqual([null, 'older']);
    expect((await after(() => undefined, shortHead(sound.head))).headComparison).toBe('same');
    expect((await after(() => undefined, '3-0000-0000-0000-0000')).headComparison).toBe('different');
  });
});
