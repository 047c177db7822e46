import { describe, expect, test } from '@jest/globals';
import type { CandidatePage } from '../support/candidate-page.js';
import { until } from '../support/until.js';
import { WiredHall } from '../support/wired-hall.js';

const REFUSED = `indexedDB.open = () => { throw new DOMException('refused', 'SecurityError'); };`;
const SILENT = `indexedDB.open = () => ({});`;
const FULL = `IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };`;
const NO_LOCAL = `Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };`;

describe('a browser that grants no proper storage', () => {
  const at = new WiredHall();

  const arrive = async (n: number, ...handicaps: readonly string[]): Promise<CandidatePage> => {
    const candidate = await at.arrive(...handicaps);
    await candidate.begin(at.hall, at.hall.person(n));
    await candidate.answer(1, 'A');
    await candidate.saved();
    return candidate;
  };

  test.each([
    ['refuses its database', 0, [REFUSED]],
    ['never answers when its database is opened', 1, [SILENT]],
    ['has a full database', 2, [FULL]],
  ])('that %s keeps by the next best what could not be sent, past the end of the page', async (_, n, handicaps) => {
    const candidate = await arrive(n, ...handicaps);
    at.wire.cut();
    await candidate.answer(1, 'B');
    await candidate.answer(5, 'A');
    await candidate.page.locator('#state.state--warn').waitFor();
    await candidate.page.close();
    expect(await at.hall.answers(at.hall.person(n))).toEqual({ 1: 'A' });
    at.wire.mend();
    const again = await at.reopen(candidate);
    await again.open('/delivery/paper');
    await until(
      'unsent answers',
      () => at.hall.answers(at.hall.person(n)),
      (answers) => answers['5'] === 'A',
    );
    await again.saved();
    expect(await again.shown()).toEqual({ 1: 'B', 5: 'A' });
    expect(await again.here()).toBe(5);
    const left = `Object.keys(localStorage).filter((key) => key.includes('journal')).length`;
    await until(
      'an empty journal',
      () => again.page.evaluate<number>(left),
      (n) => n === 0,
    );
  });

  test('nor anything else still saves, and what is on the page goes out when the network is back', async () => {
    const candidate = await arrive(3, FULL, NO_LOCAL);
    at.wire.cut();
    await candidate.answer(2, 'A');
    await candidate.page.locator('#state.state--warn').waitFor();
    at.wire.mend();
    await candidate.saved();
    expect(await at.hall.answers(at.hall.person(3))).toEqual({ 1: 'A', 2: 'A' });
  });

  test('or a machine whose clock is set hours on and back moves neither the countdown nor the time of saving', async () => {
    const candidate = await at.arrive();
    const { page } = candidate;
    await page.clock.install();
    await candidate.begin(at.hall, at.hall.person(4));
    const left = async (): Promise<number> => {
      const [minutes = '', seconds = ''] = ((await page.textContent('[data-clock]')) ?? '').split(':');
      return Number(minutes) * 60 + Number(seconds);
    };
    const before = await left();
    for (const hours of [5, -7, 26]) {
      await page.clock.setSystemTime(at.hall.house.clock.epochMs() + hours * 3_600_000);
      await page.clock.runFor(3000);
      expect(await left()).toBeLessThanOrEqual(before);
      expect(await left()).toBeGreaterThan(before - 20);
      await candidate.answer(2, hours > 0 ? 'A' : 'B');
      await candidate.saved();
      expect(await candidate.stateLine()).toBe('Đã lưu 07:30:00');
    }
    expect(await page.locator('#news').isVisible()).toBe(false);
  });
});
