import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type House, openHouse } from '../support/house.js';
import { RawClient } from '../support/raw-client.js';
import { type ClosedBatch, newClosedBatch, newCommittee, PASSWORD } from '../support/world.js';

let house: House;
let closed: ClosedBatch;
let invigilator: RawClient;

beforeAll(async () => {
  house = await openHouse();
  const committee = await newCommittee(house, 'Đảng ủy Một', ['secretary', 'chair', 'invigilator']);
  closed = await newClosedBatch(house, committee);
  invigilator = new RawClient(house.url);
  await invigilator.get('/identity/sign-in');
  await invigilator.post('/identity/sign-in', { username: committee.usernameOf('invigilator'), password: PASSWORD });
}, 120_000);

afterAll(() => house.close());

describe("a refused mark of attendance on a person's page", () => {
  const long = 'a'.repeat(301);
  const refused = (reason: string) =>
    invigilator.post(`/invigilation/${closed.sitting.id}/attendance`, {
      entryId: closed.entries[0]!.id,
      attendance: 'absentWithLeave',
      reason,
    });

  it('keeps the choice, so that a second press does not mark somebody present who is away', async () => {
    const { status, body } = await refused('');
    expect(status).toBe(400);
    expect(body).toMatch(/value="absentWithLeave" required checked/);
    expect(body).not.toMatch(/value="present" required checked/);
  });

  it('says what is wrong beside the field and keeps what was typed', async () => {
    const { status, body } = await refused(long);
    expect(status).toBe(400);
    expect(body).toContain('id="reason-error"');
    expect(body).toContain(`value="${long}"`);
  });

  it('opened as a page leads to the board', async () => {
    const { status, headers } = await invigilator.get(`/invigilation/${closed.sitting.id}/attendance`);
    expect([status, headers.get('location')]).toEqual([303, `/invigilation/${closed.sitting.id}`]);
  });
});
