import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { DEFAULT_BLUEPRINT } from '../../src/core/blueprint/blueprint.js';
import { DEFAULT_RULES } from '../../src/core/scoring/rule-set.js';
import { ExamPlanService } from '../../src/exam-plan/exam-plan.service.js';
import { Hall } from '../support/hall.js';
import { PHONE, StaffPage } from '../support/staff-page.js';

describe('the trial draw of a plan', () => {
  let hall: Hall;

  beforeAll(async () => {
    hall = await Hall.open({ roles: ['invigilator', 'secretary'] });
  });
  afterEach(async () => {
    await hall.clear();
    expect(hall.complaints.splice(0)).toEqual([]);
  });
  afterAll(() => hall.close());

  async function secretary(width: number): Promise<StaffPage> {
    const staff = new StaffPage(await hall.visitor({ width, height: 800 }));
    await staff.signIn(hall.committee.usernameOf('secretary'));
    return staff;
  }

  test.each([PHONE, 1280])('is reached from the plan, draws its charts, and draws others (%i px)', async (width) => {
    const staff = await secretary(width);
    await staff.open(`/exam-plan/${hall.committee.planId}`);
    await staff.page.click('a[href$="/simulate"]');
    expect(await staff.page.locator('svg.chart rect').count()).toBeGreaterThanOrEqual(12);
    expect(await staff.page.textContent('.stats')).toContain('70 %');
    expect(await staff.faults()).toEqual([]);
    const before = await staff.page.textContent('svg.chart >> nth=-1');
    await staff.page.click('text=Rút thử 1.000 đề khác');
    await staff.page.waitForURL('**no=2');
    expect(await staff.page.textContent('svg.chart >> nth=-1')).not.toBe(before);
  });

  test.each([PHONE, 1280])('leads back to the blueprint when no form can be drawn (%i px)', async (width) => {
    const topics = DEFAULT_BLUEPRINT.topics.map((t) => (t.topic === 'charter' ? { ...t, apply: 92 } : t));
    const blueprint = { ...DEFAULT_BLUEPRINT, topics };
    const plans = hall.house.app.get(ExamPlanService);
    const plan = await plans.create(hall.committee.ownerId, 'Quá nhiều', SYSTEM_ACTOR, DEFAULT_RULES, blueprint);
    const staff = await secretary(width);
    await staff.open(`/exam-plan/${plan.id}/simulate`);
    expect(await staff.page.textContent('.note--warn')).toContain('Không rút được đề.');
    expect(await staff.page.textContent('td.is-warn')).toMatch(/92.*thiếu: được \d+ câu/);
    expect(await staff.faults()).toEqual([]);
    await staff.page.click('.note--warn a');
    expect(await staff.page.locator('#blueprint').isVisible()).toBe(true);
  });
});
