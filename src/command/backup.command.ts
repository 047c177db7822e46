import { randomBytes } from 'node:crypto';
import { closeSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, openSync, readSync } from 'node:fs';
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Clock } from '../common/clock.js';
import type { AppConfig } from '../config/app-config.js';
import { readPassphrase } from '../config/passphrase.js';
import { checkHead, shortHead } from '../core/ledger/chain.js';
import { printedSlip, SLIP_BYTES } from '../core/sealing/slip.js';
import { BACKUP_FILES, type BackupKind, isSealedBackup, openBackup, sealBackup } from '../database/backup-file.js';
import { BackupService } from '../database/backup.service.js';
import { DataDirLock } from '../database/data-dir-lock.js';
import { Database } from '../database/database.js';
import { translate } from '../i18n/translator.js';
import { type LedgerReport, LedgerVerifier } from '../ledger/ledger-verifier.js';
import { buildApp } from '../server.js';
import { askPassphrase } from './ask-passphrase.js';
import { type CommandContext, CommandError } from './command-context.js';
import { withApp } from './with-app.js';

const FILE = BACKUP_FILES.sqlite;
const KEYS = 'keys.json';

/** `backup [target]`: a consistent copy with its keys, encrypted, opened and verified before it is called one. */
export async function backup(
  ctx: CommandContext,
  target: string | undefined,
  { plain, dump }: { readonly plain: boolean; readonly dump?: string | undefined },
): Promise<void> {
  const passphrase = readPassphrase(ctx.config);
  if (ctx.config.DATABASE_URL !== undefined) {
    sealDump(ctx, target, dump, passphrase);
    return;
  }
  if (dump !== undefined) throw new CommandError(translate(ctx.lang, 'cli.backup.dumpOfPostgres'), 2);
  if (passphrase === null && !plain) throw new CommandError(translate(ctx.lang, 'cli.backup.noPassphrase'));
  if (target !== undefined && existsSync(resolve(target)))
    throw new CommandError(translate(ctx.lang, 'cli.backup.exists', { file: resolve(target) }));
  const key = plain ? null : passphrase;
  const made = await withApp(ctx, 'read', (app) => {
    const service = app.get(BackupService);
    return service.createAt(resolve(target ?? service.freePath('theo-lenh', key !== null)), key);
  });
  const report = await withUnpacked(ctx, made, key, ({ folder }) => inspect(ctx.config, folder));
  if (!report.sound) throw new CommandError(translate(ctx.lang, 'cli.backup.unsound', { folder: made }));
  ctx.say('cli.backup.done', { folder: made, n: report.count, head: shortHead(report.head) });
  ctx.say(key === null ? 'cli.backup.isPlain' : 'cli.backup.isSealed');
}

/** On PostgreSQL the operator dumps; dump and keys become one encrypted file, which is read back. */
function sealDump(
  ctx: CommandContext,
  target: string | undefined,
  dump: string | undefined,
  passphrase: string | null,
): void {
  const { config, lang } = ctx;
  if (dump === undefined || target === undefined) throw new CommandError(translate(lang, 'cli.backup.postgres'), 2);
  if (passphrase === null) throw new CommandError(translate(lang, 'cli.backup.noPassphrase'));
  if (!beginsWith(dump, 'PGDMP')) throw new CommandError(translate(lang, 'cli.backup.notADump', { file: dump }));
  const to = resolve(target);
  if (existsSync(to)) throw new CommandError(translate(lang, 'cli.backup.exists', { file: to }));
  const part = `${to}.part`;
  rmSync(part, { force: true });
  sealBackup({ kind: 'postgres', database: dump, keysFile: config.keysFile, to: part, passphrase });
  const back = openBackup({ from: part, into: null, passphrase });
  if (!back.ok) throw new CommandError(translate(lang, `error.${back.error.code}`));
  renameSync(part, to);
  ctx.say('cli.backup.doneDump', { folder: to });
  ctx.say('cli.backup.isSealed');
}

/** `passphrase FILE`: 120 bits, written to a new file and shown once, for paper. */
export function newPassphrase(ctx: CommandContext, file: string): Promise<void> {
  const path = resolve(file);
  if (existsSync(path)) throw new CommandError(translate(ctx.lang, 'cli.backup.exists', { file: path }));
  const passphrase = printedSlip(randomBytes(SLIP_BYTES));
  writeFileSync(path, `${passphrase}\n`, { mode: 0o600, flag: 'wx' });
  ctx.say('cli.passphrase.made', { file: path, passphrase });
  return Promise.resolve();
}

/**
 * `restore <source> --yes`: opens and verifies the whole backup, compares its head with the database's, and changes places.
 * With `--into` it only opens the backup into a new folder.
 */
