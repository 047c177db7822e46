import type { House } from './house.js';
import { RawClient } from './raw-client.js';
import {
  type ClosedBatch,
  type Committee,
  newClosedBatch,
  newCommittee,
  signInCandidate,
  startSitting,
} from './world.js';

/** A batch played to its end: everybody answers every third item and hands in; scored. */
export async function playedBatch(house: House): Promise<{ committee: Committee; closed: ClosedBatch }> {
  const committee = await newCommittee(house, 'Đảng ủy Một', ['secretary', 'chair', 'invigilator', 'administrator']);
  const closed = await newClosedBatch(house, committee);
  const invigilator = await startSitting(house, committee, closed);
  for (const entry of closed.entries) {
    const browser = await signInCandidate(house, closed, entry);
    await browser.submit('/delivery/start', {});
    const { leaseNo } = await browser.json<{ leaseNo: number }>('/delivery/lease', {});
    const entries = Array.from({ length: 10 }, (_, k) => ({
      seq: k + 1,
      item: k * 3 + 1,
      value: k % 2 === 0 ? 'A' : 'B',
    }));
    await browser.json('/delivery/save', { lease: leaseNo, entries });
    await browser.submit('/delivery/submit', { confirm: 'yes' });
  }
  await invigilator.submit(`/invigilation/${closed.sitting.id}/close`, {});
  const secretary = new RawClient(house.url);
  await secretary.get('/identity/sign-in');
  await secretary.post('/identity/sign-in', {
    username: committee.usernameOf('secretary'),
    password: 'mat-khau-thu-nghiem',
  });
  const results = await secretary.get(`/marking/${closed.batch.id}`);
  if (results.status !== 200) throw new Error(`results: ${results.status}`);
  return { committee, closed };
}
