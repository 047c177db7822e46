import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { jobsIn } from '../common/worker/job.js';
import { Workshop } from '../common/worker/workshop.js';
import { AppConfig } from '../config/app-config.js';
import { readPassphrase } from '../config/passphrase.js';
import { BACKUP_FILES } from './backup-file.js';
import { Database } from './database.js';

/** Urgent: the start signal waits for it. A million attempts may take minutes on a slow disk. */
const job = jobsIn<typeof import('./copy.worker.js')>(import.meta.url, 'copy.worker');
const COPY = job('copyDatabase', 1800, 'urgent');
const SEAL = job('sealCopy', 1800, 'urgent');

/** Backups made by themselves are kept so many times; those asked for by name are never deleted. */
const KEPT = 24;

/** What a crash left unfinished may go after so long: no backup takes a day. */
const STALE_MS = 24 * 3600_000;

/** Name of an encrypted backup's file. */
export const SEALED_SUFFIX = '.ntbackup';

/**
 * Consistent copies of the embedded database together with its keys: one encrypted file where a passphrase is set, else a folder
 * in clear. On PostgreSQL the operator runs pg_dump.
 */
@Injectable()
export class BackupService {
  private readonly logger = new Logger('Backup');

  constructor(
    private readonly database: Database,
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly workshop: Workshop,
  ) {}

  /** A backup in DATA_DIR/backups; its failure is told in the log and never stops a sitting. @returns its path, or null */
  async create(label: string): Promise<string | null> {
    if (this.database.file === null) return null;
    try {
      const passphrase = readPassphrase(this.config);
      const made = await this.createAt(this.freePath(label, passphrase !== null), passphrase);
      this.prune();
      return made;
    } catch (error) {
      this.logger.error(`backup '${label}' failed: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  }

  /** A path in DATA_DIR/backups that nothing has: two sittings may start in the same second. */
  freePath(label: string, isSealed: boolean): string {
    const stamp = this.clock.now().toISOString().replace(/[-:]/g, '').replace(/\..*/, '');
    const name = join(this.folder, `${stamp}-${label}`);
    const suffix = isSealed ? SEALED_SUFFIX : '';
    let path = `${name}${suffix}`;
    for (let n = 2; existsSync(path); n += 1) path = `${name}-${n}${suffix}`;
    return path;
  }

  /**
   * Writes beside and renames: what is there is whole. @param passphrase null: a folder in clear
   * @throws Error when it exists already
   */
  async createAt(target: string, passphrase: string | null): Promise<string> {
    if (existsSync(target)) throw new Error(`${target} exists already`);
    const { file } = this.database;
    if (file === null) throw new Error('only the embedded database is copied; use pg_dump for PostgreSQL');
    const part = `${target}.part`;
    rmSync(part, { recursive: true, force: true });
    if (passphrase === null) await this.copy(file, part);
    else await this.seal(file, part, passphrase);
    renameSync(part, target);
    return target;
  }

  private async copy(file: string, folder: string): Promise<void> {
    mkdirSync(folder, { recursive: true });
    await this.workshop.run(COPY, { from: file, to: join(folder, BACKUP_FILES.sqlite) });
    copyFileSync(this.config.keysFile, join(folder, 'keys.json'));
  }

  /** What is in clear on the way lies beside the database, never where the backup goes. */
  private async seal(file: string, to: string, passphrase: string): Promise<void> {
    const clear = join(this.folder, `${basename(to)}.clear`);
    rmSync(clear, { force: true });
    mkdirSync(this.folder, { recursive: true });
    mkdirSync(dirname(to), { recursive: true });
    try {
      await this.workshop.run(COPY, { from: file, to: clear });
      const { keysFile } = this.config;
      await this.workshop.run(SEAL, { kind: 'sqlite', database: clear, keysFile, to, passphrase });
    } finally {
      rmSync(clear, { force: true });
    }
  }

  private get folder(): string {
    return join(this.config.dataDir, 'backups');
  }

  private prune(): void {
    const names = readdirSync(this.folder);
    const made = names.filter((n) => /^\d{8}T\d{6}-(truoc|sau)-buoi(-\d+)?(\.ntbackup)?$/.test(n)).sort();
    const old = made.slice(0, Math.max(0, made.length - KEPT));
    for (const name of [...old, ...names.filter((n) => this.isStale(n))])
      rmSync(join(this.folder, name), { recursive: true, force: true });
  }

  /** Unfinished, and in clear: of a server that was killed meanwhile. */
  private isStale(name: string): boolean {
    if (!/\.(part|clear)$/.test(name)) return false;
    return statSync(join(this.folder, name)).mtimeMs < this.clock.epochMs() - STALE_MS;
  }
}
