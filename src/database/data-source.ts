import type BetterSqlite3 from 'better-sqlite3';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { entities } from './entities.js';
import { migrations } from './migrations/index.js';
import { SnakeNaming } from './naming.js';

export type Engine = 'sqlite' | 'postgres';

export const engineOf = (ds: DataSource): Engine => (ds.options.type === 'postgres' ? 'postgres' : 'sqlite');

const common = {
  entities,
  migrations,
  namingStrategy: new SnakeNaming(),
  synchronize: false,
  migrationsRun: false,
  logging: false as const,
};

/** A database that does not answer is an error after so long, and a connection that died without a word is found out. */
const patience = { connectionTimeoutMillis: 10_000, keepAlive: true, keepAliveInitialDelayMillis: 10_000 };

/** The connection that writes. @param url `postgres://...` or `sqlite:/path` */
export function writerOptions(url: string, pool: number): DataSourceOptions {
  if (url.startsWith('postgres')) {
    // As on SQLite: what another program holds is waited for so long, then the page is asked to come again.
    const extra = { ...patience, max: pool, options: '-c lock_timeout=5s' };
    return { ...common, type: 'postgres', url, applicationName: 'nhan-thuc', extra };
  }
  return {
    ...common,
    type: 'better-sqlite3',
    database: url.replace(/^sqlite:/, ''),
    prepareDatabase: (db: BetterSqlite3.Database) => {
      db.pragma('journal_mode = WAL');
      // A reopened WAL file falls back to NORMAL, which can lose an acknowledged commit: set at every open.
      db.pragma('synchronous = FULL');
      db.pragma('foreign_keys = ON');
      db.pragma('busy_timeout = 50');
      // Pages of a sitting are rewritten again and again: they are moved into the file once for many commits.
      db.pragma('wal_autocheckpoint = 8000');
    },
  };
}

/** The connection that reads: it cannot write, and never sees a row of a transaction that may still fail. */
export function readerOptions(url: string, pool: number): DataSourceOptions {
  if (url.startsWith('postgres')) {
    const extra = { ...patience, max: pool, options: '-c default_transaction_read_only=on' };
    return { ...common, type: 'postgres', url, applicationName: 'nhan-thuc-reader', extra };
  }
  return {
    ...common,
    type: 'better-sqlite3',
    database: url.replace(/^sqlite:/, ''),
    readonly: true,
    // Setting the journal mode would be a write; the file is in WAL since the writer opened it.
    prepareDatabase: (db: BetterSqlite3.Database) => {
      db.pragma('busy_timeout = 1000');
    },
  };
}

/** @throws Error when the database would acknowledge what a power cut can undo. */
export async function assertDurable(ds: DataSource): Promise<void> {
  if (engineOf(ds) === 'postgres') {
    for (const name of ['fsync', 'synchronous_commit']) {
      const [row] = await ds.query<Record<string, string>[]>(`SHOW ${name}`);
      if (row?.[name] !== 'on') throw new Error(`PostgreSQL runs with ${name}=${String(row?.[name])}; it must be on`);
    }
    return;
  }
  const wanted = [
    ['journal_mode', 'wal'],
    ['synchronous', 2],
    ['foreign_keys', 1],
  ] as const;
  for (const [name, value] of wanted) {
    const [row] = await ds.query<Record<string, unknown>[]>(`PRAGMA ${name}`);
    if (row?.[name] !== value) throw new Error(`SQLite runs with ${name}=${String(row?.[name])}; it must be ${value}`);
  }
}
