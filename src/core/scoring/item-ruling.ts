import type { FormItem } from '../blueprint/form.js';
import { normaliseLetters } from '../item/item.js';

export const RULING_KINDS = ['newKey', 'bothKeys', 'fullMarks', 'drop'] as const;
export type RulingKind = (typeof RULING_KINDS)[number];

/**
 * What the council decided about one item after the sitting. `keys` are in the author's letters: each is a whole key,
 * and a response that equals any of them is right.
 */
export interface ItemRuling {
  readonly itemId: string;
  readonly kind: RulingKind;
  readonly keys: readonly (readonly string[])[];
}

/** The keys that a ruling accepts, in the letters of one candidate's paper. */
export const acceptedKeys = (item: FormItem, ruling: ItemRuling): string[] =>
  ruling.keys.map((key) => normaliseLetters(item.options.filter((o) => key.includes(o.origin)).map((o) => o.letter)));

/** The newest ruling about each item. @param rulings oldest first */
export const rulingsInForce = (rulings: readonly ItemRuling[]): ReadonlyMap<string, ItemRuling> =>
  new Map(rulings.map((r) => [r.itemId, r]));
