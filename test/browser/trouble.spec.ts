import { describe, expect, test } from '@jest/globals';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { AttemptService } from '../../src/delivery/attempt.service.js';
import { pageFaults } from '../support/hall.js';
import { until } from '../support/until.js';
import { WiredHall } from '../support/wired-hall.js';
import { newClosedBatch } from '../support/world.js';

describe('when network or server fail', () => {
  const at = new WiredHall({}, true);

  test('the page goes on without network, says so, will not be left, and within 10 s of mending all is saved', async () => {
    const entry = at.hall.person(0);
    const candidate = await at.arrive();
    const { page } = candidate;
    await candidate.begin(at.hall, entry);
    await candidate.answer(1, 'A');
    await candidate.saved();

    at.wire.cut();
    await candidate.answer(1, 'B');
    await page.locator('#state.state--warn').waitFor();
    expect(await candidate.stateLine()).toBe('Chưa lưu – đang chờ mạng (1 câu)');
    await candidate.answer(2, 'A');
    await candidate.answer(3, 'B');
    await candidate.goTo(4);
    await page.click('[data-flag]');
    expect(await candidate.stateLine()).toBe('Chưa lưu – đang chờ mạng (4 câu)');
    expect(await page.locator('[data-offline-hint]').isVisible()).toBe(true);
    await page.click('[data-overview]');
    expect(await page.textContent('[data-count=unsaved]')).toBe('4');
    expect(await page.textContent('[data-cell="3"]')).toContain('chưa lưu');
    await page.click('[data-review]');
    await page.locator('#hand-in', { hasText: 'còn 4 câu chưa gửi được' }).waitFor();
    await page.click('[data-ask-back]');

    const asked = page.waitForEvent('dialog');
    await page.evaluate('setTimeout(() => location.reload())');
    expect((await asked).type()).toBe('beforeunload');
    const shown = { 1: 'B', 2: 'A', 3: 'B' };
    expect(await candidate.shown()).toEqual(shown);
    expect(await at.hall.answers(entry)).toEqual({ 1: 'A' });

    at.wire.mend();
    await candidate.saved(10_000);
    expect(await page.locator('[data-offline-hint]').isVisible()).toBe(false);
    expect(await candidate.shown()).toEqual(shown);
    expect(await at.hall.answers(entry)).toEqual(shown);
    expect((await at.hall.attempt(entry)).sheet.flags['4']?.value).toBe('1');
  });

  test('a page that was lost without network brings back, when it is opened again, what had not been sent', async () => {
    const entry = at.hall.person(1);
    const candidate = await at.arrive();
    const { page } = candidate;
    await candidate.begin(at.hall, entry);
    await candidate.answer(1, 'A');
    await candidate.saved();
    at.wire.cut();
    await candidate.answer(1, 'B');
    await candidate.answer(2, 'A');
    await page.locator('#state.state--warn').waitFor();
    await page.close();
    expect(await at.hall.answers(entry)).toEqual({ 1: 'A' });

    at.wire.mend();
    const again = await at.reopen(candidate);
    await again.open('/delivery/paper');
    await again.saved();
    await until(
      'unsent answers',
      () => at.hall.answers(entry),
      (answers) => answers['2'] === 'A',
    );
    expect(await at.hall.answers(entry)).toEqual({ 1: 'B', 2: 'A' });
    expect(await again.shown()).toEqual({ 1: 'B', 2: 'A' });
  });

  test('the network comes and goes while a person answers: no answer is lost', async () => {
    const entry = at.hall.person(2);
    const candidate = await at.arrive();
    await candidate.begin(at.hall, entry);
    const wanted: Record<string, string> = {};
    for (let no = 1; no <= 8; no += 1) {
      const letter = no % 2 === 0 ? 'A' : 'B';
      if (no === 3) at.wire.cut();
      if (no === 6) at.wire.deafen();
      await candidate.answer(no, letter);
      wanted[String(no)] = letter;
      if (no === 3 || no === 6) await candidate.page.locator('#state.state--warn').waitFor();
      if (no === 4 || no === 7) at.wire.mend();
    }
    await candidate.saved();
    expect(await candidate.shown()).toEqual(wanted);
    expect(await at.hall.answers(entry)).toEqual(wanted);
  });

  test('an answer whose acknowledgement is lost on the way is asked for again and counts once', async () => {
    const entry = at.hall.person(5);
    const candidate = await at.arrive();
    await candidate.begin(at.hall, entry);
    at.wire.deafen();
    await candidate.answer(1, 'B');
    await candidate.page.locator('#state.state--warn').waitFor();
    expect(await candidate.stateLine()).toBe('Chưa lưu – đang chờ mạng (1 câu)');
    expect(await at.hall.answers(entry)).toEqual({ 1: 'B' });
    at.wire.mend();
    await candidate.saved();
    const { id } = await at.hall.attempt(entry);
    const steps = await at.hall.house.app.get(AttemptService).findSteps(id);
    expect(steps.filter((step) => step.kind === 'answer')).toHaveLength(1);
  });

  test('after a long time without network, too, the first try comes within 10 s of mending', async () => {
    const entry = at.hall.person(4);
    const candidate = await at.arrive();
    const { page } = candidate;
    await page.clock.install();
    await candidate.begin(at.hall, entry);
    let failures = 0;
    page.on('requestfailed', (request) => {
      if (request.url().endsWith('/delivery/save')) failures += 1;
    });
    /** A second of the page's time, and what its requests make of it. */
    const second = async (): Promise<void> => {
      await page.clock.runFor(1000);
      await page.evaluate(`fetch('/health/live').catch(() => null)`);
    };
    at.wire.cut();
    await candidate.answer(1, 'B');
    for (let passed = 0; failures < 7; passed += 1) {
      expect(passed).toBeLessThan(120);
      await second();
    }
    at.wire.mend();
    for (let passed = 0; passed < 10; passed += 1) await second();
    expect(await at.hall.answers(entry)).toEqual({ 1: 'B' });
  });

  test('the end that is told just before the network goes leaves the page where it is until the way is open', async () => {
    const closed = await newClosedBatch(at.hall.house, at.hall.committee, ['Trần Thị Nga']);
    await at.hall.start(closed);
    const entry = at.hall.person(0, closed);
    const candidate = await at.arrive();
    const { page, visitor } = candidate;
    await candidate.signIn(at.hall, entry, closed);
    await page.click('form[action="/delivery/start"] button');
    await candidate.ready();
    const failed: string[] = [];
    const askedTwice = page.waitForEvent('requestfailed', {
      predicate: (request) => {
        failed.push(new URL(request.url()).pathname);
        return failed.filter((path) => path === '/health/live').length === 2;
      },
    });
    // no new request comes through; the stream that is open goes on
    await visitor.context.setOffline(true);
    await at.hall.house.app.get(AttemptService).suspend(entry.id, SYSTEM_ACTOR);
    await askedTwice;
    expect(failed).not.toContain('/delivery/receipt');
    expect(new URL(page.url()).pathname).toBe('/delivery/paper');
    await visitor.context.setOffline(false);
    await page.waitForURL('**/delivery/receipt');
  });

  test('a session that has ended is told as that, and what was not saved goes out after signing in again', async () => {
    const closed = await newClosedBatch(at.hall.house, at.hall.committee, ['Phạm Thị Lý']);
    const invigilator = await at.hall.start(closed);
    const entry = at.hall.person(0, closed);
    const candidate = await at.arrive();
    const { page, visitor } = candidate;
    await candidate.signIn(at.hall, entry, closed);
    await page.click('form[action="/delivery/start"] button');
    await candidate.ready();
    await visitor.context.clearCookies({ name: /^nt_(candidate|resume)$/ });
    await candidate.answer(2, 'A');
    await page.locator('#signed-out', { hasText: 'Bài vẫn giữ trên máy này.' }).waitFor();
    expect(await candidate.stateLine()).toBe('Chưa lưu – cần vào lại (1 câu)');
    expect(await pageFaults(page)).toEqual([]);

    const seat = `/invigilation/${closed.sitting.id}/seats/${entry.id}`;
    await invigilator.open(seat);
    await invigilator.submit(`${seat}/device`, {});
    const again = await at.reopen(candidate);
    await again.signIn(at.hall, entry, closed);
    await again.page.click('form[action="/delivery/take-over"] button');
    await again.ready();
    expect(await again.shown()).toEqual({ 2: 'A' });
    expect(await at.hall.answers(entry)).toEqual({ 2: 'A' });
    const refused = at.hall.complaints.splice(0);
    // The first page may ask once more between the two acts, and is told that another one holds the attempt.
    expect(refused.filter((line) => !/^(401 |409 .*\/delivery\/save$)/.test(line))).toEqual([]);
  });

  test('the server starts anew in mid-attempt: nothing acknowledged is lost, and the page goes on without a sign-in', async () => {
    const entry = at.hall.person(3);
    const candidate = await at.arrive();
    const { page } = candidate;
    await candidate.begin(at.hall, entry);
    await candidate.answer(1, 'A');
    await candidate.answer(2, 'B');
    await candidate.saved();

    at.wire.cut();
    await candidate.answer(3, 'A');
    await at.hall.restart();
    at.wire.leadTo(at.hall.port);
    expect(await at.hall.answers(entry)).toEqual({ 1: 'A', 2: 'B' });
    at.wire.mend();
    await candidate.saved();
    expect(await at.hall.answers(entry)).toEqual({ 1: 'A', 2: 'B', 3: 'A' });
    expect(await page.locator('#signed-out').isVisible()).toBe(false);
    await candidate.answer(4, 'B');
    await candidate.saved();
    await page.reload();
    await candidate.ready();
    expect(await candidate.shown()).toEqual({ 1: 'A', 2: 'B', 3: 'A', 4: 'B' });
  });
});
