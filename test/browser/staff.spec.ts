import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { BatchService } from '../../src/batch/batch.service.js';
import { writeWorkbook } from '../../src/documents/xlsx.js';
import { ExamPlanService } from '../../src/exam-plan/exam-plan.service.js';
import { MarkingService } from '../../src/marking/marking.service.js';
import { Hall } from '../support/hall.js';
import { PHONE, StaffPage } from '../support/staff-page.js';
import { type ClosedBatch, newClosedBatch, signInCandidate } from '../support/world.js';

/** A list as a unit makes it: letterhead, numbered rows, a total and signatures. */
const list = (rows: readonly (readonly string[])[]): Promise<Buffer> =>
  writeWorkbook([
    {
      name: 'DS quần chúng',
      titleRows: ['ĐẢNG BỘ PHƯỜNG HẠ LONG', 'CHI BỘ KHU PHỐ 5', 'DANH SÁCH QUẦN CHÚNG ƯU TÚ', 'DỰ KIỂM TRA NHẬN THỨC'],
      columns: ['STT', 'Họ và tên', 'Ngày tháng năm sinh', 'Giới tính', 'Chi bộ'].map((header) => ({
        header,
        width: 20,
        kind: 'text' as const,
      })),
      rows: rows.map((row, i) => [String(i + 1), ...row]),
      notes: [`Tổng cộng: ${rows.length} người`, 'Người lập biểu', 'Nguyễn Văn Tám'],
    },
  ]);

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

