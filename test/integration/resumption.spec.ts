import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type House, openHouse } from '../support/house.js';
import { RawClient } from '../support/raw-client.js';
import { type ClosedBatch, type Committee, newClosedBatch, newCommittee, startSitting } from '../support/world.js';

describe('a browser that crashed and has lost its session', () => {
  let house: House;
  let committee: Committee;
  let closed: ClosedBatch;

  beforeAll(async () => {
    house = await openHouse({ background: false });
    committee = await newCommittee(house, 'Đảng ủy Một', ['invigilator']);
  });
  afterAll(() => house.close());
  beforeEach(async () => {
    house.clock.set('2027-01-09T00:30:00.000Z');
    closed = await newClosedBatch(house, committee);
    await startSitting(house, committee, closed);
  });

  async function signIn(client: RawClient): Promise<void> {
    const entry = closed.entries[0]!;
    await client.get('/delivery/sign-in');
    await client.post('/delivery/sign-in', {
      candidateNo: entry.candidateNo!,
      code: closed.codes.get(entry.id)!,
    });
    await client.post('/delivery/confirm', { answer: 'yes' });
  }

  async function writing(): Promise<RawClient> {
    const client = new RawClient(house.url);
    await signIn(client);
    await client.post('/delivery/start', {});
    await client.get('/delivery/paper');
    const { leaseNo } = JSON.parse((await client.json('/delivery/lease', {})).body) as { leaseNo: number };
    await client.json('/delivery/save', { lease: leaseNo, entries: [{ seq: 1, item: 7, value: 'A' }] });
    return client;
  }

  /** What a browser keeps when it is closed: not the cookies of its session. */
  function reopen({ cookies }: RawClient): RawClient {
    const again = new RawClient(house.url);
    for (const [name, value] of cookies) if (name !== 'nt_candidate') again.cookies.set(name, value);
    return again;
  }

  it('goes on at once as the same device, at the question that was worked on last, without number and code', async () => {
    const again = reopen(await writing());
    expect((await again.get('/')).headers.get('location')).toBe('/delivery/paper');
    const { body } = await again.get('/delivery/paper');
    expect(body).toMatch(/data-page="paper".*data-here="7"/);
    expect((await again.json('/delivery/lease', {})).status).toBe(200);
  });

  it('keeps that way back no longer than an hour past the deadline, and only from the page of the paper', async () => {
    const client = new RawClient(house.url);
    await signIn(client);
    await client.get('/delivery/wait');
    expect(client.cookies.has('nt_resume')).toBe(false);
    await client.post('/delivery/start', {});
    house.clock.pass(15 * 60);
    const kept = (await client.get('/delivery/paper')).headers.getSetCookie().find((c) => c.startsWith('nt_resume='));
    expect(kept).toContain(`Max-Age=${30 * 60 + 3600};`);
    expect(kept).toContain('HttpOnly');
  });

  it('opens nothing once the paper is handed in, whoever sits down at that machine', async () => {
    const client = await writing();
    const crashed = reopen(client);
    await client.post('/delivery/submit', { confirm: 'yes' });
    await client.get('/delivery/receipt');
    expect(client.cookies.has('nt_resume')).toBe(false);
    for (const path of ['/delivery/paper', '/delivery/receipt', '/council/mine'])
      expect((await crashed.get(path)).headers.get('location')).toBe('/delivery/sign-in');
    expect(crashed.cookies.has('nt_resume')).toBe(false);
  });

  it('opens nothing once the person has gone on at another machine', async () => {
    const crashed = reopen(await writing());
    house.clock.pass(61);
    const other = new RawClient(house.url);
    await signIn(other);
    expect((await other.json('/delivery/lease', {})).status).toBe(200);
    expect((await crashed.get('/delivery/paper')).headers.get('location')).toBe('/delivery/sign-in');
  });

  it('opens nothing after signing out, or once somebody else has signed in', async () => {
    const client = await writing();
    await signIn(client);
    expect(client.cookies.has('nt_resume')).toBe(false);
    await client.post('/delivery/sign-out', {});
    expect([...client.cookies.keys()]).toEqual(['nt_browser']);
  });
});
