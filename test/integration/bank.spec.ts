import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { blueprintCells, DEFAULT_BLUEPRINT, drawsKind, MORE_KINDS } from '../../src/core/blueprint/blueprint.js';
import { gradeResponse, isHumanMarked, KINDS } from '../../src/core/item/kinds.js';
import type { Rubric } from '../../src/core/rubric/rubric.js';
import { DEFAULT_RULES, oralRules } from '../../src/core/scoring/rule-set.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { translate } from '../../src/i18n/translator.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { OrganizationService } from '../../src/organization/organization.service.js';
import { readBankFolder } from '../../src/question-bank/bank-files.js';
import { ItemKey } from '../../src/question-bank/entities/item.entity.js';
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
  const choice = bank.items.filter((i) => !isHumanMarked(i.content.kind));
  const oral = bank.items.filter((i) => i.content.kind === 'oral');
  const count = (topic: string): number => choice.filter((i) => i.content.topic === topic).length;

  it('has at least 320 items that a machine marks, in the six topics, and 60 oral questions', () => {
    expect(choice.length).toBeGreaterThanOrEqual(320);
    expect(bank.items.filter((i) => i.content.kind === 'oral').length).toBeGreaterThanOrEqual(60);
    const least = { history: 35, charter: 35, platform: 25, 'ho-chi-minh': 15, striving: 10, theme: 6 };
    for (const [topic, n] of Object.entries(least)) expect([topic, count(topic) >= n]).toEqual([topic, true]);
    expect(bank.topics.filter((t) => t.example).map((t) => t.code)).toEqual(['theme']);
    expect(bank.exposure).toBe('public');
  });

  it('has at least twenty oral questions over the topics, worth what the default plan gives, and essays worth ten points', () => {
    const topics = oral.map((i) => i.content.topic);
    const least = { history: 4, charter: 15, platform: 4, 'ho-chi-minh': 3, striving: 3, theme: 1 };
    for (const [topic, n] of Object.entries(least))
      expect([topic, topics.filter((c) => c === topic).length >= n]).toEqual([topic, true]);
    const plan = oralRules(DEFAULT_RULES)!;
    expect(oral.filter((i) => i.content.rubric?.points !== plan.pointsPerQuestion).map((i) => i.content.code)).toEqual(
      [],
    );
    const essays = bank.items.filter((i) => i.content.kind === 'essay').map(({ content }) => content);
    expect(new Set(essays.map((e) => e.topic))).toEqual(new Set(['charter', 'theme']));
    expect(essays.filter((e) => e.rubric?.points !== 1000).map((e) => e.code)).toEqual([]);
  });

  it('gives raters three to five criteria and three to six ideas for each question that they mark', () => {
    for (const { content } of bank.items.filter((i) => isHumanMarked(i.content.kind))) {
      const { criteria, ideas } = content.rubric!;
      expect([content.code, criteria.length >= 3 && criteria.length <= 5]).toEqual([content.code, true]);
      expect([content.code, ideas.length >= 3 && ideas.length <= 6]).toEqual([content.code, true]);
    }
  });

  it('holds in every cell of the default blueprint at least three times what it draws', () => {
    for (const cell of blueprintCells(DEFAULT_BLUEPRINT)) {
      const have = choice.filter(
        ({ content: { topic, level, kind } }) =>
          topic === cell.topic && level === cell.level && drawsKind(DEFAULT_BLUEPRINT, kind),
      ).length;
      expect([cell.topic, cell.level, have >= 3 * cell.need]).toEqual([cell.topic, cell.level, true]);
    }
  });

  it('has a dozen short texts, ten orderings and ten matchings over the six topics, none of which the default plan draws', () => {
    const least = { shortText: 12, ordering: 10, matching: 10 };
    for (const kind of MORE_KINDS) {
      const items = bank.items.filter((i) => i.content.kind === kind);
      expect([kind, items.length >= least[kind]]).toEqual([kind, true]);
      expect(new Set(items.map((i) => i.content.topic)).size).toBe(6);
      expect(drawsKind(DEFAULT_BLUEPRINT, kind)).toBe(false);
    }
  });

  it('uses choice, statements, essays and oral questions, cites a document of its register for each item, and none that is superseded', () => {
    const used = new Set(bank.items.map((i) => i.content.kind));
    for (const kind of ['single', 'multiple', 'trueFalse', 'essay', 'oral'] as const) expect(used).toContain(kind);
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
    for (const { content } of choice) {
      const { code, kind, key, folding } = content;
      const given = record[code]?.answer ?? [];
      const answer = typeof given === 'boolean' ? [given ? 'T' : 'F'] : [given].flat();
      // Marked as a candidate's answer is: a short text may be written in any way that is accepted.
      const response = KINDS[kind].text(KINDS[kind].spell(answer));
      const { right, of } = gradeResponse(kind, KINDS[kind].text(key), response, { credit: 'allOrNothing', folding });
      expect([code, answer, right]).toEqual([code, answer, of]);
    }
  });

  it('records for each question that people mark on what its ideas rest, and no disagreement that was left open', () => {
    const record = parse(readFileSync(join(BANK_FOLDER, 'doi-chieu.yaml'), 'utf8')) as Record<
      string,
      { agrees: boolean | null; reading: number; basis: string }
    >;
    for (const { content } of bank.items.filter((i) => isHumanMarked(i.content.kind))) {
      const { agrees, reading, basis } = record[content.code]!;
      expect([content.code, basis.length > 0, agrees]).toEqual([content.code, true, reading === 0 ? null : true]);
    }
  });
});

