import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { ROLES, type Role } from '../../src/core/access/access-matrix.js';
import { DEFAULT_RULES } from '../../src/core/scoring/rule-set.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { PaperNumbers } from '../../src/papers/paper-numbers.service.js';
import { ENGINES, openHouse } from '../support/house.js';
import {
  batchOf,
  made,
  meetAndLock,
  nameCouncil,
  outcomesOf,
  PEOPLE,
  TOWN,
  unitOf,
  type World,
} from '../support/papers.js';
import { RawClient } from '../support/raw-client.js';
import { newCommittee, PASSWORD } from '../support/world.js';

describe.each(ENGINES)('the page of papers (%s)', (engine) => {
  let world: World;
  let foreign: World;

  beforeAll(async () => {
    const house = await openHouse({ engine });
    const committee = await newCommittee(house, 'Đảng ủy phường Một', ROLES);
    const other = await newCommittee(house, 'Đảng ủy phường Hai', []);
    await nameCouncil(house, committee.ownerId);
    world = { house, committee, ...(await batchOf(house, committee, PEOPLE)) };
    foreign = { house, committee: other, ...(await batchOf(house, other, PEOPLE.slice(0, 2))) };
  }, 120_000);

  afterAll(() => world.house.close());

  async function client(role: Role): Promise<RawClient> {
    const browser = new RawClient(world.house.url);
    await browser.get('/identity/sign-in');
    await browser.post('/identity/sign-in', { username: world.committee.usernameOf(role), password: PASSWORD });
    return browser;
  }
  const page = (): string => `/papers/${world.batch.id}`;

  it('offers nothing of results before the lock, and says why', async () => {
    const secretary = await client('secretary');
    const { status, body } = await secretary.get(page());
    expect(status).toBe(200);
    expect(body).toContain('Kết quả chưa khóa.');
    expect(body).toContain(`${page()}/attendanceList:`);
    expect(body).not.toMatch(/papers\/[^"]*\/(resultList|councilMinutes|notice)/);
    expect((await secretary.get(`${page()}/resultList`)).status).toBe(409);
    const early = await secretary.post(`${page()}/number`, { subject: 'resultList', number: '1' });
    expect(early.status).toBe(409);
  });

  it('is for the council; another committee’s batch and what is no paper answer 404', async () => {
    await meetAndLock(world.house, world.committee.ownerId, world.batch.id, outcomesOf(world, DEFAULT_RULES));
    for (const role of ['secretary', 'chair', 'viceChair', 'councilMember'] as const)
      expect([role, (await (await client(role)).get(`${page()}/resultList`)).status]).toEqual([role, 200]);
    for (const role of ['inspector', 'invigilator', 'examiner', 'unitOfficer', 'administrator'] as const)
      expect([role, (await (await client(role)).get(`${page()}/resultList`)).status]).toEqual([role, 403]);
    const secretary = await client('secretary');
    const theirs = `/papers/${foreign.batch.id}`;
    const unknown = [
      theirs,
      `${theirs}/resultList`,
      `${page()}/nothing`,
      `${page()}/notice:${v7()}`,
      `${page()}/notice`,
    ];
    const foreignUnit = `${page()}/notice:${unitOf(foreign, TOWN)}`;
    for (const path of [...unknown, foreignUnit])
      expect([path, (await secretary.get(path)).status]).toEqual([path, 404]);
    await secretary.get(page());
    expect((await secretary.post(`${theirs}/number`, { subject: 'resultList', number: '1' })).status).toBe(404);
    expect((await secretary.post(`${theirs}/number-notices`, { from: '1' })).status).toBe(404);
    expect((await secretary.post(`${page()}/number`, { subject: `notice:${v7()}`, number: '1' })).status).toBe(404);
  });

  it('gives files their type and a name of plain letters', async () => {
    const secretary = await client('secretary');
    const seen = async (subject: string): Promise<(string | null)[]> => {
      const { headers } = await secretary.get(`${page()}/${subject}`);
      return [headers.get('content-type'), headers.get('content-disposition')];
    };
    expect((await seen('resultList')).join()).toMatch(/wordprocessingml\.document.*danh-sach-ket-qua-dot-1-2027\.docx/);
    expect((await seen('resultSheet')).join()).toMatch(/spreadsheetml\.sheet.*danh-sach-ket-qua-dot-1-2027\.xlsx/);
    expect((await seen('notices')).join()).toMatch(/application\/zip.*thong-bao-ket-qua-dot-1-2027\.zip/);
  });

  it('takes a number once within a council and kind, proposes the next, gives back what was typed', async () => {
    const secretary = await client('secretary');
    await secretary.get(page());
    const type = (subject: string, number: string) => secretary.post(`${page()}/number`, { subject, number });
    expect((await type('councilMinutes', '4')).status).toBe(303);
    const attendance = /attendanceList:[0-9a-f-]{36}/.exec((await secretary.get(page())).body)?.[0] ?? '';
    expect((await type(attendance, '3')).status).toBe(303);
    const taken = await type('resultList', '3');
    expect(taken.status).toBe(400);
    expect(taken.body).toContain('Số 3-DS đã ghi cho văn bản khác.');
    expect(taken.body).toMatch(/id="number-resultList"[^>]*value="3"[^>]*aria-invalid="true"/);
    const { body } = await secretary.get(page());
    expect(body).toMatch(/id="number-resultList"[^>]*value="04"/);
    expect(body).toMatch(/id="number-councilMinutes"[^>]*value="04"/);
    const bad = await type('resultList', 'bốn');
    expect(bad.status).toBe(400);
    expect(bad.body).toMatch(/id="number-resultList"[^>]*value="bốn"/);
    expect((await type('councilMinutes', '')).status).toBe(303);
    expect((await made(world, 'councilMinutes')).lines).toContain('Số .....-BB/HĐKT');
  });

  it('of a batch that comes to another council: a number given anew runs there, and the ledger holds', async () => {
    const { house, committee, batch } = foreign;
    const numbers = house.app.get(PaperNumbers);
    const minutes = { kind: 'councilMinutes', id: null } as const;
    const give = (number: number) =>
      numbers.give(committee.ownerId, batch.id, [{ subject: minutes, number }], { id: v7(), role: 'secretary' });
    await nameCouncil(house, committee.ownerId);
    await give(1);
    house.clock.pass(60);
    await nameCouncil(house, committee.ownerId);
    await give(2);
    expect((await numbers.findProposals(batch))('BB')).toBe(3);
    const { rowFaults } = await house.app.get(LedgerVerifier).verify();
    expect(rowFaults.filter((f) => f.subjectType === 'paper')).toEqual([]);
  });

  it('numbers all notices one after another, all or none, and only by secretary or chair', async () => {
    const secretary = await client('secretary');
    const member = await client('councilMember');
    await member.get(page());
    expect((await member.post(`${page()}/number-notices`, { from: '1' })).status).toBe(403);
    await secretary.get(page());
    const town = `notice:${unitOf(world, TOWN)}`;
    expect((await secretary.post(`${page()}/number`, { subject: town, number: '12' })).status).toBe(303);
    // Two others have no number yet: 11 is free, 12 is not.
    const clash = await secretary.post(`${page()}/number-notices`, { from: '11' });
    expect([clash.status, clash.body.includes('Số 12-TB')]).toEqual([400, true]);
    const numbers = (): Promise<Map<string, number>> => world.house.app.get(PaperNumbers).findNumbers(world.batch.id);
    const given = async (): Promise<number[]> =>
      [...(await numbers())]
        .flatMap(([subject, n]) => (subject.startsWith('notice:') ? [n] : []))
        .sort((a, b) => a - b);
    expect(await given()).toEqual([12]);
    expect((await secretary.post(`${page()}/number-notices`, { from: '13' })).status).toBe(303);
    expect(await given()).toEqual([12, 13, 14]);
  });
});
