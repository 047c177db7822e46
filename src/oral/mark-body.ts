import { ok, refuse, type Result } from '../core/shared/result.js';
import type { MarkEntry } from '../core/rubric/mark-log.js';

const MAX_ENTRIES = 200;
const MAX_NOTE = 5_000;

const isCount = (v: unknown): v is number =>
  typeof v === 'number' && Number.isSafeInteger(v) && v >= 1 && v <= 1_000_000_000;

/**
 * The tablet's own check: {lease, entries: [{seq, criterion, points} | {seq, note}]}, points in hundredths or null where
 * the rater took the mark back. Refusal `save/malformed`.
 */
export function readMarkBody(body: unknown): Result<{ lease: number; entries: MarkEntry[] }> {
  const { lease, entries } = (typeof body === 'object' && body !== null ? body : {}) as {
    lease?: unknown;
    entries?: unknown;
  };
  const bad = refuse('save/malformed', { item: 0, seq: 0 });
  if (!isCount(lease) || !Array.isArray(entries) || entries.length === 0 || entries.length > MAX_ENTRIES) return bad;
  const read: MarkEntry[] = [];
  for (const raw of entries as unknown[]) {
    const entry = readEntry(raw);
    if (entry === null) return bad;
    read.push(entry);
  }
  return ok({ lease, entries: read });
}

function readEntry(raw: unknown): MarkEntry | null {
  const { seq, criterion, points, note } = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<
    string,
    unknown
  >;
  if (!isCount(seq)) return null;
  if (typeof note === 'string' && criterion === undefined && points === undefined && note.length <= MAX_NOTE)
    return { seq, note: note.normalize('NFC') };
  if (typeof criterion !== 'string' || criterion.length > 40 || note !== undefined) return null;
  return points === null || (typeof points === 'number' && Number.isSafeInteger(points))
    ? { seq, criterion, points }
    : null;
}
