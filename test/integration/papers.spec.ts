import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ExcelJS from 'exceljs';
import { unzipSync } from 'fflate';
import { v7 } from 'uuid';
import { BatchService } from '../../src/batch/batch.service.js';
import { SittingService } from '../../src/batch/sitting.service.js';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { parseShortHead } from '../../src/core/ledger/chain.js';
import { DEFAULT_RULES, type RuleSet } from '../../src/core/scoring/rule-set.js';
import { MeetingRepository } from '../../src/council/meeting.repository.js';
import { ResultRepository } from '../../src/council/result.repository.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { BoardService } from '../../src/invigilation/board.service.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { PaperNumbers } from '../../src/papers/paper-numbers.service.js';
import { PapersService } from '../../src/papers/papers.service.js';
import { openHouse } from '../support/house.js';
import {
  batchOf,
  bytesOf,
  COAL,
  fixOutcomes,
  idOf,
  made,
  meetAndLock,
  nameCouncil,
  outcomeFrom,
  outcomesOf,
  PEOPLE,
  SCHOOL,
  tableWith,
  TOWN,
  unitOf,
  type World,
} from '../support/papers.js';
import { newCommittee } from '../support/world.js';

const number = ({ house, committee, batch }: World, kind: 'councilMinutes' | 'resultList', n: number): Promise<void> =>
  house.app
    .get(PaperNumbers)
    .give(committee.ownerId, batch.id, [{ subject: { kind, id: null }, number: n }], SYSTEM_ACTOR);

