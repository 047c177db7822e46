/** Which papers a nomination must bring; data of the plan, since regulations change. */
export interface EligibilityRules {
  /** Months for which the certificate of the awareness class holds, counted to the day of the check; null = for ever. */
  readonly certificateMonths: number | null;
  readonly needsCellResolution: boolean;
}

export const DEFAULT_ELIGIBILITY: EligibilityRules = { certificateMonths: 60, needsCellResolution: true };

export interface NominationPapers {
  readonly certificateOn: string | null;
  readonly cellResolution: string | null;
  /** What the list had a column for: what was not asked for is not held against anybody. */
  readonly asked: { readonly certificateOn: boolean; readonly cellResolution: boolean };
}

export type Ineligibility =
  { readonly code: 'certificate-expired'; readonly months: number } | { readonly code: 'no-resolution' };

/** Why a nomination is refused, or null. @param examOn YYYY-MM-DD */
export function ineligibility(papers: NominationPapers, rules: EligibilityRules, examOn: string): Ineligibility | null {
  if (papers.certificateOn !== null && rules.certificateMonths !== null) {
    if (!certificateHolds(papers.certificateOn, examOn, rules.certificateMonths))
      return { code: 'certificate-expired', months: fullMonths(papers.certificateOn, examOn) };
  }
  if (rules.needsCellResolution && papers.asked.cellResolution && papers.cellResolution === null)
    return { code: 'no-resolution' };
  return null;
}

/** For so many months, and on the very day on which the last of them ends. Dates YYYY-MM-DD */
export function certificateHolds(from: string, asOf: string, limit: number): boolean {
  const months = fullMonths(from, asOf);
  return months < limit || (months === limit && dayOf(from) === dayOf(asOf));
}

const dayOf = (iso: string): number => Number(iso.slice(8, 10));

/** Whole months between two dates, YYYY-MM-DD. */
export function fullMonths(from: string, to: string): number {
  const months =
    (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7));
  return dayOf(to) < dayOf(from) ? months - 1 : months;
}
