import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { writerOptions } from '../../src/database/data-source.js';
import { Decision1763800000002 } from '../../src/database/migrations/1763800000002-decision.js';
import { Init1763800000001 } from '../../src/database/migrations/1763800000001-init.js';
import { ENGINES, newDatabaseUrl } from '../support/house.js';

const AT = '2027-01-09T00:30:00.000Z';
const OWNER = '019b0000-0000-7000-8000-000000000001';
const PERSON = '019b0000-0000-7000-8000-000000000002';
const ATTEMPT = '019b0000-0000-7000-8000-000000000003';

describe.each(ENGINES)('rows of the first version on %s', (engine) => {
  let dir: string;
  let db: DataSource;

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'nhan-thuc-old-'));
    const url = (await newDatabaseUrl(engine)) ?? `sqlite:${join(dir, 'x.sqlite')}`;
    db = await new DataSource({ ...writerOptions(url, 5), migrations: [Init1763800000001] }).initialize();
    await db.runMigrations({ transaction: 'all' });
    await db.query(
      `INSERT INTO org_node (id, owner_id, kind, name, sort_key, search_key, path, created_at)
       VALUES ('${OWNER}', '${OWNER}', 'committee', 'Đảng ủy', 'x', 'x', '/${OWNER}/', '${AT}')`,
    );
    await db.query(
      `INSERT INTO person (id, owner_id, full_name, search_key, birth, created_at)
       VALUES ('${PERSON}', '${OWNER}', 'Vũ Đình Đạt', 'vu dinh dat', '1994', '${AT}')`,
    );
    await db.query(
      `INSERT INTO attempt_step (attempt_id, seq, kind, at, source, lease_no, client_seq, item_no, value)
       VALUES ('${ATTEMPT}', 1, 'answer', '${AT}', 'browser', 1, 1, 7, 'AC')`,
    );
    await db.destroy();
    db = await new DataSource({
      ...writerOptions(url, 5),
      migrations: [Init1763800000001, Decision1763800000002],
    }).initialize();
  });

  afterEach(async () => {
    await db.destroy();
    rmSync(dir, { recursive: true, force: true });
  });

  it('keep every answer, now in a column that an essay fits into', async () => {
    await db.runMigrations({ transaction: 'all' });
    expect(await db.query('SELECT item_no, value FROM attempt_step')).toEqual([{ item_no: 7, value: 'AC' }]);
    const essay = 'Đoạn văn dài. '.repeat(500);
    await db.query(
      `INSERT INTO attempt_step (attempt_id, seq, kind, at, source, lease_no, client_seq, item_no, value)
       VALUES ('${ATTEMPT}', 2, 'answer', '${AT}', 'browser', 1, 2, 8, '${essay}')`,
    );
    expect(await db.query('SELECT value FROM attempt_step WHERE seq = 2')).toEqual([{ value: essay }]);
  });

  it('stand behind their fence again: no step can be changed or deleted', async () => {
    await db.runMigrations({ transaction: 'all' });
    for (const sql of ["UPDATE attempt_step SET value = 'B'", 'DELETE FROM attempt_step'])
      await expect(db.query(sql)).rejects.toThrow('append-only');
  });

  it('give everybody who was ever nominated an admission case', async () => {
    await db.runMigrations({ transaction: 'all' });
    expect(await db.query('SELECT owner_id, person_id, opened_at FROM admission_case')).toEqual([
      { owner_id: OWNER, person_id: PERSON, opened_at: AT },
    ]);
  });
});
