import Sqlite from 'better-sqlite3';
import { sealBackup, type SealRequest } from './backup-file.js';

/**
 * Runs in a worker thread, on a connection of its own: a consistent copy of a database file that others are writing to.
 * @throws Error when the target exists
 */
export function copyDatabase({ from, to }: { readonly from: string; readonly to: string }): void {
  const database = new Sqlite(from, { readonly: true, fileMustExist: true });
  try {
    database.prepare('VACUUM INTO ?').run(to);
  } finally {
    database.close();
  }
}

/** Runs in a worker thread: the copy and the keys, encrypted into one file. */
export function sealCopy(request: SealRequest): void {
  sealBackup(request);
}
