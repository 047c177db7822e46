import { rmSync } from 'node:fs';

export default async function globalTeardown() {
  await globalThis.__PG__?.stop();
  rmSync(globalThis.__PG_HOME__, { recursive: true, force: true });
  rmSync('.tmp/postgres.json', { force: true });
}
