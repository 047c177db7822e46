import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { DEFAULT_RULES, type RuleSet, writtenRules } from '../../src/core/scoring/rule-set.js';
import { AttemptService } from '../../src/delivery/attempt.service.js';
import { PresenceService } from '../../src/delivery/presence.service.js';
import type { HttpBrowser } from '../../src/demo/http-browser.js';
import { CandidatePage } from '../support/candidate-page.js';
import { Hall, pageFaults } from '../support/hall.js';
import { until } from '../support/until.js';

/** A plan of ten minutes: what is looked at is the end of them. */
const SHORT: RuleSet = {
  ...DEFAULT_RULES,
  components: DEFAULT_RULES.components.map((c) => (c === writtenRules(DEFAULT_RULES) ? { ...c, minutes: 10 } : c)),
};

describe('the time of an attempt', () => {
  let hall: Hall;
  let invigilator: HttpBrowser;

  beforeAll(async () => {
    hall = await Hall.open({ rules: SHORT });
    invigilator = await hall.start();
  });
  afterEach(async () => {
    await hall.clear();
    expect(hall.complaints.splice(0)).toEqual([]);
  });
  afterAll(() => hall.close());

  const arrive = async (): Promise<CandidatePage> => new CandidatePage(await hall.visitor());

  /** Time passes while the server is awake: without its heartbeats the time would count as an outage and be given back. */
  const pass = async (seconds: number): Promise<void> => {
    const presence = hall.house.app.get(PresenceService);
    for (let passed = 0; passed < seconds; passed += 10) {
      hall.house.clock.pass(Math.min(10, seconds - passed));
      await presence.beat();
    }
  };
  const left = async ({ page }: CandidatePage): Promise<number> => {
    const [minutes = '', seconds = ''] = ((await page.textContent('[data-clock]')) ?? '').split(':');
    return Number(minutes) * 60 + Number(seconds);
  };

  test('given by the invigilator reaches the open page: its clock jumps up, and it says so politely', async () => {
    const entry = hall.person(0);
    const candidate = await arrive();
    const { page } = candidate;
    await page.clock.install();
    await candidate.begin(hall, entry);
    expect(await left(candidate)).toBeGreaterThan(9 * 60);
    expect(await left(candidate)).toBeLessThanOrEqual(10 * 60);
    const seat = `/invigilation/${hall.closed.sitting.id}`;
    await invigilator.open(`${seat}/seats/${entry.id}`);
    await invigilator.submit(`${seat}/grant`, { entryId: entry.id, minutes: '5', reason: 'Máy mất điện' });

    await page.clock.runFor(11_000);
    const words = 'Giám thị đã cho thêm giờ: thêm 5 phút, hết giờ lúc 07:45:00.';
    await page.locator('#news', { hasText: words }).waitFor();
    expect(await page.textContent('#live[role=status]')).toBe(words);
    expect(await page.locator('[role=alert]:visible').count()).toBe(0);
    await until(
      'clock',
      () => left(candidate),
      (seconds) => seconds > 14 * 60 && seconds <= 15 * 60,
    );
    expect(await pageFaults(page)).toEqual([]);
    await candidate.answer(1, 'A');
    await candidate.saved();
  });

  test('warns when five minutes are left, shows a hidden clock then, and locks the paper when it is over', async () => {
    const entry = hall.person(1);
    const candidate = await arrive();
    const { page } = candidate;
    await candidate.begin(hall, entry);
    await page.click('[data-clock-toggle]');
    expect(await page.locator('[data-clock]').isVisible()).toBe(false);
    await candidate.answer(1, 'A');
    await candidate.saved();
    await pass(5 * 60 + 10);
    await candidate.answer(2, 'B');
    await candidate.saved();
    await page.locator('[data-clock-word]', { hasText: 'Sắp hết giờ' }).waitFor();
    expect(await page.locator('[data-clock]').isVisible()).toBe(true);
    expect(await page.textContent('#live')).toBe('Còn 5 phút.');

    await pass(4 * 60 + 51);
    await candidate.answer(3, 'A');
    await page.locator('#ended', { hasText: 'Đã hết giờ làm bài.' }).waitFor();
    expect(await candidate.option(3, 'A').locator('input').isDisabled()).toBe(true);
    // within the grace the server still takes what was on its way
    await until(
      'grace',
      () => hall.answers(entry),
      (answers) => answers['3'] === 'A',
    );
    expect((await hall.attempt(entry)).state).toBe('running');
    await pass(30);
    await page.waitForURL('**/delivery/receipt*');
    expect(await page.textContent('h1')).toBe('Đã hết giờ, bài đã được nộp');
  });

  test('that runs out with the browser gone: the server closes with what it has, and who returns sees the receipt', async () => {
    const entry = hall.person(2);
    const gone = await arrive();
    await gone.begin(hall, entry);
    await gone.answer(1, 'A');
    await gone.answer(2, 'B');
    await gone.saved();
    await gone.visitor.context.close();
    await pass(10 * 60 + 29);
    await hall.house.app.get(AttemptService).expireDue();
    expect((await hall.attempt(entry)).state).toBe('running');
    await pass(2);
    const { receiptCode } = await until(
      'closing',
      () => hall.attempt(entry),
      (a) => a.state === 'closed',
    );
    expect(await hall.answers(entry)).toEqual({ 1: 'A', 2: 'B' });

    const back = await arrive();
    await back.signIn(hall, entry);
    await back.page.waitForURL('**/delivery/receipt');
    expect(await back.page.textContent('h1')).toBe('Đã hết giờ, bài đã được nộp');
    expect(await back.page.textContent('.receipt__code')).toBe(receiptCode);
    expect(await back.page.textContent('.idcard')).toContain('2 trong 30 câu');
    expect(await pageFaults(back.page)).toEqual([]);
  });
});
