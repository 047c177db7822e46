import { type Bag, likeness } from './bag.js';

/**
 * All pairs [a, b], a < b, of bags whose likeness reaches the bound. A bag that reaches it with another shares one of its
 * rarest words: those without which the rest weighs less than the bound asks for. Only these are looked up, and only bags
 * that share one are compared.
 */
export function alikePairs(bags: readonly Bag[], bound: number): [number, number][] {
  const holders = new Map<number, number[]>();
  const pairs: [number, number][] = [];
  for (const [b, bag] of bags.entries()) {
    const words = telling(bag, bound);
    for (const a of candidates(words, holders)) {
      const other = bags[a];
      if (other !== undefined && couldReach(other.total, bag.total, bound) && likeness(other, bag) >= bound)
        pairs.push([a, b]);
    }
    for (const word of words) {
      const list = holders.get(word);
      if (list === undefined) holders.set(word, [b]);
      else list.push(b);
    }
  }
  return pairs;
}

/** The rarest words of a bag; what is left of it is too little for the bound. */
function telling({ words, total, weights }: Bag, bound: number): readonly number[] {
  // Rounding must not make the rest seem a little too light.
  let rest = total * (1 + 1e-9);
  const end = words.findIndex((word) => {
    if (rest < bound * total) return true;
    rest -= weights.weight[word] ?? 0;
    return false;
  });
  return end < 0 ? words : words.slice(0, end);
}

function candidates(words: readonly number[], holders: ReadonlyMap<number, readonly number[]>): Set<number> {
  const found = new Set<number>();
  for (const word of words) for (const holder of holders.get(word) ?? []) found.add(holder);
  return found;
}

const couldReach = (a: number, b: number, bound: number): boolean =>
  Math.min(a, b) >= bound * Math.max(a, b) * (1 - 1e-9);
