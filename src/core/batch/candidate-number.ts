const two = (n: number): string => String(n % 100).padStart(2, '0');

/** The part of a candidate number that a batch shares: batch and year, '01-27'. */
export const numberPrefix = (batchNumber: number, year: number): string => `${two(batchNumber)}-${two(year)}`;

/** '01-27-014': batch, year, place. Four digits where a thousand is passed. */
export const candidateNumber = (prefix: string, place: number): string => `${prefix}-${String(place).padStart(3, '0')}`;

/** The place within its prefix, 14 of '01-27-014'. */
export const placeOf = (candidateNo: string): number => Number(candidateNo.slice(candidateNo.lastIndexOf('-') + 1));

/** A number as people type it: spaces, dots or no hyphens at all. */
export function normaliseCandidateNo(typed: string): string {
  const digits = typed.replace(/\D/g, '');
  return digits.length < 7 ? typed.trim() : `${digits.slice(0, 2)}-${digits.slice(2, 4)}-${digits.slice(4)}`;
}
