import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Clock } from '../common/clock.js';
import type { AppConfig } from '../config/app-config.js';
import { checkHead, shortHead } from '../core/ledger/chain.js';
import { BackupService } from '../database/backup.service.js';
import { DataDirLock } from '../database/data-dir-lock.js';
import { Database } from '../database/database.js';
import { translate } from '../i18n/translator.js';
import { type LedgerReport, LedgerVerifier } from '../ledger/ledger-verifier.js';
import { buildApp } from '../server.js';
import { CommandError, type CommandContext, withApp } from './command-context.js';

const FILE = 'nhan-thuc.sqlite';

/** `backup [folder]`: a consistent copy with its keys, opened and verified before it is called one. */
export async function backup(ctx: CommandContext, folder: string | undefined): Promise<void> {
  if (ctx.config.DATABASE_URL !== undefined) throw new CommandError(translate(ctx.lang, 'cli.backup.postgres'));
  const made = await withApp(ctx, 'read', (app) => {
    const stamp = new Clock().now().toISOString().replace(/[-:]/g, '').replace(/\..*/, '');
    return app
      .get(BackupService)
      .createAt(resolve(folder ?? join(ctx.config.dataDir, 'backups', `${stamp}-theo-lenh`)));
  });
  const report = await inspect(ctx.config, made);
  if (!report.sound) throw new CommandError(translate(ctx.lang, 'cli.backup.unsound', { folder: made }));
  ctx.say('cli.backup.done', { folder: made, n: report.count, head: shortHead(report.head) });
}

/** `restore <folder> --yes`: verifies the backup, compares its head with the database's, and changes places. */
export async function restore(ctx: CommandContext, folder: string, yes: boolean): Promise<void> {
  if (ctx.config.DATABASE_URL !== undefined) throw new CommandError(translate(ctx.lang, 'cli.backup.postgres'));
  const source = resolve(folder);
  if (!existsSync(join(source, FILE)) || !existsSync(join(source, 'keys.json')))
    throw new CommandError(translate(ctx.lang, 'cli.restore.notABackup', { folder: source }));
  const report = await inspect(ctx.config, source);
  if (!report.sound) throw new CommandError(translate(ctx.lang, 'cli.backup.unsound', { folder: source }));
  ctx.say('cli.restore.sound', { n: report.count, head: shortHead(report.head) });
  await compare(ctx, report);
  if (!yes) throw new CommandError(translate(ctx.lang, 'cli.restore.confirm'));
  mkdirSync(ctx.config.dataDir, { recursive: true });
  const lock = DataDirLock.take(ctx.config.dataDir);
  try {
    const aside = swap(ctx.config, source);
    ctx.say('cli.restore.done', { aside });
  } finally {
    lock.release();
  }
}

/** Opens a copy of the backup, never the backup itself, and verifies its integrity and its whole ledger. */
async function inspect(config: AppConfig, folder: string): Promise<LedgerReport> {
  const scratch = mkdtempSync(join(tmpdir(), 'nhan-thuc-kiem-'));
  try {
    for (const name of [FILE, 'keys.json']) copyFileSync(join(folder, name), join(scratch, name));
    const copy = Object.assign(Object.create(Object.getPrototypeOf(config) as object) as AppConfig, config, {
      DATA_DIR: scratch,
      KEYS_FILE: undefined,
    });
    const app = await buildApp(copy, new Clock());
    try {
      const rows = await app.get(Database).reader.query<{ integrity_check: string }[]>('PRAGMA integrity_check');
      if (rows[0]?.integrity_check !== 'ok') throw new Error(`integrity_check: ${rows[0]?.integrity_check ?? '?'}`);
      return await app.get(LedgerVerifier).verify();
    } finally {
      await app.close();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Says how the backup stands to what is there now: the same, older, or another chain. */
async function compare(ctx: CommandContext, backupReport: LedgerReport): Promise<void> {
  if (!Database.exists(ctx.config.databaseUrl)) return;
  let current: LedgerReport;
  try {
    current = await withApp(ctx, 'read', (app) => app.get(LedgerVerifier).verify(backupReport.head));
  } catch (error) {
    // A damaged database or a lost keys file is just what one restores for.
    ctx.say('cli.restore.currentUnreadable', { why: error instanceof Error ? error.message : String(error) });
    return;
  }
  const relation = checkHead(backupReport.head, current.head);
  if (current.headComparison === 'grown') ctx.say('cli.restore.older', { n: current.head.seq - backupReport.head.seq });
  else if (relation === 'same') ctx.say('cli.restore.same');
  else ctx.say('cli.restore.different');
}

/** The old files go aside, the backup's take their place; nothing is deleted. */
function swap(config: AppConfig, source: string): string {
  const stamp = new Clock().now().toISOString().replace(/[-:.]/g, '');
  const aside = join(config.dataDir, `truoc-phuc-hoi-${stamp}`);
  mkdirSync(aside);
  for (const name of [FILE, `${FILE}-wal`, `${FILE}-shm`]) {
    const path = join(config.dataDir, name);
    if (existsSync(path)) renameSync(path, join(aside, name));
  }
  if (existsSync(config.keysFile)) copyFileSync(config.keysFile, join(aside, 'keys.json'));
  copyFileSync(join(source, FILE), join(config.dataDir, FILE));
  copyFileSync(join(source, 'keys.json'), config.keysFile);
  return aside;
}
