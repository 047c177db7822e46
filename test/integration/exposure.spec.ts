import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CloseRosterService } from '../../src/batch/close-roster.service.js';
import { FormService } from '../../src/batch/form.service.js';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { DEFAULT_RULES } from '../../src/core/scoring/rule-set.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { ExposureService } from '../../src/question-bank/exposure.service.js';
import { QuestionBankService } from '../../src/question-bank/question-bank.service.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { RawClient } from '../support/raw-client.js';
import { type Committee, newBatch, newClosedBatch, newCommittee, PASSWORD, sampleBank } from '../support/world.js';

/** The cell of a bank that has items for two batches, but not for three. */
const ITEMS = 5;
const RESTING = {
  topics: [{ topic: 'history', recall: 2, understand: 0, apply: 0 }],
  maxPerClause: 50,
  coolDownMonths: 12,
};

function smallBank(items: number): ReturnType<typeof sampleBank> {
  const bank = sampleBank();
  const cell = bank.items.filter(
    ({ content: { topic, level, kind } }) => topic === 'history' && level === 'recall' && kind === 'single',
  );
  const oral = bank.items.filter((i) => i.content.kind === 'oral');
  return { ...bank, items: [...cell.slice(0, items), ...oral] };
}

describe.each(ENGINES)('the use of items (%s)', (engine) => {
  let house: House;
  let committee: Committee;
  let reviewer: RawClient;

  beforeAll(async () => {
    house = await openHouse({ engine });
    const roles = ['itemReviewer', 'chair', 'secretary'] as const;
    committee = await newCommittee(house, 'Đảng ủy Một', roles, DEFAULT_RULES, smallBank(ITEMS), RESTING);
    reviewer = await signedIn(committee.usernameOf('itemReviewer'));
  }, 120_000);
  afterAll(() => house.close());

  const sums = () => house.app.get(ExposureService).sums(committee.bankId);
  const itemsOf = async (batchId: string): Promise<string[]> =>
    [...(await house.app.get(FormService).findForms(batchId)).values()].flatMap((f) => f.items.map((i) => i.itemId));

  it('is counted when a roster is closed, told on the item and in the list, and taken back when it is reopened', async () => {
    const batch = await newBatch(house, committee, ['Nguyễn Thị Ánh', 'Trần Văn Bách']);
    expect((await sums()).size).toBe(0);
    const closing = house.app.get(CloseRosterService);
    await closing.close(committee.ownerId, batch.id, SYSTEM_ACTOR);
    const drawn = await itemsOf(batch.id);
    expect(drawn).toHaveLength(4);
    const told = await sums();
    for (const id of new Set(drawn)) {
      const forms = drawn.filter((d) => d === id).length;
      expect(told.get(id)).toEqual({ itemId: id, batches: 1, forms, lastOn: '2027-01-09' });
    }
    const { rows } = await house.app
      .get(QuestionBankService)
      .findItems(committee.bankId, { q: '', topic: '', level: '', kinds: [], state: '', sort: 'used' }, 1, 30);
    const counts = rows.map((r) => r.use?.forms ?? 0);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    expect(counts[0]).toBeGreaterThan(0);
    const list = await reviewer.get(`/question-bank/${committee.bankId}?sort=last`);
    expect(list.body).toMatch(/đã dùng 1 đợt, \d đề, gần nhất 09\/01\/2027/);
    const item = await reviewer.get(`/question-bank/${committee.bankId}/items/${rows[0]!.item.code}`);
    expect(item.body).toMatch(/Đợt 1 năm 2027, ngày 09\/01\/2027: \d đề/);

    await closing.reopen(committee.ownerId, batch.id, 'Thử', SYSTEM_ACTOR);
    expect((await sums()).size).toBe(0);
    const again = await reviewer.get(`/question-bank/${committee.bankId}/items/${rows[0]!.item.code}`);
    expect(again.body).toContain('Chưa có trong đề của đợt nào đã chốt danh sách.');
  });

  it('keeps an item out of the forms of the next batches for the months of the plan, until a cell lacks so many', async () => {
    const first = await newClosedBatch(house, committee, ['Đỗ Thị Cúc']);
    const second = await newClosedBatch(house, committee, ['Lê Văn Đạt']);
    const used = await itemsOf(first.batch.id);
    expect((await itemsOf(second.batch.id)).filter((id) => used.includes(id))).toEqual([]);
    const third = await newBatch(house, committee, ['Vũ Thị Hà']);
    const closing = house.app.get(CloseRosterService);
    const refusal = {
      code: 'blueprint/cell-resting',
      params: { topic: 'Lịch sử Đảng', level: 'recall', need: 2, have: 1, lack: 1, resting: 4 },
    };
    await expect(closing.close(committee.ownerId, third.id, SYSTEM_ACTOR)).rejects.toMatchObject(refusal);
    const { refusal: told } = await closing.preview(committee.ownerId, third.id);
    expect(told).toMatchObject(refusal);
    expect(await itemsOf(third.id)).toEqual([]);
  });

  it('never has two enemies in one form; the page of an item pairs and parts them, and keeps what was typed', async () => {
    const roles = ['itemReviewer', 'inspector', 'invigilator'] as const;
    const plain = { topics: RESTING.topics, maxPerClause: 50 };
    const other = await newCommittee(house, 'Đảng ủy Hai', roles, DEFAULT_RULES, smallBank(3), plain);
    const client = await signedIn(other.usernameOf('itemReviewer'));
    const live = (await house.app.get(QuestionBankService).findLive(other.bankId)).filter((i) => i.kind === 'single');
    const [a = '', b = '', c = ''] = live.map((i) => i.code);
    const page = (code: string): string => `/question-bank/${other.bankId}/items/${code}`;
    await client.get(page(a));
    const wrong = await client.post(`${page(a)}/enemies`, { enemy: 'XX999', reason: 'Câu này lộ đáp án' });
    expect(wrong.status).toBe(400);
    expect(wrong.body).toContain('Ngân hàng này không có câu XX999.');
    expect(wrong.body).toContain('value="Câu này lộ đáp án"');
    expect((await client.post(`${page(a)}/enemies`, { enemy: a, reason: 'Chính nó' })).body).toContain('chính nó. Xin');
    expect((await client.post(`${page(a)}/enemies`, { enemy: b.toLowerCase(), reason: 'Lộ đáp án' })).status).toBe(303);
    const known = await client.post(`${page(b)}/enemies`, { enemy: a, reason: 'Lộ đáp án' });
    expect(known.body).toContain(`Câu ${a} đã được ghi là kỵ câu này.`);
    for (const [one, mate] of [
      [a, b],
      [b, a],
    ] as const)
      expect((await client.get(page(one))).body).toContain(`items/${mate}">${mate}</a>: <span lang="vi">Lộ đáp án`);

    const names = ['Nguyễn Thị Ánh', 'Trần Văn Bách', 'Đỗ Thị Cúc', 'Lê Văn Đạt', 'Vũ Thị Hà', 'Ngô Văn Khôi'];
    const { batch } = await newClosedBatch(house, other, names);
    const forms = [...(await house.app.get(FormService).findForms(batch.id)).values()];
    const codes = forms.map((f) => f.items.map((i) => i.code));
    expect(codes).toHaveLength(names.length);
    for (const form of codes) expect(form.includes(a) && form.includes(b)).toBe(false);

    await client.post(`${page(a)}/enemies`, { enemy: c, reason: 'Hỏi cùng một ý' });
    await client.post(`${page(b)}/enemies`, { enemy: c, reason: 'Hỏi cùng một ý' });
    const next = await newBatch(house, other, ['Lý Văn Sáu']);
    const closing = house.app.get(CloseRosterService);
    await expect(closing.close(other.ownerId, next.id, SYSTEM_ACTOR)).rejects.toThrow('blueprint/enemies');
    expect((await client.post(`${page(c)}/enemies/end`, { enemy: b })).status).toBe(303);
    await closing.close(other.ownerId, next.id, SYSTEM_ACTOR);

    const inspector = await signedIn(other.usernameOf('inspector'));
    const seen = await inspector.get(page(a));
    expect(seen.body).toContain('Hỏi cùng một ý');
    expect(seen.body).not.toContain('/enemies"');
    expect((await inspector.post(`${page(a)}/enemies/end`, { enemy: b })).status).toBe(403);
    expect(await house.app.get(LedgerVerifier).verify()).toMatchObject({ sound: true });
  });

  async function signedIn(username: string): Promise<RawClient> {
    const client = new RawClient(house.url);
    await client.get('/identity/sign-in');
    await client.post('/identity/sign-in', { username, password: PASSWORD });
    return client;
  }
});
