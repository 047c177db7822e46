import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { blueprintCells, DEFAULT_BLUEPRINT } from '../../src/core/blueprint/blueprint.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { OrganizationService } from '../../src/organization/organization.service.js';
import { readBankFolder } from '../../src/question-bank/bank-files.js';
import { BankImportService } from '../../src/question-bank/bank-import.service.js';
import { QuestionBankService } from '../../src/question-bank/question-bank.service.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { BANK_FOLDER, shippedBank } from '../support/world.js';

/** A copy of the shipped bank whose files a test may spoil. */
function spoiled(file: string, change: (text: string) => string): string {
  const folder = mkdtempSync(join(tmpdir(), 'nhan-thuc-bank-'));
  cpSync(BANK_FOLDER, folder, { recursive: true });
  writeFileSync(join(folder, file), change(readFileSync(join(folder, file), 'utf8')));
  return folder;
}

describe('the shipped bank', () => {
  const bank = shippedBank();
  const count = (topic: string): number => bank.items.filter((i) => i.content.topic === topic).length;

  it('has at least 126 items in the six topics', () => {
    expect(bank.items.length).toBeGreaterThanOrEqual(126);
    const least = { history: 35, charter: 35, platform: 25, 'ho-chi-minh': 15, striving: 10, theme: 6 };
    for (const [topic, n] of Object.entries(least)) expect([topic, count(topic) >= n]).toEqual([topic, true]);
    expect(bank.topics.filter((t) => t.example).map((t) => t.code)).toEqual(['theme']);
    expect(bank.exposure).toBe('public');
  });

  it('holds in every cell of the default blueprint at least three times what it draws', () => {
    for (const cell of blueprintCells(DEFAULT_BLUEPRINT)) {
      const have = bank.items.filter((i) => i.content.topic === cell.topic && i.content.level === cell.level).length;
      expect([cell.topic, cell.level, have >= 3 * cell.need]).toEqual([cell.topic, cell.level, true]);
    }
  });

  it('uses every kind, cites a document of its register for each item, and none that is superseded', () => {
    expect(new Set(bank.items.map((i) => i.content.kind))).toEqual(new Set(['single', 'multiple', 'trueFalse']));
    const documents = new Map(bank.sources.map((s) => [s.code, s.status]));
    for (const { content } of bank.items) {
      expect([content.code, documents.get(content.citation.document)]).not.toEqual([content.code, undefined]);
      expect(documents.get(content.citation.document)).not.toBe('superseded');
    }
  });

  it('gives the key no place and no length by which it could be guessed', () => {
    const single = bank.items.map((i) => i.content).filter((c) => c.kind === 'single');
    const longest = single.filter((c) => {
      const lengths = c.options.map((o) => o.text.length);
      const own = c.options.find((o) => c.key.includes(o.id))!.text.length;
      return own === Math.max(...lengths) && lengths.filter((l) => l === own).length === 1;
    }).length;
    const limit = single.length / 4 + 2 * Math.sqrt((single.length * 3) / 16);
    expect(longest).toBeLessThanOrEqual(limit);
    for (const letter of ['A', 'B', 'C', 'D'])
      expect(single.filter((c) => c.key[0] === letter).length).toBeGreaterThan(single.length / 6);
  });

  it('agrees with the record of the reader who answered without seeing the keys', () => {
    const record = parse(readFileSync(join(BANK_FOLDER, 'doi-chieu.yaml'), 'utf8')) as Record<
      string,
      { answer: string | string[] | boolean }
    >;
    for (const { content } of bank.items) {
      const given = record[content.code]?.answer;
      const answer = typeof given === 'boolean' ? [given ? 'T' : 'F'] : [given].flat().sort();
      expect([content.code, answer]).toEqual([content.code, [...content.key]]);
    }
  });
});

