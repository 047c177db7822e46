import { describe, expect, test } from '@jest/globals';
import { CandidatePage } from '../support/candidate-page.js';
import { pageFaults } from '../support/hall.js';
import { WiredHall } from '../support/wired-hall.js';

/** Hands in behind the page's back, as a page left open or a knowing hand could; gives the status at the end of the road. */
const SUBMIT = `fetch('/delivery/confirm').then((r) => r.text()).then((page) => {
  const token = /name="_csrf" value="([^"]+)"/.exec(page)[1];
  return fetch('/delivery/submit', { method: 'POST', body: new URLSearchParams({ _csrf: token, confirm: 'yes' }) });
}).then((r) => r.status)`;

describe('one attempt on several pages', () => {
  const at = new WiredHall();

  const arrive = async (): Promise<CandidatePage> => new CandidatePage(await at.hall.visitor());
  /** Its pages hear of another page only from the answer to what they save. */
  const arriveUnaware = async (): Promise<CandidatePage> => {
    const candidate = await arrive();
    await candidate.visitor.context.route(/\/delivery\/(events|state)$/, (route) => route.abort());
    return candidate;
  };
  const secondTab = async (candidate: CandidatePage): Promise<CandidatePage> => {
    const tab = await at.reopen(candidate);
    await tab.open('/delivery/paper');
    await tab.ready();
    return tab;
  };

  test('the older of two tabs becomes read-only; going on in it brings in what the newer has saved', async () => {
    const entry = at.hall.person(0);
    const older = await arriveUnaware();
    await older.begin(at.hall, entry);
    await older.answer(1, 'A');
    await older.saved();

    const newer = await secondTab(older);
    expect(await newer.shown()).toEqual({ 1: 'A' });
    await newer.answer(1, 'B');
    await newer.answer(2, 'A');
    await newer.saved();
    // what the older tab says before it learns of the newer is kept where that one said nothing
    await older.answer(3, 'A');
    const stale = older.page.locator('#stale');
    await stale.waitFor();
    expect(await stale.textContent()).toContain('Bài đang mở ở trang khác hoặc máy khác.');
    expect(await older.option(3, 'A').locator('input').isDisabled()).toBe(true);
    expect(await older.page.getAttribute('[data-flag]', 'aria-disabled')).toBe('true');
    expect(await pageFaults(older.page)).toEqual([]);
    expect(await at.hall.answers(entry)).toEqual({ 1: 'B', 2: 'A', 3: 'A' });

    await older.page.click('text=Tiếp tục ở đây');
    await stale.waitFor({ state: 'hidden' });
    expect(await older.shown()).toEqual({ 1: 'B', 2: 'A', 3: 'A' });
    await older.answer(2, 'B');
    await older.saved();
    expect(await at.hall.answers(entry)).toEqual({ 1: 'B', 2: 'B', 3: 'A' });

    await newer.answer(4, 'A');
    await newer.page.locator('#stale').waitFor();
    expect(await at.hall.answers(entry)).toEqual({ 1: 'B', 2: 'B', 3: 'A', 4: 'A' });
  });

  test('an older tab that nobody touches learns by itself that it is no longer the one', async () => {
    const older = await arrive();
    await older.page.clock.install();
    await older.begin(at.hall, at.hall.person(1));
    await secondTab(older);
    await older.page.clock.runFor(20_000);
    await older.page.locator('#stale').waitFor();
  });

  test('what a tab could not send before another took over goes out when that one opens', async () => {
    const entry = at.hall.person(2);
    const older = await at.arrive();
    await older.begin(at.hall, entry);
    await older.answer(1, 'A');
    await older.saved();
    at.wire.cut();
    await older.answer(1, 'B');
    await older.answer(2, 'A');
    await older.page.locator('#state.state--warn').waitFor();
    at.wire.mend();
    const newer = await secondTab(older);
    await newer.saved();
    expect(await newer.shown()).toEqual({ 1: 'B', 2: 'A' });
    expect(await at.hall.answers(entry)).toEqual({ 1: 'B', 2: 'A' });
  });

  test('another device is refused while the first is live, and goes on with all answers by the invigilator’s leave', async () => {
    const entry = at.hall.person(3);
    const first = await arriveUnaware();
    await first.begin(at.hall, entry);
    await first.answer(1, 'A');
    await first.answer(2, 'B');
    await first.saved();

    const second = await arrive();
    await second.signIn(at.hall, entry);
    expect(await second.page.textContent('h1')).toBe('Bài của anh (chị) đang mở ở máy khác');
    expect(await second.page.locator('fieldset, form[action="/delivery/take-over"]').count()).toBe(0);
    expect(await pageFaults(second.page)).toEqual([]);
    await second.open('/delivery/review');
    expect(await second.page.textContent('h1')).toBe('Bài của anh (chị) đang mở ở máy khác');
    expect(await second.page.evaluate(SUBMIT)).toBe(200);
    expect((await at.hall.attempt(entry)).state).toBe('running');

    const seat = `/invigilation/${at.hall.closed.sitting.id}/seats/${entry.id}`;
    await at.invigilator.open(seat);
    await at.invigilator.submit(`${seat}/device`, {});
    // the page of the second device learns of it by itself
    await second.page.locator('.lead', { hasText: 'Giám thị đã cho phép chuyển sang máy này.' }).waitFor();
    await second.page.click('form[action="/delivery/take-over"] button');
    await second.page.waitForURL('**/delivery/paper*');
    await second.ready();
    expect(await second.shown()).toEqual({ 1: 'A', 2: 'B' });
    await second.answer(3, 'A');
    await second.saved();

    await first.answer(4, 'A');
    await first.page.locator('#stale').waitFor();
    expect(await at.hall.answers(entry)).toEqual({ 1: 'A', 2: 'B', 3: 'A', 4: 'A' });
    await first.page.click('text=Tiếp tục ở đây');
    await first.page.locator('h1', { hasText: 'Bài của anh (chị) đang mở ở máy khác' }).waitFor();
    expect(at.hall.complaints.splice(0)).toEqual([`409 ${at.hall.origin}/delivery/lease`]);
  });

  test('a device that has been silent for a minute is replaced by number and code alone', async () => {
    const entry = at.hall.person(4);
    const first = await arrive();
    await first.begin(at.hall, entry);
    await first.answer(1, 'B');
    await first.saved();
    await first.visitor.context.close();

    const second = await arrive();
    await second.signIn(at.hall, entry);
    expect(await second.page.locator('form[action="/delivery/take-over"]').count()).toBe(0);
    at.hall.house.clock.pass(61);
    // The page asks again by itself: a reload from here would meet its own.
    await second.page.locator('form[action="/delivery/take-over"]').waitFor();
    expect(await pageFaults(second.page)).toEqual([]);
    await second.page.click('form[action="/delivery/take-over"] button');
    await second.page.waitForURL('**/delivery/paper*');
    await second.ready();
    expect(await second.shown()).toEqual({ 1: 'B' });
  });
});
