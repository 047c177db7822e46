import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BatchService } from '../../src/batch/batch.service.js';
import { FormService } from '../../src/batch/form.service.js';
import { DEFAULT_RULES, type RuleSet } from '../../src/core/scoring/rule-set.js';
import type { ItemRuling } from '../../src/core/scoring/item-ruling.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import type { HttpBrowser } from '../../src/demo/http-browser.js';
import { IdentityRepository } from '../../src/identity/identity.repository.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { OutcomeService } from '../../src/marking/outcome.service.js';
import { RescoreService } from '../../src/marking/rescore.service.js';
import { writePaper } from '../support/answers.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { RawClient } from '../support/raw-client.js';
import {
  type ClosedBatch,
  type Committee,
  newClosedBatch,
  newCommittee,
  PASSWORD,
  signInStaff,
} from '../support/world.js';

const WRITTEN_ONLY: RuleSet = {
  ...DEFAULT_RULES,
  components: DEFAULT_RULES.components.filter((c) => c.kind === 'written'),
  pass: 3000,
  bands: [
    { code: 'excellent', from: 5100 },
    { code: 'good', from: 4200 },
    { code: 'pass', from: 3000 },
  ],
};
const NAMES = ['Ngô Thị An', 'Trần Văn Bách', 'Đỗ Thị Cúc', 'Lê Văn Đạt', 'Vũ Thị Hà', 'Ngô Văn Khôi', 'Bùi Thị Lan'];
/** Right answers by place; the sixth stays away with leave, the seventh is there and opens no paper. */
const RIGHT = [30, 21, 15, 14, 3];

