import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Batch } from '../../src/batch/entities/batch.entity.js';
import { Workshop } from '../../src/common/worker/workshop.js';
import { Hall } from '../support/hall.js';
import { nameCouncil } from '../support/papers.js';
import { seedResults } from '../support/seed-results.js';
import { PHONE, StaffPage } from '../support/staff-page.js';

/** Where pictures of the page are kept, when somebody looks at them. */
const SHOTS = process.env['SHOTS'];

describe('slips on the screen', () => {
  let hall: Hall;
  let batch: Batch;

  beforeAll(async () => {
    hall = await Hall.open({ roles: ['secretary'] });
    await nameCouncil(hall.house, hall.committee.ownerId);
    batch = await seedResults(hall.house, hall.committee, 520);
  });

  afterEach(() => hall.clear());

  afterAll(async () => {
    expect(hall.complaints).toEqual([]);
    await hall.close();
  });

  async function secretary(script = true): Promise<StaffPage> {
    const staff = new StaffPage(await hall.visitor({ width: 1280, height: 900, script }));
    await staff.signIn(hall.committee.usernameOf('secretary'));
    return staff;
  }

  async function look(staff: StaffPage, name: string): Promise<void> {
    for (const width of [PHONE, 1280]) {
      await staff.page.setViewportSize({ width, height: 900 });
      if (SHOTS !== undefined) await staff.page.screenshot({ path: `${SHOTS}/${name}-${width}.png`, fullPage: true });
    }
    expect([name, await staff.faults()]).toEqual([name, []]);
  }

  /** Lets the first part of an export be made, holds the next until told. */
  function holdSecondPart(): () => void {
    const workshop = hall.house.app.get(Workshop);
    const run = workshop.run.bind(workshop);
    let letGo!: () => void;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    let parts = 0;
    workshop.run = async (job, input) => {
      if ((parts += 1) > 1) await held;
      return run(job, input);
    };
    return () => {
      workshop.run = run;
      letGo();
    };
  }

  it('show by themselves how far the work is, then the file', async () => {
    const staff = await secretary();
    await staff.open(`/papers/${batch.id}`);
    await look(staff, 'papers-with-slips');
    await staff.page.click('text=Lập phiếu báo kết quả');
    await look(staff, 'slips');
    const letGo = holdSecondPart();
    await staff.page.click('text=Lập 520 phiếu');
    await staff.page.waitForSelector('text=Đã xong 500 trên 520 phiếu');
    await look(staff, 'slips-running');
    letGo();
    await staff.page.waitForSelector('text=Đã lập xong 520 phiếu');
    await look(staff, 'slips-ready');
    const [file] = await Promise.all([staff.page.waitForEvent('download'), staff.page.click('text=Tải về')]);
    expect(file.suggestedFilename()).toBe('phieu-ket-qua-dot-2-2027.zip');
  });

  it('work without script: looking again is a link', async () => {
    const staff = await secretary(false);
    await staff.open(`/papers/${batch.id}/slips`);
    const letGo = holdSecondPart();
    await staff.page.click('text=Lập 520 phiếu');
    await staff.page.click('text=Xem lại');
    expect(await staff.page.locator('h2').first().textContent()).toBe('Đang lập phiếu');
    letGo();
    while ((await staff.page.locator('text=Xem lại').count()) > 0) await staff.page.click('text=Xem lại');
    expect(await staff.page.locator('text=Đã lập xong 520 phiếu').count()).toBe(1);
  });

  it('tell a lost file and an unknown number on a page that can be used', async () => {
    const staff = await secretary();
    await staff.open(`/papers/${batch.id}/slips/01a2152d-906a-7755-b5b5-d3852599b28f`);
    await look(staff, 'slips-lost');
    expect(await staff.page.locator('.note--warn').textContent()).toContain('Không còn tệp này');
    await staff.open(`/papers/${batch.id}/slips`);
    await staff.page.fill('#no', '01-27-999');
    await staff.page.click('text=Tải phiếu');
    expect(await staff.page.locator('#no-error').textContent()).toContain('01-27-999');
    expect(await staff.page.inputValue('#no')).toBe('01-27-999');
    await look(staff, 'slips-unknown');
  });
});
