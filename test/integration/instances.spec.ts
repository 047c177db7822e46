import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { SittingService } from '../../src/batch/sitting.service.js';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { Clock } from '../../src/common/clock.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { AttemptRepository } from '../../src/delivery/attempt.repository.js';
import { AttemptService } from '../../src/delivery/attempt.service.js';
import { Heartbeat, Outage } from '../../src/delivery/entities/attempt.entity.js';
import { PresenceService } from '../../src/delivery/presence.service.js';
import { TimeGrantService } from '../../src/delivery/time-grant.service.js';
import { SetupService } from '../../src/identity/setup.service.js';
import { SignInThrottle, StaffUser } from '../../src/identity/entities/staff-user.entity.js';
import { ThrottleService } from '../../src/identity/throttle.service.js';
import { LedgerEntryRow } from '../../src/ledger/entities/ledger-entry.entity.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { WrittenScore } from '../../src/marking/entities/written-score.entity.js';
import { MarkingService } from '../../src/marking/marking.service.js';
import { enter, openForm, takeLease } from '../support/candidate-client.js';
import { cuttableProxy } from '../support/cuttable-proxy.js';
import { EventReader } from '../support/event-reader.js';
import { type House, joinHouse, openHouse } from '../support/house.js';
import { RawClient } from '../support/raw-client.js';
import { until } from '../support/until.js';
import { type ClosedBatch, type Committee, newClosedBatch, newCommittee, startSitting } from '../support/world.js';

const MINUTES = 45;
const GRACE = 30;

const at = (client: RawClient, house: House): RawClient => {
  const moved = new RawClient(house.url);
  moved.token = client.token;
  for (const [name, value] of client.cookies) moved.cookies.set(name, value);
  return moved;
};

const rowsOf = <T>(house: House, entity: new () => T, where: object = {}): Promise<T[]> =>
  house.app.get(UnitOfWork).manager.findBy(entity, where) as Promise<T[]>;

const ledgered = async (house: House, action: string): Promise<number> =>
  (await rowsOf(house, LedgerEntryRow, { action })).length;

/** Ends connections of the instances, as a network that breaks does. */
async function cut(house: House, applications: readonly string[]): Promise<number> {
  const client = new pg.Client({ connectionString: house.config.databaseUrl });
  await client.connect();
  const { rowCount } = await client.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = ANY($1) AND datname = current_database()',
    [applications],
  );
  await client.end();
  return rowCount ?? 0;
}

