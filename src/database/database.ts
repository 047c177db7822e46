import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DataSource } from 'typeorm';
import { assertDurable, readerOptions, writerOptions } from './data-source.js';
import { UnitOfWork } from './unit-of-work.js';

/** The open database: one connection (or pool) that writes, one that only reads, and the gate before the first. */
export class Database {
  readonly uow: UnitOfWork;
  private readonly afterClose: (() => void)[] = [];

  private constructor(
    readonly url: string,
    readonly writer: DataSource,
    readonly reader: DataSource,
  ) {
    this.uow = new UnitOfWork(writer, reader);
  }

  /** Opens, migrates and proves durability. @throws Error when the database could lose an acknowledged commit. */
  static async open(url: string, pool: number): Promise<Database> {
    if (!url.startsWith('postgres')) mkdirSync(dirname(url.replace(/^sqlite:/, '')), { recursive: true });
    const writer = await new DataSource(writerOptions(url, pool)).initialize();
    try {
      await assertDurable(writer);
      await migrate(writer);
      const reader = await new DataSource(readerOptions(url, pool)).initialize();
      return new Database(url, writer, reader);
    } catch (error) {
      await writer.destroy();
      throw error;
    }
  }

  /** Whether anything lies at the address yet (SQLite); a PostgreSQL server answers for itself. */
  static exists(url: string): boolean {
    return url.startsWith('postgres') || existsSync(url.replace(/^sqlite:/, ''));
  }

  /** The file of an embedded database, or null. */
  get file(): string | null {
    return this.url.startsWith('postgres') ? null : this.url.replace(/^sqlite:/, '');
  }

  async ping(): Promise<void> {
    await this.reader.query('SELECT 1');
  }

  /** Runs `act` when the database is closed, whatever closes it: a lock must not outlive a stop by signal. */
  onClosed(act: () => void): void {
    this.afterClose.push(act);
  }

  async close(): Promise<void> {
    await this.reader.destroy();
    await this.writer.destroy();
    for (const act of this.afterClose) act();
  }
}

const MIGRATION_LOCK = 7_350_214;

/** Several instances may start at once on one PostgreSQL: one migrates, the others wait. */
async function migrate(writer: DataSource): Promise<void> {
  if (writer.options.type !== 'postgres') {
    await writer.runMigrations({ transaction: 'all' });
    return;
  }
  const runner = writer.createQueryRunner();
  try {
    await runner.query('SET lock_timeout = 0');
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await writer.runMigrations({ transaction: 'all' });
  } finally {
    await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await runner.query('RESET lock_timeout');
    await runner.release();
  }
}
