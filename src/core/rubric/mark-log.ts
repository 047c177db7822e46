import type { Points } from '../shared/points.js';
import { ok, refuse, type Result } from '../shared/result.js';
import { checkMark, type Marks, type Rubric } from './rubric.js';

/** When a device sent something: the page that opened the sheet last outranks the one before, whatever arrives later. */
export interface Stamp {
  readonly leaseNo: number;
  readonly seq: number;
}

export interface StampedMark extends Stamp {
  /** Null: the rater took the mark back. */
  readonly points: Points | null;
}

export interface StampedNote extends Stamp {
  readonly text: string;
}

export const isNewer = (a: Stamp, b: Stamp | null | undefined): boolean =>
  b === null || b === undefined || a.leaseNo > b.leaseNo || (a.leaseNo === b.leaseNo && a.seq > b.seq);

/** Marks in force, without the stamps. */
export function plainMarks(stamped: Readonly<Record<string, StampedMark>>): Marks {
  const marks: Record<string, Points> = {};
  for (const [criterion, mark] of Object.entries(stamped)) if (mark.points !== null) marks[criterion] = mark.points;
  return marks;
}

/** What a tap on the tablet sends: a mark, a mark taken back, or the note. `seq` counts within the page's lease. */
export type MarkEntry =
  | { readonly seq: number; readonly criterion: string; readonly points: Points | null }
  | { readonly seq: number; readonly note: string };

/** A rater's open sheet: of each criterion and of the note the newest that has arrived. */
export interface MarkLog {
  readonly marks: Readonly<Record<string, StampedMark>>;
  readonly note: StampedNote | null;
}

export const NOTE_LENGTH = 2_000;

/**
 * The sheet after a page's entries. They may come again and in any order: of two about one thing the newer holds. What is
 * refused is refused by name, and nothing of the request is taken. Refusals: `rating/no-criterion`,
 * `rating/mark-out-of-range`, `rating/note-too-long`.
 */
export function mergeEntries(
  log: MarkLog,
  rubric: Rubric,
  leaseNo: number,
  entries: readonly MarkEntry[],
): Result<MarkLog> {
  const marks = { ...log.marks };
  let { note } = log;
  for (const entry of entries) {
    const stamp = { leaseNo, seq: entry.seq };
    if ('note' in entry) {
      if (entry.note.length > NOTE_LENGTH) return refuse('rating/note-too-long', { max: NOTE_LENGTH });
      if (isNewer(stamp, note)) note = { ...stamp, text: entry.note };
      continue;
    }
    const { criterion, points } = entry;
    const checked = checkMark(rubric, criterion, points ?? 0);
    if (!checked.ok) return checked;
    if (isNewer(stamp, marks[criterion])) marks[criterion] = { ...stamp, points };
  }
  return ok({ marks, note });
}