describe('three instances on one PostgreSQL', () => {
  let a: House;
  let b: House;
  let c: House;
  let committee: Committee;
  let closed: ClosedBatch;
  const readers: EventReader[] = [];

  beforeAll(async () => {
    a = await openHouse({ engine: 'postgres', background: false });
    [b, c] = [await joinHouse(a), await joinHouse(a)];
    committee = await newCommittee(a, 'Đảng ủy Một', ['invigilator']);
  }, 60_000);
  beforeEach(async () => {
    a.clock.set('2027-01-09T00:30:00.000Z');
    await a.app.get(PresenceService).beat();
    closed = await newClosedBatch(a, committee);
  });
  afterEach(() => {
    for (const reader of readers.splice(0)) reader.close();
  });
  afterAll(async () => {
    await c.stop();
    await b.stop();
    await a.close();
  });

  const entryOf = (i: number) => closed.entries[i]!;
  const listen = async (client: RawClient, house: House): Promise<EventReader> => {
    const reader = await EventReader.open(client, house.url);
    readers.push(reader);
    await reader.wait(({ event }) => event === 'state');
    return reader;
  };
  const grant = (house: House, minutes: number): Promise<void> =>
    house.app
      .get(TimeGrantService)
      .grant(committee.ownerId, closed.sitting.id, entryOf(0).id, minutes, 'Máy mất điện', SYSTEM_ACTOR);
  const attemptOf = async (i: number) => (await a.app.get(AttemptService).findByEntries([entryOf(i).id]))[0]!;
  const save = (client: RawClient, lease: number, seq: number, value: string) =>
    client.json('/delivery/save', { lease, entries: [{ seq, item: 1, value }] });

  it('let a person come in with each request at another one', async () => {
    const client = new RawClient(a.url);
    await client.get('/delivery/sign-in');
    const entry = entryOf(0);
    const code = closed.codes.get(entry.id)!;
    await client.post('/delivery/sign-in', { candidateNo: entry.candidateNo!, code });
    expect((await at(client, b).get('/delivery/confirm')).status).toBe(200);
    await at(client, c).post('/delivery/confirm', { answer: 'yes' });
    expect((await at(client, b).get('/delivery/wait')).status).toBe(200);
  });

  it('respect a lease taken at another one at once', async () => {
    await startSitting(a, committee, closed);
    const first = await enter(a.url, closed, entryOf(0));
    const lease = await openForm(first);
    expect((await save(first, lease, 1, 'A')).status).toBe(200);
    await b.app.get(SittingService).allowDevice(committee.ownerId, entryOf(0).id, SYSTEM_ACTOR);
    const reader = await listen(first, a);
    const second = await enter(b.url, closed, entryOf(0));
    const newer = await takeLease(second);
    expect(JSON.parse((await save(first, lease, 2, 'B')).body)).toMatchObject({ stale: true });
    expect((await save(first, newer, 1, 'B')).status).toBe(409);
    await save(second, newer, 1, 'A');
    expect((await attemptOf(0)).sheet.answers[1]!.value).toBe('A');
    await reader.waitState((s) => s.leaseNo === newer && !s.mine);
  });

  it('keep one sheet of one page whose saves come in at each of them in turn', async () => {
    await startSitting(a, committee, closed);
    const client = await enter(a.url, closed, entryOf(0));
    const lease = await openForm(client);
    for (let seq = 1; seq <= 30; seq += 1) {
      const entries = [{ seq, item: 1 + (seq % 7), value: seq % 2 === 0 ? 'A' : 'B' }];
      const { status } = await at(client, [a, b, c][seq % 3]!).json('/delivery/save', { lease, entries });
      expect(status).toBe(200);
    }
    const { id, sheet } = await attemptOf(0);
    expect(Object.values(sheet.answers).map((m) => m.value)).toEqual(['A', 'B', 'A', 'A', 'B', 'A', 'B']);
    expect((await a.app.get(AttemptService).findSteps(id)).map((s) => s.seq)).toEqual(
      Array.from({ length: 32 }, (_, i) => i + 1),
    );
    expect(await a.app.get(AttemptService).findStale()).toEqual([]);
  });

  it('tell the pages open at one what is done at another, within three seconds', async () => {
    await startSitting(a, committee, closed);
    const client = await enter(a.url, closed, entryOf(0));
    await openForm(client);
    const reader = await listen(client, b);
    const before = reader.states()[0]!.deadlineAt;
    const from = performance.now();
    await grant(c, 5);
    await reader.waitState((s) => s.deadlineAt === before + 300_000);
    expect(performance.now() - from).toBeLessThan(3_000);
  });

  it('close what is due once, and score it once, however many sweep', async () => {
    await startSitting(a, committee, closed);
    for (const entry of closed.entries) await openForm(await enter(b.url, closed, entry));
    a.clock.pass(MINUTES * 60 + GRACE + 1);
    const houses = [a, b, c, a, b, c];
    await Promise.all(houses.map((h) => h.app.get(AttemptService).expireDue()));
    await Promise.all([a, b, c].map((h) => h.app.get(MarkingService).scoreClosed()));
    for (const [i] of closed.entries.entries()) {
      const { id } = await attemptOf(i);
      const steps = await a.app.get(AttemptService).findSteps(id);
      const entries = await rowsOf(a, LedgerEntryRow, { action: 'attempt.closed', subjectId: id });
      const scores = await rowsOf(a, WrittenScore, { attemptId: id });
      expect([steps.filter((s) => s.kind === 'expire').length, entries.length, scores.length]).toEqual([1, 1, 1]);
    }
    const report = await a.app.get(LedgerVerifier).verify();
    expect([report.chainFault, report.rowFaults]).toEqual([null, []]);
  });

  it('record one outage when all were away and come back in the same moment', async () => {
    await startSitting(a, committee, closed);
    await openForm(await enter(a.url, closed, entryOf(0)));
    await a.app.get(PresenceService).beat();
    const before = (await attemptOf(0)).deadlineAt.getTime();
    const [rows, entries] = [(await rowsOf(a, Outage)).length, await ledgered(a, 'outage.recorded')];
    a.clock.pass(100);
    const started = await Promise.all([joinHouse(a), joinHouse(a), joinHouse(a)]);
    await Promise.all([a, b, c].map((h) => h.app.get(PresenceService).beat()));
    expect([(await rowsOf(a, Outage)).length - rows, (await ledgered(a, 'outage.recorded')) - entries]).toEqual([1, 1]);
    expect((await attemptOf(0)).deadlineAt.getTime()).toBe(before + 100_000);
    for (const house of started) await house.stop();
  }, 60_000);

  it('see no outage while one of them is alive', async () => {
    await startSitting(a, committee, closed);
    await openForm(await enter(a.url, closed, entryOf(0)));
    const before = (await rowsOf(a, Outage)).length;
    for (let beat = 0; beat < 20; beat += 1) {
      a.clock.pass(10);
      await b.app.get(PresenceService).beat();
    }
    await c.app.get(PresenceService).beat();
    expect(await rowsOf(a, Outage)).toHaveLength(before);
  });

  it('resume once, when two invigilators press at once', async () => {
    await startSitting(a, committee, closed);
    await openForm(await enter(a.url, closed, entryOf(0)));
    await a.app.get(PresenceService).beat();
    a.clock.pass(40 * 60);
    await a.app.get(PresenceService).beat();
    const before = await ledgered(a, 'outage.resumed');
    await Promise.all([a, b].map((h) => h.app.get(PresenceService).resume(SYSTEM_ACTOR, committee.ownerId)));
    expect((await ledgered(a, 'outage.resumed')) - before).toBe(1);
  });

  it('forget the heartbeats of those that are gone, but not the last one of all', async () => {
    const gone = await joinHouse(a);
    const before = (await rowsOf(a, Heartbeat)).length;
    await gone.stop();
    a.clock.pass(2 * 3600);
    await a.app.get(PresenceService).beat();
    expect(before).toBeGreaterThan(1);
    expect(await rowsOf(a, Heartbeat)).toHaveLength(1);
  });

  it('count every wrong try, wherever it is made', async () => {
    const knock = { door: 'candidate', name: '01-27-999', address: '10.0.0.9' } as const;
    const tries = Array.from({ length: 30 }, (_, i) => [a, b, c][i % 3]!.app.get(ThrottleService).failed(knock));
    await Promise.all(tries);
    const [row] = await rowsOf(a, SignInThrottle, { subject: 'candidate:01-27-999' });
    expect(row?.failures).toBe(30);
  });

  it('hear again by themselves after the connection that listens has broken, and let the pages look again', async () => {
    await startSitting(a, committee, closed);
    const client = await enter(a.url, closed, entryOf(0));
    await openForm(client);
    const reader = await listen(client, b);
    expect(await cut(a, ['nhan-thuc-listener'])).toBe(3);
    await reader.wait(({ event }) => event === 'deaf');
    await grant(c, 5);
    await until(
      'heard again',
      () => Promise.resolve(reader.states()),
      (states) => states.length > 1 && states.at(-1)!.deadlineAt > states[0]!.deadlineAt,
    );
    await grant(c, 7);
    await reader.waitState((s) => s.deadlineAt === reader.states()[0]!.deadlineAt + 720_000);
  });

  it('go on by themselves after every connection to the database has broken', async () => {
    await startSitting(a, committee, closed);
    const client = await enter(a.url, closed, entryOf(0));
    const lease = await openForm(client);
    expect(await cut(a, ['nhan-thuc', 'nhan-thuc-reader', 'nhan-thuc-listener'])).toBeGreaterThan(5);
    await until(
      'saved',
      async () => (await save(at(client, b), lease, 1, 'A')).status,
      (status) => status === 200,
    );
    await until(
      'beating',
      () =>
        Promise.all([a, b, c].map((h) => h.app.get(PresenceService).beat())).then(
          () => true,
          () => false,
        ),
      (done) => done,
    );
  });
});

