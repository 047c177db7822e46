import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type StaffActor, SYSTEM_ACTOR } from '../../src/common/actor.js';
import { BatchService } from '../../src/batch/batch.service.js';
import { FormService } from '../../src/batch/form.service.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { AttemptService } from '../../src/delivery/attempt.service.js';
import { StaffService } from '../../src/identity/staff.service.js';
import { LedgerReader } from '../../src/ledger/ledger-reader.service.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { translate } from '../../src/i18n/translator.js';
import { EssayService } from '../../src/marking/essay.service.js';
import { MarkingService } from '../../src/marking/marking.service.js';
import { OutcomeService } from '../../src/marking/outcome.service.js';
import { RescoreService } from '../../src/marking/rescore.service.js';
import { notesOf } from '../../src/marking/results.presenter.js';
import { ScoreBook } from '../../src/marking/score-book.service.js';
import { RatingService } from '../../src/rating/rating.service.js';
import { ESSAY_BLUEPRINT, ESSAY_NO, WRITTEN_ONLY } from '../support/essay-plan.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { RawClient } from '../support/raw-client.js';
import {
  type ClosedBatch,
  type Committee,
  newClosedBatch,
  newCommittee,
  PASSWORD,
  sampleBank,
  startSitting,
} from '../support/world.js';

const TEXTS = ['Gương mẫu là làm trước.\n\n<b>Khiêm tốn</b> là biết lắng nghe.', 'Học tập suốt đời.', ''];
const FULL = { c1: '3', c2: '3', c3: '2,5', c4: '1.5' };

