import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ViolationService } from '../../src/invigilation/violation.service.js';
import { CandidatePage } from '../support/candidate-page.js';
import { Hall, pageFaults } from '../support/hall.js';
import { StaffPage } from '../support/staff-page.js';

describe('a violation', () => {
  let hall: Hall;

  beforeAll(async () => {
    hall = await Hall.open({ roles: ['secretary', 'chair', 'invigilator'] });
    await hall.start();
  });
  afterEach(async () => {
    await hall.clear();
    expect(hall.complaints.splice(0)).toEqual([]);
  });
  afterAll(() => hall.close());

  const staff = async (role: 'secretary' | 'chair' | 'invigilator', width = 1280): Promise<StaffPage> => {
    const page = new StaffPage(await hall.visitor({ width, height: 800 }));
    await page.signIn(hall.committee.usernameOf(role));
    return page;
  };
  const list = (): string => `/invigilation/batch/${hall.closed.batch.id}/violations`;

  test.each([360, 1280])('is written down at the seat, with its deduction before the eyes, at %d px', async (width) => {
    const entry = hall.person(width === 360 ? 0 : 1);
    const invigilator = await staff('invigilator', width);
    const { page } = invigilator;
    await invigilator.open(`/invigilation/${hall.closed.sitting.id}/seats/${entry.id}`);
    await page.click('#violation summary');
    expect(await page.textContent('#degree')).toContain('Cảnh cáo: trừ 50 % điểm của phần đó');
    expect(await invigilator.faults()).toEqual([]);
    await page.check('#component input[value=written]');
    await page.check('#degree input[value=warning]');
    await page.fill('#happened', 'Mở điện thoại tra cứu lúc 08:05, giám thị Hà chứng kiến.');
    await page.click('#violation button');
    await page.waitForURL('**done=violation.noted');
    expect(await invigilator.done()).toBe('Đã lập biên bản vi phạm.');
    expect(await page.textContent('#now')).toContain('Mở điện thoại tra cứu');
    expect(await invigilator.faults()).toEqual([]);
    await invigilator.open(`/invigilation/${hall.closed.sitting.id}`);
    expect(await page.textContent('[aria-labelledby=violations-head]')).toContain(entry.fullName);
    expect(await invigilator.faults()).toEqual([]);
  });

  test('is told by the secretary for anybody who is there, and every remark stands beside its field', async () => {
    const secretary = await staff('secretary', 360);
    const { page } = secretary;
    await secretary.open(list());
    await page.fill('#happened', 'ngắn');
    await page.evaluate(`document.querySelector('form.panel').noValidate = true`);
    await page.click('form.panel .btn--grave');
    await page.locator('#errors').waitFor();
    expect(await page.locator('form.panel .errtext').count()).toBe(4);
    expect(await page.inputValue('#happened')).toBe('ngắn');
    expect(await secretary.faults()).toEqual([]);
  });

  test('is withdrawn by the chair with a reason, and stays to be read', async () => {
    const chair = await staff('chair');
    const { page } = chair;
    await chair.open(list());
    await page.click('details summary >> nth=0');
    expect(await chair.faults()).toEqual([]);
    await page.fill('details[open] textarea', 'Ghi nhầm người ngồi bên cạnh');
    await page.click('details[open] button');
    await page.waitForURL('**done=violation.withdrawn');
    expect(await page.textContent('.lines')).toContain('Ghi nhầm người ngồi bên cạnh');
    expect(await chair.faults()).toEqual([]);
    const rows = await hall.house.app.get(ViolationService).findOfBatch(hall.closed.batch.id);
    expect(rows.map((v) => v.withdrawnAt !== null)).toEqual([true, false]);
  });

  test('that suspends ends the paper before the candidate’s eyes, with what was saved', async () => {
    const entry = hall.person(2);
    const candidate = new CandidatePage(await hall.visitor());
    await candidate.begin(hall, entry);
    await candidate.answer(1, 'A');
    await candidate.saved();
    const invigilator = await staff('invigilator');
    const { page } = invigilator;
    await invigilator.open(`/invigilation/${hall.closed.sitting.id}/seats/${entry.id}`);
    await page.click('#violation summary');
    await page.check('#component input[value=written]');
    await page.check('#degree input[value=suspension]');
    await page.fill('#happened', 'Nhờ người khác làm bài hộ, tổ giám thị chứng kiến.');
    await page.click('#violation button');
    await page.waitForURL('**done=violation.noted');
    expect(await page.textContent('#now')).toContain('Bị đình chỉ');
    await candidate.page.waitForURL('**/delivery/receipt', { timeout: 20_000 });
    expect(await candidate.page.textContent('h1')).toBe('Bài làm của anh (chị) đã bị đình chỉ');
    expect(await candidate.page.textContent('.idcard')).toContain('1 trong 30 câu');
    expect(await pageFaults(candidate.page)).toEqual([]);
  });
});
