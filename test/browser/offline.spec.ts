import { describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { AttemptService } from '../../src/delivery/attempt.service.js';
import { LateAnswerService } from '../../src/delivery/late-answer.service.js';
import { PresenceService } from '../../src/delivery/presence.service.js';
import type { CandidatePage } from '../support/candidate-page.js';
import { ESSAY_BLUEPRINT, ESSAY_NO, WRITTEN_ONLY } from '../support/essay-plan.js';
import { pageFaults } from '../support/hall.js';
import { StaffPage } from '../support/staff-page.js';
import { until } from '../support/until.js';
import { WiredHall } from '../support/wired-hall.js';

const PLANTED = 'Bí mật gieo trong bài viết';
const BOX = `#a${ESSAY_NO}`;

describe('to the end without network', () => {
  const at = new WiredHall(
    {
      rules: WRITTEN_ONLY,
      blueprint: ESSAY_BLUEPRINT,
      names: Array.from({ length: 9 }, (_, i) => `Nguyễn Thị Ánh ${'ABCDEGHIK'.charAt(i)}`),
    },
    true,
  );

  /** One answer saved, then the network is cut and two more are given. */
  const cutOff = async (candidate: CandidatePage, n: number): Promise<void> => {
    await candidate.begin(at.hall, at.hall.person(n));
    await candidate.answer(1, 'A');
    await candidate.saved();
    at.wire.cut();
    await candidate.answer(1, 'B');
    await candidate.answer(2, 'A');
    await candidate.page.locator('#state.state--warn').waitFor();
  };

  const askToHandIn = async ({ page }: CandidatePage): Promise<void> => {
    await page.click('[data-overview]');
    await page.click('[data-review]');
    await page.locator('[data-ask]').waitFor();
    await page.check('[data-confirm]');
    await page.click('[data-ask-go]');
    await page.locator('[data-wait-text]', { hasText: 'Đang chờ nộp' }).waitFor();
  };

  const codeOn = async (page: Page): Promise<string> => {
    const code = page.locator('[data-code]', { hasText: /^\w{4}-\w{4}$/ });
    await code.waitFor();
    return (await code.textContent()) ?? '';
  };

  /** Everything that a person at this machine could find in the browser's storage. */
  const storage = (page: Page): Promise<string> =>
    page.evaluate<string>(`(async () => {
      const found = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
      for (const { name } of await indexedDB.databases()) {
        const db = await new Promise((done) => { const r = indexedDB.open(name); r.onsuccess = () => done(r.result); });
        for (const store of db.objectStoreNames) {
          const all = await new Promise((done) => {
            const r = db.transaction(store).objectStore(store).getAll(); r.onsuccess = () => done(r.result);
          });
          found.push(JSON.stringify(all));
        }
        db.close();
      }
      return found.join('');
    })()`);

  test('handing in is asked for and confirmed on the page itself, and may be taken back', async () => {
    const candidate = await at.arrive();
    const { page } = candidate;
    await cutOff(candidate, 0);
    await page.click('[data-overview]');
    await page.click('[data-review]');
    await page.locator('[data-ask]', { hasText: 'còn 2 câu chưa gửi được' }).waitFor();
    expect(await page.textContent('[data-ask-text]')).toMatch(/^Đã trả lời 2 trong \d+ câu\./);
    expect(await pageFaults(page)).toEqual([]);
    await page.click('[data-ask-go]');
    await page.locator('[data-confirm-missing]').waitFor();
    await page.check('[data-confirm]');
    await page.click('[data-ask-go]');
    await codeOn(page);
    expect(await pageFaults(page)).toEqual([]);
    expect(await page.locator('#cau-2 .opt input').first().isDisabled()).toBe(true);
    await page.click('[data-save-file]');
    await page.locator('[data-file-saved]').waitFor();
    await page.click('[data-undo]');
    await candidate.answer(3, 'A');
    await askToHandIn(candidate);
    // the file on the disk lacks what was chosen since
    expect(await page.locator('[data-file-saved]').isVisible()).toBe(false);
    await page.click('[data-undo]');
    at.wire.mend();
    await candidate.saved();
    expect(await at.hall.answers(at.hall.person(0))).toEqual({ 1: 'B', 2: 'A', 3: 'A' });
    expect((await at.hall.attempt(at.hall.person(0))).state).toBe('running');
  });

  test('the page that stays open hands in by itself, all answers first, when the network is back', async () => {
    const candidate = await at.arrive();
    await cutOff(candidate, 1);
    await askToHandIn(candidate);
    at.wire.mend();
    await candidate.page.waitForURL('**/delivery/receipt', { timeout: 20_000 });
    expect(await at.hall.answers(at.hall.person(1))).toEqual({ 1: 'B', 2: 'A' });
    expect((await at.hall.attempt(at.hall.person(1))).closeReason).toBe('submitted');
    await until(
      'an empty storage',
      () => storage(candidate.page),
      (found) => !found.includes('sealed'),
    );
  });

  test('a browser that was closed with that wish merges and hands in when it is opened again', async () => {
    const candidate = await at.arrive();
    await cutOff(candidate, 2);
    await askToHandIn(candidate);
    await candidate.page.close();
    expect(await at.hall.answers(at.hall.person(2))).toEqual({ 1: 'A' });
    at.wire.mend();
    const again = await at.reopen(candidate);
    await again.open('/delivery/paper');
    await again.page.waitForURL('**/delivery/receipt', { timeout: 20_000 });
    const attempt = await at.hall.attempt(at.hall.person(2));
    expect(await at.hall.answers(at.hall.person(2))).toEqual({ 1: 'B', 2: 'A' });
    expect(attempt.closeReason).toBe('submitted');
    expect(await again.page.textContent('.receipt__code')).toBe(attempt.receiptCode);
  });

  test('a rescue file, carried to another machine, brings everything in, under the code that the page shows', async () => {
    const candidate = await at.arrive();
    const { page } = candidate;
    await cutOff(candidate, 3);
    await candidate.goTo(ESSAY_NO);
    await page.locator(BOX).fill(PLANTED);
    await askToHandIn(candidate);
    const code = await codeOn(page);
    const saving = page.waitForEvent('download');
    await page.click('[data-save-file]');
    const download = await saving;
    expect(download.suggestedFilename()).toBe(`cuu-ho-${at.hall.person(3).candidateNo ?? ''}.ntr`);
    await page.locator('[data-file-saved]', { hasText: 'Nạp tệp cứu hộ' }).waitFor();
    const file = await download.path();

    const staff = new StaffPage(await at.hall.visitor());
    await staff.signIn(at.hall.committee.usernameOf('invigilator'));
    await staff.open(`/invigilation/${at.hall.closed.sitting.id}`);
    await staff.page.click('text=Nạp tệp cứu hộ');
    expect(await staff.faults()).toEqual([]);
    await staff.page.setInputFiles('#file', file);
    await staff.page.click('main form button');
    await staff.page.locator('#got', { hasText: 'Đã nạp tệp và nộp bài' }).waitFor();
    expect(await staff.faults()).toEqual([]);
    const told = (await staff.page.textContent('section[role=status]')) ?? '';
    const attempt = await at.hall.attempt(at.hall.person(3));
    for (const words of [at.hall.person(3).fullName, code, attempt.receiptCode ?? '-']) expect(told).toContain(words);
    expect(await at.hall.answers(at.hall.person(3))).toEqual({ 1: 'B', 2: 'A', [ESSAY_NO]: PLANTED });
    const steps = await at.hall.house.app.get(AttemptService).findSteps(attempt.id);
    expect(steps.filter((s) => s.source === 'rescueFile').length).toBeGreaterThanOrEqual(3);

    at.wire.mend();
    await page.waitForURL('**/delivery/receipt', { timeout: 20_000 });
    expect(await page.textContent('.receipt__code')).toBe(attempt.receiptCode);
    expect(await page.locator('#late').isVisible()).toBe(false);
  });

  test('what comes after the attempt was closed is set aside, and the receipt says of which questions', async () => {
    const candidate = await at.arrive();
    await cutOff(candidate, 4);
    const { id } = await at.hall.attempt(at.hall.person(4));
    await at.hall.house.app
      .get(AttemptService)
      .submit({ entryId: at.hall.person(4).id, sessionId: 'elsewhere', confirmed: true });
    at.wire.mend();
    await candidate.page.waitForURL('**/delivery/receipt', { timeout: 20_000 });
    await candidate.page.locator('#late', { hasText: 'Có 2 câu trả lời đến sau giờ (câu 1, 2)' }).waitFor();
    expect(await pageFaults(candidate.page)).toEqual([]);
    expect(await at.hall.answers(at.hall.person(4))).toEqual({ 1: 'A' });
    const file = (await at.hall.house.app.get(LateAnswerService).findFiles([id])).get(id);
    expect(file?.answers.map((a) => [a.itemNo, a.value, a.source])).toEqual([
      [1, 'B', 'browser'],
      [2, 'A', 'browser'],
    ]);
  });

  test('a browser opened again after the end gives what it held, is told, and keeps nothing', async () => {
    const candidate = await at.arrive();
    await cutOff(candidate, 5);
    await candidate.page.close();
    await at.hall.house.app
      .get(AttemptService)
      .submit({ entryId: at.hall.person(5).id, sessionId: 'elsewhere', confirmed: true });
    at.wire.mend();
    const again = await at.reopen(candidate);
    await again.open('/delivery/paper');
    await again.page.locator('#late', { hasText: 'Có 2 câu trả lời đến sau giờ (câu 1, 2)' }).waitFor();
    expect(await storage(again.page)).not.toContain('sealed');
  });

  test('the next person at the machine reads nothing of the former, and destroys nothing of theirs', async () => {
    const candidate = await at.arrive();
    const { page } = candidate;
    await cutOff(candidate, 6);
    await candidate.goTo(ESSAY_NO);
    await page.locator(BOX).fill(PLANTED);
    await until(
      'the journal',
      () => storage(page),
      (found) => found.includes('sealed'),
    );
    expect(await storage(page)).not.toContain(PLANTED);
    await page.close();
    at.wire.mend();

    const next = await at.reopen(candidate);
    await next.begin(at.hall, at.hall.person(7));
    await next.answer(1, 'A');
    await next.saved();
    const { id } = await at.hall.attempt(at.hall.person(6));
    expect(await storage(next.page)).toContain(id);
    expect(await storage(next.page)).not.toContain(PLANTED);
    expect(await next.page.content()).not.toContain(PLANTED);
    await next.handIn();
    await next.page.click('form[action="/delivery/sign-out"] button');
    await next.page.waitForURL('**/delivery/sign-in*');
    await next.page.goBack();
    await next.page.waitForURL('**/delivery/sign-in*');
    expect(await next.page.content()).not.toContain(at.hall.person(7).fullName);

    const back = await at.reopen(candidate);
    await back.signIn(at.hall, at.hall.person(6));
    at.hall.house.clock.pass(61);
    await at.hall.house.app.get(PresenceService).beat();
    await back.open('/delivery/paper');
    await back.page.click('form[action="/delivery/take-over"] button');
    await until(
      'the unsent text',
      () => at.hall.answers(at.hall.person(6)),
      (answers) => answers[ESSAY_NO] === PLANTED,
    );
    await back.saved();
    await back.handIn();
    await until(
      'an empty storage',
      () => storage(back.page),
      (found) => !found.includes(id),
    );
  });

  test('a journal that the version before has left in clear is read once, and sealed', async () => {
    const candidate = await at.arrive();
    const { page } = candidate;
    await candidate.begin(at.hall, at.hall.person(8));
    const { id, leaseNo } = await at.hall.attempt(at.hall.person(8));
    await page.evaluate(`new Promise((done) => {
      const open = indexedDB.open('nhan-thuc', 1);
      open.onsuccess = () => {
        const transaction = open.result.transaction('journal', 'readwrite');
        transaction.objectStore('journal').put({
          key: '${id}/${leaseNo}', attempt: '${id}', lease: ${leaseNo}, entries: [{ seq: 5, item: 2, value: 'B' }],
        });
        transaction.oncomplete = () => { open.result.close(); done(null); };
      };
    })`);
    await page.reload();
    await candidate.ready();
    await until(
      'the answer of the old journal',
      () => at.hall.answers(at.hall.person(8)),
      (answers) => answers['2'] === 'B',
    );
    await candidate.saved();
    expect(await storage(page)).not.toContain('"entries"');
  });
});
