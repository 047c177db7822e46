import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { CardService } from '../../src/batch/card.service.js';
import { SittingService } from '../../src/batch/sitting.service.js';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { Announcements, type Audience, EVERYBODY } from '../../src/database/announcements.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { AttemptService } from '../../src/delivery/attempt.service.js';
import { PresenceService } from '../../src/delivery/presence.service.js';
import { TimeGrantService } from '../../src/delivery/time-grant.service.js';
import { enter, openForm, takeLease } from '../support/candidate-client.js';
import { EventReader } from '../support/event-reader.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import type { RawClient } from '../support/raw-client.js';
import { until } from '../support/until.js';
import { type ClosedBatch, type Committee, newClosedBatch, newCommittee, startSitting } from '../support/world.js';

/** What an open page must learn within. */
const SECONDS = 3;

describe.each(ENGINES)('what open pages are told on %s', (engine) => {
  let house: House;
  let committee: Committee;
  let closed: ClosedBatch;
  const readers: EventReader[] = [];

  beforeAll(async () => {
    house = await openHouse({ engine, background: false });
    committee = await newCommittee(house, 'Đảng ủy Một', ['invigilator']);
  }, 60_000);
  beforeEach(async () => {
    house.clock.set('2027-01-09T00:30:00.000Z');
    closed = await newClosedBatch(house, committee);
  });
  afterEach(() => {
    for (const reader of readers.splice(0)) reader.close();
  });
  afterAll(() => house.close());

  const entryOf = (i: number) => closed.entries[i]!;
  const listen = async (client: RawClient): Promise<EventReader> => {
    const reader = await EventReader.open(client);
    readers.push(reader);
    await reader.wait(({ event }) => event === 'state');
    return reader;
  };
  const writing = async (i: number): Promise<{ client: RawClient; lease: number; reader: EventReader }> => {
    const client = await enter(house.url, closed, entryOf(i));
    const lease = await openForm(client);
    return { client, lease, reader: await listen(client) };
  };
  const grant = (entryId: string | null, minutes: number): Promise<void> =>
    house.app
      .get(TimeGrantService)
      .grant(committee.ownerId, closed.sitting.id, entryId, minutes, 'Máy mất điện', SYSTEM_ACTOR);
  const stateOf = async (client: RawClient): Promise<object> =>
    JSON.parse((await client.get('/delivery/state', 'application/json')).body) as object;

  it('begins with how things stand, as /delivery/state answers, in a stream that no proxy holds back', async () => {
    await startSitting(house, committee, closed);
    const { client, reader } = await writing(0);
    expect(reader.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
      'cache-control': 'no-store, no-transform',
    });
    expect(reader.states()[0]).toEqual(await stateOf(client));
    expect(reader.states()[0]).toMatchObject({ state: 'running', leaseNo: 2, mine: true, paused: false, stoodMs: 0 });
  });

  it('is time given to a person, to that person alone, and time given to the sitting, to all of it', async () => {
    await startSitting(house, committee, closed);
    const [one, other] = [await writing(0), await writing(1)];
    const before = one.reader.states()[0]!.deadlineAt;
    await grant(entryOf(0).id, 5);
    await one.reader.waitState((s) => s.deadlineAt === before + 300_000, SECONDS);
    await grant(null, 10);
    await one.reader.waitState((s) => s.deadlineAt === before + 900_000, SECONDS);
    await other.reader.waitState((s) => s.deadlineAt === before + 600_000, SECONDS);
    expect(other.reader.states()).toHaveLength(2);
  });

  it('is nothing of an act that failed', async () => {
    await startSitting(house, committee, closed);
    const { reader } = await writing(0);
    const failing = house.app.get(UnitOfWork).run(async () => {
      await house.app.get(Announcements).announce(EVERYBODY);
      throw new Error('meant to fail');
    });
    await expect(failing).rejects.toThrow('meant to fail');
    const before = reader.states()[0]!.deadlineAt;
    await grant(null, 1);
    await reader.waitState((s) => s.deadlineAt > before);
    expect(reader.states()).toHaveLength(2);
  });

  it('is the take-over by another device: the frozen page learns that it is no longer the one', async () => {
    await startSitting(house, committee, closed);
    const { reader } = await writing(0);
    await house.app.get(SittingService).allowDevice(committee.ownerId, entryOf(0).id, SYSTEM_ACTOR);
    const second = await enter(house.url, closed, entryOf(0));
    const lease = await takeLease(second);
    await reader.waitState((s) => s.leaseNo === lease && !s.mine, SECONDS);
  });

  it('is the end: by suspension at once, by the clock with the sweep', async () => {
    await startSitting(house, committee, closed);
    const [suspended, late] = [await writing(0), await writing(1)];
    await house.app.get(AttemptService).suspend(entryOf(0).id, SYSTEM_ACTOR);
    await suspended.reader.waitState((s) => s.state === 'closed', SECONDS);
    for (let minute = 0; minute < 46; minute += 1) house.clock.pass(60);
    await house.app.get(AttemptService).expireDue();
    await late.reader.waitState((s) => s.state === 'closed', SECONDS);
  });

  it('is an outage given back, and the standstill after a long one until somebody resumes', async () => {
    await startSitting(house, committee, closed);
    const presence = house.app.get(PresenceService);
    const { client, reader } = await writing(0);
    const before = reader.states()[0]!.deadlineAt;
    await presence.beat();
    house.clock.pass(100);
    await presence.beat();
    await reader.waitState((s) => s.stoodMs === 100_000 && s.deadlineAt === before + 100_000 && !s.paused, SECONDS);
    house.clock.pass(40 * 60);
    await presence.beat();
    await reader.waitState((s) => s.paused, SECONDS);
    house.clock.pass(600);
    expect(await stateOf(client)).toMatchObject({ paused: true, deadlineAt: before + 3_100_000, stoodMs: 3_100_000 });
    await presence.resume(SYSTEM_ACTOR, committee.ownerId);
    await reader.waitState((s) => !s.paused && s.deadlineAt === before + 3_100_000, SECONDS);
  });

  it('lets nobody be too late while everything stands still', async () => {
    await startSitting(house, committee, closed);
    const presence = house.app.get(PresenceService);
    const { client, lease } = await writing(0);
    await presence.beat();
    house.clock.pass(40 * 60);
    await presence.beat();
    for (let passed = 0; passed < 50 * 60; passed += 15) {
      house.clock.pass(15);
      await presence.beat();
    }
    const answer = await client.json('/delivery/save', { lease, entries: [{ seq: 1, item: 1, value: 'A' }] });
    expect(answer.status).toBe(200);
  });

  it('moves the waiting page on: ticked, the signal, the leave to come late, the end', async () => {
    const client = await enter(house.url, closed, entryOf(0));
    const reader = await listen(client);
    expect(reader.states()).toEqual([{ state: 'waiting', serverNow: house.clock.epochMs() }]);
    const told = async (n: number): Promise<void> => {
      await until(
        'told',
        () => Promise.resolve(reader.states().length),
        (length) => length === n,
        SECONDS,
      );
    };
    const sittings = house.app.get(SittingService);
    const [ownerId, id] = [committee.ownerId, closed.sitting.id];
    await sittings.markAttendance(ownerId, id, [entryOf(0).id], 'present', null, SYSTEM_ACTOR);
    await told(2);
    await sittings.start(ownerId, id, SYSTEM_ACTOR);
    await told(3);
    await sittings.allowLate(ownerId, entryOf(0).id, SYSTEM_ACTOR);
    await told(4);
    await sittings.close(ownerId, id, {}, SYSTEM_ACTOR);
    await told(5);
  });

  it('is never a save: one hundred of them, and a hand-in, announce nothing', async () => {
    await startSitting(house, committee, closed);
    const { client, lease, reader } = await writing(0);
    const notifications: (string | undefined)[] = [];
    const heard: Audience[] = [];
    house.app.get(Announcements).hear({ heard: (audience) => heard.push(audience), deafened: () => undefined });
    const spy = engine === 'postgres' ? new pg.Client({ connectionString: house.config.databaseUrl }) : null;
    spy?.on('notification', ({ payload }) => notifications.push(payload));
    await spy?.connect();
    await spy?.query('LISTEN nhan_thuc');
    for (let seq = 1; seq <= 100; seq += 1) {
      const value = seq % 2 === 0 ? 'A' : 'B';
      const { status } = await client.json('/delivery/save', {
        lease,
        entries: [{ seq, item: 1 + (seq % 30), value }],
      });
      expect(status).toBe(200);
    }
    await client.post('/delivery/submit', { confirm: 'yes' });
    // what comes after them arrives, and nothing has come before it
    await house.app.get(UnitOfWork).run(() => house.app.get(Announcements).announce(EVERYBODY));
    await reader.waitState((s) => s.state === 'closed', SECONDS);
    expect(heard).toEqual([EVERYBODY]);
    if (spy !== null) {
      await spy.query('SELECT 1');
      expect(notifications).toEqual([JSON.stringify(EVERYBODY)]);
      await spy.end();
    }
  });

  it('is told to three pages of one person at most: the one that listened longest asks by itself', async () => {
    const client = await enter(house.url, closed, entryOf(0));
    const oldest = await listen(client);
    const others = [await listen(client), await listen(client), await listen(client)];
    await oldest.wait(({ event }) => event === 'end');
    await oldest.waitEnd();
    expect(others.map((r) => r.isEnded)).toEqual([false, false, false]);
  });

  it('holds up no restart', async () => {
    const reader = await listen(await enter(house.url, closed, entryOf(0)));
    const from = performance.now();
    house = await house.restart();
    expect(performance.now() - from).toBeLessThan(3_000);
    await reader.waitEnd();
  });
});

describe('a stream in which nothing happens', () => {
  it('bears a sign of life within 15 s, ends within 15 s for a session that ended, and opens for none', async () => {
    const house = await openHouse({ background: false });
    const committee = await newCommittee(house, 'Đảng ủy Một', ['invigilator']);
    const closed = await newClosedBatch(house, committee);
    const [kept, gone] = [closed.entries[0]!, closed.entries[1]!];
    const client = await enter(house.url, closed, gone);
    const [alive, ending] = [
      await EventReader.open(await enter(house.url, closed, kept)),
      await EventReader.open(client),
    ];
    await house.app.get(CardService).issue(committee.ownerId, closed.batch.id, gone.id, SYSTEM_ACTOR);
    await Promise.all([alive.wait(({ event }) => event === 'beat', 16), ending.waitEnd(16)]);
    expect([ending.events.at(-1)?.event, alive.isEnded]).toEqual(['end', false]);
    // who a session belongs to is remembered for ten seconds
    house.clock.pass(11);
    const again = await EventReader.open(client);
    expect(again.status).toBe(401);
    for (const reader of [alive, again]) reader.close();
    await house.close();
  }, 60_000);
});
