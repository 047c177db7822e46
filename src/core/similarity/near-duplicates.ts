import type { ItemContent } from '../item/item.js';
import { nfc } from '../text/vietnamese.js';
import { bareWordsIn } from '../text/words.js';
import { type Bag, bagOf, likeness, wordWeights } from './bag.js';
import { alikePairs } from './pairs.js';

/** Which part of two items is alike: the question, what is chosen from, or both. */
export type AlikePart = 'stem' | 'options' | 'whole';

/** Two items that ask nearly the same. */
export interface NearDuplicate {
  /** Codes, in the order of the items. */
  readonly first: string;
  readonly second: string;
  /** How much they have in common, 0..1, of the part that is alike. */
  readonly score: number;
  readonly part: AlikePart;
}

/**
 * From here on a pair is told. Over the shipped bank different questions stay below 0.7, and copies with a light edit above
 * 0.77 as a whole: between them lies room for either (bank-check.spec.ts holds both).
 */
const ALIKE = { stem: 0.8, whole: 0.75 } as const;

/**
 * The pairs of items that ask nearly the same, most alike first. Blind to tone marks and their place, đ and d, case,
 * punctuation, Unicode form and the order of words; words that stand in many items weigh little. Exact: no pair above the
 * bounds is missed. Two questions that differ in a number each (goals for 2030 and for 2045) ask different things.
 */
export function nearDuplicates(items: readonly ItemContent[]): NearDuplicate[] {
  const bags = bagsOf(items);
  const found = new Map<string, NearDuplicate>();
  for (const part of ['whole', 'stem'] as const) {
    const pairs = alikePairs(
      bags.map((bag) => bag[part]),
      ALIKE[part],
    );
    for (const [a, b] of pairs) {
      const [first, second] = [items[a], items[b]];
      if (first === undefined || second === undefined || askOtherNumbers(first, second)) continue;
      found.set(`${a} ${b}`, { first: first.code, second: second.code, ...alikeIn(bags[a], bags[b]) });
    }
  }
  return [...found.values()].sort((a, b) => b.score - a.score || (a.first + a.second < b.first + b.second ? -1 : 1));
}

interface Bags {
  readonly stem: Bag;
  readonly options: Bag;
  readonly whole: Bag;
}

function bagsOf(items: readonly ItemContent[]): Bags[] {
  const texts = items.map((item) => ({ stem: bareWordsIn(item.stem), options: optionWords(item) }));
  const weights = wordWeights(texts.map(({ stem, options }) => [...stem, ...options]));
  return texts.map(({ stem, options }) => ({
    stem: bagOf(stem, weights),
    options: bagOf(options, weights),
    whole: bagOf([...stem, ...options], weights),
  }));
}

/** Words of options are others than those of stems: what one item asks about, another may offer. */
const optionWords = ({ kind, options }: ItemContent): string[] =>
  // 'Đúng' and 'Sai' are nobody's words.
  kind === 'trueFalse' ? [] : options.flatMap(({ text }) => bareWordsIn(text).map((word) => `:${word}`));

function alikeIn(a: Bags | undefined, b: Bags | undefined): { readonly score: number; readonly part: AlikePart } {
  if (a === undefined || b === undefined) throw new Error('a pair beyond the items');
  const whole = likeness(a.whole, b.whole);
  const stem = likeness(a.stem, b.stem);
  if (whole < ALIKE.whole) return { score: stem, part: 'stem' };
  // Where the options alone make them alike, these are named.
  return stem >= ALIKE.whole
    ? { score: whole, part: 'whole' }
    : { score: likeness(a.options, b.options), part: 'options' };
}

/** Digits, and Roman numbers as congresses bear them. */
const NUMBER = /(?<![\p{L}\p{N}])(?:\d+|[IVX]+)(?![\p{L}\p{N}])/gu;

/** Whether each of two questions names a number that the other does not; statements with another number are variants. */
function askOtherNumbers(a: ItemContent, b: ItemContent): boolean {
  if (a.kind === 'trueFalse' || b.kind === 'trueFalse') return false;
  const [ours, theirs] = [a, b].map(
    ({ stem }) => new Set((nfc(stem).match(NUMBER) ?? []).map((n) => n.replace(/^0+/, ''))),
  );
  if (ours === undefined || theirs === undefined) return false;
  return [...ours].some((n) => !theirs.has(n)) && [...theirs].some((n) => !ours.has(n));
}
