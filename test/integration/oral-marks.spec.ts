import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { BatchService } from '../../src/batch/batch.service.js';
import { LedgerReader } from '../../src/ledger/ledger-reader.service.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { StaffService } from '../../src/identity/staff.service.js';
import { JoinedMarks } from '../../src/rating/joined-marks.service.js';
import { RatingService } from '../../src/rating/rating.service.js';
import { ENGINES, type House } from '../support/house.js';
import { markAndLock, newExaminers, openSheets, OralStage, staffClient } from '../support/oral-world.js';
import type { Answer, RawClient } from '../support/raw-client.js';
import { allRoutes } from '../support/routes.js';
import type { Committee } from '../support/world.js';

const codeOf = ({ body }: Answer): string => (JSON.parse(body) as { code: string }).code;

/** Drawings are full of figures that are nobody's marks. */
const withoutDrawings = (page: string): string => page.replace(/<svg[\s\S]*?<\/svg>/g, '');
const says = (figure: string, text: string): boolean => new RegExp(`(^|[^\\d,.])${figure}($|[^\\d,.])`).test(text);

describe.each(ENGINES)('marks of the oral part on %s', (engine) => {
  let stage: OralStage;
  let house: House;
  let committee: Committee;
  let secretary: RawClient;
  let chair: RawClient;

  beforeAll(async () => {
    stage = await OralStage.open(engine);
    ({ house, committee, secretary, chair } = stage);
  }, 90_000);

  afterAll(() => house.close());

  const verify = async () => {
    expect(await stage.faults()).toEqual([]);
  };

  describe('marks', () => {
    it('merge by lease and number whatever the order; another rater’s sheet is not there', async () => {
      const { a, b, sessionId } = await stage.drawn();
      const [sheet] = await openSheets(a.client, sessionId);
      const save = (client: RawClient, lease: number, ...entries: object[]) =>
        client.json(`/oral/sheets/${sheet!.sheetId}/marks`, { lease, entries });
      await save(a.client, 1, { seq: 3, criterion: 'c1', points: 300 }, { seq: 1, criterion: 'c1', points: 50 });
      await save(a.client, 1, { seq: 2, criterion: 'c1', points: 100 });
      const [again] = await openSheets(a.client, sessionId);
      expect([again!.lease, again!.marks['c1']?.points]).toEqual([2, 300]);
      await save(a.client, 2, { seq: 1, criterion: 'c1', points: 0 });
      await save(a.client, 1, { seq: 9, criterion: 'c1', points: 250 }, { seq: 10, criterion: 'c2', points: 150 });
      const [now] = await openSheets(a.client, sessionId);
      expect([now!.marks['c1']?.points, now!.marks['c2']?.points]).toEqual([0, 150]);
      expect((await save(b.client, 1, { seq: 1, criterion: 'c1', points: 50 })).status).toBe(404);
      expect((await save(a.client, 9, { seq: 1, criterion: 'c1', points: 50 })).status).toBe(404);
      expect((await save(a.client, 3, { seq: 1, criterion: 'c1', points: 75 })).status).toBe(409);
      expect((await save(a.client, 3, { seq: 1, criterion: 'c9', points: 50 })).status).toBe(409);
    });

    it.each([
      ['no entries', { lease: 1, entries: [] }],
      ['a mark and a note in one', { lease: 1, entries: [{ seq: 1, criterion: 'c1', points: 50, note: 'x' }] }],
      ['a text for points', { lease: 1, entries: [{ seq: 1, criterion: 'c1', points: '0.5' }] }],
      ['no lease', { entries: [{ seq: 1, note: 'x' }] }],
      ['null', null],
    ])('refuse a body with %s', async (_, body) => {
      const client = await staffClient(house, `gk1x1-${committee.ownerId.slice(-6)}`);
      expect((await client.json(`/oral/sheets/${v7()}/marks`, body)).status).toBe(400);
    });

    it('lock only when nothing is missing, all questions of the candidate at once, and then stand', async () => {
      const { oral, a, entry, sessionId } = await stage.drawn();
      const questions = await oral.questions(entry);
      await openSheets(a.client, sessionId);
      const refused = await a.client.post(`/oral/sessions/${sessionId}/lock`, {}, 'application/json');
      expect(codeOf(refused)).toBe('oral/marks-missing');
      expect((JSON.parse(refused.body) as { detail: string }).detail).toContain('tiêu chí 1 của câu 1');
      await markAndLock(a.client, sessionId, questions, (_, c) => c.points);
      const [sheet] = await openSheets(a.client, sessionId);
      expect(sheet!.locked).toBe(true);
      const late = await a.client.json(`/oral/sheets/${sheet!.sheetId}/marks`, {
        lease: sheet!.lease,
        entries: [{ seq: 99, criterion: 'c1', points: 0 }],
      });
      expect([late.status, codeOf(late)]).toEqual([409, 'rating/sheet-locked']);
      await verify();
    });

    it('work from a page without script, what was typed staying beside its fault', async () => {
      const { oral, a, entry, sessionId } = await stage.drawn();
      const questions = await oral.questions(entry);
      const fields = Object.fromEntries(
        questions.flatMap((q) => q.rubric.criteria.map((c) => [`m-${q.no}-${c.id}`, String(c.points / 100)])),
      );
      const post = (more: Record<string, string>) =>
        a.client.post(`/oral/sessions/${sessionId}/marks`, { ...fields, 'note-1': 'nắm chắc', ...more });
      const bad = await post({ 'm-1-c1': '6,3', go: 'save' });
      expect(bad.status).toBe(400);
      expect(bad.body).toContain('value="6,3"');
      expect(bad.body).toContain('theo bước 0,5');
      expect((await post({ 'm-1-c1': '', go: 'lock' })).status).toBe(409);
      expect((await post({ 'm-1-c1': '1,5', go: 'lock' })).status).toBe(303);
      const [own] = await house.app.get(RatingService).findOwnSheets(a.id, [questions[0]!.id]);
      expect([own!.lockedAt === null, own!.marks['c1']!.points, own!.note!.text]).toEqual([false, 150, 'nắm chắc']);
    });

    // What a page tells is decided above the database: to look at all of them once is enough.
    const [blindOn] = ENGINES;
    if (engine === blindOn)
      it('of one rater reach nobody before all have locked: no page, no JSON, no ledger, no print', async () => {
        const { oral, a, b, entry, sessionId } = await stage.drawn();
        const questions = await oral.questions(entry);
        const NOTE = 'CHIM-BAY-QUA-NUI';
        const eyes = [b.client, chair, secretary, await staffClient(house, committee.usernameOf('inspector'))];
        await openSheets(b.client, sessionId);
        const before: string[] = [];
        for (const client of eyes)
          for (const type of ['text/html', 'application/json'])
            before.push(withoutDrawings((await client.get(`/oral/sessions/${sessionId}`, type)).body));
        for (const sheet of await openSheets(a.client, sessionId)) {
          const { rubric } = questions.find((q) => q.id === sheet.questionId)!;
          const entries: object[] = rubric.criteria.map((c, i) => ({
            seq: i + 1,
            criterion: c.id,
            points: i === 0 ? 250 : 100,
          }));
          await a.client.json(`/oral/sheets/${sheet.sheetId}/marks`, {
            lease: sheet.lease,
            entries: [...entries, { seq: 9, note: NOTE }],
          });
        }
        const total = (q: (typeof questions)[number]): number => 250 + 100 * (q.rubric.criteria.length - 1);
        const mine = (
          await house.app.get(RatingService).findOwnSheets(
            a.id,
            questions.map((q) => q.id),
          )
        ).map((s) => s.id);
        const ids: Record<string, string> = {
          batchId: oral.batchId,
          sessionId,
          entryId: entry.id,
          panelId: (await oral.sessionOf(entry)).panelId,
          sheetId: mine[0]!,
          questionId: questions[0]!.id,
          sittingId: oral.closed.sitting.id,
          bankId: committee.bankId,
          planId: committee.planId,
          no: '1',
          seat: '1',
          code: 'DL001',
        };
        const look = async (clients: readonly RawClient[]): Promise<string[]> => {
          const seen: string[] = [];
          for (const client of clients) {
            for (const { method, path } of allRoutes(house.app)) {
              if ((method !== 'GET' && !path.endsWith('/open')) || path.startsWith('/language')) continue;
              // Made in a thread that is given the bank or the plan alone, at length.
              if (/\/(check|simulate)$/.test(path)) continue;
              const filled = path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? v7());
              const answer = method === 'GET' ? await client.get(filled) : await client.json(filled, {});
              const isPage = answer.headers.get('content-type')?.startsWith('text/html') === true;
              const json = method === 'GET' && isPage ? await client.get(filled, 'application/json') : answer;
              for (const body of [answer.bytes.toString('latin1') + answer.body, json.body])
                seen.push(`${filled}\n${body}`);
            }
          }
          return seen;
        };
        // '2,5' and the totals stand where marks would be told. What the pages of the session say before the first mark (a
        // criterion may be worth 2,5) tells nobody a mark.
        const sums = questions.map(total);
        const figures = [
          '2,5',
          '"2.5"',
          ':250',
          ...sums.map((p) => String(p / 100).replace('.', ',')),
          ...sums.map((p) => `:${p}`),
        ].filter((figure) => !before.some((page) => says(figure, page)));
        const told = (page: string): boolean => {
          const text = withoutDrawings(page).split('\n').slice(1).join('\n');
          return text.includes(NOTE) || figures.some((figure) => says(figure, text));
        };
        const findMarks = (pages: readonly string[]): string[] => pages.filter(told);
        expect(findMarks(await look(eyes)).map((p) => p.split('\n')[0])).toEqual([]);
        await a.client.post(`/oral/sessions/${sessionId}/lock`, {});
        expect(findMarks(await look(eyes)).map((p) => p.split('\n')[0])).toEqual([]);
        // Once the other has locked too, they are there: so the search finds what it looks for.
        await markAndLock(b.client, sessionId, questions, () => 50);
        expect(findMarks(await look([b.client])).map((p) => p.split('\n')[0])).toContain(`/oral/sessions/${sessionId}`);
        expect((await b.client.get(`/oral/sessions/${sessionId}`)).body).toContain('Tổng điểm của các giám khảo');
      }, 120_000);
  });

  describe('raters', () => {
    /** Both lock; the second gives so much less on the first question, from its first criterion on. */
    async function locked(less: number) {
      const world = await stage.drawn();
      const { oral, a, b, entry, sessionId } = world;
      const questions = await oral.questions(entry);
      await markAndLock(a.client, sessionId, questions, (_, c) => c.points);
      let left = less;
      await markAndLock(b.client, sessionId, questions, (q, c) => {
        const taken = q.no === 1 ? Math.min(left, c.points) : 0;
        left -= taken;
        return c.points - taken;
      });
      const batch = await house.app.get(BatchService).getBatch(committee.ownerId, oral.batchId);
      const marks = async () => (await house.app.get(JoinedMarks).ofBatch(batch, 'oral')).map((j) => j.mark);
      return { ...world, questions, marks };
    }

    it('exactly as far apart as the tolerance give their mean; the last lock ends the examination', async () => {
      const { oral, entry, marks } = await locked(400);
      expect(await marks()).toMatchObject([
        { state: 'mean', spread: 400, points: 1800 },
        { state: 'mean', points: 2000 },
      ]);
      expect((await oral.sessionOf(entry)).finishedAt).not.toBeNull();
      await verify();
    });

    it('further apart are settled with a reason by whom the plan names, never by a rater of the candidate', async () => {
      const { oral, a, questions, marks } = await locked(450);
      expect((await marks())[0]).toMatchObject({ state: 'apart', spread: 450 });
      const path = `/oral/settle/${oral.batchId}/${questions[0]!.id}`;
      const page = (await chair.get(`/oral/settle/${oral.batchId}`)).body;
      expect(page).toContain('lệch 4,5, cho phép 4,0');
      const vice = await staffClient(house, committee.usernameOf('viceChair'));
      expect(codeOf(await vice.post(path, { points: '18', reason: 'nghe lại ghi âm' }, 'application/json'))).toBe(
        'rating/not-the-settler',
      );
      expect((await a.client.post(path, { points: '18', reason: 'tự quyết' })).status).toBe(403);
      expect((await chair.post(path, { points: '18', reason: '' })).status).toBe(400);
      const odd = await chair.post(path, { points: '18,3', reason: 'nghe lại ghi âm' });
      expect([odd.status, odd.body.includes('value="18,3"')]).toEqual([400, true]);
      expect(
        codeOf(
          await chair.post(
            `/oral/settle/${oral.batchId}/${questions[1]!.id}`,
            { points: '18', reason: 'không cần' },
            'application/json',
          ),
        ),
      ).toBe('rating/within-tolerance');
      expect((await chair.post(path, { points: '18,5', reason: 'nghe lại ghi âm' })).status).toBe(303);
      expect((await marks())[0]).toMatchObject({ state: 'settled', points: 1850 });
      expect((await chair.get(`/oral/settle/${oral.batchId}`)).body).toContain('nghe lại ghi âm');
      await verify();
    });

    it('are not settled by who has marked the candidate in another part', async () => {
      const { oral, entry, questions } = await locked(450);
      const { batchId, itemId, itemVersionId, stem, rubric } = questions[0]!;
      const rating = house.app.get(RatingService);
      const essay = { batchId, entryId: entry.id, component: 'written' as const, no: 26, code: 'E' };
      const user = (await house.app.get(StaffService).findByUsername(committee.usernameOf('chair')))!;
      const opened = await house.app
        .get(UnitOfWork)
        .run(() => rating.openQuestion({ ...essay, itemId, itemVersionId, stem, rubric }));
      await rating.openSheet(committee.ownerId, opened.id, { raterId: user.id, raterName: 'Chủ tịch', seat: 1 });
      const answer = await chair.post(
        `/oral/settle/${oral.batchId}/${questions[0]!.id}`,
        { points: '18', reason: 'nghe lại ghi âm' },
        'application/json',
      );
      expect(codeOf(answer)).toBe('rating/own-candidate');
      await house.app.get(UnitOfWork).run(async () => {
        const { writing } = house.app.get(UnitOfWork);
        await writing.delete('MarkSheet', { questionId: opened.id });
        await writing.delete('RatedQuestion', { id: opened.id });
      });
    });

    it('correct a locked sheet by a new version with a reason; coming within tolerance is told', async () => {
      const { oral, b, sessionId, questions, marks } = await locked(450);
      const path = `/oral/sessions/${sessionId}/revise/1`;
      const fields = Object.fromEntries(
        questions[0]!.rubric.criteria.map((c) => [`m-1-${c.id}`, String(c.points / 100)]),
      );
      expect((await b.client.post(path, { ...fields, reason: '' })).status).toBe(400);
      const revised = await b.client.post(path, { ...fields, reason: 'cộng nhầm tiêu chí 1' });
      expect(revised.headers.get('location')).toContain('oral.revisedNear');
      expect((await marks())[0]).toMatchObject({ state: 'mean', points: 2000 });
      expect((await chair.get(`/oral/settle/${oral.batchId}`)).body).toContain('nay trong mức cho phép');
      await verify();
    });

    it('change nothing once the results are locked', async () => {
      const { oral, a, b, sessionId, questions } = await locked(450);
      const lock = (resultsLockedAt: Date | null) =>
        house.app.get(UnitOfWork).run(() => house.app.get(BatchService).setReview(oral.batchId, { resultsLockedAt }));
      await lock(house.clock.now());
      const [, second] = await oral.sessions();
      const fields = Object.fromEntries(questions[0]!.rubric.criteria.map((c) => [`m-1-${c.id}`, '0.5']));
      const answers = [
        await a.client.post(`/oral/sessions/${second!.id}/draw`, {}, 'application/json'),
        await a.client.post(
          `/oral/sessions/${second!.id}/missed`,
          { missed: 'withLeave', reason: 'bận việc' },
          'application/json',
        ),
        await b.client.post(
          `/oral/sessions/${sessionId}/revise/1`,
          { ...fields, reason: 'sửa muộn' },
          'application/json',
        ),
        await chair.post(
          `/oral/settle/${oral.batchId}/${questions[0]!.id}`,
          { points: '18', reason: 'quyết muộn' },
          'application/json',
        ),
        await secretary.post(`/oral/${oral.batchId}/assign-late`, {}, 'application/json'),
      ];
      await lock(null);
      expect(answers.map(codeOf)).toEqual(answers.map(() => 'results/locked'));
    });
  });

  it('an examiner replaced in the middle: what was not locked counts no more, what was stands, history stays', async () => {
    const { oral, a, b, entry, sessionId } = await stage.drawn();
    const [first, second] = await oral.sessions();
    const questions = await oral.questions(entry);
    await markAndLock(a.client, first!.id, questions, (_, c) => c.points);
    await a.client.post(`/oral/sessions/${second!.id}/draw`, {});
    const [half] = await openSheets(a.client, second!.id);
    await a.client.json(`/oral/sheets/${half!.sheetId}/marks`, {
      lease: half!.lease,
      entries: [{ seq: 1, criterion: 'c1', points: 100 }],
    });
    const [fresh] = await newExaminers(house, committee, 1, `moi${stage.serial}`);
    house.clock.pass(60);
    const path = `/oral/${oral.batchId}/panels/${first!.panelId}`;
    expect(
      (await secretary.post(`${path}/seats/1`, { examiner: fresh!.id, reason: 'đồng chí có việc gia đình' })).status,
    ).toBe(303);
    expect((await secretary.get(path)).body).toContain('đồng chí có việc gia đình');
    expect((await a.client.get(`/oral/sessions/${second!.id}`)).status).toBe(404);
    expect(
      (
        await a.client.json(`/oral/sheets/${half!.sheetId}/marks`, {
          lease: half!.lease,
          entries: [{ seq: 2, criterion: 'c1', points: 0 }],
        })
      ).status,
    ).toBe(404);
    // The locked sheet of the first candidate stands: the newcomer has nothing to mark there.
    expect(await openSheets(fresh!.client, first!.id)).toEqual([]);
    expect(codeOf(await fresh!.client.post(`/oral/sessions/${first!.id}/lock`, {}, 'application/json'))).toBe(
      'oral/nothing-to-lock',
    );
    expect(await openSheets(fresh!.client, second!.id)).toHaveLength(2);
    await markAndLock(b.client, sessionId, questions, (_, c) => c.points);
    const other = oral.closed.entries.find((e) => e.id === second!.entryId)!;
    for (const client of [fresh!.client, b.client])
      await markAndLock(client, second!.id, await oral.questions(other), (_, c) => c.points);
    const batch = await house.app.get(BatchService).getBatch(committee.ownerId, oral.batchId);
    const joined = await house.app.get(JoinedMarks).ofBatch(batch, 'oral');
    expect(joined.map((j) => j.mark.state)).toEqual(['mean', 'mean', 'mean', 'mean']);
    expect(joined.find((j) => j.question.entryId === entry.id)!.sheets.map((s) => s.raterId)).toEqual([a.id, b.id]);
    await verify();
  });

  it('an examiner who comes back to the panel begins an empty sheet, and what was voided stays so', async () => {
    const { oral, a, b, entry, sessionId } = await stage.drawn();
    const [session] = await oral.sessions();
    const [half] = await openSheets(a.client, sessionId);
    const entries = [{ seq: 1, criterion: 'c1', points: 100 }];
    await a.client.json(`/oral/sheets/${half!.sheetId}/marks`, { lease: half!.lease, entries });
    const seat = `/oral/${oral.batchId}/panels/${session!.panelId}/seats/1`;
    expect((await secretary.post(seat, { reason: 'ra ngoài nghe điện thoại' })).status).toBe(303);
    expect((await secretary.post(seat, { examiner: a.id, reason: 'đã trở lại' })).status).toBe(303);
    const sheets = await openSheets(a.client, sessionId);
    expect(sheets[0]!.lease).toBeGreaterThan(half!.lease);
    expect(sheets.map((s) => [s.sheetId === half!.sheetId, s.marks, s.locked])).toEqual([
      [false, {}, false],
      [false, {}, false],
    ]);
    for (const { client } of [a, b])
      await markAndLock(client, sessionId, await oral.questions(entry), (_, c) => c.points);
    const batch = await house.app.get(BatchService).getBatch(committee.ownerId, oral.batchId);
    const joined = await house.app.get(JoinedMarks).ofBatch(batch, 'oral');
    expect((await chair.get(`/oral/settle/${oral.batchId}`)).body).not.toContain(entry.fullName);
    expect(joined.map((j) => [j.mark.state, j.sheets.length])).toEqual([
      ['mean', 2],
      ['mean', 2],
    ]);
    await verify();
  });

  it('the mark sheets print, per examiner and candidate, and empty before that', async () => {
    const { oral, a, b, entry, sessionId } = await stage.drawn();
    const questions = await oral.questions(entry);
    expect((await secretary.get(`/oral/${oral.batchId}/sheets`)).status).toBe(409);
    const blank = (await secretary.get(`/oral/${oral.batchId}/sheets?blank=yes`)).body;
    expect(blank.match(/<section class="a4/g)).toHaveLength(6);
    await markAndLock(a.client, sessionId, questions, (_, c) => c.points - 50);
    await markAndLock(b.client, sessionId, questions, (_, c) => c.points);
    const own = (await b.client.get(`/oral/sessions/${sessionId}/sheet`)).body;
    expect(own).toContain('bốn mươi');
    const given = questions.reduce((sum, q) => sum + q.points - 50 * q.rubric.criteria.length, 0);
    expect(own).not.toContain(`${given / 100},0<`);
    expect((await secretary.get(`/oral/${oral.batchId}/sheets`)).body.match(/<section class="a4/g)).toHaveLength(2);
    const { rows } = await house.app.get(LedgerReader).page(committee.ownerId, 1, 10_000);
    const seen = rows.filter((r) => r.action === 'item.viewed' && r.role.includes('secretary'));
    expect(seen.map((r) => r.facts['code'])).toEqual(expect.arrayContaining(questions.map((q) => q.code)));
  });
});