describe('papers of a batch with both parts', () => {
  let world: World;
  const rules: RuleSet = { ...DEFAULT_RULES, publication: { person: 'marks', unit: 'band' } };

  beforeAll(async () => {
    const house = await openHouse({ env: { DEMO: 'true' } });
    const committee = await newCommittee(house, 'Đảng ủy phường Hạ Long', [], rules);
    await nameCouncil(house, committee.ownerId);
    world = { house, committee, ...(await batchOf(house, committee, PEOPLE)) };
  }, 60_000);

  afterAll(() => world.house.close());

  it('that tell of results are refused before the lock, the attendance list is not', async () => {
    for (const subject of ['resultList', 'resultSheet', 'councilMinutes', 'notices', `notice:${unitOf(world, TOWN)}`])
      await expect(bytesOf(world, subject)).rejects.toMatchObject({ code: 'papers/not-locked' });
    const [sitting] = (await world.house.app.get(BatchService).getView(world.committee.ownerId, world.batch.id))
      .sittings;
    await expect(bytesOf(world, `sittingMinutes:${sitting?.id ?? ''}`)).rejects.toMatchObject({
      code: 'papers/sitting-not-started',
    });
    const list = await made(world, `attendanceList:${sitting?.id ?? ''}`);
    const [head, ...rows] = tableWith(list, 'Ký tên');
    expect(head).toEqual([
      'TT',
      'Số báo danh',
      'Họ và tên',
      'Ngày sinh',
      'Nam/Nữ',
      'Chi bộ, đảng bộ',
      'Ký tên',
      'Ghi chú',
    ]);
    expect(rows.map((r) => r[1])).toEqual(world.entries.map((e) => e.candidateNo));
    expect(rows.map((r) => r[6])).toEqual(rows.map(() => ''));
    // Nine millimetres to sign in.
    expect(list.xml.match(/<w:trHeight w:val="510" w:hRule="atLeast"\/>/g)?.length).toBe(rows.length);
    expect(list.lines).toContain('Danh sách này có 8 (tám) người.');
  });

  it('of the sitting: attendance adds up, extra time, incidents and outages stand with their reasons', async () => {
    const { house, committee, batch } = world;
    const { ownerId } = committee;
    const [sitting] = (await house.app.get(BatchService).getView(ownerId, batch.id)).sittings;
    const id = sitting?.id ?? '';
    const sittings = house.app.get(SittingService);
    const away = idOf(world, 'Cao Văn Nhật');
    const here = world.entries.filter((e) => e.id !== away).map((e) => e.id);
    await sittings.markAttendance(ownerId, id, here, 'present', null, SYSTEM_ACTOR);
    await sittings.markAttendance(ownerId, id, [away], 'absentWithLeave', 'Nằm viện', SYSTEM_ACTOR);
    house.clock.set('2027-01-09T01:00:00Z');
    await sittings.start(ownerId, id, SYSTEM_ACTOR);
    house.clock.set('2027-01-09T01:14:00Z');
    const boards = house.app.get(BoardService);
    await boards.noteIncident(ownerId, id, idOf(world, 'Vũ Đình Đạt'), 'Máy mất điện', SYSTEM_ACTOR);
    const grant = { id: v7(), sittingId: id, entryId: idOf(world, 'Vũ Đình Đạt'), minutes: 6, reason: 'Mất điện' };
    const outage = { id: v7(), fromAt: new Date('2027-01-09T01:20:00Z'), toAt: new Date('2027-01-09T01:22:00Z') };
    const violation = {
      id: v7(),
      batchId: batch.id,
      entryId: idOf(world, 'Lê Văn Bách'),
      component: 'written',
      degree: 'reprimand',
      percent: 25,
      text: 'Điện thoại đổ chuông',
      byId: v7(),
      byName: 'Đoàn Thị Lụa',
      at: house.clock.now(),
      digest: 'a'.repeat(64),
      withdrawnAt: null,
      withdrawnReason: null,
    };
    await house.app.get(UnitOfWork).run(async () => {
      const { writing } = house.app.get(UnitOfWork);
      await writing.insert('TimeGrant', { ...grant, at: house.clock.now() });
      await writing.insert('Outage', outage);
      await writing.insert('Violation', violation);
    });
    house.clock.set('2027-01-09T01:52:00Z');
    expect((await made(world, `sittingMinutes:${id}`)).lines).toContain('Buổi kiểm tra chưa kết thúc.');
    await sittings.close(ownerId, id, {}, SYSTEM_ACTOR);
    const paper = await made(world, `sittingMinutes:${id}`);
    const text = paper.lines.join('\n');
    expect(text).toContain(
      'Theo danh sách 08 người = có mặt 7 + vắng có phép 1 + vắng không phép 0 + không được vào dự 0.',
    );
    expect(text).toMatch(/Cao Văn Nhật \([\d-]+\): vắng có phép; lý do: Nằm viện\./);
    expect(text).toContain('bắt đầu tính giờ lúc 8 giờ 00 phút, ngày 09 tháng 01 năm 2027');
    expect(text).toContain('Buổi kiểm tra kết thúc lúc 8 giờ 52 phút cùng ngày.');
    expect(tableWith(paper, 'Số phút')[1]?.slice(2)).toEqual(['+6', 'Mất điện']);
    expect(tableWith(paper, 'Xử lý')[1]?.slice(2)).toEqual([
      'Điện thoại đổ chuông',
      'Khiển trách, trừ 25% điểm phiếu hỏi',
    ]);
    expect(text).toContain('Từ 8 giờ 20 phút đến 8 giờ 22 phút, khoảng 2 phút');
    expect(paper.lines).toEqual(expect.arrayContaining(['GIÁM THỊ THỨ NHẤT', 'GIÁM THỊ THỨ HAI']));
    const minute = await made(world, `violationMinutes:${violation.id}`);
    expect(minute.lines.join('\n')).toContain('Theo kế hoạch kiểm tra: khiển trách, trừ 25% điểm phiếu hỏi.');
    expect(minute.lines).toEqual(expect.arrayContaining(['NGƯỜI VI PHẠM', 'NGƯỜI LẬP BIÊN BẢN', 'Đoàn Thị Lụa']));
  });

  describe('after the lock', () => {
    beforeAll(async () => {
      const { house, committee, batch } = world;
      await meetAndLock(house, committee.ownerId, batch.id, outcomesOf(world, rules), {
        place: 3,
        reason: 'Đi công tác',
      });
    });

    it('the list has its columns, goes by unit and given name, and tells of everybody what became of them', async () => {
      const [head, ...rows] = tableWith(await made(world, 'resultList'), 'Xếp loại');
      expect(head).toEqual([
        'TT',
        'Họ và tên',
        'Ngày sinh',
        'Nam/Nữ',
        'Chi bộ, đảng bộ',
        'Số báo danh',
        'Điểm phiếu hỏi',
        'Điểm vấn đáp',
        'Tổng điểm',
        'Xếp loại',
        'Ghi chú',
      ]);
      const seen = rows.map((r) => [r[0], r[1], r[2], r[6], r[7], r[8], r[9], r[10]]);
      expect(seen).toEqual([
        [
          '1',
          'Vũ Đình Đạt',
          '17/04/1994',
          '29,25',
          '29,00',
          '58,25',
          'Không đạt',
          'Phiếu hỏi dưới mức sàn; Tổng điểm dưới mức đạt',
        ],
        ['2', 'Trần Văn Đức', '05/09/1991', '58,50', '36,00', '94,50', 'Giỏi', ''],
        ['3', 'Cao Văn Nhật', '12/12/1988', '', '', '', '', 'Vắng có phép'],
        ['4', 'Đinh Văn Hải', '28/03/1984', '', '', '', '', 'Bị đình chỉ kiểm tra'],
        ['5', 'Bùi Thị Mai', '10/03/1987', '40,00', '', '', '', 'Chưa hoàn thành: vắng có phép phần vấn đáp'],
        ['6', 'Nguyễn Phúc Hoàng Thị Ngọc Quỳnh Trâm', '20/11/1998', '40,00', '20,00', '60,00', 'Đạt', ''],
        ['7', 'Nguyễn Thị Ánh', '1979', '42,00', '30,00', '72,00', 'Khá', ''],
        ['8', 'Lê Văn Bách', '01/02/1985', '36,00', '30,00', '66,00', 'Đạt', 'Trừ 25% điểm phiếu hỏi do vi phạm'],
      ]);
    });

    it('the list says in words how many it has and how they add up, lies on its side, secretary and chair sign', async () => {
      const { lines, xml, headers, footers } = await made(world, 'resultList');
      expect(lines).toEqual(
        expect.arrayContaining([
          'Danh sách này có 8 (tám) người.',
          'Trong danh sách 8 người = dự kiểm tra 7 + vắng có phép 1 + vắng không phép 0 + không được vào dự 0.',
          'Dự kiểm tra 7 người = giỏi 1 + khá 1 + đạt 2 + không đạt 1 + chưa hoàn thành 1 + bị đình chỉ 1.',
          'Đạt yêu cầu: 4/7 người dự kiểm tra, bằng 57,1%.',
          'THƯ KÝ HỘI ĐỒNG',
          'Bạch Thị Duyên',
          'T/M HỘI ĐỒNG',
          'CHỦ TỊCH',
          'Phan Thị Hải Yến',
          'Hạ Long, ngày 16 tháng 01 năm 2027',
        ]),
      );
      expect(xml).toContain('w:orient="landscape"');
      expect(headers).toContain('DỮ LIỆU MẪU');
      expect(footers).toMatch(/Sổ ghi: khóa \d+(-[0-9A-F]{4}){4}/);
    });

    it('the workbook has the same columns and rows, its points as numbers', async () => {
      const workbook = new ExcelJS.Workbook();
      await workbook.xlsx.load((await bytesOf(world, 'resultSheet')) as unknown as ArrayBuffer);
      const sheet = workbook.worksheets[0]!;
      const [head, ...rows] = tableWith(await made(world, 'resultList'), 'Xếp loại');
      const columns = head?.length ?? 0;
      const cells = (row: number): unknown[] =>
        Array.from({ length: columns }, (_, i) => sheet.getCell(row, i + 1).value);
      expect(cells(3)).toEqual(head);
      expect(rows.map((_, i) => sheet.getCell(i + 4, 2).value)).toEqual(rows.map((r) => r[1]));
      expect(cells(5).slice(6, 10)).toEqual([58.5, 36, 94.5, 'Giỏi']);
      expect(sheet.getCell(13, 1).value).toBe('Danh sách này có 8 (tám) người.');
    });

    it('the minutes follow the skeleton: who was there, proceedings, results, votes, signers, heads of the ledger', async () => {
      const { lines, xml, footers, headers } = await made(world, 'councilMinutes');
      const text = lines.join('\n');
      const order = [
        'HỘI ĐỒNG KIỂM TRA, ĐÁNH GIÁ NHẬN THỨC',
        'Số .....-BB/HĐKT',
        'BIÊN BẢN',
        'họp Hội đồng xét kết quả kiểm tra, đánh giá nhận thức',
        'đối với quần chúng ưu tú trước khi kết nạp Đảng, đợt 1 năm 2027',
        '- Thời gian: bắt đầu vào hồi 8 giờ 00 phút, ngày 16 tháng 01 năm 2027',
        '- Địa điểm: Phòng họp số 1, trụ sở Đảng ủy',
        '- Nội dung: Xét kết quả kiểm tra;',
        '- Người chủ trì: Phan Thị Hải Yến, Phó Bí thư Thường trực Đảng ủy, Chủ tịch Hội đồng',
        '- Người ghi biên bản: Bạch Thị Duyên',
        '- Tài liệu sử dụng: ',
        '1. Thành phần',
        'Có mặt: 04 đồng chí, gồm:',
        'Vắng mặt: 01 đồng chí, gồm:',
        '1) Hoàng Văn Thắng, Giám đốc Trung tâm chính trị, Ủy viên Hội đồng; lý do: Đi công tác.',
        '2. Diễn biến',
        '3. Kết quả',
        'Dự kiểm tra 7 người = giỏi 1 + khá 1 + đạt 2 + không đạt 1 + chưa hoàn thành 1 + bị đình chỉ 1.',
        '4. Biểu quyết, kết luận',
        'Thông qua kết quả kiểm tra: 3/5 thành viên đồng ý, 0 không đồng ý, 1 không biểu quyết. Được thông qua.',
        'Hội nghị kết thúc vào hồi 10 giờ 15 phút cùng ngày. Biên bản đã được thông qua.',
        'NGƯỜI GHI BIÊN BẢN',
        'CHỦ TRÌ HỘI NGHỊ',
        'PHỤ LỤC',
      ];
      const places = order.map((line) => text.indexOf(line));
      expect(order.filter((_, i) => (places[i] ?? -1) < 0)).toEqual([]);
      expect(places).toEqual([...places].sort((a, b) => a - b));
      expect(xml.indexOf('NGƯỜI GHI BIÊN BẢN')).toBeLessThan(xml.indexOf('CHỦ TRÌ HỘI NGHỊ'));
      expect(footers).toMatch(
        /Sổ ghi: Thư ký 1042-1111-2222-3333-4444, Chủ trì 1044-AAAA-BBBB-CCCC-DDDD, khóa \d+(-[0-9A-F]{4}){4}/,
      );
      expect(headers).toContain('DỮ LIỆU MẪU');
      expect(xml).toContain('w:orient="landscape"');
    });

    it('the head at the foot stands on the ledger’s chain: a tail that is cut off later is missed by it', async () => {
      const head = /khóa (\d+(?:-[0-9A-F]{4}){4})/.exec((await made(world, 'councilMinutes')).footers)?.[1] ?? '';
      const known = parseShortHead(head);
      const verifier = world.house.app.get(LedgerVerifier);
      expect((await verifier.verify(known)).headComparison).toMatch(/same|grown/);
      const cut = { seq: (known?.seq ?? 0) + 1000, hash: known?.hash ?? '' };
      expect((await verifier.verify(cut)).headComparison).toBe('older');
    });

    it('a meeting that could not conclude has minutes of its own, without any result', async () => {
      const { house, batch } = world;
      const meetings = house.app.get(MeetingRepository, { strict: false });
      const [concluded] = await meetings.findMeetings(batch.id);
      const attendance = await meetings.findAttendance(concluded?.id ?? '');
      const earlier = {
        ...concluded!,
        id: v7(),
        openedAt: new Date('2027-01-14T01:00:00Z'),
        closedAt: new Date('2027-01-14T01:20:00Z'),
        conclusion: 'Không đủ số thành viên, họp lại ngày 16/01.',
      };
      const rows = attendance.map((a, i) => ({
        ...a,
        id: v7(),
        meetingId: earlier.id,
        present: i < 2,
        reason: 'Bận họp',
      }));
      await house.app.get(UnitOfWork).run(() => meetings.insertMeeting(earlier, rows, []));
      const { lines, xml, footers } = await made(world, `earlierMinutes:${earlier.id}`);
      expect(lines.join('\n')).toContain('Phiên họp chưa thông qua kết quả.');
      expect(lines).toContain('Hội nghị kết thúc vào hồi 8 giờ 20 phút cùng ngày.');
      expect(PEOPLE.filter((p) => xml.includes(p.fullName))).toEqual([]);
      expect(footers).not.toContain('khóa');
      expect((await made(world, 'councilMinutes')).lines.join('\n')).toContain('Có mặt: 04 đồng chí');
    });

    it('a notice has its own people and no byte of anybody else', async () => {
      for (const unit of [TOWN, SCHOOL, COAL]) {
        const { xml, lines } = await made(world, `notice:${unitOf(world, unit)}`);
        const own = PEOPLE.filter((p) => p.unit === unit);
        for (const p of PEOPLE)
          expect([unit, p.fullName, xml.includes(p.fullName)]).toEqual([unit, p.fullName, own.includes(p)]);
        for (const e of world.entries) expect(xml.includes(e.candidateNo ?? '')).toBe(e.unitName === unit);
        expect(lines).toEqual(
          expect.arrayContaining(['THÔNG BÁO', `- ${unit};`, '- Lưu Đảng ủy.', 'Phan Thị Hải Yến']),
        );
      }
    });

    it('a notice by a plan that shows the band tells no mark, nor why somebody failed', async () => {
      const paper = await made(world, `notice:${unitOf(world, TOWN)}`);
      expect(tableWith(paper, 'Xếp loại')[0]).toEqual([
        'TT',
        'Họ và tên',
        'Ngày sinh',
        'Nam/Nữ',
        'Số báo danh',
        'Xếp loại',
        'Ghi chú',
      ]);
      expect(paper.xml).not.toMatch(/58,25|94,50|dưới mức|Trừ \d+%/);
      expect(paper.lines).toContain('Hạ Long, ngày ..... tháng ..... năm .....');
    });

    it('all notices come as one zip, a file a unit', async () => {
      const files = unzipSync(await bytesOf(world, 'notices'));
      expect(Object.keys(files)).toEqual([
        'thong-bao-01-chi-bo-khu-pho-3-dot-1-2027.docx',
        'thong-bao-02-chi-bo-phan-xuong-van-tai-thong-gio-va-dao-lo-so-dot-1-2027.docx',
        'thong-bao-03-chi-bo-truong-thcs-vinh-xanh-dot-1-2027.docx',
      ]);
      const own = await bytesOf(world, `notice:${unitOf(world, SCHOOL)}`);
      expect(Buffer.from(files['thong-bao-03-chi-bo-truong-thcs-vinh-xanh-dot-1-2027.docx'] ?? []).equals(own)).toBe(
        true,
      );
    });

    it('the same facts give the same bytes whenever it is made', async () => {
      const { house, committee, batch } = world;
      const papers = house.app.get(PapersService);
      for (const subject of ['resultList', 'resultSheet', 'councilMinutes', 'notices']) {
        const before = await papers.make(committee.ownerId, batch.id, subject);
        house.clock.pass(90_000);
        const after = await papers.make(committee.ownerId, batch.id, subject);
        expect([subject, after.digest]).toEqual([subject, before.digest]);
      }
    });

    it('a number is printed once it is given, and only the ledger’s own rows pass its verification', async () => {
      expect((await made(world, 'resultList')).lines).toContain('Số .....-DS/HĐKT');
      await number(world, 'resultList', 7);
      await number(world, 'councilMinutes', 2);
      expect((await made(world, 'resultList')).lines).toContain('Số 07-DS/HĐKT');
      expect((await made(world, 'councilMinutes')).lines).toContain('Số 02-BB/HĐKT');
      const verifier = world.house.app.get(LedgerVerifier);
      const faults = async (): Promise<unknown[]> =>
        (await verifier.verify()).rowFaults.filter((f) => f.subjectType === 'paper').map((f) => f.code);
      expect(await faults()).toEqual([]);
      const change = (n: number): Promise<unknown> =>
        world.house.app
          .get(UnitOfWork)
          .run(() => world.house.app.get(UnitOfWork).writing.update('PaperNumber', { kind: 'DS' }, { number: n }));
      await change(8);
      expect(await faults()).toEqual(['row/changed']);
      await change(7);
    });

    it('an addendum lists what changed, before and after; the list follows it, the minutes stay as adopted', async () => {
      const { house, batch } = world;
      const id = v7();
      const [openedAt, closedAt] = [new Date('2027-01-18T02:00:00Z'), new Date('2027-01-18T03:00:00Z')];
      const addendum = {
        id,
        batchId: batch.id,
        number: 1,
        reason: 'Câu 12 có hai đáp án đúng',
        byId: v7(),
        openedAt,
        closedAt,
      };
      const before = await bytesOf(world, 'councilMinutes');
      await house.app
        .get(UnitOfWork)
        .run(() => house.app.get(ResultRepository, { strict: false }).insertAddendum(addendum));
      const changed = outcomeFrom(rules, { written: 3125, oral: 2900 });
      await fixOutcomes(house, batch.id, new Map([[idOf(world, 'Vũ Đình Đạt'), changed]]), id);
      const paper = await made(world, `addendum:${id}`);
      const [, ...rows] = tableWith(paper, 'Kết quả sau');
      expect(rows.map((r) => [r[1], r[4], r[5]])).toEqual([
        [
          'Vũ Đình Đạt',
          'Phiếu hỏi: 29,25\nVấn đáp: 29,00\nTổng: 58,25\nKhông đạt',
          'Phiếu hỏi: 31,25\nVấn đáp: 29,00\nTổng: 60,25\nĐạt',
        ],
      ]);
      expect(paper.lines).toEqual(
        expect.arrayContaining([
          'PHỤ LỤC SỐ 1',
          'Lý do thay đổi: Câu 12 có hai đáp án đúng.',
          '- Dự kiểm tra 7 người = giỏi 1 + khá 1 + đạt 3 + không đạt 0 + chưa hoàn thành 1 + bị đình chỉ 1.',
        ]),
      );
      const row = tableWith(await made(world, 'resultList'), 'Xếp loại').find((r) => r[1] === 'Vũ Đình Đạt');
      expect(row?.slice(8)).toEqual(['60,25', 'Đạt', 'Theo Phụ lục số 1']);
      expect((await bytesOf(world, 'councilMinutes')).equals(before)).toBe(true);
    });
  });
});

