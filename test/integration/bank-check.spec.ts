import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lintItems } from '../../src/core/item-writing/lint.js';
import { sha256 } from '../../src/core/shared/digest.js';
import { createRandom } from '../../src/core/shared/random.js';
import { nearDuplicates } from '../../src/core/similarity/near-duplicates.js';
import { Database } from '../../src/database/database.js';
import { copyDatabase } from '../../src/database/copy.worker.js';
import { BankCheckService } from '../../src/question-bank/bank-check.service.js';
import { checkItems } from '../../src/question-bank/bank-check.worker.js';
import { faultyBank } from '../support/faulty-bank.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { LIGHT_EDITS, vocabularyOf } from '../support/light-edits.js';
import { RawClient } from '../support/raw-client.js';
import { BANK_FOLDER, type Committee, newCommittee, PASSWORD, shippedBank } from '../support/world.js';

const shipped = shippedBank();
const items = shipped.items.map((i) => i.content);

describe('the shipped bank', () => {
  it('keeps every rule of item writing', () => {
    expect(lintItems(items, shipped.sources)).toEqual([]);
  });

  it('has no two items that ask nearly the same', () => {
    expect(nearDuplicates(items)).toEqual([]);
  });

  it('would be found out in a fifth of its wrong keys by what the explanations say', () => {
    const wrong = items.flatMap((item) =>
      item.kind !== 'single' && item.kind !== 'trueFalse'
        ? []
        : item.options.filter((o) => !item.key.includes(o.id)).map((o) => ({ ...item, key: [o.id] })),
    );
    const found = wrong.filter((item) => lintItems([item], shipped.sources).some((f) => f.rule === 'keyArgued'));
    expect(found.length / wrong.length).toBeGreaterThan(1 / 5);
  });
});

describe('a copy of each item of the shipped bank', () => {
  const random = createRandom(sha256('copies'));
  const vocabulary = vocabularyOf(items);

  it.each(Object.entries(LIGHT_EDITS))('%s, is found in at least 95 of 100, and nothing else', (_, edit) => {
    const copies = items.map((item) => ({ ...edit(item, random, vocabulary), code: `${item.code} copy` }));
    const pairs = nearDuplicates([...items, ...copies]).map(({ first, second }) => `${first} | ${second}`);
    const due = new Set(items.map(({ code }) => `${code} | ${code} copy`));
    expect(pairs.filter((pair) => !due.has(pair))).toEqual([]);
    expect(pairs.length / items.length).toBeGreaterThanOrEqual(0.95);
  });
});

describe.each(ENGINES)('checking a bank of the database (%s)', (engine) => {
  let house: House;
  let committee: Committee;

  beforeAll(async () => {
    house = await openHouse({ engine });
    committee = await newCommittee(house, 'Đảng ủy Một', ['itemReviewer', 'administrator'], undefined, faultyBank());
  }, 120_000);

  afterAll(() => house.close());

  it('finds what the files show, for the database gives back what was written', async () => {
    const {
      findings,
      duplicates,
      items: read,
    } = await house.app.get(BankCheckService).check(committee.ownerId, committee.bankId);
    const bank = faultyBank();
    const contents = bank.items.map((i) => i.content).sort((a, b) => (a.code < b.code ? -1 : 1));
    expect(read).toEqual(contents);
    expect({ findings, duplicates }).toEqual(checkItems({ items: contents, register: bank.sources }));
    expect(findings.map((f) => [f.item, f.rule])).toEqual([['LS001', 'unmarkedNegation']]);
    expect(duplicates).toEqual([{ first: 'LS002', second: 'LS901', score: 1, part: 'whole' }]);
  });

  it('shows finding, remedy and pair to whoever may see the bank, and to nobody else', async () => {
    const path = `/question-bank/${committee.bankId}/check`;
    const reviewer = await signedIn('itemReviewer');
    const found = await reviewer.get(path);
    expect(found.status).toBe(200);
    expect(found.body).toContain('Câu hỏi tìm điều phủ định nhưng chữ “không” viết thường');
    expect(found.body).toContain('Viết hoa: KHÔNG.');
    const pairs = await reviewer.get(`${path}?part=pairs`);
    expect(pairs.body).toContain('LS002 và LS901');
    expect(pairs.body).toContain('giống 100 %');
    expect((await (await signedIn('administrator')).get(path)).status).toBe(403);
  });

  async function signedIn(role: 'itemReviewer' | 'administrator'): Promise<RawClient> {
    const client = new RawClient(house.url);
    await client.get('/identity/sign-in');
    await client.post('/identity/sign-in', { username: committee.usernameOf(role), password: PASSWORD });
    return client;
  }
});

describe('the command bank check', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'nhan-thuc-soat-'));
  afterAll(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  function check(...args: string[]): { status: number | null; out: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli.js', 'bank', 'check', ...args], {
      env: { ...process.env, DATA_DIR: scratch, NT_LANG: 'en' },
      encoding: 'utf8',
    });
    return { status, out: stdout + stderr };
  }

  it('counts by topic, kind and level, and ends with 0 where there is nothing to say', () => {
    const { status, out } = check('question-banks');
    expect(out).toMatch(/Lịch sử Đảng\n +One answer +\d+ +\d+ +\d+ +\d+\n/);
    expect(out).toContain('There is nothing to be looked at.');
    expect(status).toBe(0);
  });

  it('tells item, fault, remedy and rule, and ends with 1', () => {
    const folder = join(scratch, 'banks', 'one');
    cpSync(BANK_FOLDER, folder, { recursive: true });
    const file = join(folder, '2-dieu-le.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('cơ quan nào có quyền sửa đổi Điều lệ Đảng?', 'cơ quan nào có quyền sửa đổi'));
    const { status, out } = check(join(scratch, 'banks'));
    expect(out).toMatch(/DL035: The question does not end as it should.*End a question.*\(stemEnd\)/);
    expect(out).toContain('1 thing is to be looked at');
    expect(status).toBe(1);
  });

  it('refuses folders without a bank and banks that cannot be imported, naming the place', () => {
    expect(check(join(scratch, 'nowhere'))).toMatchObject({ status: 1, out: expect.stringContaining('no bank') });
    expect(check()).toMatchObject({ status: 2, out: expect.stringContaining('--database') });
    const folder = join(scratch, 'spoiled');
    cpSync(BANK_FOLDER, folder, { recursive: true });
    const file = join(folder, '2-dieu-le.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('document: dieu-le-2011', 'document: nobody'));
    expect(check(folder)).toMatchObject({ status: 1, out: expect.stringMatching(/spoiled.2-dieu-le\.yaml:\d+: /) });
  });

  it('reads the database as well', async () => {
    expect(check('--database').status).toBe(2);
    const house = await openHouse();
    await newCommittee(house, 'Đảng ủy Một', [], undefined, faultyBank());
    copyDatabase({ from: house.app.get(Database).file!, to: join(scratch, 'nhan-thuc.sqlite') });
    cpSync(join(house.dir, 'keys.json'), join(scratch, 'keys.json'));
    await house.close();
    const { status, out } = check('--database');
    expect(out).toMatch(/LS001: .*\(unmarkedNegation\)/);
    expect(out).toContain('LS002 and LS901: Nearly the same as a whole, 100 % alike');
    expect(status).toBe(1);
  });
});
