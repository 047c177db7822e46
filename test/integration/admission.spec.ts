import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { DecisionService } from '../../src/admission/decision.service.js';
import { GateService } from '../../src/admission/gate.service.js';
import { AdmissionService } from '../../src/admission/admission.service.js';
import type { BatchEntry } from '../../src/batch/entities/batch-entry.entity.js';
import { BatchService } from '../../src/batch/batch.service.js';
import { DEFAULT_RULES, type RuleSet } from '../../src/core/scoring/rule-set.js';
import { readWorkbook } from '../../src/documents/spreadsheet/workbook.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { caseOf, fixResult, givePapers, GOOD_PAPERS, lockResults, tamper } from '../support/locked.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { RawClient } from '../support/raw-client.js';
import { type ClosedBatch, type Committee, newClosedBatch, newCommittee, PASSWORD } from '../support/world.js';

/** A page as a person reads it: the template engine writes = as an entity. */
const read = (body: string): string => body.replace(/&#x3D;/g, '=');

const ACTOR = { id: v7(), role: 'standingCommitteeClerk' };

describe.each(ENGINES)('the way to admission on %s', (engine) => {
  let house: House;
  let mine: Committee;
  let theirs: Committee;
  let closed: ClosedBatch;
  let foreign: ClosedBatch;

  const person = (n: number): BatchEntry => closed.entries[n]!;
  const gate = async (n: number, asOf?: string) =>
    (await house.app.get(GateService).ask(mine.ownerId, await caseOf(house, person(n)), asOf)).answer;
  const outcomes = (answer: Awaited<ReturnType<typeof gate>>): Record<string, string> =>
    Object.fromEntries(answer.checks.map((c) => [c.code, `${c.outcome} ${c.why}`]));

  async function client(username: string): Promise<RawClient> {
    const browser = new RawClient(house.url);
    await browser.get('/identity/sign-in');
    expect((await browser.post('/identity/sign-in', { username, password: PASSWORD })).status).toBe(303);
    return browser;
  }

  async function openSession(clerk: RawClient, batch = closed): Promise<string> {
    const { headers, status } = await clerk.post(`/admission/batch/${batch.batch.id}/sessions`, {
      heldOn: '09/01/2027',
      documentNo: '',
    });
    expect(status).toBe(303);
    return /sessions\/([\w-]+)/.exec(headers.get('location') ?? '')?.[1] ?? '';
  }

  beforeAll(async () => {
    house = await openHouse({ engine, background: false });
    mine = await newCommittee(house, 'Đảng ủy Một', [
      'standingCommitteeClerk',
      'chair',
      'secretary',
      'inspector',
      'councilMember',
      'administrator',
    ]);
    theirs = await newCommittee(house, 'Đảng ủy Hai', ['standingCommitteeClerk']);
    closed = await newClosedBatch(house, mine);
    foreign = await newClosedBatch(house, theirs);
    for (const entry of closed.entries) await givePapers(house, entry, GOOD_PAPERS);
  }, 120_000);
  afterAll(() => house.close());

  describe('before the lock', () => {
    it('a provisional result never reaches the gate', async () => {
      await fixResult(house, person(0), 'excellent');
      const answer = await gate(0);
      expect(answer.open).toBe(false);
      expect(outcomes(answer)).toMatchObject({ resultsLocked: 'unmet resultsOpen', passed: 'unknown noResult' });
      expect(JSON.stringify(answer)).not.toContain('excellent');
    });

    it('pages say that it is too early and show nothing of anybody, and no session opens', async () => {
      const clerk = await client(mine.usernameOf('standingCommitteeClerk'));
      const { status, body } = await clerk.get(`/admission/batch/${closed.batch.id}`);
      expect(status).toBe(200);
      expect(body).toContain('Kết quả của đợt này chưa khóa.');
      for (const entry of closed.entries) expect(body).not.toContain(entry.fullName);
      const page = await clerk.get(`/admission/cases/${await caseOf(house, person(0))}`);
      expect(page.body).toContain('Kết quả của đợt này chưa khóa.');
      expect(page.body).not.toContain('Giỏi');
      const refused = await clerk.post(`/admission/batch/${closed.batch.id}/sessions`, {
        heldOn: '09/01/2027',
        documentNo: '',
      });
      expect(refused.status).toBe(409);
      expect(refused.body).toContain('chưa khóa');
    });
  });

  describe('after the lock', () => {
    beforeAll(async () => {
      await lockResults(house, { batch: closed.batch, entries: closed.entries.slice(1) }, [
        'good',
        'pass',
        'fail',
        'incomplete',
        'good',
      ]);
      await lockResults(house, foreign, ['good']);
    });

    it('the gate answers check by check, with what each answer rests on', async () => {
      expect(await gate(0, '2027-01-20')).toEqual({
        open: true,
        asOf: '2027-01-20',
        checks: [
          {
            code: 'resultsLocked',
            outcome: 'met',
            required: true,
            why: 'resultsLocked',
            evidence: { batch: '1/2027' },
          },
          {
            code: 'passed',
            outcome: 'met',
            required: true,
            why: 'passed',
            evidence: { batch: '1/2027', band: 'excellent' },
          },
          {
            code: 'certificate',
            outcome: 'met',
            required: true,
            why: 'certificateHolds',
            evidence: { certificateOn: '2025-05-01', months: 20, certificateNo: 'GCN-105', limit: 60 },
          },
          {
            code: 'cellResolution',
            outcome: 'met',
            required: true,
            why: 'cellResolution',
            evidence: { number: '12-NQ/CB' },
          },
          { code: 'age', outcome: 'met', required: false, why: 'age', evidence: { years: expect.any(Number) } },
        ],
      });
    });

    it.each([
      ['a failed check', 3, GOOD_PAPERS, 'passed', 'unmet notPassed'],
      ['a component missed with leave', 4, GOOD_PAPERS, 'passed', 'unmet notPassed'],
      [
        'an old certificate',
        1,
        { ...GOOD_PAPERS, certificateOn: '2021-12-31' },
        'certificate',
        'unmet certificateExpired',
      ],
      [
        'a certificate of a later day',
        1,
        { ...GOOD_PAPERS, certificateOn: '2027-02-01' },
        'certificate',
        'unmet certificateLater',
      ],
      ['no certificate', 1, { ...GOOD_PAPERS, certificateOn: null }, 'certificate', 'unknown noCertificate'],
      ['no resolution', 1, { ...GOOD_PAPERS, cellResolution: null }, 'cellResolution', 'unknown noCellResolution'],
    ] as const)('%s keeps it closed', async (_, n, papers, code, expected) => {
      await givePapers(house, person(n), papers);
      const answer = await gate(n, '2027-01-09');
      await givePapers(house, person(n), GOOD_PAPERS);
      expect(answer.open).toBe(false);
      expect(outcomes(answer)[code]).toBe(expected);
      expect(answer.checks.filter((c) => c.required && c.outcome !== 'met').map((c) => c.code)).toEqual([code]);
    });

    it('each check is required, advisory or off as the frozen plan of the batch says', async () => {
      const rules: RuleSet = {
        ...DEFAULT_RULES,
        eligibility: { ...DEFAULT_RULES.eligibility, certificateMonths: 12 },
        gate: {
          resultsLocked: 'required',
          passed: 'required',
          certificate: 'advisory',
          cellResolution: 'off',
          age: 'required',
        },
      };
      const other = await newCommittee(house, 'Đảng ủy Ba', [], rules);
      const { batch, entries } = await newClosedBatch(house, other, ['Hà Văn Ba']);
      await givePapers(house, entries[0]!, { ...GOOD_PAPERS, cellResolution: null });
      await lockResults(house, { batch, entries }, ['pass']);
      const id = await caseOf(house, entries[0]!);
      const { answer } = await house.app.get(GateService).ask(other.ownerId, id, '2027-01-09');
      expect(answer.open).toBe(true);
      expect(answer.checks.map((c) => [c.code, c.required, c.outcome])).toEqual([
        ['resultsLocked', true, 'met'],
        ['passed', true, 'met'],
        ['certificate', false, 'unmet'],
        ['age', true, 'met'],
      ]);
    });

    it('a later version of a result decides', async () => {
      await fixResult(house, person(5), 'fail');
      expect((await gate(5)).open).toBe(false);
      await fixResult(house, person(5), 'good');
      expect((await gate(5)).open).toBe(true);
    });

    it('the list finds, filters, counts, and comes as a spreadsheet', async () => {
      const clerk = await client(mine.usernameOf('standingCommitteeClerk'));
      const path = `/admission/batch/${closed.batch.id}`;
      const all = await clerk.get(path);
      expect(read(all.body)).toContain('4 đạt = 4 chưa có quyết định');
      const sorted = [...all.body.matchAll(/\/admission\/cases\/[\w-]+">([^<]+)</g)].map((m) => m[1]);
      expect(sorted).toEqual(closed.entries.map((e) => e.fullName));
      const shut = await clerk.get(`${path}?only=closed`);
      expect(shut.body.match(/\/admission\/cases\//g)).toHaveLength(2);
      expect(shut.body).toContain('Chưa đạt kiểm tra nhận thức ở đợt 1/2027.');
      const found = await clerk.get(`${path}?q=do+thi+cuc`);
      expect(found.body.match(/\/admission\/cases\//g)).toHaveLength(1);
      const { bytes, headers } = await clerk.get(`${path}/list.xlsx`);
      expect(headers.get('content-disposition')).toContain('xet-ket-nap-dot-1-2027.xlsx');
      const text = JSON.stringify(await readWorkbook(bytes));
      for (const entry of closed.entries) expect(text).toContain(entry.fullName);
    });

    describe('a session of the standing committee', () => {
      let clerk: RawClient;
      let sessionId: string;
      const decide = (fields: Record<string, string>, confirmed = true) =>
        clerk.post(`/admission/sessions/${sessionId}/decisions`, {
          people: '',
          outcome: 'admitted',
          decidedOn: '09/01/2027',
          documentNo: '',
          reason: '',
          exceptionReason: '',
          ...(confirmed ? { confirmed: 'yes' } : {}),
          ...fields,
        });
      const ids = (...n: number[]): string => n.map((i) => person(i).id).join(',');
      const history = async (n: number) =>
        (await house.app.get(AdmissionService).getCase(mine.ownerId, await caseOf(house, person(n)))).decisions
          .map(({ decision }) => decision)
          .reverse();
      const headSeq = async (): Promise<number> => (await house.app.get(LedgerVerifier).verify()).head.seq;

      beforeAll(async () => {
        clerk = await client(mine.usernameOf('standingCommitteeClerk'));
        sessionId = await openSession(clerk);
      });

      it('shows first who is meant, with the number on the button, and records nothing yet', async () => {
        const before = await headSeq();
        const { status, body } = await decide({ people: ids(0, 1, 2) }, false);
        expect(status).toBe(200);
        expect(body).toContain('Ghi 3 người được kết nạp');
        for (const n of [0, 1, 2]) expect(body).toContain(person(n).fullName);
        expect(body).not.toContain(person(3).fullName);
        expect(await headSeq()).toBe(before);
      });

      it('admits nobody through a closed gate: it names who and which check, keeps what was typed, and records nobody', async () => {
        const before = await headSeq();
        const { status, body } = await decide({ people: ids(0, 3), documentNo: '07-NQ/ĐU' });
        expect(status).toBe(409);
        expect(body).toContain(`${person(3).fullName} chưa đủ điều kiện: không đạt kiểm tra nhận thức.`);
        expect(body).toContain('value="07-NQ/ĐU"');
        for (const n of [0, 3]) expect(body).toMatch(new RegExp(`value="${person(n).id}" checked`));
        expect(await headSeq()).toBe(before);
        expect(await history(0)).toEqual([]);
        await expect(
          house.app.get(DecisionService).record(
            mine.ownerId,
            sessionId,
            {
              entryIds: [person(0).id, person(3).id],
              outcome: 'admitted',
              decidedOn: '2027-01-09',
              documentNo: null,
              reason: null,
              exceptionReason: null,
            },
            ACTOR,
          ),
        ).rejects.toMatchObject({ code: 'admission/gate-closed' });
        expect(await history(0)).toEqual([]);
      });

      it('asks the gate as of the day of the decision', async () => {
        await givePapers(house, person(1), { ...GOOD_PAPERS, certificateOn: '2022-01-08' });
        await lockedAt('2027-01-08T01:00:00.000Z');
        const late = await decide({ people: ids(1), decidedOn: '09/01/2027' }, false);
        const early = await decide({ people: ids(1), decidedOn: '08/01/2027' }, false);
        await lockedAt(house.clock.now().toISOString());
        await givePapers(house, person(1), GOOD_PAPERS);
        expect([late.status, early.status]).toEqual([409, 200]);
      });

      it('is closed on a day before the results were locked: a date typed back opens it for nobody', async () => {
        const early = await decide({ people: ids(1), decidedOn: '08/01/2027' }, false);
        expect(early.status).toBe(409);
        expect(early.body).toContain('chưa đủ điều kiện');
        expect(outcomes(await gate(1, '2027-01-08'))).toMatchObject({ resultsLocked: 'unmet resultsOpen' });
        expect((await gate(1, '2027-01-09')).open).toBe(true);
      });

      const lockedAt = (at: string): Promise<void> =>
        house.app
          .get(UnitOfWork)
          .run(() => house.app.get(BatchService).setReview(closed.batch.id, { resultsLockedAt: new Date(at) }));

      it.each(['deferred', 'notAdmitted', 'withdrawn'])('needs a reason for %s', async (outcome) => {
        const { status, body } = await decide({ people: ids(2), outcome });
        expect(status).toBe(409);
        expect(body).toContain('đều cần ghi lý do');
        expect(await history(2)).toEqual([]);
      });

      it.each([
        ['nobody', { people: '' }, 409, 'Chưa chọn ai'],
        ['a day ahead', { people: '0', decidedOn: '10/01/2027' }, 409, 'Ngày quyết định chưa tới'],
        ['no date', { people: '0', decidedOn: '31/02/2027' }, 400, 'ngày/tháng/năm'],
        ['no decision', { people: '0', outcome: 'canonised' }, 400, 'chọn một trong các mục'],
        ['nonsense for people', { people: 'x' }, 400, 'chọn một trong các mục'],
      ])('refuses %s, beside the field', async (_, fields, status, message) => {
        const people = fields.people === '0' ? ids(0) : fields.people;
        const answer = await decide({ ...fields, people });
        expect(answer.status).toBe(status);
        expect(answer.body).toContain(message);
        expect(await history(0)).toEqual([]);
      });

      it('admits by way of exception with reason and number, for one person at a time, and for nobody who needs none', async () => {
        const exceptionReason = 'Có quyết định riêng';
        const bare = await decide({ people: ids(3), exceptionReason });
        expect(bare.body).toContain('Ngoại lệ phải có số văn bản');
        const two = await decide({ people: ids(3, 4), exceptionReason, documentNo: '9-QĐ/ĐU' });
        expect(two.body).toContain('Ngoại lệ chỉ dành cho');
        const needless = await decide({ people: ids(0), exceptionReason, documentNo: '9-QĐ/ĐU' });
        expect(needless.body).toContain('không cần ngoại lệ');
        expect([bare.status, two.status, needless.status]).toEqual([409, 409, 409]);
        expect(await history(3)).toEqual([]);
        const { status } = await decide({ people: ids(3), exceptionReason, documentNo: '9-QĐ/ĐU' });
        expect(status).toBe(303);
        expect(await history(3)).toMatchObject([
          { outcome: 'admitted', exceptionReason, documentNo: '9-QĐ/ĐU', gate: { open: false } },
        ]);
        const { body } = await clerk.get(`/admission/batch/${closed.batch.id}`);
        expect(read(body)).toContain('4 đạt = 4 chưa có quyết định');
        expect(body).toContain('Ngoài số đạt: 1 người');
      });

      it('records several at once; the counts add up to those who passed', async () => {
        const { headers, status } = await decide({ people: ids(0, 1), documentNo: '07-NQ/ĐU' });
        expect(status).toBe(303);
        expect(headers.get('location')).toContain('done=admission.decided&n=2');
        await decide({ people: ids(2), outcome: 'deferred', reason: 'Chờ thẩm tra lý lịch' });
        await decide({ people: ids(5), outcome: 'withdrawn', reason: 'Chuyển công tác' });
        const { body } = await clerk.get(`/admission/batch/${closed.batch.id}`);
        expect(read(body)).toContain('4 đạt = 2 kết nạp + 1 để lại xét sau + 1 rút hồ sơ');
        const shown = await clerk.get(`/admission/batch/${closed.batch.id}?only=admitted`);
        expect(shown.body.match(/\/admission\/cases\//g)).toHaveLength(3);
      });

      it('said again changes nothing, not even the ledger', async () => {
        const before = await headSeq();
        const { headers } = await decide({ people: ids(0, 1), documentNo: '07-NQ/ĐU' });
        expect(headers.get('location')).toContain('done=admission.unchanged');
        expect(await headSeq()).toBe(before);
        expect(await history(0)).toHaveLength(1);
      });

      it('a later decision is a new version; the earlier one stays, with what the gate said then', async () => {
        await decide({ people: ids(2), documentNo: '08-NQ/ĐU' });
        expect(await history(2)).toMatchObject([
          { version: 1, outcome: 'deferred', reason: 'Chờ thẩm tra lý lịch', gate: { open: true } },
          { version: 2, outcome: 'admitted', documentNo: '08-NQ/ĐU', gate: { open: true } },
        ]);
        const { body } = await clerk.get(`/admission/cases/${await caseOf(house, person(2))}`);
        expect(body).toContain('Chờ thẩm tra lý lịch');
        expect(body).toContain('08-NQ/ĐU');
        expect(body).toContain('Phần mềm không kết nạp ai');
      });

      it('two clerks at once give a case its versions one after the other', async () => {
        const record = (reason: string) =>
          house.app.get(DecisionService).record(
            mine.ownerId,
            sessionId,
            {
              entryIds: [person(5).id],
              outcome: 'deferred',
              decidedOn: '2027-01-09',
              documentNo: null,
              reason,
              exceptionReason: null,
            },
            ACTOR,
          );
        await Promise.all(['lý do thứ nhất', 'lý do thứ hai', 'lý do thứ ba'].map(record));
        expect((await history(5)).map((d) => d.version)).toEqual([1, 2, 3, 4]);
      });

      it('takes its number later, and only a change is recorded', async () => {
        const send = (documentNo: string) =>
          clerk.post(`/admission/sessions/${sessionId}`, { heldOn: '09/01/2027', documentNo });
        expect((await send('05-BB/BTV')).status).toBe(303);
        const before = await headSeq();
        await send('05-BB/BTV');
        expect(await headSeq()).toBe(before);
        expect((await clerk.get(`/admission/sessions/${sessionId}`)).body).toContain('05-BB/BTV');
        const wrong = await clerk.post(`/admission/sessions/${sessionId}`, { heldOn: 'mai', documentNo: '06' });
        expect(wrong.status).toBe(400);
        expect(wrong.body).toContain('value="mai"');
      });

      it('a newer nomination with a locked result takes the decision to its own batch', async () => {
        house.clock.pass(86_400);
        clerk = await client(mine.usernameOf('standingCommitteeClerk'));
        const next = await newClosedBatch(house, mine, ['Vũ Thị Hà']);
        const [again] = next.entries;
        await house.app
          .get(UnitOfWork)
          .run(() =>
            house.app.get(UnitOfWork).writing.update('BatchEntry', { id: again!.id }, { personId: person(4).personId }),
          );
        await givePapers(house, again!, GOOD_PAPERS);
        await lockResults(house, next, ['good']);
        const answer = await gate(4);
        expect(answer.open).toBe(true);
        expect(outcomes(answer)['passed']).toBe('met passed');
        const old = await decide({ people: ids(4), outcome: 'deferred', reason: 'không đúng đợt' });
        expect(old.status).toBe(409);
        expect(old.body).toContain('đã có kết quả mới hơn ở đợt 2 năm 2027');
        const { body } = await clerk.get(`/admission/cases/${await caseOf(house, person(4))}`);
        expect(body).toContain('Đợt 1 năm 2027');
        expect(body).toContain('Đợt 2 năm 2027');
      });

      it('is for the clerk alone; others look, or do not even look', async () => {
        const [secretary, inspector, member, administrator] = [
          await client(mine.usernameOf('secretary')),
          await client(mine.usernameOf('inspector')),
          await client(mine.usernameOf('councilMember')),
          await client(mine.usernameOf('administrator')),
        ];
        for (const looker of [secretary, inspector]) {
          expect((await looker.get(`/admission/sessions/${sessionId}`)).status).toBe(200);
          expect((await looker.get(`/admission/batch/${closed.batch.id}`)).body).not.toContain('data-once');
          const { status } = await looker.post(`/admission/sessions/${sessionId}/decisions`, { people: ids(0) });
          expect(status).toBe(403);
        }
        for (const other of [member, administrator])
          expect((await other.get(`/admission/batch/${closed.batch.id}`)).status).toBe(403);
      });

      it('nothing of one committee opens for another', async () => {
        const stranger = await client(theirs.usernameOf('standingCommitteeClerk'));
        const paths = [
          `/admission/batch/${closed.batch.id}`,
          `/admission/batch/${closed.batch.id}/list.xlsx`,
          `/admission/cases/${await caseOf(house, person(0))}`,
          `/admission/sessions/${sessionId}`,
        ];
        for (const path of paths) expect([path, (await stranger.get(path)).status]).toEqual([path, 404]);
        const theirSession = await openSession(stranger, foreign);
        const form = { outcome: 'deferred', decidedOn: '09/01/2027', reason: 'không phải của mình', confirmed: 'yes' };
        const posts = [
          await stranger.post(`/admission/batch/${closed.batch.id}/sessions`, { heldOn: '09/01/2027' }),
          await stranger.post(`/admission/sessions/${sessionId}`, { heldOn: '09/01/2027' }),
          await stranger.post(`/admission/sessions/${sessionId}/decisions`, { ...form, people: ids(0) }),
          await stranger.post(`/admission/sessions/${theirSession}/decisions`, { ...form, people: ids(0) }),
        ];
        expect(posts.map((p) => p.status)).toEqual([404, 404, 404, 404]);
        expect(await history(0)).toHaveLength(1);
      });

      it('the ledger finds a decision or a session that somebody changed, removed or slipped in', async () => {
        const faults = async (): Promise<string[]> =>
          (await house.app.get(LedgerVerifier).verify()).rowFaults
            .filter((f) => f.subjectType.startsWith('admission'))
            .map((f) => `${f.subjectType} ${f.code}`);
        expect(await faults()).toEqual([]);
        const [first] = await history(0);
        const [second] = await history(1);
        await tamper(
          house,
          'admission_decision',
          `UPDATE admission_decision SET outcome = 'deferred', reason = 'x' WHERE id = '${first!.id}'`,
        );
        expect(await faults()).toEqual(['admissionDecision row/changed']);
        await tamper(house, 'admission_decision', `DELETE FROM admission_decision WHERE id = '${second!.id}'`);
        await tamper(
          house,
          'admission_decision',
          `INSERT INTO admission_decision SELECT '${v7()}', case_id, entry_id, session_id, 9, outcome, reason, document_no,
           decided_on, gate, exception_reason, by_id, digest, at FROM admission_decision WHERE id = '${first!.id}'`,
        );
        await tamper(
          house,
          'admission_session',
          `UPDATE admission_session SET document_no = '99-BB/BTV' WHERE id = '${sessionId}'`,
        );
        expect((await faults()).sort()).toEqual([
          'admissionDecision row/added',
          'admissionDecision row/changed',
          'admissionDecision row/missing',
          'admissionSession row/changed',
        ]);
        expect((await house.app.get(BatchService).findEntries(closed.batch.id)).length).toBe(6);
      });
    });
  });
});
