import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { overflows } from '../support/browser.js';
import { CandidatePage } from '../support/candidate-page.js';
import { Hall, pageFaults, type Visitor } from '../support/hall.js';
import { newClosedBatch, signInStaff } from '../support/world.js';

describe('a candidate whose browser runs no script', () => {
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

  const arrive = (): Promise<Visitor> => hall.visitor({ script: false });
  const choose = (page: Page, no: number, letter: string): Promise<void> =>
    new CandidatePage({ context: page.context(), page, origin: hall.origin }).choose(no, letter);
  const save = async (page: Page, no: number): Promise<void> => {
    const answered = page.waitForResponse(
      (r) => r.request().method() === 'POST' && r.url().includes('/delivery/paper'),
    );
    await page.click(`#cau-${no} button[value=save]`);
    expect((await answered).status()).toBe(303);
    await page.waitForLoadState();
  };
  const ticked = async (page: Page): Promise<string[]> => {
    const fields = page.locator('.opt input:checked');
    const count = await fields.count();
    const names = Array.from({ length: count }, async (_, i) => {
      const field = fields.nth(i);
      return `${(await field.getAttribute('name')) ?? ''}=${(await field.getAttribute('value')) ?? ''}`;
    });
    return Promise.all(names);
  };

  test('goes the whole road by the forms’ own buttons, and the state line says what is saved and since when', async () => {
    const entry = hall.person(0);
    const visitor = await arrive();
    const { page } = visitor;
    await new CandidatePage(visitor).signIn(hall, entry);
    await page.click('form[action="/delivery/start"] button');
    await page.waitForURL('**/delivery/paper');
    expect(await page.locator('.item:visible').count()).toBe(30);
    expect(await page.locator('.js-only:visible').count()).toBe(0);
    expect(await page.locator('.clock__till').textContent()).toContain('Hết giờ lúc 08:16:00');
    expect(await page.textContent('#state')).toContain('Đã trả lời 0/30 câu');
    expect(await overflows(page)).toBe(false);

    await choose(page, 1, 'A');
    await choose(page, 2, 'B');
    await page.check('#cau-2 [name=f2]');
    hall.house.clock.pass(5);
    await save(page, 2);
    expect(page.url()).toMatch(/#cau-2$/);
    expect(await page.textContent('#state')).toContain('Đã lưu 07:31:05, 2/30 câu');
    expect(await ticked(page)).toEqual(['a1=A', 'a2=B']);
    expect(await page.isChecked('#cau-2 [name=f2]')).toBe(true);
    expect(await hall.answers(entry)).toEqual({ 1: 'A', 2: 'B' });

    await choose(page, 3, 'A');
    await page.click('.run__end button[value=review]');
    await page.waitForURL('**/delivery/review');
    expect(await hall.answers(entry)).toEqual({ 1: 'A', 2: 'B', 3: 'A' });
    expect(await page.textContent('main')).toContain('Đã trả lời 3 trong 30 câu. Có 1 câu đánh dấu');
    expect(await overflows(page)).toBe(false);
    await page.click('form[action="/delivery/submit"] button');
    expect((await hall.attempt(entry)).state).toBe('running');
    await page.check('#confirm');
    await page.click('form[action="/delivery/submit"] button');
    await page.waitForURL('**/delivery/receipt');
    expect(await page.textContent('.receipt__code')).toBe((await hall.attempt(entry)).receiptCode);
    await page.goBack();
    expect(await page.locator('.receipt__code').count()).toBe(1);
  });

  test('sends a page that was opened before without undoing what was saved since from elsewhere', async () => {
    const entry = hall.person(1);
    const visitor = await arrive();
    const old = visitor.page;
    await new CandidatePage(visitor).signIn(hall, entry);
    await old.click('form[action="/delivery/start"] button');
    await old.waitForURL('**/delivery/paper');
    await choose(old, 5, 'A');
    await save(old, 5);

    const newer = await visitor.context.newPage();
    await newer.goto(`${hall.origin}/delivery/paper`);
    await choose(newer, 5, 'B');
    await choose(newer, 6, 'A');
    await save(newer, 6);

    await choose(old, 7, 'B');
    await save(old, 7);
    expect(await hall.answers(entry)).toEqual({ 5: 'B', 6: 'A', 7: 'B' });
    expect(await ticked(old)).toEqual(['a5=B', 'a6=A', 'a7=B']);

    // by the back button the browser may show a page of before; what it sends is judged the same way
    await old.goBack();
    await choose(old, 8, 'A');
    await save(old, 8);
    expect(await hall.answers(entry)).toEqual({ 5: 'B', 6: 'A', 7: 'B', 8: 'A' });
  });

  test('has the waiting page come anew by itself', async () => {
    const closed = await newClosedBatch(hall.house, hall.committee, ['Phạm Thị Lý']);
    const entry = hall.person(0, closed);
    const visitor = await arrive();
    const { page } = visitor;
    await new CandidatePage(visitor).signIn(hall, entry, closed);
    expect(await page.textContent('h1')).toBe('Xin báo giám thị điểm danh');
    const room = `/invigilation/${closed.sitting.id}`;
    const invigilator = await signInStaff(hall.house, hall.committee.usernameOf('invigilator'));
    await invigilator.open(room);
    await invigilator.submit(`${room}/attendance`, { attendance: 'present' });
    await page.locator('h1', { hasText: 'Đã điểm danh' }).waitFor();
  });

  test('or one that the script never reaches, has whole and accessible pages before them', async () => {
    const visitor = await hall.visitor();
    const { page } = visitor;
    await page.route('**/assets/candidate-*.js', (route) => route.abort());
    const candidate = new CandidatePage(visitor);
    await candidate.signIn(hall, hall.person(3));
    expect(await pageFaults(page)).toEqual([]);
    await page.click('form[action="/delivery/start"] button');
    await page.waitForURL('**/delivery/paper');
    expect(await page.locator('.item:visible').count()).toBe(30);
    expect(await page.locator('.js-only:visible').count()).toBe(0);
    expect(await pageFaults(page)).toEqual([]);
    await choose(page, 1, 'A');
    await save(page, 1);
    await candidate.open('/delivery/review');
    expect(await page.textContent('main')).toContain('Đã trả lời 1 trong 30 câu.');
    expect(await pageFaults(page)).toEqual([]);
  });

  test('that asks to submit unsaved ticks from a page of another device is sent to what holds, not to an error', async () => {
    const entry = hall.person(2);
    const first = await arrive();
    await new CandidatePage(first).signIn(hall, entry);
    await first.page.click('form[action="/delivery/start"] button');
    await first.page.waitForURL('**/delivery/paper');
    await choose(first.page, 1, 'A');
    await save(first.page, 1);

    hall.house.clock.pass(61);
    const second = await arrive();
    await new CandidatePage(second).signIn(hall, entry);
    await second.page.click('form[action="/delivery/take-over"] button');
    await second.page.waitForURL('**/delivery/paper');
    expect(await ticked(second.page)).toEqual(['a1=A']);
    await choose(second.page, 2, 'B');
    await save(second.page, 2);

    await choose(first.page, 3, 'A');
    await save(first.page, 3);
    expect(await first.page.textContent('h1')).toBe('Bài của anh (chị) đang mở ở máy khác');
    expect(await hall.answers(entry)).toEqual({ 1: 'A', 2: 'B' });
  });
});
