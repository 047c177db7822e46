import type { ItemContent } from '../item/item.js';

/** Items in groups by a label. */
export function groupBy(items: readonly ItemContent[], labelOf: (item: ItemContent) => string): ItemContent[][] {
  const groups = new Map<string, ItemContent[]>();
  for (const item of items) {
    const label = labelOf(item);
    const group = groups.get(label);
    if (group === undefined) groups.set(label, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** The chance of exactly so many hits in n independent tries, for each number of hits from 0 to n. */
export function binomial(n: number, p: number): number[] {
  const logOdds = Math.log(p) - Math.log1p(-p);
  let log = n * Math.log1p(-p);
  return Array.from({ length: n + 1 }, (_, hits) => {
    const chance = Math.exp(log);
    log += Math.log((n - hits) / (hits + 1)) + logOdds;
    return chance;
  });
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
