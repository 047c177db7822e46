import { beforeEach, describe, expect, it } from '@jest/globals';
import { BatchService } from '../../src/batch/batch.service.js';
import { FormService } from '../../src/batch/form.service.js';
import { DEFAULT_RULES, type RuleSet } from '../../src/core/scoring/rule-set.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { AttemptService } from '../../src/delivery/attempt.service.js';
import { LateAnswerService } from '../../src/delivery/late-answer.service.js';
import { PresenceService } from '../../src/delivery/presence.service.js';
import { MarkingService } from '../../src/marking/marking.service.js';
import { OutcomeService } from '../../src/marking/outcome.service.js';
import { ExamRoom, OVER_SECONDS, save as send } from '../support/exam-room.js';
import { ENGINES } from '../support/house.js';
import type { RawClient } from '../support/raw-client.js';
import { newClosedBatch, newCommittee, signInStaff, startSitting } from '../support/world.js';

/** A plan frozen before there was the option. */
const OLD_RULES = JSON.parse(
  JSON.stringify(DEFAULT_RULES, (name, value: unknown) => (name === 'lateAnswers' ? undefined : value)),
) as RuleSet;

interface Saved {
  readonly saved?: number[];
  readonly setAside?: number[];
  readonly code?: string;
}

describe.each(ENGINES)('answers after the end on %s', (engine) => {
  const at = new ExamRoom(engine);
  const { entryOf, attemptOf, answersOf, ledgerFaults, candidate, writing, staff } = at;

  beforeEach(() => at.start());

  const lateOf = async (i: number) => {
    const { id } = await attemptOf(i);
    return (await at.app.get(LateAnswerService).findFiles([id])).get(id) ?? null;
  };

  async function save(client: RawClient, lease: number, ...entries: object[]): Promise<Saved & { status: number }> {
    const answer = await send(client, lease, ...entries);
    return { ...(JSON.parse(answer.body) as Saved), status: answer.status };
  }

  const keyOf = async (i: number, no: number): Promise<string> => {
    const forms = at.app.get(FormService);
    const keys = await forms.getKeys((await forms.getForm(entryOf(i).id)).id);
    return keys.find((k) => k.no === no)?.key ?? '';
  };

  const decide = async (who: RawClient, i: number, fields: Record<string, string>) => {
    await who.get(`/marking/${at.closed.batch.id}/late`);
    return who.post(`/marking/${at.closed.batch.id}/late/${entryOf(i).id}`, fields);
  };

  /** Question 1 saved in time, the rest of the list after the end. */
  async function lateBy(i: number, ...entries: object[]): Promise<{ client: RawClient; lease: number }> {
    const { client, lease } = await writing(i);
    await save(client, lease, { seq: 1, item: 1, value: 'A' });
    at.clock.pass(OVER_SECONDS);
    if (entries.length > 0) await save(client, lease, ...entries);
    return { client, lease };
  }

  it('are set aside whole, change nothing of the attempt, and are acknowledged as set aside, never as saved', async () => {
    const { client, lease } = await lateBy(0);
    const told = await save(client, lease, { seq: 2, item: 2, value: 'B' }, { seq: 3, item: 2, flag: true });
    expect(told).toMatchObject({ status: 200, saved: [], setAside: [2, 3] });
    expect(await answersOf(0)).toEqual({ 1: 'A' });
    expect(await lateOf(0)).toMatchObject({
      answers: [
        { no: 1, kind: 'answer', itemNo: 2, value: 'B', leaseNo: lease, clientSeq: 2, source: 'browser' },
        { no: 2, kind: 'flag', itemNo: 2, value: '1' },
      ],
      decisions: [],
    });
    expect((await client.get('/delivery/receipt')).body).toContain('Có 1 câu trả lời đến sau giờ (câu 2)');
    expect(await ledgerFaults()).toEqual([]);
  });

  it('sent once more are acknowledged once more and kept once; what was saved in time is told as saved', async () => {
    const { client, lease } = await lateBy(0, { seq: 2, item: 2, value: 'B' });
    const again = await save(client, lease, { seq: 1, item: 1, value: 'A' }, { seq: 2, item: 2, value: 'B' });
    expect(again).toMatchObject({ saved: [1], setAside: [2] });
    expect((await lateOf(0))?.answers).toHaveLength(1);
    expect(await save(client, lease, { seq: 2, item: 2, value: 'A' })).toMatchObject({
      status: 422,
      code: 'save/conflict',
    });
  });

  it('after the attempt was handed in are set aside too, from whichever session the person comes back by', async () => {
    const { client, lease } = await writing(0);
    await client.post('/delivery/submit', { confirm: 'yes' });
    expect(await save(client, lease, { seq: 2, item: 2, value: 'B' })).toMatchObject({ setAside: [2] });
    const back = await candidate(0);
    await back.get('/delivery/receipt');
    expect(await save(back, lease, { seq: 3, item: 3, value: 'A' })).toMatchObject({ setAside: [3] });
    expect((await lateOf(0))?.answers.map((a) => a.itemNo)).toEqual([2, 3]);
  });

  it.each([
    ['an item that the form does not have', { seq: 2, item: 99, value: 'A' }],
    ['a letter that the item does not offer', { seq: 2, item: 2, value: 'Z' }],
  ])('that name %s are refused, and nothing of them is kept', async (_, entry) => {
    const { client, lease } = await lateBy(0);
    expect(await save(client, lease, { seq: 3, item: 3, value: 'A' }, entry)).toMatchObject({ status: 400 });
    expect(await lateOf(0)).toBeNull();
  });

  it('are kept up to a bound, beyond which they are refused by name', async () => {
    const { client, lease } = await lateBy(0);
    for (let batch = 0; batch < 10; batch += 1) {
      const entries = Array.from({ length: 200 }, (_, k) => ({ seq: 2 + batch * 200 + k, item: 2, value: 'B' }));
      expect((await save(client, lease, ...entries)).status).toBe(200);
    }
    expect(await save(client, lease, { seq: 9000, item: 2, value: 'B' })).toMatchObject({ code: 'late/too-many' });
  });

  it('are refused by name where a plan frozen before the option says nothing of them', async () => {
    const old = await newCommittee(at.house, `Đảng ủy Cũ ${Date.now()}`, ['invigilator'], OLD_RULES);
    at.closed = await newClosedBatch(at.house, old);
    await startSitting(at.house, old, at.closed);
    const { client, lease } = await lateBy(0);
    expect(await save(client, lease, { seq: 2, item: 2, value: 'B' })).toMatchObject({
      status: 409,
      code: 'attempt/closed',
    });
    expect(await lateOf(0)).toBeNull();
  });

  it('wait while everything stands still after an outage, and are then in time', async () => {
    const { client, lease } = await writing(0);
    await at.app.get(PresenceService).beat();
    at.clock.pass(40 * 60);
    await at.app.get(PresenceService).beat();
    at.clock.pass(50 * 60);
    expect((await save(client, lease, { seq: 1, item: 1, value: 'B' })).status).toBe(503);
    const invigilator = await signInStaff(at.house, at.committee.usernameOf('invigilator'));
    await invigilator.open(at.path);
    await invigilator.submit(`${at.path}/resume`, {});
    expect(await save(client, lease, { seq: 1, item: 1, value: 'B' })).toMatchObject({ status: 200, saved: [1] });
  });

  it('from a page without script are set aside as well, and the receipt says so', async () => {
    const { client, lease } = await writing(0);
    const { lastSeq } = await attemptOf(0);
    at.clock.pass(OVER_SECONDS);
    await client.post('/delivery/paper', { lease: String(lease), seq: String(lastSeq), a2: 'B', go: 'save' });
    expect((await lateOf(0))?.answers).toMatchObject([{ itemNo: 2, value: 'B' }]);
    expect((await client.get('/delivery/receipt')).body).toContain('đến sau giờ (câu 2)');
  });

  it('stand on the board and before the council, and keep the results incomplete until somebody decides', async () => {
    await lateBy(0, { seq: 2, item: 2, value: 'B' });
    const invigilator = await signInStaff(at.house, at.committee.usernameOf('invigilator'));
    expect(await invigilator.open(at.path)).toContain('1 người có câu trả lời đến sau giờ');
    const page = (await (await staff('secretary')).get(`/marking/${at.closed.batch.id}/late`)).body;
    expect(page).toContain(entryOf(0).fullName);
    expect(page).toContain('máy làm bài');
    expect(page).not.toContain('name="counted"');
    const { missing } = await at.app.get(OutcomeService).outcomes(at.committee.ownerId, at.closed.batch.id);
    expect(missing.filter((m) => m.code === 'late')).toMatchObject([{ n: 1, who: 'chair' }]);
  });

  it('that the chair counts become steps of the closed attempt and a new version of its score', async () => {
    const right = await keyOf(0, 2);
    await lateBy(0, { seq: 2, item: 2, value: right }, { seq: 3, item: 2, flag: true });
    await at.app.get(MarkingService).scoreClosed();
    const { id, receiptCode } = await attemptOf(0);
    const before = (await at.app.get(MarkingService).findLatest([id])).get(id)!;
    const chair = await staff('chair');
    const reason = 'Mất mạng cả phòng, có biên bản';
    expect((await decide(chair, 0, { counted: 'yes', reason, seen: '2' })).status).toBe(303);

    expect(await answersOf(0)).toEqual({ 1: 'A', 2: right });
    const steps = await at.app.get(AttemptService).findSteps(id);
    expect(steps.slice(-2)).toMatchObject([
      { kind: 'expire' },
      { kind: 'acceptLate', itemNo: 2, value: right, source: 'browser' },
    ]);
    const after = (await at.app.get(MarkingService).findLatest([id])).get(id)!;
    expect([before.version, after.version, after.points - before.points]).toEqual([1, 2, 200]);
    expect((await attemptOf(0)).receiptCode).toBe(receiptCode);
    expect(await at.app.get(AttemptService).findStale()).toEqual([]);
    expect(await ledgerFaults()).toEqual([]);
    expect((await lateOf(0))?.open).toEqual([]);
    expect((await chair.get(`/marking/${at.closed.batch.id}/late`)).body).toContain(reason);
  });

  it('that the chair leaves out change nothing, and the decision is on record', async () => {
    await lateBy(0, { seq: 2, item: 2, value: 'B' });
    const { lastSeq } = await attemptOf(0);
    const chair = await staff('chair');
    expect((await decide(chair, 0, { counted: 'no', reason: 'Không có sự cố', seen: '1' })).status).toBe(303);
    expect([await answersOf(0), (await attemptOf(0)).lastSeq]).toEqual([{ 1: 'A' }, lastSeq]);
    expect((await lateOf(0))?.decisions).toMatchObject([{ counted: false, toNo: 1, reason: 'Không có sự cố' }]);
    expect(await ledgerFaults()).toEqual([]);
  });

  it('are decided on by the chair alone, with a reason, once, and for exactly what the page showed', async () => {
    const { client, lease } = await lateBy(0, { seq: 2, item: 2, value: 'B' });
    const fields = { counted: 'yes', reason: 'Mất mạng', seen: '1' };
    expect((await decide(await staff('secretary'), 0, fields)).status).toBe(403);
    const chair = await staff('chair');
    expect((await decide(chair, 0, { ...fields, reason: '' })).status).toBe(400);
    await save(client, lease, { seq: 3, item: 3, value: 'B' });
    expect((await decide(chair, 0, fields)).body).toContain('Vừa có thêm câu trả lời đến sau giờ');
    expect((await decide(chair, 0, { ...fields, seen: '2' })).status).toBe(303);
    expect((await decide(chair, 0, { ...fields, seen: '2' })).status).toBe(409);
    expect((await lateOf(0))?.decisions).toHaveLength(1);
  });

  it('neither come in nor are decided on once the results are locked', async () => {
    const { client, lease } = await lateBy(0, { seq: 2, item: 2, value: 'B' });
    const chair = await staff('chair');
    const uow = at.app.get(UnitOfWork);
    await uow.run(() => at.app.get(BatchService).setReview(at.closed.batch.id, { resultsLockedAt: at.clock.now() }));
    expect(await save(client, lease, { seq: 3, item: 3, value: 'B' })).toMatchObject({ code: 'attempt/closed' });
    expect((await decide(chair, 0, { counted: 'yes', reason: 'Mất mạng', seen: '1' })).body).toContain('đã khóa');
    expect(await answersOf(0)).toEqual({ 1: 'A' });
    await uow.run(() => at.app.get(BatchService).setReview(at.closed.batch.id, { resultsLockedAt: null }));
  });

  it('that somebody alters are found by the ledger', async () => {
    await lateBy(0, { seq: 2, item: 2, value: 'B' });
    await decide(await staff('chair'), 0, { counted: 'yes', reason: 'Mất mạng', seen: '1' });
    const { id } = await attemptOf(0);
    const uow = at.app.get(UnitOfWork);
    const fence = engine === 'sqlite' ? 'late_answer_no_update' : 'late_answer_append_only ON late_answer';
    await uow.run(async () => {
      await uow.writing.query(`DROP TRIGGER ${fence}`);
      await uow.writing.query(`UPDATE late_answer SET value = 'C' WHERE attempt_id = '${id}'`);
    });
    expect(await ledgerFaults()).toMatchObject([{ subjectType: 'lateAnswer', subjectId: id, code: 'row/changed' }]);
  });
});
