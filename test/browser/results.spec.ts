import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext } from 'playwright-core';
import type { Role } from '../../src/core/access/access-matrix.js';
import { FormService } from '../../src/batch/form.service.js';
import { launchBrowser } from '../support/browser.js';
import { originOf } from '../support/hall.js';
import { type House, openHouse } from '../support/house.js';
import { Road } from '../support/road.js';
import { StaffPage } from '../support/staff-page.js';

const NAMES = [
  'Nguyễn Thị Ánh',
  'Trần Văn Bách',
  'Đỗ Thị Cúc',
  'Lê Văn Đạt',
  'Vũ Thị Hà',
  'Ngô Văn Khôi',
  'Nguyễn Phúc Hoàng Thị Ngọc Quỳnh Trâm',
  'Hồ Ngọc Ỗ Ẫ Ẩ Ệ Ự',
];
/** Right answers in the order of numbers; the fourth is one answer short of passing. */
const RIGHT = [29, 26, 22, 17, 19, 12, 24, 27];
/** What the pictures of these pages are kept for, when somebody looks at them. */
const SHOTS = process.env['SHOTS'];

describe('the council before its results', () => {
  let house: House;
  let road: Road;
  let browser: Browser;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    house = await openHouse();
    road = await Road.open(house, { names: NAMES, right: RIGHT });
    browser = await launchBrowser();
    await road.sit();
    // Both raters agree but for one question of the third, where they are eight points apart.
    await road.examineAll((place, no, seat) => (place === 2 && no === 1 ? 800 + seat * 800 : 1250 + place * 50));
  }, 120_000);
  afterEach(() => Promise.all(contexts.splice(0).map((c) => c.close())));
  afterAll(async () => {
    await browser.close();
    await house.close();
  });

  const arrive = async (role: Role | 'giamkhao-a', width = 1280): Promise<StaffPage> => {
    const context = await browser.newContext({ viewport: { width, height: width < 600 ? 740 : 800 } });
    context.setDefaultTimeout(15_000);
    contexts.push(context);
    const staff = new StaffPage({
      context,
      page: await context.newPage(),
      origin: originOf(Number(new URL(house.url).port)),
    });
    await staff.signIn(role === 'giamkhao-a' ? role : road.committee.usernameOf(role));
    return staff;
  };
  const look = async (staff: StaffPage, name: string, width = 1280): Promise<void> => {
    await staff.page.setViewportSize({ width, height: width < 600 ? 740 : 800 });
    if (SHOTS !== undefined) await staff.page.screenshot({ path: `${SHOTS}/${name}-${width}.png`, fullPage: true });
    expect([name, await staff.faults()]).toEqual([name, []]);
  };
  const results = (): string => `/marking/${road.batchId}`;

  test.each([1280, 360])('sees the road with what is left at each station, at %i pixels', async (width) => {
    const secretary = await arrive('secretary', width);
    await look(secretary, 'home', width);
    await secretary.open(`/overview/batch/${road.batchId}`);
    expect(await secretary.page.locator('main').textContent()).toContain('1 người có điểm các giám khảo lệch quá mức');
    const shown = await secretary.page
      .locator('ol.steps--long > li')
      .evaluateAll((items) => items.filter((li) => (li as { offsetParent: unknown }).offsetParent !== null).length);
    expect(shown).toBe(width === 360 ? 3 : 11);
    await look(secretary, 'road', width);
    if (width === 360) {
      await secretary.page.click('.steps__all summary');
      await look(secretary, 'road-all', width);
    }
  });

  test.each(['chair', 'giamkhao-a'] as const)(
    'the home page of %s names the work that waits for that person',
    async (who) => {
      const staff = await arrive(who, 360);
      const text = (await staff.page.locator('main').textContent()) ?? '';
      expect(text).toContain(who === 'chair' ? 'Quyết định điểm của 1 người' : 'Vấn đáp ở Bàn 1');
      await look(staff, `home-${who}`, 360);
    },
  );

  test('opens a row into how the total came about, and a person into items, criteria and raters', async () => {
    const member = await arrive('councilMember');
    const { page } = member;
    await member.open(results());
    expect((await page.textContent('h1'))?.replace(/\s+/g, ' ')).toContain('8 dự, ');
    expect(await page.textContent('h1')).toContain('1 chưa đủ điểm');
    await look(member, 'results');
    await look(member, 'results-phone', 360);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.click('tbody tr:has-text("Trần Văn Bách") a.open');
    await page.waitForSelector('tr.is-detail');
    expect((await page.textContent('tr.is-detail'))?.replace(/\s+/g, ' ')).toContain('26 câu × 252,00');
    expect((await page.textContent('tr.is-detail'))?.replace(/\s+/g, ' ')).toContain('52,00 + 26,00 = 78,00');
    await look(member, 'results-open');
    await look(member, 'results-open-phone', 360);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.click('tr.is-detail a');
    await page.waitForURL('**/entries/*');
    expect(await page.locator('section[aria-labelledby=oral-head] table').count()).toBe(2);
    await look(member, 'person');
    await look(member, 'person-phone', 360);
    await member.open(`${results()}?only=look`);
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(0);
    await member.open(`${results()}?q=kh%C3%B4ng+ai`);
    await look(member, 'results-none', 360);
  });

  test('rescores an item by keyboard alone: the preview names who changes, the order is done once', async () => {
    const forms = house.app.get(FormService);
    const form = await forms.getForm(road.closed.entries[3]!.id);
    const item = form.items[29]!;
    const chair = await arrive('chair');
    const { page } = chair;
    await chair.open(`${results()}/entries/${road.closed.entries[2]!.id}`);
    expect(await page.locator('a', { hasText: 'Xem và quyết định điểm' }).getAttribute('href')).toContain(
      '/oral/settle/',
    );
    await look(chair, 'person-apart', 360);
    await page.setViewportSize({ width: 1280, height: 800 });
    await chair.open(`${results()}/rescore?q=${item.code}`);
    await look(chair, 'rescore-search');
    await page.click(`a:has-text("${item.code}")`);
    await page.waitForSelector('text=Mọi người đã chọn');
    await look(chair, 'rescore-item');
    await look(chair, 'rescore-item-phone', 360);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.focus('input[name=kind]');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.focus('#reason');
    await page.keyboard.type('x');
    await page.focus('main form .btn--go');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#errors');
    await look(chair, 'rescore-refused', 360);
    await page.fill('#reason', 'Câu hỏi có hai phương án đều đúng theo văn bản hiện hành');
    await page.focus('main form .btn--go');
    await page.keyboard.press('Enter');
    await page.waitForSelector('input[name=seen]', { state: 'attached' });
    expect(await page.textContent('main')).toContain('Lê Văn Đạt');
    await look(chair, 'rescore-preview');
    await look(chair, 'rescore-preview-phone', 360);
    await page.focus('main form .btn--go');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/marking/*done=rescore.ordered*');
    expect(await chair.done()).toMatch(/Đã ghi quyết định chấm lại; \d+ người thay đổi điểm\./);
    await chair.open(`${results()}/entries/${road.closed.entries[3]!.id}`);
    expect(await page.textContent('main')).toContain('cho đủ điểm mọi người có câu này');
    await look(chair, 'person-rescored');
  });
});
