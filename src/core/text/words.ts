import { canonicalTone, nfc, searchKey } from './vietnamese.js';

/** Texts as lists of words, for comparing what two of them say and not how they are typed. */

const WORD = /[\p{L}\p{N}]+/gu;

const UNITS: ReadonlyMap<string, number> = new Map([
  ['một', 1],
  ['hai', 2],
  ['ba', 3],
  ['bốn', 4],
  ['sáu', 6],
  ['bảy', 7],
  ['bẩy', 7],
  ['tám', 8],
  ['chín', 9],
]);
/** Only after tens: `tư` alone is private, `năm` after tens is years. */
const UNITS_AFTER_TENS: ReadonlyMap<string, number> = new Map([
  ...UNITS,
  ['mốt', 1],
  ['tư', 4],
  ['lăm', 5],
  ['nhăm', 5],
]);

/**
 * The words of a text: lower case, tone marks where the older spelling has them, no punctuation; numbers from 1 to 999 as
 * digits, whether written in digits or in words (`năm` alone stays, for it may be a year).
 */
export const wordsIn = (text: string): string[] => withDigits(canonicalTone(nfc(text).toLowerCase()).match(WORD) ?? []);

/** The words of a text without any mark: blind to tones, their place, đ and d, case, Unicode form and punctuation. */
export const bareWordsIn = (text: string): string[] => searchKey(text).match(WORD) ?? [];

/** Whether the words of `part` stand in `whole` side by side. */
export function containsWords(whole: readonly string[], part: readonly string[]): boolean {
  if (part.length === 0) return false;
  return ` ${whole.join(' ')} `.includes(` ${part.join(' ')} `);
}

function withDigits(words: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i < words.length;) {
    const read = readNumber(words, i);
    out.push(read === null ? bareDigits(words[i] ?? '') : String(read.value));
    i += read?.length ?? 1;
  }
  return out;
}

/** '05' as '5'. */
const bareDigits = (word: string): string => word.replace(/^0+(?=\d)/, '');

interface ReadNumber {
  readonly value: number;
  /** How many words it took. */
  readonly length: number;
}

function readNumber(words: readonly string[], at: number): ReadNumber | null {
  const hundreds = words[at + 1] === 'trăm' ? leading(words[at]) : undefined;
  if (hundreds === undefined) return readTens(words, at);
  const isLow = words[at + 2] === 'linh' || words[at + 2] === 'lẻ';
  const low = isLow ? leading(words[at + 3]) : undefined;
  if (low !== undefined) return { value: hundreds * 100 + low, length: 4 };
  const rest = isTens(words, at + 2) ? readTens(words, at + 2) : null;
  return { value: hundreds * 100 + (rest?.value ?? 0), length: 2 + (rest?.length ?? 0) };
}

function readTens(words: readonly string[], at: number): ReadNumber | null {
  if (!isTens(words, at)) {
    const alone = UNITS.get(words[at] ?? '');
    return alone === undefined ? null : { value: alone, length: 1 };
  }
  const isTeen = words[at] === 'mười';
  const tens = isTeen ? 10 : (leading(words[at]) ?? 0) * 10;
  const length = isTeen ? 1 : 2;
  const unit = UNITS_AFTER_TENS.get(words[at + length] ?? '');
  return unit === undefined ? { value: tens, length } : { value: tens + unit, length: length + 1 };
}

const isTens = (words: readonly string[], at: number): boolean =>
  words[at] === 'mười' || (words[at + 1] === 'mươi' && leading(words[at]) !== undefined);

/** Before `mươi` and `trăm` and after `linh`, `năm` is a number for certain. */
const leading = (word: string | undefined): number | undefined => (word === 'năm' ? 5 : UNITS.get(word ?? ''));