describe('reading a bank', () => {
  it('tells every fault with file and line, all at once', () => {
    const folder = spoiled('2-dieu-le.yaml', (text) =>
      text
        .replace('kind: single', 'kind: unknown')
        .replace(/key: [A-D]\n/, 'key: F\n')
        .replace('code: DL003', 'code: DL002')
        .replace(/level: \w+\n/g, (m, at: number) => (at > 20_000 ? 'level: hard\n' : m)),
    );
    const { bank, faults } = readBankFolder(folder);
    expect(bank).toBeNull();
    expect(faults.length).toBeGreaterThan(3);
    const lines = readFileSync(join(folder, '2-dieu-le.yaml'), 'utf8').split('\n');
    const unknownKind = faults.find((f) => f.code === 'bankFault.schema.enum')!;
    expect(unknownKind.file).toBe('2-dieu-le.yaml');
    expect(lines[unknownKind.line - 1]).toContain('kind: unknown');
    rmSync(folder, { recursive: true });
  });

  it('tells what only the content can: a key that is no option, a code used twice', () => {
    const folder = spoiled('2-dieu-le.yaml', (text) =>
      text.replace(/key: [A-D]\n/, 'key: F\n').replace('code: DL003', 'code: DL002'),
    );
    const codes = readBankFolder(folder).faults.map((f) => f.code);
    expect(codes).toEqual(expect.arrayContaining(['bankFault.item/key-unknown', 'bankFault.sameCode']));
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['broken YAML', (t: string) => t.replace('items:', 'items: ['), 'bankFault.yaml'],
    [
      'an unknown field',
      (t: string) => t.replace('topic: charter', 'topic: charter\nauthor: me'),
      'bankFault.schema.additionalProperties',
    ],
    ['an unknown topic', (t: string) => t.replace('topic: charter', 'topic: cooking'), 'bankFault.unknownTopic'],
    [
      'a document that the register lacks',
      (t: string) => t.replace('document: dieu-le-2011', 'document: dieu-le-1900'),
      'bankFault.unknownDocument',
    ],
  ])('tells %s', (_, change, code) => {
    const folder = spoiled('2-dieu-le.yaml', change);
    expect(readBankFolder(folder).faults.map((f) => f.code)).toContain(code);
    rmSync(folder, { recursive: true });
  });

  it('tells a folder that is none', () => {
    expect(readBankFolder('/no/such/folder').faults[0]?.code).toBe('bankFault.noFolder');
  });
});

describe.each(ENGINES)('importing a bank on %s', (engine) => {
  let house: House;
  let ownerId: string;
  const bank = shippedBank();

  beforeAll(async () => {
    house = await openHouse({ engine });
    ownerId = (await house.app.get(OrganizationService).createOwner('Đảng ủy Một', SYSTEM_ACTOR)).id;
  }, 60_000);

  afterAll(() => house.close());

  const importIt = (content = bank, retire = false) =>
    house.app.get(BankImportService).import(ownerId, content, SYSTEM_ACTOR, retire);
  const changed = {
    ...bank,
    items: bank.items.map((i) =>
      i.content.code === 'DL001'
        ? { ...i, content: { ...i.content, explanation: `${i.content.explanation} Thêm.` } }
        : i,
    ),
  };
  const fewer = { ...changed, items: changed.items.filter((i) => i.content.code !== 'DL002') };

  it('adds everything, a second time changes nothing, a changed item becomes a new version and the old one stays', async () => {
    expect((await importIt()).added).toHaveLength(bank.items.length);
    const head = await house.app.get(LedgerVerifier).verify();
    expect(await importIt()).toMatchObject({ added: [], changed: [], unchanged: bank.items.length });
    expect((await house.app.get(LedgerVerifier).verify()).head).toEqual(head.head);
    const { bankId, changed: codes } = await importIt(changed);
    expect(codes).toEqual(['DL001']);
    const { versions } = await house.app.get(QuestionBankService).getItem(bankId, 'DL001');
    expect(versions.map((v) => v.version.version)).toEqual([2, 1]);
    expect(versions[0]!.key!.explanation).not.toBe(versions[1]!.key!.explanation);
  });

  it('tells an item that vanished and leaves it alone, unless it is to be retired', async () => {
    const report = await importIt(fewer);
    expect([report.missing, report.retired]).toEqual([['DL002'], []]);
    expect((await importIt(fewer, true)).retired).toEqual(['DL002']);
    expect((await importIt(changed)).changed).toEqual(['DL002']);
  });

  it('forgets a confirmation of the keys as soon as a key changes', async () => {
    const banks = house.app.get(QuestionBankService);
    const { bankId } = await importIt();
    await banks.confirm(ownerId, bank.code, 'Trần Văn Đối Chiếu', SYSTEM_ACTOR);
    expect((await banks.getSummary(ownerId, bankId)).confirmed?.confirmedBy).toBe('Trần Văn Đối Chiếu');
    await importIt(changed);
    expect((await banks.getSummary(ownerId, bankId)).confirmed).toBeNull();
  });

  it('leaves a ledger that agrees with the rows', async () => {
    const report = await house.app.get(LedgerVerifier).verify();
    expect([report.chainFault, report.rowFaults]).toEqual([null, []]);
  });
});
