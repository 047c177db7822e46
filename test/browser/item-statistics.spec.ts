import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { DEFAULT_BLUEPRINT } from '../../src/core/blueprint/blueprint.js';
import { DEFAULT_RULES } from '../../src/core/scoring/rule-set.js';
import type { ItemSums } from '../../src/core/statistics/item-statistics.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { ExamPlanService } from '../../src/exam-plan/exam-plan.service.js';
import { QuestionBankService } from '../../src/question-bank/question-bank.service.js';
import { StatisticsService } from '../../src/question-bank/statistics.service.js';
import { Hall } from '../support/hall.js';
import { PHONE, StaffPage } from '../support/staff-page.js';
import { newClosedBatch } from '../support/world.js';

/** So many answers to an item of four options, so many of them right. */
function sumsOf(itemId: string, answers: number, right: number, xy: number): ItemSums {
  const wrong = answers - right;
  const lure = Math.round(wrong * 0.7);
  return {
    itemId,
    answers,
    share: right,
    xx: 10,
    xy,
    yy: 10,
    chosen: { A: right, B: lure, C: wrong - lure },
    ruled: 0,
  };
}

describe('what is known of answers', () => {
  let hall: Hall;
  let known = '';
  let few = '';
  let bank = '';

  beforeAll(async () => {
    hall = await Hall.open({ roles: ['invigilator', 'secretary', 'itemReviewer'] });
    const { app } = hall.house;
    bank = `/question-bank/${hall.committee.bankId}`;
    const live = await app.get(QuestionBankService).findLive(hall.committee.bankId);
    const items = live.filter((i) => i.kind === 'single');
    const { batch } = await newClosedBatch(hall.house, hall.committee);
    const sums = new Map(
      items.slice(0, 120).map(({ id, versionId }, i) => {
        const answers = i === 1 ? 7 : 60 + (i % 5) * 20;
        return [versionId, sumsOf(id, answers, Math.round(answers * (0.35 + (i % 6) / 10)), (i % 4) + 1)];
      }),
    );
    known = items[0]?.code ?? '';
    few = items[1]?.code ?? '';
    await app.get(UnitOfWork).run(() => app.get(StatisticsService).replace(batch.id, [...sums.keys()], sums));
  });
  afterEach(async () => {
    await hall.clear();
    expect(hall.complaints.splice(0)).toEqual([]);
  });
  afterAll(() => hall.close());

  async function staff(role: 'secretary' | 'itemReviewer', width: number): Promise<StaffPage> {
    const page = new StaffPage(await hall.visitor({ width, height: 800 }));
    await page.signIn(hall.committee.usernameOf(role));
    return page;
  }

  test.each([PHONE, 1280])(
    'is drawn on the page of an item, with a warning while it is little (%i px)',
    async (width) => {
      const reviewer = await staff('itemReviewer', width);
      await reviewer.open(`${bank}/items/${known}`);
      const section = reviewer.page.locator('section:has(#statistics-head)');
      expect(await section.locator('svg.chart rect').count()).toBeGreaterThanOrEqual(3);
      expect(await section.locator('.note--warn').count()).toBe(0);
      expect(await section.textContent()).toContain('60 lượt trả lời bản này');
      expect(await reviewer.faults()).toEqual([]);
      await reviewer.open(`${bank}/items/${few}`);
      expect(await section.locator('.note--warn').textContent()).toContain('Mới có 7 lượt trả lời.');
      expect(await reviewer.faults()).toEqual([]);
    },
  );

  test.each([PHONE, 1280])('sorts the list of a bank (%i px)', async (width) => {
    const reviewer = await staff('itemReviewer', width);
    await reviewer.open(`${bank}?answered=enough`);
    if (width === PHONE) await reviewer.open(`${bank}?answered=enough&sort=hard`);
    else await reviewer.page.click('thead a:has-text("Đạt điểm")');
    const shares = (await reviewer.page.locator('tbody tr').allTextContents()).flatMap(
      (row) => /(?:đạt )?(\d+)\s%/.exec(row)?.[1] ?? [],
    );
    expect(shares).toHaveLength(30);
    expect(shares.map(Number)).toEqual(shares.map(Number).sort((a, b) => a - b));
    expect(await reviewer.faults()).toEqual([]);
  });

  test.each([PHONE, 1280])('bounds the forms of a plan, with the limit drawn into the trial (%i px)', async (width) => {
    const plans = hall.house.app.get(ExamPlanService);
    const { ownerId } = hall.committee;
    const blueprint = { ...DEFAULT_BLUEPRINT, equivalentWithin: 50 };
    const plan = await plans.create(ownerId, 'Hai đề chênh nhau nửa điểm', SYSTEM_ACTOR, DEFAULT_RULES, blueprint);
    const secretary = await staff('secretary', width);
    await secretary.open(`/exam-plan/${plan.id}`);
    expect(await secretary.page.textContent('[data-line="equivalence"]')).toContain('chênh nhau 0,5 điểm');
    await secretary.page.fill('#equivalentWithin', '3');
    await secretary.page.locator('[data-line="equivalence"]:has-text("chênh nhau 3 điểm")').waitFor();
    expect(await secretary.faults()).toEqual([]);
    await secretary.open(`/exam-plan/${plan.id}/simulate`);
    expect(await secretary.page.locator('svg.chart line.cut').count()).toBe(2);
    expect(await secretary.page.textContent('.note--ok')).toContain('không hai đề nào chênh nhau quá 0,5 điểm');
    expect(await secretary.faults()).toEqual([]);
  });
});