export async function restore(
  ctx: CommandContext,
  given: string,
  { yes, into }: { readonly yes: boolean; readonly into?: string | undefined },
): Promise<void> {
  const source = resolve(given);
  if (ctx.config.DATABASE_URL !== undefined && into === undefined)
    throw new CommandError(translate(ctx.lang, 'cli.restore.postgres'), 2);
  const passphrase = await passphraseFor(ctx, source);
  await withUnpacked(ctx, source, passphrase, async ({ folder, kind }) => {
    if (into !== undefined) {
      moveInto(ctx, folder, kind, resolve(into));
      return;
    }
    if (kind === 'postgres') throw new CommandError(translate(ctx.lang, 'cli.restore.postgres'), 2);
    const report = await inspect(ctx.config, folder);
    if (!report.sound) throw new CommandError(translate(ctx.lang, 'cli.backup.unsound', { folder: source }));
    ctx.say('cli.restore.sound', { n: report.count, head: shortHead(report.head) });
    await compare(ctx, report);
    if (!yes) throw new CommandError(translate(ctx.lang, 'cli.restore.confirm'));
    const lock = DataDirLock.take(ctx.config.dataDir);
    try {
      const aside = swap(ctx.config, folder);
      ctx.say('cli.restore.done', { aside });
    } finally {
      lock.release();
    }
  });
}

/** That of the setting, else as typed; null where the backup is a folder in clear. */
async function passphraseFor(ctx: CommandContext, source: string): Promise<string | null> {
  if (!existsSync(source) || statSync(source).isDirectory() || !isSealedBackup(source)) return null;
  const passphrase = readPassphrase(ctx.config) ?? (await askPassphrase(translate(ctx.lang, 'cli.passphrase.ask')));
  if (passphrase === '') throw new CommandError(translate(ctx.lang, 'cli.restore.noPassphrase'));
  return passphrase;
}

interface Unpacked {
  readonly folder: string;
  readonly kind: BackupKind;
}

/** A whole backup in a folder of its own beside the data, which goes afterwards: nothing in clear leaves DATA_DIR. */
async function withUnpacked<T>(
  ctx: CommandContext,
  source: string,
  passphrase: string | null,
  work: (unpacked: Unpacked) => Promise<T>,
): Promise<T> {
  mkdirSync(ctx.config.dataDir, { recursive: true, mode: 0o700 });
  const folder = mkdtempSync(join(ctx.config.dataDir, 'kiem-'));
  try {
    return await work({ folder, kind: unpack(ctx, source, passphrase, folder) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws CommandError where the backup is none, is damaged, or the passphrase does not open it */
function unpack(ctx: CommandContext, source: string, passphrase: string | null, folder: string): BackupKind {
  if (passphrase !== null) {
    const opened = openBackup({ from: source, into: folder, passphrase });
    if (opened.ok) return opened.value;
    throw new CommandError(translate(ctx.lang, `error.${opened.error.code}`));
  }
  if (!existsSync(join(source, FILE)) || !existsSync(join(source, KEYS)))
    throw new CommandError(translate(ctx.lang, 'cli.restore.notABackup', { folder: source }));
  for (const name of [FILE, KEYS]) copyFileSync(join(source, name), join(folder, name));
  return 'sqlite';
}

function moveInto(ctx: CommandContext, from: string, kind: BackupKind, folder: string): void {
  if (existsSync(folder)) throw new CommandError(translate(ctx.lang, 'cli.backup.exists', { file: folder }));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of [BACKUP_FILES[kind], KEYS]) copyFileSync(join(from, name), join(folder, name));
  ctx.say('cli.restore.opened', { folder });
}

/** Opens a copy of the backup, never the backup itself, and verifies its integrity and its whole ledger. */
async function inspect(config: AppConfig, folder: string): Promise<LedgerReport> {
  const scratch = mkdtempSync(join(config.dataDir, 'kiem-'));
  try {
    for (const name of [FILE, KEYS]) copyFileSync(join(folder, name), join(scratch, name));
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
  if (existsSync(config.keysFile)) copyFileSync(config.keysFile, join(aside, KEYS));
  copyFileSync(join(source, KEYS), config.keysFile);
  renameSync(join(source, FILE), join(config.dataDir, FILE));
  return aside;
}

function beginsWith(file: string, letters: string): boolean {
  if (!existsSync(file)) return false;
  const bytes = Buffer.alloc(letters.length);
  const fd = openSync(file, 'r');
  try {
    return readSync(fd, bytes) === letters.length && bytes.toString('latin1') === letters;
  } finally {
    closeSync(fd);
  }
}
