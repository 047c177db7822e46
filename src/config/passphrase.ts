import { readFileSync } from 'node:fs';
import { type AppConfig, ConfigError } from './app-config.js';

/** A passphrase that people think of themselves; one that the program makes has 120 bits. */
export const MIN_PASSPHRASE_LETTERS = 16;

/** One spelling, whatever keyboard or editor it came through: NFC, no mark at the beginning, single blanks. */
export const tidyPassphrase = (typed: string): string =>
  typed
    .replace(/^\uFEFF/, '')
    .normalize('NFC')
    .trim()
    .replace(/\s+/g, ' ');

/**
 * The passphrase of backups, the whole content of BACKUP_PASSPHRASE_FILE; null where none is set.
 * @throws ConfigError where the file cannot be read, is no UTF-8 text, or holds fewer than 16 letters
 */
export function readPassphrase(config: AppConfig): string | null {
  const file = config.BACKUP_PASSPHRASE_FILE;
  if (file === undefined) return null;
  const bad = (rule: string): ConfigError =>
    new ConfigError([
      `BACKUP_PASSPHRASE_FILE: breaks the rule ${rule}; set the path of a UTF-8 text file with a passphrase of at least ` +
        `${MIN_PASSPHRASE_LETTERS} letters (npm run cli -- passphrase FILE makes one).`,
    ]);
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    throw bad('isReadable');
  }
  let text: string;
  try {
    text = tidyPassphrase(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw bad('isText');
  }
  if (text.includes('\0')) throw bad('isText');
  if (text.length < MIN_PASSPHRASE_LETTERS) throw bad('minLength');
  return text;
}
