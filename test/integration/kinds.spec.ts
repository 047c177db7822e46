import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FormService } from '../../src/batch/form.service.js';
import { MORE_KINDS, type MoreKind } from '../../src/core/blueprint/blueprint.js';
import type { FormItem, FormKeyItem } from '../../src/core/blueprint/form.js';
import type { PartialCredit } from '../../src/core/item/kinds/kind.js';
import { AttemptService } from '../../src/delivery/attempt.service.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { OutcomeService } from '../../src/marking/outcome.service.js';
import { QuestionBankService } from '../../src/question-bank/question-bank.service.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { KINDS_BLUEPRINT, kindsBank, kindsRules } from '../support/kinds-bank.js';
import { type Answer, RawClient } from '../support/raw-client.js';
import {
  type ClosedBatch,
  type Committee,
  newClosedBatch,
  newCommittee,
  PASSWORD,
  startSitting,
} from '../support/world.js';

const NAMES = ['Ngô Thị An', 'Trần Văn Bách', 'Đỗ Thị Cúc', 'Lê Văn Đạt'];

interface Paper {
  readonly items: readonly FormItem[];
  readonly keys: ReadonlyMap<number, FormKeyItem>;
}

interface Side {
  readonly committee: Committee;
  readonly closed: ClosedBatch;
}

