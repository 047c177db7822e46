import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import pg from 'pg';

/**
 * The floor: the least that a server can do and still keep the promise of a save. A bare http server, SQL by hand, group
 * commit at the product's durability; session, lease and deadline are read inside the group's transaction. What is made
 * durable is what the product keeps of a save: each under its own number, so that one sent again is known. With `last` as
 * second argument it keeps the last value of each item alone, which is less than the promise: to see what that costs.
 * Arguments: how many candidates, whose tokens are `tokenOf(n)`; `steps` or `last`.
 */

interface Waiting {
  readonly session: string;
  readonly lease: number;
  readonly entries: readonly { readonly seq: number; readonly item: number; readonly value: string }[];
  readonly reply: (status: number, body: string) => void;
}

interface AttemptRow {
  readonly id: string;
  readonly session: string;
  readonly state: string;
  readonly lease_no: number;
  /** epoch ms; PostgreSQL's driver gives a bigint as text */
  readonly deadline_at: number | string;
}

interface Store {
  commit(group: readonly Waiting[], now: number): Promise<(AttemptRow | undefined)[]>;
}

const SCHEMA = `
  CREATE TABLE session (id varchar(64) PRIMARY KEY, attempt_id varchar(36) NOT NULL);
  CREATE TABLE attempt (id varchar(36) PRIMARY KEY, state varchar(12) NOT NULL, lease_no integer NOT NULL,
    deadline_at bigint NOT NULL);
  CREATE TABLE answer (attempt_id varchar(36) NOT NULL, item integer NOT NULL, value text NOT NULL,
    lease_no integer NOT NULL, client_seq integer NOT NULL, at bigint NOT NULL, PRIMARY KEY (KEY))`;

type Keeps = 'steps' | 'last';
const KEY: Readonly<Record<Keeps, string>> = {
  steps: 'attempt_id, lease_no, client_seq',
  last: 'attempt_id, item',
};

const ROWS =
  'SELECT a.id, s.id AS session, a.state, a.lease_no, a.deadline_at FROM session s JOIN attempt a ON a.id = s.attempt_id';
const CONFLICT: Readonly<Record<Keeps, string>> = {
  steps: `ON CONFLICT (${KEY.steps}) DO NOTHING`,
  last: `ON CONFLICT (${KEY.last}) DO UPDATE SET value = excluded.value, lease_no = excluded.lease_no,
    client_seq = excluded.client_seq, at = excluded.at
    WHERE (excluded.lease_no, excluded.client_seq) > (answer.lease_no, answer.client_seq)`,
};

export const tokenOf = (n: number): string => createHash('sha256').update(`floor ${n}`).digest('base64url');
const sessionOf = (token: string): string => createHash('sha256').update(token).digest('hex');
const DEADLINE = 4_102_444_800_000;

const mayWrite = (row: AttemptRow | undefined, w: Waiting, now: number): boolean =>
  row !== undefined && row.state === 'running' && row.lease_no === w.lease && now < Number(row.deadline_at);

