import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { BatchService } from '../../src/batch/batch.service.js';
import { CloseRosterService } from '../../src/batch/close-roster.service.js';
import type { Batch } from '../../src/batch/entities/batch.entity.js';
import { FormService } from '../../src/batch/form.service.js';
import { RosterService } from '../../src/batch/roster.service.js';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { AppError } from '../../src/common/app-error.js';
import { Workshop } from '../../src/common/worker/workshop.js';
import { blueprintCells, DEFAULT_BLUEPRINT } from '../../src/core/blueprint/blueprint.js';
import { DEFAULT_RULES } from '../../src/core/scoring/rule-set.js';
import { writeWorkbook } from '../../src/documents/xlsx.js';
import { ExamPlanService } from '../../src/exam-plan/exam-plan.service.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { Housekeeping, UPLOAD_KEPT_DAYS } from '../../src/common/housekeeping.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { RawClient } from '../support/raw-client.js';
import {
  type Committee,
  newBatch,
  newClosedBatch,
  newCommittee,
  PASSWORD,
  roster,
  signInStaff,
} from '../support/world.js';

describe.each(ENGINES)('a roster on %s', (engine) => {
  let house: House;
  let committee: Committee;
  let batch: Batch;

  beforeAll(async () => {
    house = await openHouse({ engine });
    committee = await newCommittee(house, 'Đảng ủy Một', ['secretary', 'chair', 'invigilator']);
  }, 60_000);

  afterAll(() => house.close());

  beforeEach(async () => {
    const { ownerId, planId, bankId } = committee;
    const input = {
      planId,
      bankId,
      examOn: '2027-01-09',
      place: 'Hội trường',
      sittings: [
        { room: 'Phòng A', time: '07:30' },
        { room: 'Phòng B', time: '07:30' },
      ],
    };
    batch = await house.app.get(BatchService).create(ownerId, input, SYSTEM_ACTOR);
  });

  const rosters = () => house.app.get(RosterService);
  const entries = () => house.app.get(BatchService).findEntries(batch.id);
  const upload = (data: Buffer, name = 'ds.csv') => rosters().upload(committee.ownerId, batch.id, data, name);
  const preview = (id: string) => rosters().preview(committee.ownerId, batch.id, id);
  const importIt = (id: string, answers: [number, string][] = []) =>
    rosters().import(committee.ownerId, batch.id, id, new Map(answers), (why) => why.code, SYSTEM_ACTOR);
  const close = () => house.app.get(CloseRosterService).close(committee.ownerId, batch.id, SYSTEM_ACTOR);

  it('that nobody imports goes after a week, with the people in it', async () => {
    const { id } = await upload(roster(['Võ Thị Bỏ Quên']));
    const keep = () => house.app.get(Housekeeping).turn();
    house.clock.pass(UPLOAD_KEPT_DAYS * 24 * 3600 - 60);
    await keep();
    expect((await preview(id)).roster.rows).toHaveLength(1);
    house.clock.pass(120);
    await keep();
    await expect(preview(id)).rejects.toMatchObject({ code: 'roster/upload-gone' });
    house.clock.pass(-7 * 24 * 3600 - 60);
  });

  it('as people make it is read: title rows, STT, NFD, year alone, dates as text, a lost zero, a totals row', async () => {
    const headers = ['STT', 'HỌ VÀ TÊN ', 'Ngày, tháng, năm sinh', 'Nam/Nữ', 'Chi bộ, đảng bộ', 'Số CCCD'].map(
      (header) => ({ header, width: 15, kind: 'text' as const }),
    );
    const rows = [
      ['1', 'Trần Thị Hoà'.normalize('NFD'), '5/9/1991', 'Nữ', 'Chi bộ Khu phố 3', '22191000001'],
      ['2', 'Lò  Văn   Đức', '1985', 'Nam', 'Chi bộ Khu phố 3', '022085000002'],
      ['', 'Tổng cộng: 2 người', '', '', '', ''],
    ];
    const { id } = await upload(
      await writeWorkbook([{ name: 'DS', titleRows: ['ĐẢNG ỦY', 'DANH SÁCH'], columns: headers, rows }]),
      'ds.xlsx',
    );
    const { roster: read, newUnits } = await preview(id);
    expect(read.problems).toEqual([]);
    expect(read.rows.map((r) => [r.fullName, r.birth, r.idNumber])).toEqual([
      ['Trần Thị Hoà', '1991-09-05', '022191000001'],
      ['Lò Văn Đức', '1985', '022085000002'],
    ]);
    expect(newUnits).toEqual(expect.arrayContaining(['Chi bộ Khu phố 3']));
    await importIt(id);
    expect((await entries()).map((e) => e.fullName)).toEqual(['Lò Văn Đức', 'Trần Thị Hoà']);
  });

  it('with a fault enters nobody, and the page names row and column', async () => {
    const { id } = await upload(
      Buffer.from(
        'TT,Họ và tên,Ngày sinh,Chi bộ\n1,Nguyễn Thị Ánh,31/02/1994,Chi bộ 1\n2,Trần Văn Bách,01/01/1990,Chi bộ 1',
      ),
    );
    await expect(importIt(id)).rejects.toMatchObject({ code: 'roster/has-problems' });
    expect(await entries()).toEqual([]);
    const secretary = await signInStaff(house, committee.usernameOf('secretary'));
    const page = await secretary.open(`/batch/${batch.id}/roster/${id}`);
    expect(page).toContain('id="o-2-birth"');
    expect(page).toContain('href="#o-2-birth"');
    await expect(secretary.submit(`/batch/${batch.id}/roster/${id}`, {})).rejects.toThrow('422');
  });

  it('asks a human whether a namesake is the same person, and merges nobody in silence', async () => {
    await newClosedBatch(house, committee, ['Hồ Thị Trùng Tên']);
    const { id } = await upload(roster(['Hồ Thị Trùng Tên', 'Hồ Thị Khác']));
    const { namesakes } = await preview(id);
    const known = namesakes.find((n) => n.row === 2)!.person.id;
    await expect(importIt(id)).rejects.toMatchObject({ code: 'roster/unanswered', params: { row: 2 } });
    await expect(importIt(id, [[2, 'somebody-else']])).rejects.toMatchObject({ code: 'roster/unanswered' });
    await importIt(id, [
      [2, known],
      [3, 'new'],
    ]);
    const [first, second] = await entries();
    expect([first!.fullName, second!.fullName].sort()).toEqual(['Hồ Thị Khác', 'Hồ Thị Trùng Tên']);
    expect((await entries()).find((e) => e.fullName === 'Hồ Thị Trùng Tên')!.personId).toBe(known);
    const again = await upload(roster(['Hồ Thị Trùng Tên']));
    await expect(importIt(again.id, [[2, known]])).rejects.toMatchObject({ code: 'roster/already-in-batch' });
  });

  it('enters the ineligible as refused, with the reason', async () => {
    const text =
      'TT,Họ và tên,Ngày sinh,Chi bộ,Số GCN lớp,Ngày cấp GCN,NQ chi bộ\n1,Lại Văn Thế,18/02/1989,Chi bộ 1,118/GCN,09/10/2021,5-NQ/CB\n2,Ninh Thị Xuyến,09/09/1993,Chi bộ 1,119/GCN,09/01/2026,\n3,Mai Thị Đủ,09/09/1994,Chi bộ 1,120/GCN,09/01/2026,6-NQ/CB';
    await importIt((await upload(Buffer.from(text))).id);
    expect((await entries()).map((e) => [e.fullName, e.refusalReason])).toEqual([
      ['Mai Thị Đủ', null],
      ['Lại Văn Thế', 'certificate-expired'],
      ['Ninh Thị Xuyến', 'no-resolution'],
    ]);
    await close();
    expect((await entries()).filter((e) => e.candidateNo !== null)).toHaveLength(1);
  });

  it('imported twice at once enters everybody once, and closed or created twice at once happens once', async () => {
    const { id } = await upload(roster(['Đinh Thị Đúp', 'Đinh Văn Đôi']));
    const imports = await Promise.allSettled([importIt(id), importIt(id), importIt(id)]);
    expect(imports.filter((r) => r.status === 'fulfilled')).toHaveLength(1);
    for (const r of imports)
      if (r.status === 'rejected') expect(r.reason).toMatchObject({ code: 'roster/upload-gone' });
    expect(await entries()).toHaveLength(2);
    const closes = await Promise.allSettled([close(), close()]);
    expect(closes.filter((r) => r.status === 'fulfilled')).toHaveLength(1);
    for (const r of closes)
      if (r.status === 'rejected') expect(r.reason).toMatchObject({ code: 'batch/roster-closed' });
    const { ownerId, planId, bankId } = committee;
    const create = () =>
      house.app
        .get(BatchService)
        .create(
          ownerId,
          { planId, bankId, examOn: '2027-05-05', place: 'Hội trường', sittings: [{ room: 'A', time: '07:30' }] },
          SYSTEM_ACTOR,
        );
    const made = await Promise.all([create(), create(), create()]);
    expect(new Set(made.map((b) => b.number)).size).toBe(3);
  });

  it('when closed gives numbers in Vietnamese order of given names, sittings filled evenly, and each person an own valid form', async () => {
    const { id } = await upload(
      roster(['Phạm Quang Vượng', 'Nguyễn Thị Ánh', 'Đỗ Văn Đạt', 'Trần Văn Dũng', 'Lê Thị Ái', 'Vũ Thị Yến']),
    );
    await importIt(
      id,
      (await preview(id)).namesakes.map((n) => [n.row, 'new']),
    );
    await close();
    const closed = (await entries()).sort((a, b) => (a.candidateNo! < b.candidateNo! ? -1 : 1));
    expect(closed.map((e) => e.fullName.split(' ').at(-1))).toEqual(['Ái', 'Ánh', 'Dũng', 'Đạt', 'Vượng', 'Yến']);
    expect(closed.map((e) => e.candidateNo)).toEqual(
      closed.map(
        (_, i) =>
          closed[0]!.candidateNo!.slice(0, 6) + String(Number(closed[0]!.candidateNo!.slice(6)) + i).padStart(3, '0'),
      ),
    );
    expect(new Set(closed.slice(0, 3).map((e) => e.sittingId)).size).toBe(1);
    expect(closed[3]!.sittingId).not.toBe(closed[0]!.sittingId);
    const forms = await Promise.all(closed.map((e) => house.app.get(FormService).getForm(e.id)));
    for (const form of forms) {
      for (const cell of blueprintCells(DEFAULT_BLUEPRINT))
        expect(form.items.filter((i) => i.topic === cell.topic && i.level === cell.level)).toHaveLength(cell.need);
      expect(new Set(form.items.map((i) => i.itemId)).size).toBe(30);
    }
    expect(new Set(forms.map((f) => f.items.map((i) => i.code).join())).size).toBe(forms.length);
  });

  it('when closed takes no more people; undone with a reason it opens again, cards void, numbers gone', async () => {
    await importIt((await upload(roster(['Đặng Thị Một', 'Đặng Thị Hai']))).id);
    await close();
    await expect(upload(roster(['Đặng Thị Ba']))).rejects.toMatchObject({ code: 'batch/roster-closed' });
    await expect(close()).rejects.toMatchObject({ code: 'batch/roster-closed' });
    await house.app.get(CloseRosterService).reopen(committee.ownerId, batch.id, 'Thiếu một người', SYSTEM_ACTOR);
    expect((await entries()).map((e) => [e.candidateNo, e.accessCodeHash])).toEqual([
      [null, null],
      [null, null],
    ]);
    await close();
    expect((await house.app.get(LedgerVerifier).verify()).rowFaults).toEqual([]);
  });

  it('cannot be opened again once a sitting has started', async () => {
    const closed = await newClosedBatch(house, committee, ['Cao Thị Đã Vào']);
    const invigilator = await signInStaff(house, committee.usernameOf('invigilator'));
    await invigilator.open(`/invigilation/${closed.sitting.id}`);
    await invigilator.submit(`/invigilation/${closed.sitting.id}/attendance`, { attendance: 'present' });
    await invigilator.submit(`/invigilation/${closed.sitting.id}/start`, {});
    await expect(
      house.app.get(CloseRosterService).reopen(committee.ownerId, closed.batch.id, 'muộn rồi', SYSTEM_ACTOR),
    ).rejects.toMatchObject({ code: 'batch/sitting-started' });
  });

  it('without anybody, or with a bank that is too small, is not closed, and the refusal says what is missing', async () => {
    await expect(close()).rejects.toMatchObject({ code: 'batch/nobody' });
    const blueprint = { topics: [{ topic: 'history', recall: 60, understand: 0, apply: 0 }], maxPerClause: 1 };
    const plan = await house.app
      .get(ExamPlanService)
      .create(committee.ownerId, 'Quá lớn', SYSTEM_ACTOR, DEFAULT_RULES, blueprint);
    const tooBig = await newBatch(house, { ...committee, planId: plan.id }, ['Lương Thị Thiếu Câu']);
    await expect(
      house.app.get(CloseRosterService).close(committee.ownerId, tooBig.id, SYSTEM_ACTOR),
    ).rejects.toMatchObject({ code: 'blueprint/cell-short', params: { topic: 'Lịch sử Đảng', need: 60 } });
  });

  it('refuses hostile and foreign files with a sentence, and the server goes on', async () => {
    const secretary = new RawClient(house.url);
    await secretary.get('/identity/sign-in');
    await secretary.post('/identity/sign-in', { username: committee.usernameOf('secretary'), password: PASSWORD });
    await secretary.get(`/batch/${batch.id}/roster`);
    const send = async (data: Buffer, name: string) => {
      const form = new FormData();
      form.append('_csrf', secretary.token);
      form.append('file', new Blob([new Uint8Array(data)]), name);
      const response = await fetch(`${house.url}/batch/${batch.id}/roster`, {
        method: 'POST',
        body: form,
        redirect: 'manual',
        headers: { accept: 'text/html', cookie: [...secretary.cookies].map(([n, v]) => `${n}=${v}`).join('; ') },
      });
      return { status: response.status, body: await response.text() };
    };
    const files: [string, Buffer][] = [
      ['empty.xlsx', Buffer.alloc(0)],
      ['old.xls', Buffer.from('D0CF11E0A1B11AE1', 'hex')],
      ['picture.xlsx', Buffer.from('89504E470D0A1A0A', 'hex')],
      ['broken.xlsx', Buffer.from('504B0304deadbeef', 'hex')],
      ['nothing.csv', Buffer.from('a,b,c\n1,2,3')],
      ['huge.csv', Buffer.alloc(6 * 1024 * 1024, 'x')],
    ];
    for (const [name, data] of files) {
      const { status, body } = await send(data, name);
      expect([name, status >= 400 && status < 500]).toEqual([name, true]);
      expect(body).not.toMatch(/node_modules|Error:/);
    }
    // What the thread that reads it does not survive is a fault of the file, too.
    const workshop = house.app.get(Workshop);
    const run = jest.spyOn(workshop, 'run').mockRejectedValueOnce(new AppError('work/too-large'));
    const heavy = await send(roster(['Hà Thị Nặng']), 'nặng.csv');
    expect([heavy.status, heavy.body]).toEqual([422, expect.stringContaining('Máy chủ không đọc xong tệp này')]);
    run.mockRestore();
    expect((await send(roster(['Hà Thị Lành']), 'tốt.csv')).status).toBe(303);
  });

  it('is found by name or number and paged', async () => {
    const fresh = await newBatch(house, committee, ['Kiều Thị Tìm', 'Kiều Văn Thấy', 'Ông Văn Lạc']);
    const { rows, total } = await house.app
      .get(BatchService)
      .findEntryPage(fresh.id, { search: 'kieu', refused: null, sort: 'name' }, 1, 50);
    expect([total, rows.map((r) => r.fullName)]).toEqual([2, ['Kiều Văn Thấy', 'Kiều Thị Tìm']]);
    expect(
      (
        await house.app
          .get(BatchService)
          .findEntryPage(fresh.id, { search: '100%', refused: null, sort: 'unit' }, 1, 50)
      ).total,
    ).toBe(0);
  });
});
