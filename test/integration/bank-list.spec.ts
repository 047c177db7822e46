import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import type { Role } from '../../src/core/access/access-matrix.js';
import { LedgerReader } from '../../src/ledger/ledger-reader.service.js';
import { BankImportService } from '../../src/question-bank/bank-import.service.js';
import { QuestionBankService } from '../../src/question-bank/question-bank.service.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { RawClient } from '../support/raw-client.js';
import { type Committee, newCommittee, PASSWORD, sampleBank } from '../support/world.js';

const AUTHOR = 'Đỗ "Thị" 100%_ Cúc';

describe.each(ENGINES)('the list of a bank (%s)', (engine) => {
  let house: House;
  let committee: Committee;
  let reviewer: RawClient;
  let base: string;
  const shipped = sampleBank();
  const platform = shipped.items.filter((i) => i.content.topic === 'platform');
  const mine = platform.slice(0, 3).map((i) => i.content.code);

  beforeAll(async () => {
    house = await openHouse({ engine });
    const items = shipped.items.map((read) =>
      mine.includes(read.content.code) ? { ...read, review: { ...read.review, writtenBy: AUTHOR } } : read,
    );
    const roles: Role[] = ['itemWriter', 'itemReviewer', 'chair'];
    committee = await newCommittee(house, 'Đảng ủy Một', roles, undefined, { ...shipped, items });
    base = `/question-bank/${committee.bankId}`;
    reviewer = await signedIn('itemReviewer');
  }, 120_000);

  afterAll(() => house.close());

  async function signedIn(role: Role): Promise<RawClient> {
    const client = new RawClient(house.url);
    await client.get('/identity/sign-in');
    await client.post('/identity/sign-in', { username: committee.usernameOf(role), password: PASSWORD });
    return client;
  }

  const listed = async (query: Record<string, string>): Promise<string[]> => {
    const { body } = await reviewer.get(`${base}?${new URLSearchParams(query).toString()}`);
    return [...body.matchAll(/<td class="num nb">([^<]+)<\/td>/g)].map((m) => m[1]!);
  };
  const stateOf = async (code: string): Promise<string> =>
    (await house.app.get(QuestionBankService).getItem(committee.bankId, code)).item.state;
  const fieldsOf = (body: string, act: string): Record<string, string> => {
    const form = new RegExp(`action="[^"]*/bulk/${act}">([^]*?)</form>`).exec(body)?.[1] ?? '';
    return Object.fromEntries(
      [...form.matchAll(/type="hidden" name="(?!_csrf)(\w+)" value="([^"]*)"/g)].map((m) => [m[1]!, m[2]!]),
    );
  };

  it('is narrowed by words without marks, by author, source, topic and level together', async () => {
    expect(await listed({ author: AUTHOR })).toEqual([...mine].sort());
    expect(await listed({ author: AUTHOR, topic: 'history' })).toEqual([]);
    const cited = shipped.items.filter((i) => i.content.citation.document === 'di-chuc-1969');
    const source = cited[0]?.content.citation.document ?? 'tieu-su-ho-chi-minh';
    const due = shipped.items.filter((i) => i.content.citation.document === source).map((i) => i.content.code);
    expect((await listed({ source })).sort()).toEqual(due.sort().slice(0, 30));
    const folded = await listed({ q: 'cuong linh nam 2011', topic: 'platform' });
    expect(folded.length).toBeGreaterThan(5);
    expect(await listed({ author: 'nobody', source: "x' OR 1=1" })).toEqual(await listed({}));
  });

  it('puts what was changed last first when asked', async () => {
    house.clock.pass(60);
    const [item] = shipped.items.slice(-1);
    const changed = { ...item!, content: { ...item!.content, stem: `${item!.content.stem} Nêu ví dụ.` } };
    const files = { ...shipped, items: [...shipped.items.slice(0, -1), changed] };
    await house.app.get(BankImportService).import(committee.ownerId, files, SYSTEM_ACTOR);
    expect((await listed({ sort: 'newest' }))[0]).toBe(item!.content.code);
    expect((await listed({ sort: 'code' }))[0]).not.toBe(item!.content.code);
  });

  it('goes out as a workbook without a question or a key', async () => {
    const { status, bytes } = await reviewer.get(`${base}/items.xlsx?topic=platform`);
    expect([status, bytes.subarray(0, 2).toString()]).toEqual([200, 'PK']);
  });

  it('sends all items of a filter to review once their number was seen, and not when it has changed meanwhile', async () => {
    const query = new URLSearchParams({ author: AUTHOR }).toString();
    const page = await reviewer.get(`${base}/bulk?${query}`);
    expect(page.body).toContain('Đưa 3 câu đi soát');
    const fields = { ...fieldsOf(page.body, 'to-review'), author: AUTHOR };
    const bare = await reviewer.post(`${base}/bulk/to-review`, { ...fields, text: '' });
    expect([bare.status, await stateOf(mine[0]!)]).toEqual([400, 'live']);
    const writer = await signedIn('itemWriter');
    await writer.post(`${base}/items/${mine[0]!}/to-review`, { text: 'Nghi đáp án' });
    const late = await reviewer.post(`${base}/bulk/to-review`, { ...fields, text: 'Rà soát đầu năm' });
    expect([late.status, late.body.includes('số câu không còn như trước')]).toEqual([409, true]);
    expect(late.body).toContain('Đưa 2 câu đi soát');
    expect(late.body).toContain('Rà soát đầu năm</textarea>');
    const again = { ...fieldsOf(late.body, 'to-review'), author: AUTHOR, text: 'Rà soát đầu năm' };
    const done = await reviewer.post(`${base}/bulk/to-review`, again);
    expect([done.status, done.headers.get('location')]).toEqual([303, expect.stringContaining('n=2')]);
    expect(await Promise.all(mine.map(stateOf))).toEqual(['inReview', 'inReview', 'inReview']);
    const { rows } = await house.app.get(LedgerReader).page(committee.ownerId, 1, 50);
    expect(rows.filter((r) => r.detail === 'Rà soát đầu năm').length).toBe(2);
  });

  it('retires all of them but those that this person sent to review', async () => {
    const query = new URLSearchParams({ author: AUTHOR }).toString();
    const page = await reviewer.get(`${base}/bulk?${query}`);
    expect(page.body).toContain('Ngừng dùng 1 câu');
    const chair = await signedIn('chair');
    const whole = await chair.get(`${base}/bulk?${query}`);
    expect(whole.body).toContain('Ngừng dùng 3 câu');
    const fields = { ...fieldsOf(whole.body, 'retire'), author: AUTHOR, text: 'Chuyên đề đã hết năm' };
    expect((await (await signedIn('itemWriter')).post(`${base}/bulk/retire`, fields)).status).toBe(403);
    expect((await chair.post(`${base}/bulk/retire`, fields)).status).toBe(303);
    expect(await Promise.all(mine.map(stateOf))).toEqual(['retired', 'retired', 'retired']);
  });
});
