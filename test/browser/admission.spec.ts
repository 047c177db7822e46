import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Hall } from '../support/hall.js';
import { caseOf, givePapers, GOOD_PAPERS, lockResults } from '../support/locked.js';
import { PHONE, StaffPage } from '../support/staff-page.js';

describe('the clerk of the standing committee', () => {
  let hall: Hall;

  beforeAll(async () => {
    hall = await Hall.open({
      roles: ['standingCommitteeClerk', 'administrator'],
      names: [
        'Nguyễn Thị Ánh',
        'Trần Văn Bách',
        'Đỗ Thị Cúc',
        'Lê Văn Đạt',
        'Công Tằng Tôn Nữ Nguyễn Phúc Hoàng Thị Thùy Dương Khánh Quỳnh',
      ],
    });
    for (const entry of hall.closed.entries) await givePapers(hall.house, entry, GOOD_PAPERS);
    await givePapers(hall.house, hall.person(2), { ...GOOD_PAPERS, certificateOn: null });
    await lockResults(hall.house, hall.closed, ['good', 'excellent', 'pass', 'fail', 'pass']);
  });
  afterEach(async () => {
    await hall.clear();
    expect(hall.complaints.splice(0)).toEqual([]);
  });
  afterAll(() => hall.close());

  const arrive = async (width: number, script = true): Promise<StaffPage> => {
    const staff = new StaffPage(await hall.visitor({ width, height: 800, script }));
    await staff.signIn(hall.committee.usernameOf('standingCommitteeClerk'));
    return staff;
  };
  const batch = (): string => `/admission/batch/${hall.closed.batch.id}`;

  test('at a desk, by keyboard, opens a session, is refused for one, and records the others with their number on the button', async () => {
    const clerk = await arrive(1280);
    const { page } = clerk;
    await page.click('a[href="/admission"]');
    expect(await clerk.faults()).toEqual([]);
    await page.click(`a[href="${batch()}"]`);
    expect(await page.textContent('h1')).toBe('4 đạt = 4 chưa có quyết định');
    expect(await clerk.faults()).toEqual([]);
    await page.fill('#heldOn', '09/01/2027');
    await page.press('#heldOn', 'Enter');
    await page.waitForURL('**/admission/sessions/*');
    expect(await clerk.faults()).toEqual([]);

    for (const n of [0, 1, 2]) await page.locator(`input[value="${hall.person(n).id}"]`).press('Space');
    await page.locator('input[value=admitted]').press('Space');
    await page.fill('#documentNo', '07-NQ/ĐU');
    await page.press('#documentNo', 'Enter');
    await page.locator('#errors').waitFor();
    expect(await page.textContent('#errors')).toContain('Đỗ Thị Cúc chưa đủ điều kiện: giấy chứng nhận');
    expect(await page.inputValue('#documentNo')).toBe('07-NQ/ĐU');
    expect(await page.locator('input[name=people]:checked').count()).toBe(3);
    expect(await clerk.faults()).toEqual([]);

    await page.locator(`input[value="${hall.person(2).id}"]`).press('Space');
    await page.press('#documentNo', 'Enter');
    const button = page.locator('main button.btn--go');
    expect((await button.textContent())?.trim()).toBe('Ghi 2 người được kết nạp');
    expect(await clerk.faults()).toEqual([]);
    await button.press('Enter');
    await page.waitForURL('**?done=*');
    expect(await clerk.done()).toBe('Đã ghi quyết định về 2 người.');
    await clerk.open(batch());
    expect(await page.textContent('h1')).toBe('4 đạt = 2 kết nạp + 2 chưa có quyết định');
  });

  test.each([
    ['on a phone', PHONE],
    ['at a desk', 1280],
  ])('%s opens the gate of a case check by check, in words', async (_, width) => {
    const clerk = await arrive(width);
    const { page } = clerk;
    await clerk.open(batch());
    expect(await clerk.faults()).toEqual([]);
    const id = await caseOf(hall.house, hall.person(2));
    await page.click(`a[href="/admission/cases/${id}"]`);
    expect(await page.textContent('#gate-head')).toContain('Chưa đủ điều kiện');
    const checks = await page.locator('main tbody tr').allTextContents();
    expect(checks).toHaveLength(5);
    expect(checks.join('\n')).toContain('Hồ sơ chưa ghi ngày cấp giấy chứng nhận.');
    expect(await clerk.faults()).toEqual([]);
  });

  test('on a phone without script chooses all who meet the conditions and records them', async () => {
    const clerk = await arrive(PHONE, false);
    const { page } = clerk;
    await clerk.open(batch());
    await page.fill('#heldOn', '9/1/2027');
    await page.click('main form .btn--go');
    await page.waitForURL('**/admission/sessions/*');
    await page.click('text=người đủ điều kiện chưa quyết định');
    const chosen = await page.locator('input[name=people]:checked').count();
    expect(chosen).toBeGreaterThan(0);
    await page.locator('label', { hasText: 'Để lại xét sau' }).click();
    await page.fill('#reason', 'Chờ thẩm tra lý lịch');
    await page.click('main form .btn--go');
    await page.click(`text=Ghi ${chosen} người để lại xét sau`);
    await page.waitForURL('**?done=*');
    expect(await clerk.done()).toBe(`Đã ghi quyết định về ${chosen} người.`);
  });

  test.each([PHONE, 1280])('the pages of keys and of the interface are whole at %i pixels', async (width) => {
    const admin = new StaffPage(await hall.visitor({ width, height: 800 }));
    await admin.signIn(hall.committee.usernameOf('administrator'));
    await admin.open('/identity/tokens');
    expect(await admin.faults()).toEqual([]);
    await admin.page.fill('#label', 'Phần mềm quản lý đảng viên');
    await admin.page.click('main form.panel .btn--go');
    await admin.page.locator('#token').waitFor();
    expect(await admin.faults()).toEqual([]);
    await admin.open('/api/docs');
    expect(await admin.faults()).toEqual([]);
  });
});