function sqliteStore(file: string, count: number, keeps: Keeps): Store {
  const db = new Sqlite(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  for (const statement of SCHEMA.replace('KEY)', `${KEY[keeps]})`).split(';'))
    db.exec(statement.includes('answer') ? `${statement} WITHOUT ROWID` : statement);
  const session = db.prepare('INSERT INTO session VALUES (?, ?)');
  const attempt = db.prepare("INSERT INTO attempt VALUES (?, 'running', 1, ?)");
  db.transaction(() => {
    for (let n = 0; n < count; n += 1) {
      session.run(sessionOf(tokenOf(n)), `attempt-${n}`);
      attempt.run(`attempt-${n}`, DEADLINE);
    }
  })();
  const read = db.prepare<[string], AttemptRow>(`${ROWS} WHERE s.id = ?`);
  const write = db.prepare(`INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?) ${CONFLICT[keeps]}`);
  const commit = db.transaction((group: readonly Waiting[], now: number) =>
    group.map((w) => {
      const row = read.get(w.session);
      if (row !== undefined && mayWrite(row, w, now))
        for (const e of w.entries) write.run(row.id, e.item, e.value, w.lease, e.seq, now);
      return row;
    }),
  );
  return { commit: (group, now) => Promise.resolve(commit.immediate(group, now)) };
}

async function postgresStore(url: string, count: number, keeps: Keeps): Promise<Store> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(SCHEMA.replace('KEY)', `${KEY[keeps]})`));
  const numbers = Array.from({ length: count }, (_, n) => n);
  await client.query('INSERT INTO session SELECT * FROM unnest($1::text[], $2::text[])', [
    numbers.map((n) => sessionOf(tokenOf(n))),
    numbers.map((n) => `attempt-${n}`),
  ]);
  await client.query("INSERT INTO attempt SELECT 'attempt-' || n, 'running', 1, $2 FROM unnest($1::int[]) n", [
    numbers,
    DEADLINE,
  ]);
  await client.query('ANALYZE');
  return {
    commit: async (group, now) => {
      await client.query('BEGIN');
      const { rows } = await client.query<AttemptRow>({
        name: 'rows',
        text: `${ROWS} WHERE s.id = ANY($1) ORDER BY a.id FOR UPDATE OF a`,
        values: [group.map((w) => w.session)],
      });
      const of = new Map(rows.map((r) => [r.session, r]));
      const newest = new Map<string, [string, number, string, number, number]>();
      for (const w of group) {
        const row = of.get(w.session);
        if (row === undefined || !mayWrite(row, w, now)) continue;
        for (const e of w.entries)
          newest.set(`${row.id}/${keeps === 'last' ? e.item : e.seq}`, [row.id, e.item, e.value, w.lease, e.seq]);
      }
      const columns = [0, 1, 2, 3, 4].map((i) => [...newest.values()].map((v) => v[i]));
      await client.query({
        name: 'write',
        text: `INSERT INTO answer SELECT u.*, $6 FROM unnest($1::text[], $2::int[], $3::text[], $4::int[], $5::int[]) u ${CONFLICT[keeps]}`,
        values: [...columns, now],
      });
      await client.query('COMMIT');
      return group.map((w) => of.get(w.session));
    },
  };
}

async function main(): Promise<void> {
  const count = Number(process.argv[2]);
  const keeps: Keeps = process.argv[3] === 'last' ? 'last' : 'steps';
  const url = process.env['DATABASE_URL'];
  const store =
    url === undefined
      ? sqliteStore(join(process.env['DATA_DIR'] ?? '', 'floor.sqlite'), count, keeps)
      : await postgresStore(url, count, keeps);
  let waiting: Waiting[] = [];
  let draining = false;

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      const now = Date.now();
      const rows = await store.commit(group, now);
      group.forEach((w, i) => {
        const row = rows[i];
        if (row === undefined || !mayWrite(row, w, now)) w.reply(409, '{}');
        else {
          const saved = w.entries.map((e) => e.seq);
          w.reply(
            200,
            JSON.stringify({ saved, savedAt: now, serverNow: now, deadlineAt: Number(row.deadline_at), stale: false }),
          );
        }
      });
    }
    draining = false;
  };

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const token = /nt_candidate=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
      const { lease, entries } = JSON.parse(body) as Pick<Waiting, 'lease' | 'entries'>;
      const reply = (status: number, text: string): void => {
        response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
        response.end(text);
      };
      waiting.push({ session: sessionOf(token), lease, entries, reply });
      if (draining) return;
      draining = true;
      setImmediate(() => void drain());
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as { port: number };
    process.stdout.write(`Ready: http://127.0.0.1:${port}\n`);
  });
  process.on('SIGTERM', () => process.exit(0));
}

if (process.argv[1]?.endsWith('floor.js') === true) await main();
