import type { BatchEntry } from '../../src/batch/entities/batch-entry.entity.js';
import { RawClient } from './raw-client.js';
import type { ClosedBatch } from './world.js';

/** A candidate who has come in over plain HTTP and said 'this is me'; at whichever instance. */
export async function enter(base: string, closed: ClosedBatch, entry: BatchEntry): Promise<RawClient> {
  const client = new RawClient(base);
  await client.get('/delivery/sign-in');
  const code = closed.codes.get(entry.id) ?? '';
  await client.post('/delivery/sign-in', { candidateNo: entry.candidateNo ?? '', code });
  const { status } = await client.post('/delivery/confirm', { answer: 'yes' });
  if (status !== 303) throw new Error(`${entry.fullName} could not come in: ${status}`);
  return client;
}

/** Opens the form as the page does, and takes the page's lease. */
export async function openForm(client: RawClient): Promise<number> {
  await client.post('/delivery/start', {});
  return takeLease(client);
}

export async function takeLease(client: RawClient): Promise<number> {
  const { status, body } = await client.json('/delivery/lease', {});
  if (status !== 200) throw new Error(`no lease: ${status} ${body}`);
  return (JSON.parse(body) as { leaseNo: number }).leaseNo;
}
