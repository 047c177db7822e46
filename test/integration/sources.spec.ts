import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import type { Role } from '../../src/core/access/access-matrix.js';
import { MORE_KINDS } from '../../src/core/blueprint/blueprint.js';
import { LedgerReader } from '../../src/ledger/ledger-reader.service.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { type BankContent, readBankFolder } from '../../src/question-bank/bank-files.js';
import { BankImportService } from '../../src/question-bank/bank-import.service.js';
import { QuestionBankService } from '../../src/question-bank/question-bank.service.js';
import { SourceService } from '../../src/question-bank/source.service.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { RawClient } from '../support/raw-client.js';
import { BANK_FOLDER, type Committee, newCommittee, PASSWORD, sampleBank } from '../support/world.js';

const OLD = 'dieu-le-2011';
const ALL_KINDS = { moreKinds: MORE_KINDS };

/** The shipped register with a line changed. */
function bankWith(change: (text: string) => string): ReturnType<typeof readBankFolder> {
  const folder = mkdtempSync(join(tmpdir(), 'nhan-thuc-sources-'));
  cpSync(BANK_FOLDER, folder, { recursive: true });
  const file = join(folder, 'sources.yaml');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
  const read = readBankFolder(folder);
  rmSync(folder, { recursive: true, force: true });
  return read;
}

