import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';
import { Clock } from '../../src/common/clock.js';
import { copyDatabase } from '../../src/database/copy.worker.js';
import { Database } from '../../src/database/database.js';
import { HttpBrowser } from '../../src/demo/http-browser.js';
import { ENGINES, type House, newDatabaseUrl, openHouse } from '../support/house.js';
import { playedBatch } from '../support/played.js';

const dir = (): string => mkdtempSync(join(tmpdir(), 'nhan-thuc-cli-'));

/** The built command line, as its users run it. */
function cli(
  dataDir: string,
  args: readonly string[],
  env: Record<string, string> = {},
): { status: number | null; out: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli.js', ...args], {
    env: { ...process.env, DATA_DIR: dataDir, NT_LANG: 'en', ...env },
    encoding: 'utf8',
  });
  return { status, out: stdout + stderr };
}

/** The built server, until it says that it is ready. */
async function serve(
  env: Record<string, string>,
): Promise<{ url: string; out: () => string; stop: (signal: NodeJS.Signals) => Promise<number | null> }> {
  const child = spawn(process.execPath, ['dist/main.js'], {
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', ...env },
  });
  let out = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (data: Buffer): void => {
      out += data.toString();
      const ready = /Ready: (\S+)/.exec(out);
      if (ready?.[1] !== undefined) resolve(ready[1]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', () => {
      reject(new Error(out));
    });
  });
  const ended = new Promise<number | null>((resolve) =>
    child.on('exit', (code, signal) => {
      resolve(code ?? (signal === 'SIGTERM' ? 143 : null));
    }),
  );
  return {
    url,
    out: () => out,
    stop: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

describe('the commands', () => {
  let house: House;
  let data: string;

  beforeAll(async () => {
    house = await openHouse({ clock: new Clock() });
    await playedBatch(house);
    data = dir();
    copyDatabase({ from: house.app.get(Database).file!, to: join(data, 'nhan-thuc.sqlite') });
    copyFileSync(join(house.dir, 'keys.json'), join(data, 'keys.json'));
  }, 60_000);

  afterAll(async () => {
    await house.close();
    rmSync(data, { recursive: true, force: true });
  });

  it('say how they are used when they are not understood', () => {
    expect(cli(data, ['nonsense'])).toMatchObject({ status: 2, out: expect.stringContaining('Usage') });
  });

  it('name an option that there is not, or that lacks its value, with how they are used, and show that when asked', () => {
    for (const [args, says] of [
      [['bank', 'import', 'x', '--ownr', 'y'], 'There is no option --ownr.'],
      [['demo', '--frsh'], 'There is no option --frsh.'],
      [['bank', 'confirm', 'x', '--by'], 'Option --by lacks its value'],
      [['backup', 'one', 'two'], 'Usage'],
    ] as const) {
      const { status, out } = cli(data, args);
      expect([status, out]).toEqual([2, expect.stringContaining(says)]);
      expect(out).toContain('Usage');
      expect(out).not.toMatch(/^\s+at |Error/m);
    }
    for (const args of [['--help'], ['-h'], ['demo', '--help'], ['backup', '-h']])
      expect(cli(data, args)).toMatchObject({ status: 0, out: expect.stringMatching(/^Usage/) });
    expect(cli(data, ['--nein'], { NT_LANG: 'vi' })).toMatchObject({
      status: 2,
      out: expect.stringMatching(/^Không có tùy chọn --nein\.\nCách dùng/),
    });
  });

  it('verify a sound ledger with 0, and end with 2 where there is no database: never all well for nothing', () => {
    expect(cli(data, ['ledger', 'verify'])).toMatchObject({
      status: 0,
      out: expect.stringContaining('Ledger and data agree'),
    });
    const empty = dir();
    expect(cli(empty, ['ledger', 'verify']).status).toBe(2);
    expect(readdirSync(empty)).toEqual([]);
  });

  it('replay every attempt and find it as it is stored', () => {
    expect(cli(data, ['attempt', 'replay'])).toMatchObject({ status: 0 });
  });

  it('back up with the keys, verified, restore only on being told so, and keep what was there', () => {
    const backup = join(data, 'backups', 'one');
    expect(cli(data, ['backup', backup, '--plain']).status).toBe(0);
    expect(readdirSync(backup).sort()).toEqual(['keys.json', 'nhan-thuc.sqlite']);
    expect(cli(data, ['user', 'reset', 'secretary-yngmt']).status).toBe(1);
    const name = /^secretary-\w+/.exec(
      (
        new BetterSqlite3(join(data, 'nhan-thuc.sqlite'))
          .prepare("SELECT username FROM staff_user WHERE username LIKE 'secretary%'")
          .get() as { username: string }
      ).username,
    )![0];
    expect(cli(data, ['user', 'reset', name])).toMatchObject({
      status: 0,
      out: expect.stringContaining('New password'),
    });
    const refused = cli(data, ['restore', backup]);
    expect(refused).toMatchObject({ status: 1, out: expect.stringContaining('OLDER than the data by 1') });
    expect(cli(data, ['restore', backup, '--yes']).status).toBe(0);
    expect(cli(data, ['ledger', 'verify']).status).toBe(0);
    expect(readdirSync(data).some((n) => n.startsWith('truoc-phuc-hoi-'))).toBe(true);
  });

  it('restore what they are for: a database that cannot be read, and keys that are gone', () => {
    const broken = dir();
    writeFileSync(
      join(broken, 'nhan-thuc.sqlite'),
      'this is no database at all, and has not been for a while'.repeat(100),
    );
    const backup = join(data, 'backups', 'one');
    expect(cli(broken, ['restore', backup, '--yes']).status).toBe(0);
    expect(cli(broken, ['ledger', 'verify']).status).toBe(0);
    rmSync(join(broken, 'keys.json'));
    expect(cli(broken, ['ledger', 'verify'])).toMatchObject({ status: 1, out: expect.stringContaining('missing') });
    expect(existsSync(join(broken, 'keys.json'))).toBe(false);
    expect(cli(broken, ['restore', backup, '--yes']).status).toBe(0);
    expect(cli(broken, ['ledger', 'verify']).status).toBe(0);
  });

  it('are not stopped by a lock that a crash left behind', () => {
    writeFileSync(join(data, 'lock'), `${process.pid} 1`);
    expect(cli(data, ['bank', 'import', 'question-banks/kien-thuc-chung']).status).toBe(0);
  });

  it('refuse a backup that somebody altered', () => {
    const backup = join(data, 'backups', 'altered');
    expect(cli(data, ['backup', backup, '--plain']).status).toBe(0);
    const db = new BetterSqlite3(join(backup, 'nhan-thuc.sqlite'));
    db.exec('DROP TRIGGER written_score_no_update; UPDATE written_score SET points = 6000');
    db.close();
    expect(cli(data, ['restore', backup, '--yes'])).toMatchObject({
      status: 1,
      out: expect.stringContaining('NOT agree'),
    });
  });

  it('import the shipped bank, a second time to no effect, and tell the faults of a broken one by file and line', () => {
    expect(cli(data, ['bank', 'import', 'question-banks/kien-thuc-chung'])).toMatchObject({
      status: 0,
      out: expect.stringContaining('0 items added'),
    });
    const folder = dir();
    writeFileSync(join(folder, 'bank.yaml'), 'code: x\n');
    const broken = cli(data, ['bank', 'import', folder]);
    expect(broken.status).toBe(1);
    expect(broken.out).toMatch(/bank\.yaml:1: .+\n(.*\n)*sources\.yaml:1: /);
  });
});

describe.each(ENGINES)('the server on %s', (engine) => {
  it('on an empty database prints a link that makes the first administrator, once; ends in order on SIGTERM; forgets nobody', async () => {
    const home = dir();
    const url = await newDatabaseUrl(engine);
    const env = { DATA_DIR: home, ...(url === undefined ? {} : { DATABASE_URL: url }) };
    const server = await serve(env);
    expect(await (await fetch(`${server.url}/health/ready`)).json()).toEqual({ status: 'ok' });
    const link = /administrator \(once\): http:\/\/[^/]+(\S+)/.exec(server.out())![1]!;
    const browser = new HttpBrowser(server.url);
    await browser.open(link);
    const token = link.split('token=')[1]!;
    const fields = {
      token,
      ownerName: 'Đảng ủy phường Thử',
      username: 'quantri',
      fullName: 'Nguyễn Quản Trị',
      password: 'mat-khau-dau-tien',
    };
    await expect(browser.submit('/identity/setup', { ...fields, password: 'ngan' })).rejects.toThrow('400');
    await browser.submit('/identity/setup', fields);
    await expect(browser.open(link)).rejects.toThrow('409');
    await browser.open('/identity/sign-in');
    await browser.submit('/identity/sign-in', { username: 'QuanTri', password: 'mat-khau-dau-tien' });
    expect(await browser.open('/overview')).toContain('Nguyễn Quản Trị');
    if (engine === 'sqlite')
      expect(cli(home, ['user', 'reset', 'quantri'])).toMatchObject({
        status: 1,
        out: expect.stringContaining('in use'),
      });
    expect(await server.stop('SIGTERM')).toBe(143);
    expect(existsSync(join(home, 'lock'))).toBe(false);
    const again = await serve(env);
    expect(again.out()).not.toContain('administrator');
    await again.stop('SIGTERM');
  }, 30_000);
});

describe('a start that cannot be', () => {
  it('ends with the name of the bad setting and the remedy', () => {
    const { status, stderr } = spawnSync(process.execPath, ['dist/main.js'], {
      env: { ...process.env, PORT: 'geheim' },
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^PORT: .*PORT=3000/)]);
    expect(stderr).not.toContain('geheim');
  });
});