describe('an instance that loses its database for a while', () => {
  it('gives the time back before it closes anything, and hears again by itself', async () => {
    const near = await openHouse({ engine: 'postgres', background: false });
    const base = new URL(near.config.databaseUrl);
    const wire = await cuttableProxy(Number(base.port));
    base.port = String(wire.port);
    const far = await joinHouse(near, { background: true, env: { DATABASE_URL: base.href } });
    const committee = await newCommittee(near, 'Đảng ủy Một', ['invigilator']);
    const closed = await newClosedBatch(near, committee);
    await startSitting(far, committee, closed);
    const entry = closed.entries[0]!;
    const client = await enter(far.url, closed, entry);
    await openForm(client);
    const reader = await EventReader.open(client);
    const attempt = async () => (await near.app.get(AttemptService).findByEntries([entry.id]))[0]!;
    const before = (await attempt()).deadlineAt.getTime();
    for (let passed = 0; passed < MINUTES * 60 - 10; passed += 10) {
      near.clock.pass(10);
      await far.app.get(PresenceService).beat();
    }
    wire.cut();
    await reader.wait(({ event }) => event === 'deaf');
    // past deadline and grace, by the clock
    near.clock.pass(60);
    await expect(far.app.get(AttemptService).expireDue()).rejects.toThrow();
    wire.mend();
    const { deadlineAt, state } = await until('given back', attempt, (a) => a.deadlineAt.getTime() > before);
    expect([deadlineAt.getTime(), state]).toEqual([before + 60_000, 'running']);
    await reader.waitState((s) => s.deadlineAt === before + 60_000, 10);
    await near.app
      .get(TimeGrantService)
      .grant(committee.ownerId, closed.sitting.id, entry.id, 2, 'Máy mất điện', SYSTEM_ACTOR);
    await reader.waitState((s) => s.deadlineAt === before + 180_000);
    reader.close();
    await far.stop();
    await wire.close();
    await near.close();
  }, 60_000);
});

