import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Database } from '../../src/database/database.js';
import { InstanceMeta } from '../../src/database/entities/instance-meta.entity.js';
import { refusalOf } from '../../src/database/failure.js';

describe('the embedded database on a full disk', () => {
  let dir: string;
  let url: string;
  let db: Database;

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'nhan-thuc-full-'));
    url = `sqlite:${join(dir, 'x.sqlite')}`;
    db = await Database.open(url, 2);
  });

  afterEach(async () => {
    await db.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const put = (name: string, value = 'x'): Promise<void> =>
    db.uow.run(async () => {
      await db.uow.writing.insert(InstanceMeta, { name, value });
    });
  const cap = async (pages: number): Promise<void> => {
    await db.writer.query(`PRAGMA max_page_count = ${pages}`);
  };

  it('says so, and what is acknowledged once there is room again outlives the process', async () => {
    await cap(1);
    const failed = await put('too much', 'x'.repeat(200_000)).catch((error: unknown) => refusalOf(error)?.code);
    expect(failed).toBe('common/full');
    await cap(1_073_741_823);
    // SQLite has rolled back by itself; a transaction that fails after that is undone as a whole, too.
    await expect(db.uow.run(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    await put('later');
    // As a crash would: what was not committed is gone with the connection.
    const other = await Database.open(url, 2);
    expect((await other.reader.manager.find(InstanceMeta)).map((r) => r.name)).toEqual(['later']);
    await other.close();
  });
});
