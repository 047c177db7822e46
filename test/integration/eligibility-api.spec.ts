import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { v7 } from 'uuid';
import { OPENAPI } from '../../src/admission/openapi.js';
import type { BatchEntry } from '../../src/batch/entities/batch-entry.entity.js';
import { sha256Hex } from '../../src/core/shared/digest.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { ApiTokenService } from '../../src/identity/api-token.service.js';
import { LedgerReader } from '../../src/ledger/ledger-reader.service.js';
import { caseOf, givePapers, GOOD_PAPERS, lockResults } from '../support/locked.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { RawClient, type Answer } from '../support/raw-client.js';
import { allRoutes } from '../support/routes.js';
import { type ClosedBatch, type Committee, newClosedBatch, newCommittee, PASSWORD } from '../support/world.js';

const PATH = '/api/v1/admission-cases/{id}/eligibility';

/** Holds an answer against what the document promises for its status. */
function schemaOf(status: string): ValidateFunction {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  ajv.addVocabulary(['components']);
  ajv.addSchema({ components: OPENAPI.components, $id: 'openapi' }, undefined, true, false);
  const answer = OPENAPI.paths[PATH]!.get.responses[status]!;
  const [{ schema }] = Object.values(answer.content) as [{ schema: { $ref: string } }];
  return ajv.compile({ $ref: `openapi${schema.$ref}` });
}

const faultsOf = (answer: Answer): unknown => {
  const validate = schemaOf(String(answer.status));
  return validate(JSON.parse(answer.body)) ? [] : validate.errors;
};

