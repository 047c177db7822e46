import { eachItem, isChoice } from './finding.js';

interface Range {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  /** What is counted, with everything else that the option says. */
  readonly rest: string;
}

/**
 * Options that divide numbers into classes do not overlap: 'từ 18 đến 25' and 'từ 25 đến 30' both hold for 25. Where one
 * lies within the other ('từ 8% trở lên', 'từ 10% trở lên') the range itself is what is asked for.
 */
export const rangesOverlap = eachItem((item) => {
  if (!isChoice(item)) return [];
  const ranges = item.options.flatMap(({ id, text }) => rangeOf(id, text) ?? []);
  return ranges.flatMap((low) =>
    ranges
      .filter((high) => high.rest === low.rest && low.from < high.from && high.from <= low.to && low.to < high.to)
      .map((high) => ({ first: low.id, second: high.id })),
  );
});

/** Years: periods of history touch one another and are no classes. */
const LARGEST = 1000;
/** By so much an open end lies beside its number. */
const SLIVER = 1e-6;

/** What people write, as one sign each; longer phrases first, for 'không quá' holds 'quá'. */
const SIGNS: readonly [RegExp, string][] = [
  [/không dưới|ít nhất|tối thiểu/gu, '≥'],
  [/không quá|nhiều nhất|tối đa/gu, '≤'],
  [/dưới|ít hơn|chưa đủ|chưa đến/gu, '<'],
  [/nhiều hơn|trên|quá|hơn/gu, '>'],
  [/trở lên/gu, '+'],
  [/trở xuống/gu, '_'],
  [/ đến | [-–] |(?<=\d)[-–](?=\d)/gu, '~'],
  [/(?<![\p{L}])(từ|đủ)(?![\p{L}])/gu, ' '],
];
const NUMBER = String.raw`(\d+(?:[.,]\d+)?)`;
const WORDS = String.raw`([^~+_≥≤<>\d]*)`;
const BETWEEN = new RegExp(`^${WORDS}${NUMBER}${WORDS}~ *(<?) *${NUMBER}${WORDS}$`, 'u');
const OPEN = new RegExp(`^${WORDS}([≥≤<>]) *${NUMBER}${WORDS}$`, 'u');
const ONWARD = new RegExp(`^${WORDS}${NUMBER}${WORDS}([+_])${WORDS}$`, 'u');

function rangeOf(id: string, option: string): Range | null {
  const text = SIGNS.reduce((s, [phrase, sign]) => s.replace(phrase, sign), option.toLowerCase());
  const range = between(text) ?? open(text) ?? onward(text);
  if (range === null) return null;
  const isYear = [range.from, range.to].some((n) => Number.isFinite(n) && n >= LARGEST);
  return isYear || !(range.from < range.to) ? null : { id, ...range };
}

type Ends = Omit<Range, 'id'>;

function between(text: string): Ends | null {
  const match = BETWEEN.exec(text);
  if (match === null) return null;
  const [, before = '', from, , isOpen, to, unit = ''] = match;
  return { from: valueOf(from), to: valueOf(to) - (isOpen === '<' ? SLIVER : 0), rest: restOf(before, unit) };
}

function open(text: string): Ends | null {
  const match = OPEN.exec(text);
  if (match === null) return null;
  const [, before = '', sign = '', number, unit = ''] = match;
  const n = valueOf(number);
  const rest = restOf(before, unit);
  if (sign === '<' || sign === '≤') return { from: -Infinity, to: sign === '<' ? n - SLIVER : n, rest };
  return { from: sign === '>' ? n + SLIVER : n, to: Infinity, rest };
}

function onward(text: string): Ends | null {
  const match = ONWARD.exec(text);
  if (match === null) return null;
  const [, before = '', number, unit = '', sign, after = ''] = match;
  const rest = restOf(before, `${unit} ${after}`);
  return sign === '+' ? { from: valueOf(number), to: Infinity, rest } : { from: -Infinity, to: valueOf(number), rest };
}

const valueOf = (number = ''): number => Number(number.replace(',', '.'));

const restOf = (before: string, unit: string): string => (`${before} ${unit}`.match(/[\p{L}%]+/gu) ?? []).join(' ');
