import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { StaffService } from '../../src/identity/staff.service.js';
import { OrganizationService } from '../../src/organization/organization.service.js';
import { mayAct, ROLES, type Role, type StaffAct } from '../../src/core/access/access-matrix.js';
import { type House, openHouse } from '../support/house.js';
import { allRoutes, type Route } from '../support/routes.js';
import { RawClient } from '../support/raw-client.js';
import { type ClosedBatch, type Committee, newClosedBatch, newCommittee, PASSWORD } from '../support/world.js';

let house: House;
let mine: Committee;
let theirs: Committee;
let closed: ClosedBatch;
let foreign: ClosedBatch;

beforeAll(async () => {
  house = await openHouse();
  mine = await newCommittee(house, 'Đảng ủy Một', ROLES);
  theirs = await newCommittee(house, 'Đảng ủy Hai', ['secretary', 'chair', 'invigilator']);
  closed = await newClosedBatch(house, mine);
  foreign = await newClosedBatch(house, theirs);
}, 120_000);

afterAll(() => house.close());

/** A path with ids that nobody has. */
const fill = (path: string): string => path.replace(/:code/, 'DL001').replace(/:\w+/g, () => v7());

async function staffClient(role: Role): Promise<RawClient> {
  const client = new RawClient(house.url);
  await client.get('/identity/sign-in');
  const { status } = await client.post('/identity/sign-in', { username: mine.usernameOf(role), password: PASSWORD });
  expect(status).toBe(303);
  return client;
}

const ask = (client: RawClient, route: Route) =>
  route.method === 'GET'
    ? client.get(fill(route.path), 'application/json')
    : client.post(fill(route.path), {}, 'application/json');

