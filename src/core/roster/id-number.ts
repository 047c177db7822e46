import { searchKey } from '../text/vietnamese.js';

export type Sex = 'male' | 'female';

export type IdNumberReading =
  | { readonly kind: 'blank' }
  | { readonly kind: 'not-digits' }
  | { readonly kind: 'wrong-length'; readonly digits: number }
  /** `zeros` were put back in front. */
  | { readonly kind: 'number'; readonly value: string; readonly zeros: number };

const CARD = 12;
const OLD_CARD = 9;

/**
 * Reads an identity number and puts back the zeros a spreadsheet drops: one of a 12-digit or an old 9-digit number, and
 * two of the provinces 001 to 008 if the birth year in the number is the person's.
 */
export function readIdNumber(text: string, birth: string): IdNumberReading {
  const typed = searchKey(text);
  if (typed === '') return { kind: 'blank' };
  const value = typed.replace(/[ .'-]/g, '');
  if (!/^\d+$/.test(value)) return { kind: 'not-digits' };
  const zeros = lostZeros(value, birth);
  return zeros === null
    ? { kind: 'wrong-length', digits: value.length }
    : { kind: 'number', value: '0'.repeat(zeros) + value, zeros };
}

function lostZeros(value: string, birth: string): number | null {
  if (value.length === CARD || value.length === OLD_CARD) return 0;
  if (value.length === CARD - 1 || value.length === OLD_CARD - 1) return 1;
  const isCard = value.length === CARD - 2 && birth !== '' && readCard(`00${value}`)?.year === yearOf(birth);
  return isCard ? 2 : null;
}

export const yearOf = (birth: string): number => Number(birth.slice(0, 4));

/** Digit 4 of a 12-digit number is century and sex (0 and 1 are 19xx, 2 and 3 are 20xx; odd is female), then the year. */
export function readCard(value: string): { readonly sex: Sex; readonly year: number } | null {
  const match = /^\d{3}(\d)(\d\d)\d{6}$/.exec(value);
  if (match === null) return null;
  const code = Number(match[1]);
  return { sex: code % 2 === 0 ? 'male' : 'female', year: 1900 + Math.floor(code / 2) * 100 + Number(match[2]) };
}
