import { rmSync } from 'node:fs';
import { join } from 'node:path';

export default async function globalTeardown() {
  await globalThis.__PG__?.stop();
  rmSync(globalThis.__PG_HOME__, { recursive: true, force: true });
  rmSync(join('.tmp', `postgres-${process.pid}.json`), { force: true });
}
