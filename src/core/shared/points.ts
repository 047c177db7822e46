/** Points are integers in hundredths: 58,50 is 5850. */
export type Points = number;

/** `value` (a fraction of points: numerator over denominator) rounded half up to a multiple of `step` hundredths. */
export function roundPoints(numerator: number, denominator: number, step: Points): Points {
  if (denominator <= 0 || step <= 0) throw new Error('roundPoints: denominator and step must be positive');
  return Math.floor((2 * numerator + denominator * step) / (2 * denominator * step)) * step;
}
