import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { AttemptRepository } from '../../src/delivery/attempt.repository.js';
import { TimeGrantService } from '../../src/delivery/time-grant.service.js';
import type { Attempt } from '../../src/delivery/entities/attempt.entity.js';
import { AttemptService } from '../../src/delivery/attempt.service.js';
import { PresenceService } from '../../src/delivery/presence.service.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { MarkingService } from '../../src/marking/marking.service.js';
import { ExamRoom, GRACE_SECONDS, MINUTES, OVER_SECONDS, save } from '../support/exam-room.js';
import { ENGINES } from '../support/house.js';
import { RawClient } from '../support/raw-client.js';
import { signInStaff } from '../support/world.js';

describe.each(ENGINES)('a sitting on %s', (engine) => {
  const at = new ExamRoom(engine);
  const { entryOf, attemptOf, answersOf, candidate, writing } = at;

  it('opens the form only for a person ticked present, after the signal, and in time', async () => {
    const client = await candidate(0);
    const state = async () =>
      (JSON.parse((await client.get('/delivery/wait-state', 'application/json')).body) as { state: string }).state;
    const start = async () => (await client.post('/delivery/start', {})).headers.get('location');
    expect([await state(), await start()]).toEqual(['not-present', '/delivery/wait']);
    const invigilator = await signInStaff(at.house, at.committee.usernameOf('invigilator'));
    const room = at.path;
    await invigilator.open(room);
    await invigilator.submit(`${room}/attendance`, { entryId: entryOf(0).id, attendance: 'present' });
    expect([await state(), await start()]).toEqual(['not-started', '/delivery/wait']);
    await invigilator.submit(`${room}/start`, {});
    at.clock.pass(15 * 60 + 1);
    expect([await state(), await start()]).toEqual(['late', '/delivery/wait']);
    await invigilator.submit(`${room}/seats/${entryOf(0).id}/late`, {});
    expect([await state(), await start()]).toEqual(['open', '/delivery/paper']);
  });

  it('keeps what it acknowledged, numbers the steps without a gap, and replays to the same state', async () => {
    await at.start();
    const { client, lease } = await writing(0);
    expect(
      (
        await save(
          client,
          lease,
          { seq: 1, item: 1, value: 'A' },
          { seq: 2, item: 1, value: 'B' },
          { seq: 3, item: 2, flag: true },
        )
      ).status,
    ).toBe(200);
    const again = await save(client, lease, { seq: 2, item: 1, value: 'B' }, { seq: 4, item: 3, value: 'A' });
    expect(JSON.parse(again.body)).toMatchObject({ saved: [2, 4], stale: false });
    const attempt = await attemptOf(0);
    expect(await answersOf(0)).toEqual({ 1: 'B', 3: 'A' });
    expect((await at.app.get(AttemptService).findSteps(attempt.id)).map((s) => s.seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await at.app.get(AttemptService).findStale()).toEqual([]);
  });

  it('refuses another content under a number that it has stored, and takes nothing of that request', async () => {
    await at.start();
    const { client, lease } = await writing(0);
    await save(client, lease, { seq: 1, item: 1, value: 'A' });
    const { status, body } = await save(
      client,
      lease,
      { seq: 2, item: 2, value: 'A' },
      { seq: 1, item: 1, value: 'B' },
    );
    expect([status, (JSON.parse(body) as { code: string }).code]).toEqual([422, 'save/conflict']);
    expect(await answersOf(0)).toEqual({ 1: 'A' });
  });

  it('judges by the row as it is, not as it was at the last save: another instance may have changed it', async () => {
    await at.start();
    const { client, lease } = await writing(0);
    await save(client, lease, { seq: 1, item: 1, value: 'A' });
    const { id, leaseSessionId } = await attemptOf(0);
    const change = (changes: Partial<Attempt>) =>
      at.app.get(UnitOfWork).run(() => at.app.get(AttemptRepository).update(id, changes));
    await change({ leaseNo: lease + 1, leaseSessionId: null });
    expect((await save(client, lease + 1, { seq: 2, item: 2, value: 'A' })).body).toContain('save/not-your-lease');
    await change({ leaseNo: lease, leaseSessionId });
    expect((await save(client, lease, { seq: 2, item: 2, value: 'A' })).body).toContain('"saved":[2]');
    await change({ deadlineAt: new Date(at.clock.now().getTime() - 60_000) });
    expect((await save(client, lease, { seq: 3, item: 3, value: 'A' })).body).toContain('"setAside":[3]');
    expect(await answersOf(0)).toEqual({ 1: 'A', 2: 'A' });
  });

  it('lets one malformed save fail alone while the others of its group are kept', async () => {
    await at.start();
    const [one, two] = [await writing(0), await writing(1)];
    const answers = await Promise.all([
      save(one.client, one.lease, { seq: 1, item: 1, value: 'A' }),
      save(two.client, two.lease, { seq: 1, item: 99, value: 'A' }),
      save(one.client, one.lease, { seq: 2, item: 2, value: 'A' }),
    ]);
    expect(answers.map((a) => a.status)).toEqual([200, 400, 200]);
    expect(await answersOf(0)).toEqual({ 1: 'A', 2: 'A' });
    expect(await answersOf(1)).toEqual({});
  });

  it.each([
    ['no entries', { lease: 1, entries: [] }],
    ['an answer and a flag in one', { lease: 1, entries: [{ seq: 1, item: 1, value: 'A', flag: true }] }],
    ['a text for a number', { lease: 1, entries: [{ seq: '1', item: 1, value: 'A' }] }],
    ['no lease', { entries: [{ seq: 1, item: 1, value: 'A' }] }],
    ['a list', []],
    ['null', null],
  ])('refuses a save body with %s', async (_, body) => {
    await at.start();
    const { client } = await writing(0);
    expect((await client.json('/delivery/save', body)).status).toBe(400);
  });

  it('accepts until deadline and grace, then closes with what it has, whether or not the browser is there', async () => {
    await at.start();
    const { client, lease } = await writing(0);
    await save(client, lease, { seq: 1, item: 1, value: 'A' });
    at.clock.pass(MINUTES * 60 + GRACE_SECONDS);
    expect((await save(client, lease, { seq: 2, item: 2, value: 'B' })).status).toBe(200);
    at.clock.pass(1);
    const late = await save(client, lease, { seq: 3, item: 3, value: 'B' });
    expect(JSON.parse(late.body)).toMatchObject({ saved: [], setAside: [3] });
    await at.app.get(AttemptService).expireDue();
    expect(await attemptOf(0)).toMatchObject({ state: 'closed', closeReason: 'expired' });
    expect(await answersOf(0)).toEqual({ 1: 'A', 2: 'B' });
    expect((await client.get('/delivery/paper')).headers.get('location')).toBe('/delivery/receipt');
    expect((await client.get('/delivery/receipt')).body).toContain((await attemptOf(0)).receiptCode);
  });

  it('hands in once however often it is asked: a hundred at a time give one receipt', async () => {
    await at.start();
    const { client } = await writing(0);
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => client.post('/delivery/submit', { confirm: 'yes' })),
    );
    expect(new Set(answers.map((a) => `${a.status} ${a.headers.get('location') ?? ''}`))).toEqual(
      new Set(['303 /delivery/receipt']),
    );
    const attempt = await attemptOf(0);
    const steps = await at.app.get(AttemptService).findSteps(attempt.id);
    expect(steps.filter((s) => s.kind === 'submit')).toHaveLength(1);
  });

  it('asks for the confirmation before it hands in', async () => {
    await at.start();
    const { client } = await writing(0);
    expect((await client.post('/delivery/submit', {})).status).toBe(400);
    expect((await attemptOf(0)).state).toBe('running');
  });

  it('keeps a late entry of an overtaken page behind what the newer page says', async () => {
    await at.start();
    const { client, lease } = await writing(0);
    await save(client, lease, { seq: 1, item: 1, value: 'A' });
    const next = JSON.parse((await client.json('/delivery/lease', {})).body) as { leaseNo: number };
    await save(client, next.leaseNo, { seq: 1, item: 1, value: 'B' });
    const late = await save(client, lease, { seq: 2, item: 1, value: 'A' }, { seq: 3, item: 2, value: 'A' });
    expect(JSON.parse(late.body)).toMatchObject({ saved: [2, 3], stale: true });
    expect(await answersOf(0)).toEqual({ 1: 'B', 2: 'A' });
    expect(await at.app.get(AttemptService).findStale()).toEqual([]);
  });

  it('lets another device in only when the first is silent, or by leave', async () => {
    await at.start();
    const { client, lease } = await writing(0);
    await save(client, lease, { seq: 1, item: 1, value: 'A' });
    const other = await candidate(0);
    expect((await other.json('/delivery/lease', {})).status).toBe(409);
    expect((await other.get('/delivery/paper')).body).toContain('data-page="elsewhere"');
    expect((await save(other, lease, { seq: 2, item: 1, value: 'B' })).status).toBe(409);
    at.clock.pass(61);
    const taken = JSON.parse((await other.json('/delivery/lease', {})).body) as { leaseNo: number; answers: object };
    expect(taken).toMatchObject({ leaseNo: lease + 1, answers: { 1: 'A' } });
    expect((await save(client, lease + 1, { seq: 1, item: 1, value: 'B' })).status).toBe(409);
    expect(await answersOf(0)).toEqual({ 1: 'A' });
  });

  it('lets a person move once by one leave: the device that was left does not come back by it', async () => {
    const invigilator = await at.start();
    const { client } = await writing(0);
    const other = await candidate(0);
    await invigilator.submit(`${at.path}/seats/${entryOf(0).id}/device`, {});
    expect((await other.get('/delivery/paper')).body).toContain('data-state="allowed"');
    expect((await other.json('/delivery/lease', {})).status).toBe(200);
    expect((await client.json('/delivery/lease', {})).status).toBe(409);
    expect((await other.json('/delivery/lease', {})).status).toBe(200);
  });

  it('gives time to a person and to the sitting, with a reason, and the open page learns of it', async () => {
    const invigilator = await at.start();
    const { client } = await writing(0);
    const other = await writing(1);
    const deadlineOf = async (c: RawClient) =>
      (JSON.parse((await c.get('/delivery/state', 'application/json')).body) as { deadlineAt: number }).deadlineAt;
    const [before, beforeOther] = [await deadlineOf(client), await deadlineOf(other.client)];
    const room = at.path;
    await invigilator.submit(`${room}/grant`, { entryId: entryOf(0).id, minutes: '6', reason: 'Máy mất điện' });
    expect([await deadlineOf(client), await deadlineOf(other.client)]).toEqual([before + 360_000, beforeOther]);
    await invigilator.submit(`${room}/grant`, { entryId: '', minutes: '5', reason: 'Phòng mất điện' });
    expect([await deadlineOf(client), await deadlineOf(other.client)]).toEqual([
      before + 660_000,
      beforeOther + 300_000,
    ]);
    await expect(invigilator.submit(`${room}/grant`, { entryId: '', minutes: '5', reason: '' })).rejects.toThrow('400');
    await expect(
      invigilator.submit(`${room}/grant`, { entryId: '', minutes: '61', reason: 'Quá nhiều' }),
    ).rejects.toThrow('400');
  });

  it('gives back the minutes in which the server stood still, shows them, and closes nothing before', async () => {
    const invigilator = await at.start();
    const { client, lease } = await writing(0);
    await save(client, lease, { seq: 1, item: 1, value: 'A' });
    const before = (await attemptOf(0)).deadlineAt.getTime();
    await at.app.get(PresenceService).beat();
    at.clock.pass(10 * 60);
    await at.app.get(PresenceService).beat();
    expect((await attemptOf(0)).deadlineAt.getTime()).toBe(before + 600_000);
    const room = at.path;
    const board = await invigilator.open(room);
    expect(board).toContain('<b>Máy chủ ngừng 10 phút.</b>');
    expect(board).not.toContain('Chưa thêm giờ cho ai.');
    expect(await invigilator.open(`${room}/seats/${entryOf(0).id}`)).toContain('10 phút, do máy chủ ngừng');
    at.clock.set(new Date(before + GRACE_SECONDS * 1000 + 1000).toISOString());
    await at.app.get(AttemptService).expireDue();
    expect((await attemptOf(0)).state).toBe('running');
  });

  it('stands still after a longer outage until the invigilator resumes', async () => {
    const invigilator = await at.start();
    await writing(0);
    const before = (await attemptOf(0)).deadlineAt.getTime();
    await at.app.get(PresenceService).beat();
    at.clock.pass(40 * 60);
    await at.app.get(PresenceService).beat();
    at.clock.pass(20 * 60);
    await at.app.get(AttemptService).expireDue();
    expect((await attemptOf(0)).state).toBe('running');
    const room = at.path;
    await invigilator.open(room);
    await invigilator.submit(`${room}/resume`, {});
    expect((await attemptOf(0)).deadlineAt.getTime()).toBe(before + 60 * 60_000);
  });

  it('is scored at its end from the frozen forms, each figure opening into its items, and the ledger holds', async () => {
    const invigilator = await at.start();
    const { client, lease } = await writing(0);
    await save(client, lease, { seq: 1, item: 1, value: 'A' });
    await client.post('/delivery/submit', { confirm: 'yes' });
    const room = at.path;
    // Five are here and have not opened their form: that is not ended by a slip of the hand.
    await expect(invigilator.submit(`${room}/close`, {})).rejects.toThrow('409');
    await invigilator.submit(`${room}/close`, { early: 'yes' });
    if (engine === 'sqlite') {
      const made = readdirSync(join(at.house.dir, 'backups')).map((n) => n.replace(/^\w+-/, '').replace(/-\d+$/, ''));
      expect(new Set(made)).toEqual(new Set(['truoc-buoi', 'sau-buoi']));
    }
    await at.app.get(MarkingService).scoreClosed();
    const score = (await at.app.get(MarkingService).findLatest([(await attemptOf(0)).id])).get(
      (await attemptOf(0)).id,
    )!;
    expect(score.items).toHaveLength(30);
    expect(score.items.reduce((s, i) => s + i.points, 0)).toBe(score.points);
    expect(score.maxPoints).toBe(6000);
    const secretary = await signInStaff(at.house, at.committee.usernameOf('secretary'));
    expect(await secretary.open(`/marking/${at.closed.batch.id}`)).toContain(entryOf(0).candidateNo);
    expect(await secretary.open(`/marking/${at.closed.batch.id}/entries/${entryOf(0).id}`)).toContain('Câu');
    const report = await at.app.get(LedgerVerifier).verify();
    expect([report.chainFault, report.rowFaults]).toEqual([null, []]);
  });

  it('is not closed by a sweep that looked before more time was given', async () => {
    await at.start();
    await writing(0);
    at.clock.pass(OVER_SECONDS);
    const grants = at.app.get(TimeGrantService);
    const due = jest.spyOn(at.app.get(AttemptRepository), 'findDue').mockImplementationOnce(async (now) => {
      const found = await AttemptRepository.prototype.findDue.call(at.app.get(AttemptRepository), now);
      await grants.grant(at.committee.ownerId, at.closed.sitting.id, entryOf(0).id, 10, 'Máy hỏng', SYSTEM_ACTOR);
      return found;
    });
    await at.app.get(AttemptService).expireDue();
    due.mockRestore();
    expect((await attemptOf(0)).state).toBe('running');
  });

  it('adds up grants that meet: to a person and to the sitting at once', async () => {
    await at.start();
    await writing(0);
    const before = (await attemptOf(0)).deadlineAt.getTime();
    const grant = (entryId: string | null, minutes: number) =>
      at.app
        .get(TimeGrantService)
        .grant(at.committee.ownerId, at.closed.sitting.id, entryId, minutes, 'Cùng lúc', SYSTEM_ACTOR);
    await Promise.all([grant(null, 10), grant(entryOf(0).id, 5), grant(null, 1)]);
    expect((await attemptOf(0)).deadlineAt.getTime()).toBe(before + 16 * 60_000);
  });

  it('opens one attempt for a person who presses the button ten times at once', async () => {
    await at.start();
    const client = await candidate(0);
    const answers = await Promise.all(Array.from({ length: 10 }, () => client.post('/delivery/start', {})));
    expect(new Set(answers.map((a) => `${a.status} ${a.headers.get('location') ?? ''}`))).toEqual(
      new Set(['303 /delivery/paper']),
    );
  });

  it('does not let a person who has opened the form be marked absent', async () => {
    const invigilator = await at.start();
    await writing(0);
    const room = at.path;
    await expect(
      invigilator.submit(`${room}/attendance`, { entryId: entryOf(0).id, attendance: 'absent' }),
    ).rejects.toThrow('409');
    await expect(
      invigilator.submit(`${room}/attendance`, { entryId: entryOf(1).id, attendance: 'barred' }),
    ).rejects.toThrow('400');
    await invigilator.submit(`${room}/attendance`, {
      entryId: entryOf(1).id,
      attendance: 'barred',
      reason: 'Không có căn cước',
    });
  });

  it('does not end while somebody writes or is not accounted for', async () => {
    const invigilator = await at.start();
    await writing(0);
    const room = at.path;
    await expect(invigilator.submit(`${room}/close`, {})).rejects.toThrow('409');
  });

  it('gives no more time once it has ended', async () => {
    const invigilator = await at.start();
    const room = at.path;
    await invigilator.submit(`${room}/close`, { early: 'yes' });
    const late = { minutes: '6', reason: 'Mất điện' };
    await expect(invigilator.submit(`${room}/grant`, late)).rejects.toThrow('409');
    expect(await at.app.get(AttemptRepository).findGrants(at.closed.sitting.id)).toEqual([]);
  });

  it('survives a restart of the server with every acknowledged answer, and nobody signs in again', async () => {
    await at.start();
    const { client, lease } = await writing(0);
    await save(client, lease, { seq: 1, item: 1, value: 'A' });
    const cookies = new Map(client.cookies);
    const token = client.token;
    await at.restart();
    const after = new RawClient(at.house.url);
    after.token = token;
    for (const [name, value] of cookies) after.cookies.set(name, value);
    expect((await after.get('/delivery/paper')).body).toContain('checked');
    expect((await save(after, lease, { seq: 2, item: 2, value: 'B' })).status).toBe(200);
    expect(await answersOf(0)).toEqual({ 1: 'A', 2: 'B' });
  });
});
