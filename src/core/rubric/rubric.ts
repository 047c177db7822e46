import type { Points } from '../shared/points.js';
import { refuse, ok, type Refusal, type Result } from '../shared/result.js';

/** Marks are given in steps of half a point. */
export const MARK_STEP: Points = 50;

/** One thing that a rater judges. */
export interface RubricCriterion {
  /** Short and stable within its rubric: 'c1', 'c2' ... */
  readonly id: string;
  readonly title: string;
  /** What earns which part of the points. */
  readonly guide: string;
  readonly points: Points;
}

/** Biểu điểm: what people mark an answer by. */
export interface Rubric {
  readonly points: Points;
  readonly criteria: readonly RubricCriterion[];
  /** What a full answer contains; for the raters' eyes alone. */
  readonly ideas: readonly string[];
}

/** Marks of one rater by criterion; a criterion that is not there has not been judged, which is not 0. */
export type Marks = Readonly<Record<string, Points>>;

/** What is wrong with a rubric, all at once. Its criteria must sum to its points: nothing is scaled in silence. */
export function rubricFaults(rubric: Rubric): Refusal[] {
  const faults: Refusal[] = [];
  if (rubric.criteria.length === 0) faults.push({ code: 'rubric/no-criterion' });
  const ids = new Set(rubric.criteria.map((c) => c.id));
  if (ids.size < rubric.criteria.length) faults.push({ code: 'rubric/same-criterion' });
  for (const c of rubric.criteria) {
    if (c.points <= 0 || c.points % MARK_STEP !== 0)
      faults.push({ code: 'rubric/not-in-steps', params: { criterion: c.title, points: c.points / 100 } });
  }
  const sum = rubric.criteria.reduce((total, c) => total + c.points, 0);
  if (sum !== rubric.points) {
    const params = { sum: sum / 100, points: rubric.points / 100, difference: Math.abs(sum - rubric.points) / 100 };
    faults.push({ code: 'rubric/sum', params });
  }
  return faults;
}

/** One mark as it was typed or tapped: within its criterion's points, in steps. */
export function checkMark(rubric: Rubric, criterionId: string, points: Points): Result<Points> {
  const criterion = rubric.criteria.find((c) => c.id === criterionId);
  if (criterion === undefined) return refuse('rating/no-criterion', { criterion: criterionId });
  if (!Number.isInteger(points) || points < 0 || points > criterion.points || points % MARK_STEP !== 0)
    return refuse('rating/mark-out-of-range', { criterion: criterion.title, max: criterion.points / 100 });
  return ok(points);
}

/** Criteria that nobody has judged yet, in the rubric's order. */
export const missingCriteria = (rubric: Rubric, marks: Marks): RubricCriterion[] =>
  rubric.criteria.filter((c) => marks[c.id] === undefined);

/** The sum so far; complete only when no criterion is missing. */
export const marksTotal = (rubric: Rubric, marks: Marks): Points =>
  rubric.criteria.reduce((total, c) => total + (marks[c.id] ?? 0), 0);
