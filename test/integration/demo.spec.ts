import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { localDate } from '../../src/i18n/translator.js';
import { RawClient } from '../support/raw-client.js';

let home: string;
let running: ChildProcess[] = [];

interface Demo {
  readonly url: string;
  readonly out: string;
  readonly stop: () => Promise<void>;
}

async function demo(...args: string[]): Promise<Demo> {
  const child = spawn(process.execPath, ['dist/cli.js', 'demo', ...args], {
    env: { ...process.env, DATA_DIR: home, PORT: '0' },
  });
  running.push(child);
  let out = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (data: Buffer): void => {
      out += data.toString();
      const ready = /^Ready: (\S+)$/m.exec(out);
      if (ready?.[1] !== undefined) resolve(ready[1]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', () => {
      reject(new Error(out));
    });
  });
  const stop = async (): Promise<void> => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    running = running.filter((c) => c !== child);
  };
  return { url, out, stop };
}

/** The table of sign-ins: everything between the heading and the last line. */
const tableOf = (out: string): string => out.slice(out.indexOf('Vai trò')).replace(/localhost:\d+/g, 'localhost');

const passwordOf = (out: string, username: string): string => new RegExp(`\\s${username}\\s+(\\S+)`).exec(out)![1]!;

async function signIn(d: Demo, username: string): Promise<RawClient> {
  const client = new RawClient(d.url);
  await client.get('/identity/sign-in');
  expect((await client.post('/identity/sign-in', { username, password: passwordOf(d.out, username) })).status).toBe(
    303,
  );
  return client;
}

