import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unzipSync } from 'fflate';
import { v7 } from 'uuid';
import type { Batch } from '../../src/batch/entities/batch.entity.js';
import { ROLES, type Role } from '../../src/core/access/access-matrix.js';
import { DEFAULT_RULES } from '../../src/core/scoring/rule-set.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import {
  bytesOf,
  batchOf,
  idOf,
  made,
  meetAndLock,
  nameCouncil,
  openDocx,
  outcomesOf,
  PEOPLE,
  tableWith,
  type World,
} from '../support/papers.js';
import { RawClient } from '../support/raw-client.js';
import { seedResults } from '../support/seed-results.js';
import { askForSlips, slipsDone, staffClient } from '../support/slip-export.js';
import { type ClosedBatch, type Committee, newClosedBatch, newCommittee, startSitting } from '../support/world.js';

const staff = (house: House, committee: Committee, role: Role): Promise<RawClient> =>
  staffClient(house.url, committee.usernameOf(role));

const textsIn = (docx: Uint8Array): string => openDocx(docx).lines.join('\n');
const countOf = (text: string, part: string): number => text.split(part).length - 1;

describe('a result slip', () => {
  let world: World;

  beforeAll(async () => {
    const house = await openHouse();
    const committee = await newCommittee(house, 'Đảng ủy phường Hạ Long', ['secretary']);
    await nameCouncil(house, committee.ownerId);
    world = { house, committee, ...(await batchOf(house, committee, PEOPLE)) };
  });

  afterAll(() => world.house.close());

  it('cannot be made before the council has locked the results', async () => {
    await expect(bytesOf(world, `slip:${idOf(world, 'Trần Văn Đức')}`)).rejects.toMatchObject({
      code: 'papers/not-locked',
    });
    const { house, committee, batch } = world;
    const secretary = await staff(house, committee, 'secretary');
    expect((await secretary.get(`/papers/${batch.id}/slips`)).body).toContain('Kết quả chưa khóa.');
    expect((await secretary.post(`/papers/${batch.id}/slips`, {})).status).toBe(409);
  });

  it('tells one person their marks in figures and words, their band, and nothing of anybody else', async () => {
    const { house, committee, batch } = world;
    await meetAndLock(house, committee.ownerId, batch.id, outcomesOf(world, DEFAULT_RULES));
    const paper = await made(world, `slip:${idOf(world, 'Trần Văn Đức')}`);
    expect(paper.lines).toEqual(
      expect.arrayContaining([
        'PHIẾU BÁO KẾT QUẢ',
        '- Họ và tên: Trần Văn Đức',
        '- Ngày sinh: 05/09/1991',
        'Xếp loại: Giỏi',
        'CHỦ TỊCH',
        'Phan Thị Hải Yến',
      ]),
    );
    expect(tableWith(paper, 'Điểm tối đa')).toEqual([
      ['Nội dung', 'Điểm tối đa', 'Điểm đạt', 'Bằng chữ'],
      ['Phiếu hỏi', '60,00', '58,50', 'năm mươi tám phẩy năm'],
      ['Vấn đáp', '40,00', '36,00', 'ba mươi sáu'],
      ['Tổng điểm', '100,00', '94,50', 'chín mươi tư phẩy năm'],
    ]);
    for (const other of PEOPLE.filter((p) => p.fullName !== 'Trần Văn Đức'))
      expect(paper.lines.join('\n')).not.toContain(other.fullName);
    expect(paper.footers).toContain('Sổ ghi: khóa');
  });

  it('says why somebody has no band', async () => {
    const paper = await made(world, `slip:${idOf(world, 'Bùi Thị Mai')}`);
    expect(paper.lines).toContain('Xếp loại: Không xếp loại');
    expect(paper.lines.join('\n')).toContain('vắng có phép phần vấn đáp');
  });

  it('is the same to the byte whenever it is made', async () => {
    const subject = `slip:${idOf(world, 'Vũ Đình Đạt')}`;
    expect((await bytesOf(world, subject)).equals(await bytesOf(world, subject))).toBe(true);
  });

  it('of one person is found by the candidate number; an unknown one is told beside the field', async () => {
    const { house, committee, batch, entries } = world;
    const secretary = await staff(house, committee, 'secretary');
    const [entry] = entries;
    const { headers } = await secretary.get(`/papers/${batch.id}/slips?no=${entry!.candidateNo}`);
    expect(headers.get('location')).toBe(`/papers/${batch.id}/slip:${entry!.id}`);
    const { headers: file } = await secretary.get(headers.get('location') ?? '');
    expect(file.get('content-disposition')).toContain(`phieu-ket-qua-${entry!.candidateNo}-dot-1-2027.docx`);
    const wrong = await secretary.get(`/papers/${batch.id}/slips?no=99-99-999`);
    expect(wrong.status).toBe(404);
    expect(wrong.body).toContain('không có số báo danh “99-99-999”');
    expect(wrong.body).toContain('value="99-99-999"');
    expect((await secretary.get(`/papers/${batch.id}/slip:${v7()}`)).status).toBe(404);
  });

  it('of everybody stands in one file, a page each, by unit and given name', async () => {
    const { house, committee, batch } = world;
    const secretary = await staff(house, committee, 'secretary');
    const path = await askForSlips(secretary, batch.id);
    expect(await slipsDone(secretary, path)).toContain('Đã lập xong 8 phiếu');
    const { status, headers, bytes } = await secretary.get(`${path}/file`);
    expect([status, headers.get('content-disposition')]).toEqual([
      200,
      "attachment; filename*=UTF-8''phieu-ket-qua-dot-1-2027.docx",
    ]);
    const { xml, lines } = openDocx(bytes);
    expect(countOf(xml, '<w:sectPr')).toBe(8);
    expect(countOf(lines.join('\n'), 'PHIẾU BÁO KẾT QUẢ')).toBe(8);
    const names = lines.flatMap((line) => /^- Họ và tên: (.*)/.exec(line)?.[1] ?? []);
    expect([...names].sort()).toEqual(PEOPLE.map((p) => p.fullName).sort());
    expect(names.slice(0, 3)).toEqual(['Vũ Đình Đạt', 'Trần Văn Đức', 'Cao Văn Nhật']);
  });

  it('work is shown to who asked for it alone, and a lost one says so', async () => {
    const { house, committee, batch } = world;
    const secretary = await staff(house, committee, 'secretary');
    const path = await askForSlips(secretary, batch.id);
    await slipsDone(secretary, path);
    const lost = await secretary.get(`/papers/${batch.id}/slips/${v7()}`);
    expect([lost.status, lost.body]).toEqual([404, expect.stringContaining('Không còn tệp này')]);
    house.clock.pass(31 * 60);
    expect((await secretary.get(`${path}/file`)).status).toBe(404);
  });
});

