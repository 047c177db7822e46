import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import type { HttpBrowser } from '../../src/demo/http-browser.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { newClosedBatch, newCommittee, signInCandidate, startSitting } from '../support/world.js';

const SLACK_MS = 2_500;

describe.each(ENGINES)('the database held by another program, on %s', (engine) => {
  let house: House;
  let browsers: HttpBrowser[];
  let letGo: () => Promise<void>;

  beforeEach(async () => {
    house = await openHouse({ engine });
    const committee = await newCommittee(house, 'Đảng ủy phường Hạ Long', ['invigilator']);
    const closed = await newClosedBatch(house, committee);
    await startSitting(house, committee, closed);
    browsers = await Promise.all(closed.entries.map((entry) => signInCandidate(house, closed, entry)));
    for (const browser of browsers) {
      await browser.open('/delivery/wait');
      await browser.submit('/delivery/start', {});
      await browser.json('/delivery/lease', {});
      // Half of them are known to the queue, and judged without being read.
      if (browsers.indexOf(browser) % 2 === 0)
        await browser.json('/delivery/save', { lease: 2, entries: [{ seq: 1, item: 2, flag: true }] });
    }
    letGo = engine === 'sqlite' ? holdFile(house) : await holdTable(house);
  });

  afterEach(async () => {
    await letGo();
    await house.close();
  });

  it('lets all who save and hand in wait 5 s together, not one after the other, and then asks them to come again', async () => {
    const since = performance.now();
    // What the server does by itself meanwhile waits at the same gate.
    const others = Promise.allSettled([1, 2].map(() => house.app.get(UnitOfWork).run(() => Promise.resolve())));
    const handedIn = Promise.all(
      browsers.map((b) => b.submit('/delivery/submit', { confirm: 'yes' }).catch((e: unknown) => String(e))),
    );
    const told = await Promise.all(
      browsers.map((b) =>
        b
          .json('/delivery/save', { lease: 2, entries: [{ seq: 2, item: 1, flag: true }] })
          .catch((e: unknown) => String(e)),
      ),
    );
    await others;
    expect(await handedIn).toEqual(browsers.map(() => expect.stringMatching(/: 503 /)));
    const tookMs = performance.now() - since;
    expect(told).toEqual(browsers.map(() => expect.stringMatching(/503 .*common\/busy/)));
    expect(tookMs).toBeGreaterThan(4_900);
    expect(tookMs).toBeLessThan(5_000 + SLACK_MS);
  });
});

function holdFile(house: House): () => Promise<void> {
  const db = new Database(join(house.dir, 'nhan-thuc.sqlite'), { timeout: 2_000 });
  db.exec('BEGIN IMMEDIATE');
  return () => {
    db.close();
    return Promise.resolve();
  };
}

async function holdTable(house: House): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: house.config.databaseUrl });
  await client.connect();
  await client.query('BEGIN');
  await client.query('LOCK TABLE attempt IN EXCLUSIVE MODE');
  return () => client.end();
}
