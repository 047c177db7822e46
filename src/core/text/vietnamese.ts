/**
 * Vietnamese text: one form to store, keys that sort and search alike in the binary order of every database, and names
 * compared as people mean them.
 */

/** Code points that show nothing: zero-width spaces and joiners, byte order marks, soft hyphens, marks of direction. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
const BLANKS = /[\s\p{Cc}]+/gu;
const MARKS = /\p{M}/gu;
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu;

/** The combining tone marks in the order of the alphabet: huyền, hỏi, ngã, sắc, nặng; ngang bears none. */
const TONES = '\u0300\u0309\u0303\u0301\u0323';
const TONE = new RegExp(`[${TONES}]`, 'gu');

const SHAPED_VOWELS = 'ăâêôơư';
const VOWELS = `aeiouy${SHAPED_VOWELS}`;
/** Onset, vowels, coda of one toneless syllable; u of `qu` and i of `gi` before a vowel belong to the onset. */
const SYLLABLE = new RegExp(`^(qu|gi(?=[${VOWELS}])|[^${VOWELS}]*)([${VOWELS}]+)([^${VOWELS}]*)$`, 'iu');

/** What people and keyboards put for the apostrophe of names such as H'Hen. */
const APOSTROPHES = /['`´‘’ʻʼ′]/gu;
/** Eth and African d: they look like đ once capital, and old converters confuse them. */
const FALSE_D_BARS = /[ðɖ]/gu;

/**
 * One line of text as it is stored: NFC, nothing invisible, every run of white space or control characters one space,
 * none at the ends.
 */
export const nfc = (s: string): string => s.replace(INVISIBLE, '').normalize('NFC').replace(BLANKS, ' ').trim();

/**
 * Each syllable's tone mark where the older spelling has it (hòa, thủy, khỏe), so that spellings which differ in
 * nothing but its place become equal. Case, white space and the choice of i or y stay; a word of several tones or that is
 * no single syllable stays as it is.
 */
export const canonicalTone = (s: string): string => s.normalize('NFC').replace(/[\p{L}\p{M}]+/gu, withToneInPlace);

function withToneInPlace(word: string): string {
  const { letters, tones } = splitTones(word);
  const [, onset, vowels, coda] = SYLLABLE.exec(letters) ?? [];
  if (onset === undefined || vowels === undefined || tones.length !== 1) return word;
  const end = onset.length + toneBearer(vowels, coda !== '') + 1;
  return `${letters.slice(0, end)}${tones.join('')}${letters.slice(end)}`.normalize('NFC');
}

/** Index of the vowel that bears the tone. */
function toneBearer(vowels: string, closed: boolean): number {
  const shaped = Array.from(vowels.toLowerCase()).findLastIndex((vowel) => SHAPED_VOWELS.includes(vowel));
  if (shaped >= 0) return shaped;
  if (closed) return vowels.length - 1;
  return vowels.length > 2 ? 1 : 0;
}

/** A word without its tone marks (NFC), and the marks in their order. */
function splitTones(word: string): { letters: string; tones: readonly string[] } {
  const decomposed = word.normalize('NFD');
  return { letters: decomposed.replace(TONE, '').normalize('NFC'), tones: decomposed.match(TONE) ?? [] };
}

/** Lower case, true đ, no apostrophes: what no comparison of names should see. */
const plain = (s: string): string =>
  nfc(s.normalize('NFC').toLowerCase().replace(APOSTROPHES, '').replace(FALSE_D_BARS, 'đ'));

/**
 * What is searched and what is typed into the search box, folded alike: lower case, no diacritics, đ as d, no
 * apostrophes, single spaces. `%` and `_` stay: who builds a LIKE pattern escapes them.
 */
export const searchKey = (s: string): string => nfc(plain(s).normalize('NFD').replace(MARKS, '').replaceAll('đ', 'd'));

/** Whether two full names are one name, whatever their case, tone placement, Unicode form, spaces and apostrophes. */
export const sameName = (a: string, b: string): boolean => canonicalTone(plain(a)) === canonicalTone(plain(b));

/**
 * Key whose binary order is the Vietnamese order of full names: given name (the last syllable), family name, middle names
 * from left to right. Printable ASCII, at most 400 characters; equal for names that differ in case, tone placement or
 * punctuation only.
 */
export function nameSortKey(fullName: string): string {
  const words = wordsOf(fullName);
  return joinKeys([...words.slice(-1), ...words.slice(0, -1)]);
}

/** Like nameSortKey, for what is read from left to right (units, titles): word by word. */
export const phraseSortKey = (s: string): string => joinKeys(wordsOf(s));

const wordsOf = (s: string): readonly string[] => plain(s).match(WORD) ?? [];

/** Four characters a letter: only names in a foreign script are ever cut. */
const MAX_KEY_LENGTH = 400;

const joinKeys = (words: readonly string[]): string => words.map(wordKey).join(' ').slice(0, MAX_KEY_LENGTH);

/**
 * The letters' weights, then the tones as digits: `Đức` is `d|u|c4`. The order of ASCII does the rest: a space ends a
 * word before any tone (1 to 5), a tone comes before any further digit (@) or letter, and a letter's shape (| or })
 * after all that may follow the bare letter. So letters decide first, tones next, then the next word.
 */
function wordKey(word: string): string {
  const { letters, tones } = splitTones(word);
  const weights = Array.from(letters, letterWeight);
  return weights.join('') + tones.map((tone) => TONES.indexOf(tone) + 1).join('');
}

const SHAPED_LETTER_WEIGHTS: ReadonlyMap<string, string> = new Map([
  ['ă', 'a|'],
  ['â', 'a}'],
  ['đ', 'd|'],
  ['ê', 'e|'],
  ['ô', 'o|'],
  ['ơ', 'o}'],
  ['ư', 'u|'],
]);

/** Weight of one lower-case letter or digit; '' for a mark that is no part of Vietnamese. */
function letterWeight(letter: string): string {
  const shaped = SHAPED_LETTER_WEIGHTS.get(letter);
  if (shaped !== undefined) return shaped;
  const base = letter.normalize('NFD').replace(MARKS, '');
  if (/^[a-z]?$/.test(base)) return base;
  return /^[0-9]$/.test(base) ? `@${base}` : foreignWeight(letter);
}

/** Other scripts come after z by code point, in a fixed width: four digits of base 36 hold every code point. */
const foreignWeight = (letter: string): string => `{${(letter.codePointAt(0) ?? 0).toString(36).padStart(4, '0')}`;