describe('a new installation of several instances', () => {
  it('has one first administrator when the link is used twice at once', async () => {
    const a = await openHouse({ engine: 'postgres', background: false });
    const b = await joinHouse(a);
    const token = (await a.app.get(SetupService).issueToken())!;
    const first = (username: string) => ({
      ownerName: `Đảng ủy ${username}`,
      username,
      fullName: 'Nguyễn Văn An',
      password: 'mat-khau-thu-nghiem',
    });
    const done = await Promise.allSettled([
      a.app.get(SetupService).complete(token, first('mot')),
      b.app.get(SetupService).complete(token, first('hai')),
    ]);
    expect(done.map((d) => d.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await rowsOf(a, StaffUser)).toHaveLength(1);
    await b.stop();
    await a.close();
  }, 60_000);
});

describe('the time of several instances', () => {
  const original = Reflect.get<AttemptRepository, 'sharedEpochMs'>(AttemptRepository.prototype, 'sharedEpochMs');
  let jumpMs = 0;
  let a: House;
  let b: House;

  beforeEach(async () => {
    jumpMs = 0;
    jest.spyOn(AttemptRepository.prototype, 'sharedEpochMs').mockImplementation(async function (
      this: AttemptRepository,
    ) {
      return Number(await original.call(this)) + jumpMs;
    });
    a = await openHouse({ engine: 'postgres', background: false, clock: new Clock() });
    b = await joinHouse(a, { clock: new Clock() });
  }, 60_000);
  afterEach(async () => {
    jest.restoreAllMocks();
    await b.stop();
    await a.close();
  });

  const beat = (house: House): Promise<void> => house.app.get(PresenceService).beat();
  const apartMs = (one: House, other: House): number =>
    Math.abs(one.app.get(Clock).epochMs() - other.app.get(Clock).epochMs());

  it.each([
    ['an hour ahead', 3_600_000],
    ['an hour back', -3_600_000],
    ['a day ahead', 86_400_000],
  ])(
    'is not moved when the database’s clock is set %s: the jump is recorded once, and whoever starts later agrees',
    async (_, ms) => {
      await beat(a);
      await beat(b);
      const before = a.app.get(Clock).epochMs();
      const from = performance.now();
      jumpMs = ms;
      await beat(a);
      await beat(b);
      await beat(a);
      const later = await joinHouse(a, { clock: new Clock() });
      const moved = a.app.get(Clock).epochMs() - before - (performance.now() - from);
      expect(Math.abs(moved)).toBeLessThan(1_000);
      expect([apartMs(a, b), apartMs(a, later)].every((d) => d < 1_000)).toBe(true);
      expect(await ledgered(a, 'clock.jumped')).toBe(1);
      expect(await rowsOf(a, Outage)).toEqual([]);
      await later.stop();
    },
    60_000,
  );

  it('is not earlier than the last sign of life for an instance that starts while somebody writes', async () => {
    const committee = await newCommittee(a, 'Đảng ủy Một', ['invigilator']);
    const closed = await newClosedBatch(a, committee);
    await startSitting(a, committee, closed);
    await openForm(await enter(a.url, closed, closed.entries[0]!));
    await beat(a);
    jumpMs = -3_600_000;
    const later = await joinHouse(a, { clock: new Clock() });
    expect(apartMs(a, later)).toBeLessThan(3_000);
    expect(await ledgered(a, 'clock.jumped')).toBe(1);
    await later.stop();
  }, 60_000);

  it('is that of the others for an instance that stood still', async () => {
    const frozen = await joinHouse(a, { clock: new Clock() });
    const clock = frozen.app.get(Clock);
    const real = clock.elapsedMs.bind(clock);
    clock.elapsedMs = () => real() - 600_000;
    await beat(b);
    await beat(frozen);
    expect(apartMs(frozen, b)).toBeLessThan(1_000);
    expect(await ledgered(a, 'clock.jumped')).toBe(1);
    await frozen.stop();
  }, 60_000);
});