describe.each(['written', 'oral'] as const)('papers of a plan with the %s part alone', (kind) => {
  it('leave out the column of the part that the plan does not have', async () => {
    const rules: RuleSet = {
      ...DEFAULT_RULES,
      components: DEFAULT_RULES.components.filter((c) => c.kind === kind),
      pass: 2000,
      bands: [
        { code: 'good', from: 3000 },
        { code: 'pass', from: 2000 },
      ],
      publication: { person: 'marks', unit: 'marks' },
    };
    const house = await openHouse();
    try {
      const committee = await newCommittee(house, 'Đảng ủy Công ty Than Vịnh Xanh', [], rules);
      await nameCouncil(house, committee.ownerId);
      const world: World = { house, committee, ...(await batchOf(house, committee, PEOPLE.slice(0, 3))) };
      const points = new Map(world.entries.map((e) => [e.id, outcomeFrom(rules, { [kind]: 3300 })]));
      await meetAndLock(house, committee.ownerId, world.batch.id, points);
      const list = await made(world, 'resultList');
      const notice = await made(world, `notice:${unitOf(world, TOWN)}`);
      const columns = kind === 'written' ? ['Điểm phiếu hỏi'] : ['Điểm vấn đáp'];
      for (const paper of [list, notice])
        expect(tableWith(paper, 'Xếp loại')[0]?.filter((h) => h.includes('iểm'))).toEqual([...columns, 'Tổng điểm']);
      expect(list.lines).toContain('Dự kiểm tra 3 người = khá 3 + đạt 0 + không đạt 0.');
      expect(list.xml).not.toContain('Giỏi');
      // No place can be read off the name of a company, and no sample mark stands on a real paper.
      expect(list.lines).toContain('....., ngày 16 tháng 01 năm 2027');
      expect(list.headers).not.toContain('MẪU');
    } finally {
      await house.close();
    }
  }, 60_000);
});
