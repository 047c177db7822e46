import type { RosterField } from './header-words.js';

/**
 * Everything the reader of rosters has to say of a cell. Whether a code comes as a problem (nothing is imported until it
 * is settled) or as a notice (to be read, then imported) is said with each; their sentences are made elsewhere.
 */
export const ROSTER_PROBLEM_CODES = [
  /** Problem. The row has something, but no name. No params. */
  'roster/name-missing',
  /** Problem. {name} */
  'roster/name-has-digits',
  /** Notice: a name of one word. {name} */
  'roster/name-single-word',
  /** Problem. No params. */
  'roster/birth-missing',
  /** Problem: no form of a date. {text} */
  'roster/birth-unreadable',
  /** Problem: 31/02. {text, day, month, year} */
  'roster/birth-no-such-day',
  /** Problem: month 13, or month and day the wrong way round. {text, month} */
  'roster/birth-no-such-month',
  /** Problem: a year of two digits. {text} */
  'roster/birth-short-year',
  /** Problem. {text} */
  'roster/birth-future',
  /** Problem: born more than `years` years ago. {text, years} */
  'roster/birth-too-old',
  /** Notice: only the year is known and kept. {year, text} */
  'roster/birth-year-only',
  /** Problem: neither man nor woman. {text} */
  'roster/sex-unreadable',
  /** Problem: something under both 'Nam' and 'Nữ'. No params. */
  'roster/sex-both-marked',
  /** Problem. No params. */
  'roster/unit-missing',
  /** Problem: the sheet has a column of certificates, the cell is empty. No params. */
  'roster/certificate-missing',
  /** Problem: no whole date (a year alone is none). {text} */
  'roster/certificate-date-unreadable',
  /** Problem. {text} */
  'roster/certificate-date-future',
  /** Problem: something else than digits, blanks, dots and hyphens. {text} */
  'roster/id-not-digits',
  /** Problem: neither 12 digits nor 9. {text, digits: how many there are} */
  'roster/id-wrong-length',
  /** Notice: the spreadsheet had dropped zeros in front; they are back. {text, value, zeros: how many} */
  'roster/id-padded',
  /** Notice: 9 digits, an identity card of the old kind. {value} */
  'roster/id-old-cmnd',
  /** Notice: the number's digit of sex says otherwise. {idSex, sex: 'male' | 'female'} */
  'roster/id-sex-differs',
  /** Notice: the number's birth year says otherwise. {idYear, birthYear} */
  'roster/id-year-differs',
  /** Notice: the spreadsheet had dropped the zero in front; it is back. {text, value} */
  'roster/phone-padded',
  /** Notice: no telephone number of this country; kept as it is. {text} */
  'roster/phone-odd',
  /** Problem: same name and birth date as in row `otherRow` of this file. {name, otherRow} */
  'roster/duplicate-person',
  /** Problem: same identity number as in row `otherRow` of this file. {name, otherName, otherRow} */
  'roster/duplicate-id',
  /** Notice: same name and birth date as in row `otherRow`, but another identity number: two persons. {name, otherRow} */
  'roster/namesake',
  /** Problem: typed with a font of before Unicode, or decoded wrongly. {text, encoding: 'TCVN3' | 'VNI' | 'UTF-8'} */
  'roster/legacy-font',
  /** Problem. {length, max} */
  'roster/text-too-long',
  /** Problem at the header row: no column of `field` (birth or unitName). {wanted: headers that would be understood} */
  'roster/column-missing',
  /** Problem if the list itself was cut at the limits of reading, notice if another sheet was. {sheet} */
  'roster/truncated',
  /** Notice: the totals row says another number of persons than was read. {stated, read} */
  'roster/total-differs',
  /** Notice: one more sheet looks like a list and was not read. {sheet} */
  'roster/other-sheet',
  /** Notice: the sample row of the template was left in the list and not read. No params. */
  'roster/sample-skipped',
] as const;

export type RosterProblemCode = (typeof ROSTER_PROBLEM_CODES)[number];

export interface Problem {
  /** Row of the spreadsheet, from 1. */
  readonly row: number;
  /** Letter of the column; '' if the sheet has none for the field. */
  readonly column: string;
  /** null where the row as a whole is meant. */
  readonly field: RosterField | null;
  readonly code: RosterProblemCode;
  readonly params: Readonly<Record<string, string | number>>;
}

export interface RosterRow {
  /** Row of the spreadsheet, from 1. */
  readonly row: number;
  /** NFC, single spaces; '' if it is missing (then a problem says so). */
  readonly fullName: string;
  /** YYYY-MM-DD, or YYYY where only the year is known; '' if it is missing or wrong (then a problem says so). */
  readonly birth: string;
  readonly sex: 'male' | 'female' | null;
  /** '' if it is missing (then a problem says so). */
  readonly unitName: string;
  readonly post: string | null;
  /** 12 digits, or 9 of an old card. */
  readonly idNumber: string | null;
  readonly phone: string | null;
  readonly certificateNo: string | null;
  /** YYYY-MM-DD. */
  readonly certificateOn: string | null;
  readonly cellResolution: string | null;
  readonly note: string | null;
}

/** What was found in a roster or a part of it. */
export interface Findings {
  readonly problems: readonly Problem[];
  readonly notices: readonly Problem[];
}
