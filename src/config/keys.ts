import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { sha256Hex } from '../core/shared/digest.js';

/** The server's secrets; never in the database. 32 bytes each. */
export interface Keys {
  readonly pepper: Buffer;
  readonly session: Buffer;
  readonly ledger: Buffer;
  /** Public name of this set of keys; the database remembers it and refuses another set. */
  readonly fingerprint: string;
}

interface KeysFile {
  readonly pepper: string;
  readonly session: string;
  readonly ledger: string;
}

const NAMES = ['pepper', 'session', 'ledger'] as const;

/** Reads the keys file, or makes it (mode 0600) at first start. @throws Error when the file is not one of ours. */
export function loadKeys(file: string): Keys {
  if (!existsSync(file)) createKeysFile(file);
  return parseKeys(readFileSync(file, 'utf8'), file);
}

function createKeysFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const content = Object.fromEntries(NAMES.map((n) => [n, randomBytes(32).toString('base64')]));
  // 'wx': two instances that start at once must not overwrite each other's keys.
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(file, 0o600);
}

function parseKeys(text: string, file: string): Keys {
  const raw = JSON.parse(text) as Partial<KeysFile>;
  const read = (name: (typeof NAMES)[number]): Buffer => {
    const bytes = Buffer.from(raw[name] ?? '', 'base64');
    if (bytes.length !== 32)
      throw new Error(`${file}: '${name}' is not 32 bytes of base64; restore the file from its backup`);
    return bytes;
  };
  const [pepper, session, ledger] = [read('pepper'), read('session'), read('ledger')];
  const fingerprint = sha256Hex(Buffer.concat([pepper, session, ledger])).slice(0, 16);
  return { pepper, session, ledger, fingerprint };
}
