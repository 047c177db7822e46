import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '../../src/database/database.js';
import { PresenceService } from '../../src/delivery/presence.service.js';
import { AttemptService } from '../../src/delivery/attempt.service.js';
import { ItemCountService } from '../../src/marking/item-count.service.js';
import { MarkingService } from '../../src/marking/marking.service.js';
import { enter, openForm, takeLease } from '../support/candidate-client.js';
import { EventReader } from '../support/event-reader.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { scansOf } from '../support/query-plan.js';
import { RawClient } from '../support/raw-client.js';
import { type Statement, StatementLog } from '../support/statement-log.js';
import { type ClosedBatch, type Committee, newClosedBatch, newCommittee, startSitting } from '../support/world.js';
import { seedYears } from '../support/years.js';

/** Tables that neither years nor candidates make larger: to look through them whole is right. */
const SMALL: Readonly<Record<string, string>> = {
  heartbeat: 'a row for each instance that was alive within the last hour',
  outage: 'a row for each time that all instances were away while somebody sat',
};

const ACTS = [
  'the board, attendance and the start signal',
  'signing in and saying who one is',
  'a wrong code',
  'opening the form',
  'the page, its lease and its state',
  'a save, and the same save again',
  'a take-over by another device',
  'time given, told to open pages',
  'handing in, and its receipt',
  'a heartbeat, an outage before it',
  'the sweep that closes',
  'an answer after the end',
  'the sweep that scores',
] as const;
type Act = (typeof ACTS)[number];

describe.each(ENGINES)('with years of history on %s', (engine) => {
  let house: House;
  let log: StatementLog;
  const heard = new Map<Act, Statement[]>();

  beforeAll(async () => {
    house = await openHouse({ engine, background: false });
    const committee = await newCommittee(house, 'Đảng ủy Một', ['secretary', 'chair', 'invigilator']);
    await seedYears(house, await newClosedBatch(house, committee));
    house.app.get(MarkingService).stopSweeping();
    house.app.get(ItemCountService).stopSweeping();
    // After a start everything closed is looked through once for what has no score.
    await house.app.get(MarkingService).scoreClosed();
    log = new StatementLog();
    await sit(committee, await newClosedBatch(house, committee));
  });

  afterAll(async () => {
    log.stop();
    await house.close();
  });

  async function during<T>(act: Act, work: () => Promise<T>): Promise<T> {
    log.take();
    const result = await work();
    heard.set(act, log.take());
    return result;
  }

  const save = (client: RawClient, lease: number, seq: number) =>
    client.json('/delivery/save', { lease, entries: [{ seq, item: seq, value: 'A' }] });

  /** A sitting over HTTP from the door to the score, and one turn of each of the server's own works. */
  async function sit(committee: Committee, closed: ClosedBatch): Promise<void> {
    const { app, clock, url } = house;
    const entry = (i: number) => closed.entries[i]!;
    const board = `/invigilation/${closed.sitting.id}`;
    const invigilator = await during('the board, attendance and the start signal', () =>
      startSitting(house, committee, closed),
    );
    const client = await during('signing in and saying who one is', () => enter(url, closed, entry(0)));
    await during('a wrong code', async () => {
      const stranger = new RawClient(url);
      await stranger.get('/delivery/sign-in');
      const typed = { candidateNo: entry(1).candidateNo!, code: 'AAAAAAAA' };
      expect((await stranger.post('/delivery/sign-in', typed)).status).toBe(401);
    });
    await during('opening the form', () => client.post('/delivery/start', {}));
    const lease = await during('the page, its lease and its state', async () => {
      await client.get('/delivery/paper');
      const taken = await takeLease(client);
      // Past what is remembered of a session and of a device's last word.
      clock.pass(21);
      await client.get('/delivery/state', 'application/json');
      return taken;
    });
    await during('a save, and the same save again', async () => {
      for (const seq of [1, 1, 2]) expect((await save(client, lease, seq)).status).toBe(200);
    });
    clock.pass(61);
    const other = await enter(url, closed, entry(0));
    const taken = await during('a take-over by another device', () => takeLease(other));
    await during('time given, told to open pages', async () => {
      const reader = await EventReader.open(other);
      await invigilator.submit(`${board}/grant`, { minutes: '5', reason: 'Mất điện' });
      await reader.waitState((s) => s.leaseNo === taken);
      await invigilator.open(board);
      reader.close();
    });
    await during('handing in, and its receipt', async () => {
      expect((await save(other, taken, 1)).status).toBe(200);
      await other.post('/delivery/submit', { confirm: 'yes' });
      expect((await other.get('/delivery/receipt')).status).toBe(200);
    });
    const late = await enter(url, closed, entry(2));
    const lateLease = await openForm(late);
    await save(late, lateLease, 1);
    await during('a heartbeat, an outage before it', async () => {
      clock.pass(31 * 60);
      // The first records the outage, the next finds everything standing still.
      for (let beats = 0; beats < 2; beats += 1) await app.get(PresenceService).beat();
      await invigilator.submit(`${board}/resume`, {});
    });
    await during('the sweep that closes', async () => {
      clock.pass(3 * 60 * 60);
      expect(await app.get(AttemptService).expireDue()).toBe(1);
    });
    await during('an answer after the end', () => save(late, lateLease, 2));
    await during('the sweep that scores', async () => {
      expect(await app.get(MarkingService).scoreClosed()).toBe(2);
    });
  }

  it.each(ACTS)('%s: an index answers each statement', async (act) => {
    const { writer } = house.app.get(Database);
    const statements = heard.get(act) ?? [];
    expect(statements.length).toBeGreaterThan(0);
    const found: string[] = [];
    for (const statement of statements)
      for (const scan of await scansOf(writer, statement))
        if (!(scan.split(':')[0]! in SMALL)) found.push(`${scan} IN ${statement.sql.replace(/\s+/g, ' ')}`);
    expect(found).toEqual([]);
  });

  it('the hot path is heard as well, though it has roads of its own to the database', () => {
    const texts = (heard.get('a save, and the same save again') ?? []).map((s) => s.sql);
    for (const part of ['INSERT INTO attempt_step', 'UPDATE attempt ', 'client_seq BETWEEN'])
      expect(texts.filter((t) => t.includes(part)).length).toBeGreaterThanOrEqual(1);
  });
});