describe.each(ENGINES)('essays on %s', (engine) => {
  let house: House;
  let mine: Committee;
  let theirs: Committee;
  let closed: ClosedBatch;
  let first: RawClient;
  let second: RawClient;
  let third: RawClient;

  beforeAll(async () => {
    house = await openHouse({ engine, background: false });
    house.app.get(MarkingService).stopSweeping();
    const roles = ['secretary', 'chair', 'invigilator', 'examiner'] as const;
    mine = await newCommittee(house, 'Đảng ủy Một', roles, WRITTEN_ONLY, sampleBank(), ESSAY_BLUEPRINT);
    theirs = await newCommittee(house, 'Đảng ủy Hai', ['examiner'], WRITTEN_ONLY);
    const staff = house.app.get(StaffService);
    for (const username of ['giamkhao-hai', 'giamkhao-ba']) {
      const user = await staff.create(
        { username, fullName: `Bùi Thị ${username.slice(-3)}`, password: PASSWORD },
        SYSTEM_ACTOR,
        mine.ownerId,
      );
      await staff.grant(user.id, 'examiner', mine.ownerId, SYSTEM_ACTOR);
    }
    first = await staffClient(mine.usernameOf('examiner'));
    second = await staffClient('giamkhao-hai');
    third = await staffClient('giamkhao-ba');
  }, 60_000);
  afterAll(() => house.close());
  beforeEach(async () => {
    house.clock.set('2027-01-09T00:30:00.000Z');
    closed = await newClosedBatch(house, mine, ['Nguyễn Thị Ánh', 'Trần Văn Bách', 'Đỗ Thị Cúc']);
    const invigilator = await startSitting(house, mine, closed);
    for (const [i, text] of TEXTS.entries()) await write(i, text);
    await invigilator.submit(`/invigilation/${closed.sitting.id}/close`, {});
  });

  async function staffClient(username: string): Promise<RawClient> {
    const client = new RawClient(house.url);
    await client.get('/identity/sign-in');
    const { status } = await client.post('/identity/sign-in', { username, password: PASSWORD });
    expect(status).toBe(303);
    return client;
  }

  /** Answers the first ten questions with A, writes the essay, hands in. */
  async function write(i: number, text: string): Promise<void> {
    const client = new RawClient(house.url);
    const entry = closed.entries[i]!;
    await client.get('/delivery/sign-in');
    await client.post('/delivery/sign-in', { candidateNo: entry.candidateNo!, code: closed.codes.get(entry.id)! });
    await client.post('/delivery/confirm', { answer: 'yes' });
    await client.post('/delivery/start', {});
    const { leaseNo } = JSON.parse((await client.json('/delivery/lease', {})).body) as { leaseNo: number };
    const answers = Array.from({ length: 10 }, (_, k) => ({ seq: k + 1, item: k + 1, value: 'A' }));
    const essay = { seq: 11, item: ESSAY_NO, value: text };
    expect((await client.json('/delivery/save', { lease: leaseNo, entries: [...answers, essay] })).status).toBe(200);
    await client.post('/delivery/submit', { confirm: 'yes' });
  }

  const list = (): string => `/marking/essays/${closed.batch.id}`;
  const batch = () => house.app.get(BatchService).getBatch(mine.ownerId, closed.batch.id);
  const questionOf = async (i: number): Promise<string> => {
    await house.app.get(EssayService).ensureOpened(await batch());
    const all = await house.app.get(RatingService).findQuestions(closed.batch.id, 'written');
    return all.find((q) => q.entryId === closed.entries[i]!.id)!.id;
  };
  const fields = (marks: Record<string, string>, note = ''): Record<string, string> => ({
    ...Object.fromEntries(Object.entries(marks).map(([c, v]) => [`m-${ESSAY_NO}-${c}`, v])),
    [`note-${ESSAY_NO}`]: note,
  });
  async function mark(client: RawClient, question: string, marks: Record<string, string>, note = ''): Promise<void> {
    expect((await client.post(`${list()}/${question}/claim`, {})).status).toBe(303);
    const locked = await client.post(`${list()}/${question}/marks`, { ...fields(marks, note), go: 'lock' });
    expect([locked.status, locked.headers.get('location')]).toEqual([303, `${list()}?done=essay.locked`]);
  }
  async function scoreOf(i: number): Promise<{ points: number; essay: number } | null> {
    await house.app.get(MarkingService).scoreClosed();
    const [attempt] = await house.app.get(AttemptService).findByEntries([closed.entries[i]!.id]);
    const score = (await house.app.get(MarkingService).findLatest([attempt!.id])).get(attempt!.id);
    if (score === undefined) return null;
    return { points: score.points, essay: score.items.find((s) => s.no === ESSAY_NO)!.points };
  }

  it('are opened once when the sitting has ended, each under a number that tells nobody whose it is', async () => {
    const page = await first.get(list());
    expect(page.body.match(/>Bài 0[123]</g)).toHaveLength(3);
    const questions = await house.app.get(RatingService).findQuestions(closed.batch.id, 'written');
    expect(questions.map((q) => [q.no, q.points])).toEqual(questions.map(() => [ESSAY_NO, 1000]));
    expect(await house.app.get(EssayService).ensureOpened(await batch())).toBe(0);
    for (const q of questions) {
      const { body } = await first.get(`${list()}/${q.id}`);
      for (const e of closed.entries)
        for (const secret of [e.fullName, e.candidateNo!, e.unitName, e.id]) expect(body).not.toContain(secret);
    }
    const body = (await first.get(`${list()}/${await questionOf(0)}`)).body;
    expect(body).toContain('&lt;b&gt;Khiêm tốn&lt;/b&gt;');
    // Whoever sees a rubric sees a key: once an item and day, whatever the number of papers.
    const { rows } = await house.app.get(LedgerReader).page(mine.ownerId, 1, 10_000);
    const seen = rows.filter((a) => a.action === 'item.viewed').map((a) => a.facts['code']);
    expect(new Set(seen)).toEqual(new Set(questions.map((q) => q.code)));
    expect(seen).toHaveLength(new Set(seen).size);
    expect((await house.app.get(LedgerVerifier).verify()).rowFaults).toEqual([]);
  });

  it('are not opened while their sitting runs: their order would tell who finished first', async () => {
    closed = await newClosedBatch(house, mine, ['Nguyễn Thị Ánh']);
    await startSitting(house, mine, closed);
    await write(0, 'Xong sớm');
    expect(await house.app.get(EssayService).ensureOpened(await batch())).toBe(0);
    expect((await first.get(list())).body).toContain('Chưa có bài tự luận nào để chấm');
  });

  it('give no score until both raters have locked, and no byte of one rater reaches the other before', async () => {
    const question = await questionOf(0);
    expect(await scoreOf(0)).toBeNull();
    await mark(first, question, FULL, 'Chữ đẹp, ý đủ');
    expect(await scoreOf(0)).toBeNull();
    await second.post(`${list()}/${question}/claim`, {});
    for (const path of [list(), `${list()}/${question}`]) {
      const { body } = await second.get(path);
      for (const secret of ['Chữ đẹp, ý đủ', 'value="3"', '10,00', '10,0', 'Nguyễn Văn examiner'])
        expect([path, secret, body.includes(secret)]).toEqual([path, secret, false]);
    }
    await second.post(`${list()}/${question}/marks`, { ...fields({ ...FULL, c1: '2', c3: '2' }), go: 'lock' });
    const score = await scoreOf(0);
    // 10 and 8,5 are within 20 % of 10 points: the mean
    expect(score?.essay).toBe(925);
    expect((await second.get(`${list()}/${question}`)).body).toContain('Nguyễn Văn examiner');
    expect((await house.app.get(LedgerVerifier).verify()).sound).toBe(true);
  });

  it('whose raters are too far apart wait for the chair, who was no rater, and are then worth what was settled', async () => {
    const question = await questionOf(1);
    await mark(first, question, FULL);
    await mark(second, question, { c1: '1', c2: '2', c3: '2', c4: '1' });
    expect(await scoreOf(1)).toBeNull();
    expect((await first.get(`${list()}/${question}`)).body).toContain('Lệch quá mức');
    const chair = await staffClient(mine.usernameOf('chair'));
    const settling = (await chair.get(`/oral/settle/${closed.batch.id}`)).body;
    expect(settling).toContain(`${list()}/${question}/text`);
    for (const known of [closed.entries[1]!.candidateNo!, 'Trần Văn Bách']) expect(settling).not.toContain(known);
    const read = await chair.get(`${list()}/${question}/text`);
    expect([read.body.includes(TEXTS[1]!), read.body.includes('Trần Văn Bách')]).toEqual([true, false]);
    expect((await first.get(`${list()}/${question}/text`)).status).toBe(403);
    const settled = await chair.post(`/oral/settle/${closed.batch.id}/${question}`, {
      points: '8,5',
      reason: 'Đọc lại bài cùng hai giám khảo',
    });
    expect(settled.status).toBe(303);
    expect((await scoreOf(1))?.essay).toBe(850);
  });

  it('are marked by no more raters than the plan says, and by nobody twice', async () => {
    const question = await questionOf(2);
    await mark(first, question, { c1: '0', c2: '0', c3: '0', c4: '0' });
    expect((await first.post(`${list()}/${question}/claim`, {})).status).toBe(303);
    expect(await house.app.get(RatingService).findOwnSheets((await batchUser()).id, [question])).toHaveLength(1);
    await second.post(`${list()}/${question}/claim`, {});
    const full = await third.post(`${list()}/${question}/claim`, {}, 'application/json');
    expect(full.body).toContain('essay/full');
    const unclaimed = await third.post(`${list()}/${question}/marks`, fields(FULL), 'application/json');
    expect(unclaimed.body).toContain('essay/not-claimed');
    // claimed by two at once: one place, one rater
    const other = await questionOf(0);
    await mark(first, other, FULL);
    const answers = await Promise.all([
      second.post(`${list()}/${other}/claim`, {}),
      third.post(`${list()}/${other}/claim`, {}, 'application/json'),
    ]);
    expect(answers.map((a) => a.status).sort()).toEqual([303, 409]);
  });

  const batchUser = async () => (await house.app.get(StaffService).findByUsername(mine.usernameOf('examiner')))!;

  it('keep what was typed when a mark is wrong or missing, and lock only whole sheets', async () => {
    const question = await questionOf(0);
    await first.post(`${list()}/${question}/claim`, {});
    const wrong = await first.post(`${list()}/${question}/marks`, { ...fields({ ...FULL, c1: '3,2' }), go: 'save' });
    expect([wrong.status, wrong.body.includes('value="3,2"')]).toEqual([400, true]);
    const partly = await first.post(`${list()}/${question}/marks`, { ...fields({ c1: '2,5' }, 'Còn đọc'), go: 'lock' });
    expect([partly.status, partly.body.match(/Tiêu chí này chưa chấm/g)?.length]).toEqual([400, 6]);
    const { body } = await first.get(`${list()}/${question}`);
    expect(body).toContain('value="2,5"');
    expect(body).toContain('Còn đọc');
    expect(await scoreOf(0)).toBeNull();
  });

  it('are marked again with a reason, and the score follows', async () => {
    const question = await questionOf(0);
    await mark(first, question, FULL);
    await mark(second, question, FULL);
    expect((await scoreOf(0))?.essay).toBe(1000);
    const long = await second.post(`${list()}/${question}/revise`, {
      ...fields(FULL, `dòng\r\n${'x'.repeat(2000)}`),
      reason: 'Bỏ sót một ý sai',
    });
    expect([long.status, long.body.includes('Nhận xét dài nhất')]).toEqual([400, true]);
    const bare = await second.post(`${list()}/${question}/revise`, fields({ ...FULL, c1: '2' }));
    expect(bare.status).toBe(400);
    const done = await second.post(`${list()}/${question}/revise`, {
      ...fields({ ...FULL, c1: '2' }),
      reason: 'Bỏ sót một ý sai',
    });
    expect(done.status).toBe(303);
    expect((await scoreOf(0))?.essay).toBe(950);
    expect((await house.app.get(LedgerVerifier).verify()).sound).toBe(true);
  });

  it('are taken from a rater who does not mark them, by the secretary, and marked by another', async () => {
    const question = await questionOf(0);
    const secretary = await staffClient(mine.usernameOf('secretary'));
    await mark(first, question, FULL);
    await second.post(`${list()}/${question}/claim`, {});
    const holder = (await house.app.get(StaffService).findByUsername('giamkhao-hai'))!.id;
    const page = await secretary.get(`${list()}/raters`);
    expect(page.body).toContain('Bùi Thị hai');
    expect(page.body).not.toContain('10,0');
    const locked = await secretary.post(
      `${list()}/${question}/release`,
      { raterId: (await batchUser()).id },
      'application/json',
    );
    expect(locked.body).toContain('essay/locked');
    expect((await secretary.post(`${list()}/${question}/release`, { raterId: holder })).status).toBe(303);
    const again = await second.post(`${list()}/${question}/claim`, {}, 'application/json');
    expect(again.body).toContain('essay/released');
    await mark(third, question, FULL);
    expect((await scoreOf(0))?.essay).toBe(1000);
  });

  it('that are not marked yet are named on the results, with the way to who marks what for the secretary', async () => {
    const secretary = await staffClient(mine.usernameOf('secretary'));
    for (const path of [`/marking/${closed.batch.id}`, `/overview/batch/${closed.batch.id}`]) {
      const { body } = await secretary.get(path);
      const [, href] = /<a href="([^"]+)">3 người còn câu tự luận chưa chấm xong/.exec(body) ?? [];
      expect(href).toBe(`${list()}/raters`);
    }
    expect((await secretary.get(`${list()}/raters`)).status).toBe(200);
  });

  it('of another committee, and oral questions, are not there', async () => {
    const question = await questionOf(0);
    const foreign = await staffClient(theirs.usernameOf('examiner'));
    for (const path of [list(), `${list()}/${question}`])
      expect([path, (await foreign.get(path)).status]).toEqual([path, 404]);
    expect((await foreign.post(`${list()}/${question}/claim`, {})).status).toBe(404);
    const other = await newClosedBatch(house, mine, ['Lê Văn Đạt']);
    expect((await first.get(`/marking/essays/${other.batch.id}/${question}`)).status).toBe(404);
    const chair = await staffClient(mine.usernameOf('chair'));
    expect((await chair.get(list())).status).toBe(403);
  });

  /** The second rater's marks anew, with a reason. */
  async function revise(question: string, marks: Record<string, string>): Promise<void> {
    const again = { ...fields(marks), reason: 'Đọc lại bài một lần nữa' };
    expect((await second.post(`${list()}/${question}/revise`, again)).status).toBe(303);
  }
  const lockNow = async () =>
    house.app
      .get(UnitOfWork)
      .run(() => house.app.get(BatchService).setReview(closed.batch.id, { resultsLockedAt: house.clock.now() }));
  const versionsOf = async (i: number) => {
    const [attempt] = await house.app.get(AttemptService).findByEntries([closed.entries[i]!.id]);
    return house.app.get(ScoreBook).findVersions(attempt!.id);
  };

  it('that were apart when the council ruled about another item are scored by its ruling once they agree', async () => {
    const question = await questionOf(0);
    await mark(first, question, FULL);
    await mark(second, question, FULL);
    expect((await scoreOf(0))?.essay).toBe(1000);
    await revise(question, { c1: '1', c2: '2', c3: '2', c4: '1' });
    const { itemId, no } = (await house.app.get(FormService).getForm(closed.entries[0]!.id)).items[0]!;
    const rescores = house.app.get(RescoreService);
    const ruling = { itemId, kind: 'fullMarks' as const, keys: [] };
    const { digest } = await rescores.preview(mine.ownerId, closed.batch.id, ruling);
    const user = (await house.app.get(StaffService).findByUsername(mine.usernameOf('chair')))!;
    const chair: StaffActor = {
      id: user.id,
      ownerId: mine.ownerId,
      ownerName: 'Đảng ủy Một',
      name: user.fullName,
      roles: ['chair'],
      unitIds: [],
      sessionId: user.id,
    };
    house.clock.pass(1);
    await rescores.order(chair, closed.batch.id, ruling, 'Câu hỏi có hai cách hiểu', digest);
    house.clock.pass(1);
    await revise(question, FULL);
    await house.app.get(MarkingService).scoreBatch(await batch());
    const last = (await versionsOf(0)).at(-1)!;
    expect(last.items.find((i) => i.no === no)).toMatchObject({ points: 200, ruling: 'fullMarks' });
    expect(last.items.find((i) => i.no === ESSAY_NO)).toMatchObject({ points: 1000 });
    // and the list goes on to say so, whichever version came last
    await revise(question, { ...FULL, c1: '2' });
    const { rows } = await house.app.get(OutcomeService).outcomes(mine.ownerId, closed.batch.id);
    const row = rows.find((r) => r.entry.id === closed.entries[0]!.id)!;
    expect(row.written!.rescoreId).toBeNull();
    expect(notesOf(row, 'en').map((n) => n.text)).toContain(translate('en', 'results.note.rescored'));
  });

  it('get no score from marks that were revised, and none after the lock, while the scores were being made', async () => {
    const question = await questionOf(0);
    await mark(first, question, FULL);
    await mark(second, question, FULL);
    await scoreOf(0);
    await revise(question, { ...FULL, c1: '2' });
    const book = house.app.get(ScoreBook);
    const look = book.essayMarks.bind(book);
    const between = (act: () => Promise<unknown>) =>
      jest.spyOn(book, 'essayMarks').mockImplementationOnce(async (b) => {
        const seen = await look(b);
        await act();
        return seen;
      });
    between(() => revise(question, { ...FULL, c1: '1' }));
    await house.app.get(MarkingService).scoreBatch(await batch());
    expect((await versionsOf(0)).map((v) => v.items.find((i) => i.no === ESSAY_NO)!.points)).toEqual([1000, 900]);
    await revise(question, { ...FULL, c1: '2' });
    between(lockNow);
    expect(await house.app.get(MarkingService).scoreBatch(await batch())).toBe(0);
    expect(await versionsOf(0)).toHaveLength(2);
  });

  it('are neither taken nor given back once the results are locked', async () => {
    const question = await questionOf(0);
    await first.post(`${list()}/${question}/claim`, {});
    await lockNow();
    const late = await second.post(`${list()}/${question}/claim`, {}, 'application/json');
    expect(late.body).toContain('results/locked');
    const secretary = await staffClient(mine.usernameOf('secretary'));
    const raterId = (await batchUser()).id;
    const released = await secretary.post(`${list()}/${question}/release`, { raterId }, 'application/json');
    expect(released.body).toContain('results/locked');
  });

  it('take no mark once the results are locked', async () => {
    const question = await questionOf(0);
    await first.post(`${list()}/${question}/claim`, {});
    const uow = house.app.get(UnitOfWork);
    await uow.run(() => house.app.get(BatchService).setReview(closed.batch.id, { resultsLockedAt: house.clock.now() }));
    const refused = await first.post(
      `${list()}/${question}/marks`,
      { ...fields(FULL), go: 'save' },
      'application/json',
    );
    expect(refused.body).toContain('results/locked');
  });
});
