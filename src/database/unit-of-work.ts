import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type BetterSqlite3 from 'better-sqlite3';
import type { Pool, PoolClient, QueryConfig, QueryResultRow } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { AppError } from '../common/app-error.js';
import { engineOf } from './data-source.js';

type Sqlite = BetterSqlite3.Database;
type BeforeCommit = () => Promise<void>;

interface Scope {
  readonly manager: EntityManager;
  readonly beforeCommit: Map<string, BeforeCommit>;
  readonly afterCommit: (() => void)[];
  open: boolean;
}

const BUSY_PATIENCE_MS = 5_000;

/**
 * Every write goes through `run`. SQLite has one connection for the process, so overlapping transactions would undo
 * each other: there they pass one at a time, first come first served; on PostgreSQL they pass through. A nested call
 * joins the outer transaction. Reads outside use a connection that cannot write and sees only what is committed.
 */
export class UnitOfWork {
  private readonly scope = new AsyncLocalStorage<Scope>();
  private tail: Promise<void> = Promise.resolve();
  /** Commits of the hot path on SQLite. */
  commits = 0;

  constructor(
    private readonly writer: DataSource,
    private readonly reader: DataSource,
  ) {}

  get engine(): 'sqlite' | 'postgres' {
    return engineOf(this.writer);
  }

  /** Whether the caller is within a transaction. */
  get isRunning(): boolean {
    return this.current() !== undefined;
  }

  /** The running transaction's manager, or the read-only one. */
  get manager(): EntityManager {
    return this.current()?.manager ?? this.reader.manager;
  }

  /** The running transaction's manager. @throws Error outside a transaction: a write without one is a bug. */
  get writing(): EntityManager {
    const scope = this.current();
    if (scope === undefined) throw new Error('unit of work: a write outside a transaction');
    return scope.manager;
  }

  /** Runs `work` in a transaction. @throws AppError common/busy when another program holds the database for 5 s. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.current() !== undefined) return work();
    if (this.engine === 'postgres') return this.begin(work);
    return this.inTurn(() => this.begin(work));
  }

  /**
   * The hot path on SQLite: a transaction on the bare connection, in its turn at the gate, with no await inside.
   * @throws AppError common/busy
   */
  runBare<T>(work: (db: Sqlite) => T): Promise<T> {
    this.assertOutside();
    return this.inTurn(() => {
      const result = this.bare.transaction(work).immediate(this.bare);
      this.commits += 1;
      return result;
    });
  }

  /** SQLite: moves what little is left in the log, so that the next commit begins it anew. */
  restartLog(): Promise<void> {
    return this.inTurn(() => {
      this.bare.pragma('wal_checkpoint(PASSIVE)');
    });
  }

  /** The hot path on PostgreSQL: a transaction on a bare connection of the pool. */
  async runOnClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    this.assertOutside();
    const client = await ((this.writer.driver as PostgresDriver).master as Pool).connect();
    // A connection that breaks says so twice: to the query, and as an event that ends the process unless somebody listens.
    client.on('error', ignore);
    const release = (isBroken: boolean): void => {
      client.off('error', ignore);
      client.release(isBroken);
    };
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      release(false);
      return result;
    } catch (error) {
      // A connection that cannot even roll back is not given to anybody else.
      await client.query('ROLLBACK').then(
        () => {
          release(false);
        },
        () => {
          release(true);
        },
      );
      throw error;
    }
  }

  /** The hot path on PostgreSQL where one statement does it all: it is its own transaction. */
  async runAlone<R extends QueryResultRow>(statement: QueryConfig): Promise<R[]> {
    this.assertOutside();
    const { rows } = await ((this.writer.driver as PostgresDriver).master as Pool).query<R>(statement);
    return rows;
  }

  private get bare(): Sqlite {
    return (this.writer.driver as BetterSqlite3Driver).databaseConnection as Sqlite;
  }

  /** First come, first served. */
  private async inTurn<T>(transaction: () => T | Promise<T>): Promise<T> {
    const before = this.tail;
    // Whoever waits at the gate behind one that waits for the database waits for both together.
    const until = performance.now() + BUSY_PATIENCE_MS;
    let release!: () => void;
    this.tail = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    try {
      return await this.patiently(transaction, until);
    } finally {
      release();
    }
  }

  /** Runs `hook` once, last in the running transaction (the ledger's head is locked there, for the shortest time). */
  beforeCommit(name: string, hook: BeforeCommit): void {
    const scope = this.current();
    if (scope === undefined) throw new Error('unit of work: beforeCommit outside a transaction');
    if (!scope.beforeCommit.has(name)) scope.beforeCommit.set(name, hook);
  }

  private assertOutside(): void {
    if (this.current() !== undefined) throw new Error('unit of work: a bare transaction inside another one');
  }

  /** Runs `hook` once the running transaction is committed, and never when it fails. It must not throw. */
  afterCommit(hook: () => void): void {
    const scope = this.current();
    if (scope === undefined) throw new Error('unit of work: afterCommit outside a transaction');
    scope.afterCommit.push(hook);
  }

  private current(): Scope | undefined {
    const scope = this.scope.getStore();
    if (scope !== undefined && !scope.open) {
      throw new Error('unit of work: work went on after its transaction ended (missing await?)');
    }
    return scope;
  }

  /** A database locked by another program is retried without blocking the loop; BEGIN fails before any work is done. */
  private async patiently<T>(transaction: () => T | Promise<T>, until: number): Promise<T> {
    for (;;) {
      try {
        return await transaction();
      } catch (error) {
        if (!isBusy(error)) throw error;
        if (performance.now() > until) throw new AppError('common/busy');
        await delay(20);
      }
    }
  }

  private async begin<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.transaction(work);
    } catch (error) {
      if (this.engine === 'sqlite') this.endLeftover();
      throw error;
    }
  }

  /**
   * A full disk makes SQLite roll back by itself. TypeORM then fails to roll back, takes its transaction for open still and
   * the next one for a part of it, which would be acknowledged and never committed.
   */
  private endLeftover(): void {
    if (this.bare.inTransaction) this.bare.exec('ROLLBACK');
    Object.assign(this.writer.createQueryRunner(), { isTransactionActive: false, transactionDepth: 0 });
  }

  private async transaction<T>(work: () => Promise<T>): Promise<T> {
    const afterCommit: (() => void)[] = [];
    const result = await this.writer.transaction(async (manager) => {
      const scope: Scope = { manager, beforeCommit: new Map(), afterCommit, open: true };
      return this.scope.run(scope, async () => {
        try {
          // The write lock is taken first, so that a busy database is met before any work and a retry repeats nothing.
          if (this.engine === 'sqlite')
            await manager.query("UPDATE instance_meta SET value = value WHERE name = 'lock'");
          const result = await work();
          for (const hook of scope.beforeCommit.values()) await hook();
          return result;
        } finally {
          scope.open = false;
        }
      });
    });
    for (const hook of afterCommit) hook();
    return result;
  }
}

const ignore = (): void => undefined;

function isBusy(error: unknown): boolean {
  const code = (error as { driverError?: { code?: unknown } }).driverError?.code ?? (error as { code?: unknown }).code;
  return typeof code === 'string' && code.startsWith('SQLITE_BUSY');
}

/** Whether a write failed because a unique key already holds the value. */
export function isUniqueViolation(error: unknown): boolean {
  const code = (error as { driverError?: { code?: unknown } }).driverError?.code;
  return code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY' || code === '23505';
}
