import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BatchService } from '../../src/batch/batch.service.js';
import { FormService } from '../../src/batch/form.service.js';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { LockedResultsService } from '../../src/council/locked-results.service.js';
import { ResultLockService } from '../../src/council/result-lock.service.js';
import { Database } from '../../src/database/database.js';
import { StaffService } from '../../src/identity/staff.service.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { OutcomeService } from '../../src/marking/outcome.service.js';
import { RescoreService } from '../../src/marking/rescore.service.js';
import { OrganizationService } from '../../src/organization/organization.service.js';
import {
  actorOf,
  confirm,
  type CouncilWorld,
  meet,
  newCouncil,
  playedForCouncil,
  rawCandidate,
  rawStaff,
  RIGHT,
  WRITTEN_ONLY,
} from '../support/council-world.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import type { RawClient } from '../support/raw-client.js';
import { newCommittee, PASSWORD } from '../support/world.js';

const plain = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

describe.each(ENGINES)('results before the council on %s', (engine) => {
  let house: House;
  let world: CouncilWorld;
  let path: string;
  let secretary: RawClient;
  let chair: RawClient;

  const batch = () => house.app.get(BatchService).getBatch(world.committee.ownerId, world.closed.batch.id);
  const latest = () => house.app.get(LockedResultsService).findLatest(world.closed.batch.id);
  const entryOf = (i: number) => world.closed.entries[i]!;

  beforeAll(async () => {
    house = await openHouse({ engine });
    world = await playedForCouncil(house);
    path = world.path;
    await newCouncil(house, world.committee);
    secretary = await rawStaff(house, world.committee.usernameOf('secretary'));
    chair = await rawStaff(house, world.committee.usernameOf('chair'));
    await meet(secretary, path);
    await confirm(chair, path);
  }, 120_000);
  afterAll(() => house.close());

  const lastAct = async (action: string): Promise<Record<string, unknown>> => {
    const rows = await house.app
      .get(Database)
      .reader.query<{ facts: string }[]>(
        `SELECT facts FROM ledger_entry WHERE action = '${action}' ORDER BY seq DESC LIMIT 1`,
      );
    return JSON.parse(rows[0]!.facts) as Record<string, unknown>;
  };

  /** Full marks for the last item that somebody has left blank. @returns how many scores changed */
  const changeAllOf = async (i: number): Promise<number> => {
    const rescores = house.app.get(RescoreService);
    const actor = await actorOf(house, world.committee, 'chair');
    const done = new Set((await rescores.findOfBatch(world.closed.batch.id)).map((r) => r.itemId));
    const form = await house.app.get(FormService).getForm(entryOf(i).id);
    const item = form.items.filter((f) => f.no > (RIGHT[i] ?? 0) && !done.has(f.itemId)).at(-1)!;
    const ruling = { itemId: item.itemId, kind: 'fullMarks' as const, keys: [] };
    const preview = await rescores.preview(actor.ownerId, world.closed.batch.id, ruling);
    await rescores.order(actor, world.closed.batch.id, ruling, 'Câu hỏi in sai', preview.digest);
    return preview.changes.length;
  };

  describe('before the lock', () => {
    it('show themselves to the council alone: inspector, clerk, the person and the unit find no figure', async () => {
      const figures = ['60,00', '44,00', '40,00', '36,00', '20,00', '4 người đạt', 'Giỏi'];
      const shown = (body: string): string[] => figures.filter((f) => plain(body).includes(f));
      expect(shown((await chair.get(path)).body)).toEqual(['4 người đạt']);
      const inspector = await rawStaff(house, world.committee.usernameOf('inspector'));
      const review = await inspector.get(path);
      expect([review.status, shown(review.body)]).toEqual([200, []]);
      // The minutes speak of results too: they are shown when the results are locked.
      expect(plain(review.body)).not.toContain('Không có vi phạm');
      for (const role of ['inspector', 'standingCommitteeClerk', 'councilMember'] as const) {
        const table = await (await rawStaff(house, world.committee.usernameOf(role))).get(`${path}/results`);
        expect([role, table.status, shown(table.body)]).toEqual([role, 200, []]);
        expect(plain(table.body)).toContain('Kết quả chưa khóa');
      }
      const officer = await rawStaff(house, world.committee.usernameOf('unitOfficer'));
      expect(shown((await officer.get('/council/unit')).body)).toEqual([]);
      const person = await rawCandidate(house, world.closed, entryOf(0));
      const mine = await person.get('/council/mine');
      expect(shown(mine.body)).toEqual([]);
      expect(plain(mine.body)).toContain('Kết quả chưa công bố');
    });
  });

  describe('are locked', () => {
    it('not before both have confirmed, and not with a wrong password', async () => {
      await chair.get(path);
      const early = await chair.post(`${path}/lock`, { password: PASSWORD });
      expect(early.status).toBe(409);
      expect(plain(early.body)).toContain('Thư ký chưa xác nhận biên bản.');
      expect((await confirm(secretary, path)).status).toBe(303);
      const wrong = await chair.post(`${path}/lock`, { password: 'khong-phai-mat-khau' });
      expect(wrong.status).toBe(400);
      expect(wrong.body).toContain('id="password-error"');
      expect((await latest()).size).toBe(0);
    });

    it('nothing that the council had not before it: results that changed since need another meeting', async () => {
      const changed = await changeAllOf(4);
      expect(changed).not.toBe(0);
      const refused = await chair.post(`${path}/lock`, { password: PASSWORD });
      expect(refused.status).toBe(409);
      expect(plain(refused.body)).toContain('Kết quả đã thay đổi sau khi phiên họp kết thúc');
      // A clock that was put back meanwhile does not hide the newer meeting behind the older one.
      house.clock.pass(-7200);
      await meet(secretary, path);
      house.clock.pass(3 * 3600);
      expect((await confirm(chair, path)).status).toBe(303);
      expect((await confirm(secretary, path)).status).toBe(303);
    });

    it('is the chair’s act alone', async () => {
      expect((await secretary.post(`${path}/lock`, { password: PASSWORD })).status).toBe(403);
    });

    it('once, however often the button is pressed: a first version for everybody with a number, fixed in the ledger', async () => {
      const page = await chair.get(path);
      expect(page.body).toContain(`action="${path}/lock"`);
      const answers = await Promise.all([1, 2].map(() => chair.post(`${path}/lock`, { password: PASSWORD })));
      expect(answers.map((a) => a.status).sort()).toEqual([303, 409]);
      expect((await chair.post(`${path}/lock`, { password: PASSWORD })).status).toBe(409);
      const { rows, counts } = await house.app
        .get(OutcomeService)
        .outcomes(world.committee.ownerId, world.closed.batch.id);
      const locked = await latest();
      expect(locked.size).toBe(world.closed.entries.length);
      for (const { entry, outcome } of rows)
        expect(locked.get(entry.id)).toMatchObject({ version: 1, addendumId: null, outcome, total: outcome.total });
      const act = await lastAct('results.locked');
      expect(act).toMatchObject({
        registered: counts.registered,
        passed: counts.passed,
        fail: counts.bands.fail,
        seed: (await batch()).seed,
      });
      expect((await house.app.get(LedgerVerifier).verify()).sound).toBe(true);
    });

    it('and then marks no longer change without an addendum', async () => {
      await expect(changeAllOf(4)).rejects.toThrow('results/locked');
    });
  });

  describe('are seen by whom they concern, and by nobody else', () => {
    const no = (i: number): string => entryOf(i).candidateNo ?? '';
    const total = async (i: number): Promise<string> => {
      const points = (await latest()).get(entryOf(i).id)?.total ?? 0;
      return (points / 100).toFixed(2).replace('.', ',');
    };

    it('locked, not published: inspector and clerk read the table, the person and the unit nothing', async () => {
      for (const role of ['inspector', 'standingCommitteeClerk', 'councilMember'] as const) {
        const { status, body } = await (await rawStaff(house, world.committee.usernameOf(role))).get(`${path}/results`);
        expect(status).toBe(200);
        expect(plain(body)).toContain(await total(0));
      }
      for (const role of ['administrator', 'invigilator', 'examiner', 'unitOfficer'] as const)
        expect((await (await rawStaff(house, world.committee.usernameOf(role))).get(`${path}/results`)).status).toBe(
          403,
        );
      const person = await rawCandidate(house, world.closed, entryOf(0));
      const mine = plain((await person.get('/council/mine')).body);
      expect(mine).toContain('Kết quả chưa công bố');
      expect(mine).not.toContain(await total(0));
      const officer = await rawStaff(house, world.committee.usernameOf('unitOfficer'));
      expect(plain((await officer.get('/council/unit')).body)).toContain('Chưa có kết quả');
      expect((await officer.get(`/council/unit/${world.closed.batch.id}/results.xlsx`)).status).toBe(404);
    });

    it('is published once, by secretary or chair', async () => {
      expect(
        (await (await rawStaff(house, world.committee.usernameOf('inspector'))).post(`${path}/publish`, {})).status,
      ).toBe(403);
      await secretary.get(path);
      expect((await secretary.post(`${path}/publish`, {})).status).toBe(303);
      expect((await secretary.post(`${path}/publish`, {})).status).toBe(409);
      expect((await batch()).publishedAt).toEqual(house.clock.now());
    });

    it('then each person sees their own marks and band, never another’s, nor keys nor raters', async () => {
      for (const [i, band] of [
        [0, 'Giỏi'],
        [4, 'Không đạt'],
      ] as const) {
        const { body } = await (await rawCandidate(house, world.closed, entryOf(i))).get('/council/mine');
        const text = plain(body);
        expect(text).toContain(entryOf(i).fullName);
        expect(text).toContain(await total(i));
        expect(text).toContain(band);
        for (const other of world.closed.entries.filter((e) => e.id !== entryOf(i).id)) {
          expect(text).not.toContain(other.fullName);
          expect(text).not.toContain(other.candidateNo);
        }
      }
      const away = plain((await (await rawCandidate(house, world.closed, entryOf(5))).get('/council/mine')).body);
      expect(away).toContain('Vắng không phép');
    });

    it('without signing in by card the page leads to the candidates’ door, for staff too', async () => {
      for (const client of [chair, secretary]) {
        const { status, headers } = await client.get('/council/mine');
        expect([status, headers.get('location')]).toEqual([303, '/delivery/sign-in']);
      }
    });

    it('a unit’s officer sees the people of the unit and of those below it, by band alone, on page and sheet', async () => {
      const organization = house.app.get(OrganizationService);
      const staff = house.app.get(StaffService);
      const unit = (await organization.findUnits(world.committee.ownerId)).find((u) => u.name === 'Chi bộ 2')!;
      const user = await staff.create(
        { username: 'can-bo-chi-bo', fullName: 'Cán Bộ', password: PASSWORD },
        SYSTEM_ACTOR,
        null,
      );
      await staff.grant(user.id, 'unitOfficer', unit.id, SYSTEM_ACTOR);
      const officer = await rawStaff(house, 'can-bo-chi-bo');
      const { body } = await officer.get('/council/unit');
      const own = world.closed.entries.filter((e) => e.unitId === unit.id);
      expect(own.length).toBeGreaterThan(0);
      for (const e of world.closed.entries)
        expect([e.candidateNo, body.includes(e.fullName)]).toEqual([e.candidateNo, own.includes(e)]);
      for (const e of world.closed.entries) {
        const points = (await latest()).get(e.id)?.total;
        if (points != null) expect(plain(body)).not.toContain((points / 100).toFixed(2).replace('.', ','));
      }
      const sheet = await officer.get(`/council/unit/${world.closed.batch.id}/results.xlsx`);
      expect(sheet.status).toBe(200);
      expect((await officer.get(path)).status).toBe(403);
      expect((await officer.get(`/marking/${world.closed.batch.id}`)).status).toBe(403);
    });

    it('another committee sees none of it', async () => {
      const theirs = await newCommittee(
        house,
        'Đảng ủy Hai',
        ['secretary', 'chair', 'inspector', 'unitOfficer'],
        WRITTEN_ONLY,
      );
      await newCouncil(house, theirs);
      for (const role of ['secretary', 'chair', 'inspector'] as const) {
        const stranger = await rawStaff(house, theirs.usernameOf(role));
        expect((await stranger.get(path)).status).toBe(404);
        expect((await stranger.get(`${path}/results`)).status).toBe(404);
      }
      const stranger = await rawStaff(house, theirs.usernameOf('chair'));
      await stranger.get('/council/members');
      const [council] = await house.app.get(OrganizationService).findCouncils(world.committee.ownerId);
      const posts = [
        ['/meeting', { place: 'Phòng họp' }],
        ['/minutes', { base: '0'.repeat(64) }],
        ['/confirm', { as: 'chair', head: '1-AAAA-AAAA-AAAA-AAAA', tail: 'AAAA', password: PASSWORD }],
        ['/lock', { password: PASSWORD }],
        ['/addendum', { reason: 'Thử mở phụ lục' }],
        ['/addendum/close', { password: PASSWORD }],
        ['/publish', {}],
      ] as const;
      for (const [post, fields] of posts)
        expect([post, (await stranger.post(`${path}${post}`, fields)).status]).toEqual([post, 404]);
      expect((await stranger.post(`/council/members/${council?.council.id ?? ''}`, {})).status).toBe(404);
      const officer = await rawStaff(house, theirs.usernameOf('unitOfficer'));
      expect((await officer.get(`/council/unit/${world.closed.batch.id}/results.xlsx`)).status).toBe(404);
      expect(no(0)).not.toBe('');
    });
  });

  describe('change after the lock by a numbered addendum alone', () => {
    it('opened by the chair with a reason, one at a time', async () => {
      expect((await secretary.post(`${path}/addendum`, { reason: 'Thử mở phụ lục' })).status).toBe(403);
      await chair.get(path);
      expect((await chair.post(`${path}/addendum`, { reason: 'a' })).status).toBe(400);
      expect((await chair.post(`${path}/addendum`, { reason: 'Đơn xem xét có căn cứ' })).status).toBe(303);
      expect((await chair.post(`${path}/addendum`, { reason: 'Lần nữa' })).status).toBe(409);
    });

    it('shows what will change before the password, appends a version for exactly those, and shuts again', async () => {
      const before = await latest();
      await changeAllOf(3);
      const { rows } = await house.app.get(OutcomeService).outcomes(world.committee.ownerId, world.closed.batch.id);
      const expected = rows.filter((r) => r.outcome.total !== before.get(r.entry.id)?.total).map((r) => r.entry.id);
      expect(expected.length).toBeGreaterThan(0);
      expect(expected.length).toBeLessThan(rows.length);
      // What is published stays what was locked, until the addendum is closed.
      expect(await latest()).toEqual(before);
      const page = (await chair.get(path)).body;
      const preview = page.slice(page.indexOf('id="addendum"'));
      for (const { entry } of rows)
        expect([entry.id, preview.includes(entry.fullName)]).toEqual([entry.id, expected.includes(entry.id)]);
      const wrong = await chair.post(`${path}/addendum/close`, { password: 'khong-phai-mat-khau' });
      expect(wrong.status).toBe(400);
      expect(await latest()).toEqual(before);
      expect((await chair.post(`${path}/addendum/close`, { password: PASSWORD })).headers.get('location')).toContain(
        `n=${expected.length}`,
      );
      const after = await latest();
      const [addendum] = await house.app.get(ResultLockService).findAddenda(world.closed.batch.id);
      expect(addendum?.number).toBe(1);
      for (const { entry, outcome } of rows) {
        if (expected.includes(entry.id))
          expect(after.get(entry.id)).toMatchObject({ version: 2, addendumId: addendum?.id, outcome });
        else expect(after.get(entry.id)).toEqual(before.get(entry.id));
      }
      expect((await chair.post(`${path}/addendum/close`, { password: PASSWORD })).status).toBe(409);
      await expect(changeAllOf(3)).rejects.toThrow('results/locked');
    });

    it('numbers the next one after it, and one without a change appends nothing', async () => {
      const before = await latest();
      await chair.get(path);
      expect((await chair.post(`${path}/addendum`, { reason: 'Soát lại lần hai' })).status).toBe(303);
      expect((await chair.post(`${path}/addendum/close`, { password: PASSWORD })).status).toBe(303);
      const addenda = await house.app.get(ResultLockService).findAddenda(world.closed.batch.id);
      expect(addenda.map((a) => a.number)).toEqual([1, 2]);
      expect(await latest()).toEqual(before);
    });
  });

  describe.each([
    [{ person: 'band', unit: 'marks' }, 'Giỏi', false, true],
    [{ person: 'none', unit: 'none' }, 'thông báo qua chi bộ', false, false],
  ] as const)('are published by the plan %j', (publication, said, personMarks, unitMarks) => {
    it('to the person and to the unit', async () => {
      const name = `Đảng ủy ${publication.person}`;
      const other = await playedForCouncil(house, name, { ...WRITTEN_ONLY, publication });
      await newCouncil(house, other.committee);
      const [keeper, head] = [
        await rawStaff(house, other.committee.usernameOf('secretary')),
        await rawStaff(house, other.committee.usernameOf('chair')),
      ];
      await meet(keeper, other.path);
      await confirm(head, other.path);
      await confirm(keeper, other.path);
      expect((await head.post(`${other.path}/lock`, { password: PASSWORD })).status).toBe(303);
      expect((await head.post(`${other.path}/publish`, {})).status).toBe(303);
      const first = other.closed.entries[0]!;
      const mine = plain((await (await rawCandidate(house, other.closed, first)).get('/council/mine')).body);
      expect(mine).toContain(said);
      expect(mine.includes('60,00')).toBe(personMarks);
      const officer = await rawStaff(house, other.committee.usernameOf('unitOfficer'));
      const unit = plain((await officer.get('/council/unit')).body);
      expect([unit.includes(first.fullName), unit.includes('60,00')]).toEqual([unitMarks, unitMarks]);
      const sheet = await officer.get(`/council/unit/${other.closed.batch.id}/results.xlsx`);
      expect(sheet.status).toBe(unitMarks ? 200 : 404);
    });
  });

  describe('are proven by the ledger', () => {
    const sql = (text: string): Promise<unknown> => house.app.get(Database).writer.query(text);
    const faults = async () =>
      (await house.app.get(LedgerVerifier).verify()).rowFaults.map((f) => [f.subjectType, f.code]);

    beforeAll(async () => {
      // Somebody with the database in hand takes the fences away first.
      if (engine === 'postgres') await sql('ALTER TABLE result DISABLE TRIGGER ALL');
      else for (const act of ['update', 'delete']) await sql(`DROP TRIGGER result_no_${act}`);
    });

    it('which is sound after all of it', async () => {
      const report = await house.app.get(LedgerVerifier).verify();
      expect(report).toMatchObject({ sound: true, rowFaults: [] });
    });

    const no = engine === 'postgres' ? 'false' : '0';
    it.each([
      [
        'a total',
        'result',
        'UPDATE result SET total = total + 1 WHERE version = 2',
        'UPDATE result SET total = total - 1 WHERE version = 2',
      ],
      [
        'a band',
        'result',
        "UPDATE result SET band = 'good' WHERE band = 'fail'",
        "UPDATE result SET band = 'fail' WHERE total < 3000",
      ],
      [
        'a version',
        'result',
        'UPDATE result SET version = 9 WHERE version = 2',
        'UPDATE result SET version = 2 WHERE version = 9',
      ],
      [
        'a word of the minutes',
        'meeting',
        "UPDATE council_meeting SET conclusion = conclusion || '!'",
        'UPDATE council_meeting SET conclusion = substr(conclusion, 1, length(conclusion) - 1)',
      ],
      [
        'a vote',
        'meeting',
        'UPDATE meeting_motion SET votes_for = votes_for + 1',
        'UPDATE meeting_motion SET votes_for = votes_for - 1',
      ],
      [
        'a text of a motion',
        'meeting',
        "UPDATE meeting_motion SET text = text || '!'",
        'UPDATE meeting_motion SET text = substr(text, 1, length(text) - 1)',
      ],
      [
        'a confirmation',
        'meeting',
        "UPDATE council_meeting SET chair_head = '1' || chair_head",
        'UPDATE council_meeting SET chair_head = substr(chair_head, 2)',
      ],
      ['an addendum', 'addendum', 'UPDATE addendum SET number = number + 7', 'UPDATE addendum SET number = number - 7'],
      [
        'a member',
        'council',
        "UPDATE council_member SET office = office || '!'",
        'UPDATE council_member SET office = substr(office, 1, length(office) - 1)',
      ],
    ])('and names %s that was altered', async (_, subject, alter, restore) => {
      await sql(alter);
      expect(await faults()).toContainEqual([subject, 'row/changed']);
      await sql(restore);
      expect(await faults()).toEqual([]);
    });

    it('and names who was made absent, an added and a missing row, and an unlocked batch', async () => {
      await sql(`UPDATE meeting_attendance SET present = ${no} WHERE id IN (SELECT MIN(id) FROM meeting_attendance)`);
      expect(await faults()).toContainEqual(['meeting', 'row/changed']);
      await sql('UPDATE batch SET published_at = NULL');
      expect(await faults()).toContainEqual(['batch', 'row/missing']);
      const [row] = (await sql('SELECT id FROM result WHERE version = 2')) as { id: string }[];
      await sql(
        `INSERT INTO result (id, batch_id, entry_id, version, addendum_id, status, total, band, outcome, digest, at) SELECT '01890000-0000-7000-8000-000000000000', batch_id, entry_id, 3, addendum_id, status, total, band, outcome, digest, at FROM result WHERE id = '${row!.id}'`,
      );
      expect(await faults()).toContainEqual(['result', 'row/added']);
      await sql(`DELETE FROM result WHERE id = '${row!.id}'`);
      expect(await faults()).toContainEqual(['result', 'row/missing']);
      await sql('DELETE FROM addendum WHERE number = 2');
      expect(await faults()).toContainEqual(['addendum', 'row/missing']);
    });
  });
});
