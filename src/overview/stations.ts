import type { BatchStage } from '../core/batch/stage.js';
import type { Reconciliation } from '../core/statistics/reconciliation.js';

export const STATIONS = ['plan', 'roster', 'close', 'cards', 'sitting', 'results'] as const;
export type StationCode = (typeof STATIONS)[number];

export interface StationFacts {
  readonly stage: BatchStage;
  readonly accepted: number;
  readonly cardsIssued: boolean;
  readonly counts: Reconciliation | null;
  /** Why closeRoster would be refused now, or null. */
  readonly closeRefusal: string | null;
}

export interface Station {
  readonly code: StationCode;
  readonly state: 'done' | 'here' | 'ahead' | 'blocked';
  /** Key of the sentence that says what blocks it and who can mend it. */
  readonly why: string | null;
}

/** Where a batch stands on its road, and what blocks the next station. */
export function stations(f: StationFacts): Station[] {
  const done: Readonly<Record<StationCode, boolean>> = {
    plan: true,
    roster: f.accepted > 0,
    close: f.stage !== 'rosterOpen',
    cards: f.cardsIssued,
    sitting: f.stage === 'marking',
    results: f.stage === 'marking' && f.counts?.balanced === true,
  };
  const here = STATIONS.find((s) => !done[s]);
  return STATIONS.map((code) => {
    if (done[code]) return { code, state: 'done', why: null };
    const why = blocker(code, f);
    if (code === here) return { code, state: why === null ? 'here' : 'blocked', why };
    return { code, state: 'ahead', why: null };
  });
}

function blocker(code: StationCode, f: StationFacts): string | null {
  if (code === 'close') return f.closeRefusal;
  return code === 'results' && f.counts !== null && !f.counts.balanced ? 'overview.why.unscored' : null;
}
