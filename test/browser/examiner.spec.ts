import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { BatchEntry } from '../../src/batch/entities/batch-entry.entity.js';
import type { RatedQuestion } from '../../src/rating/entities/rating.entity.js';
import { RatingService } from '../../src/rating/rating.service.js';
import { type CuttableProxy, cuttableProxy } from '../support/cuttable-proxy.js';
import { Hall, originOf } from '../support/hall.js';
import { focusOf, tabTo } from '../support/keyboard.js';
import { type Examiner, markAndLock, newExaminers, openSheets, OralHall, staffClient } from '../support/oral-world.js';
import { StaffPage } from '../support/staff-page.js';
import { until } from '../support/until.js';

const LANDSCAPE = { width: 1024, height: 768 };
const PORTRAIT = { width: 768, height: 1024 };
const NAMES = [
  'Nguyễn Thị Ánh',
  'Trần Văn Bách',
  'Đỗ Thị Cúc',
  'Lê Văn Đạt',
  'Vũ Thị Hà',
  'Ngô Văn Khôi',
  'Bùi Thị Lan',
];

describe('the examiners', () => {
  let hall: Hall;
  let wire: CuttableProxy;
  let oral: OralHall;
  let a: Examiner;
  let b: Examiner;

  beforeAll(async () => {
    hall = await Hall.open({ roles: ['secretary', 'chair', 'invigilator'], names: NAMES });
    wire = await cuttableProxy(hall.port);
    await hall.start();
    const secretary = await staffClient(hall.house, hall.committee.usernameOf('secretary'));
    oral = new OralHall(hall.house, hall.closed, secretary, await newExaminers(hall.house, hall.committee, 2));
    [a, b] = oral.examiners as [Examiner, Examiner];
    await oral.panel({ examiner: a }, { examiner: b });
    await secretary.post(`/oral/${oral.batchId}/assign`, {});
  }, 120_000);
  afterEach(async () => {
    wire.mend();
    await hall.clear();
    expect(hall.complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await wire.close();
    await hall.close();
  });

  const arrive = async (examiner: Examiner, size = LANDSCAPE, options: { origin?: string; script?: boolean } = {}) => {
    const staff = new StaffPage(await hall.visitor({ ...size, ...options }));
    await staff.signIn(examiner.username);
    return staff;
  };

  /** The nth person with drawn questions. */
  async function person(n: number): Promise<{ entry: BatchEntry; id: string; questions: RatedQuestion[] }> {
    const entry = hall.person(n);
    const { id } = await oral.sessionOf(entry);
    await a.client.post(`/oral/sessions/${id}/draw`, {});
    return { entry, id, questions: await oral.questions(entry) };
  }

  const press = async (page: Page, criterion: string, times: number): Promise<void> => {
    const button = page.locator(`.mark:visible [data-criterion="${criterion}"] [data-step="${times < 0 ? -1 : 1}"]`);
    for (let i = 0; i < Math.abs(times); i += 1) await button.click();
  };
  /** What the clock says in every frame until the page has been refreshed. */
  async function wordsAcrossRefresh(page: Page): Promise<string[]> {
    await page.evaluate(`{
      const words = (window.words = new Set());
      const look = () => {
        words.add(document.querySelector('[data-due-word]')?.textContent.trim());
        requestAnimationFrame(look);
      };
      look();
    }`);
    await page.evaluate(`document.getElementById('run').old = true`);
    hall.house.clock.pass(1);
    await until(
      'a refresh',
      () => page.evaluate<boolean>(`document.getElementById('run').old !== true`),
      (isFresh) => isFresh,
    );
    return page.evaluate<string[]>('[...window.words]');
  }
  const shown = (page: Page, criterion: string) =>
    page.locator(`.mark:visible [data-criterion="${criterion}"] [data-value]`).textContent();
  const saved = (page: Page, timeout = 15_000) =>
    page.locator('#save-state.tag--ok', { hasText: /Đã lưu \d\d:\d\d:\d\d/ }).waitFor({ timeout });
  const stored = async (examiner: Examiner, question: RatedQuestion) => {
    const [sheet] = await hall.house.app.get(RatingService).findOwnSheets(examiner.id, [question.id]);
    return Object.fromEntries(Object.entries(sheet?.marks ?? {}).map(([id, m]) => [id, m.points]));
  };

  test('draw with one press on either tablet, mark by steps, and see each other’s totals only when both have locked', async () => {
    const entry = hall.person(0);
    const { id } = await oral.sessionOf(entry);
    const [one, two] = [await arrive(a), await arrive(b, PORTRAIT)];
    const wireOfTwo: string[] = [];
    two.page.on('response', (response) => {
      void response
        .body()
        .then((bytes) => wireOfTwo.push(`${response.url()} ${bytes.toString('utf8')}`))
        .catch(() => undefined);
    });
    await one.open('/oral/mine');
    await one.page.locator('a.btn--go', { hasText: entry.candidateNo! }).click();
    await one.page.waitForURL(`**/oral/sessions/${id}`);
    expect(await one.faults()).toEqual([]);
    await two.open(`/oral/sessions/${id}`);
    await one.page.locator('button', { hasText: 'Bốc thăm' }).click();
    await one.page.locator('#marks').waitFor();
    // The other tablet follows by itself.
    await two.page.locator('#marks').waitFor();
    const questions = await oral.questions(entry);
    expect(await two.page.locator('.ask:visible').textContent()).toBe(questions[0]!.stem);

    await one.page.locator('button', { hasText: 'Bắt đầu suy nghĩ' }).click();
    await two.page.locator('[data-due]', { hasText: /thời gian suy nghĩ còn 02:5\d|03:00/ }).waitFor();
    await two.page.locator('button', { hasText: 'Bắt đầu trả lời' }).click();
    await one.page.locator('[data-due]', { hasText: /phần trả lời còn 0[45]:\d\d/ }).waitFor();
    expect(await wordsAcrossRefresh(one.page)).toEqual(['phần trả lời còn']);

    expect(await shown(one.page, 'c1')).toBe('–');
    await press(one.page, 'c1', -1);
    expect(await shown(one.page, 'c1')).toBe('0,0');
    await press(one.page, 'c1', 5);
    expect(await shown(one.page, 'c1')).toBe('2,5');
    await one.page.locator('.mark:visible [data-note]').fill('CHIM-BAY-QUA-NUI');
    // A finger that stays goes on by steps, and ends where it leaves; the way back is by single presses.
    const less = one.page.locator('.mark:visible [data-criterion="c1"] [data-step="-1"]');
    await less.hover();
    await one.page.mouse.down();
    await until(
      'steps of a held button',
      () => shown(one.page, 'c1'),
      (value) => value === '1,0' || value === '0,5',
    );
    await one.page.mouse.up();
    const held = Number((await shown(one.page, 'c1'))!.replace(',', '.'));
    expect(held).toBeLessThanOrEqual(2);
    await press(one.page, 'c1', (2.5 - held) * 2);
    expect(await shown(one.page, 'c1')).toBe('2,5');
    expect(await one.page.locator('#lock').getAttribute('aria-disabled')).toBe('true');
    expect(await one.page.locator('#lock-why').textContent()).toBe('Còn tiêu chí 2 của câu 1 chưa chấm.');
    await one.page.locator('#lock').click({ force: true });
    expect(await oral.house.app.get(RatingService).progress([questions[0]!.id])).toMatchObject(
      new Map([[questions[0]!.id, { lockedRaterIds: [] }]]),
    );
    for (const question of questions) {
      await one.page.locator(`.mark:visible [data-tab="${question.no}"]`).click();
      for (const c of question.rubric.criteria)
        if ((await shown(one.page, c.id)) === '–') await press(one.page, c.id, 2);
    }
    await saved(one.page);
    expect(await stored(a, questions[0]!)).toMatchObject({ c1: 250, c2: 100 });
    expect(await one.page.locator('#lock-why').textContent()).toContain('chấm lại và nêu lý do');
    expect(await one.faults()).toEqual([]);
    await one.page.locator('#lock').click();
    await one.page.locator('text=Đã khóa phiếu chấm của đồng chí').waitFor();
    expect(await one.faults()).toEqual([]);

    await two.page.reload();
    await saved(two.page);
    expect(await shown(two.page, 'c1')).toBe('–');
    expect(await two.page.locator('body').textContent()).not.toContain('CHIM-BAY-QUA-NUI');
    const totals = questions.map((q) => (q.no === 1 ? 250 : 100) + 100 * (q.rubric.criteria.length - 1));
    const heard = wireOfTwo.join('\n').replace(/<svg[\s\S]*?<\/svg>/g, '');
    expect(wireOfTwo.length).toBeGreaterThan(5);
    expect(heard).not.toContain('CHIM-BAY-QUA-NUI');
    expect(heard).not.toMatch(/:250\b|>2,5</);
    expect(heard).not.toMatch(new RegExp(`>${String(totals[0]! / 100).replace('.', ',')}<`));

    await markAndLock(b.client, id, questions, (_, c) => c.points);
    // Both have locked: the first tablet, too, shows it by itself.
    await one.page.locator('h2', { hasText: 'Tổng điểm của các giám khảo' }).waitFor();
    expect(await one.page.locator('caption').first().textContent()).toContain('lệch quá mức');
    expect(await one.faults()).toEqual([]);
  });

  test('lose no tap when the network is cut, the page reloaded, and the tablet changed', async () => {
    const { id, questions } = await person(1);
    const tablet = await arrive(a, LANDSCAPE, { origin: originOf(wire.port) });
    const { page } = tablet;
    await tablet.open(`/oral/sessions/${id}`);
    await saved(page);
    await press(page, 'c1', 1);
    await saved(page);
    wire.cut();
    await press(page, 'c1', 3);
    await press(page, 'c2', -1);
    await page.locator('.mark:visible [data-note]').fill('nhớ đủ ý');
    await page.locator('#save-state.tag--warn', { hasText: 'Chưa lưu (3 lần chấm)' }).waitFor();
    expect(await shown(page, 'c1')).toBe('2,0');
    expect(await stored(a, questions[0]!)).toEqual({ c1: 50 });
    await page.close();

    // Meanwhile the rater went on at another tablet; then the first one comes back.
    const [elsewhere] = await openSheets(a.client, id);
    await a.client.json(`/oral/sheets/${elsewhere!.sheetId}/marks`, {
      lease: elsewhere!.lease,
      entries: [{ seq: 1, criterion: 'c3', points: 150 }],
    });
    wire.mend();
    const again = await tablet.visitor.context.newPage();
    await again.goto(`${tablet.visitor.origin}/oral/sessions/${id}`);
    await saved(again);
    expect([await shown(again, 'c1'), await shown(again, 'c2'), await shown(again, 'c3')]).toEqual([
      '2,0',
      '0,0',
      '1,5',
    ]);
    expect(await again.locator('.mark:visible [data-note]').inputValue()).toBe('nhớ đủ ý');
    await until(
      'marks of the first tablet',
      () => stored(a, questions[0]!),
      (marks) => marks['c1'] === 200 && marks['c2'] === 0 && marks['c3'] === 150,
    );
  });

  test('cannot lock before everything is saved, and can as soon as it is', async () => {
    const { id, questions } = await person(2);
    for (const sheet of await openSheets(b.client, id)) {
      const { rubric } = questions.find((q) => q.id === sheet.questionId)!;
      const entries = rubric.criteria.map((c, i) => ({ seq: i + 1, criterion: c.id, points: 50 }));
      await b.client.json(`/oral/sheets/${sheet.sheetId}/marks`, { lease: sheet.lease, entries });
    }
    const tablet = await arrive(b, PORTRAIT, { origin: originOf(wire.port) });
    const { page } = tablet;
    await tablet.open(`/oral/sessions/${id}`);
    await saved(page);
    wire.deafen();
    await press(page, 'c1', 1);
    await page.locator('#save-state.tag--warn').waitFor();
    await page.locator('#lock').click();
    await page.locator('#lock-why', { hasText: 'Chưa khóa được' }).waitFor();
    wire.mend();
    await saved(page);
    await page.locator('#lock').click();
    await page.locator('text=Đã khóa phiếu chấm của đồng chí').waitFor();
    expect((await stored(b, questions[0]!))['c1']).toBe(100);
  });

  test('mark and lock by keyboard alone', async () => {
    const { id, questions } = await person(3);
    const tablet = await arrive(a);
    const { page } = tablet;
    await tablet.open(`/oral/sessions/${id}`);
    await saved(page);
    for (const { no, rubric } of questions) {
      if (no > 1) {
        await tabTo(page, new RegExp(`^Câu ${no}`), 'Shift+Tab');
        await page.keyboard.press('Enter');
        expect((await focusOf(page))?.name).toMatch(new RegExp(`^Câu ${no}`));
      }
      for (const [i] of rubric.criteria.entries()) {
        await tabTo(page, new RegExp(`^Thêm 0,5 ở tiêu chí ${i + 1}$`));
        await page.keyboard.press('Enter');
        await page.keyboard.press('Space');
      }
    }
    await saved(page);
    expect(await page.locator('[data-sum-all]').textContent()).toBe(
      `${questions.reduce((n, q) => n + q.rubric.criteria.length, 0)},0`,
    );
    await tabTo(page, /^Khóa phiếu chấm$/);
    await page.keyboard.press('Enter');
    await page.locator('text=Đã khóa phiếu chấm của đồng chí').waitFor();
  });

  test('mark and lock without script, faults beside their fields', async () => {
    const { id, questions } = await person(4);
    const tablet = await arrive(b, LANDSCAPE, { script: false });
    const { page } = tablet;
    await tablet.open(`/oral/sessions/${id}`);
    for (const q of questions)
      for (const c of q.rubric.criteria) await page.fill(`[name="m-${q.no}-${c.id}"]`, String(c.points / 100));
    await page.locator('button', { hasText: 'Lưu điểm' }).click();
    expect(await tablet.done()).toBe('Đã lưu điểm.');
    await page.locator('button', { hasText: 'Khóa phiếu chấm' }).click();
    expect(await tablet.done()).toBe('Đã khóa phiếu chấm.');
    expect(Object.values(await stored(b, questions[0]!))).toEqual(questions[0]!.rubric.criteria.map((c) => c.points));
  });

  test('keep taps over a session that ended, and send them after signing in again', async () => {
    const { id, questions } = await person(5);
    const tablet = await arrive(a);
    const { page, visitor } = tablet;
    await tablet.open(`/oral/sessions/${id}`);
    await saved(page);
    await visitor.context.clearCookies({ name: 'nt_staff' });
    await press(page, 'c1', 2);
    await page.waitForURL(/sign-in/, { timeout: 15_000 });
    // Refused for want of a session: that is what this test is about.
    expect(hall.complaints.splice(0).every((c) => c.startsWith('401 '))).toBe(true);
    expect(await stored(a, questions[0]!)).toEqual({});
    await tablet.signIn(a.username);
    await tablet.open(`/oral/sessions/${id}`);
    await saved(page);
    expect(await shown(page, 'c1')).toBe('1,0');
    expect((await stored(a, questions[0]!))['c1']).toBe(100);
  });

  test('the secretary’s pages, the panel’s line and the settlement are whole at every width', async () => {
    const secretary = new StaffPage(await hall.visitor({ width: 1280, height: 800 }));
    await secretary.signIn(hall.committee.usernameOf('secretary'));
    const { panelId } = await oral.sessionOf(hall.person(6));
    const { id } = await oral.sessionOf(hall.person(6));
    for (const path of [
      `/oral/${oral.batchId}`,
      `/oral/${oral.batchId}/panels/${panelId}`,
      `/oral/${oral.batchId}/people/${id}`,
    ]) {
      await secretary.open(path);
      expect([path, await secretary.faults()]).toEqual([path, []]);
    }
    const chair = new StaffPage(await hall.visitor({ width: 1280, height: 800 }));
    await chair.signIn(hall.committee.usernameOf('chair'));
    await chair.open(`/oral/settle/${oral.batchId}`);
    expect(await chair.faults()).toEqual([]);
    const examiner = await arrive(a, PORTRAIT);
    for (const path of [`/oral/panel/${panelId}`, `/oral/sessions/${id}`]) {
      await examiner.open(path);
      expect([path, await examiner.faults()]).toEqual([path, []]);
    }
  });
});
