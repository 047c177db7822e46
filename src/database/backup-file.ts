import { randomBytes, scryptSync } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { decrypt, derivedKey, encrypt, KEY_BYTES, NONCE_BYTES } from '../core/shared/cipher.js';
import { ok, refuse, type Result } from '../core/shared/result.js';

/**
 * An encrypted backup, one file: head, then pieces, each AES-256-GCM with its tag.
 *
 *     head   'NTBACKUP' | version | what lies within | salt (16) | key check (16)
 *     piece  64 KB (the last may be shorter); nonce: number of the piece (11 bytes) | 1 for the last, else 0; bound to the head
 *
 * The key comes from the passphrase by scrypt, so that guessing costs 128 MB and some tenths of a second a try. A piece that is
 * changed, missing, doubled or moved, and a file that ends too early or too late, do not open. Within: length of keys.json (4
 * bytes), keys.json, the database. No name and no path comes out of the file.
 */
const MAGIC = Buffer.from('NTBACKUP');
const VERSION = 1;
const SALT_BYTES = 16;
const CHECK_BYTES = 16;
const HEAD_BYTES = MAGIC.length + 2 + SALT_BYTES + CHECK_BYTES;
const PIECE_BYTES = 64 * 1024;
const TAG_BYTES = 16;
/** Fixed by the version: a file from elsewhere cannot ask for more memory. */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
/** keys.json has some hundred bytes. */
const MAX_KEYS_BYTES = 64 * 1024;

/** What lies beside the keys: the embedded database, or a dump by pg_dump. */
export const BACKUP_FILES = { sqlite: 'nhan-thuc.sqlite', postgres: 'nhan-thuc.dump' } as const;
export type BackupKind = keyof typeof BACKUP_FILES;
const KINDS = ['sqlite', 'postgres'] as const satisfies readonly BackupKind[];

export interface SealRequest {
  readonly kind: BackupKind;
  readonly database: string;
  readonly keysFile: string;
  readonly to: string;
  readonly passphrase: string;
}

