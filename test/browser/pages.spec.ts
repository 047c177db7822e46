import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { MarkingService } from '../../src/marking/marking.service.js';
import { Hall } from '../support/hall.js';
import { StaffPage } from '../support/staff-page.js';
import { newBatch, signInCandidate } from '../support/world.js';

/** Every page of the staff, and whose look at it is judged here; no page may be an orphan that no link leads to. */
const PAGES = {
  secretary: [
    '/batch/:id',
    '/batch/:id/attendance',
    '/batch/:id/cards',
    '/batch/:id/entries/:id',
    '/batch/:id/roster',
    '/batch/new',
    '/council/:id',
    '/council/members',
    '/exam-plan',
    '/exam-plan/:id',
    '/exam-plan/:id/simulate',
    '/ledger',
    '/overview/batch/:id',
  ],
  councilMember: [
    '/identity/matrix',
    '/question-bank',
    '/question-bank/:id',
    '/question-bank/:id/check',
    '/question-bank/:id/items/:code',
  ],
  chair: [
    '/batch/:id',
    '/batch/:id/close',
    '/marking/:id',
    '/marking/:id/entries/:id',
    '/marking/:id/open',
    '/marking/:id/rescore',
    '/overview/batch/:id',
  ],
  invigilator: ['/invigilation/:id', '/invigilation/:id/seats/:id', '/invigilation/batch/:id/violations'],
  administrator: ['/identity/accounts'],
  inspector: [
    '/batch/:id',
    '/council/:id',
    '/exam-plan',
    '/exam-plan/:id',
    '/exam-plan/:id/simulate',
    '/ledger',
    '/overview/batch/:id',
  ],
} as const;
const ROLES = Object.keys(PAGES) as (keyof typeof PAGES)[];

/** Pages that look otherwise while the roster is open: that of each of the two batches is looked at. */
const TWICE = /^\/((overview\/)?batch|invigilation)\/:id$/;

/** A page by its kind: two questions are the same page. */
const kindOf = (path: string): string =>
  path
    .replace(/\?(.*&)?open=.*$/, '/open')
    .replace(/\?.*$/, '')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id')
    .replace(/\/items\/.*$/, '/items/:code');

describe('every page that links lead to', () => {
  let hall: Hall;

  beforeAll(async () => {
    hall = await Hall.open({ roles: ROLES });
    await newBatch(hall.house, hall.committee, ['Phạm Thị Lý', 'Hồ Văn Minh']);
    await hall.start();
    const candidate = await signInCandidate(hall.house, hall.closed, hall.person(0));
    await candidate.submit('/delivery/start', {});
    await candidate.submit('/delivery/submit', { confirm: 'yes' });
    await hall.house.app.get(MarkingService).scoreClosed();
  });
  afterEach(async () => {
    await hall.clear();
    expect(hall.complaints.splice(0)).toEqual([]);
  });
  afterAll(() => hall.close());

  test.each(ROLES)('is accessible, fits a phone and keeps its own policy: those of the %s', async (role) => {
    const staff = new StaffPage(await hall.visitor({ width: 1280, height: 800 }));
    await staff.signIn(hall.committee.usernameOf(role));
    // who only looks on looks on in English, whose words are of another length
    if (role === 'inspector') await staff.page.click('[hreflang=en]');
    const wanted: readonly string[] = PAGES[role];
    const visits: string[] = [];
    const isDue = (kind: string): boolean =>
      wanted.includes(kind) && visits.filter((visited) => visited === kind).length < (TWICE.test(kind) ? 2 : 1);
    const due = ['/overview'];
    const faults: string[] = [];
    for (const path of due) {
      await staff.open(path);
      expect(await staff.page.getAttribute('html', 'lang')).toBe(role === 'inspector' ? 'en' : 'vi');
      faults.push(...(await staff.faults()).map((fault) => `${path}: ${fault}`));
      for (const link of await staff.links()) {
        if (due.includes(link) || !isDue(kindOf(link))) continue;
        visits.push(kindOf(link));
        due.push(link);
      }
    }
    expect(faults).toEqual([]);
    expect([...new Set(visits)].sort()).toEqual([...wanted].sort());
  });

  test('the bank finds its oral questions by kind, and their rubrics are accessible and fit a phone', async () => {
    const staff = new StaffPage(await hall.visitor({ width: 360, height: 740 }));
    await staff.signIn(hall.committee.usernameOf('councilMember'));
    await staff.open(`/question-bank/${hall.committee.bankId}?kind=oral&state=live`);
    const codes = await staff.page
      .locator('section[aria-labelledby=items-head] tbody td:first-child')
      .allTextContents();
    expect(codes.length).toBeGreaterThanOrEqual(20);
    expect(codes.filter((code) => !code.startsWith('VD'))).toEqual([]);
    await staff.open(`/question-bank/${hall.committee.bankId}/items/VD001`);
    expect(await staff.page.locator('tfoot td').textContent()).toBe('20,00');
    expect(await staff.page.locator('ol.lines > li').count()).toBeGreaterThanOrEqual(3);
    expect(await staff.faults()).toEqual([]);
  });
});
