import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import { BackupService } from '../../src/database/backup.service.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { type House, openHouse } from '../support/house.js';
import { playedBatch } from '../support/played.js';

const PASSPHRASE = 'mưa rơi trên mái nhà sàn';

function cli(
  dataDir: string,
  args: readonly string[],
  { env = {}, input = '' }: { env?: Record<string, string>; input?: string } = {},
): { status: number | null; out: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli.js', ...args], {
    env: { ...process.env, DATA_DIR: dataDir, NT_LANG: 'en', ...env },
    encoding: 'utf8',
    input,
  });
  return { status, out: stdout + stderr };
}

describe('encrypted backups', () => {
  let house: House;
  let away: string;
  let passphraseFile: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    away = mkdtempSync(join(tmpdir(), 'nhan-thuc-usb-'));
    passphraseFile = join(away, 'passphrase.txt');
    // As Notepad writes it: with a mark at the beginning, decomposed, with a line end.
    writeFileSync(passphraseFile, `\uFEFF${PASSPHRASE.normalize('NFD')}\r\n`);
    env = { BACKUP_PASSPHRASE_FILE: passphraseFile };
    house = await openHouse({ clock: new Clock(), env });
    await playedBatch(house);
  }, 60_000);

  afterAll(async () => {
    await house.close();
    rmSync(away, { recursive: true, force: true });
  });

  /** Pieces of every question, key and name, which a database in clear holds as they are. */
  async function planted(): Promise<string[]> {
    const { manager } = house.app.get(UnitOfWork);
    const texts = async (sql: string): Promise<string[]> =>
      (await manager.query<{ t: string }[]>(sql)).map(({ t }) => t).filter((t) => t.length >= 10);
    const all = await Promise.all([
      texts('SELECT stem AS t FROM item_version'),
      texts('SELECT explanation AS t FROM item_key'),
      texts("SELECT keys AS t FROM form_key WHERE keys <> ''"),
      texts('SELECT full_name AS t FROM person'),
      texts('SELECT password_hash AS t FROM staff_user'),
    ]);
    return [...all.flat().map((t) => t.slice(0, 40)), 'SQLite format 3', 'pepper', 'CREATE TABLE'];
  }

  it('hold no question, key, name or table that a search could find; a backup in clear holds them all', async () => {
    const service = house.app.get(BackupService);
    const secrets = await planted();
    const sealed = await service.create('truoc-buoi');
    expect(sealed).toMatch(/-truoc-buoi(-\d+)?\.ntbackup$/);
    const bytes = readFileSync(sealed ?? '');
    const clear = await service.createAt(join(away, 'clear'), null);
    const inClear = Buffer.concat(readdirSync(clear).map((name) => readFileSync(join(clear, name))));
    expect(secrets.length).toBeGreaterThan(300);
    expect(secrets.filter((s) => bytes.includes(s))).toEqual([]);
    // The search can find: a piece is missed only where it runs over the end of a page.
    expect(secrets.filter((s) => inClear.includes(s)).length).toBeGreaterThan(secrets.length * 0.9);
    rmSync(clear, { recursive: true });
  });

  it('leave nothing in clear on the way, neither beside the data nor where they go', () => {
    const target = join(away, 'stick', 'one.ntbackup');
    expect(cli(house.dir, ['backup', target], { env })).toMatchObject({
      status: 0,
      out: expect.stringContaining('It is encrypted'),
    });
    expect(readdirSync(join(away, 'stick'))).toEqual(['one.ntbackup']);
    expect(readdirSync(join(house.dir, 'backups')).filter((n) => !n.endsWith('.ntbackup'))).toEqual([]);
    expect(readdirSync(house.dir).filter((n) => n.startsWith('kiem-'))).toEqual([]);
    if (process.platform !== 'win32') expect(statSync(target).mode & 0o077).toBe(0);
  });

  it('are restored elsewhere with the passphrase as typed, and only with it', () => {
    const backup = join(away, 'two.ntbackup');
    expect(cli(house.dir, ['backup', backup], { env }).status).toBe(0);
    const elsewhere = join(away, 'elsewhere');
    expect(cli(elsewhere, ['restore', backup, '--yes'])).toMatchObject({
      status: 1,
      out: expect.stringContaining('needs its passphrase'),
    });
    expect(cli(elsewhere, ['restore', backup, '--yes'], { input: 'mưa rơi trên mái nhà tranh\n' })).toMatchObject({
      status: 1,
      out: expect.stringContaining('does not open the backup'),
    });
    expect(existsSync(join(elsewhere, 'nhan-thuc.sqlite'))).toBe(false);
    expect(cli(elsewhere, ['restore', backup, '--yes'], { input: `  ${PASSPHRASE}\n` })).toMatchObject({
      status: 0,
      out: expect.stringContaining('Restored'),
    });
    expect(cli(elsewhere, ['ledger', 'verify']).status).toBe(0);
  });

  it('that are cut or altered replace nothing', () => {
    const data = join(away, 'kept');
    const backup = join(away, 'three.ntbackup');
    expect(cli(house.dir, ['backup', backup], { env }).status).toBe(0);
    expect(cli(data, ['restore', backup, '--yes'], { env }).status).toBe(0);
    const before = readFileSync(join(data, 'nhan-thuc.sqlite'));
    const whole = readFileSync(backup);
    const changed = Buffer.from(whole);
    changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1;
    writeFileSync(join(away, 'changed.ntbackup'), changed);
    truncateSync(backup, whole.length - 70_000);
    for (const bad of [backup, join(away, 'changed.ntbackup')])
      expect(cli(data, ['restore', bad, '--yes'], { env })).toMatchObject({
        status: 1,
        out: expect.stringContaining('damaged, cut off or altered'),
      });
    writeFileSync(join(away, 'photo.ntbackup'), 'JFIF'.repeat(100));
    expect(cli(data, ['restore', join(away, 'photo.ntbackup'), '--yes'], { env })).toMatchObject({
      status: 1,
      out: expect.stringContaining('is no backup'),
    });
    expect(readFileSync(join(data, 'nhan-thuc.sqlite')).equals(before)).toBe(true);
    expect(readdirSync(data).filter((n) => n.startsWith('kiem-'))).toEqual([]);
  });

  it('need a passphrase: without one the command refuses and says how, unless told to write in clear', () => {
    expect(cli(house.dir, ['backup', join(away, 'four')])).toMatchObject({
      status: 1,
      out: expect.stringContaining('there is no passphrase'),
    });
    expect(existsSync(join(away, 'four'))).toBe(false);
    expect(cli(house.dir, ['backup', join(away, 'four'), '--plain'])).toMatchObject({
      status: 0,
      out: expect.stringContaining('NOT encrypted'),
    });
    writeFileSync(join(away, 'short.txt'), 'ngắn');
    for (const file of [join(away, 'short.txt'), join(away, 'none.txt')])
      expect(cli(house.dir, ['backup', join(away, 'five')], { env: { BACKUP_PASSPHRASE_FILE: file } })).toMatchObject({
        status: 1,
        out: expect.stringMatching(/^BACKUP_PASSPHRASE_FILE: .*at least 16 letters/),
      });
  });

  it('take a passphrase that the program made, shown once for paper and never written over', () => {
    const file = join(away, 'made.txt');
    const made = cli(house.dir, ['passphrase', file]);
    expect(made).toMatchObject({ status: 0, out: expect.stringMatching(/\n {4}([2-9A-Z]{6} ){4}[2-9A-Z]{6}\n/) });
    expect(made.out).toContain(readFileSync(file, 'utf8').trim());
    expect(cli(house.dir, ['passphrase', file])).toMatchObject({ status: 1, out: expect.stringContaining('exists') });
    const target = join(away, 'six.ntbackup');
    expect(cli(house.dir, ['backup', target], { env: { BACKUP_PASSPHRASE_FILE: file } }).status).toBe(0);
  });

  it('of PostgreSQL are a dump and the keys in one encrypted file, opened into a folder', () => {
    const dump = join(away, 'x.dump');
    const postgres = {
      ...env,
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
      KEYS_FILE: join(house.dir, 'keys.json'),
    };
    const target = join(away, 'pg.ntbackup');
    writeFileSync(dump, 'this is SQL');
    const run = (...args: string[]) => cli(join(away, 'pg'), args, { env: postgres });
    expect(run('backup', target)).toMatchObject({ status: 2, out: expect.stringContaining('pg_dump') });
    expect(run('backup', target, '--dump', dump)).toMatchObject({ status: 1, out: expect.stringContaining('pg_dump') });
    writeFileSync(dump, `PGDMP${PASSPHRASE}`.repeat(9000));
    expect(run('backup', target, '--dump', dump)).toMatchObject({
      status: 0,
      out: expect.stringContaining('read back'),
    });
    expect(readFileSync(target).includes('PGDMP')).toBe(false);
    expect(run('restore', target)).toMatchObject({ status: 2, out: expect.stringContaining('--into') });
    expect(run('restore', target, '--into', join(away, 'opened')).status).toBe(0);
    expect(readFileSync(join(away, 'opened', 'nhan-thuc.dump')).equals(readFileSync(dump))).toBe(true);
    expect(readFileSync(join(away, 'opened', 'keys.json')).equals(readFileSync(join(house.dir, 'keys.json')))).toBe(
      true,
    );
    expect(cli(house.dir, ['restore', target, '--yes'], { env })).toMatchObject({
      status: 2,
      out: expect.stringContaining('pg_restore'),
    });
  });
});
