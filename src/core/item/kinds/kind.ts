import type { Refusal } from '../../shared/result.js';
import type { Random } from '../../shared/random.js';
import type { ItemContent, ItemOption, Key, TextFolding } from '../item.js';

/** How an answer that is right in part counts, where its kind has parts. */
export type PartialCredit = 'allOrNothing' | 'perOption';

/** What the grade of a response rests on beside the key. */
export interface GradeRules {
  readonly credit: PartialCredit;
  readonly folding: TextFolding | null;
}

/** The part of an item's points that a response earns: right of all possible, so that rounding is the caller's. */
export interface Share {
  readonly right: number;
  readonly of: number;
}

/** What an item of one paper takes for an answer; the empty value is none, and always taken. */
export interface AnswerField {
  /** Longest value in UTF-16 units; null where `accepts` sees to it. A longer one is refused whole: nothing is cut off. */
  readonly max: number | null;
  /** A value in the one spelling in which it is stored, so that the same answer sent again is the same. */
  settle(value: string): string;
  /** Whether a value of this length is settled and can be an answer. */
  accepts(value: string): boolean;
  /**
   * The value that a page without script means by the fields of this item. What is not finished gives a value that is not
   * accepted, from which the page shows again what was typed.
   */
  read(fields: readonly string[]): string;
}

/** One thing that is asked, and what was answered; the text is empty where nothing was. */
export interface Line {
  readonly head: string;
  readonly text: string;
}

/** What an answer chooses from: options under the letters of one paper, or of the bank. */
export interface Choices {
  readonly options: readonly ItemOption[];
  readonly prompts: readonly ItemOption[];
}

/**
 * All that a kind of item is. A key or a response is a list of parts (a letter, a pair, a text) or one text that holds
 * them; `parts` and `text` lead from one to the other.
 */
export interface Kind {
  /** By a machine that compares with the key, or by people with a rubric. */
  readonly markedBy: 'key' | 'rubric';
  /** What every item of this kind has for options; null where their author writes them. */
  readonly options: readonly ItemOption[] | null;
  /** Whether options are shuffled where their author does not say. */
  readonly shuffle: boolean;
  /**
   * How people give another key: they tick options, each of which is a key (`each`) or which are one key (`together`), or they
   * type it (`typed`).
   */
  readonly keyEntry: 'each' | 'together' | 'typed';
  /** What is wrong with an item's content, all at once. */
  faults(item: ItemContent): Refusal[];
  /** Whether the parts, spelt as `spell` does, can be the key of an item with these choices. */
  isKey(key: Key, choices: Choices): boolean;
  /** Parts in the one order in which they are kept, none twice. */
  spell(parts: readonly string[]): Key;
  parts(text: string): readonly string[];
  /** The parts of a key as people type it, however they part them. */
  readKey(typed: string): readonly string[];
  text(parts: readonly string[]): string;
  /** A part with its letter exchanged; null when there is no other letter for it. */
  relabel(part: string, letterFor: (letter: string) => string | undefined): string | null;
  /** The options in the order in which one paper shows them. */
  arrange(item: Pick<ItemContent, 'options' | 'key' | 'shuffle'>, random: Random): readonly ItemOption[];
  field(choices: Choices): AnswerField;
  /** @param key and @param response under the same letters; the response is not empty */
  grade(key: string, response: string, rules: GradeRules): Share;
  /** Parts as people read them, in few words. */
  words(parts: readonly string[], options: readonly ItemOption[]): string;
  /** Parts in full, one line for each thing that is asked, so that a response can stand beside a key. */
  lines(parts: readonly string[], choices: Choices): readonly Line[];
}
