import type { ItemContent, SourceStatus } from '../item/item.js';
import { nfc } from '../text/vietnamese.js';
import type { Finding } from './finding.js';
import { CHECKS, ITEM_RULES } from './rules.js';

/** A document of the register, as far as a rule asks for it. */
export interface RegisteredSource {
  readonly code: string;
  readonly status: SourceStatus;
}

/**
 * All that the rules of item writing have to say against these items, in the order of the rules. For the findings of one item
 * beside its bank, give both and keep those whose `item` is its code; what is said against the bank as a whole has none.
 */
export function lintItems(items: readonly ItemContent[], register: readonly RegisteredSource[]): Finding[] {
  const lot = { items: items.map(composed), sources: new Map(register.map(({ code, status }) => [code, status])) };
  return ITEM_RULES.flatMap((rule) => CHECKS[rule](lot).map((found) => ({ ...found, rule })));
}

/** Patterns are written in composed letters and single spaces; so is what they look at. */
const composed = (item: ItemContent): ItemContent => ({
  ...item,
  stem: nfc(item.stem),
  explanation: nfc(item.explanation),
  options: item.options.map(({ id, text }) => ({ id, text: nfc(text) })),
});
