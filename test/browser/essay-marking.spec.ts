import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { MarkingService } from '../../src/marking/marking.service.js';
import { ESSAY_BLUEPRINT, ESSAY_NO, WRITTEN_ONLY } from '../support/essay-plan.js';
import { Hall } from '../support/hall.js';
import { StaffPage } from '../support/staff-page.js';
import { signInCandidate } from '../support/world.js';

const NAMES = ['Nguyễn Thị Ánh', 'Công Tằng Tôn Nữ Thị Quỳnh Như Hoàng Phi'];
const TEXT = 'Gương mẫu là tự mình làm đúng, làm trước để người khác noi theo.\n\n'.repeat(20);

describe('an examiner who marks essays', () => {
  let hall: Hall;

  beforeAll(async () => {
    const roles = ['secretary', 'invigilator', 'examiner'] as const;
    hall = await Hall.open({ roles, rules: WRITTEN_ONLY, blueprint: ESSAY_BLUEPRINT, names: NAMES });
    const invigilator = await hall.start();
    for (const entry of hall.closed.entries) {
      const candidate = await signInCandidate(hall.house, hall.closed, entry);
      await candidate.submit('/delivery/start', {});
      const { leaseNo } = await candidate.json<{ leaseNo: number }>('/delivery/lease', {});
      const entries = [{ seq: 1, item: ESSAY_NO, value: TEXT }];
      await candidate.json('/delivery/save', { lease: leaseNo, entries });
      await candidate.submit('/delivery/submit', { confirm: 'yes' });
    }
    await invigilator.submit(`/invigilation/${hall.closed.sitting.id}/close`, {});
    await hall.house.app.get(MarkingService).scoreClosed();
  });
  afterEach(async () => {
    await hall.clear();
    expect(hall.complaints.splice(0)).toEqual([]);
  });
  afterAll(() => hall.close());

  test.each([
    ['a phone', 360, 740],
    ['a tablet', 1024, 768],
  ])(
    'on %s takes one, loses no typed mark to a reload, is told what is missing, and locks',
    async (_, width, height) => {
      const examiner = new StaffPage(await hall.visitor({ width, height }));
      const { page } = examiner;
      await examiner.signIn(hall.committee.usernameOf('examiner'));
      await page.click(`a[href="/marking/essays/${hall.closed.batch.id}"]`);
      expect(await examiner.faults()).toEqual([]);
      await page.click('[aria-labelledby=free-head] a >> nth=0');
      expect(await examiner.faults()).toEqual([]);
      for (const name of NAMES) expect(await page.textContent('body')).not.toContain(name);
      await page.click('main .btn--go');
      await page.locator('.lockbar').waitFor();
      expect(await page.textContent('.essaytext')).toBe(TEXT);

      const field = (criterion: string): string => `#m-${ESSAY_NO}-${criterion}`;
      await page.fill(field('c1'), '3');
      await page.fill(field('c3'), '2.5');
      await page.fill(`#note-${ESSAY_NO}`, 'Ý đủ, ví dụ cụ thể.');
      await page.reload();
      expect(await page.inputValue(field('c3'))).toBe('2.5');
      await page.click('button[value=lock]');
      await page.locator('#errors', { hasText: 'Tiêu chí 2' }).waitFor();
      expect(await page.inputValue(field('c3'))).toBe('2.5');
      expect(await examiner.faults()).toEqual([]);
      await page.fill(field('c2'), '1.5');
      const more = page.locator('[data-step-field]', { has: page.locator(field('c4')) }).locator('[data-step="1"]');
      await more.click();
      await more.click();
      expect(await page.inputValue(field('c4'))).toBe('1,0');
      await page.click('button[value=save]');
      await page.waitForURL('**done=essay.saved');
      expect(await page.textContent('.lockbar__sum')).toContain('8,00');
      expect(await examiner.faults()).toEqual([]);
      await page.click('button[value=lock]');
      await page.waitForURL('**done=essay.locked');
      expect(await examiner.done()).toBe('Đã khóa phiếu chấm.');
      await page.click('[aria-labelledby=locked-head] a >> nth=0');
      await page.locator('text=Chờ người chấm khác khóa phiếu').waitFor();
      await page.click('main details:last-of-type > summary >> nth=-1');
      expect(await examiner.faults()).toEqual([]);
    },
  );

  test('the secretary sees who has which essay, and no mark', async () => {
    const secretary = new StaffPage(await hall.visitor({ width: 1280, height: 800 }));
    await secretary.signIn(hall.committee.usernameOf('secretary'));
    await secretary.open(`/marking/essays/${hall.closed.batch.id}/raters`);
    expect(await secretary.faults()).toEqual([]);
    const words = (await secretary.page.textContent('main')) ?? '';
    expect(words).toContain('Nguyễn Văn examiner');
    expect(words).not.toContain('8,0');
  });
});
