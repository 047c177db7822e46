import type { FormItem } from '../blueprint/form.js';
import { isHumanMarked, KINDS, shownKey } from '../item/kinds.js';
import { canonicalJson } from '../ledger/canonical-json.js';
import { ok, refuse, type Result } from '../shared/result.js';

export const RULING_KINDS = ['newKey', 'bothKeys', 'fullMarks', 'drop'] as const;
export type RulingKind = (typeof RULING_KINDS)[number];

/**
 * What the council decided about one item after the sitting. `keys` are in the author's letters: each is a whole key, in
 * parts, and a response that is right by any of them is right.
 */
export interface ItemRuling {
  readonly itemId: string;
  readonly kind: RulingKind;
  readonly keys: readonly (readonly string[])[];
}

/** The keys that a ruling accepts, in the letters of one candidate's paper. */
export const acceptedKeys = (item: FormItem, ruling: ItemRuling): string[] =>
  ruling.keys.map((key) => shownKey(item.kind, key, item.options));

/** The newest ruling about each item. @param rulings oldest first */
export const rulingsInForce = (rulings: readonly ItemRuling[]): ReadonlyMap<string, ItemRuling> =>
  new Map(rulings.map((r) => [r.itemId, r]));

/**
 * A ruling as it was chosen, in one spelling: keys as the item's kind spells them, sorted, none twice; no keys where the ruling
 * needs none.
 * Refusals: what an item of this kind cannot have as its key.
 */
export function checkRuling(
  item: Pick<FormItem, 'itemId' | 'kind' | 'options' | 'prompts'>,
  typed: ItemRuling,
): Result<ItemRuling> {
  if (isHumanMarked(item.kind)) return refuse('rescore/essay');
  const { itemId } = item;
  if (typed.kind === 'fullMarks' || typed.kind === 'drop') return ok({ itemId, kind: typed.kind, keys: [] });
  const kind = KINDS[item.kind];
  const spelt = [...new Set(typed.keys.map((key) => kind.text(kind.spell(key))))].sort();
  const wanted = typed.kind === 'newKey' ? spelt.length === 1 : spelt.length >= 2;
  if (!wanted) return refuse(typed.kind === 'newKey' ? 'rescore/one-key' : 'rescore/two-keys');
  const choices = { options: item.options.map((o) => ({ id: o.origin, text: o.text })), prompts: item.prompts ?? [] };
  const keys = spelt.map((key) => kind.parts(key));
  if (!keys.every((key) => kind.isKey(key, choices))) return refuse('rescore/no-such-key');
  return ok({ itemId, kind: typed.kind, keys });
}

/** Whether ordering this ruling would say nothing new. Both as `checkRuling` spells them. */
export const isSameRuling = (a: ItemRuling | undefined, b: ItemRuling): boolean =>
  a !== undefined && spelling(a) === spelling(b);

const spelling = ({ itemId, kind, keys }: ItemRuling): string =>
  canonicalJson({ itemId, kind, keys: keys.map((k) => [...k]) });
