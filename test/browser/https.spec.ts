import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { SittingService } from '../../src/batch/sitting.service.js';
import { Clock } from '../../src/common/clock.js';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { AttemptService } from '../../src/delivery/attempt.service.js';
import { HOST, launchBrowser } from '../support/browser.js';
import { CandidatePage } from '../support/candidate-page.js';
import { type House, openHouse } from '../support/house.js';
import { newClosedBatch, newCommittee } from '../support/world.js';

describe('over HTTPS', () => {
  let house: House;
  let browser: Browser;

  beforeAll(async () => {
    house = await openHouse({
      env: { TLS_CERT: 'test/fixtures/tls/cert.pem', TLS_KEY: 'test/fixtures/tls/key.pem' },
      clock: new Clock(),
    });
    browser = await launchBrowser();
  }, 30_000);
  afterAll(async () => {
    await browser.close();
    await house.close();
  });

  test('a candidate comes in, answers and hands in, with cookies that only this host over HTTPS may see', async () => {
    const committee = await newCommittee(house, 'Đảng ủy phường Hạ Long', ['invigilator']);
    const closed = await newClosedBatch(house, committee);
    const [entry] = closed.entries;
    const sittings = house.app.get(SittingService);
    await sittings.markAttendance(committee.ownerId, closed.sitting.id, [entry!.id], 'present', null, SYSTEM_ACTOR);
    await sittings.start(committee.ownerId, closed.sitting.id, SYSTEM_ACTOR);
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, ignoreHTTPSErrors: true });
    const complaints: string[] = [];
    const page = await context.newPage();
    page.on('console', (m) => m.type() === 'error' && complaints.push(m.text()));
    const origin = `https://${HOST}:${new URL(house.url).port}`;
    const candidate = new CandidatePage({ context, page, origin });
    await candidate.open('/delivery/sign-in');
    await page.fill('#candidateNo', entry!.candidateNo ?? '');
    await page.fill('#code', closed.codes.get(entry!.id) ?? '');
    await page.click('main form button');
    await page.click('button[value=yes]');
    await page.click('form[action="/delivery/start"] button');
    await candidate.ready();
    await candidate.answer(2, 'A');
    await candidate.saved();
    await candidate.open('/delivery/review');
    await page.check('#confirm');
    await page.click('form.final button');
    await page.waitForURL('**/delivery/receipt');
    const [attempt] = await house.app.get(AttemptService).findByEntries([entry!.id]);
    expect(attempt).toMatchObject({ state: 'closed', answeredCount: 1 });
    const cookies = await context.cookies();
    expect(cookies.map((c) => [c.name.startsWith('__Host-'), c.secure, c.httpOnly])).toEqual(
      cookies.map(() => [true, true, true]),
    );
    expect(cookies.length).toBeGreaterThan(1);
    expect(complaints).toEqual([]);
  });
});
