import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BatchService } from '../../src/batch/batch.service.js';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { shortHead } from '../../src/core/ledger/chain.js';
import { LockedResultsService } from '../../src/council/locked-results.service.js';
import { MeetingService } from '../../src/council/meeting.service.js';
import { Database } from '../../src/database/database.js';
import { formFields } from '../../src/demo/page-form.js';
import { StaffService } from '../../src/identity/staff.service.js';
import { LedgerService } from '../../src/ledger/ledger.service.js';
import { OrganizationService } from '../../src/organization/organization.service.js';
import {
  actorOf,
  confirm,
  type CouncilWorld,
  meet,
  MEMBERS,
  minutesFields,
  playedForCouncil,
  rawStaff,
} from '../support/council-world.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import type { RawClient } from '../support/raw-client.js';
import { newClosedBatch, PASSWORD } from '../support/world.js';

const plain = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

describe.each(ENGINES)('the council on %s', (engine) => {
  let house: House;
  let world: CouncilWorld;
  let path: string;
  let secretary: RawClient;
  let chair: RawClient;

  const batch = () => house.app.get(BatchService).getBatch(world.committee.ownerId, world.closed.batch.id);
  const latest = () => house.app.get(LockedResultsService).findLatest(world.closed.batch.id);
  const meeting = () => house.app.get(MeetingService).findMeeting(world.closed.batch.id);

  beforeAll(async () => {
    house = await openHouse({ engine });
    world = await playedForCouncil(house);
    path = world.path;
    secretary = await rawStaff(house, world.committee.usernameOf('secretary'));
    chair = await rawStaff(house, world.committee.usernameOf('chair'));
  }, 120_000);
  afterAll(() => house.close());

  describe('is recorded by its decision', () => {
    const lines = async (members = MEMBERS): Promise<Record<string, string>> => {
      const { body } = await secretary.get('/council/members');
      const fields = formFields(body, '/council/members');
      const head = {
        councilTitle: 'Hội đồng kiểm tra',
        decisionNo: '27-QĐ/ĐU',
        decisionOn: '01/12/2026',
        term: '2025-2030',
      };
      const chairId = (await actorOf(house, world.committee, 'chair')).id;
      const secretaryId = (await actorOf(house, world.committee, 'secretary')).id;
      const rows = members.flatMap((m, i) => [
        [`new-fullName-${i}`, m.fullName],
        [`new-role-${i}`, m.role],
        [`new-office-${i}`, m.office],
        [`new-userId-${i}`, m.role === 'chair' ? chairId : m.role === 'secretary' ? secretaryId : ''],
      ]);
      return { ...fields, ...head, ...(Object.fromEntries(rows) as Record<string, string>) };
    };
    const councils = () => house.app.get(OrganizationService).findCouncils(world.committee.ownerId);

    it('with exactly one chair and one secretary: what is wrong stands beside its field, what was typed stays', async () => {
      const twoChairs = await secretary.post('/council/members', { ...(await lines()), 'new-role-1': 'chair' });
      expect(twoChairs.status).toBe(400);
      expect(twoChairs.body).toContain('id="new-role-1-error"');
      expect(plain(twoChairs.body)).toContain('Hội đồng có đúng một Chủ tịch');
      expect(twoChairs.body).toContain('value="Phạm Văn Viên"');
      const noTerm = await secretary.post('/council/members', { ...(await lines()), term: '2025' });
      expect(noTerm.body).toContain('id="term-error"');
      const two = await secretary.post('/council/members', { ...(await lines()), ...blank([1, 2, 3]) });
      expect(plain(two.body)).toContain('ít nhất ba thành viên');
      expect(await councils()).toEqual([]);
    });

    it('and lands as it was typed, in the order given', async () => {
      const { status } = await secretary.post('/council/members', {
        ...(await lines()),
        'new-order-4': '2',
        'new-order-1': '5',
      });
      expect(status).toBe(303);
      const [one] = await councils();
      expect(one?.council).toMatchObject({ decisionNo: '27-QĐ/ĐU', decisionOn: '2026-12-01', term: '2025-2030' });
      expect(one?.members.map((m) => m.role)).toEqual(['chair', 'secretary', 'member', 'member', 'viceChair']);
    });

    it('is corrected by an act, without anybody coming or going; a new decision leaves the old one as it was', async () => {
      const id = (await councils())[0]!.council.id;
      const { body } = await secretary.get('/council/members');
      const fields = formFields(body, `/council/members/${id}`);
      const place = Object.keys(fields).find((f) => fields[f] === 'Phạm Văn Viên')!;
      expect((await secretary.post(`/council/members/${id}`, { ...fields, [place]: 'Phạm Văn Viễn' })).status).toBe(
        303,
      );
      const fewer = Object.fromEntries(Object.entries(fields).filter(([name]) => !name.endsWith('-4')));
      expect((await secretary.post(`/council/members/${id}`, fewer)).status).toBe(409);
      house.clock.pass(60);
      expect((await secretary.post('/council/members', { ...(await lines()), decisionNo: '44-QĐ/ĐU' })).status).toBe(
        303,
      );
      const [now, before] = await councils();
      expect(now?.council.decisionNo).toBe('44-QĐ/ĐU');
      expect(before?.members.map((m) => m.fullName)).toContain('Phạm Văn Viễn');
    });

    it('is seen by the council and the inspector, changed by secretary and chair alone', async () => {
      const inspector = await rawStaff(house, world.committee.usernameOf('inspector'));
      expect((await inspector.get('/council/members')).status).toBe(200);
      expect((await inspector.post('/council/members', {})).status).toBe(403);
      const administrator = await rawStaff(house, world.committee.usernameOf('administrator'));
      expect((await administrator.get('/council/members')).status).toBe(403);
    });
  });

  describe('before it has met', () => {
    it('sees the sentence that matters, and what stands in the way of the lock', async () => {
      const text = plain((await chair.get(path)).body);
      expect(text).toContain('5 người dự, 4 người đạt, 1 người không đạt');
      expect(text).toContain('Hội đồng chưa họp.');
    });

    it('locks nothing, publishes nothing, opens no addendum', async () => {
      await chair.get(path);
      const lock = await chair.post(`${path}/lock`, { password: PASSWORD });
      expect(lock.status).toBe(409);
      expect(plain(lock.body)).toContain('Hội đồng chưa họp.');
      expect((await chair.post(`${path}/publish`, {})).status).toBe(409);
      expect((await chair.post(`${path}/addendum`, { reason: 'Thử mở phụ lục' })).status).toBe(409);
      expect(await batch()).toMatchObject({ resultsLockedAt: null, publishedAt: null, addendumOpenedAt: null });
      expect((await latest()).size).toBe(0);
    });

    it('does not meet about a batch whose sitting is not over', async () => {
      const other = await newClosedBatch(house, world.committee, ['Hoàng Thị Thử']);
      const early = `/council/${other.batch.id}`;
      expect(plain((await secretary.get(early)).body)).toContain('Chưa đến lúc họp Hội đồng');
      expect((await secretary.post(`${early}/meeting`, { place: 'Phòng họp' })).status).toBe(409);
    });
  });

  describe('meets', () => {
    it('opens once, the batch is given to the council in office, and the minutes begin with what is on record', async () => {
      await secretary.get(path);
      expect((await secretary.post(`${path}/meeting`, { place: ' ' })).status).toBe(400);
      expect((await secretary.post(`${path}/meeting`, { place: 'Phòng họp Đảng ủy' })).status).toBe(303);
      expect((await secretary.post(`${path}/meeting`, { place: 'Phòng họp Đảng ủy' })).status).toBe(409);
      const council = await house.app.get(OrganizationService).findCouncil(world.committee.ownerId);
      expect(await batch()).toMatchObject({ councilId: council?.council.id });
      expect((await batch()).reviewOpenedAt).toEqual(house.clock.now());
      const view = await meeting();
      expect(view?.meeting.proceedings).toContain('Phòng A');
      expect(view?.motions.map((m) => m.kind)).toEqual(['adoptResults']);
      expect(view).toMatchObject({ present: 0, quorum: 4 });
    });

    it('keeps a draft that is not finished, and every word of one that is refused', async () => {
      const fields = await minutesFields(secretary, path, 5, [5, 0, 0]);
      const wrong = await secretary.post(`${path}/minutes`, {
        ...fields,
        'for-0': '4',
        proceedings: 'Chữ vừa gõ',
        go: 'save',
      });
      expect(wrong.status).toBe(400);
      expect(wrong.body).toContain('Chữ vừa gõ');
      expect(plain(wrong.body)).toContain('Cộng lại được 4 phiếu, nhưng có 5 người có mặt');
      expect((await meeting())?.meeting.proceedings).not.toContain('Chữ vừa gõ');
      const draft = { ...fields, 'for-0': '', 'against-0': '', 'abstain-0': '', proceedings: 'Chữ đã lưu', go: 'save' };
      expect((await secretary.post(`${path}/minutes`, draft)).status).toBe(303);
      expect((await meeting())?.meeting.proceedings).toBe('Chữ đã lưu');
    });

    it('overwrites nothing that was saved elsewhere meanwhile, without being told', async () => {
      const mine = await minutesFields(secretary, path, 5, [0, 0, 0]);
      const theirs = await minutesFields(chair, path, 5, [0, 0, 0]);
      expect((await chair.post(`${path}/minutes`, { ...theirs, conclusion: 'Của Chủ tịch', go: 'save' })).status).toBe(
        303,
      );
      const late = await secretary.post(`${path}/minutes`, { ...mine, conclusion: 'Của Thư ký', go: 'save' });
      expect(late.status).toBe(409);
      expect(late.body).toContain('Của Thư ký');
      expect((await meeting())?.meeting.conclusion).toBe('Của Chủ tịch');
    });

    it('adds a motion, and takes away the one whose text is emptied', async () => {
      const fields = await minutesFields(secretary, path, 5, [0, 0, 0]);
      await secretary.post(`${path}/minutes`, { ...fields, 'text-1': 'Cảm ơn nhà trường', 'for-1': '5', go: 'motion' });
      expect((await meeting())?.motions.map((m) => [m.text, m.adopted])).toContainEqual(['Cảm ơn nhà trường', true]);
      const again = await minutesFields(secretary, path, 5, [0, 0, 0]);
      await secretary.post(`${path}/minutes`, { ...again, 'text-1': '', go: 'save' });
      expect((await meeting())?.motions).toHaveLength(1);
    });

    it('does not close while the minutes lack something; what was typed is kept', async () => {
      const fields = await minutesFields(secretary, path, 5, [0, 0, 0]);
      const unvoted = await secretary.post(`${path}/minutes`, { ...fields, go: 'close' });
      expect(unvoted.status).toBe(400);
      expect(plain(unvoted.body)).toContain('Xin ghi kết quả biểu quyết của 5 người có mặt');
      const bare = await minutesFields(secretary, path, 4, [4, 0, 0]);
      const absent = Object.keys(bare).find((f) => f.startsWith('reason-') && bare[f] !== '')!;
      const away = await secretary.post(`${path}/minutes`, { ...bare, [absent]: '', conclusion: '', go: 'close' });
      expect(away.body).toContain(`id="${absent}-error"`);
      expect(away.body).toContain('id="conclusion-error"');
      expect((await meeting())?.meeting.closedAt).toBeNull();
    });

    it('without a quorum concludes nothing: it closes, adopts nothing and must meet again', async () => {
      const fields = await minutesFields(secretary, path, 3, [3, 0, 0]);
      const { status } = await secretary.post(`${path}/minutes`, {
        ...fields,
        conclusion: 'Không đủ người.',
        go: 'close',
      });
      expect(status).toBe(303);
      expect((await meeting())?.motions[0]?.adopted).toBe(false);
      const page = plain((await chair.get(path)).body);
      expect(page).toContain('Phiên họp có 3 thành viên có mặt, cần ít nhất 4.');
      expect(page).toContain('Hội đồng cần họp phiên nữa');
    });

    it('again, adopts nothing by less than half of all members, and once more adopts', async () => {
      house.clock.pass(3600);
      await meet(secretary, path, 4, [2, 2, 0]);
      expect(plain((await chair.get(path)).body)).toContain('Hội đồng chưa thông qua kết quả.');
      house.clock.pass(3600);
      await meet(secretary, path, 5, [4, 0, 1]);
      expect((await meeting())?.motions[0]?.adopted).toBe(true);
      expect(plain((await chair.get(path)).body)).toContain('Các phiên họp trước');
    });

    it('changes no word of closed minutes, and does not meet again about what it adopted', async () => {
      const view = await meeting();
      const form = { base: '0'.repeat(64), place: 'Nơi khác', go: 'save' };
      expect((await secretary.post(`${path}/minutes`, form)).status).toBe(409);
      expect((await secretary.post(`${path}/meeting`, { place: 'Nơi khác' })).status).toBe(409);
      expect(await meeting()).toEqual(view);
    });
  });

  describe('confirms', () => {
    it('only by the retyped end of the head, and with the right password', async () => {
      const mistyped = await confirm(chair, path, { tail: 'XXXX' });
      expect(mistyped.status).toBe(400);
      expect(mistyped.body).toContain('id="tail-error"');
      const wrong = await confirm(chair, path, { password: 'khong-phai-mat-khau' });
      expect(wrong.status).toBe(400);
      expect(wrong.body).toContain('id="password-error"');
      expect((await meeting())?.meeting.chairAt).toBeNull();
    });

    it('only against a head of this chain that knows the closed minutes', async () => {
      const head = await house.app.get(LedgerService).head();
      const forged = shortHead({ ...head, hash: 'ab'.repeat(32) });
      const unknown = await confirm(chair, path, { head: forged, tail: forged.slice(-4) });
      expect(plain(unknown.body)).toContain('Dãy này không có trong sổ ghi');
      const rows = await house.app
        .get(Database)
        .reader.query<{ hash: string }[]>('SELECT hash FROM ledger_entry WHERE seq = 3');
      const old = shortHead({ seq: 3, hash: rows[0]!.hash });
      const early = await confirm(chair, path, { head: old, tail: old.slice(-4) });
      expect(plain(early.body)).toContain('có trước khi phiên họp kết thúc');
      expect((await meeting())?.meeting.chairAt).toBeNull();
    });

    it('each for themselves: nobody else, and nobody twice', async () => {
      expect((await confirm(chair, path, { as: 'secretary' })).status).toBe(409);
      const vice = await rawStaff(house, world.committee.usernameOf('viceChair'));
      expect((await vice.post(`${path}/confirm`, {})).status).toBe(403);
      // An account that holds the role of a chair, but is not the member of this council.
      const staff = house.app.get(StaffService);
      const other = await staff.create(
        { username: 'chu-tich-khac', fullName: 'Người Khác', password: PASSWORD },
        SYSTEM_ACTOR,
        null,
      );
      await staff.grant(other.id, 'chair', world.committee.ownerId, SYSTEM_ACTOR);
      const stranger = await rawStaff(house, 'chu-tich-khac');
      const { body } = await chair.get(path);
      const fields = formFields(body, `${path}/confirm`);
      await stranger.get(path);
      const head = fields['head'] ?? '';
      const asked = { ...fields, tail: head.slice(-4), password: PASSWORD };
      expect((await stranger.post(`${path}/confirm`, asked)).status).toBe(409);
      expect((await confirm(chair, path)).status).toBe(303);
      expect((await chair.post(`${path}/confirm`, asked)).status).toBe(409);
      expect((await meeting())?.meeting.chairHead).toBe(head);
    });

    it('guessing is slowed as at the door', async () => {
      const councillor = await rawStaff(house, world.committee.usernameOf('secretary'));
      let last = 0;
      for (let i = 0; i < 12 && last !== 429; i += 1)
        last = (await confirm(councillor, path, { password: `doan-${i}` })).status;
      expect(last).toBe(429);
      house.clock.pass(3600);
    });
  });
});

/** Lines of the form left empty. */
const blank = (places: readonly number[]): Record<string, string> =>
  Object.fromEntries(
    places.flatMap((i) => [
      [`new-fullName-${i}`, ''],
      [`new-office-${i}`, ''],
    ]),
  );
