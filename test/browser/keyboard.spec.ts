import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { CandidatePage } from '../support/candidate-page.js';
import { Hall } from '../support/hall.js';
import { countStops, focusOf, tabRound, tabTo } from '../support/keyboard.js';

describe('a candidate without a mouse', () => {
  let hall: Hall;

  beforeAll(async () => {
    hall = await Hall.open();
    await hall.start();
  });
  afterEach(async () => {
    await hall.clear();
    expect(hall.complaints.splice(0)).toEqual([]);
  });
  afterAll(() => hall.close());

  const arrive = async (): Promise<CandidatePage> =>
    new CandidatePage(await hall.visitor({ width: 1280, height: 800 }));
  const press = (page: Page, ...keys: string[]): Promise<void> =>
    keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());

  test('goes the whole road from the card to the receipt by keys alone, and always sees where they are', async () => {
    const entry = hall.person(0);
    const candidate = await arrive();
    const { page } = candidate;
    await candidate.open('/delivery/sign-in');
    await tabTo(page, /^Số báo danh/);
    await page.keyboard.type(entry.candidateNo ?? '');
    await tabTo(page, /^Mã truy cập/);
    await page.keyboard.type(hall.codeOf(entry));
    await press(page, 'Enter');
    await page.waitForURL('**/delivery/confirm');
    await tabTo(page, /^Đúng là tôi$/);
    await press(page, 'Space');
    await page.waitForURL('**/delivery/wait');
    await tabTo(page, /^Bắt đầu làm bài$/);
    await press(page, 'Enter');
    await page.waitForURL('**/delivery/paper*');
    await candidate.saved();

    // letters choose, arrows move, F flags; all without a focus anywhere
    await press(page, 'b', 'ArrowRight', 'a', 'f', 'ArrowRight', 'ArrowRight', 'ArrowLeft');
    expect(await candidate.here()).toBe(3);
    await tabTo(page, /^A/);
    await press(page, 'Space');
    expect(await candidate.shown()).toEqual({ 1: 'B', 2: 'A', 3: 'A' });
    await candidate.saved();
    expect((await hall.attempt(entry)).sheet.flags['2']?.value).toBe('1');

    // within the options of a question the arrows up and down choose, as in any group of radio buttons
    const [single = ''] = await page.evaluate<string[]>(
      `[...document.querySelectorAll('[data-kind=single]')].map((i) => i.dataset.item).filter((no) => no > 3 && no < 20)`,
    );
    while ((await candidate.here()) < Number(single)) await press(page, 'ArrowRight');
    await tabTo(page, /^A/);
    await press(page, 'Space', 'ArrowDown');
    expect((await candidate.shown())[single]).toBe('B');
    await tabTo(page, /^Câu 20/);
    await press(page, 'Enter');
    expect(await candidate.here()).toBe(20);
    expect((await focusOf(page))?.name).toMatch(/^Câu 20/);
    await press(page, 'b');
    await tabTo(page, /^Xem lại và nộp bài$/);
    await press(page, 'Enter');
    await page.waitForURL('**/delivery/review');
    expect(await hall.answers(entry)).toEqual({ 1: 'B', 2: 'A', 3: 'A', [single]: 'B', 20: 'B' });

    await tabTo(page, /^Tôi đã xem lại/);
    await press(page, 'Space');
    await tabTo(page, /^Nộp bài$/);
    await press(page, 'Enter');
    await page.waitForURL('**/delivery/receipt');
    expect((await hall.attempt(entry)).closeReason).toBe('submitted');
    await tabTo(page, /^Thoát khỏi máy này$/);
    await press(page, 'Enter');
    await page.waitForURL('**/delivery/sign-in*');
  });

  test('is trapped nowhere: Tab passes everything that can be pressed, comes round, and goes back the same way', async () => {
    // so low a screen that pages scroll, and what has the focus could come to lie under the head
    const candidate = new CandidatePage(await hall.visitor({ width: 1280, height: 560 }));
    const { page } = candidate;
    await candidate.open('/delivery/sign-in');
    const isWholeRound = async (): Promise<void> => {
      await page.waitForLoadState();
      await page.evaluate('document.activeElement.blur()');
      const forth = await tabRound(page);
      expect(forth).toHaveLength(await countStops(page));
      const back = await tabRound(page, 'Shift+Tab');
      expect(back.map((stop) => stop.key).sort()).toEqual(forth.map((stop) => stop.key).sort());
    };
    await isWholeRound();
    await candidate.signIn(hall, hall.person(1));
    await isWholeRound();
    await page.click('form[action="/delivery/start"] button');
    await page.waitForURL('**/delivery/paper*');
    await candidate.ready();
    await isWholeRound();
    await candidate.open('/delivery/review');
    await isWholeRound();
  });

  test('gets the single keys out of the way when they are in it, and opened words close with Escape', async () => {
    const candidate = await arrive();
    const { page } = candidate;
    await candidate.begin(hall, hall.person(2));
    await tabTo(page, /^Gọi giám thị$/);
    await press(page, 'Enter');
    expect(await page.locator('.call__pop').isVisible()).toBe(true);
    await press(page, 'Escape');
    expect(await page.locator('.call__pop').isVisible()).toBe(false);
    expect((await focusOf(page))?.name).toMatch(/^Gọi giám thị$/);

    await tabTo(page, /^Tắt phím tắt$/);
    await press(page, 'Enter', 'a', 'f', 'ArrowRight');
    expect(await candidate.shown()).toEqual({});
    expect(await candidate.here()).toBe(1);
    expect(await page.getAttribute('[data-flag]', 'aria-pressed')).toBe('false');
    await page.reload();
    await candidate.ready();
    await press(page, 'a');
    expect(await candidate.shown()).toEqual({});
    await tabTo(page, /^Bật phím tắt$/);
    await press(page, 'Enter', 'a');
    expect(await candidate.shown()).toEqual({ 1: 'A' });
  });

  test('chooses with Ctrl and Alt held nothing: the browser’s own shortcuts stay its own', async () => {
    const candidate = await arrive();
    const { page } = candidate;
    await candidate.begin(hall, hall.person(3));
    await press(page, 'Control+b', 'Alt+b', 'Meta+b');
    expect(await candidate.shown()).toEqual({});
    await press(page, 'b');
    expect(await candidate.shown()).toEqual({ 1: 'B' });
  });
});
