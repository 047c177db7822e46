import { createHash } from 'node:crypto';
import { AppError } from '../common/app-error.js';
import type { SaveEntry } from '../core/attempt/attempt.js';
import {
  RESCUE_MAGIC,
  RESCUE_MAX_BYTES,
  type RescueContent,
  rescueCode,
  type RescuePage,
  rescueText,
} from '../core/attempt/rescue-file.js';
import type { PageSecrets } from './page-secrets.service.js';
import { readSaveEntries } from './save-body.js';

const KEY_BYTES = 32;
const NONCE_BYTES = 24;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A rescue file that this server could open. */
export interface RescueFile {
  readonly attemptId: string;
  readonly token: string;
  readonly madeAt: string;
  readonly handIn: boolean;
  readonly lease: number;
  readonly seq: number;
  readonly entries: readonly SaveEntry[];
  readonly code: string;
}

/** @throws AppError rescue/too-large, rescue/not-a-rescue-file, rescue/unreadable */
export function readRescueFile(bytes: Buffer, secrets: PageSecrets): RescueFile {
  if (bytes.length > RESCUE_MAX_BYTES) throw new AppError('rescue/too-large', { kb: RESCUE_MAX_BYTES / 1024 });
  const start = RESCUE_MAGIC.length;
  if (bytes.subarray(0, start).toString('latin1') !== RESCUE_MAGIC) throw new AppError('rescue/not-a-rescue-file');
  const senderKey = Uint8Array.from(bytes.subarray(start, start + KEY_BYTES));
  const nonce = Uint8Array.from(bytes.subarray(start + KEY_BYTES, start + KEY_BYTES + NONCE_BYTES));
  const sealed = Uint8Array.from(bytes.subarray(start + KEY_BYTES + NONCE_BYTES));
  // too short for its parts: cut off on the way
  if (sealed.length === 0) throw new AppError('rescue/unreadable');
  const plain = secrets.open(sealed, nonce, senderKey);
  if (plain === null) throw new AppError('rescue/unreadable');
  return readContent(Buffer.from(plain).toString('utf8'));
}

function readContent(text: string): RescueFile {
  const content = parsed(text);
  if (content === null) throw new AppError('rescue/unreadable');
  const { attempt, token, madeAt, handIn, lease, seq, pages } = content;
  const entries = pages.flatMap(({ lease, entries }) => readSaveEntries(lease, entries) ?? [null]);
  const sound = entries.filter((e) => e !== null);
  if (sound.length < entries.length) throw new AppError('rescue/unreadable');
  const hash = createHash('sha512').update(rescueText(attempt, pages)).digest();
  return { attemptId: attempt, token, madeAt, handIn, lease, seq, entries: sound, code: rescueCode(hash) };
}

/** The content's outer shape; null for another. */
function parsed(text: string): RescueContent | null {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof raw !== 'object' || raw === null) return null;
  const { v, attempt, token, madeAt, handIn, lease, seq, pages } = raw as Record<string, unknown>;
  const isSound =
    v === 1 &&
    typeof attempt === 'string' &&
    UUID.test(attempt) &&
    typeof token === 'string' &&
    typeof madeAt === 'string' &&
    madeAt.length <= 40 &&
    typeof handIn === 'boolean' &&
    Number.isSafeInteger(lease) &&
    Number.isSafeInteger(seq) &&
    Array.isArray(pages) &&
    pages.every(isPage);
  return isSound ? (raw as RescueContent) : null;
}

const isPage = (page: unknown): page is RescuePage =>
  typeof page === 'object' && page !== null && Array.isArray((page as { entries?: unknown }).entries);
