import type { ItemContent } from '../item/item.js';
import { binomial, groupBy, sum } from './chance.js';
import { type Found, type Lot, optionName } from './finding.js';

/** Keys placed at random break the rule once in so many groups of items. */
const ONCE_IN = 100;

/**
 * Keys stand under every letter about equally often: over items of one kind, with the same number of options and shuffled
 * alike, no letter holds so many or so few keys as chance gives once in a hundred such groups. Shuffled items are looked at
 * as well: what is exported or printed shows the author's order.
 */
export function keyPlaces({ items }: Lot): Found[] {
  const chosen = items.filter(({ kind }) => kind === 'single' || kind === 'multiple' || kind === 'trueFalse');
  return groupBy(
    chosen,
    ({ kind, options, shuffle }) => `${kind} ${options.length} ${shuffle ? 'shuffled' : ''}`,
  ).flatMap(uneven);
}

function uneven(group: readonly ItemContent[]): Found[] {
  const [first] = group;
  if (first === undefined || first.options.length < 2) return [];
  const letters = first.options.map(({ id }) => id).sort();
  const share = sum(group.map(({ key }) => key.length)) / (group.length * letters.length);
  if (share >= 1) return [];
  const chances = binomial(group.length, share);
  return letters.flatMap((letter) => {
    const n = group.filter(({ key }) => key.includes(letter)).length;
    const tail = Math.min(sum(chances.slice(0, n + 1)), sum(chances.slice(n)));
    // Any of the letters, at either end.
    if (tail * 2 * letters.length >= 1 / ONCE_IN) return [];
    const { kind, options, shuffle } = first;
    const params = {
      kind,
      options: options.length,
      shuffle: String(shuffle),
      letter: optionName(first, letter),
      n,
      of: group.length,
    };
    return [{ item: null, params: { ...params, even: Math.round(group.length * share) } }];
  });
}
