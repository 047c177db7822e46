import type { SaveEntry } from '../core/attempt/attempt.js';
import { ok, refuse, type Result } from '../core/shared/result.js';

const MAX_ENTRIES = 200;

const isCount = (v: unknown): v is number =>
  typeof v === 'number' && Number.isSafeInteger(v) && v >= 1 && v <= 1_000_000_000;

/**
 * The hot route's own check: {lease, entries: [{seq, item, value} | {seq, item, flag}]}. All entries of a request were
 * made under one lease. Refusal `save/malformed`.
 */
export function readSaveBody(body: unknown): Result<SaveEntry[]> {
  const { lease, entries } = (typeof body === 'object' && body !== null ? body : {}) as {
    lease?: unknown;
    entries?: unknown;
  };
  const isSized = Array.isArray(entries) && entries.length > 0 && entries.length <= MAX_ENTRIES;
  const read = isSized ? readSaveEntries(lease, entries) : null;
  return read === null ? refuse('save/malformed', { item: 0, seq: 0 }) : ok(read);
}

/** Entries that were made under one lease; null when one of them is none. */
export function readSaveEntries(lease: unknown, entries: readonly unknown[]): SaveEntry[] | null {
  if (!isCount(lease)) return null;
  const read = entries.map((raw) => readEntry(raw, lease)).filter((entry) => entry !== null);
  return read.length === entries.length ? read : null;
}

function readEntry(raw: unknown, leaseNo: number): SaveEntry | null {
  if (typeof raw !== 'object' || raw === null) return null;
  const { seq, item, value, flag } = raw as { seq?: unknown; item?: unknown; value?: unknown; flag?: unknown };
  if (!isCount(seq) || !isCount(item)) return null;
  // how long a value may be depends on its item; the size of the whole body is bounded
  if (typeof value === 'string' && flag === undefined)
    return { kind: 'answer', leaseNo, clientSeq: seq, itemNo: item, value };
  if (typeof flag === 'boolean' && value === undefined)
    return { kind: 'flag', leaseNo, clientSeq: seq, itemNo: item, value: flag ? '1' : '0' };
  return null;
}
