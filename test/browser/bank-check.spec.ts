import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { BankImportService } from '../../src/question-bank/bank-import.service.js';
import { faultyBank } from '../support/faulty-bank.js';
import { Hall } from '../support/hall.js';
import { StaffPage } from '../support/staff-page.js';

describe('the page that checks a bank', () => {
  let hall: Hall;
  let faultyId: string;

  beforeAll(async () => {
    hall = await Hall.open({ roles: ['invigilator', 'itemReviewer'] });
    const imports = hall.house.app.get(BankImportService);
    const faulty = { ...faultyBank(), code: 'phuong-ha-long', title: 'Ngân hàng câu hỏi của Đảng ủy phường Hạ Long' };
    faultyId = (await imports.import(hall.committee.ownerId, faulty, SYSTEM_ACTOR)).bankId;
  });
  afterEach(async () => {
    await hall.clear();
    expect(hall.complaints.splice(0)).toEqual([]);
  });
  afterAll(() => hall.close());

  async function reviewer(width: number): Promise<StaffPage> {
    const staff = new StaffPage(await hall.visitor({ width, height: 800 }));
    await staff.signIn(hall.committee.usernameOf('itemReviewer'));
    return staff;
  }

  test.each([360, 1280])('is reached from the bank and tells item, fault and remedy (%i px)', async (width) => {
    const staff = await reviewer(width);
    await staff.open(`/question-bank/${faultyId}`);
    await staff.page.click('a[href$="/check"]');
    expect(await staff.page.locator('tbody tr').count()).toBe(1);
    expect(await staff.page.textContent('tbody tr')).toMatch(/LS001[^]*chữ “không” viết thường[^]*Viết hoa: KHÔNG/);
    expect(await staff.faults()).toEqual([]);
  });

  test.each([360, 1280])('shows the items of a pair beside one another (%i px)', async (width) => {
    const staff = await reviewer(width);
    await staff.open(`/question-bank/${faultyId}/check`);
    await staff.page.click('nav.tabs a[href$="part=pairs"]');
    const sides = staff.page.locator('article .split > div');
    expect(await sides.count()).toBe(2);
    const [left, right] = [await sides.nth(0).boundingBox(), await sides.nth(1).boundingBox()];
    // On a phone one stands below the other.
    expect(left!.y === right!.y).toBe(width > 1000);
    expect(await staff.faults()).toEqual([]);
  });

  test('says so when there is nothing to be looked at', async () => {
    const staff = await reviewer(360);
    await staff.open(`/question-bank/${hall.committee.bankId}/check`);
    expect(await staff.page.textContent('.empty')).toContain('Không có điều gì phải xem lại.');
    expect(await staff.faults()).toEqual([]);
    await staff.open(`/question-bank/${hall.committee.bankId}/check?part=pairs`);
    expect(await staff.page.textContent('.empty')).toContain('Không có hai câu nào gần trùng nhau.');
  });
});