describe('the people of the council', () => {
  let hall: Hall;

  beforeAll(async () => {
    hall = await Hall.open({
      roles: ['secretary', 'chair', 'councilMember', 'invigilator', 'administrator', 'inspector'],
    });
  });
  afterEach(async () => {
    await hall.clear();
    expect(hall.complaints.splice(0)).toEqual([]);
  });
  afterAll(() => hall.close());

  const arrive = async (role: Parameters<Hall['committee']['usernameOf']>[0], width = 1280): Promise<StaffPage> => {
    const staff = new StaffPage(await hall.visitor({ width, height: 800 }));
    await staff.signIn(hall.committee.usernameOf(role));
    return staff;
  };

  test('the secretary is led from each fault of a list to its cell, answers who is who, and imports all or nothing', async () => {
    const secretary = await arrive('secretary');
    const { page } = secretary;
    await secretary.open('/batch/new');
    expect(await secretary.faults()).toEqual([]);
    await page.fill('#examOn', '20/02/2027');
    await page.fill('#place', 'Nhà văn hóa khu phố 5');
    await page.fill('#rooms', 'Phòng A 07:30\nPhòng B 09:30');
    await page.click('main form .btn--go');
    await page.waitForURL('**/overview/batch/*');
    const batchId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const entries = (): Promise<number> =>
      hall.house.app
        .get(BatchService)
        .findEntries(batchId)
        .then((e) => e.length);
    const upload = async (rows: readonly (readonly string[])[]): Promise<void> => {
      await secretary.open(`/batch/${batchId}/roster`);
      expect(await secretary.faults()).toEqual([]);
      await page.setInputFiles('#file', { name: 'khu-pho-5.xlsx', mimeType: XLSX, buffer: await list(rows) });
      await page.click('main form .btn--go');
      await page.waitForURL('**/roster/*');
      expect(await secretary.faults()).toEqual([]);
    };

    await upload([
      ['Phạm Thị Lý', '14/08/1996', 'Nữ', 'Chi bộ 1'],
      ['Hoàng Văn Mạnh', '31/02/1991', 'Nam', 'Chi bộ 1'],
      ['Bùi Thị Nga', '02/11/1988', 'X', ''],
    ]);
    expect(await page.textContent('h1')).toBe('Chưa ghi được: sửa 3 chỗ trong tệp');
    const faults = page.locator('.note--err .errs a');
    expect(await faults.allTextContents()).toEqual([
      'Dòng 7, cột C Ngày tháng năm sinh',
      'Dòng 8, cột D Giới tính',
      'Dòng 8, cột E Chi bộ',
    ]);
    await faults.first().click();
    expect(await page.locator('td:target').textContent()).toContain('Tháng 2 không có ngày 31');
    const { y, height } = (await page.locator('td:target').boundingBox()) ?? { y: -1, height: 0 };
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y + height).toBeLessThanOrEqual(800);
    await page.locator('button[aria-disabled=true]').click({ force: true });
    expect(await entries()).toBe(0);

    await upload([
      ['Phạm Thị Lý', '14/08/1996', 'Nữ', 'Chi bộ 1'],
      ['Trần Văn Bách', '02/03/1990', 'Nam', 'Chi bộ 2'],
    ]);
    expect(await page.textContent('h1')).toBe('Còn 1 câu hỏi cần trả lời trước khi ghi');
    const importButton = page.locator('button', { hasText: 'Ghi 2 người vào danh sách' });
    await importButton.click();
    expect(await entries()).toBe(0);
    await page.locator('label', { hasText: 'Là một người' }).click();
    await importButton.click();
    await page.waitForURL('**/batch/*?done=*');
    expect(await secretary.done()).toBe('Đã ghi 2 người vào danh sách.');
    expect(await secretary.faults()).toEqual([]);
    const known = hall.closed.entries.find((e) => e.fullName === 'Trần Văn Bách');
    const imported = await hall.house.app.get(BatchService).findEntries(batchId);
    expect(imported.map((e) => e.personId)).toContain(known?.personId);
    expect(imported).toHaveLength(2);
  });

  test('the secretary sees while typing whether the bank can fill the plan', async () => {
    const secretary = await arrive('secretary');
    const { page } = secretary;
    const { planId, ownerId } = hall.committee;
    await secretary.open(`/exam-plan/${planId}`);
    expect(await secretary.faults()).toEqual([]);
    const verdict = page.locator('[data-verdict]');
    expect(await verdict.textContent()).toContain('Ngân hàng đủ câu. Mỗi đề 30 câu, mỗi câu 2 điểm');
    expect(await page.locator('[data-unsaved]').isVisible()).toBe(false);

    expect(await page.textContent('[data-cell=n-history-recall]')).toMatch(/(đủ|ít): \d+ câu, [\d,]+ lần/);

    await page.fill('#n-history-recall', '60');
    await page.locator('[data-verdict].state--warn', { hasText: 'Ngân hàng thiếu câu' }).waitFor();
    expect(await page.textContent('[data-cell=n-history-recall]')).toMatch(/thiếu: được \d+ câu/);
    expect(await page.textContent('[data-row=history]')).toBe('63');
    expect(await page.textContent('[data-items]')).toBe('85');
    expect(await page.locator('[data-unsaved]').isVisible()).toBe(true);
    expect(await secretary.faults()).toEqual([]);
    await page.fill('#n-history-recall', '6');
    await page.locator('[data-items]:text-is("31")').waitFor();
    expect(await page.textContent('[data-faults]')).toContain('Kế hoạch còn chỗ chưa khớp');
    expect(await verdict.isVisible()).toBe(false);
    await page.fill('#n-history-recall', '5');
    await page.locator('[data-verdict].state--ok').waitFor();
    expect(await page.locator('[data-faults]').isVisible()).toBe(false);

    await page.fill('#minutes', '50');
    await page.click('main form .btn--go');
    await page.waitForURL('**?done=*');
    expect(await secretary.done()).toBe('Đã ghi kế hoạch.');
    const { version } = await hall.house.app.get(ExamPlanService).getPlan(ownerId, planId);
    expect(version.rules.components[0]).toMatchObject({ kind: 'written', minutes: 50 });
  });

  test.each([
    ['on a phone', PHONE],
    ['on a desk', 1280],
  ])(
    'the invigilator %s finds, ticks, starts, sees who writes without reloading, and gives a person time',
    async (_, width) => {
      const closed = await newClosedBatch(hall.house, hall.committee, [
        'Đinh Thị Hồng Hạnh',
        'Lý Văn Sáu',
        'Tạ Thị Út',
      ]);
      const entry = closed.entries[0]!;
      const room = `/invigilation/${closed.sitting.id}`;
      const invigilator = await arrive('invigilator', width);
      const { page } = invigilator;
      await page.clock.install();
      await page.click(`a[href="${room}"]`);
      expect(await invigilator.faults()).toEqual([]);
      await page.fill('#q', 'hong hanh');
      await page.press('#q', 'Enter');
      expect(await page.locator('.due li').count()).toBe(1);
      await page.click(`#s-${entry.id} button[value=present]`);
      await page.waitForURL(`**${room}#s-${entry.id}`);
      expect(await page.textContent('#room-head')).toBe('1 có mặt, 2 chưa điểm danh');
      await page.click('text=Phát lệnh bắt đầu');
      await page.waitForURL('**?done=*');
      expect(await invigilator.done()).toContain('Đã phát lệnh bắt đầu.');
      expect(await invigilator.faults()).toEqual([]);

      const candidate = await signInCandidate(hall.house, closed, entry);
      await candidate.submit('/delivery/start', {});
      const seat = page.locator(`#s-${entry.id}`);
      await page.fill('#q', 'đang gõ dở');
      await page.clock.runFor(6000);
      await seat.locator('text="0/30"').waitFor();
      await candidate.json('/delivery/save', { lease: 1, entries: [{ seq: 1, item: 4, value: 'A' }] });
      await page.clock.runFor(6000);
      await seat.locator('text="1/30"').waitFor();
      expect(await page.inputValue('#q')).toBe('đang gõ dở');

      const before = await hall.attempt(entry);
      await seat.locator('a').click();
      await page.waitForURL('**/seats/*');
      expect(await invigilator.faults()).toEqual([]);
      const grant = page.locator(`form[action="${room}/grant"]`);
      await grant.locator('#minutes').fill('5');
      await grant.locator('#reason').fill('x');
      await grant.locator('button').click();
      await page.locator('#errors').waitFor();
      expect(await page.inputValue('#minutes')).toBe('5');
      expect(await invigilator.faults()).toEqual([]);
      await grant.locator('#reason').fill('Máy mất điện 5 phút');
      await grant.locator('button').click();
      await page.waitForURL('**?done=*');
      expect(await invigilator.done()).toContain('Đã thêm 5 phút');
      expect(await seat.textContent()).toContain('+5 ph');
      expect((await hall.attempt(entry)).deadlineAt.getTime()).toBe(before.deadlineAt.getTime() + 5 * 60_000);
      expect(await page.textContent('#room')).toContain('Máy mất điện 5 phút');
    },
  );

  test('the council opens a figure into the items that it is made of', async () => {
    const closed = await newClosedBatch(hall.house, hall.committee, ['Cao Thị Vân', 'Mai Văn Xuân']);
    await hall.start(closed);
    await writeAndHandIn(closed, 0, ['A', 'B', 'A', 'A', 'B']);
    await writeAndHandIn(closed, 1, ['B']);
    await hall.house.app.get(MarkingService).scoreClosed();

    const member = await arrive('councilMember');
    const { page } = member;
    await member.open(`/marking/${closed.batch.id}`);
    // The oral part is still to come: nobody has a total.
    expect(await page.textContent('h1')).toContain('2 chưa đủ điểm');
    expect(await member.faults()).toEqual([]);
    const row = page.locator('tbody tr', { hasText: 'Cao Thị Vân' }).first();
    const figure = numberIn(await row.locator('td.r').first().textContent());
    await row.locator('a.open').click();
    await page.waitForSelector('tr.is-detail');
    expect(await member.faults()).toEqual([]);
    expect(numberIn(await page.locator('tr.is-detail .sum').first().locator('.total td.r').textContent())).toBe(figure);
    await page.click('tr.is-detail a');
    await page.waitForURL('**/entries/*');
    expect(await member.faults()).toEqual([]);
    const items = await page.locator('ol > li .num.nb').allTextContents();
    expect(items).toHaveLength(30);
    expect(items.map(numberIn).reduce((sum, n) => sum + n, 0)).toBe(figure);
    expect(numberIn(await page.locator('tfoot .r').last().textContent())).toBe(figure);
    expect(await page.locator('text="Để trống"').count()).toBe(25);
  });

  const writeAndHandIn = async (closed: ClosedBatch, n: number, letters: readonly string[]): Promise<void> => {
    const candidate = await signInCandidate(hall.house, closed, hall.person(n, closed));
    await candidate.submit('/delivery/start', {});
    const entries = letters.map((value, i) => ({ seq: i + 1, item: i + 1, value }));
    await candidate.json('/delivery/save', { lease: 1, entries });
    await candidate.submit('/delivery/submit', { confirm: 'yes' });
  };
});

/** '58,50 / 60,00 điểm' begins with 5850 hundredths. */
const numberIn = (text: string | null): number => {
  const [, whole = '', cents = '00'] = /(\d+)(?:,(\d\d))?/.exec(text ?? '') ?? [];
  return Number(whole) * 100 + Number(cents);
};
