import type { ItemContent } from '../item/item.js';
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
 * From here on a pair is told. Measured over the shipped bank: its least unlike pairs of different questions lie below, and
 * copies with a light edit above (near-duplicates.spec.ts holds both).
 */
export const ALIKE = { stem: 0.8, whole: 0.75 } as const;

/**
 * The pairs of items that ask nearly the same, most alike first. Blind to tone marks and their place, đ and d, case,
 * punctuation, Unicode form and the order of words; words that stand in many items weigh little. Exact: no pair above the
 * bounds is missed. Time grows with the items times those that share their rarest words.
 */
export function nearDuplicates(items: readonly ItemContent[]): NearDuplicate[] {
  const texts = items.map(({ stem, options, kind }) => ({
    stem: bareWordsIn(stem),
    // 'Đúng' and 'Sai' are nobody's words.
    options: kind === 'trueFalse' ? [] : options.flatMap(({ text }) => bareWordsIn(text)),
  }));
  const weights = wordWeights(texts.map(({ stem, options }) => [...stem, ...options]));
  const bags = texts.map(({ stem, options }) => ({
    stem: bagOf(stem, weights),
    options: bagOf(options, weights),
    whole: bagOf([...stem, ...options], weights),
  }));
  const found = new Map<string, NearDuplicate>();
  for (const part of ['whole', 'stem'] as const)
    for (const [a, b] of alikePairs(
      bags.map((bag) => bag[part]),
      ALIKE[part],
    ))
      found.set(`${a} ${b}`, pairOf(items, bags, a, b));
  return [...found.values()].sort((a, b) => b.score - a.score || (a.first + a.second < b.first + b.second ? -1 : 1));
}

interface Bags {
  readonly stem: Bag;
  readonly options: Bag;
  readonly whole: Bag;
}

function pairOf(items: readonly ItemContent[], bags: readonly Bags[], a: number, b: number): NearDuplicate {
  const [left, right] = [bags[a], bags[b]];
  if (left === undefined || right === undefined) throw new Error('a pair beyond the items');
  const [stem, options, whole] = (['stem', 'options', 'whole'] as const).map((p) => likeness(left[p], right[p]));
  const codes = { first: items[a]?.code ?? '', second: items[b]?.code ?? '' };
  if ((whole ?? 0) >= ALIKE.whole) {
    // Alike as a whole; where one part carries that alone, it is named.
    if ((stem ?? 0) >= ALIKE.whole || left.stem.total === 0) return { ...codes, score: whole ?? 0, part: 'whole' };
    return { ...codes, score: options ?? 0, part: 'options' };
  }
  return { ...codes, score: stem ?? 0, part: 'stem' };
}
