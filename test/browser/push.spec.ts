import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { AttemptService } from '../../src/delivery/attempt.service.js';
import { PresenceService } from '../../src/delivery/presence.service.js';
import type { HttpBrowser } from '../../src/demo/http-browser.js';
import { CandidatePage } from '../support/candidate-page.js';
import { Hall, pageFaults } from '../support/hall.js';

const SECONDS = 3;

describe.each([
  ['by push', true],
  ['by asking alone, in a browser without events', false],
])('an open page learns %s', (_, hasEvents) => {
  let hall: Hall;
  let invigilator: HttpBrowser;

  beforeAll(async () => {
    hall = await Hall.open();
    invigilator = await hall.start();
  });
  afterEach(async () => {
    await hall.clear();
    expect(hall.complaints.splice(0)).toEqual([]);
  });
  afterAll(() => hall.close());

  const arrive = async (): Promise<CandidatePage> => {
    const visitor = await hall.visitor();
    if (!hasEvents) await visitor.context.addInitScript('delete window.EventSource');
    return new CandidatePage(visitor);
  };
  const room = (): string => `/invigilation/${hall.closed.sitting.id}`;
  /** Does it, and gives the seconds until it is seen. */
  const secondsUntil = async (act: () => Promise<unknown>, seen: () => Promise<unknown>): Promise<number> => {
    await act();
    const from = performance.now();
    await seen();
    return (performance.now() - from) / 1000;
  };

  test('that the invigilator gives five minutes, on the paper and on the page before handing in', async () => {
    const entry = hall.person(0);
    const candidate = await arrive();
    await candidate.begin(hall, entry);
    await invigilator.open(`${room()}/seats/${entry.id}`);
    const grant = (minutes: string) => () =>
      invigilator.submit(`${room()}/grant`, { entryId: entry.id, minutes, reason: 'Máy mất điện' });
    const news = (n: number) => () =>
      candidate.page.locator('#news', { hasText: `Giám thị đã cho thêm giờ: thêm ${n} phút` }).waitFor();
    expect(await secondsUntil(grant('5'), news(5))).toBeLessThan(SECONDS);
    await candidate.open('/delivery/review');
    await candidate.page.locator('[data-clock]', { hasText: /^4\d:|^5\d:/ }).waitFor();
    expect(await secondsUntil(grant('7'), news(7))).toBeLessThan(SECONDS);
    expect(await pageFaults(candidate.page)).toEqual([]);
  });

  test('that another device has taken over, and that the invigilator let it', async () => {
    const entry = hall.person(1);
    const first = await arrive();
    await first.begin(hall, entry);
    const second = await arrive();
    await second.signIn(hall, entry);
    await invigilator.open(`${room()}/seats/${entry.id}`);
    await invigilator.submit(`${room()}/seats/${entry.id}/device`, {});
    const take = async (): Promise<void> => {
      await second.page.click('form[action="/delivery/take-over"] button');
      await second.page.waitForURL('**/delivery/paper*');
      await second.ready();
    };
    expect(await secondsUntil(take, () => first.page.locator('#stale').waitFor())).toBeLessThan(SECONDS);
  });

  test('that the attempt was stopped', async () => {
    const entry = hall.person(2);
    const candidate = await arrive();
    await candidate.begin(hall, entry);
    const stop = () => hall.house.app.get(AttemptService).suspend(entry.id, SYSTEM_ACTOR);
    const seen = () => candidate.page.waitForURL('**/delivery/receipt');
    expect(await secondsUntil(stop, seen)).toBeLessThan(SECONDS);
    expect(await candidate.page.textContent('h1')).toBe('Bài làm của anh (chị) đã bị đình chỉ');
  });

  test('that the server was away, that everything stands still, and that it goes on', async () => {
    const entry = hall.person(3);
    const candidate = await arrive();
    const { page } = candidate;
    await candidate.begin(hall, entry);
    const presence = hall.house.app.get(PresenceService);
    await presence.beat();
    hall.house.clock.pass(40);
    await presence.beat();
    await page.locator('#news', { hasText: 'Máy chủ đã ngừng 40 giây; thời gian đó được trả lại đủ' }).waitFor();

    hall.house.clock.pass(40 * 60);
    const stop = () => presence.beat();
    const note = page.locator('#paused');
    expect(await secondsUntil(stop, () => note.waitFor())).toBeLessThan(SECONDS);
    expect(await note.textContent()).toContain('Đồng hồ đang dừng.');
    expect(await page.textContent('[data-clock-word]')).toBe('Đang dừng');
    const left = await page.textContent('[data-clock]');
    await candidate.answer(1, 'A');
    await candidate.saved();
    expect(await page.textContent('[data-clock]')).toBe(left);
    expect(await pageFaults(page)).toEqual([]);

    await invigilator.open(room());
    const resume = () => invigilator.submit(`${room()}/resume`, {});
    expect(await secondsUntil(resume, () => note.waitFor({ state: 'hidden' }))).toBeLessThan(SECONDS);
    await page.locator('#news', { hasText: 'Máy chủ đã ngừng 40 phút' }).waitFor();
    expect(await candidate.here()).toBe(1);
  });
});
