import type { Refusal } from '../shared/result.js';
import type { SourceStatus } from './item.js';

/** A document of the register, as far as replacing it goes; dates are YYYY-MM-DD. */
export interface Replaceable {
  readonly id: string;
  readonly status: SourceStatus;
  readonly issuedOn: string | null;
  readonly inForceFrom: string | null;
}

/**
 * Why `old` may not be marked as replaced by `next` from the day `from`; null when it may. A day that is yet to come is
 * refused: until then the items of the old document are right.
 */
export function replacementRefusal(old: Replaceable, next: Replaceable, from: string, today: string): Refusal | null {
  if (old.status === 'superseded') return { code: 'source/already-replaced' };
  if (next.id === old.id) return { code: 'source/by-itself' };
  if (next.status === 'superseded') return { code: 'source/by-replaced' };
  if (from > today) return { code: 'source/from-ahead' };
  const since = old.inForceFrom ?? old.issuedOn;
  return since !== null && from <= since ? { code: 'source/from-before' } : null;
}

/** Why a mark that a document was replaced may not be withdrawn; null when it may. What the bank's files say is theirs to mend. */
export function withdrawalRefusal({
  status,
  replacedReason,
}: {
  readonly status: SourceStatus;
  readonly replacedReason: string | null;
}): Refusal | null {
  if (status !== 'superseded') return { code: 'source/not-replaced' };
  return replacedReason === null ? { code: 'source/replaced-by-files' } : null;
}

/** The day before, YYYY-MM-DD. */
export function dayBefore(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - 1);
  return date.toISOString().slice(0, 10);
}
