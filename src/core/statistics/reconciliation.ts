export const ATTENDANCES = ['present', 'absentWithLeave', 'absent', 'barred'] as const;
export type Attendance = (typeof ATTENDANCES)[number];

export interface EntryFacts {
  readonly attendance: Attendance | null;
  readonly attempt: 'none' | 'running' | 'submitted' | 'expired' | 'suspended';
  readonly scored: boolean;
}

/** Registered = present + absent with leave + absent + barred, and what became of those present. */
export interface Reconciliation {
  readonly registered: number;
  readonly present: number;
  readonly absentWithLeave: number;
  readonly absent: number;
  readonly barred: number;
  readonly unmarked: number;
  readonly notStarted: number;
  readonly running: number;
  readonly submitted: number;
  readonly expired: number;
  /** Ended by the invigilator. */
  readonly suspended: number;
  readonly scored: number;
  /** Everybody accounted for, and every present person scored. */
  readonly balanced: boolean;
}

export function reconcile(entries: readonly EntryFacts[]): Reconciliation {
  const count = (test: (e: EntryFacts) => boolean): number => entries.filter(test).length;
  const by = (a: Attendance): number => count((e) => e.attendance === a);
  const here = entries.filter((e) => e.attendance === 'present');
  const hereWith = (a: EntryFacts['attempt']): number => here.filter((e) => e.attempt === a).length;
  const unmarked = count((e) => e.attendance === null);
  const scored = here.filter((e) => e.scored).length;
  return {
    registered: entries.length,
    present: here.length,
    absentWithLeave: by('absentWithLeave'),
    absent: by('absent'),
    barred: by('barred'),
    unmarked,
    notStarted: hereWith('none'),
    // Whoever writes holds the sitting open, however they are ticked.
    running: count((e) => e.attempt === 'running'),
    submitted: hereWith('submitted'),
    expired: hereWith('expired'),
    suspended: hereWith('suspended'),
    scored,
    balanced: unmarked === 0 && scored === here.length && entries.length > 0,
  };
}

/** Share as a percentage with one decimal, or null where there is nothing to divide by. */
export const percent = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part * 1000) / whole) / 10;