describe('every route', () => {
  it('names its act', () => {
    const routes = allRoutes(house.app);
    expect(routes.length).toBeGreaterThan(50);
    expect(routes.filter((r) => r.act === undefined)).toEqual([]);
  });

  it('is shut to who is not signed in, unless it is public', async () => {
    const client = new RawClient(house.url);
    await client.get('/delivery/sign-in');
    for (const route of allRoutes(house.app).filter((r) => r.act !== 'public')) {
      expect([`${route.method} ${route.path}`, (await ask(client, route)).status]).toEqual([
        `${route.method} ${route.path}`,
        401,
      ]);
    }
  });

  it.each(ROLES)(
    'answers %s exactly as the matrix says',
    async (role) => {
      const client = await staffClient(role);
      // Signing out is tried last: it ends the session that the others need.
      const routes = allRoutes(house.app).sort(
        (a, b) => Number(a.path.endsWith('sign-out')) - Number(b.path.endsWith('sign-out')),
      );
      for (const route of routes) {
        if (route.act === undefined || route.act === 'public') continue;
        const { status } = await ask(client, route);
        const name = `${role} ${route.method} ${route.path}: ${status}`;
        if (route.act.startsWith('candidate.') || route.act.startsWith('api.')) expect(name).toMatch(/: 401$/);
        else if (mayAct([role], route.act as StaffAct)) expect(name).not.toMatch(/: (401|403|5\d\d)$/);
        else expect(name).toMatch(/: 403$/);
      }
    },
    60_000,
  );

  it('that changes anything refuses a request without its token, and one that another site sent', async () => {
    const client = await staffClient('secretary');
    for (const route of allRoutes(house.app).filter((r) => r.method === 'POST')) {
      const bare = await client.raw('POST', fill(route.path), {}, '');
      const sent = await client.raw(
        'POST',
        fill(route.path),
        { origin: 'http://evil.test' },
        new URLSearchParams({ _csrf: client.token }).toString(),
      );
      expect([route.path, bare.status, sent.status]).toEqual([route.path, 403, 403]);
    }
  });

  it('from a browser that has lost its cookies is led back to the page with the form', async () => {
    const client = new RawClient(house.url);
    await client.get('/delivery/sign-in');
    client.cookies.clear();
    const { status, body } = await client.post('/delivery/sign-in', { candidateNo: '01-27-001', code: 'ABCD2345' });
    expect([status, /<a class="btn[^"]*" href="([^"]*)"/.exec(body)?.[1]]).toEqual([403, '/delivery/sign-in']);
  });
});

describe('two committees on one server', () => {
  const foreignPaths = (): string[] => {
    const { batch, sitting, entries } = foreign;
    const entry = entries[0]!.id;
    return [
      `/overview/batch/${batch.id}`,
      `/batch/${batch.id}`,
      `/batch/${batch.id}/entries.xlsx`,
      `/batch/${batch.id}/entries/${entry}`,
      `/batch/${closed.batch.id}/entries/${entry}`,
      `/batch/${batch.id}/roster`,
      `/batch/${batch.id}/cards`,
      `/batch/${batch.id}/attendance`,
      `/batch/${batch.id}/opening`,
      `/invigilation/${sitting.id}`,
      `/invigilation/${closed.sitting.id}/seats/${entry}`,
      `/marking/${batch.id}`,
      `/marking/${batch.id}/results.xlsx`,
      `/marking/${batch.id}/entries/${entry}`,
      `/marking/${closed.batch.id}/entries/${entry}`,
      `/question-bank/${theirs.bankId}`,
      `/question-bank/${theirs.bankId}/items/DL001`,
      `/exam-plan/${theirs.planId}`,
    ];
  };

  it("see nothing of each other: the other's row answers like one that does not exist", async () => {
    const client = await staffClient('secretary');
    const unknown = await client.get(`/overview/batch/${v7()}`);
    for (const path of foreignPaths()) {
      const { status, body } = await client.get(path);
      expect([path, status]).toEqual([path, 404]);
      expect(body.replace(/href="[^"]*"/g, '').length).toBe(unknown.body.replace(/href="[^"]*"/g, '').length);
    }
  });

  it('change nothing of each other', async () => {
    const [chair, secretary, invigilator] = [
      await staffClient('chair'),
      await staffClient('secretary'),
      await staffClient('invigilator'),
    ];
    const { batch, sitting, entries } = foreign;
    const entry = entries[0]!.id;
    const answers = [
      await chair.post(`/batch/${batch.id}/reopen`, { reason: 'không phải của mình' }),
      await chair.post(`/batch/${batch.id}/entries/${entry}/correct`, { fullName: 'Người Khác', birth: '1990' }),
      await secretary.post(`/batch/${batch.id}/cards`, {}),
      await secretary.post(`/batch/${closed.batch.id}/entries/${entry}/card`, {}),
      await secretary.post(`/batch/${batch.id}/entries/${entry}/decide`, { decision: 'refuse', reason: 'không phải' }),
      await invigilator.post(`/invigilation/${sitting.id}/attendance`, { attendance: 'present' }),
      await invigilator.post(`/invigilation/${closed.sitting.id}/attendance`, {
        attendance: 'present',
        entryId: entry,
      }),
      await invigilator.post(`/invigilation/${sitting.id}/start`, {}),
      await invigilator.post(`/invigilation/${closed.sitting.id}/seats/${entry}/late`, {}),
      await invigilator.post(`/invigilation/${closed.sitting.id}/incident`, {
        entryId: entry,
        text: 'không phải phòng này',
      }),
    ];
    expect(answers.map((a) => a.status)).toEqual(answers.map(() => 404));
  });

  it('never give the same candidate number', () => {
    const numbers = [...closed.entries, ...foreign.entries].map((e) => e.candidateNo);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});

describe('answers', () => {
  it('are never stored by a browser, never framed, and run no script but our own', async () => {
    const client = await staffClient('secretary');
    for (const path of [
      '/overview',
      '/delivery/sign-in',
      '/health/live',
      '/no-such-page',
      `/batch/${closed.batch.id}`,
    ]) {
      const { headers } = await client.get(path);
      expect([path, headers.get('cache-control')]).toEqual([path, 'no-store']);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('to nonsense in a path or a query are a page that says what to do, never a stack', async () => {
    const client = await staffClient('secretary');
    for (const path of [
      '/batch/not-a-uuid',
      `/batch/${closed.batch.id}?page=-1&sort=x&q[$ne]=1`,
      '/question-bank/%00',
      `/marking/${closed.batch.id}?q=%25%27%22--`,
      '/invigilation/%F0%9F',
    ]) {
      const { status, body } = await client.get(path);
      expect(status).toBeLessThan(500);
      expect(body).not.toMatch(/node_modules|at \w+\.|SELECT |Error:/);
    }
  });

  it('to a request for something that is not there, from nobody, is no incident of the server', async () => {
    const client = new RawClient(house.url);
    expect((await client.raw('POST', '/assets/x', {}, '')).status).toBe(403);
  });

  it('to a form with fields that it does not know change nothing', async () => {
    const client = await staffClient('administrator');
    const fields = {
      username: 'themmoi',
      fullName: 'Thêm Mới',
      password: 'mat-khau-dai',
      role: 'secretary',
      nodeId: mine.ownerId,
    };
    expect((await client.post('/identity/accounts', { ...fields, passwordHash: 'x' })).status).toBe(400);
    expect((await client.post('/identity/accounts', { ...fields, __proto__x: 'x' })).status).toBe(400);
    expect((await client.post('/identity/accounts', fields)).status).toBe(303);
  });

  it('keep what was typed when a form is wrong, and name the field', async () => {
    const client = await staffClient('administrator');
    const { status, body } = await client.post('/identity/accounts', {
      username: 'x',
      fullName: 'Nguyễn Giữ Nguyên',
      password: 'ngan',
      role: 'secretary',
      nodeId: mine.ownerId,
    });
    expect(status).toBe(400);
    expect(body).toContain('value="Nguyễn Giữ Nguyên"');
    expect(body).toContain('href="#password"');
    expect(body).not.toContain('ngan"');
  });
});

describe('a form of a new batch', () => {
  it('reads rooms as people type them, and no typing slip holds the server up', async () => {
    const secretary = await staffClient('secretary');
    const fields = { planId: mine.planId, bankId: mine.bankId, examOn: '9/1/2027', place: 'Hội trường' };
    const slip = `${'Phòng A  07:30\n'.repeat(60)}Phòng C`;
    const started = performance.now();
    expect((await secretary.post('/batch', { ...fields, rooms: slip })).status).toBe(400);
    expect(performance.now() - started).toBeLessThan(2_000);
    expect((await secretary.post('/batch', { ...fields, rooms: 'Phòng A\n07:30' })).status).toBe(400);
    for (const examOn of ['2027-13-45', '2027-02-31', '31/02/2027'])
      expect((await secretary.post('/batch', { ...fields, examOn, rooms: 'Phòng A 07:30' })).status).toBe(400);
    expect((await secretary.post('/batch', { ...fields, rooms: 'Phòng A  7h30\n\nPhòng B 07:30' })).status).toBe(303);
  });
});

describe('a role', () => {
  it('on one unit opens nothing of the whole committee', async () => {
    const [unit] = await house.app.get(OrganizationService).findUnits(mine.ownerId);
    const user = await house.app
      .get(StaffService)
      .create(
        { username: 'chi-mot-don-vi', fullName: 'Trần Một Đơn Vị', password: PASSWORD },
        SYSTEM_ACTOR,
        mine.ownerId,
      );
    await house.app.get(StaffService).grant(user.id, 'secretary', unit!.id, SYSTEM_ACTOR);
    const client = new RawClient(house.url);
    await client.get('/identity/sign-in');
    await client.post('/identity/sign-in', { username: 'chi-mot-don-vi', password: PASSWORD });
    expect((await client.get(`/batch/${closed.batch.id}`)).status).toBe(403);
    const administrator = await staffClient('administrator');
    const grant = await administrator.post('/identity/accounts/grant', {
      userId: user.id,
      role: 'chair',
      nodeId: unit!.id,
    });
    expect(grant.status).toBe(400);
  });
});

describe('behind a proxy', () => {
  const forwarded = {
    accept: 'text/html',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'kiemtra.test',
    'x-forwarded-for': '10.1.2.3',
  };

  it('that is named, scheme and host are what the browser sees', async () => {
    const proxied = await openHouse({ env: { TRUST_PROXY: '127.0.0.1' } });
    const client = new RawClient(proxied.url);
    const page = await client.raw('GET', '/delivery/sign-in', forwarded);
    expect(page.headers.getSetCookie().join()).toMatch(/__Host-nt_browser=.*Secure/);
    const body = new URLSearchParams({ _csrf: client.token, candidateNo: '01-27-001', code: 'ABCD2345' }).toString();
    expect(
      (await client.raw('POST', '/delivery/sign-in', { ...forwarded, origin: 'https://kiemtra.test' }, body)).status,
    ).toBe(401);
    expect(
      (await client.raw('POST', '/delivery/sign-in', { ...forwarded, origin: 'https://evil.test' }, body)).status,
    ).toBe(403);
    await proxied.close();
  });

  it('that nobody named, what it claims is not believed', async () => {
    const page = await new RawClient(house.url).raw('GET', '/delivery/sign-in', forwarded);
    expect(page.headers.getSetCookie().join()).not.toMatch(/__Host-|Secure/);
  });
});