describe.each(ENGINES)('short texts, orderings and matchings on %s', (engine) => {
  let house: House;
  let part: Side;
  let whole: Side;

  beforeAll(async () => {
    house = await openHouse({ engine });
    part = await newSide('Đảng ủy Một', 'perOption');
    whole = await newSide('Đảng ủy Hai', 'allOrNothing');
  }, 60_000);

  afterAll(() => house.close());

  async function newSide(name: string, credit: PartialCredit): Promise<Side> {
    const roles = ['chair', 'secretary', 'invigilator'] as const;
    const committee = await newCommittee(house, name, roles, kindsRules(credit), kindsBank(), KINDS_BLUEPRINT);
    const closed = await newClosedBatch(house, committee, NAMES);
    await startSitting(house, committee, closed);
    return { committee, closed };
  }

  async function paperOf({ closed }: Side, n: number): Promise<Paper> {
    const forms = house.app.get(FormService);
    const form = await forms.getForm(closed.entries[n]!.id);
    return { items: form.items, keys: new Map((await forms.getKeys(form.id)).map((k) => [k.no, k])) };
  }

  async function candidate({ closed }: Side, n: number): Promise<{ client: RawClient; page: string }> {
    const client = new RawClient(house.url);
    const entry = closed.entries[n]!;
    await client.get('/delivery/sign-in');
    await client.post('/delivery/sign-in', { candidateNo: entry.candidateNo!, code: closed.codes.get(entry.id)! });
    await client.get('/delivery/confirm');
    await client.post('/delivery/confirm', { answer: 'yes' });
    await client.post('/delivery/start', {});
    return { client, page: (await client.get('/delivery/paper')).body };
  }

  const answersOf = async ({ closed }: Side, n: number): Promise<Record<string, string>> => {
    const { attempt } = await house.app.get(AttemptService).standing(closed.entries[n]!.id);
    return Object.fromEntries(Object.entries(attempt!.sheet.answers).map(([no, { value }]) => [no, value]));
  };

  const pointsOf = async ({ committee, closed }: Side): Promise<(number | null)[]> =>
    (await house.app.get(OutcomeService).outcomes(committee.ownerId, closed.batch.id)).rows.map((r) => r.outcome.total);

  /** Saves by the way of the script, and hands in. */
  async function write(side: Side, n: number, valueOf: (item: FormItem, key: string) => string): Promise<void> {
    const { client } = await candidate(side, n);
    const { items, keys } = await paperOf(side, n);
    const { leaseNo } = JSON.parse((await client.json('/delivery/lease', {})).body) as { leaseNo: number };
    const entries = items.map((item) => ({
      seq: item.no,
      item: item.no,
      value: valueOf(item, keys.get(item.no)!.key),
    }));
    const saved = await client.json('/delivery/save', { lease: leaseNo, entries });
    expect([saved.status, saved.body]).toEqual([200, expect.stringContaining('savedAt')]);
    await client.post('/delivery/submit', { confirm: 'yes' });
  }

  const right = (item: FormItem, key: string): string =>
    item.kind === 'shortText' ? (key.split('\n')[0] ?? '').toUpperCase().normalize('NFD') : key;

  /** Half of it right: a wrong text, the last line put first, the first pair alone. */
  const inPart = (item: FormItem, key: string): string =>
    item.kind === 'shortText'
      ? 'không rõ'
      : item.kind === 'ordering'
        ? key.slice(-1) + key.slice(0, -1)
        : key.slice(0, 2);

  it('are imported with their prompts and rules of comparison, and drawn', async () => {
    const { bankId } = part.committee;
    const { items } = await paperOf(part, 0);
    const drawable = await house.app.get(QuestionBankService).drawable(bankId);
    expect(items.map((i) => i.kind).sort()).toEqual(
      ['shortText', 'shortText', 'ordering', 'ordering', 'matching', 'matching'].sort(),
    );
    expect(drawable.filter((i) => i.prompts.length > 0)).toHaveLength(6);
    expect(drawable.filter((i) => i.folding !== null)).toHaveLength(6);
  });

  it('are in the stock of a plan that asks for their kind, and of no other', async () => {
    const kindsFor = async (moreKinds?: readonly MoreKind[]): Promise<string[]> => {
      const banks = house.app.get(QuestionBankService);
      const rules = moreKinds === undefined ? {} : { moreKinds };
      const ids = new Set((await banks.stock(part.committee.bankId, rules, '2027-01-09')).map((i) => i.id));
      return [
        ...new Set((await banks.findLive(part.committee.bankId)).filter((i) => ids.has(i.id)).map((i) => i.kind)),
      ];
    };
    expect(await kindsFor()).toEqual([]);
    expect(await kindsFor(['ordering'])).toEqual(['ordering']);
    expect((await kindsFor(MORE_KINDS)).sort()).toEqual([...MORE_KINDS].sort());
  });

  it('reach the browser without their keys, and no ordering stands in its right order', async () => {
    for (const side of [part, whole])
      for (const [n] of NAMES.entries()) {
        const { items, keys } = await paperOf(side, n);
        for (const item of items.filter((i) => i.kind === 'ordering'))
          expect(keys.get(item.no)?.key).not.toBe(item.options.map((o) => o.letter).join(''));
      }
    const { page } = await candidate(part, 3);
    const { items, keys } = await paperOf(part, 3);
    for (const item of items.filter((i) => i.kind === 'shortText'))
      for (const accepted of keys.get(item.no)!.key.split('\n'))
        expect(new RegExp(`id="cau-${item.no}"[\\s\\S]*?</section>`).exec(page)![0]).not.toContain(accepted);
    for (const folding of ['"marks"', '"exact"']) expect(page).not.toContain(folding);
  });

  it('earn everything for the key, typed in capitals and apart, and what is right in part by the plan', async () => {
    for (const side of [part, whole]) {
      await write(side, 0, right);
      await write(side, 1, inPart);
    }
    const { items } = await paperOf(part, 1);
    const earned = items.reduce((sum, item) => {
      if (item.kind === 'ordering')
        return sum + Math.round((1000 * (item.options.length - 2)) / (item.options.length - 1));
      return item.kind === 'matching' ? sum + Math.round(1000 / item.prompts!.length) : sum;
    }, 0);
    const [full, some] = await pointsOf(part);
    expect(full).toBe(6000);
    expect(Math.abs((some ?? 0) - earned)).toBeLessThanOrEqual(100);
    expect((await pointsOf(whole)).slice(0, 2)).toEqual([6000, 0]);
  });

  it('are saved by a page without script; places that make no order come back as they were chosen', async () => {
    const { client } = await candidate(part, 2);
    const { items, keys } = await paperOf(part, 2);
    const fields = new URLSearchParams({ _csrf: client.token, go: 'save' });
    for (const { no, kind } of items) {
      const key = keys.get(no)!.key;
      if (kind === 'shortText') fields.append(`a${no}`, key.split('\n')[0]!);
      if (kind === 'matching')
        for (const pair of [...(key.match(/../g) ?? []).slice(1), '']) fields.append(`a${no}`, pair);
    }
    const places = items
      .filter((i) => i.kind === 'ordering')
      .map(({ no, options }) => ({ no, options, key: keys.get(no)!.key }));
    const unfinished = new URLSearchParams(fields);
    for (const { no, options } of places) for (const { letter } of options) unfinished.append(`a${no}`, `${letter}1`);
    const post = (body: URLSearchParams) =>
      client.raw('POST', '/delivery/paper', { accept: 'text/html' }, body.toString());
    const refused = await post(unfinished);
    expect(refused.status).toBe(400);
    for (const { no, options } of places) {
      expect(refused.body).toContain(`Câu ${no}: chưa xong nên chưa lưu được`);
      for (const { letter } of options) expect(refused.body).toContain(`<option value="${letter}1" selected>`);
    }
    // what was finished is saved all the same
    const saved = await answersOf(part, 2);
    for (const { no, kind } of items) {
      const key = keys.get(no)!.key;
      if (kind === 'shortText') expect(saved[no]).toBe(key.split('\n')[0]);
      if (kind === 'matching') expect(saved[no]).toBe(key.slice(2));
      if (kind === 'ordering') expect(saved[no]).toBeUndefined();
    }
    const page = (await client.get('/delivery/paper')).body;
    expect(page).toContain('Chưa sắp xếp');
    fields.set('seq', /name="seq" value="(\d+)"/.exec(page)![1]!);
    for (const { no, key } of places)
      [...key].forEach((letter, i) => {
        fields.append(`a${no}`, `${letter}${i + 1}`);
      });
    expect((await post(fields)).status).toBe(303);
    const after = await answersOf(part, 2);
    for (const { no, key } of places) expect(after[no]).toBe(key);
    await client.post('/delivery/submit', { confirm: 'yes' });
  });

  let sitter: RawClient | undefined;
  async function saveOne(item: number, value: string): Promise<Answer> {
    sitter ??= (await candidate(whole, 2)).client;
    const { leaseNo } = JSON.parse((await sitter.json('/delivery/lease', {})).body) as { leaseNo: number };
    return sitter.json('/delivery/save', { lease: leaseNo, entries: [{ seq: 1, item, value }] });
  }

  it.each([
    ['a line twice', 'ordering', 'AAB'],
    ['a line left out', 'ordering', 'AB'],
    ['a prompt twice', 'matching', '1A1B'],
    ['pairs out of order', 'matching', '2A1B'],
    ['an option that is none', 'matching', '1H'],
  ] as const)('refuses %s, saving nothing', async (_, kind, value) => {
    const { no } = (await paperOf(whole, 2)).items.find((i) => i.kind === kind)!;
    const answer = await saveOne(no, value);
    expect([answer.status, answer.body]).toEqual([400, expect.stringContaining('save/malformed')]);
    expect((await answersOf(whole, 2))[no]).toBeUndefined();
  });

  it('refuses a short text that is too long by its own length', async () => {
    const { no } = (await paperOf(whole, 2)).items.find((i) => i.kind === 'shortText')!;
    const answer = await saveOne(no, 'ế'.repeat(201));
    expect(answer.status).toBe(400);
    expect(answer.body).toContain('save/too-long');
    expect(answer.body).toContain('200');
  });

  it('are shown beside their keys, and rescored when the council accepts another answer', async () => {
    const chair = new RawClient(house.url);
    await chair.get('/identity/sign-in');
    await chair.post('/identity/sign-in', { username: part.committee.usernameOf('chair'), password: PASSWORD });
    const { items } = await paperOf(part, 1);
    const detail = await chair.get(`/marking/${part.closed.batch.id}/entries/${part.closed.entries[1]!.id}`);
    expect(detail.status).toBe(200);
    expect(detail.body).toContain('không rõ');
    const item = items.find((i) => i.kind === 'shortText')!;
    const before = await pointsOf(part);
    const path = `/marking/${part.closed.batch.id}/rescore`;
    const page = await chair.get(`${path}?item=${item.itemId}`);
    expect(page.body).toContain('không rõ');
    const ruling = { itemId: item.itemId, kind: 'bothKeys', otherKey: 'không rõ\r\nchưa rõ', reason: 'Đề chưa rõ' };
    const preview = await chair.post(`${path}/preview`, ruling);
    expect([preview.status, preview.body]).toEqual([200, expect.stringContaining('không rõ / chưa rõ')]);
    const seen = /name="seen" value="([0-9a-f]{64})"/.exec(preview.body)![1]!;
    expect((await chair.post(path, { ...ruling, seen })).status).toBe(303);
    const after = await pointsOf(part);
    expect([after[0], after[1]]).toEqual([before[0], (before[1] ?? 0) + 1000]);
    for (const kind of ['ordering', 'matching'] as const) {
      const other = items.find((i) => i.kind === kind)!;
      const refused = await chair.post(`${path}/preview`, {
        ...ruling,
        itemId: other.itemId,
        kind: 'newKey',
        otherKey: kind === 'ordering' ? 'A B' : '1A',
      });
      expect(refused.body).toContain('Đáp án này không hợp với câu');
      expect(refused.body).toContain(kind === 'ordering' ? 'A B</textarea>' : '1A</textarea>');
    }
    expect((await house.app.get(LedgerVerifier).verify()).sound).toBe(true);
  });
});
