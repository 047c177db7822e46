import { beforeAll, describe, expect, test } from '@jest/globals';
import { CandidatePage } from '../support/candidate-page.js';
import { ESSAY_BLUEPRINT, ESSAY_NO, WRITTEN_ONLY } from '../support/essay-plan.js';
import { pageFaults } from '../support/hall.js';
import { until } from '../support/until.js';
import { WiredHall } from '../support/wired-hall.js';

const BOX = `#a${ESSAY_NO}`;

describe('an essay', () => {
  const at = new WiredHall({ rules: WRITTEN_ONLY, blueprint: ESSAY_BLUEPRINT });

  beforeAll(() => {
    at.hall.house.clock.pass(60);
  });

  const begin = async (n: number): Promise<CandidatePage> => {
    const candidate = await at.arrive();
    await candidate.begin(at.hall, at.hall.person(n));
    await candidate.goTo(ESSAY_NO);
    return candidate;
  };
  const text = async (n: number): Promise<string | undefined> => (await at.hall.answers(at.hall.person(n)))[ESSAY_NO];

  test('saves itself when typing rests, takes letters that are shortcuts elsewhere, and counts its characters', async () => {
    const candidate = await begin(0);
    const { page } = candidate;
    expect(await pageFaults(page)).toEqual([]);
    await page.locator(BOX).pressSequentially('Fa Đảng ta vĩ đại thật. f');
    await page.keyboard.press('ArrowLeft');
    expect(await candidate.here()).toBe(ESSAY_NO);
    expect(await page.getAttribute('[data-flag]', 'aria-pressed')).toBe('false');
    expect(await page.textContent(`${BOX}-count`)).toBe('25 / 8.000 ký tự');
    expect(await candidate.stateLine()).toBe('Đang lưu…');
    await candidate.saved();
    expect(await text(0)).toBe('Fa Đảng ta vĩ đại thật. f');
    expect(await page.getAttribute(`[data-cell="${ESSAY_NO}"]`, 'class')).toContain('cell--done');
    // one save for the whole sentence, not one for each letter
    expect((await at.hall.attempt(at.hall.person(0))).lastClientSeq).toBeLessThan(40);
  });

  test('loses no keystroke to a reload right after it', async () => {
    const candidate = await begin(1);
    const { page } = candidate;
    await page.locator(BOX).pressSequentially('Tu dưỡng rèn luyện');
    await page.locator(BOX).press('Enter');
    await page.locator(BOX).pressSequentially('suốt đờ');
    await page.keyboard.insertText('i');
    await page.reload();
    await candidate.ready();
    expect(await page.inputValue(BOX)).toBe('Tu dưỡng rèn luyện\nsuốt đời');
    await until(
      'the text',
      () => text(1),
      (got) => got === 'Tu dưỡng rèn luyện\nsuốt đời',
    );
  });

  test('goes on without network, and all of it comes after; another machine then shows it', async () => {
    const candidate = await begin(2);
    const { page } = candidate;
    await page.locator(BOX).pressSequentially('Một việc');
    await candidate.saved();
    at.wire.cut();
    await page.locator(BOX).pressSequentially(' đã làm được');
    await page.locator('#state.state--warn').waitFor();
    expect(await candidate.stateLine()).toBe('Chưa lưu – đang chờ mạng (1 câu)');
    await page.locator(BOX).pressSequentially(', và một việc chưa');
    at.wire.mend();
    await candidate.saved(20_000);
    expect(await text(2)).toBe('Một việc đã làm được, và một việc chưa');

    at.hall.house.clock.pass(70);
    const other = new CandidatePage(await at.hall.visitor({ width: 1280, height: 900 }));
    await other.signIn(at.hall, at.hall.person(2));
    await other.page.click('form[action="/delivery/take-over"] button');
    await other.ready();
    await other.goTo(ESSAY_NO);
    expect(await other.page.inputValue(BOX)).toBe('Một việc đã làm được, và một việc chưa');
    expect(await pageFaults(other.page)).toEqual([]);
  });

  test('is not sent in the middle of composing a letter, and never written over while it is typed', async () => {
    const candidate = await begin(3);
    const { page } = candidate;
    const keyboard = await candidate.visitor.context.newCDPSession(page);
    await page.clock.install();
    await page.focus(BOX);
    let sent = 0;
    await page.route('**/delivery/save', async (route) => {
      sent += 1;
      await route.continue();
    });
    await keyboard.send('Input.imeSetComposition', { text: 'Đa', selectionStart: 2, selectionEnd: 2 });
    await keyboard.send('Input.imeSetComposition', { text: 'Đả', selectionStart: 2, selectionEnd: 2 });
    await page.clock.runFor(3000);
    expect([sent, await page.inputValue(BOX)]).toEqual([0, 'Đả']);
    await keyboard.send('Input.insertText', { text: 'Đảng' });
    await page.clock.runFor(3000);
    await candidate.saved();
    expect([await page.inputValue(BOX), await text(3)]).toEqual(['Đảng', 'Đảng']);
  });

  test('that is too long is kept in its box and told, not cut and not sent; shortened it is saved', async () => {
    const candidate = await begin(4);
    const { page } = candidate;
    await page.fill(BOX, 'Ngắn');
    await candidate.saved();
    await page.fill(BOX, 'ế'.repeat(8010));
    await page.locator(`${BOX}-error`, { hasText: 'Dài quá 10 ký tự' }).waitFor();
    expect(await candidate.stateLine()).toBe('Chưa lưu – có câu viết quá dài');
    expect(await pageFaults(page)).toEqual([]);
    await page.click('[data-next]');
    await page.locator('#news', { hasText: 'có câu viết quá dài' }).waitFor();
    expect(await text(4)).toBe('Ngắn');
    await page.reload();
    await page.locator(`${BOX}-error`, { hasText: 'Dài quá 10 ký tự' }).waitFor();
    expect((await page.inputValue(BOX)).length).toBe(8010);
    await page.fill(BOX, 'ế'.repeat(8000));
    await candidate.saved();
    expect(await text(4)).toBe('ế'.repeat(8000));
  });

  test('is written and saved by a browser without script, and comes back whole when it is too long', async () => {
    const visitor = await at.hall.visitor({ script: false });
    const { page } = visitor;
    await new CandidatePage(visitor).signIn(at.hall, at.hall.person(5));
    await page.click('form[action="/delivery/start"] button');
    await page.fill(BOX, '\nĐảng ta');
    await page.click(`#cau-${ESSAY_NO} button[value=save]`);
    await page.waitForLoadState();
    expect([await page.inputValue(BOX), await text(5)]).toEqual(['\nĐảng ta', '\nĐảng ta']);
    await page.fill(BOX, 'ế'.repeat(8001));
    await page.check('#cau-1 .opt input >> nth=0', { force: true });
    await page.click(`#cau-${ESSAY_NO} button[value=save]`);
    await page.locator('#errors').waitFor();
    expect((await page.inputValue(BOX)).length).toBe(8001);
    expect(await page.textContent('#errors')).toContain('8.001');
    expect((await at.hall.answers(at.hall.person(5)))[1]).toBe('A');
    await page.fill(BOX, 'Đảng ta vĩ đại');
    await page.click('.run__end button[value=review]');
    await page.waitForURL('**/delivery/review');
    expect(await text(5)).toBe('Đảng ta vĩ đại');
    expect(await page.textContent('main')).toContain('Đã trả lời 2 trong 26 câu');
  });
});