describe.each(ENGINES)('the interface for other programs on %s', (engine) => {
  let house: House;
  let mine: Committee;
  let theirs: Committee;
  let closed: ClosedBatch;
  let foreign: ClosedBatch;
  let token: string;

  const person = (n: number): BatchEntry => closed.entries[n]!;
  const bearer = (value: string): Record<string, string> => ({ authorization: `Bearer ${value}` });
  const ask = async (id: string, value: string | null = token, query = ''): Promise<Answer> =>
    new RawClient(house.url).raw('GET', PATH.replace('{id}', id) + query, value === null ? {} : bearer(value));
  const issue = async (ownerId: string, days = 30): Promise<string> =>
    (
      await house.app
        .get(ApiTokenService)
        .issue(ownerId, { label: 'Phần mềm đảng viên', scope: 'eligibility.read', days }, { id: null, role: 'system' })
    ).token;

  async function administrator(committee: Committee): Promise<RawClient> {
    const client = new RawClient(house.url);
    await client.get('/identity/sign-in');
    await client.post('/identity/sign-in', { username: committee.usernameOf('administrator'), password: PASSWORD });
    await client.get('/identity/tokens');
    return client;
  }

  beforeAll(async () => {
    house = await openHouse({ engine, background: false });
    mine = await newCommittee(house, 'Đảng ủy Một', ['administrator', 'secretary', 'chair']);
    theirs = await newCommittee(house, 'Đảng ủy Hai', ['administrator']);
    closed = await newClosedBatch(house, mine);
    foreign = await newClosedBatch(house, theirs);
    token = await issue(mine.ownerId);
  }, 120_000);
  afterAll(() => house.close());

  describe('an answer', () => {
    const papers = [
      GOOD_PAPERS,
      { ...GOOD_PAPERS, certificateOn: '2020-01-01' },
      { ...GOOD_PAPERS, certificateOn: '2027-02-01', certificateNo: null },
      { ...GOOD_PAPERS, certificateOn: null, cellResolution: null },
      GOOD_PAPERS,
    ];

    it('before the lock is closed, and as the document says', async () => {
      const answer = await ask(await caseOf(house, person(0)));
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
      expect(JSON.parse(answer.body)).toMatchObject({ open: false, asOf: '2027-01-09' });
      expect(faultsOf(answer)).toEqual([]);
    });

    it('of every kind is as the document says, and has each outcome of each check', async () => {
      for (const [n, p] of papers.entries()) await givePapers(house, person(n), p);
      const births = ['1990-03-01', '1950-01-01', '1990', '1967', '2015-01-01'];
      for (const [n, birth] of births.entries())
        await house.app
          .get(UnitOfWork)
          .run(() => house.app.get(UnitOfWork).writing.update('BatchEntry', { id: person(n).id }, { birth }));
      await lockResults(house, closed, ['excellent', 'good', 'fail', 'incomplete', 'pass']);
      const seen = new Set<string>();
      for (const entry of closed.entries) {
        const answer = await ask(await caseOf(house, entry));
        expect(answer.status).toBe(200);
        expect(faultsOf(answer)).toEqual([]);
        const { checks } = JSON.parse(answer.body) as { checks: { code: string; outcome: string; why: string }[] };
        for (const c of checks) seen.add(`${c.outcome} ${c.why}`);
      }
      expect([...seen].sort()).toEqual([
        'met age',
        'met cellResolution',
        'met certificateHolds',
        'met passed',
        'met resultsLocked',
        'unknown birthYearOnly',
        'unknown noCellResolution',
        'unknown noCertificate',
        'unknown noResult',
        'unmet ageOutside',
        'unmet certificateExpired',
        'unmet certificateLater',
        'unmet noResult',
        'unmet notPassed',
      ]);
    });

    it('bears no name, no unit and no date of birth', async () => {
      for (const entry of closed.entries) {
        const { body } = await ask(await caseOf(house, entry));
        for (const text of [entry.fullName, entry.unitName, entry.birth, entry.personId, entry.id])
          expect(body).not.toContain(text);
      }
    });

    it('is for the day that is asked for, written as a day', async () => {
      const id = await caseOf(house, person(0));
      const then = await ask(id, token, '?asOf=2031-01-01');
      expect(JSON.parse(then.body)).toMatchObject({ open: false, asOf: '2031-01-01' });
      for (const asOf of ['2027-02-30', '09/01/2027', '2027-1-9', '', 'x', '2027-01-09T00:00']) {
        const answer = await ask(id, token, `?asOf=${encodeURIComponent(asOf)}`);
        expect([asOf, answer.status]).toEqual([asOf, 400]);
        expect(faultsOf(answer)).toEqual([]);
      }
      const twice = await ask(id, token, '?asOf=2027-01-09&asOf=2027-01-10');
      expect(twice.status).toBe(400);
    });
  });

  describe('a token', () => {
    it.each([
      ['missing', null, 'Bearer realm="nhan-thuc"'],
      ['wrong', 'x'.repeat(43), 'Bearer realm="nhan-thuc", error="invalid_token"'],
    ])('that is %s opens nothing and is told how to come', async (_, value, challenge) => {
      const answer = await ask(await caseOf(house, person(0)), value);
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, challenge]);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(JSON.parse(answer.body)).toMatchObject({ code: 'auth/token-needed' });
      expect(faultsOf(answer)).toEqual([]);
    });

    it("opens its own committee's cases alone: another's answers like one that does not exist", async () => {
      const [other, unknown, nonsense] = [
        await ask(await caseOf(house, foreign.entries[0]!)),
        await ask(v7()),
        await ask('x'),
      ];
      expect([other.status, unknown.status, nonsense.status]).toEqual([404, 404, 400]);
      expect(other.body).toBe(unknown.body);
      for (const answer of [other, unknown, nonsense]) expect(faultsOf(answer)).toEqual([]);
    });

    it('opens nothing else in the house, and what it opens asks for no cookie', async () => {
      const client = new RawClient(house.url);
      for (const route of allRoutes(house.app)) {
        if (route.act === 'public' || route.act === 'api.eligibility' || route.method !== 'GET') continue;
        const path = route.path.replace(/:\w+/g, () => v7());
        const { status } = await client.raw('GET', path, { ...bearer(token), accept: 'application/json' });
        expect([path, status]).toEqual([path, 401]);
      }
    });

    it('is no leave for somebody who is signed in without one', async () => {
      const client = await administrator(mine);
      const { status } = await client.get(PATH.replace('{id}', await caseOf(house, person(0))), 'application/json');
      expect(status).toBe(401);
    });

    it('is issued by the administrator, shown once, and stored as a digest alone', async () => {
      const client = await administrator(mine);
      const { status, body } = await client.post('/identity/tokens', {
        label: 'Sổ đảng viên',
        days: '366',
        scope: 'eligibility.read',
      });
      expect(status).toBe(200);
      const fresh = /id="token">([\w-]{43})</.exec(body)?.[1] ?? '';
      expect((await ask(await caseOf(house, person(0)), fresh)).status).toBe(200);
      const list = await client.get('/identity/tokens');
      expect(list.body).toContain('Sổ đảng viên');
      expect(list.body).not.toContain(fresh);
      const rows = await house.app.get(UnitOfWork).manager.query<{ id: string }[]>('SELECT * FROM api_token');
      expect(JSON.stringify(rows)).not.toContain(fresh);
      expect(rows.map((r) => r.id)).toContain(sha256Hex(fresh));
      const acts = await house.app.get(LedgerReader).page(mine.ownerId, 1, 5);
      expect(acts.rows[0]).toMatchObject({ action: 'apiToken.issued', detail: 'Sổ đảng viên' });
      expect(JSON.stringify(acts)).not.toContain(fresh);
    });

    it.each([
      ['no label', { label: '', days: '30', scope: 'eligibility.read' }, 'Xin ghi từ 2 đến 100 ký tự.'],
      ['367 days', { label: 'Sổ', days: '367', scope: 'eligibility.read' }, 'Xin ghi một số nguyên từ 1 đến 366.'],
      ['a scope that nobody has', { label: 'Sổ', days: '30', scope: 'all' }, 'chọn một trong các mục'],
    ])('with %s is not issued', async (_, fields, message) => {
      const client = await administrator(mine);
      const { status, body } = await client.post('/identity/tokens', fields);
      expect(status).toBe(400);
      expect(body).toContain(message);
      expect(body).not.toContain('id="token"');
    });

    it('that is revoked opens nothing from that moment, and only its own committee revokes it', async () => {
      const value = await issue(mine.ownerId);
      const id = await caseOf(house, person(0));
      expect((await ask(id, value)).status).toBe(200);
      const stranger = await administrator(theirs);
      expect((await stranger.post(`/identity/tokens/${sha256Hex(value)}/revoke`, {})).status).toBe(404);
      expect((await ask(id, value)).status).toBe(200);
      const own = await administrator(mine);
      expect((await own.post(`/identity/tokens/${sha256Hex(value)}/revoke`, {})).status).toBe(303);
      expect((await ask(id, value)).status).toBe(401);
      const acts = await house.app.get(LedgerReader).page(mine.ownerId, 1, 5);
      expect(acts.rows[0]).toMatchObject({ action: 'apiToken.revoked' });
    });

    it('that has expired opens nothing, not even for the seconds of a cache', async () => {
      const value = await issue(mine.ownerId, 1);
      const id = await caseOf(house, person(0));
      house.clock.pass(86_400 - 2);
      expect((await ask(id, value)).status).toBe(200);
      house.clock.pass(2);
      expect((await ask(id, value)).status).toBe(401);
    });

    it('that is wrong again and again makes its address wait; a right one never waits', async () => {
      const id = await caseOf(house, person(0));
      const tries: number[] = [];
      for (let i = 0; i < 30; i += 1) tries.push((await ask(id, `${'x'.repeat(40)}${i}`)).status);
      expect(tries).toContain(429);
      const slow = await ask(id, 'y'.repeat(43));
      expect(slow.status).toBe(429);
      expect(Number(slow.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(faultsOf(slow)).toEqual([]);
      expect((await ask(id, await issue(mine.ownerId))).status).toBe(200);
      house.clock.pass(61);
      expect((await ask(id, 'y'.repeat(43))).status).toBe(401);
    });
  });

  describe('the description', () => {
    it('names every route of the interface, and no other', () => {
      const routes = allRoutes(house.app)
        .filter((r) => r.path.startsWith('/api'))
        .map((r) => r.path.replace(/:(\w+)/g, '{$1}'));
      expect(routes.sort()).toEqual(Object.keys(OPENAPI.paths).sort());
    });

    it('is served as a document and as a page without a script, for everybody', async () => {
      const client = new RawClient(house.url);
      const document = await client.get('/api/openapi.json', '*/*');
      expect(document.status).toBe(200);
      expect(JSON.parse(document.body)).toEqual(JSON.parse(JSON.stringify(OPENAPI)));
      const page = await client.get('/api/docs');
      expect(page.status).toBe(200);
      for (const path of Object.keys(OPENAPI.paths)) expect(page.body).toContain(path);
      expect(page.body).not.toContain('<script');
    });
  });
});
