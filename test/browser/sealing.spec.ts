import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Batch } from '../../src/batch/entities/batch.entity.js';
import { BatchService } from '../../src/batch/batch.service.js';
import { DEFAULT_RULES } from '../../src/core/scoring/rule-set.js';
import { ExamPlanService } from '../../src/exam-plan/exam-plan.service.js';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import type { Role } from '../../src/core/access/access-matrix.js';
import { DEFAULT_BLUEPRINT } from '../../src/core/blueprint/blueprint.js';
import { Hall } from '../support/hall.js';
import { PHONE, StaffPage } from '../support/staff-page.js';
import { newBatch } from '../support/world.js';

/** Where pictures of the pages are kept, when somebody looks at them. */
const SHOTS = process.env['SHOTS'];

describe('a sealed batch on the screen', () => {
  let hall: Hall;
  let batch: Batch;
  let sitting: string;

  beforeAll(async () => {
    hall = await Hall.open({ roles: ['chair', 'secretary', 'councilMember', 'invigilator'] });
    const { house, committee } = hall;
    const rules = { ...DEFAULT_RULES, sealed: true };
    const plan = await house.app
      .get(ExamPlanService)
      .create(committee.ownerId, 'Kế hoạch niêm phong', SYSTEM_ACTOR, rules, DEFAULT_BLUEPRINT);
    batch = await newBatch(house, { ...committee, planId: plan.id });
    sitting = (await house.app.get(BatchService).findSittings(batch.id))[0]?.id ?? '';
  });

  afterEach(() => hall.clear());

  afterAll(async () => {
    expect(hall.complaints).toEqual([]);
    await hall.close();
  });

  async function staff(role: Role, script = true): Promise<StaffPage> {
    const page = new StaffPage(await hall.visitor({ width: 1280, height: 900, script }));
    await page.signIn(hall.committee.usernameOf(role));
    return page;
  }

  async function look(page: StaffPage, name: string): Promise<void> {
    for (const width of [PHONE, 1280]) {
      await page.page.setViewportSize({ width, height: 900 });
      if (SHOTS !== undefined) await page.page.screenshot({ path: `${SHOTS}/${name}-${width}.png`, fullPage: true });
    }
    expect([name, await page.faults()]).toEqual([name, []]);
  }

  it('is closed, prints three slips once, and is opened by two people on two machines, one of them without script', async () => {
    const chair = await staff('chair');
    await chair.open(`/batch/${batch.id}/close`);
    await look(chair, 'seal-close');
    await chair.page.click('main form .btn--go');
    await chair.page.waitForSelector('.sealslip');
    const slips = await chair.page.locator('.sealslip__code').allTextContents();
    expect(slips).toHaveLength(3);
    for (const width of [PHONE, 1280]) {
      await chair.page.setViewportSize({ width, height: 900 });
      if (SHOTS !== undefined)
        await chair.page.screenshot({ path: `${SHOTS}/seal-slips-${width}.png`, fullPage: true });
    }
    expect(await chair.faults()).toEqual([]);
    if (SHOTS !== undefined) await chair.page.pdf({ path: `${SHOTS}/seal-slips.pdf`, preferCSSPageSize: true });
    await chair.page.click('.printbar a');
    await look(chair, 'seal-batch');

    const invigilator = await staff('invigilator');
    await invigilator.open(`/invigilation/${sitting}`);
    await look(invigilator, 'seal-board');

    const secretary = await staff('secretary');
    await secretary.open(`/batch/${batch.id}/opening`);
    await look(secretary, 'seal-opening');
    const [one = '', two = ''] = slips;
    await secretary.page.fill('#slip', `${one.slice(0, 9)}0${one.slice(10)}`);
    await secretary.page.click('main form .btn--go');
    await secretary.page.waitForSelector('#slip-error');
    expect(await secretary.page.locator('#slip-error').textContent()).toContain('Nhóm thứ 2');
    await look(secretary, 'seal-opening-mistyped');
    await secretary.page.fill('#slip', one);
    await secretary.page.click('main form .btn--go');
    await secretary.page.waitForSelector('text=Đang đợi người thứ hai');
    await look(secretary, 'seal-opening-mine');
    // Who has typed one has nothing to type: the next step is the other person's.
    expect(await secretary.page.locator('#slip').count()).toBe(0);

    await chair.open(`/batch/${batch.id}/opening`);
    await look(chair, 'seal-opening-other');
    const member = await staff('councilMember', false);
    await member.open(`/batch/${batch.id}/opening`);
    await member.page.fill('#slip', two.toLowerCase());
    await member.page.click('main form .btn--go');
    await member.page.waitForSelector('text=Đã mở niêm phong lúc');

    // What waits on other pages is told by itself.
    await secretary.page.waitForSelector('#seal-state .note--ok', { timeout: 20_000 });
    await secretary.page.waitForSelector('#seal-form a[href^="/overview/batch/"]', { timeout: 20_000 });
    await secretary.open(`/batch/${batch.id}/opening`);
    await look(secretary, 'seal-opened');
    await invigilator.page.waitForSelector('#sealed', { state: 'detached', timeout: 20_000 });
  });
});
