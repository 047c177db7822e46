import type { QuestionMark } from '../rubric/two-raters.js';
import { type Points, roundPoints } from '../shared/points.js';
import type { RuleSet } from './rule-set.js';

/**
 * Points of an oral part: the sum of its questions, rounded as a component. Null while a question is not drawn, or its
 * raters have not all locked, or are apart and nobody has settled.
 */
export function oralPoints(
  marks: readonly QuestionMark[],
  questions: number,
  rounding: RuleSet['rounding'],
): Points | null {
  if (marks.length < questions) return null;
  let sum = 0;
  for (const mark of marks) {
    if (mark.state === 'waiting' || mark.state === 'apart') return null;
    sum += mark.points;
  }
  return roundPoints(sum, 1, rounding.component);
}