describe.each(ENGINES)('the register of sources (%s)', (engine) => {
  let house: House;
  let committee: Committee;
  let secretary: RawClient;
  let writer: RawClient;
  let reviewer: RawClient;
  let base: string;
  const shipped = sampleBank();
  const citing = shipped.items.filter((i) => i.content.citation.document === OLD).map((i) => i.content.code);
  const [first, second, third] = citing as [string, string, string];

  beforeAll(async () => {
    house = await openHouse({ engine });
    const roles: Role[] = ['secretary', 'itemWriter', 'itemReviewer', 'chair', 'inspector'];
    committee = await newCommittee(house, 'Đảng ủy Một', roles);
    base = `/question-bank/${committee.bankId}`;
    [secretary, writer, reviewer] = [
      await signedIn('secretary'),
      await signedIn('itemWriter'),
      await signedIn('itemReviewer'),
    ];
  }, 120_000);

  afterAll(() => house.close());

  async function signedIn(role: Role): Promise<RawClient> {
    const client = new RawClient(house.url);
    await client.get('/identity/sign-in');
    await client.post('/identity/sign-in', { username: committee.usernameOf(role), password: PASSWORD });
    return client;
  }

  const line = async (code: string) => {
    const { lines } = await house.app.get(SourceService).findLines(committee.ownerId, committee.bankId);
    return lines.find((l) => l.source.code === code)!;
  };
  const stateOf = async (code: string): Promise<string> =>
    (await house.app.get(QuestionBankService).getItem(committee.bankId, code)).item.state;
  const acts = async () => (await house.app.get(LedgerReader).page(committee.ownerId, 1, 10_000)).rows;
  const replace = (client: RawClient, id: string, fields: Record<string, string>) =>
    client.post(`${base}/sources/${id}/replace`, fields);
  const newLaw = {
    docTitle: 'Điều lệ Đảng (sửa đổi)',
    docKind: 'Điều lệ',
    issuedOn: '02/01/2027',
    status: 'inForce',
    inForceFrom: '02/01/2027',
    sourceCode: 'dieu-le-2027',
  };

  it('counts for each document the items that cite it, and finds it without marks', async () => {
    expect((await line(OLD)).items).toBe(citing.length);
    const { body } = await secretary.get(`${base}/sources?q=dieu+le`);
    expect(body).toContain(`/sources/${(await line(OLD)).source.id}"`);
    expect(body).not.toContain(`/sources/${(await line('giao-trinh-lich-su-dang')).source.id}"`);
  });

  it('goes out as a workbook that says who made it and when', async () => {
    const { status, bytes, headers } = await secretary.get(`${base}/sources/list.xlsx`);
    expect([status, bytes.subarray(0, 2).toString()]).toEqual([200, 'PK']);
    expect(headers.get('content-disposition')).toContain('van-ban-');
  });

  it('groups the items that a document touches by article and clause', async () => {
    const { body } = await secretary.get(`${base}/sources/${(await line(OLD)).source.id}`);
    const places = [...body.matchAll(/<h3 lang="vi">([^<]*?) </g)].map((m) => m[1]!);
    const articles = places.flatMap((p) => /^Điều (\d+)(?:, khoản \d+)?$/.exec(p)?.[1] ?? []).map(Number);
    expect(articles.length).toBeGreaterThan(5);
    expect(articles).toEqual([...articles].sort((a, b) => a - b));
  });

  it('takes a document once under a code, and gives back what was typed with each fault', async () => {
    const wrong = await writer.post(`${base}/sources`, { ...newLaw, docTitle: '', issuedOn: '31/02/2027' });
    expect(wrong.status).toBe(400);
    expect(wrong.body).toContain('31/02/2027');
    expect(wrong.body).toContain('Xin ghi ngày theo dạng');
    const crossed = await writer.post(`${base}/sources`, { ...newLaw, inForceTo: '01/01/2027' });
    expect([crossed.status, crossed.body.includes('đứng trước ngày có hiệu lực')]).toEqual([400, true]);
    expect((await writer.post(`${base}/sources`, newLaw)).status).toBe(303);
    const again = await writer.post(`${base}/sources`, newLaw);
    expect([again.status, again.body.includes('đã có trong sổ')]).toEqual([400, true]);
    expect((await line('dieu-le-2027')).source).toMatchObject({ inForceFrom: '2027-01-02', status: 'inForce' });
  });

  it('keeps a correction with the line before and after it in the ledger', async () => {
    const { source } = await line('dieu-le-2027');
    const { docTitle, docKind, issuedOn, status } = newLaw;
    const fields = { docTitle, docKind, issuedOn, status, docNumber: '01-ĐL/TW' };
    expect((await secretary.post(`${base}/sources/${source.id}/edit`, fields)).status).toBe(303);
    const entry = (await acts()).find((a) => a.action === 'source.corrected')!;
    expect(entry.detail).toMatch(/Điều lệ; -; 2027-01-02.* → Điều lệ; 01-ĐL\/TW; 2027-01-02/);
  });

  it('is kept by secretary and writer alone', async () => {
    const { source } = await line(OLD);
    for (const client of [reviewer, await signedIn('chair'), await signedIn('inspector')])
      expect((await replace(client, source.id, {})).status).toBe(403);
  });

  it('refuses a replacement by itself, before the document was issued, or on a day yet to come', async () => {
    const { source } = await line(OLD);
    const next = (await line('dieu-le-2027')).source;
    const reason = 'Đại hội thông qua Điều lệ sửa đổi';
    const asked = [
      { byId: source.id, replacedFrom: '02/01/2027', reason },
      { byId: next.id, replacedFrom: '10/01/2027', reason },
      { byId: next.id, replacedFrom: '01/01/2000', reason },
      { byId: next.id, replacedFrom: '02/01/2027', reason: '' },
    ];
    for (const [n, says] of ['không thay thế chính nó', 'chưa đến', 'phải sau ngày', 'Xin ghi lý do'].entries()) {
      const { status, body } = await replace(secretary, source.id, asked[n]!);
      expect([says, status, body.includes(says)]).toEqual([says, 400, true]);
    }
    expect(await stateOf(first)).toBe('live');
  });

  it('moves the items in use of a replaced document to review, with their entries, and draws none of them', async () => {
    const banks = house.app.get(QuestionBankService);
    const drawn = (await banks.stock(committee.bankId, ALL_KINDS, '2027-01-09')).length;
    const { source } = await line(OLD);
    const byId = (await line('dieu-le-2027')).source.id;
    const shown = await secretary.get(`${base}/sources/${source.id}/replace`);
    expect(shown.body).toContain(`đưa ${citing.length} câu đi soát`);
    const reason = 'Đại hội thông qua Điều lệ sửa đổi';
    const { status, headers } = await replace(secretary, source.id, { byId, replacedFrom: '02/01/2027', reason });
    expect([status, headers.get('location')]).toEqual([303, expect.stringContaining(`n=${citing.length}`)]);
    expect((await line(OLD)).source).toMatchObject({
      status: 'superseded',
      inForceTo: '2027-01-01',
      replacedById: byId,
      replacedReason: reason,
    });
    const lines = await acts();
    expect(lines.filter((a) => a.action === 'item.sentToReview').length).toBe(citing.length);
    expect(lines.find((a) => a.action === 'source.replaced')).toMatchObject({
      detail: reason,
      facts: { code: OLD, byCode: 'dieu-le-2027', from: '2027-01-02', items: citing.length },
    });
    const written = citing.filter((c) => shipped.items.find((i) => i.content.code === c)!.content.kind !== 'oral');
    expect((await banks.stock(committee.bankId, ALL_KINDS, '2027-01-09')).length).toBe(drawn - written.length);
    expect(new Set((await banks.drawable(committee.bankId)).map((i) => i.code)).has(first)).toBe(false);
    const oral = (await banks.oralStock(committee.bankId)).map((i) => i.code);
    expect(oral.filter((code) => citing.includes(code))).toEqual([]);
  });

  it('tells on the page of the bank how many items wait and why', async () => {
    const { body } = await reviewer.get(base);
    expect(body).toContain(`${citing.length} câu đang chờ soát lại.`);
    expect(body).toContain('Đại hội thông qua Điều lệ sửa đổi');
    const listed = await reviewer.get(`${base}?state=inReview`);
    expect(listed.body).toContain(`trong ${citing.length}`);
  });

  it('lets a reviewer confirm an item as still right, with a note, or retire it', async () => {
    const path = `${base}/items/${first}/review`;
    expect((await reviewer.get(path)).body).toContain('Đại hội thông qua Điều lệ sửa đổi');
    const bare = await reviewer.post(path, { text: 'Đã đối chiếu Điều 1' });
    expect([bare.status, bare.body.includes('Đã đối chiếu Điều 1')]).toEqual([400, true]);
    expect((await reviewer.post(path, { outcome: 'confirm', text: 'Đã đối chiếu Điều 1' })).status).toBe(303);
    const retire = await reviewer.post(`${base}/items/${second}/review`, { outcome: 'retire', text: 'Điều này đã bỏ' });
    expect(retire.status).toBe(303);
    expect([await stateOf(first), await stateOf(second), await stateOf(third)]).toEqual([
      'live',
      'retired',
      'inReview',
    ]);
    const { body } = await secretary.get(`${base}/items/${first}`);
    expect(body).toMatch(/Xác nhận còn đúng[^]*Đã đối chiếu Điều 1[^]*Đưa đi soát/);
    const twice = await reviewer.post(path, { outcome: 'confirm', text: 'Đã đối chiếu' });
    expect(twice.status).toBe(409);
  });

  it('lets nobody decide about an item that they sent to review themselves', async () => {
    const chair = await signedIn('chair');
    const path = `${base}/items/${first}`;
    expect((await chair.post(`${path}/to-review`, { text: 'Nghi phương án C' })).status).toBe(303);
    const own = await chair.post(`${path}/review`, { outcome: 'confirm', text: 'Vẫn đúng' });
    expect([own.status, own.body.includes('một người soát khác phải quyết định')]).toEqual([409, true]);
    expect((await chair.get(`${path}/review`)).body).toContain('Cần một người khác soát.');
    expect((await writer.post(`${path}/review`, { outcome: 'confirm', text: 'Vẫn đúng' })).status).toBe(403);
    expect((await reviewer.post(`${path}/review`, { outcome: 'confirm', text: 'Vẫn đúng' })).status).toBe(303);
    expect(await stateOf(first)).toBe('live');
  });

  it('is not undone by importing the same files again, and what waits for review waits on', async () => {
    const again = await house.app.get(BankImportService).import(committee.ownerId, shipped, SYSTEM_ACTOR);
    expect((await line(OLD)).source).toMatchObject({ status: 'superseded', inForceTo: '2027-01-01' });
    expect([again.changed, await stateOf(first), await stateOf(third)]).toEqual([[second], 'live', 'inReview']);
    // A retired item that the files still have comes back, and here it rests on what was replaced.
    expect(await stateOf(second)).toBe('inReview');
  });

  it('writes one entry a person, item and day for whoever sees a key', async () => {
    const seen = async () =>
      (await acts()).filter((a) => a.action === 'item.viewed' && a.facts['code'] === third).length;
    const before = await seen();
    await Promise.all([1, 2, 3].map(() => writer.get(`${base}/items/${third}`)));
    expect(await seen()).toBe(before + 1);
    await reviewer.get(`${base}/items/${third}`);
    expect(await seen()).toBe(before + 2);
    house.clock.pass(86_400);
    writer = await signedIn('itemWriter');
    await writer.get(`${base}/items/${third}`);
    expect(await seen()).toBe(before + 3);
    const { body } = await (await signedIn('chair')).get('/ledger');
    expect(body).toContain('Xem đáp án một câu hỏi');
  });

  it('gives back to use, when the mark was a mistake, what waits because of it alone, with the reason', async () => {
    const { source } = await line(OLD);
    const path = `${base}/sources/${source.id}/withdraw`;
    const fourth = citing[3]!;
    // A day has passed.
    [secretary, reviewer] = [await signedIn('secretary'), await signedIn('itemReviewer')];
    const doubted = `${base}/items/${fourth}`;
    expect((await reviewer.post(`${doubted}/review`, { outcome: 'confirm', text: 'Vẫn đúng' })).status).toBe(303);
    const chair = await signedIn('chair');
    expect((await chair.post(`${doubted}/to-review`, { text: 'Nghi phương án D' })).status).toBe(303);
    const waiting = (await house.app.get(QuestionBankService).findContents(committee.bankId)).length;
    expect((await secretary.get(path)).body).toContain(`${citing.length - 2} câu đang chờ soát chỉ vì việc ghi này`);
    expect((await reviewer.get(path)).status).toBe(403);
    const bare = await secretary.post(path, { status: 'inForce', reason: '' });
    expect([bare.status, bare.body.includes('Xin ghi lý do')]).toEqual([400, true]);
    const reason = 'Ghi nhầm: văn bản mới chỉ là bản dự thảo';
    expect((await secretary.post(path, { status: 'inForce', reason })).headers.get('location')).toContain(
      `done=source.withdrawn&n=${citing.length - 2}`,
    );
    expect((await line(OLD)).source).toMatchObject({
      ...{ status: 'inForce', inForceTo: null, replacedById: null, replacedReason: null },
    });
    expect([await stateOf(first), await stateOf(third), await stateOf(fourth)]).toEqual(['live', 'live', 'inReview']);
    expect((await secretary.get(`${base}/items/${third}`)).body).toMatch(
      /Dùng lại, vì đã đưa đi soát do nhầm[^]*bản dự thảo/,
    );
    const entries = await acts();
    expect(entries.find((a) => a.action === 'source.replacementWithdrawn')).toMatchObject({
      ...{ detail: reason, facts: { code: OLD, items: citing.length - 2 } },
    });
    expect(entries.filter((a) => a.action === 'item.returned')).toHaveLength(citing.length - 2);
    expect((await house.app.get(QuestionBankService).findContents(committee.bankId)).length).toBe(waiting);
    const twice = await secretary.post(path, { status: 'inForce', reason });
    expect([twice.status, twice.body.includes('không có gì để rút lại')]).toEqual([409, true]);
    expect((await secretary.get(path)).body).toContain('Không có gì để rút lại ở đây.');
  });

  it('leaves a sound ledger', async () => {
    expect(await house.app.get(LedgerVerifier).verify()).toMatchObject({ sound: true, rowFaults: [] });
  });

  it('takes from the files since when a document is in force and what replaced it, and sends its items to review', async () => {
    const other = await newCommittee(house, 'Đảng ủy Hai', []);
    const { bank, faults } = bankWith((text) =>
      text.replace(
        /- code: giao-trinh-lich-su-dang[^]*?status: reference/,
        (m) =>
          `${m.replace('reference', 'superseded')}\n    inForceFrom: "2001-01-01"\n    inForceTo: "2026-12-31"\n    replacedBy: tieu-su-ho-chi-minh`,
      ),
    );
    expect([bank, new Set(faults.map((f) => f.code))]).toEqual([null, new Set(['bankFault.superseded'])]);
    const replaced = {
      status: 'superseded',
      inForceFrom: '2011-01-19',
      inForceTo: '2026-12-31',
      replacedBy: 'quy-dinh',
    } as const;
    const files: BankContent = {
      ...shipped,
      sources: [
        ...shipped.sources.map((s) => (s.code === OLD ? { ...s, ...replaced } : s)),
        { code: 'quy-dinh', kind: 'Quy định', number: null, date: null, title: 'Quy định mới', status: 'inForce' },
      ],
      items: shipped.items.filter((i) => i.content.citation.document !== OLD),
    };
    await house.app.get(BankImportService).import(other.ownerId, files, SYSTEM_ACTOR);
    const { lines } = await house.app.get(SourceService).findLines(other.ownerId, other.bankId);
    const { source, replacedBy } = lines.find((l) => l.source.code === OLD)!;
    expect([source.inForceFrom, source.inForceTo, replacedBy?.code]).toEqual(['2011-01-19', '2026-12-31', 'quy-dinh']);
    const { item } = await house.app.get(QuestionBankService).getItem(other.bankId, third);
    expect(item.state).toBe('inReview');
  });
});

describe('the files of a register', () => {
  it('name a replacement that they have, of a document that they call superseded', () => {
    const { faults } = bankWith((text) =>
      text.replace(/status: reference/, 'status: reference\n    replacedBy: nobody'),
    );
    expect(faults.map((f) => f.code)).toEqual(['bankFault.unknownReplacement', 'bankFault.replacedInForce']);
  });
});
