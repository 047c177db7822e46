import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DEFAULT_RULES } from '../../src/core/scoring/rule-set.js';
import { type House, openHouse } from '../support/house.js';
import { RawClient } from '../support/raw-client.js';
import { type ClosedBatch, newClosedBatch, newCommittee, startSitting } from '../support/world.js';

describe('the page of the paper on the wire', () => {
  let house: House;
  let closed: ClosedBatch;
  let client: RawClient;

  beforeAll(async () => {
    house = await openHouse();
    const committee = await newCommittee(house, 'Đảng ủy phường Hạ Long', ['invigilator'], DEFAULT_RULES);
    closed = await newClosedBatch(house, committee);
    await startSitting(house, committee, closed);
    const [entry] = closed.entries;
    client = new RawClient(house.url);
    await client.get('/delivery/sign-in');
    await client.post('/delivery/sign-in', {
      candidateNo: entry?.candidateNo ?? '',
      code: closed.codes.get(entry?.id ?? '') ?? '',
    });
    await client.get('/delivery/confirm');
    await client.post('/delivery/confirm', { answer: 'yes' });
    await client.get('/delivery/wait');
    await client.post('/delivery/start', {});
  });
  afterAll(() => house.close());

  const paper = (query = '', headers: Readonly<Record<string, string>> = {}): ReturnType<RawClient['raw']> =>
    client.raw('GET', `/delivery/paper${query}`, { accept: 'text/html', ...headers });

  test('is packed for who takes it so, plain for who does not, and says to caches that the two differ', async () => {
    const small = await paper('', { 'accept-encoding': 'gzip, deflate' });
    expect(small.headers.get('content-encoding')).toBe('gzip');
    expect(small.headers.get('vary')).toBe('accept-encoding');
    expect(Number(small.headers.get('content-length'))).toBeLessThan(16_000);
    const plain = await paper('', { 'accept-encoding': 'identity' });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(Number(plain.headers.get('content-length'))).toBe(plain.bytes.length);
    const still = (page: string): string => page.replace(/data-now="\d+"/, '');
    expect(still(small.body)).toBe(still(plain.body));
  });

  test('shows nothing of what a request brings, so that its length tells nobody of the token in it', async () => {
    const { body } = await paper('?done=mark7f3&n=7&back=mark7f3#mark7f3', {
      'user-agent': 'mark7f3',
      referer: `${house.url}/mark7f3`,
      'accept-language': 'mark7f3',
    });
    expect(body).toContain('data-page="paper"');
    expect(body).not.toContain('mark7f3');
  });

  test('is the only one: pages that can show what was asked for or typed go out as they are', async () => {
    for (const path of ['/delivery/sign-in', '/delivery/review', '/identity/sign-in', '/delivery/nowhere']) {
      const { headers } = await client.raw('GET', path, { accept: 'text/html', 'accept-encoding': 'gzip' });
      expect([path, headers.get('content-encoding')]).toEqual([path, null]);
    }
  });
});
