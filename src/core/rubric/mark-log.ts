import type { Points } from '../shared/points.js';
import type { Marks } from './rubric.js';

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