const text = (html: string): string =>
  html
    .replace(/<svg[\s\S]*?<\/svg>/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#x3D;/g, '=')
    .replace(/&nbsp;|\u00a0/g, ' ')
    .replace(/\s+/g, ' ');

describe('the demo', () => {
  let first: Demo;
  let seconds: number;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'nhan-thuc-demo-'));
    const started = performance.now();
    first = await demo();
    seconds = (performance.now() - started) / 1000;
  }, 120_000);

  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await Promise.all(running.map((c) => new Promise((resolve) => c.once('exit', resolve))));
    rmSync(home, { recursive: true, force: true });
  });

  /** The page of the first batch, by the link on the home page. */
  async function batchPath(client: RawClient, name: string): Promise<string> {
    const home = await client.get('/overview');
    const links = [...home.body.matchAll(/href="(\/overview\/batch\/[0-9a-f-]{36})"/g)].map((m) => m[1]!);
    for (const link of new Set(links)) if (text((await client.get(link)).body).includes(name)) return link;
    throw new Error(`no batch ${name}`);
  }

  const year = localDate(new Date()).slice(0, 4);

  it('plays the first batch in at most 60 s and says Ready last', () => {
    expect(seconds).toBeLessThan(60);
    expect(first.out.trimEnd().split('\n').at(-1)).toBe(`Ready: ${first.url}`);
  });

  it('shows 47 nominated = 45 accepted + 2 refused, each with its reason', async () => {
    const secretary = await signIn(first, 'thuky');
    const path = (await batchPath(secretary, `Đợt 1 năm ${year}`)).replace('/overview', '');
    const page = text((await secretary.get(`${path}?only=refused`)).body);
    expect(page).toContain('Lại Văn Thế');
    expect(page).toContain('63 tháng');
    expect(page).toContain('Ninh Thị Xuyến');
    expect(text((await secretary.get(path)).body)).toMatch(/45.*2/);
  });

  it('shows 45 = 44 present + 1 absent with leave, and 9, 21, 11, 3 in the bands', async () => {
    const secretary = await signIn(first, 'thuky');
    const id = (await batchPath(secretary, `Đợt 1 năm ${year}`)).split('/').at(-1)!;
    const page = text((await secretary.get(`/marking/${id}`)).body);
    expect(page).toContain('45 = 44 có mặt + 1 vắng có phép');
    expect(page).toContain('44 = 9 giỏi + 21 khá + 11 đạt + 3 không đạt');
    const sheet = await secretary.get(`/marking/${id}/results.xlsx`);
    expect([sheet.status, sheet.bytes.subarray(0, 2).toString()]).toEqual([200, 'PK']);
  });

  it('has recorded 38 admitted, 2 deferred and 1 withdrawn of 41 who passed', async () => {
    const clerk = await signIn(first, 'thuongvu');
    const id = (await batchPath(await signIn(first, 'thuky'), `Đợt 1 năm ${year}`)).split('/').at(-1)!;
    expect(text((await clerk.get(`/admission/batch/${id}`)).body)).toMatch(/41 .*= 38 .*\+ 2 .*\+ 1 /);
  });

  it('leaves all papers in DATA_DIR/papers', () => {
    const names = readdirSync(join(home, 'papers'));
    for (const start of [
      'bien-ban-hop-hoi-dong',
      'bien-ban-buoi',
      'danh-sach-ket-qua',
      'danh-sach-du-kiem-tra',
      'thong-bao-01',
    ])
      expect(names.filter((n) => n.startsWith(start)).length).toBeGreaterThanOrEqual(1);
  });

  it('shows the incident with its 6 minutes on the board of the sitting', async () => {
    const invigilator = await signIn(first, 'giamthi1');
    const boards = [
      ...(await invigilator.get('/overview')).body.matchAll(/href="(\/invigilation\/[0-9a-f-]{36})"/g),
    ].map((m) => m[1]!);
    const pages = await Promise.all([...new Set(boards)].map(async (b) => text((await invigilator.get(b)).body)));
    expect(
      pages.some((p) => p.includes('Phạm Trung Hiếu') && p.includes('+6 ph') && p.includes('Máy mất điện 6 phút')),
    ).toBe(true);
  });

  it('leaves a second batch open: a candidate of the table starts at once', async () => {
    const [, candidateNo, code] = /(02-\d\d-001)\s+.*\s([A-Z2-9]{8})$/m.exec(first.out)!;
    const client = new RawClient(first.url);
    await client.get('/delivery/sign-in');
    expect((await client.post('/delivery/sign-in', { candidateNo: candidateNo!, code: code! })).status).toBe(303);
    await client.post('/delivery/confirm', { answer: 'yes' });
    expect((await client.get('/delivery/wait')).body).toContain('data-state="open"');
    await client.post('/delivery/start', {});
    expect((await client.get('/delivery/paper')).body).toContain('data-page="paper"');
  });

  it('wears the band of sample data on every page', async () => {
    const secretary = await signIn(first, 'thuky');
    for (const path of ['/overview', '/question-bank', '/ledger'])
      expect((await secretary.get(path)).body).toContain('Dữ liệu mẫu');
    expect((await new RawClient(first.url).get('/delivery/sign-in')).body).toContain('Dữ liệu mẫu');
  });

  it('started again prints the same table and plays nothing twice; --fresh begins anew', async () => {
    await first.stop();
    const again = await demo();
    expect(tableOf(again.out)).toBe(tableOf(first.out));
    expect(again.out).not.toContain('0/44');
    await again.stop();
    const fresh = await demo('--fresh');
    expect(fresh.out).toContain('44/44');
    expect(passwordOf(fresh.out, 'thuky')).not.toBe(passwordOf(first.out, 'thuky'));
    await fresh.stop();
  }, 120_000);

  it('touches no directory that is not its own', async () => {
    const mine = home;
    home = mkdtempSync(join(tmpdir(), 'nhan-thuc-real-'));
    mkdirSync(join(home, 'important'));
    writeFileSync(join(home, 'important', 'file'), 'x');
    await expect(demo('--fresh')).rejects.toThrow('không phải dữ liệu mẫu');
    running = running.filter((c) => c.exitCode === null);
    rmSync(home, { recursive: true });
    home = mine;
  });
});