describe.each(ENGINES)('results of a batch with a written part alone on %s', (engine) => {
  let house: House;
  let committee: Committee;
  let closed: ClosedBatch;
  let invigilator: HttpBrowser;

  beforeAll(async () => {
    house = await openHouse({ engine, background: false });
    committee = await newCommittee(
      house,
      'Đảng ủy Một',
      ['secretary', 'chair', 'councilMember', 'invigilator', 'examiner', 'inspector', 'administrator'],
      WRITTEN_ONLY,
    );
    closed = await newClosedBatch(house, committee, NAMES);
    invigilator = await signInStaff(house, committee.usernameOf('invigilator'));
  }, 60_000);

  afterAll(() => house.close());

  const outcomes = () => house.app.get(OutcomeService).outcomes(committee.ownerId, closed.batch.id);
  const missing = async () => (await outcomes()).missing.map((m) => `${m.code} ${m.n} ${m.who}`);
  const statuses = async () =>
    (await outcomes()).rows.map((r) => [r.outcome.status, r.outcome.total, r.outcome.band] as const);
  const path = (rest = ''): string => `/marking/${closed.batch.id}${rest}`;

  async function client(role: Parameters<Committee['usernameOf']>[0], of: Committee = committee): Promise<RawClient> {
    const raw = new RawClient(house.url);
    await raw.get('/identity/sign-in');
    await raw.post('/identity/sign-in', { username: of.usernameOf(role), password: PASSWORD });
    return raw;
  }

  const tick = (i: number, attendance: string, reason = ''): Promise<string> =>
    invigilator.submit(`/invigilation/${closed.sitting.id}/attendance`, {
      entryId: closed.entries[i]!.id,
      attendance,
      reason,
    });

  it('tell at every stage what is missing and who can mend it', async () => {
    const room = `/invigilation/${closed.sitting.id}`;
    expect(await missing()).toEqual(['attendance 7 invigilator']);
    await invigilator.open(room);
    for (const i of [0, 1, 2, 3, 4, 6]) await tick(i, 'present');
    await tick(5, 'absentWithLeave', 'Ốm, có đơn');
    expect(await missing()).toEqual(['notStarted 6 invigilator']);
    await invigilator.submit(`${room}/start`, {});
    for (const [i, right] of RIGHT.entries()) await writePaper(house, closed, closed.entries[i]!, right);
    const [left] = (await outcomes()).missing;
    expect(left).toMatchObject({ code: 'notStarted', n: 1, href: room });
    expect(left?.names).toEqual([`${closed.entries[6]!.candidateNo!} Bùi Thị Lan`]);
    await invigilator.submit(`${room}/close`, { early: 'yes' });
    expect(await missing()).toEqual([]);
  });

  it('join the part by the frozen plan; whoever was there and opened no paper has missed it and fails', async () => {
    expect(await statuses()).toEqual([
      ['graded', 6000, 'excellent'],
      ['graded', 4200, 'good'],
      ['graded', 3000, 'pass'],
      ['graded', 2800, 'fail'],
      ['graded', 600, 'fail'],
      ['absentWithLeave', null, null],
      ['graded', 0, 'fail'],
    ]);
    const { rows, counts } = await outcomes();
    expect(rows[6]!.outcome.reasons).toEqual(['missed.written', 'belowPass']);
    expect(counts).toMatchObject({ registered: 7, present: 6, absentWithLeave: 1, passed: 3, pending: 0 });
    expect(counts.bands).toEqual({ excellent: 1, good: 1, pass: 1, fail: 3 });
  });

  it('are shown with the sentence that matters first, and open into how each came about', async () => {
    const member = await client('councilMember');
    const text = async (rest: string): Promise<string> =>
      (await member.get(path(rest))).body
        .replace(/<[^>]+>/g, ' ')
        .replaceAll('&#x3D;', '=')
        .replace(/\s+/g, ' ');
    const page = await text('');
    expect(page).toContain('6 dự, 3 đạt, 3 không đạt; không còn việc phải xử lý trước khi họp.');
    expect(page).toContain('Danh sách 7 = 6 có mặt + 1 vắng có phép');
    expect(page).toContain('Có mặt 6 = 1 giỏi + 1 khá + 1 đạt + 3 không đạt');
    const open = await text(`?open=${closed.entries[1]!.id}`);
    expect(open).toContain('21 câu × 2 42,00');
    expect(open).toContain('trên ngưỡng đạt 30: Khá');
    expect(await text('?only=failed')).not.toContain('Trần Văn Bách');
    expect(await text('?q=bach')).toContain('Trần Văn Bách');
    expect(await text('?only=failed&q=bach')).toContain('Không tìm thấy ai');
    const person = await text(`/entries/${closed.entries[1]!.id}`);
    expect(person).toContain('Từng câu phiếu hỏi');
    expect(person.match(/Câu \d+ /g)!.length).toBeGreaterThanOrEqual(30);
    expect((await member.get(path(`/entries/${closed.entries[6]!.id}`))).status).toBe(200);
    expect((await member.get(path('/results.xlsx'))).bytes.subarray(0, 2).toString()).toBe('PK');
  });

  it('are for the council alone, and the rescoring for the chair', async () => {
    const statusOf = async (role: Parameters<typeof client>[0], rest: string): Promise<number> =>
      (await (await client(role)).get(path(rest))).status;
    for (const role of ['invigilator', 'examiner', 'inspector', 'administrator'] as const)
      for (const rest of ['', '/results.xlsx', `/entries/${closed.entries[0]!.id}`, '/rescore'])
        expect([role, rest, await statusOf(role, rest)]).toEqual([role, rest, 403]);
    for (const role of ['secretary', 'councilMember'] as const) expect(await statusOf(role, '/rescore')).toBe(403);
    expect(await statusOf('chair', '/rescore')).toBe(200);
  });

  it('of another committee answer like none at all', async () => {
    const theirs = await newCommittee(house, 'Đảng ủy Hai', ['chair', 'secretary'], WRITTEN_ONLY);
    const chair = await client('chair', theirs);
    const [item] = (await house.app.get(FormService).getForm(closed.entries[0]!.id)).items;
    for (const rest of [
      '',
      '/results.xlsx',
      `/entries/${closed.entries[0]!.id}`,
      '/rescore',
      `/rescore?item=${item!.itemId}`,
    ])
      expect([rest, (await chair.get(path(rest))).status]).toEqual([rest, 404]);
    await chair.get('/overview');
    const form = { itemId: item!.itemId, kind: 'fullMarks', reason: 'Không phải của mình' };
    expect((await chair.post(path('/rescore/preview'), form)).status).toBe(404);
    expect((await chair.post(path('/rescore'), { ...form, seen: '0'.repeat(64) })).status).toBe(404);
    expect(await house.app.get(RescoreService).findOfBatch(closed.batch.id)).toEqual([]);
  });

  describe('rescoring an item', () => {
    const REASON = 'Hai văn bản nói khác nhau về câu này';
    let itemId = '';
    /** The chair as the service knows her. */
    const staff = async () => {
      const user = (await house.app
        .get(IdentityRepository, { strict: false })
        .findUserByName(committee.usernameOf('chair')))!;
      const { ownerId } = committee;
      return {
        id: user.id,
        name: user.fullName,
        ownerId,
        ownerName: '',
        roles: ['chair' as const],
        unitIds: [],
        sessionId: '',
      };
    };
    const rescores = (): RescoreService => house.app.get(RescoreService);
    const preview = (ruling: Partial<ItemRuling>) =>
      rescores().preview(committee.ownerId, closed.batch.id, { itemId, kind: 'fullMarks', keys: [], ...ruling });
    const order = async (ruling: Partial<ItemRuling>, seen: string) =>
      rescores().order(
        await staff(),
        closed.batch.id,
        { itemId, kind: 'fullMarks', keys: [], ...ruling },
        REASON,
        seen,
      );

    beforeAll(async () => {
      // Wrong in the paper of the person who lacks one right answer.
      const { items } = await house.app.get(FormService).getForm(closed.entries[3]!.id);
      itemId = items[29]!.itemId;
    });

    it('shows the item and how people answered it, and takes no ruling without a kind, a key and a reason', async () => {
      const chair = await client('chair');
      expect((await chair.get(path('/rescore?q=zzzz'))).body).toContain('Không tìm thấy câu nào');
      const page = await chair.get(path(`/rescore?item=${itemId}`));
      expect(page.body).toContain('Mọi người đã chọn');
      const refused = await chair.post(path('/rescore/preview'), { itemId, reason: 'x' });
      expect(refused.status).toBe(200);
      expect(refused.body).toContain('Xin chọn một trong các mục có sẵn.');
      // Of an item with one right answer: where several letters are one key, a single letter is another key.
      const { items } = await house.app.get(FormService).getForm(closed.entries[3]!.id);
      const keyless = await chair.post(path('/rescore/preview'), {
        itemId: items.find((i) => i.kind === 'single')!.itemId,
        kind: 'bothKeys',
        keyA: 'yes',
        reason: REASON,
      });
      expect(keyless.body).toContain('ít nhất hai đáp án khác nhau');
      expect(keyless.body).toContain(REASON);
      expect(
        (await chair.post(path('/rescore/preview'), { itemId, kind: 'drop', reason: REASON, x: '1' })).status,
      ).toBe(400);
    });

    it('previews everybody whose score, total or band changes and writes nothing of it', async () => {
      const before = await statuses();
      const shown = await preview({});
      const mine = shown.changes.find((c) => c.entry.id === closed.entries[3]!.id)!;
      expect(mine.before).toMatchObject({ points: 2800, total: 2800, band: 'fail', passed: false });
      expect(mine.after).toMatchObject({ points: 3000, total: 3000, band: 'pass', passed: true });
      expect(shown.after.passed).toBe(shown.before.passed + 1);
      expect(await statuses()).toEqual(before);
      expect(await rescores().findOfBatch(closed.batch.id)).toEqual([]);
      for (const c of shown.changes) expect(c.before).not.toEqual(c.after);
    });

    it('is refused, and nothing is written, when the scores are not those that the chair has seen', async () => {
      await expect(order({}, '0'.repeat(64))).rejects.toMatchObject({ code: 'rescore/changed-since' });
      expect(await rescores().findOfBatch(closed.batch.id)).toEqual([]);
    });

    it('done twice at once, and once more, it is done once; and it equals the preview', async () => {
      const shown = await preview({});
      const both = await Promise.all([order({}, shown.digest), order({}, shown.digest)]);
      expect(both.map((b) => b.rescore === null).sort()).toEqual([false, true]);
      const { rows, counts } = await outcomes();
      for (const { entry, after } of shown.changes) {
        const row = rows.find((r) => r.entry.id === entry.id)!;
        const { total, band, status } = row.outcome;
        expect({ points: row.written!.points, total, band, status, passed: band !== 'fail' }).toEqual(after);
        expect(row.written).toMatchObject({ version: 2, rescoreId: both.find((b) => b.rescore !== null)!.rescore!.id });
      }
      const touched = rows.filter((r) => r.written !== null && r.written.version > 1);
      expect(touched).toHaveLength(shown.affected);
      expect(counts).toEqual(shown.after);
      const again = await preview({});
      expect([again.unchanged, again.changes, again.affected]).toEqual([true, [], 0]);
      expect((await order({}, shown.digest)).rescore).toBeNull();
      expect(await rescores().findOfBatch(closed.batch.id)).toHaveLength(1);
    });

    it('through the pages: the preview says how many change, the order leads to the results, a second press changes nothing', async () => {
      const chair = await client('chair');
      await chair.get(path(`/rescore?item=${itemId}`));
      const form = { itemId, kind: 'drop', reason: REASON };
      const shown = await chair.post(path('/rescore/preview'), form);
      expect(shown.body).toMatch(/\d+ thí sinh thay đổi điểm|Không ai thay đổi điểm/);
      const seen = /name="seen" value="([0-9a-f]{64})"/.exec(shown.body)![1]!;
      const first = await chair.post(path('/rescore'), { ...form, seen });
      expect([first.status, first.headers.get('location')]).toEqual([
        303,
        expect.stringContaining('done=rescore.ordered'),
      ]);
      const second = await chair.post(path('/rescore'), { ...form, seen });
      expect(second.headers.get('location')).toContain('done=rescore.same');
      const stale = await chair.post(path('/rescore'), { ...form, kind: 'fullMarks', seen });
      expect(stale.body).toContain('Chưa ghi gì');
      expect((await rescores().findOfBatch(closed.batch.id)).map((r) => [r.version, r.kind])).toEqual([
        [1, 'fullMarks'],
        [2, 'drop'],
      ]);
      const person = (await chair.get(path(`/entries/${closed.entries[3]!.id}`))).body;
      expect(person).toContain(REASON);
      expect(person).toContain('Quy đổi');
    });

    it('leaves every version in the ledger: verify is sound, and names a score or a ruling that was altered', async () => {
      const verifier = house.app.get(LedgerVerifier);
      expect((await verifier.verify()).rowFaults).toEqual([]);
      const uow = house.app.get(UnitOfWork);
      const triggers =
        engine === 'sqlite'
          ? (
              await uow.run(() =>
                uow.writing.query<{ name: string }[]>("SELECT name FROM sqlite_master WHERE type = 'trigger'"),
              )
            ).map((t) => `DROP TRIGGER ${t.name}`)
          : ['written_score', 'rescore'].map((t) => `ALTER TABLE ${t} DISABLE TRIGGER ALL`);
      await uow.run(async () => {
        for (const sql of triggers) await uow.writing.query(sql);
      });
      const attempt = (await outcomes()).rows[3]!.attempt!;
      await uow.run(() =>
        uow.writing.query(
          `UPDATE written_score SET points = points + 200 WHERE attempt_id = '${attempt.id}' AND version = 2`,
        ),
      );
      expect((await verifier.verify()).rowFaults).toEqual([
        expect.objectContaining({ subjectType: 'writtenScore', subjectId: attempt.id, code: 'row/changed' }),
      ]);
      await uow.run(() =>
        uow.writing.query(
          `UPDATE written_score SET points = points - 200 WHERE attempt_id = '${attempt.id}' AND version = 2`,
        ),
      );
      await uow.run(() => uow.writing.query("UPDATE rescore SET kind = 'newKey' WHERE version = 2"));
      expect((await verifier.verify()).rowFaults.map((f) => [f.subjectType, f.code])).toEqual([
        ['rescore', 'row/changed'],
      ]);
      await uow.run(() => uow.writing.query("UPDATE rescore SET kind = 'drop' WHERE version = 2"));
      expect((await verifier.verify()).rowFaults).toEqual([]);
    });

    it('is refused once the results are locked, and allowed again while an addendum is open', async () => {
      const uow = house.app.get(UnitOfWork);
      const set = (changes: object): Promise<void> =>
        uow.run(() => house.app.get(BatchService).setReview(closed.batch.id, changes));
      await set({ resultsLockedAt: house.clock.now() });
      const shown = await preview({ kind: 'fullMarks' });
      await expect(order({ kind: 'fullMarks' }, shown.digest)).rejects.toMatchObject({ code: 'results/locked' });
      await set({ addendumOpenedAt: house.clock.now() });
      expect((await order({ kind: 'fullMarks' }, shown.digest)).rescore).not.toBeNull();
      await set({ resultsLockedAt: null, addendumOpenedAt: null });
    });
  });
});