/** Writes the encrypted file and brings it to the disk. @throws Error when `to` exists or the disk refuses */
export function sealBackup({ kind, database, keysFile, to, passphrase }: SealRequest): void {
  const keys = readFileSync(keysFile);
  if (keys.length > MAX_KEYS_BYTES) throw new Error(`${keysFile} is no keys file`);
  const salt = randomBytes(SALT_BYTES);
  const { pieces, check } = keysFor(passphrase, salt);
  const head = Buffer.concat([MAGIC, Buffer.of(VERSION, KINDS.indexOf(kind)), salt, check]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(keys.length);
  const source = openSync(database, 'r');
  const target = openSync(to, 'wx', 0o600);
  try {
    writeAll(target, head);
    const bound = head.toString('hex');
    let no = 0;
    let held = Buffer.concat([length, keys]);
    for (let more = read(source, PIECE_BYTES); more.length > 0; more = read(source, PIECE_BYTES)) {
      held = Buffer.concat([held, more]);
      // The last piece bears a mark, so one is kept back until it is known whether it is the last.
      for (; held.length > PIECE_BYTES; held = held.subarray(PIECE_BYTES), no += 1)
        writeAll(target, encrypt(pieces, nonceOf(no, false), held.subarray(0, PIECE_BYTES), bound));
    }
    writeAll(target, encrypt(pieces, nonceOf(no, true), held, bound));
    fsyncSync(target);
  } finally {
    closeSync(source);
    closeSync(target);
  }
}

/**
 * Opens an encrypted backup, whole or not at all: of a file that is refused, the caller takes away what was written.
 * Refusals: `backup/not-one`, `backup/newer`, `backup/wrong-passphrase`, `backup/damaged`.
 * @param into folder for keys.json and the database, both new; null only checks
 */
export function openBackup(request: {
  readonly from: string;
  readonly into: string | null;
  readonly passphrase: string;
}): Result<BackupKind> {
  const source = openSync(request.from, 'r');
  try {
    const head = read(source, HEAD_BYTES);
    if (head.length < HEAD_BYTES || !head.subarray(0, MAGIC.length).equals(MAGIC)) return refuse('backup/not-one');
    const kind = KINDS[head[MAGIC.length + 1] ?? -1];
    if (head[MAGIC.length] !== VERSION || kind === undefined) return refuse('backup/newer');
    const { pieces, check } = keysFor(request.passphrase, head.subarray(MAGIC.length + 2, HEAD_BYTES - CHECK_BYTES));
    if (!check.equals(head.subarray(HEAD_BYTES - CHECK_BYTES))) return refuse('backup/wrong-passphrase');
    const taker = new Taker(request.into, BACKUP_FILES[kind]);
    try {
      return isWhole(source, pieces, head.toString('hex'), taker) ? ok(kind) : refuse('backup/damaged');
    } finally {
      taker.close();
    }
  } finally {
    closeSync(source);
  }
}

/** Whether the file begins as an encrypted backup does. */
export function isSealedBackup(file: string): boolean {
  const source = openSync(file, 'r');
  try {
    return read(source, MAGIC.length).equals(MAGIC);
  } finally {
    closeSync(source);
  }
}

function isWhole(source: number, key: Uint8Array, bound: string, taker: Taker): boolean {
  let left = fstatSync(source).size - HEAD_BYTES;
  for (let no = 0; left > 0; no += 1) {
    const sealed = read(source, PIECE_BYTES + TAG_BYTES);
    left -= sealed.length;
    const plain = decrypt(key, nonceOf(no, left <= 0), sealed, bound);
    if (plain === null || !taker.take(Buffer.from(plain))) return false;
    if (left <= 0) return taker.isComplete;
  }
  return false;
}

/** Divides what comes into keys and database; nothing is written but what a piece's tag has vouched for. */
class Taker {
  private held = Buffer.alloc(0);
  private database: number | null = null;
  isComplete = false;

  constructor(
    private readonly into: string | null,
    private readonly name: string,
  ) {}

  /** @returns false where the length of the keys cannot be */
  take(bytes: Buffer): boolean {
    if (this.isComplete) {
      if (this.database !== null) writeAll(this.database, bytes);
      return true;
    }
    this.held = Buffer.concat([this.held, bytes]);
    if (this.held.length < 4) return true;
    const keysEnd = 4 + this.held.readUInt32BE(0);
    if (keysEnd > 4 + MAX_KEYS_BYTES) return false;
    if (this.held.length < keysEnd) return true;
    this.isComplete = true;
    if (this.into === null) return true;
    const keys = openSync(join(this.into, 'keys.json'), 'wx', 0o600);
    writeAll(keys, this.held.subarray(4, keysEnd));
    closeSync(keys);
    this.database = openSync(join(this.into, this.name), 'wx', 0o600);
    writeAll(this.database, this.held.subarray(keysEnd));
    return true;
  }

  close(): void {
    if (this.database === null) return;
    fsyncSync(this.database);
    closeSync(this.database);
  }
}

function keysFor(passphrase: string, salt: Uint8Array): { readonly pieces: Uint8Array; readonly check: Buffer } {
  const secret = scryptSync(Buffer.from(passphrase), salt, KEY_BYTES, SCRYPT);
  return {
    pieces: derivedKey(secret, salt, 'backup:pieces'),
    check: Buffer.from(derivedKey(secret, salt, 'backup:check').subarray(0, CHECK_BYTES)),
  };
}

function nonceOf(no: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUIntBE(no, NONCE_BYTES - 7, 6);
  nonce[NONCE_BYTES - 1] = isLast ? 1 : 0;
  return nonce;
}

/** So many bytes, fewer only at the end of the file. */
function read(file: number, bytes: number): Buffer {
  const into = Buffer.alloc(bytes);
  let filled = 0;
  while (filled < bytes) {
    const n = readSync(file, into, filled, bytes - filled, null);
    if (n === 0) break;
    filled += n;
  }
  return into.subarray(0, filled);
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
}
