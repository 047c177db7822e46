import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Database } from '../../src/database/database.js';
import { refusalOf } from '../../src/database/failure.js';
import { newDatabaseUrl } from '../support/house.js';

let db: Database;

beforeEach(async () => {
  db = await Database.open((await newDatabaseUrl('postgres'))!, 3);
});

afterEach(() => db.close());

it('a connection that breaks in the middle of a save is a passing failure, and does not end the server', async () => {
  const broken = db.uow.runOnClient(async (client) => {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await db.reader.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid]);
    await client.query('SELECT pg_sleep(1)');
  });
  expect(refusalOf(await broken.catch((error: unknown) => error))?.code).toBe('common/away');
  const next = await db.uow.runOnClient((client) => client.query<{ n: number }>('SELECT 1 AS n'));
  expect(next.rows).toEqual([{ n: 1 }]);
});
