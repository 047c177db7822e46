import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { CandidatePage } from '../support/candidate-page.js';
import { Hall, pageFaults } from '../support/hall.js';
import { newClosedBatch, signInStaff } from '../support/world.js';

describe('a candidate with a phone', () => {
  let hall: Hall;

  beforeAll(async () => {
    hall = await Hall.open();
    await hall.start();
    hall.house.clock.pass(60);
  });
  afterEach(async () => {
    await hall.clear();
    expect(hall.complaints.splice(0)).toEqual([]);
  });
  afterAll(() => hall.close());

  const arrive = async (): Promise<CandidatePage> => new CandidatePage(await hall.visitor());

  test('comes in with number and code as typed by hand, and the waiting page turns by itself at tick and signal', async () => {
    const closed = await newClosedBatch(hall.house, hall.committee, ['Phạm Thị Lý']);
    const entry = hall.person(0, closed);
    const code = hall.codeOf(entry, closed).toLowerCase();
    const candidate = await arrive();
    const { page } = candidate;
    await page.clock.install();

    await candidate.open('/delivery/sign-in');
    expect(await pageFaults(page)).toEqual([]);
    await page.fill('#candidateNo', ` ${entry.candidateNo?.toLowerCase() ?? ''} `);
    await page.fill('#code', `${code.slice(0, 4)} ${code.slice(4)}`);
    await page.click('main form button');
    await page.waitForURL('**/delivery/confirm');
    expect(await page.textContent('.idcard__name')).toBe('Phạm Thị Lý');
    expect(await page.textContent('.idcard')).toContain('1990');
    expect(await page.textContent('.idcard')).not.toContain('01/03/1990');
    expect(await pageFaults(page)).toEqual([]);

    await page.click('text=Đúng là tôi');
    await page.locator('h1', { hasText: 'Xin báo giám thị điểm danh' }).waitFor();
    expect(await pageFaults(page)).toEqual([]);
    const room = `/invigilation/${closed.sitting.id}`;
    const invigilator = await signInStaff(hall.house, hall.committee.usernameOf('invigilator'));
    await invigilator.open(room);
    await invigilator.submit(`${room}/attendance`, { attendance: 'present', entryId: entry.id });
    await page.clock.runFor(6000);
    await page.locator('h1', { hasText: 'Đã điểm danh, chờ lệnh bắt đầu' }).waitFor();
    expect(await page.locator('form[action="/delivery/start"]').count()).toBe(0);
    await invigilator.submit(`${room}/start`, {});
    await page.clock.runFor(6000);
    await page.locator('h1', { hasText: 'Đã có lệnh bắt đầu' }).waitFor();
    expect(await pageFaults(page)).toEqual([]);

    await page.click('text=Bắt đầu làm bài');
    await page.waitForURL('**/delivery/paper*');
    expect(await page.locator('.item:visible').count()).toBe(1);
  });

  test('is told of a save only when the server has all of it, in the server’s time', async () => {
    const entry = hall.person(0);
    const candidate = await arrive();
    const { page } = candidate;
    await candidate.begin(hall, entry);

    let letGo = (): void => undefined;
    const gate = new Promise<void>((open) => (letGo = open));
    await page.route('**/delivery/save', async (route) => {
      await gate;
      await route.continue();
    });
    const asked = page.waitForRequest('**/delivery/save');
    const answered = page.waitForResponse('**/delivery/save');
    await candidate.answer(2, 'B');
    await asked;
    expect(await candidate.stateLine()).toBe('Đang lưu…');
    await candidate.answer(3, 'A');
    await candidate.answer(2, 'A');
    expect(await candidate.stateLine()).toBe('Đang lưu…');
    expect(await hall.answers(entry)).toEqual({});

    hall.house.clock.pass(61);
    letGo();
    const { savedAt } = (await (await answered).json()) as { savedAt: number };
    await candidate.saved();
    expect(savedAt).toBe(hall.house.clock.epochMs());
    expect(await candidate.stateLine()).toBe('Đã lưu 07:32:01');
    expect(await hall.answers(entry)).toEqual({ 2: 'A', 3: 'A' });
  });

  test('goes about the paper by overview and flag, and a reload comes back to the same question with all answers', async () => {
    const candidate = await arrive();
    const { page } = candidate;
    await candidate.begin(hall, hall.person(1));
    expect(await pageFaults(page)).toEqual([]);

    await candidate.option(1, 'A').click();
    await page.click('[data-next]');
    await candidate.option(2, 'B').click();
    await page.click('[data-flag]');
    expect(await page.getAttribute('[data-flag]', 'aria-pressed')).toBe('true');
    await page.click('[data-overview]');
    expect(await page.textContent('[data-cell="1"]')).toContain('đã trả lời');
    expect(await page.textContent('[data-cell="2"]')).toContain('đã đánh dấu');
    expect(await page.textContent('[data-count=answered]')).toBe('2');
    expect(await page.textContent('[data-count=flagged]')).toBe('1');
    expect(await pageFaults(page)).toEqual([]);
    await page.click('[data-cell="17"]');
    await candidate.option(17, 'A').click();
    await candidate.saved();

    await page.reload();
    await candidate.ready();
    expect(await candidate.here()).toBe(17);
    expect(await candidate.shown()).toEqual({ 1: 'A', 2: 'B', 17: 'A' });
    await candidate.goTo(2);
    expect(await page.getAttribute('[data-flag]', 'aria-pressed')).toBe('true');
    await page.click('[data-clear]');
    await candidate.saved();
    expect(await hall.answers(hall.person(1))).toEqual({ 1: 'A', 17: 'A' });
  });

  test('hands in once, however often the button is pressed, and only after saying so', async () => {
    const entry = hall.person(2);
    const candidate = await arrive();
    const { page } = candidate;
    await candidate.begin(hall, entry);
    await candidate.answer(1, 'A');
    await candidate.answer(3, 'B');
    await page.click('[data-overview]');
    await page.click('[data-review]');
    await page.waitForURL('**/delivery/review');
    expect(await pageFaults(page)).toEqual([]);
    expect(await page.textContent('main')).toContain('Đã trả lời 2 trong 30 câu.');
    expect(await page.locator('.blanks a').count()).toBe(28);

    const submit = page.locator('form[action="/delivery/submit"] button');
    await submit.click();
    expect(page.url()).toMatch(/\/delivery\/review$/);
    expect((await hall.attempt(entry)).state).toBe('running');
    await page.check('#confirm');
    let sent = 0;
    let letGo = (): void => undefined;
    const gate = new Promise<void>((open) => (letGo = open));
    await page.route('**/delivery/submit', async (route) => {
      sent += 1;
      await gate;
      await route.continue();
    });
    // One action of two clicks: a second action would wait for the first one's navigation, which the gate holds.
    await submit.dblclick({ noWaitAfter: true });
    letGo();
    await page.waitForURL('**/delivery/receipt');
    expect(sent).toBe(1);
    const { receiptCode, closeReason } = await hall.attempt(entry);
    expect(closeReason).toBe('submitted');
    expect(await page.textContent('.receipt__code')).toBe(receiptCode);
    expect(await page.textContent('.idcard')).toContain('2 trong 30 câu');
    expect(await pageFaults(page)).toEqual([]);
  });

  test('sees nothing of the paper once it is handed in: back, address and a new sign-in all lead to the receipt', async () => {
    const entry = hall.person(3);
    const candidate = await arrive();
    const { page } = candidate;
    await candidate.begin(hall, entry);
    await candidate.answer(1, 'A');
    await candidate.saved();
    const stem = (await page.textContent('#cau-1 legend')) ?? '';
    await candidate.handIn();
    const { receiptCode } = await hall.attempt(entry);
    const atReceipt = async (): Promise<void> => {
      await page.waitForURL('**/delivery/receipt*');
      expect(await page.content()).not.toContain(stem);
      expect(await page.textContent('.receipt__code')).toBe(receiptCode);
    };
    await page.goBack();
    await atReceipt();
    await page.goBack();
    await atReceipt();
    for (const path of ['paper', 'review', 'wait']) {
      await candidate.open(`/delivery/${path}`);
      await atReceipt();
    }

    await page.click('text=Thoát khỏi máy này');
    await page.waitForURL('**/delivery/sign-in*');
    await page.goBack();
    await page.waitForURL('**/delivery/sign-in*');
    expect(await page.content()).not.toContain(stem);
    await candidate.signIn(hall, entry);
    await atReceipt();
    expect((await hall.attempt(entry)).receiptCode).toBe(receiptCode);
  });
});
