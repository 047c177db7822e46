import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import type { Role } from '../../src/core/access/access-matrix.js';
import { StaffService } from '../../src/identity/staff.service.js';
import { LedgerReader } from '../../src/ledger/ledger-reader.service.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { BankImportService } from '../../src/question-bank/bank-import.service.js';
import { QuestionBankService } from '../../src/question-bank/question-bank.service.js';
import { ReviewService } from '../../src/question-bank/review.service.js';
import { RoadService } from '../../src/question-bank/road.service.js';
import { formFields, type Pairs, postPairs, withFields } from '../support/form-fields.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { RawClient } from '../support/raw-client.js';
import {
  type Committee,
  newClosedBatch,
  newCommittee,
  PASSWORD,
  shippedBank,
  signInCandidate,
  startSitting,
} from '../support/world.js';

const MONTHS = 'Người vào Đảng phải qua thời kỳ dự bị bao lâu?';
const FILE = [
  `${MONTHS}{=mười hai tháng ~sáu tháng ~hai năm ~ba năm}`,
  'Ai có quyền kết nạp người vào Đảng?{=cấp ủy có thẩm quyền ~tổ đảng ~chi đoàn ~công đoàn}',
].join('\n\n');
const WHY = 'Điều lệ quy định thời kỳ dự bị là mười hai tháng kể từ ngày kết nạp.';

