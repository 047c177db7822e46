import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import { originOf } from '../support/hall.js';
import { type House, openHouse } from '../support/house.js';
import { batchOf, meetAndLock, nameCouncil, openDocx, outcomesOf, PEOPLE, type World } from '../support/papers.js';
import { DEFAULT_RULES } from '../../src/core/scoring/rule-set.js';
import { PHONE, StaffPage } from '../support/staff-page.js';
import { newCommittee } from '../support/world.js';

/** Where pictures of the page are kept, when somebody looks at them. */
const SHOTS = process.env['SHOTS'];

describe('the page of papers', () => {
  let house: House;
  let world: World;
  let browser: Browser;
  let context: BrowserContext;
  let staff: StaffPage;

  beforeAll(async () => {
    house = await openHouse();
    const committee = await newCommittee(house, 'Đảng ủy phường Hạ Long', ['secretary']);
    await nameCouncil(house, committee.ownerId);
    world = { house, committee, ...(await batchOf(house, committee, PEOPLE)) };
    browser = await launchBrowser();
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true });
    context.setDefaultTimeout(15_000);
    const origin = originOf(Number(new URL(house.url).port));
    staff = new StaffPage({ context, page: await context.newPage(), origin });
    await staff.signIn(committee.usernameOf('secretary'));
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await house.close();
  });

  const page = (): string => `/papers/${world.batch.id}`;
  async function look(name: string): Promise<void> {
    for (const width of [1280, PHONE]) {
      await staff.page.setViewportSize({ width, height: 800 });
      if (SHOTS !== undefined) await staff.page.screenshot({ path: `${SHOTS}/${name}-${width}.png`, fullPage: true });
    }
    expect([name, await staff.faults()]).toEqual([name, []]);
  }

  test('is accessible and fits a phone before the lock and after it', async () => {
    await staff.open(page());
    await look('papers-before');
    await meetAndLock(house, world.committee.ownerId, world.batch.id, outcomesOf(world, DEFAULT_RULES));
    await staff.open(page());
    await look('papers-after');
  });

  test('numbers a paper with the keyboard alone, and the file that is downloaded bears it', async () => {
    await staff.page.setViewportSize({ width: 1280, height: 800 });
    await staff.open(page());
    const field = staff.page.getByLabel('Số của văn bản “Danh sách kết quả”', { exact: true });
    await field.focus();
    await staff.page.keyboard.press('Control+A');
    await staff.page.keyboard.type('7');
    await staff.page.keyboard.press('Enter');
    await staff.page.waitForURL('**/papers/*?done=paper.numbered');
    expect(await staff.done()).toBe('Đã ghi số văn bản.');
    const [download] = await Promise.all([
      staff.page.waitForEvent('download'),
      staff.page.getByRole('link', { name: 'Tải DOCX của văn bản “Danh sách kết quả”' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('danh-sach-ket-qua-dot-1-2027.docx');
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    expect(openDocx(Buffer.concat(chunks)).lines).toContain('Số 07-DS/HĐKT');
  });

  test('says what is wrong with a number beside its field and in the summary', async () => {
    await staff.open(page());
    const field = staff.page.locator('#number-councilMinutes');
    await field.fill('bảy');
    await field.press('Enter');
    await staff.page.waitForSelector('#errors');
    await staff.page.locator('#errors a').click();
    expect(await staff.page.evaluate('document.activeElement.id')).toBe('number-councilMinutes');
    expect(await staff.page.locator('#number-councilMinutes').inputValue()).toBe('bảy');
    expect(await staff.page.locator('#number-councilMinutes-error').textContent()).toContain('Xin ghi một số nguyên');
    await look('papers-error');
  });
});
