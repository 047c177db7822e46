import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { jobsIn } from '../common/worker/job.js';
import { Workshop } from '../common/worker/workshop.js';
import { AppConfig } from '../config/app-config.js';
import { Database } from './database.js';

/** Urgent: the start signal waits for it. A million attempts may take minutes on a slow disk. */
const COPY = jobsIn<typeof import('./copy.worker.js')>(import.meta.url, 'copy.worker')('copyDatabase', 1800, 'urgent');

/** Backups made by themselves are kept so many times; those asked for by name are never deleted. */
const KEPT = 24;

/** Consistent copies of the embedded database together with its keys. On PostgreSQL the operator runs pg_dump. */
@Injectable()
export class BackupService {
  private readonly logger = new Logger('Backup');

  constructor(
    private readonly database: Database,
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly workshop: Workshop,
  ) {}

  /** A backup in DATA_DIR/backups; its failure is told in the log and never stops a sitting. @returns the folder, or null */
  async create(label: string): Promise<string | null> {
    if (this.database.file === null) return null;
    const stamp = this.clock.now().toISOString().replace(/[-:]/g, '').replace(/\..*/, '');
    try {
      const folder = await this.createAt(freeName(join(this.config.dataDir, 'backups', `${stamp}-${label}`)));
      this.prune();
      return folder;
    } catch (error) {
      this.logger.error(`backup '${label}' failed: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  }

  /** Writes beside and renames: a folder that is there is whole. @throws Error when it exists already */
  async createAt(folder: string): Promise<string> {
    if (existsSync(folder)) throw new Error(`${folder} exists already`);
    const part = `${folder}.part`;
    rmSync(part, { recursive: true, force: true });
    mkdirSync(part, { recursive: true });
    const { file } = this.database;
    if (file === null) throw new Error('only the embedded database is copied; use pg_dump for PostgreSQL');
    await this.workshop.run(COPY, { from: file, to: join(part, 'nhan-thuc.sqlite') });
    copyFileSync(this.config.keysFile, join(part, 'keys.json'));
    renameSync(part, folder);
    return folder;
  }

  private prune(): void {
    const dir = join(this.config.dataDir, 'backups');
    const made = readdirSync(dir)
      .filter((n) => /^\d{8}T\d{6}-(truoc|sau)-buoi(-\d+)?$/.test(n))
      .sort();
    for (const old of made.slice(0, Math.max(0, made.length - KEPT)))
      rmSync(join(dir, old), { recursive: true, force: true });
  }
}

/** Two sittings may start in the same second. */
function freeName(folder: string): string {
  let name = folder;
  for (let n = 2; existsSync(name); n += 1) name = `${folder}-${n}`;
  return name;
}
