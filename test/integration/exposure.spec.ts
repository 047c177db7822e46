import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CloseRosterService } from '../../src/batch/close-roster.service.js';
import { FormService } from '../../src/batch/form.service.js';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { DEFAULT_RULES } from '../../src/core/scoring/rule-set.js';
import { ExposureService } from '../../src/question-bank/exposure.service.js';
import { QuestionBankService } from '../../src/question-bank/question-bank.service.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { RawClient } from '../support/raw-client.js';
import { type Committee, newBatch, newClosedBatch, newCommittee, PASSWORD, shippedBank } from '../support/world.js';

/** The cell of a bank that has items for two batches, but not for three. */
const ITEMS = 5;
const RESTING = {
  topics: [{ topic: 'history', recall: 2, understand: 0, apply: 0 }],
  maxPerClause: 50,
  coolDownMonths: 12,
};

function smallBank(): ReturnType<typeof shippedBank> {
  const bank = shippedBank();
  const cell = bank.items.filter(
    ({ content: { topic, level, kind } }) => topic === 'history' && level === 'recall' && kind === 'single',
  );
  const oral = bank.items.filter((i) => i.content.kind === 'oral');
  return { ...bank, items: [...cell.slice(0, ITEMS), ...oral] };
}

describe.each(ENGINES)('the use of items (%s)', (engine) => {
  let house: House;
  let committee: Committee;
  let reviewer: RawClient;

  beforeAll(async () => {
    house = await openHouse({ engine });
    const roles = ['itemReviewer', 'chair', 'secretary'] as const;
    committee = await newCommittee(house, 'Đảng ủy Một', roles, DEFAULT_RULES, smallBank(), RESTING);
    reviewer = new RawClient(house.url);
    await reviewer.get('/identity/sign-in');
    await reviewer.post('/identity/sign-in', { username: committee.usernameOf('itemReviewer'), password: PASSWORD });
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
      params: { topic: 'history', level: 'recall', need: 2, have: 1, lack: 1, resting: 4 },
    };
    await expect(closing.close(committee.ownerId, third.id, SYSTEM_ACTOR)).rejects.toMatchObject(refusal);
    const { refusal: told } = await closing.preview(committee.ownerId, third.id);
    expect(told).toMatchObject({ code: refusal.code, params: { lack: 1, topic: 'Lịch sử Đảng' } });
    expect(await itemsOf(third.id)).toEqual([]);
  });
});