describe.each(ENGINES)('an export of many slips beside a sitting (%s)', (engine) => {
  let house: House;
  let committee: Committee;
  let closed: ClosedBatch;
  let batch: Batch;

  beforeAll(async () => {
    house = await openHouse({ engine });
    committee = await newCommittee(house, 'Đảng ủy phường Một', ROLES);
    closed = await newClosedBatch(house, committee);
    batch = await seedResults(house, committee, 520);
    await startSitting(house, committee, closed);
  }, 120_000);

  afterAll(() => house.close());

  async function writing(): Promise<(seq: number) => Promise<number>> {
    const client = new RawClient(house.url);
    const [entry] = closed.entries;
    await client.get('/delivery/sign-in');
    await client.post('/delivery/sign-in', { candidateNo: entry!.candidateNo!, code: closed.codes.get(entry!.id)! });
    await client.get('/delivery/confirm');
    await client.post('/delivery/confirm', { answer: 'yes' });
    await client.post('/delivery/start', {});
    const { leaseNo } = JSON.parse((await client.json('/delivery/lease', {})).body) as { leaseNo: number };
    const entryOf = (seq: number): object => ({ seq, item: (seq % 20) + 1, value: 'A' });
    return async (seq) => (await client.json('/delivery/save', { lease: leaseNo, entries: [entryOf(seq)] })).status;
  }

  it('lets answers be saved while it runs, shows how far it is, and gives every slip once', async () => {
    const save = await writing();
    const chair = await staff(house, committee, 'chair');
    const path = await askForSlips(chair, batch.id);
    const counts = new Set<string>();
    const saved: number[] = [];
    for (let seq = 1; ; seq += 1) {
      const status = await save(seq);
      const { body } = await chair.get(path);
      const count = /Đã xong (\d+) trên 520 phiếu/.exec(body)?.[1];
      if (count === undefined) break;
      // Acknowledged, and afterwards the export was still running.
      saved.push(status);
      counts.add(count);
    }
    expect(new Set(saved)).toEqual(new Set([200]));
    expect([...counts].slice(0, 2)).toEqual(['0', '500']);
    const { bytes, headers } = await chair.get(`${path}/file`);
    expect(headers.get('content-type')).toBe('application/zip');
    const files = unzipSync(bytes);
    expect(Object.keys(files)).toEqual(['01', '02'].map((no) => `phieu-ket-qua-dot-2-2027-tep-${no}.docx`));
    const texts = Object.values(files).map(textsIn);
    expect(texts.map((text) => countOf(text, 'PHIẾU BÁO KẾT QUẢ'))).toEqual([500, 20]);
    const numbers = texts.join('\n').match(/(?<=Số báo danh: ).*/g) ?? [];
    expect(new Set(numbers).size).toBe(520);
  });

  it('is one work however often it is asked for meanwhile', async () => {
    const chair = await staff(house, committee, 'chair');
    const first = await askForSlips(chair, batch.id);
    expect(await askForSlips(chair, batch.id)).toBe(first);
    const secretary = await staff(house, committee, 'secretary');
    expect((await secretary.get(first)).status).toBe(404);
  });

  it('ends at once when the server stops, and afterwards says that it is lost', async () => {
    const chair = await staff(house, committee, 'chair');
    const path = await askForSlips(chair, batch.id);
    house = await house.restart();
    const after = await staff(house, committee, 'chair');
    const { status, body } = await after.get(path);
    expect([status, body]).toEqual([404, expect.stringContaining('Không còn tệp này')]);
    expect(body).toContain('Lập lại');
  });
});
