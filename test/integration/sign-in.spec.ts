import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { RawClient } from '../support/raw-client.js';
import { type ClosedBatch, type Committee, newClosedBatch, newCommittee, PASSWORD } from '../support/world.js';

const names = (n: number): string[] =>
  Array.from(
    { length: n },
    (_, i) =>
      `Nguyễn Văn Số ${String.fromCharCode(65 + (i % 26))}${String.fromCharCode(97 + (Math.floor(i / 26) % 26))}`,
  );

describe.each(ENGINES)('signing in on %s', (engine) => {
  let house: House;
  let committee: Committee;
  let closed: ClosedBatch;

  beforeAll(async () => {
    house = await openHouse({ engine, clock: new Clock() });
    committee = await newCommittee(house, 'Đảng ủy Một', ['secretary', 'invigilator']);
    closed = await newClosedBatch(house, committee, names(500));
  }, 120_000);

  afterAll(() => house.close());

  it('500 candidates behind one address come in within a minute, none slowed or refused, though fifty mistype first', async () => {
    const started = performance.now();
    const queue = [...closed.entries.entries()];
    const worker = async (): Promise<number[]> => {
      const statuses: number[] = [];
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const [i, entry] = next;
        const client = new RawClient(house.url);
        await client.get('/delivery/sign-in');
        if (i % 10 === 0)
          expect(
            (await client.post('/delivery/sign-in', { candidateNo: entry.candidateNo!, code: 'WRNGCODE' })).status,
          ).toBe(401);
        statuses.push(
          (
            await client.post('/delivery/sign-in', {
              candidateNo: entry.candidateNo!,
              code: closed.codes.get(entry.id)!,
            })
          ).status,
        );
      }
      return statuses;
    };
    const statuses = (await Promise.all(Array.from({ length: 20 }, worker))).flat();
    expect([statuses.length, new Set(statuses)]).toEqual([500, new Set([303])]);
    expect(performance.now() - started).toBeLessThan(60_000);
  }, 90_000);

  it('guesses under one number are slowed after five, the right code too, until a new card is given', async () => {
    const entry = closed.entries[7]!;
    const client = new RawClient(house.url);
    await client.get('/delivery/sign-in');
    const tries = [];
    for (let i = 0; i < 8; i += 1)
      tries.push(
        (await client.post('/delivery/sign-in', { candidateNo: entry.candidateNo!, code: 'WRNGCODE' })).status,
      );
    expect(tries.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
    expect(tries.slice(5)).toEqual([429, 429, 429]);
    const other = closed.entries[8]!;
    expect(
      (await client.post('/delivery/sign-in', { candidateNo: other.candidateNo!, code: closed.codes.get(other.id)! }))
        .status,
    ).toBe(303);
    const secretary = new RawClient(house.url);
    await secretary.get('/identity/sign-in');
    await secretary.post('/identity/sign-in', { username: committee.usernameOf('secretary'), password: PASSWORD });
    const card = await secretary.post(`/batch/${closed.batch.id}/entries/${entry.id}/card`, {});
    const code = />([A-Z2-9]{4}) ([A-Z2-9]{4})</.exec(card.body);
    await client.get('/delivery/sign-in');
    expect(
      (
        await client.post('/delivery/sign-in', {
          candidateNo: entry.candidateNo!,
          code: `${code![1]!}${code![2]!}`.toLowerCase(),
        })
      ).status,
    ).toBe(303);
    expect(
      (await client.post('/delivery/sign-in', { candidateNo: entry.candidateNo!, code: closed.codes.get(entry.id)! }))
        .status,
    ).toBe(401);
  });

  it('answers a wrong password and an unknown name alike, and gives a new session at each sign-in', async () => {
    const client = new RawClient(house.url);
    await client.get('/identity/sign-in');
    const strip = (body: string): string => body.replace(/value="[^"]*"/g, '');
    const wrong = await client.post('/identity/sign-in', {
      username: committee.usernameOf('secretary'),
      password: 'sai-mat-khau',
    });
    const unknown = await client.post('/identity/sign-in', { username: 'khong-co-ai', password: 'sai-mat-khau' });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(strip(wrong.body)).toBe(strip(unknown.body));
    client.cookies.set('nt_staff', 'planted-before-sign-in');
    await client.post('/identity/sign-in', { username: committee.usernameOf('secretary'), password: PASSWORD });
    const first = client.cookies.get('nt_staff');
    expect(first).not.toBe('planted-before-sign-in');
    await client.post('/identity/sign-in', { username: committee.usernameOf('secretary'), password: PASSWORD });
    expect(client.cookies.get('nt_staff')).not.toBe(first);
    const old = new RawClient(house.url);
    old.cookies.set('nt_staff', first!);
    expect((await old.get('/overview', 'application/json')).status).toBe(401);
  });

  it("'not me' ends the session and is on record", async () => {
    const entry = closed.entries[9]!;
    const client = new RawClient(house.url);
    await client.get('/delivery/sign-in');
    await client.post('/delivery/sign-in', { candidateNo: entry.candidateNo!, code: closed.codes.get(entry.id)! });
    expect((await client.get('/delivery/paper', 'application/json')).status).toBe(409);
    await client.post('/delivery/confirm', { answer: 'no' });
    expect((await client.get('/delivery/confirm', 'application/json')).status).toBe(401);
    const ledger = new RawClient(house.url);
    await ledger.get('/identity/sign-in');
    await ledger.post('/identity/sign-in', { username: committee.usernameOf('secretary'), password: PASSWORD });
    expect((await ledger.get('/ledger')).body).toContain('không phải');
  });

  it('never sends a reader to another site', async () => {
    const client = new RawClient(house.url);
    for (const back of ['//evil.test', 'https://evil.test', '/\\evil.test', 'javascript:alert(1)']) {
      await client.get('/identity/sign-in');
      const answer = await client.post('/identity/sign-in', {
        username: committee.usernameOf('secretary'),
        password: PASSWORD,
        back,
      });
      expect(answer.headers.get('location')).toBe('/overview');
      client.cookies.delete('nt_staff');
    }
  });
});

describe('over HTTPS', () => {
  it('cookies carry the __Host- prefix and Secure, and the browser is told to stay', async () => {
    // A certificate made for these tests alone, for the name thi.test.
    const [key, cert] = ['test/fixtures/tls/key.pem', 'test/fixtures/tls/cert.pem'];
    const house = await openHouse({ env: { TLS_KEY: key, TLS_CERT: cert } });
    const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
      const options = { ca: readFileSync(cert), servername: 'thi.test', headers: { host: 'thi.test' } };
      request(`${house.url}/delivery/sign-in`, options, (response) => {
        response.resume();
        resolve(response.headers);
      })
        .on('error', reject)
        .end();
    });
    expect(headers['strict-transport-security']).toContain('max-age');
    expect(String(headers['set-cookie'])).toMatch(/^__Host-nt_browser=.*Secure/);
    await house.close();
  });
});