describe.each(ENGINES)('the road of a text into use (%s)', (engine) => {
  let house: House;
  let committee: Committee;
  let base: string;
  let writer: RawClient;
  let secretary: RawClient;
  let reviewer: RawClient;
  let chair: RawClient;

  beforeAll(async () => {
    house = await openHouse({ engine });
    const roles: Role[] = ['itemWriter', 'itemReviewer', 'secretary', 'chair', 'inspector', 'invigilator'];
    committee = await newCommittee(house, 'Đảng ủy Một', roles);
    base = `/question-bank/${committee.bankId}`;
    writer = await signedIn('itemWriter');
    secretary = await signedIn('secretary');
    reviewer = await signedIn('itemReviewer');
    chair = await signedIn('chair');
  }, 120_000);

  afterAll(() => house.close());

  async function signedIn(name: Role | 'ca-hai'): Promise<RawClient> {
    const client = new RawClient(house.url);
    const username = name === 'ca-hai' ? name : committee.usernameOf(name);
    await client.get('/identity/sign-in');
    await client.post('/identity/sign-in', { username, password: PASSWORD });
    return client;
  }

  /** A file of two questions without a source, as drafts of this person. */
  async function upload(client: RawClient, file = FILE): Promise<string> {
    await client.get(`${base}/import`);
    const form = new FormData();
    form.set('_csrf', client.token);
    form.set('topic', 'charter');
    form.set('level', 'recall');
    form.set('file', new Blob([file]), 'cau-hoi.txt');
    const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const init: RequestInit = { method: 'POST', body: form, headers: { cookie }, redirect: 'manual' };
    const look = (await fetch(`${house.url}${base}/import`, init)).headers.get('location') ?? '';
    await client.get(look);
    return (await client.post(look, {})).headers.get('location') ?? '';
  }

  const banks = () => house.app.get(QuestionBankService);
  const itemOf = async (code: string) => (await banks().getItem(committee.bankId, code)).item;
  const stateOf = async (code: string): Promise<string> => (await itemOf(code)).state;
  const page = async (client: RawClient, path: string): Promise<string> => (await client.get(`${base}${path}`)).body;
  const acts = async (): Promise<string[]> =>
    (await house.app.get(LedgerReader).page(committee.ownerId, 1, 10_000)).rows.map((r) => r.action);
  const inStock = async (code: string): Promise<boolean> => {
    const { id } = await itemOf(code);
    return (await banks().stock(committee.bankId, {}, '2027-01-09')).some((i) => i.id === id);
  };

  /** Presses a button of the item's page, or sends the form of the page of an act. */
  async function press(client: RawClient, code: string, act: string, fields: Record<string, string> = {}) {
    const { versionId, nextVersionId } = await itemOf(code);
    await client.get(`${base}/items/${code}`);
    return client.post(`${base}/items/${code}/${act}`, { seen: nextVersionId ?? versionId, ...fields });
  }
  const decide = (client: RawClient, code: string, outcome: string, text = 'Đã đối chiếu Điều 5') =>
    press(client, code, 'decide', { outcome, text });
  /** Opens the editor, changes fields and presses a button. */
  async function edit(client: RawClient, code: string, set: Record<string, string | string[]>, go = 'save') {
    const body = await page(client, `/items/${code}/edit`);
    return postPairs(client, `${base}/items/${code}/edit`, [
      ...withFields(formFields(body, 'editor'), set),
      ['go', go],
    ]);
  }
  /** What somebody has open in the editor since before. */
  let opened: Pairs = [];
  const MENDED = { document: 'dieu-le-2011', article: '5', explanation: WHY };

  it('begins with drafts: a file leads to them, and no form can have them', async () => {
    expect(await upload(writer)).toContain('state=draft&done=bank.drafted&n=2');
    const list = await page(writer, '?state=draft');
    expect(list).toContain('/items/CH001"');
    expect(list).toContain('2 bản nháp, trong đó 2 của bạn');
    expect([await stateOf('CH001'), await inStock('CH001')]).toEqual(['draft', false]);
    const item = await page(writer, '/items/CH001');
    expect(item).toContain('Chưa dẫn căn cứ trong sổ văn bản.');
    expect(item).toContain('Chưa giải thích vì sao đáp án đúng.');
  });

  it('is begun by its author alone, and by nobody without the right', async () => {
    expect((await press(secretary, 'CH001', 'submit')).status).toBe(409);
    expect((await press(reviewer, 'CH001', 'submit')).status).toBe(403);
    expect(await stateOf('CH001')).toBe('draft');
    opened = formFields(await page(writer, '/items/CH001/edit'), 'editor');
    expect((await press(writer, 'CH001', 'submit')).headers.get('location')).toContain('done=item.submitted');
    expect(await stateOf('CH001')).toBe('inReview');
    expect(await page(reviewer, '?state=inReview')).toContain('/items/CH001"');
    // It never was in use: nothing is to be confirmed anew.
    expect(await page(reviewer, '/items/CH001')).not.toContain('/items/CH001/review"');
    expect((await press(reviewer, 'CH001', 'review', { outcome: 'confirm', text: 'Còn đúng' })).status).not.toBe(303);
  });

  it('refuses the approval of an item without a source or with an error, by name and with the remedy', async () => {
    const ask = await page(reviewer, '/items/CH001/decide');
    expect(ask).toContain('Thêm văn bản ấy vào sổ, hoặc dẫn văn bản đã có.');
    expect(ask).not.toContain('value="approve"');
    const refused = await decide(reviewer, 'CH001', 'approve');
    expect([refused.status, await stateOf('CH001')]).toEqual([409, 'inReview']);
    expect(refused.body).toContain('Câu CH001 còn 2 điều phải sửa');
    expect(refused.body).toContain('Đã đối chiếu Điều 5</textarea>');
  });

  it('goes back with a comment that its author reads, is mended, and goes on', async () => {
    const late = await postPairs(writer, `${base}/items/CH001/edit`, [...withFields(opened, MENDED), ['go', 'save']]);
    expect([late.status, late.body.includes(WHY)]).toEqual([409, true]);
    expect(await page(writer, '/items/CH001/edit')).not.toContain('id="editor"');
    expect((await decide(reviewer, 'CH001', 'sendBack', '')).status).toBe(400);
    expect((await decide(reviewer, 'CH001', 'sendBack', 'Thiếu căn cứ: Điều 5')).status).toBe(303);
    expect(await page(writer, '/items/CH001')).toContain('Thiếu căn cứ: Điều 5');
    expect((await edit(writer, 'CH001', MENDED)).headers.get('location')).toContain('done=item.saved');
    expect(await itemOf('CH001')).toMatchObject({ state: 'draft', version: 2 });
    expect((await press(writer, 'CH001', 'submit')).status).toBe(303);
  });

  it('is approved by nobody who has written at it, one by one or many at once', async () => {
    const staff = house.app.get(StaffService);
    const named = { username: 'ca-hai', fullName: 'Lê Thị Cả Hai', password: PASSWORD };
    const user = await staff.create(named, SYSTEM_ACTOR, committee.ownerId);
    for (const role of ['itemWriter', 'itemReviewer'] as const)
      await staff.grant(user.id, role, committee.ownerId, SYSTEM_ACTOR);
    const both = await signedIn('ca-hai');
    expect((await edit(both, 'CH002', MENDED)).status).toBe(303);
    // Sent by the one, written at by the other: neither may approve it.
    expect((await press(writer, 'CH002', 'submit')).status).toBe(303);
    const refused = await decide(both, 'CH002', 'approve');
    expect([refused.status, refused.body.includes('Chính bạn đã soạn hoặc sửa câu này')]).toEqual([409, true]);
    // Of the two that wait it is the other one alone.
    expect(await page(both, '/bulk?state=inReview')).toContain('Duyệt 1 câu');
    const forged = await both.post(`${base}/bulk/approve`, { state: 'inReview', seen: 'x', text: 'Duyệt cả' });
    expect([forged.status, await stateOf('CH002')]).toEqual([409, 'inReview']);
    const direct = house.app
      .get(RoadService)
      .perform('approve', committee.ownerId, committee.bankId, [await itemOf('CH002')], 'x', {
        id: user.id,
        name: '',
        ledger: SYSTEM_ACTOR,
      });
    await expect(direct).rejects.toMatchObject({ code: 'item/own-text' });
    expect((await decide(writer, 'CH001', 'approve')).status).toBe(403);
    expect(await stateOf('CH002')).toBe('inReview');
  });

  it('is approved by another person, of the very text that they saw', async () => {
    const { versionId } = await itemOf('CH001');
    const fields = { outcome: 'approve', text: 'Đúng theo Điều 5' };
    await reviewer.get(`${base}/items/CH001/decide`);
    const stale = await reviewer.post(`${base}/items/CH001/decide`, {
      ...fields,
      seen: (await itemOf('CH002')).versionId,
    });
    expect([stale.status, await stateOf('CH001')]).toEqual([409, 'inReview']);
    expect((await reviewer.post(`${base}/items/CH001/decide`, { ...fields, seen: versionId })).status).toBe(303);
    expect([await stateOf('CH001'), await inStock('CH001')]).toEqual(['approved', false]);
    expect(await page(writer, '/items/CH001')).toContain('Người duyệt');
  });

  it('comes into use by secretary or chair, and is counted and drawn from then on', async () => {
    const liveIn = async () => (await banks().getSummary(committee.ownerId, committee.bankId)).live;
    const before = await liveIn();
    expect((await press(reviewer, 'CH001', 'put-live')).status).toBe(403);
    expect((await press(chair, 'CH002', 'put-live')).status).toBe(409);
    expect((await press(secretary, 'CH001', 'put-live')).headers.get('location')).toContain('done=item.putLive');
    expect([await stateOf('CH001'), await inStock('CH001'), await liveIn()]).toEqual(['live', true, before + 1]);
  });

  it('leaves the version in force in force while a changed one is on its way, and old papers their text', async () => {
    // Everything that could be drawn in its place is retired, so that the new item is in the form.
    const rivals = (await banks().findLive(committee.bankId)).filter(
      (i) =>
        i.topic === 'charter' && i.level === 'recall' && i.kind !== 'essay' && i.kind !== 'oral' && i.code !== 'CH001',
    );
    await house.app.get(ReviewService).perform('retire', committee.ownerId, committee.bankId, rivals.slice(2), 'Thử', {
      id: null,
      name: '',
      ledger: SYSTEM_ACTOR,
    });
    const closed = await newClosedBatch(house, committee);
    const saved = await edit(secretary, 'CH001', { stem: `${MONTHS.slice(0, -1)}, theo Điều lệ hiện hành?` });
    expect(saved.headers.get('location')).toContain('done=item.saved');
    expect(await itemOf('CH001')).toMatchObject({ state: 'live', version: 2, nextVersion: 3, nextState: 'draft' });
    expect(await inStock('CH001')).toBe(true);
    expect(await page(writer, '?state=draft')).toContain('/items/CH001"');
    const compare = await page(writer, '/items/CH001/versions?left=2&right=3');
    expect(compare).toContain('theo Điều lệ hiện hành');

    expect((await press(secretary, 'CH001', 'submit')).status).toBe(303);
    expect((await decide(reviewer, 'CH001', 'approve')).status).toBe(303);
    const inForce = async () => (await banks().drawable(committee.bankId)).find((i) => i.code === 'CH001')?.stem ?? '';
    expect(await inForce()).toBe(MONTHS);
    expect((await press(chair, 'CH001', 'put-live')).status).toBe(303);
    expect(await inForce()).toContain('theo Điều lệ hiện hành');
    expect(await itemOf('CH001')).toMatchObject({ state: 'live', version: 3, nextState: null, authors: [] });

    await startSitting(house, committee, closed);
    const candidate = await signInCandidate(house, closed, closed.entries[0]!);
    await candidate.open('/delivery/wait');
    await candidate.submit('/delivery/start', {});
    const paper = await candidate.open('/delivery/paper');
    expect(paper).toContain(MONTHS);
    expect(paper).not.toContain('theo Điều lệ hiện hành');
  });

  it('ends with a reason, and takes a changed text that was on its way with it', async () => {
    expect((await edit(writer, 'CH001', { explanation: `${WHY} Xem khoản 1.` })).status).toBe(303);
    expect((await reviewer.post(`${base}/items/CH001/review`, { outcome: 'retire', text: '' })).status).toBe(400);
    const done = await reviewer.post(`${base}/items/CH001/review`, { outcome: 'retire', text: 'Văn bản đã đổi' });
    expect(done.status).toBe(303);
    expect(await itemOf('CH001')).toMatchObject({ state: 'retired', nextState: null });
    expect(await inStock('CH001')).toBe(false);
    expect(await page(writer, '/items/CH001/edit')).toContain('Câu này đã ngừng dùng nên không sửa nữa.');
  });

  it('is taken back by its author, and given up with a reason', async () => {
    expect((await press(writer, 'CH002', 'withdraw')).status).toBe(303);
    expect(await stateOf('CH002')).toBe('draft');
    expect((await press(writer, 'CH002', 'drop', { text: '' })).status).toBe(400);
    expect((await press(writer, 'CH002', 'drop', { text: 'Trùng câu khác' })).status).toBe(303);
    expect(await stateOf('CH002')).toBe('retired');
  });

  it('is walked by many at once when their number was seen, without one’s own and without what must be mended', async () => {
    const codes = await Promise.all(
      [0, 1, 2].map(async (n) => {
        const draft = await page(secretary, '/items/new');
        const fields = withFields(formFields(draft, 'editor'), {
          ...MENDED,
          stem: `Câu thứ ${n} hỏi điều gì về nhiệm vụ của đảng viên?`,
          option: [`Điều thứ ${n}`, `Điều khác ${n}`, `Điều lạ ${n}`, `Điều nữa ${n}`],
          right: '2',
          ...(n === 2 ? { document: '' } : {}),
        });
        const made = await postPairs(secretary, `${base}/items/new`, [...fields, ['go', 'save']]);
        return /items\/(\w+)\?/.exec(made.headers.get('location') ?? '')?.[1] ?? `${made.status}`;
      }),
    );
    expect(new Set(codes).size).toBe(3);
    const bulk = async (client: RawClient, path: string, state: string) => {
      const { body } = await client.get(
        `${base}/bulk?state=${state}&author=${encodeURIComponent('Nguyễn Văn secretary')}`,
      );
      const form = new RegExp(`action="[^"]*/bulk/${path}">([^]*?)</form>`).exec(body)?.[1] ?? '';
      const hidden: [string, string][] = [...form.matchAll(/type="hidden" name="(?!_csrf)(\w+)" value="([^"]*)"/g)].map(
        (m) => [m[1]!, m[2]!],
      );
      return {
        body,
        send: (text: string) => client.post(`${base}/bulk/${path}`, { ...Object.fromEntries(hidden), text }),
      };
    };
    const sent = await bulk(secretary, 'submit', 'draft');
    expect(sent.body).toContain('Gửi duyệt 3 câu');
    expect((await sent.send('Xong đợt một')).headers.get('location')).toContain('done=bulk.submitted&n=3');
    const own = await bulk(secretary, 'approve', 'inReview');
    expect(own.body).not.toContain('/bulk/approve"');
    expect((await own.send('Tự duyệt')).status).toBe(403);
    const decided = await bulk(reviewer, 'approve', 'inReview');
    expect(decided.body).toContain('Duyệt 2 câu');
    expect(decided.body).toContain('1 câu chưa duyệt hoặc chưa đưa vào dùng được');
    expect((await decided.send('Đã đọc từng câu')).headers.get('location')).toContain('done=bulk.approved&n=2');
    const live = await bulk(chair, 'put-live', 'approved');
    expect((await live.send('Dùng từ đợt này')).headers.get('location')).toContain('done=bulk.putLive&n=2');
    expect((await Promise.all(codes.map(stateOf))).sort()).toEqual(['inReview', 'live', 'live']);
  });

  it('is looked at for what must be mended however many there are, in a thread of its own', async () => {
    const many = Array.from({ length: 12 }, (_, i) => `Câu thứ ${i} của tệp hỏi gì?{=đúng ${i} ~sai ${i} ~khác ${i}}`);
    expect(await upload(writer, many.join('\n\n'))).toContain('n=12');
    const drafts = (await banks().findWhole(committee.bankId)).flatMap(({ item, version }) =>
      item.state === 'draft' && version.stem.includes('của tệp') ? [item] : [],
    );
    const roads = house.app.get(RoadService);
    const by = { id: drafts[0]!.authors[0]!, name: 'A', ledger: SYSTEM_ACTOR };
    await roads.perform('submit', committee.ownerId, committee.bankId, drafts, '', by);
    const sent = await Promise.all(drafts.map((i) => itemOf(i.code)));
    const obstacles = await roads.obstacles(committee.bankId, sent);
    expect([drafts.length, obstacles.size]).toEqual([12, 12]);
    expect(await page(reviewer, '/bulk?state=inReview')).toContain('13 câu chưa duyệt hoặc chưa đưa vào dùng được');
  });

  it('is whole in the ledger, step by step, and the versions agree with it', async () => {
    const steps = new Set(await acts());
    for (const act of ['written', 'submitted', 'approved', 'sentBack', 'putLive', 'withdrawn', 'dropped', 'retired'])
      expect(steps).toContain(`item.${act}`);
    expect(await house.app.get(LedgerVerifier).verify()).toMatchObject({ sound: true });
  });

  it('is left to a changed text when the files of the bank bring another one meanwhile', async () => {
    const shipped = shippedBank();
    const { content } = shipped.items.find((i) => i.content.topic === 'history' && i.content.kind === 'single')!;
    expect((await edit(writer, content.code, { explanation: `${content.explanation} Xem thêm.` })).status).toBe(303);
    const items = shipped.items.map((read) =>
      read.content.code === content.code ? { ...read, content: { ...content, stem: `${content.stem} (sửa)` } } : read,
    );
    await house.app.get(BankImportService).import(committee.ownerId, { ...shipped, items }, SYSTEM_ACTOR);
    expect(await itemOf(content.code)).toMatchObject({ version: 3, nextVersion: 2, nextState: 'draft', state: 'live' });
    expect(await house.app.get(LedgerVerifier).verify()).toMatchObject({ sound: true });
  });
});