describe('reading a bank', () => {
  const ORAL = 'van-dap-2-dieu-le.yaml';

  it('refuses a rubric whose criteria do not sum to its points, with the difference, the file and the line', () => {
    const folder = spoiled(ORAL, (text) => text.replace('points: 8\n', 'points: 6.5\n'));
    const { bank, faults } = readBankFolder(folder);
    expect(bank).toBeNull();
    expect(faults).toEqual([
      {
        file: ORAL,
        line: readFileSync(join(folder, ORAL), 'utf8').split('\n').indexOf('      points: 20') + 1,
        code: 'bankFault.rubric/sum',
        params: { code: 'VD005', sum: 18.5, points: 20, difference: 1.5 },
      },
    ]);
    expect(translate('vi', faults[0]!.code, faults[0]!.params)).toContain('chênh 1,5 điểm');
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['an oral question without a rubric', (t: string) => t.replace('    rubric:', '    rubrik:'), 'schema.required'],
    ['a rubric without ideas', (t: string) => t.replace('      ideas:', '      idea:'), 'schema.required'],
    ['three decimals', (t: string) => t.replace('points: 8\n', 'points: 8.005\n'), 'schema.multipleOf'],
    ['a criterion twice', (t: string) => t.replace('id: c2', 'id: c1'), 'rubric/same-criterion'],
    ['points in steps of a quarter', (t: string) => t.replace('points: 8\n', 'points: 8.25\n'), 'rubric/not-in-steps'],
    ['a key', (t: string) => t.replace('    rubric:', '    key: A\n    rubric:'), 'item/key-not-here'],
    [
      'options',
      (t: string) => t.replace('    rubric:', '    options: { A: Một, B: Hai }\n    rubric:'),
      'item/options-not-here',
    ],
    ['a rubric on a choice question', (t: string) => t.replace('kind: oral', 'kind: single'), 'schema.required'],
  ])('tells %s where people mark', (_, change, code) => {
    const folder = spoiled(ORAL, change);
    expect(readBankFolder(folder).faults.map((f) => f.code)).toContain(`bankFault.${code}`);
    rmSync(folder, { recursive: true });
  });

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

  it('keeps rubrics beside the keys, and a changed guide makes a new version', async () => {
    const banks = house.app.get(QuestionBankService);
    const { bankId } = await importIt(changed);
    const own = bank.items.find((i) => i.content.code === 'VD001')!.content.rubric;
    expect((await banks.getItem(bankId, 'VD001')).versions[0]!.key!.rubric).toEqual(own);
    expect((await banks.getItem(bankId, 'DL001')).versions[0]!.key!.rubric).toBeNull();
    const reworded = {
      ...changed,
      items: changed.items.map((i) =>
        i.content.code === 'VD001'
          ? { ...i, content: { ...i.content, rubric: { ...own!, ideas: ['Ý khác hẳn'] } } }
          : i,
      ),
    };
    expect((await importIt(reworded)).changed).toEqual(['VD001']);
    expect((await importIt(changed)).changed).toEqual(['VD001']);
  });

  it('never lets an oral question into the stock of written papers, nor a written one into the oral stock', async () => {
    const banks = house.app.get(QuestionBankService);
    const { bankId } = await importIt(changed);
    const written = bank.items.filter((i) => i.content.kind !== 'oral').map((i) => i.content.code);
    const drawable = await banks.drawable(bankId);
    expect(drawable.map((i) => i.code).sort()).toEqual(written.sort());
    const stock = await banks.stock(bankId, { moreKinds: MORE_KINDS }, '2027-01-09');
    expect(stock.map((i) => i.id).sort()).toEqual(drawable.map((i) => i.id).sort());
    const essays = bank.items.filter((i) => i.content.kind === 'essay').map((i) => i.content.code);
    const marked = drawable.filter((i) => i.rubric !== null);
    expect(marked.map((i) => i.code).sort()).toEqual(essays.sort());
    const worth = Object.fromEntries(stock.filter((i) => i.essayPoints !== null).map((i) => [i.id, i.essayPoints]));
    expect(worth).toEqual(Object.fromEntries(marked.map((i) => [i.id, 1000])));
    const oral = await banks.oralStock(bankId);
    expect(oral.map((i) => i.code).sort()).toEqual(
      bank.items
        .filter((i) => i.content.kind === 'oral')
        .map((i) => i.content.code)
        .sort(),
    );
    expect(oral.map((i) => i.id)).toEqual(oral.map((i) => i.id).sort());
    expect(oral.every((i) => i.rubric.points === 2000)).toBe(true);
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

  it('finds a rubric that was changed in its row', async () => {
    const { bankId } = await importIt(changed);
    const { version, key } = (await house.app.get(QuestionBankService).getItem(bankId, 'VD002')).versions[0]!;
    const uow = house.app.get(UnitOfWork);
    const save = (rubric: Rubric): Promise<unknown> =>
      uow.run(() => uow.writing.update(ItemKey, { itemVersionId: version.id }, { rubric }));
    await save({ ...key!.rubric!, ideas: key!.rubric!.ideas.slice(1) });
    const report = await house.app.get(LedgerVerifier).verify();
    expect(report.rowFaults.map((f) => f.subjectId)).toEqual([version.id]);
    await save(key!.rubric!);
    expect((await house.app.get(LedgerVerifier).verify()).rowFaults).toEqual([]);
  });
});
