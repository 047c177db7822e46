import type { FormItem } from '../blueprint/form.js';
import { isHumanMarked, normaliseLetters } from '../item/item.js';
import { canonicalJson } from '../ledger/canonical-json.js';
import { ok, refuse, type Result } from '../shared/result.js';

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

/**
 * A ruling as it was chosen, in one spelling: letters sorted, keys sorted, none twice; no keys where the kind needs none.
 * Refusals: what an item of this kind cannot have as its key.
 */
export function checkRuling(
  item: Pick<FormItem, 'itemId' | 'kind' | 'options'>,
  typed: ItemRuling,
): Result<ItemRuling> {
  if (isHumanMarked(item.kind)) return refuse('rescore/essay');
  const { itemId } = item;
  if (typed.kind === 'fullMarks' || typed.kind === 'drop') return ok({ itemId, kind: typed.kind, keys: [] });
  const spelt = [...new Set(typed.keys.map(normaliseLetters))].sort();
  const wanted = typed.kind === 'newKey' ? spelt.length === 1 : spelt.length >= 2;
  if (!wanted) return refuse(typed.kind === 'newKey' ? 'rescore/one-key' : 'rescore/two-keys');
  const letters = new Set(item.options.map((o) => o.origin));
  const fits = (key: string): boolean =>
    key !== '' && [...key].every((l) => letters.has(l)) && (item.kind === 'multiple' || key.length === 1);
  if (!spelt.every(fits)) return refuse('rescore/no-such-key');
  return ok({ itemId, kind: typed.kind, keys: spelt.map((key) => [...key]) });
}

/** Whether ordering this ruling would say nothing new. Both as `checkRuling` spells them. */
export const isSameRuling = (a: ItemRuling | undefined, b: ItemRuling): boolean =>
  a !== undefined && spelling(a) === spelling(b);

const spelling = ({ itemId, kind, keys }: ItemRuling): string =>
  canonicalJson({ itemId, kind, keys: keys.map((k) => [...k]) });
