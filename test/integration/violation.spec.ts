import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BatchService } from '../../src/batch/batch.service.js';
import { DEFAULT_RULES, type RuleSet } from '../../src/core/scoring/rule-set.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { AttemptService } from '../../src/delivery/attempt.service.js';
import { BoardService } from '../../src/invigilation/board.service.js';
import { ViolationService } from '../../src/invigilation/violation.service.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { RawClient } from '../support/raw-client.js';
import {
  type ClosedBatch,
  type Committee,
  newClosedBatch,
  newCommittee,
  PASSWORD,
  startSitting,
} from '../support/world.js';

const STRICT: RuleSet = {
  ...DEFAULT_RULES,
  violations: [
    { degree: 'reprimand', percent: 10 },
    { degree: 'warning', percent: 30 },
    { degree: 'suspension', percent: 100 },
  ],
};
const PHONE = 'Mở điện thoại tra cứu lúc 08:05, giám thị Hà chứng kiến.';

describe.each(ENGINES)('violations on %s', (engine) => {
  let house: House;
  let mine: Committee;
  let theirs: Committee;
  let closed: ClosedBatch;

  beforeAll(async () => {
    house = await openHouse({ engine, background: false });
    mine = await newCommittee(house, 'Đảng ủy Một', ['secretary', 'chair', 'invigilator'], STRICT);
    theirs = await newCommittee(house, 'Đảng ủy Hai', ['secretary', 'chair', 'invigilator']);
  }, 60_000);
  afterAll(() => house.close());
  beforeEach(async () => {
    house.clock.set('2027-01-09T00:30:00.000Z');
    closed = await newClosedBatch(house, mine);
    await startSitting(house, mine, closed);
  });

  const entryOf = (i: number) => closed.entries[i]!;
  const listOf = (c: ClosedBatch): string => `/invigilation/batch/${c.batch.id}/violations`;
  const seatOf = (i: number): string => `/invigilation/${closed.sitting.id}/seats/${entryOf(i).id}`;
  const found = () => house.app.get(ViolationService).findOfBatch(closed.batch.id);
  const verify = async (): Promise<string[]> => {
    const { rowFaults } = await house.app.get(LedgerVerifier).verify();
    return rowFaults.map((f) => `${f.subjectType} ${f.subjectId} ${f.code} ${f.seq === null ? '-' : 'named'}`);
  };

  async function staff(role: 'secretary' | 'chair' | 'invigilator', committee = mine): Promise<RawClient> {
    const client = new RawClient(house.url);
    await client.get('/identity/sign-in');
    await client.post('/identity/sign-in', { username: committee.usernameOf(role), password: PASSWORD });
    return client;
  }
  async function writing(i: number): Promise<{ client: RawClient; lease: number }> {
    const client = new RawClient(house.url);
    await client.get('/delivery/sign-in');
    const entry = entryOf(i);
    await client.post('/delivery/sign-in', { candidateNo: entry.candidateNo!, code: closed.codes.get(entry.id)! });
    await client.post('/delivery/confirm', { answer: 'yes' });
    await client.post('/delivery/start', {});
    const { leaseNo } = JSON.parse((await client.json('/delivery/lease', {})).body) as { leaseNo: number };
    return { client, lease: leaseNo };
  }
  const minute = (i: number, degree: string, changes: Record<string, string> = {}): Record<string, string> => ({
    entryId: entryOf(i).id,
    component: 'written',
    degree,
    happened: PHONE,
    ...changes,
  });

  it('copy what the frozen plan takes off, which the page shows before the press', async () => {
    const invigilator = await staff('invigilator');
    const page = await invigilator.get(seatOf(0));
    expect(page.body).toContain('trừ 30 % điểm của phần đó');
    expect((await invigilator.post(`${seatOf(0)}/violation`, minute(0, 'warning'))).status).toBe(303);
    const [violation] = await found();
    expect(violation).toMatchObject({ degree: 'warning', percent: 30, text: PHONE, byName: 'Nguyễn Văn invigilator' });
    expect((await invigilator.get(seatOf(0))).body).toContain('Mở điện thoại tra cứu');
    expect((await invigilator.get(`/invigilation/${closed.sitting.id}`)).body).toContain('Cảnh cáo');
    expect(await verify()).toEqual([]);
  });

  it('need a part, a degree and the facts, and give back what was typed', async () => {
    const secretary = await staff('secretary');
    const answer = await secretary.post(listOf(closed), {
      entryId: entryOf(1).id,
      component: 'written',
      happened: 'ngắn',
    });
    expect(answer.status).toBe(400);
    expect(answer.body).toContain('>ngắn</textarea>');
    expect(answer.body.match(/class="errtext/g)?.length).toBe(2);
    expect(await found()).toEqual([]);
  });

  it('are not made twice, nor about who is not there, nor about a part that the plan does not have', async () => {
    const secretary = await staff('secretary');
    expect((await secretary.post(listOf(closed), minute(1, 'warning'))).status).toBe(303);
    const again = await secretary.post(listOf(closed), minute(1, 'warning'), 'application/json');
    expect([again.status, again.body]).toEqual([409, expect.stringContaining('violation/same')]);
    const invigilator = await staff('invigilator');
    await invigilator.post(`/invigilation/${closed.sitting.id}/attendance`, {
      entryId: entryOf(2).id,
      attendance: 'absent',
    });
    const away = await secretary.post(listOf(closed), minute(2, 'warning'), 'application/json');
    expect(away.body).toContain('violation/not-present');
    expect(await found()).toHaveLength(1);
  });

  it('are withdrawn by the chair alone, with a reason, and stay on record', async () => {
    const secretary = await staff('secretary');
    await secretary.post(listOf(closed), minute(1, 'reprimand'));
    const [violation] = await found();
    const path = `${listOf(closed)}/${violation!.id}/withdraw`;
    expect((await secretary.post(path, { reason: 'Ghi nhầm người' })).status).toBe(403);
    const chair = await staff('chair');
    expect((await chair.post(path, { reason: '' })).status).toBe(400);
    expect((await chair.post(path, { reason: 'Ghi nhầm người' })).status).toBe(303);
    expect((await found())[0]).toMatchObject({ withdrawnReason: 'Ghi nhầm người', percent: 10 });
    expect((await chair.post(path, { reason: 'Lần nữa' })).status).toBe(409);
    expect((await chair.get(listOf(closed))).body).toContain('Không có biên bản vi phạm');
    // what is withdrawn may be made anew
    expect((await secretary.post(listOf(closed), minute(1, 'reprimand'))).status).toBe(303);
    expect(await verify()).toEqual([]);
  });

  it('of another committee are not there', async () => {
    const secretary = await staff('secretary');
    await secretary.post(listOf(closed), minute(1, 'reprimand'));
    const [violation] = await found();
    const foreign = await staff('chair', theirs);
    const other = await staff('secretary', theirs);
    expect((await foreign.get(listOf(closed))).status).toBe(404);
    expect((await other.post(listOf(closed), minute(1, 'warning'))).status).toBe(404);
    expect((await foreign.post(`${listOf(closed)}/${violation!.id}/withdraw`, { reason: 'Không' })).status).toBe(404);
    const second = await newClosedBatch(house, mine);
    expect((await secretary.post(listOf(second), minute(1, 'warning'))).status).toBe(404);
  });

  it('change nothing once the results are locked, unless an addendum is open', async () => {
    const uow = house.app.get(UnitOfWork);
    const batches = house.app.get(BatchService);
    const secretary = await staff('secretary');
    await uow.run(() => batches.setReview(closed.batch.id, { resultsLockedAt: house.clock.now() }));
    const refused = await secretary.post(listOf(closed), minute(1, 'warning'), 'application/json');
    expect(refused.body).toContain('results/locked');
    expect((await secretary.get(listOf(closed))).body).not.toContain('name="degree"');
    await uow.run(() => batches.setReview(closed.batch.id, { addendumOpenedAt: house.clock.now() }));
    expect((await secretary.post(listOf(closed), minute(1, 'warning'))).status).toBe(303);
    await uow.run(() => batches.setReview(closed.batch.id, { resultsLockedAt: null, addendumOpenedAt: null }));
  });

  it('that suspend end the running attempt at once with what it has, and the candidate is told plainly', async () => {
    const { client, lease } = await writing(0);
    await client.json('/delivery/save', { lease, entries: [{ seq: 1, item: 1, value: 'A' }] });
    const invigilator = await staff('invigilator');
    expect((await invigilator.post(`${seatOf(0)}/violation`, minute(0, 'suspension'))).status).toBe(303);
    const late = await client.json('/delivery/save', { lease, entries: [{ seq: 2, item: 2, value: 'A' }] });
    expect([late.status, late.body]).toEqual([409, expect.stringContaining('attempt/closed')]);
    expect(JSON.parse((await client.get('/delivery/state', 'application/json')).body)).toMatchObject({
      state: 'closed',
    });
    expect((await client.get('/delivery/receipt')).body).toContain('Bài làm của anh (chị) đã bị đình chỉ');
    const [attempt] = await house.app.get(AttemptService).findByEntries([entryOf(0).id]);
    expect(attempt).toMatchObject({ state: 'closed', closeReason: 'suspended', answeredCount: 1 });
    const { counts } = await house.app.get(BoardService).board(mine.ownerId, closed.sitting.id);
    expect(counts).toMatchObject({ suspended: 1, running: 0, submitted: 0, expired: 0 });
    expect(await house.app.get(AttemptService).findStale()).toEqual([]);
    expect(await verify()).toEqual([]);
  });

  it('cannot suspend who has not opened the form: that is a refusal at the door', async () => {
    const invigilator = await staff('invigilator');
    const answer = await invigilator.post(`${seatOf(3)}/violation`, minute(3, 'suspension'), 'application/json');
    expect(answer.body).toContain('violation/not-started');
    expect(await found()).toEqual([]);
  });

  it('leave a handed-in attempt as it is', async () => {
    const { client } = await writing(0);
    await client.post('/delivery/submit', { confirm: 'yes' });
    const invigilator = await staff('invigilator');
    await invigilator.post(`${seatOf(0)}/violation`, minute(0, 'suspension', { component: 'oral' }));
    const [attempt] = await house.app.get(AttemptService).findByEntries([entryOf(0).id]);
    expect([attempt!.closeReason, (await found()).length]).toEqual(['submitted', 1]);
  });

  it('and all that was noted in the room are held against the ledger: a changed row is named', async () => {
    await writing(0);
    const invigilator = await staff('invigilator');
    const room = `/invigilation/${closed.sitting.id}`;
    await invigilator.post(`${seatOf(1)}/violation`, minute(1, 'warning'));
    await invigilator.post(`${room}/incident`, { text: 'Mất điện cả phòng trong 6 phút' });
    await invigilator.post(`${room}/grant`, { minutes: '6', reason: 'Mất điện cả phòng' });
    expect(await verify()).toEqual([]);
    const uow = house.app.get(UnitOfWork);
    const alter = (sql: string) => uow.run(() => uow.writing.query(sql));
    const [violation] = await found();
    const { incidents, grants } = await house.app.get(BoardService).board(mine.ownerId, closed.sitting.id);
    const [incident, grant, entry, sitting] = [incidents[0]!.id, grants[0]!.id, entryOf(1).id, closed.sitting.id];
    const alterations: [string, string, string, string][] = [
      [`violation ${violation!.id}`, 'violation', violation!.id, 'percent = 5'],
      [`violation ${violation!.id}`, 'violation', violation!.id, "withdrawn_at = '2027-01-09T00:31:00.000Z'"],
      [`incident ${incident}`, 'incident', incident, "text = 'Không có gì'"],
      [`timeGrant ${grant}`, 'time_grant', grant, 'minutes = 60'],
      [`entry ${entry}`, 'batch_entry', entry, "attendance = 'absent'"],
      [`entry ${entry}`, 'batch_entry', entry, "attendance_reason = 'Ốm'"],
      [`sitting ${sitting}`, 'sitting', sitting, "started_at = '2027-01-09T00:00:00.000Z'"],
      [`sitting ${sitting}`, 'sitting', sitting, "closed_at = '2027-01-09T02:00:00.000Z'"],
    ];
    for (const [name, table, id, change] of alterations) {
      const column = change.split(' ')[0]!;
      const [before] = await uow.manager.query<Record<string, string | number | null>[]>(
        `SELECT ${column} AS value FROM ${table} WHERE id = '${id}'`,
      );
      await alter(`UPDATE ${table} SET ${change} WHERE id = '${id}'`);
      expect((await verify()).join('\n')).toContain(name);
      const value = before!['value'];
      const literal = typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
      await alter(`UPDATE ${table} SET ${column} = ${literal} WHERE id = '${id}'`);
    }
    expect(await verify()).toEqual([]);
    await alter(`DELETE FROM violation WHERE id = '${violation!.id}'`);
    await alter(`DELETE FROM time_grant WHERE id = '${grant}'`);
    expect(await verify()).toEqual([
      `violation ${violation!.id} row/missing named`,
      `timeGrant ${grant} row/missing named`,
    ]);
    await uow.run(() => uow.writing.insert('Violation', { ...violation! }));
    await uow.run(() => uow.writing.insert('TimeGrant', { ...grants[0]! }));
    expect(await verify()).toEqual([]);
  });
});

describe.each(ENGINES)('an oral-only batch on %s', (engine) => {
  let house: House;

  beforeAll(async () => {
    house = await openHouse({ engine, background: false });
  }, 60_000);
  afterAll(() => house.close());

  it('starts and ends its sitting without any form, and its candidates are told where to wait', async () => {
    const rules: RuleSet = { ...DEFAULT_RULES, components: DEFAULT_RULES.components.filter((c) => c.kind === 'oral') };
    const committee = await newCommittee(house, 'Đảng ủy Một', ['secretary', 'invigilator'], rules);
    const closed = await newClosedBatch(house, committee);
    const invigilator = await startSitting(house, committee, closed);
    const room = `/invigilation/${closed.sitting.id}`;
    const board = await invigilator.open(room);
    expect(board).toContain('đợt này chỉ có vấn đáp');
    expect(board).not.toContain('chưa mở đề');
    const entry = closed.entries[0]!;
    const client = new RawClient(house.url);
    await client.get('/delivery/sign-in');
    await client.post('/delivery/sign-in', { candidateNo: entry.candidateNo!, code: closed.codes.get(entry.id)! });
    await client.post('/delivery/confirm', { answer: 'yes' });
    expect((await client.get('/delivery/wait')).body).toContain('Đợt này chỉ có phần vấn đáp');
    expect((await client.post('/delivery/start', {})).headers.get('location')).toBe('/delivery/wait');
    await invigilator.submit(`${room}/close`, {});
    const { sitting, counts } = await house.app.get(BoardService).board(committee.ownerId, closed.sitting.id);
    expect([sitting.closedAt !== null, counts.present]).toEqual([true, 6]);
    expect((await house.app.get(LedgerVerifier).verify()).sound).toBe(true);
  });
});
