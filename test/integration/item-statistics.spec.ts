import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BatchService } from '../../src/batch/batch.service.js';
import { FormService } from '../../src/batch/form.service.js';
import type { FormItem } from '../../src/core/blueprint/form.js';
import { authorsParts } from '../../src/core/item/kinds.js';
import type { ItemScore } from '../../src/core/scoring/score-form.js';
import { ResultLockService } from '../../src/council/result-lock.service.js';
import { Database } from '../../src/database/database.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { AttemptService } from '../../src/delivery/attempt.service.js';
import { ItemCountService } from '../../src/marking/item-count.service.js';
import { MarkingService } from '../../src/marking/marking.service.js';
import { RescoreService } from '../../src/marking/rescore.service.js';
import { StatisticsService } from '../../src/question-bank/statistics.service.js';
import { type CouncilWorld, actorOf, playedForCouncil, rawStaff, WRITTEN_ONLY } from '../support/council-world.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { lockResults } from '../support/locked.js';
import type { RawClient } from '../support/raw-client.js';

interface Answered {
  readonly item: FormItem;
  readonly score: ItemScore;
  /** Points of the other items of the paper. */
  readonly rest: number;
}

describe.each(ENGINES)('the statistics of items (%s)', (engine) => {
  let house: House;
  let world: CouncilWorld;
  let reviewer: RawClient;

  beforeAll(async () => {
    house = await openHouse({ engine });
    house.app.get(ItemCountService).stopSweeping();
    world = await playedForCouncil(house, 'Đảng ủy Một', WRITTEN_ONLY);
    await house.app.get(MarkingService).scoreClosed();
    reviewer = await rawStaff(house, world.committee.usernameOf('itemReviewer'));
  }, 120_000);
  afterAll(() => house.close());

  const batchId = () => world.closed.batch.id;
  const countDue = () => house.app.get(ItemCountService).countDue();
  const figures = () => house.app.get(StatisticsService).ofBank(world.committee.bankId);
  const setReview = (changes: Parameters<BatchService['setReview']>[1]) =>
    house.app.get(UnitOfWork).run(() => house.app.get(BatchService).setReview(batchId(), changes));
  const rows = (table: string, order: string) =>
    house.app.get(Database).reader.query<object[]>(`SELECT * FROM ${table} ORDER BY ${order}`);
  const everything = async () => [
    await rows('item_answers', 'version_id, batch_id'),
    await rows('item_statistic', 'version_id'),
  ];

  /** Every scored answer of the batch, by version of its item. */
  async function answered(): Promise<Map<string, Answered[]>> {
    const forms = await house.app.get(FormService).findForms(batchId());
    const attempts = await house.app.get(AttemptService).findByEntries([...forms.keys()]);
    const scores = await house.app.get(MarkingService).findLatest(attempts.map((a) => a.id));
    const all = new Map<string, Answered[]>();
    for (const attempt of attempts)
      for (const item of forms.get(attempt.entryId)?.items ?? []) {
        const { items: scored = [] } = scores.get(attempt.id) ?? {};
        const score = scored.find((s) => s.no === item.no);
        if (score === undefined) continue;
        const rest = scored.reduce((sum, s) => sum + s.points, -score.points);
        all.set(item.versionId, [...(all.get(item.versionId) ?? []), { item, score, rest }]);
      }
    return all;
  }

  it('are made once the results are locked, from every scored answer, and the same rows whenever they are made again', async () => {
    expect(await countDue()).toBe(0);
    expect((await figures()).size).toBe(0);
    await lockResults(house, world.closed, ['excellent', 'good', 'pass', 'pass', 'fail']);
    expect(await countDue()).toBe(1);
    const all = await answered();
    expect(all.size).toBeGreaterThan(40);
    const told = await figures();
    expect([...told.keys()].sort()).toEqual([...all.keys()].sort());
    for (const [versionId, answers] of all) {
      const share = answers.reduce((sum, { score }) => sum + score.points / score.max, 0) / answers.length;
      expect(told.get(versionId)).toMatchObject({ answers: answers.length });
      expect(told.get(versionId)!.facility).toBeCloseTo(share, 3);
      const differ = (of: (a: Answered) => number): boolean => new Set(answers.map(of)).size > 1;
      const isDefined = differ((a) => a.score.points) && differ((a) => a.rest);
      expect(told.get(versionId)!.discrimination !== null).toBe(isDefined);
      const { chosen } = (await house.app.get(StatisticsService).whole(versionId))!;
      for (const { id } of [{ id: 'A' }, { id: 'B' }])
        if (answers[0]!.item.kind === 'single')
          expect(chosen[id] ?? 0).toBe(
            answers.filter(({ item, score }) => authorsParts(item.kind, score.response, item.options).includes(id))
              .length,
          );
    }

    const before = await everything();
    expect(await countDue()).toBe(0);
    await setReview({ itemsCountedAt: null });
    expect(await countDue()).toBe(1);
    expect(await everything()).toEqual(before);
  });

  it('are shown on the item, with a warning while answers are few, and sort and narrow the list of the bank', async () => {
    const [versionId, answers] = [...(await answered())].sort((a, b) => b[1].length - a[1].length)[0]!;
    const { code } = answers[0]!.item;
    const page = (await reviewer.get(`/question-bank/${world.committee.bankId}/items/${code}`)).body;
    expect(page).toContain(`${answers.length} lượt trả lời bản này, trong 1 đợt đã khóa kết quả`);
    expect(page).toContain(`Mới có ${answers.length} lượt trả lời.`);
    expect(page).toContain('Phương án được chọn');
    const list = `/question-bank/${world.committee.bankId}`;
    expect((await reviewer.get(`${list}?q=${code}`)).body).toContain(`(${answers.length} lượt)`);
    expect((await reviewer.get(`${list}?answered=enough`)).body).toContain('Không có câu nào');
    await house.app
      .get(UnitOfWork)
      .run(() =>
        house.app
          .get(UnitOfWork)
          .writing.query(
            `UPDATE item_statistic SET answers = 40, facility = 1200, discrimination = -500 WHERE version_id = '${versionId}'`,
          ),
      );
    for (const query of ['sort=hard', 'sort=weak', 'answered=hard', 'answered=weak', 'answered=enough']) {
      const { body } = await reviewer.get(`${list}?${query}`);
      expect(/\/items\/([A-Z0-9]+)"/.exec(body.slice(body.indexOf('<tbody>', body.indexOf('items-head'))))?.[1]).toBe(
        code,
      );
    }
    expect((await reviewer.get(`${list}?answered=easy`)).body).toContain('Không có câu nào');
    expect((await reviewer.get(`${list}?sort=hard`)).body).toContain('aria-sort="ascending"');
    await setReview({ itemsCountedAt: null });
    await countDue();
  });

  it('are made anew when an addendum is closed: a question that was dropped has none, the others go by the new scores', async () => {
    const before = await figures();
    const actor = await actorOf(house, world.committee, 'chair');
    await house.app.get(ResultLockService).openAddendum(actor, batchId(), 'Câu hỏi in sai');
    const all = [...(await answered()).values()];
    const dropped = all.find((a) => a.length > 1 && a.some(({ score }) => score.points > 0))![0]!.item;
    const rescores = house.app.get(RescoreService);
    const ruling = { itemId: dropped.itemId, kind: 'drop' as const, keys: [] };
    const preview = await rescores.preview(actor.ownerId, batchId(), ruling);
    await rescores.order(actor, batchId(), ruling, 'Câu hỏi in sai', preview.digest);
    expect(await countDue()).toBe(0);
    expect(await figures()).toEqual(before);
    await setReview({ addendumOpenedAt: null });
    expect(await countDue()).toBe(1);
    const after = await figures();
    expect(after.has(dropped.versionId)).toBe(false);
    expect([...before.keys()].filter((id) => !after.has(id))).toEqual([dropped.versionId]);
    for (const [id, { answers, facility }] of after)
      expect({ answers, facility }).toEqual({ answers: before.get(id)!.answers, facility: before.get(id)!.facility });
  });
});
