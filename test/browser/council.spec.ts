import { mkdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext } from 'playwright-core';
import type { Role } from '../../src/core/access/access-matrix.js';
import { ResultLockService } from '../../src/council/result-lock.service.js';
import { launchBrowser } from '../support/browser.js';
import {
  actorOf,
  confirm,
  type CouncilWorld,
  meet,
  newCouncil,
  playedForCouncil,
  rawStaff,
} from '../support/council-world.js';
import { originOf, pageFaults } from '../support/hall.js';
import { type House, openHouse } from '../support/house.js';
import { StaffPage } from '../support/staff-page.js';
import { PASSWORD } from '../support/world.js';

/** Where pictures go when somebody wants to look at them. */
const SHOTS = process.env['SHOTS'];

describe('the council before its pages', () => {
  let house: House;
  let world: CouncilWorld;
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    house = await openHouse();
    world = await playedForCouncil(house, 'Đảng ủy phường Hạ Long');
    await newCouncil(house, world.committee);
    browser = await launchBrowser();
  }, 120_000);
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((c) => c.close()));
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await house.close();
  });

  const visit = async (width = 1280): Promise<StaffPage> => {
    const context = await browser.newContext({ viewport: { width, height: 800 } });
    contexts.push(context);
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
    page.on('console', (m) => {
      if (m.type() === 'error' && !m.text().startsWith('Failed to load')) complaints.push(`${page.url()}: ${m.text()}`);
    });
    return new StaffPage({ context, page, origin: originOf(Number(new URL(house.url).port)) });
  };
  const arrive = async (role: Role, width?: number): Promise<StaffPage> => {
    const staff = await visit(width);
    await staff.signIn(world.committee.usernameOf(role));
    return staff;
  };

  /** Nothing wrong with the page as it stands, on a wide screen and on the narrowest phone. */
  const looksRight = async (staff: StaffPage, name: string): Promise<void> => {
    for (const width of [1280, 360]) {
      await staff.page.setViewportSize({ width, height: 800 });
      expect([name, width, await pageFaults(staff.page, width)]).toEqual([name, width, []]);
      if (SHOTS === undefined) continue;
      mkdirSync(SHOTS, { recursive: true });
      await staff.page.screenshot({ path: `${SHOTS}/${name}-${width}.png`, fullPage: true });
    }
    await staff.page.setViewportSize({ width: 1280, height: 800 });
  };

  test('members are shown, corrected and recorded anew; a refused form keeps what was typed', async () => {
    const secretary = await arrive('secretary');
    await secretary.open('/council/members');
    await looksRight(secretary, 'members');
    await secretary.page.click('summary >> nth=1');
    await secretary.page.fill('#new-fullName-0', 'Nguyễn Phúc Hoàng Thị Ngọc Quỳnh Trâm');
    await secretary.page.click('form[action="/council/members"] .btn--go');
    expect(await secretary.page.inputValue('#new-fullName-0')).toBe('Nguyễn Phúc Hoàng Thị Ngọc Quỳnh Trâm');
    await looksRight(secretary, 'members-refused');
    const inspector = await arrive('inspector');
    await inspector.open('/council/members');
    await looksRight(inspector, 'members-inspector');
  });

  test('the secretary opens the meeting and writes; a session that runs out loses no word', async () => {
    const secretary = await arrive('secretary');
    const { page } = secretary;
    await secretary.open(world.path);
    await looksRight(secretary, 'before');
    await page.click(`form[action="${world.path}/meeting"] .btn--go`);
    await page.waitForURL('**done=meeting.opened');
    await looksRight(secretary, 'open');
    await page.fill('#proceedings', 'Đồng chí Viên đề nghị xem lại câu 21.');
    expect(await page.isVisible('[data-unsaved]')).toBe(true);
    await page.locator('.councilroll__row input[value=yes]').first().check();
    const cookies = (await secretary.visitor.context.cookies()).filter((c) => !c.name.includes('staff'));
    await secretary.visitor.context.clearCookies();
    await secretary.visitor.context.addCookies(cookies);
    await page.click('button[value=save]');
    await page.waitForURL('**/identity/sign-in?back=*');
    await page.fill('#username', world.committee.usernameOf('secretary'));
    await page.fill('#password', PASSWORD);
    await page.click('main form button');
    await page.waitForURL(`**${world.path}`);
    expect(await page.inputValue('#proceedings')).toBe('Đồng chí Viên đề nghị xem lại câu 21.');
    expect(await page.locator('.councilroll__row input[value=yes]').first().isChecked()).toBe(true);
    expect(await page.isVisible('[data-kept]')).toBe(true);
    await page.click('button[value=save]');
    await page.waitForURL('**done=minutes.saved*');
    expect(await page.inputValue('#proceedings')).toBe('Đồng chí Viên đề nghị xem lại câu 21.');
    expect(await page.isVisible('[data-kept]')).toBe(false);
    await page.click('#minutes details summary');
    await page.click('button[value=close]');
    await page.waitForSelector('#errors');
    // Closing was refused; what was typed is stored all the same.
    expect(await page.isVisible('[data-unsaved]')).toBe(false);
    await looksRight(secretary, 'open-refused');
  });

  test('minutes are closed, confirmed against the head, results locked, each by its own person', async () => {
    const secretary = await arrive('secretary');
    const { page } = secretary;
    await secretary.open(world.path);
    for (const radio of await page.locator('.councilroll__row input[value=yes]').all()) await radio.check();
    await page.fill('#for-0', '5');
    await page.click('#minutes details summary');
    await page.click('button[value=close]');
    await page.waitForURL('**done=meeting.closed');
    await looksRight(secretary, 'closed-secretary');
    const chair = await arrive('chair');
    await chair.open(world.path);
    await chair.page.fill('#tail', 'ABCD');
    await chair.page.fill('#password', 'sai-mat-khau');
    await chair.page.click(`form[action="${world.path}/confirm"] .btn--go`);
    await chair.page.waitForSelector('#errors');
    await looksRight(chair, 'confirm-refused');
    for (const who of [chair, secretary]) {
      await who.open(world.path);
      const head = (await who.page.textContent('#head-shown')) ?? '';
      await who.page.fill('#tail', head.slice(-4));
      await who.page.fill('#password', PASSWORD);
      await who.page.click(`form[action="${world.path}/confirm"] .btn--go`);
      await who.page.waitForURL('**done=meeting.confirmed');
    }
    await chair.open(world.path);
    await looksRight(chair, 'ready-chair');
    await chair.page.fill('#password', PASSWORD);
    await chair.page.click(`form[action="${world.path}/lock"] .btn--go`);
    await chair.page.waitForURL('**done=results.locked');
    await looksRight(chair, 'locked-chair');
    await chair.page.click('#lock summary');
    await chair.page.fill('#reason', 'Đơn xem xét có căn cứ');
    await chair.page.click(`form[action="${world.path}/addendum"] button`);
    await chair.page.waitForURL('**done=addendum.opened');
    await looksRight(chair, 'addendum');
    await chair.page.fill('#password', PASSWORD);
    await chair.page.click(`form[action="${world.path}/addendum/close"] .btn--go`);
    await chair.page.waitForURL('**done=addendum.closed*');
    await chair.page.click(`form[action="${world.path}/publish"] .btn--go`);
    await chair.page.waitForURL('**done=results.published');
    await looksRight(chair, 'published');
  });

  test('results are read by whom they concern', async () => {
    const inspector = await arrive('inspector');
    await inspector.open(world.path);
    await looksRight(inspector, 'inspector');
    await inspector.open(`${world.path}/results`);
    await looksRight(inspector, 'locked-table');
    const officer = await arrive('unitOfficer');
    await officer.open('/council/unit');
    await looksRight(officer, 'unit');
    const entry = world.closed.entries[0]!;
    const person = await visit(360);
    await person.open('/delivery/sign-in');
    await person.page.fill('#candidateNo', entry.candidateNo ?? '');
    await person.page.fill('#code', world.closed.codes.get(entry.id) ?? '');
    await person.page.click('main form button');
    await person.page.click('button[value=yes]');
    await person.page.click('a[href="/council/mine"]');
    await looksRight(person, 'mine');
    expect(await person.page.textContent('.receipt__code')).toBe('Giỏi');
  });

  test('a batch of another committee, too early or not published, says so calmly', async () => {
    const other = await playedForCouncil(house, 'Đảng ủy Hai');
    await newCouncil(house, other.committee);
    const [secretary, chair] = await Promise.all(
      (['secretary', 'chair'] as const).map((role) => rawStaff(house, other.committee.usernameOf(role))),
    );
    await meet(secretary!, other.path, 3, [3, 0, 0]);
    const staff = await visit();
    await staff.signIn(other.committee.usernameOf('chair'));
    await staff.open(other.path);
    await looksRight(staff, 'no-quorum');
    await staff.open(`${other.path}/results`);
    await looksRight(staff, 'not-locked');
    house.clock.pass(60);
    await meet(secretary!, other.path);
    await confirm(chair!, other.path);
    await confirm(secretary!, other.path);
    const actor = await actorOf(house, other.committee, 'chair');
    await house.app.get(ResultLockService).lock(actor, other.closed.batch.id, PASSWORD, '127.0.0.1');
    const officer = await visit();
    await officer.signIn(other.committee.usernameOf('unitOfficer'));
    await officer.open('/council/unit');
    await looksRight(officer, 'unit-empty');
    const entry = other.closed.entries[0]!;
    const person = await visit(360);
    await person.open('/delivery/sign-in');
    await person.page.fill('#candidateNo', entry.candidateNo ?? '');
    await person.page.fill('#code', other.closed.codes.get(entry.id) ?? '');
    await person.page.click('main form button');
    await person.page.click('button[value=yes]');
    await person.page.click('a[href="/council/mine"]');
    await looksRight(person, 'mine-waiting');
    expect(await person.page.textContent('main')).toContain('Kết quả chưa công bố');
  });
});
