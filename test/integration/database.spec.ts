import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Database } from '../../src/database/database.js';
import { InstanceMeta } from '../../src/database/entities/instance-meta.entity.js';
import { isUniqueViolation } from '../../src/database/unit-of-work.js';
import { createRandom } from '../../src/core/shared/random.js';
import { ENGINES, newDatabaseUrl } from '../support/house.js';

describe.each(ENGINES)('the database on %s', (engine) => {
  let dir: string;
  let url: string;
  let db: Database;

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'nhan-thuc-db-'));
    url = (await newDatabaseUrl(engine)) ?? `sqlite:${join(dir, 'x.sqlite')}`;
    db = await Database.open(url, 10);
  });

  afterEach(async () => {
    await db.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const put = (name: string): Promise<unknown> => db.uow.writing.insert(InstanceMeta, { name, value: 'x' });
  const names = async (): Promise<Set<string>> =>
    new Set((await db.reader.manager.find(InstanceMeta)).map((r) => r.name));

  it('differs in nothing from the entities after all migrations, and goes back to nothing', async () => {
    const diff = await db.writer.driver.createSchemaBuilder().log();
    expect(diff.upQueries.map((q) => q.query)).toEqual([]);
    await db.writer.undoLastMigration();
    await db.writer.runMigrations();
    expect(await names()).toEqual(new Set());
  });

  it('opens durable a second time too: a reopened WAL file would fall back to NORMAL', async () => {
    await db.close();
    db = await Database.open(url, 10);
    if (engine === 'sqlite') {
      expect(await db.writer.query('PRAGMA synchronous')).toEqual([{ synchronous: 2 }]);
      expect(await db.writer.query('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
      expect(await db.writer.query('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }]);
    } else {
      expect(await db.writer.query('SHOW synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
    }
  });

  it('keeps every acknowledged one of 10,000 mixed transactions, none of the failed, and shows no reader a failed row', async () => {
    const random = createRandom(new Uint8Array([7]));
    const acknowledged = new Set<string>();
    const failed = new Set<string>();
    const seen = new Set<string>();
    let group = 0;
    const readAll = (async () => {
      // Only the group that is being written, so that reading stays cheap.
      for (let reading = 0; reading < 20; reading = group) {
        const rows = await db.reader.query<{ name: string }[]>(
          `SELECT name FROM instance_meta WHERE name LIKE '${group}:%'`,
        );
        for (const { name } of rows) seen.add(name);
        await delay(5);
      }
    })();
    const one = async (i: number, fails: boolean, waits: boolean): Promise<void> => {
      const key = `${group}:${i}`;
      try {
        await db.uow.run(async () => {
          await put(`${key}a`);
          if (waits) await new Promise((resolve) => setImmediate(resolve));
          await db.uow.run(() => put(`${key}b`));
          if (fails) throw new Error('meant to fail');
        });
        acknowledged.add(`${key}a`).add(`${key}b`);
      } catch (error) {
        expect((error as Error).message).toBe('meant to fail');
        failed.add(`${key}a`).add(`${key}b`);
      }
    };
    for (group = 0; group < 20; group += 1) {
      await Promise.all(
        Array.from({ length: 500 }, (_, i) => one(i, random.nextInt(5) === 0, random.nextInt(3) === 0)),
      );
    }
    await readAll;
    expect(seen.size).toBeGreaterThan(0);
    await db.close();
    db = await Database.open(url, 10);
    const there = await names();
    expect([...acknowledged].filter((n) => !there.has(n))).toEqual([]);
    expect([...failed].filter((n) => there.has(n))).toEqual([]);
    expect([...failed].filter((n) => seen.has(n))).toEqual([]);
    expect(there.size).toBe(acknowledged.size);
    expect(failed.size).toBeGreaterThan(2_000);
  }, 120_000);

  it('refuses a write outside a transaction, through the reader too', async () => {
    expect(() => db.uow.writing).toThrow('outside a transaction');
    await expect(db.uow.manager.insert(InstanceMeta, { name: 'x', value: 'x' })).rejects.toThrow(/read-?only/i);
  });

  it('throws when work outlives its transaction', async () => {
    let late: Promise<unknown> = Promise.resolve();
    await db.uow.run(async () => {
      await put('kept');
      late = delay(20).then(() => put('late'));
    });
    await expect(late).rejects.toThrow('missing await');
    expect(await names()).toEqual(new Set(['kept']));
  });

  it('tells a unique violation from other failures', async () => {
    await db.uow.run(() => put('once'));
    const twice = db.uow.run(() => put('once'));
    await expect(twice.catch((e: unknown) => isUniqueViolation(e))).resolves.toBe(true);
    expect(isUniqueViolation(new Error('other'))).toBe(false);
  });

  it('never changes what is append-only, whoever asks', async () => {
    await db.uow.run(() =>
      db.uow.writing.query(
        "INSERT INTO ledger_entry (seq, v, at, role, action, subject_type, subject_id, facts, prev_hash, hash) VALUES (1, 1, 'x', 'r', 'a', 's', 'i', '{}', 'p', 'h')",
      ),
    );
    await expect(db.uow.run(() => db.uow.writing.query("UPDATE ledger_entry SET role = 'other'"))).rejects.toThrow(
      'append-only',
    );
    await expect(db.uow.run(() => db.uow.writing.query('DELETE FROM ledger_entry'))).rejects.toThrow('append-only');
  });
});

describe('the embedded database held by another program', () => {
  it('is waited for without blocking the loop, and then used', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'nhan-thuc-busy-'));
    const url = `sqlite:${join(dir, 'x.sqlite')}`;
    const [mine, other] = [await Database.open(url, 2), await Database.open(url, 2)];
    let ticks = 0;
    const ticker = setInterval(() => (ticks += 1), 10);
    const holding = other.uow.run(async () => {
      await other.uow.writing.insert(InstanceMeta, { name: 'theirs', value: 'x' });
      await delay(600);
    });
    await delay(20);
    await mine.uow.run(() => mine.uow.writing.insert(InstanceMeta, { name: 'mine', value: 'x' }));
    await holding;
    clearInterval(ticker);
    expect(await mine.reader.manager.countBy(InstanceMeta, {})).toBe(2);
    expect(ticks).toBeGreaterThan(5);
    await mine.close();
    await other.close();
    rmSync(dir, { recursive: true, force: true });
  });
});
