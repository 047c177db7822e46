import { type Rubric, rubricFaults } from '../rubric/rubric.js';
import { assertNever, type Refusal } from '../shared/result.js';

/** `essay` is written and `oral` is spoken; people mark both by a rubric, the machine marks the rest by a key. */
export const ITEM_KINDS = ['single', 'multiple', 'trueFalse', 'essay', 'oral'] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

export const isHumanMarked = (kind: ItemKind): kind is 'essay' | 'oral' => kind === 'essay' || kind === 'oral';

export const ITEM_LEVELS = ['recall', 'understand', 'apply'] as const;
export type ItemLevel = (typeof ITEM_LEVELS)[number];

export const ITEM_STATES = ['draft', 'inReview', 'approved', 'live', 'retired'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

export type Verification = 'fullText' | 'fact';
export type SourceStatus = 'inForce' | 'historical' | 'reference' | 'superseded';

/** One option; `id` is the letter under which the author wrote it ('A'..'F'; 'T' and 'F' of a true/false item). */
export interface ItemOption {
  readonly id: string;
  readonly text: string;
}

/** Ids of the right options, sorted. */
export type Key = readonly string[];

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
  readonly options: readonly ItemOption[];
  readonly key: Key;
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

/** What is wrong with an item's content, all at once; empty when it can be used. */
export function itemFaults(item: ItemContent): Refusal[] {
  if (isHumanMarked(item.kind)) return markedFaults(item);
  const faults: Refusal[] = item.rubric === null ? [] : [{ code: 'item/rubric-and-key' }];
  return [...faults, ...optionFaults(item), ...keyFaults(item)];
}

/** Of an item that people mark: a sound rubric, and nothing for a machine to compare with. */
function markedFaults(item: ItemContent): Refusal[] {
  const faults: Refusal[] = [];
  if (item.options.length > 0 || item.shuffle) faults.push({ code: 'item/options-not-here' });
  if (item.key.length > 0) faults.push({ code: 'item/key-not-here' });
  if (item.rubric === null) return [...faults, { code: 'item/no-rubric' }];
  return [...faults, ...rubricFaults(item.rubric)];
}

function optionFaults(item: ItemContent): Refusal[] {
  const faults: Refusal[] = [];
  if (item.kind !== 'trueFalse' && item.options.length < 2) faults.push({ code: 'item/too-few-options' });
  const seen = new Map<string, string>();
  for (const option of item.options) {
    const text = option.text.toLocaleLowerCase('vi').replace(/[\s.]+$/u, '');
    const other = seen.get(text);
    if (other !== undefined) faults.push({ code: 'item/same-options', params: { first: other, second: option.id } });
    seen.set(text, option.id);
    // Options are shuffled for each candidate: 'all of the above' would point at nothing.
    if (item.shuffle && /^(tất cả|cả [a-f0-9]|không (có )?(phương án|đáp án)|các phương án)/iu.test(option.text)) {
      faults.push({ code: 'item/refers-to-options', params: { option: option.id } });
    }
  }
  return faults;
}

function keyFaults(item: ItemContent): Refusal[] {
  const ids = new Set(item.options.map((o) => o.id));
  const faults = item.key.filter((k) => !ids.has(k)).map((k) => ({ code: 'item/key-unknown', params: { key: k } }));
  return [...faults, ...keyCountFaults(item)];
}

function keyCountFaults({ kind, key, options }: ItemContent): Refusal[] {
  switch (kind) {
    case 'single':
    case 'trueFalse':
      return key.length === 1 ? [] : [{ code: 'item/one-key', params: { n: key.length } }];
    case 'multiple':
      if (key.length < 1) return [{ code: 'item/no-key' }];
      return key.length < options.length ? [] : [{ code: 'item/all-keys' }];
    case 'essay':
    case 'oral':
      return [];
    default:
      return assertNever(kind);
  }
}

/** A response or a key in one form: letters sorted, none twice. */
export const normaliseLetters = (letters: Iterable<string>): string => [...new Set(letters)].sort().join('');

/** How a multiple-choice item that is answered in part counts. */
export type MultipleScoring = 'allOrNothing' | 'perOption';

/**
 * The part of an item's points that a response earns, as right and possible counts (right/of), so that rounding is
 * the caller's. A blank response earns 0. To grade what people mark is a broken invariant.
 */
export function gradeResponse(
  kind: ItemKind,
  key: string,
  response: string,
  multiple: MultipleScoring,
): { readonly right: number; readonly of: number } {
  if (isHumanMarked(kind)) throw new Error(`an item of kind ${kind} is marked by people, never by machine`);
  const given = normaliseLetters(response);
  if (given === '') return { right: 0, of: 1 };
  if (kind !== 'multiple' || multiple === 'allOrNothing') return { right: given === key ? 1 : 0, of: 1 };
  const hits = [...given].filter((l) => key.includes(l)).length;
  const misses = given.length - hits;
  return { right: Math.max(0, hits - misses), of: key.length };
}
