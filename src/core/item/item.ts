import type { Rubric } from '../rubric/rubric.js';

/** What each can do stands in its folder of `kinds/`; `kinds.ts` joins them. */
export const ITEM_KINDS = [
  'single',
  'multiple',
  'trueFalse',
  'shortText',
  'ordering',
  'matching',
  'essay',
  'oral',
] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

export const ITEM_LEVELS = ['recall', 'understand', 'apply'] as const;
export type ItemLevel = (typeof ITEM_LEVELS)[number];

export const ITEM_STATES = ['draft', 'inReview', 'approved', 'live', 'retired'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

export type Verification = 'fullText' | 'fact';
export type SourceStatus = 'inForce' | 'historical' | 'reference' | 'superseded';

/**
 * One option; `id` is the letter under which the author wrote it ('A'..'H'; 'T' and 'F' of a true/false item). A prompt of a
 * matching item has a number for it ('1'..'9').
 */
export interface ItemOption {
  readonly id: string;
  readonly text: string;
}

/**
 * The parts of the right answer, by kind: ids of the right options, sorted; of an ordering item all ids in the right order; of a
 * matching item the pairs ('1C'), sorted by prompt; of a short text each text that is accepted. Empty where people mark.
 */
export type Key = readonly string[];

/**
 * What a short text is compared without: nothing, case, or case with tone and vowel marks (đ = d). Unicode form, blanks and
 * the place of a tone mark (hòa, hoà) never count.
 */
export const TEXT_FOLDINGS = ['exact', 'case', 'marks'] as const;
export type TextFolding = (typeof TEXT_FOLDINGS)[number];

/** Where the answer stands: a document of the register, and as narrowly as it can be said. */
export interface Citation {
  readonly document: string;
  readonly article?: string;
  readonly clause?: string;
  readonly section?: string;
}

/** What an author writes. */
export interface ItemContent {
  readonly code: string;
  readonly topic: string;
  readonly kind: ItemKind;
  readonly level: ItemLevel;
  readonly stem: string;
  /** The left side of a matching item; empty for every other kind. */
  readonly prompts: readonly ItemOption[];
  readonly options: readonly ItemOption[];
  readonly key: Key;
  /** How a short text is compared; null for every other kind. */
  readonly folding: TextFolding | null;
  readonly shuffle: boolean;
  readonly explanation: string;
  readonly citation: Citation;
  readonly verifiedAgainst: Verification;
  /** What people mark the answer by; null where a machine compares it with the key. */
  readonly rubric: Rubric | null;
}

/** Document, article, clause and section as one text; null when only a document is cited. */
export function clauseKey(citation: Citation): string | null {
  const { document, article, clause, section } = citation;
  if (article === undefined && clause === undefined && section === undefined) return null;
  return [document, article ?? '', clause ?? '', section ?? ''].join('|');
}
