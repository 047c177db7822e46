import type { ItemContent, SourceStatus } from '../item/item.js';
import type { ItemRule } from './rules.js';

export type FindingParams = Readonly<Record<string, string | number>>;

/** What a rule of item writing has to say against an item; the texts `itemRule.<rule>` and `itemRemedy.<rule>` tell it. */
export interface Finding {
  /** Code of the item; null where the bank as a whole breaks the rule. */
  readonly item: string | null;
  readonly rule: ItemRule;
  readonly params: FindingParams;
}

/** What is looked at: items, and the standing of each document of the register. */
export interface Lot {
  readonly items: readonly ItemContent[];
  readonly sources: ReadonlyMap<string, SourceStatus>;
}

/** What a check found: the item and what fills the places of the texts. */
export interface Found {
  readonly item: string | null;
  readonly params: FindingParams;
}

export type Check = (lot: Lot) => Found[];

/** A check that looks at each item by itself. */
export const eachItem =
  (check: (item: ItemContent, sources: Lot['sources']) => readonly FindingParams[]): Check =>
  ({ items, sources }) =>
    items.flatMap((item) => check(item, sources).map((params) => ({ item: item.code, params })));

/** Answered by choosing among options. */
export const isChoice = ({ kind }: ItemContent): boolean =>
  kind === 'single' || kind === 'multiple' || kind === 'trueFalse';

/** What readers know an option by: its letter, or the word itself where it is true or false. */
export const optionName = ({ kind, options }: ItemContent, id: string): string =>
  kind === 'trueFalse' ? (options.find((o) => o.id === id)?.text ?? id) : id;
