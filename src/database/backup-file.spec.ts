import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isSealedBackup, openBackup, sealBackup } from './backup-file.js';

const PASSPHRASE = 'ABCDEF GHJKMN PQRSTU';
const KEYS = '{"pepper":"khóa trồng thử"}';
const PIECE = 64 * 1024;
const HEAD = 42;

describe('an encrypted backup', () => {
  let dir: string;
  let serial = 0;
  const path = (name: string): string => join(dir, name);

  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'nhan-thuc-backup-'));
    writeFileSync(path('keys.json'), KEYS);
  });

  afterAll(() => {
    rmSync(dir, { recursive: true, force: true });
  });

  function seal(database: Buffer): Buffer {
    const name = path(`b${(serial += 1)}`);
    writeFileSync(`${name}.db`, database);
    const request = { kind: 'sqlite', database: `${name}.db`, keysFile: path('keys.json'), to: name } as const;
    sealBackup({ ...request, passphrase: PASSPHRASE });
    return readFileSync(name);
  }

  function open(sealed: Buffer, passphrase = PASSPHRASE): { outcome: string; into: string } {
    const into = path(`o${(serial += 1)}`);
    mkdirSync(into);
    writeFileSync(`${into}.ntbackup`, sealed);
    const opened = openBackup({ from: `${into}.ntbackup`, into, passphrase });
    return { outcome: opened.ok ? opened.value : opened.error.code, into };
  }

  it.each([0, 1, PIECE - 4 - Buffer.byteLength(KEYS), PIECE, 3 * PIECE - 4 - Buffer.byteLength(KEYS), 3 * PIECE + 7])(
    'gives back a database of %i bytes and its keys, byte for byte',
    (bytes) => {
      const database = randomBytes(bytes);
      const { outcome, into } = open(seal(database));
      expect(outcome).toBe('sqlite');
      expect(readFileSync(join(into, 'nhan-thuc.sqlite')).equals(database)).toBe(true);
      expect(readFileSync(join(into, 'keys.json'), 'utf8')).toBe(KEYS);
    },
  );

  it('refuses another passphrase by name and writes nothing', () => {
    const { outcome, into } = open(seal(randomBytes(100)), `${PASSPHRASE} `);
    expect(outcome).toBe('backup/wrong-passphrase');
    expect(existsSync(join(into, 'keys.json'))).toBe(false);
  });

  it('refuses a file that is cut anywhere, continued, or changed in any part', () => {
    const whole = seal(randomBytes(2 * PIECE + 500));
    const sealedPiece = PIECE + 16;
    for (const length of [HEAD, HEAD + 1, HEAD + sealedPiece, HEAD + 2 * sealedPiece, whole.length - 1])
      expect(`${length}: ${open(whole.subarray(0, length)).outcome}`).toBe(`${length}: backup/damaged`);
    expect(open(Buffer.concat([whole, Buffer.of(0)])).outcome).toBe('backup/damaged');
    for (const at of [HEAD, HEAD + 70_000, HEAD + sealedPiece, whole.length - 20, whole.length - 1]) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(`${at}: ${open(changed).outcome}`).toBe(`${at}: backup/damaged`);
    }
  });

  it('refuses pieces in another order, doubled, or left out', () => {
    const whole = seal(randomBytes(3 * PIECE));
    const head = whole.subarray(0, HEAD);
    const at = (n: number): Buffer => whole.subarray(HEAD + n * (PIECE + 16), HEAD + (n + 1) * (PIECE + 16));
    for (const order of [
      [1, 0, 2, 3],
      [0, 0, 1, 2, 3],
      [0, 2, 3],
    ])
      expect(open(Buffer.concat([head, ...order.map(at)])).outcome).toBe('backup/damaged');
    expect(open(Buffer.concat([head, ...[0, 1, 2, 3].map(at)])).outcome).toBe('sqlite');
  });

  it('refuses a changed head: what it is, what lies within, the salt', () => {
    const whole = seal(randomBytes(10));
    const changed = (at: number, value: number): string => {
      const bytes = Buffer.from(whole);
      bytes[at] = value;
      return open(bytes).outcome;
    };
    expect(changed(0, 0)).toBe('backup/not-one');
    expect(changed(8, 2)).toBe('backup/newer');
    expect(changed(9, 9)).toBe('backup/newer');
    expect(changed(9, 1)).toBe('backup/damaged');
    expect(changed(10, (whole[10] ?? 0) ^ 1)).toBe('backup/wrong-passphrase');
  });

  it('shows nothing of what lies within, and is never twice the same', () => {
    const database = Buffer.from('Câu hỏi trồng thử '.repeat(20_000));
    const [one, two] = [seal(database), seal(database)];
    for (const sealed of [one, two]) {
      expect(sealed.includes('trồng thử')).toBe(false);
      expect(sealed.includes('pepper')).toBe(false);
    }
    expect(one.subarray(10).equals(two.subarray(10))).toBe(false);
  });

  it('is told from other files by its beginning', () => {
    const name = path('kind');
    writeFileSync(name, seal(randomBytes(10)));
    expect(isSealedBackup(name)).toBe(true);
    expect(isSealedBackup(path('keys.json'))).toBe(false);
    expect(open(Buffer.alloc(0)).outcome).toBe('backup/not-one');
  });
});
