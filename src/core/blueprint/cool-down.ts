/** Plans ask for no longer a rest than five years: by then the items have changed. */
export const MOST_REST_MONTHS = 60;

/**
 * Whether an item that was last used on a day still rests on another one. @param usedOn, on YYYY-MM-DD
 * @param months how long it rests; 0: not at all. It may be drawn again from the same day of the month on.
 */
export function rests(usedOn: string, on: string, months: number): boolean {
  if (months === 0) return false;
  const [year = 0, month = 1, day = 1] = usedOn.split('-').map(Number);
  const count = year * 12 + (month - 1) + months;
  const two = (n: number): string => String(n).padStart(2, '0');
  // A day that the month lacks sorts after its last one: the rest then ends with the next month.
  const until = `${String(Math.floor(count / 12)).padStart(4, '0')}-${two((count % 12) + 1)}-${two(day)}`;
  return on < until;
}
