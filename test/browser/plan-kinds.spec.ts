import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { DEFAULT_BLUEPRINT, drawsKind, MORE_KINDS } from '../../src/core/blueprint/blueprint.js';
import { ExamPlanService } from '../../src/exam-plan/exam-plan.service.js';
import { Hall } from '../support/hall.js';
import { PHONE, StaffPage } from '../support/staff-page.js';
import { until } from '../support/until.js';
import { sampleBank } from '../support/world.js';

let hall: Hall;

beforeAll(async () => {
  hall = await Hall.open({ roles: ['invigilator', 'secretary'] });
});
afterAll(() => hall.close());

test.each([PHONE, 1280])('a kind that is ticked is counted in the cells at once, and kept (%i px)', async (width) => {
  const staff = new StaffPage(await hall.visitor({ width, height: 800 }));
  const { page } = staff;
  await staff.signIn(hall.committee.usernameOf('secretary'));
  const plans = hall.house.app.get(ExamPlanService);

  const plan = await plans.create(hall.committee.ownerId, `Kế hoạch ${width}`, SYSTEM_ACTOR);
  const recall = sampleBank()
    .items.map((i) => i.content)
    .filter((c) => c.topic === 'history' && c.level === 'recall' && c.kind !== 'oral' && c.kind !== 'essay');
  const counted = async (): Promise<number> =>
    Number(/(\d+) câu/.exec((await page.textContent('#n-history-recall-have')) ?? '')?.[1]);
  await staff.open(`/exam-plan/${plan.id}`);
  expect(await counted()).toBe(recall.filter((c) => drawsKind(DEFAULT_BLUEPRINT, c.kind)).length);
  for (const kind of MORE_KINDS) await page.check(`#${kind}`);
  await until('all kinds counted', counted, (n) => n === recall.length);
  await page.uncheck('#ordering');
  await until('orderings left out', counted, (n) => n === recall.filter((c) => c.kind !== 'ordering').length);
  expect(await staff.faults()).toEqual([]);
  await Promise.all([page.waitForURL('**?done=plan.saved*'), page.click('.btn--go[data-once]')]);
  expect(await page.isChecked('#shortText')).toBe(true);
  const { version } = await plans.getPlan(hall.committee.ownerId, plan.id);
  expect(version.blueprint.moreKinds).toEqual(['shortText', 'matching']);
  await hall.clear();
  expect(hall.complaints.splice(0)).toEqual([]);
});
