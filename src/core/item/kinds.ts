import type { Refusal } from '../shared/result.js';
import type { ItemContent, ItemKind, ItemOption, Key } from './item.js';
import { essay } from './kinds/essay/essay.js';
import type { AnswerField, Choices, GradeRules, Kind, Share } from './kinds/kind.js';
import { matching } from './kinds/matching/matching.js';
import { multiple } from './kinds/multiple/multiple.js';
import { oral } from './kinds/oral/oral.js';
import { ordering } from './kinds/ordering/ordering.js';
import { shortText } from './kinds/short-text/short-text.js';
import { single } from './kinds/single/single.js';
import { trueFalse } from './kinds/true-false/true-false.js';

/** Every kind of item, and all that the rest of the system knows of them. */
export const KINDS: Readonly<Record<ItemKind, Kind>> = {
  single,
  multiple,
  trueFalse,
  shortText,
  ordering,
  matching,
  essay,
  oral,
};

/** Whether people mark it by a rubric; a machine marks the rest by a key. */
export const isHumanMarked = (kind: ItemKind): boolean => KINDS[kind].markedBy === 'rubric';

/** What is wrong with an item's content, all at once; empty when it can be used. */
export const itemFaults = (item: ItemContent): Refusal[] => KINDS[item.kind].faults(item);

/** An option of one paper with its author's letter. */
interface Lettered {
  readonly letter: string;
  readonly origin: string;
}

/** A key in the author's letters as one text in the letters of a paper. */
export function shownKey(kind: ItemKind, key: Key, options: readonly Lettered[]): string {
  const k = KINDS[kind];
  const letterFor = (origin: string): string | undefined => options.find((o) => o.origin === origin)?.letter;
  return k.text(k.spell(key.flatMap((part) => k.relabel(part, letterFor) ?? [])));
}

/** A key or a response of one paper as parts in the author's letters. */
export function authorsParts(kind: ItemKind, text: string, options: readonly Lettered[]): Key {
  const k = KINDS[kind];
  const originFor = (letter: string): string | undefined => options.find((o) => o.letter === letter)?.origin;
  return k.spell(k.parts(text).flatMap((part) => k.relabel(part, originFor) ?? []));
}

/** What an answer chooses from on one paper. */
export const shownChoices = ({ options, prompts = [] }: Omit<ShownItem, 'kind'>): Choices => ({
  prompts,
  options: options.map(({ letter, text }) => ({ id: letter, text })),
});

/** What an item of one paper takes for an answer. */
export const fieldOf = (item: ShownItem): AnswerField => KINDS[item.kind].field(shownChoices(item));

/** What a candidate sees of an item. */
interface ShownItem {
  readonly kind: ItemKind;
  readonly options: readonly { readonly letter: string; readonly text: string }[];
  readonly prompts?: readonly ItemOption[];
}

/** A key or a response as people read it, under the letters of these options. */
export const wordsOf = (kind: ItemKind, text: string, options: readonly ItemOption[]): string =>
  KINDS[kind].words(KINDS[kind].parts(text), options);

/** The part of an item's points that a response earns; a blank one earns nothing. */
export function gradeResponse(kind: ItemKind, key: string, response: string, rules: GradeRules): Share {
  const k = KINDS[kind];
  const given = k.text(k.spell(k.parts(response)));
  return given === '' && k.markedBy === 'key' ? { right: 0, of: 1 } : k.grade(key, given, rules);
}
