import type { Attendance } from '../statistics/reconciliation.js';

/** What decides whether a candidate may open the form now. Instants in epoch ms. */
export interface DoorFacts {
  readonly now: number;
  readonly attendance: Attendance | null;
  readonly signalAt: number | null;
  readonly sittingClosedAt: number | null;
  /** Null: the plan has no written part, so there is nothing to open. */
  readonly lateEntryMinutes: number | null;
  readonly lateLeaveAt: number | null;
  readonly hasAttempt: boolean;
}

/** open: may start; the others say what is missing. */
export type Door = 'not-present' | 'not-started' | 'open' | 'late' | 'closed' | 'no-written';

/** The form opens only for a person ticked present, after the signal, in time or by the invigilator's leave. */
export function door(f: DoorFacts): Door {
  if (f.lateEntryMinutes === null) return 'no-written';
  if (f.sittingClosedAt !== null) return 'closed';
  if (f.attendance !== 'present') return 'not-present';
  if (f.signalAt === null) return 'not-started';
  const inTime = f.now <= f.signalAt + f.lateEntryMinutes * 60_000;
  return inTime || f.lateLeaveAt !== null || f.hasAttempt ? 'open' : 'late';
}

/** A device that has been silent for so long may be replaced with the access code alone. */
export const SILENT_MS = 60_000;

/** What decides whether another device may take the lease. Instants in epoch ms. */
export interface TakeOverFacts {
  readonly now: number;
  readonly sameSession: boolean;
  readonly lastContactAt: number;
  readonly deviceLeaveAt: number | null;
}

/** own: it has the lease; silent, allowed: it may take it; live: it may not. */
export type TakeOver = 'own' | 'silent' | 'allowed' | 'live';

/** Moving from a live device needs the invigilator's leave, which is good for once; from a silent one only the access code. */
export function takeOver(f: TakeOverFacts): TakeOver {
  if (f.sameSession) return 'own';
  if (f.now - f.lastContactAt >= SILENT_MS) return 'silent';
  return f.deviceLeaveAt !== null && f.deviceLeaveAt > f.lastContactAt - 600_000 ? 'allowed' : 'live';
}
