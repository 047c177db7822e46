import type { ItemContent } from '../item/item.js';
import { groupBy, sum } from './chance.js';
import type { Found, Lot } from './finding.js';

/** Of fewer items, two deviations say nothing. */
const FEWEST = 10;

/**
 * Whoever chooses the longest option must not be right more often than by chance: over the items with the same number of
 * options, the key is the longest of all in at most their share plus two standard deviations.
 */
export function longestKey({ items }: Lot): Found[] {
  const chosen = items.filter(({ kind, options }) => (kind === 'single' || kind === 'multiple') && options.length > 1);
  return groupBy(chosen, ({ kind, options }) => `${kind} ${options.length}`)
    .filter((group) => group.length >= FEWEST)
    .flatMap(overLimit);
}

function overLimit(group: readonly ItemContent[]): Found[] {
  const chances = group.map((item) => item.key.length / item.options.length);
  const deviation = Math.sqrt(sum(chances.map((p) => p * (1 - p))));
  const limit = sum(chances) + 2 * deviation;
  const n = group.filter(hasLongestKey).length;
  if (n <= limit) return [];
  const [first] = group;
  const params = { kind: first?.kind ?? '', options: first?.options.length ?? 0, n, of: group.length };
  return [{ item: null, params: { ...params, most: Math.floor(limit) } }];
}

/** Longer than every other option; a tie shows nothing. */
function hasLongestKey({ options, key }: ItemContent): boolean {
  const lengths = options.map(({ text }) => text.length);
  const longest = Math.max(...lengths);
  const holders = options.filter(({ text }) => text.length === longest);
  return holders.length === 1 && holders.every(({ id }) => key.includes(id));
}
