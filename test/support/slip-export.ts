import { RawClient } from './raw-client.js';
import { until } from './until.js';
import { PASSWORD } from './world.js';

/** Somebody of the staff, signed in over real HTTP at whatever server. */
export async function staffClient(url: string, username: string): Promise<RawClient> {
  const client = new RawClient(url);
  await client.get('/identity/sign-in');
  await client.post('/identity/sign-in', { username, password: PASSWORD });
  return client;
}

/** Asks for the slips of everybody in a batch whose results are locked. @returns the path of the work's page */
export async function askForSlips(client: RawClient, batchId: string): Promise<string> {
  await client.get(`/papers/${batchId}/slips`);
  const { status, headers } = await client.post(`/papers/${batchId}/slips`, {});
  const path = headers.get('location');
  if (status !== 303 || path === null) throw new Error(`slips: ${status}`);
  return path;
}

/** The work's page when it runs no more. The file is at `<path>/file`. */
export const slipsDone = (client: RawClient, path: string, seconds = 80): Promise<string> =>
  until(
    'slips',
    async () => (await client.get(path)).body,
    (body) => !body.includes('data-refresh-seconds'),
    seconds,
  );
