import { type Points, roundPoints } from '../shared/points.js';

/** How the raters of one question agree, and what the question is worth. */
export type QuestionMark =
  | { readonly state: 'waiting'; readonly locked: number; readonly raters: number }
  | { readonly state: 'apart'; readonly totals: readonly Points[]; readonly spread: Points }
  | {
      readonly state: 'mean' | 'settled';
      readonly totals: readonly Points[];
      readonly spread: Points;
      readonly points: Points;
    };

export interface RatersRule {
  readonly raters: number;
  /** Raters further apart than this need a settlement; exactly this far is still within it. */
  readonly tolerance: Points;
}

/**
 * Joins the totals of the raters of one question.
 * @param totals of the locked sheets alone, in the order of the raters' seats
 * @param settled points of the newest settlement, or null
 * @param step rounding of an item, in hundredths
 */
export function joinRaters(
  totals: readonly Points[],
  settled: Points | null,
  rule: RatersRule,
  step: Points,
): QuestionMark {
  if (totals.length < rule.raters) return { state: 'waiting', locked: totals.length, raters: rule.raters };
  const spread = Math.max(...totals) - Math.min(...totals);
  if (settled !== null) return { state: 'settled', totals, spread, points: settled };
  if (spread > rule.tolerance) return { state: 'apart', totals, spread };
  const sum = totals.reduce((total, t) => total + t, 0);
  return { state: 'mean', totals, spread, points: roundPoints(sum, totals.length, step) };
}
