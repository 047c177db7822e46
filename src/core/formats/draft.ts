import type {
  Citation,
  ItemContent,
  ItemKind,
  ItemLevel,
  ItemOption,
  TextFolding,
  Verification,
} from '../item/item.js';
import { isHumanMarked, KINDS } from '../item/kinds.js';
import type { Rubric } from '../rubric/rubric.js';
import { blockText, inlineText } from './plain-text.js';
import { readTags } from './tags.js';

/** Where in a file something stands; what is not known is left out. */
export interface Place {
  /** From 1. */
  readonly line?: number;
  /** 'B12' of a spreadsheet. */
  readonly cell?: string;
  /** Name of a file within a package. */
  readonly part?: string;
  /** 'Câu 12', where the file numbers its questions. */
  readonly label?: string;
}

/**
 * error: nothing is imported until it is mended; skip: a question that is named and left out; warning: imported, somebody
 * should look.
 */
export type Severity = 'error' | 'skip' | 'warning';

export interface FileProblem {
  readonly severity: Severity;
  readonly place: Place;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** What a complete item has and a file may lack. */
export const DRAFT_PARTS = [
  'code',
  'topic',
  'level',
  'key',
  'explanation',
  'citation',
  'verifiedAgainst',
  'rubric',
] as const;
export type DraftPart = (typeof DRAFT_PARTS)[number];

export interface DraftItem {
  readonly place: Place;
  /** What is missing stands empty here, or as its lowest value (level recall, verified against a fact). */
  readonly content: ItemContent;
  readonly missing: readonly DraftPart[];
}

/** What was read of a file. */
export interface Reading {
  readonly items: readonly DraftItem[];
  readonly problems: readonly FileProblem[];
}

/** What a reader found of one question; texts as they stand in the file. */
export interface Found {
  readonly place: Place;
  readonly kind: ItemKind;
  readonly stem: string;
  /** In the file's order; letters are given here. */
  readonly options?: readonly string[];
  readonly prompts?: readonly string[];
  /** Letters, accepted answers or pairs, as the kind has it. */
  readonly key?: readonly string[];
  readonly folding?: TextFolding;
  readonly shuffle?: boolean;
  readonly code?: string | undefined;
  readonly topic?: string | undefined;
  readonly level?: ItemLevel | undefined;
  readonly explanation?: string;
  readonly citation?: Citation | undefined;
  readonly verifiedAgainst?: Verification | undefined;
  readonly rubric?: Rubric | null;
  /** 'level:recall': what a format can hold only as tags. */
  readonly tags?: readonly string[];
}

/** Stable for ever within its bank. */
export const ITEM_CODE = /^[A-Z]{2,4}[0-9]{3,5}$/;

export const LETTERS = 'ABCDEFGH';

export const letterAt = (index: number): string => LETTERS.charAt(index);

export function draftOf(found: Found): DraftItem {
  const tags = readTags(found.tags ?? []);
  const kind = kindOf(found.kind, tags.kind);
  const lettered = (found.options ?? []).map((text, i) => ({ id: letterAt(i), text: inlineText(text) }));
  const { options, key } = relettered(kind, lettered, keyOf(kind, found.key ?? []), tags.letters);
  const code = inlineText(found.code ?? tags.code ?? '');
  const citation = found.citation ?? tags.citation;
  // The order of an ordering is what is asked: it is never shown.
  const shuffle = kind === 'ordering' || (tags.shuffle ?? found.shuffle ?? true);
  const content: ItemContent = {
    code: ITEM_CODE.test(code) ? code : '',
    topic: inlineText(found.topic ?? tags.topic ?? ''),
    kind,
    level: found.level ?? tags.level ?? 'recall',
    stem: blockText(found.stem),
    options: KINDS[kind].options ?? options,
    prompts: (found.prompts ?? []).map((text, i) => ({ id: String(i + 1), text: inlineText(text) })),
    key,
    folding: kind === 'shortText' ? (tags.folding ?? found.folding ?? 'case') : null,
    shuffle: KINDS[kind].shuffle && shuffle,
    explanation: blockText(found.explanation ?? ''),
    citation: citation ?? { document: '' },
    verifiedAgainst: found.verifiedAgainst ?? tags.verifiedAgainst ?? 'fact',
    rubric: isHumanMarked(kind) ? (found.rubric ?? null) : null,
  };
  const lacks: Readonly<Record<DraftPart, boolean>> = {
    code: content.code === '',
    topic: content.topic === '',
    level: (found.level ?? tags.level) === undefined,
    key: !isHumanMarked(kind) && key.length === 0,
    explanation: !isHumanMarked(kind) && content.explanation === '',
    citation: content.citation.document === '',
    verifiedAgainst: (found.verifiedAgainst ?? tags.verifiedAgainst) === undefined,
    rubric: isHumanMarked(kind) && content.rubric === null,
  };
  return { place: found.place, content, missing: DRAFT_PARTS.filter((part) => lacks[part]) };
}

/** A tag names the kind where the format knows one word for two of ours, and only then. */
function kindOf(read: ItemKind, tagged: ItemKind | undefined): ItemKind {
  if (tagged === undefined) return read;
  const family = (kind: ItemKind): string =>
    isHumanMarked(kind) ? 'marked' : kind === 'single' || kind === 'multiple' ? 'choice' : kind;
  return family(read) === family(tagged) ? tagged : read;
}

function keyOf(kind: ItemKind, key: readonly string[]): readonly string[] {
  if (kind === 'shortText') return [...new Set(key.map(inlineText).filter((text) => text !== ''))];
  return KINDS[kind].spell(key);
}

/** Puts options back under the letters that they had before a format put them in another order. */
function relettered(
  kind: ItemKind,
  options: readonly ItemOption[],
  key: readonly string[],
  letters: string | undefined,
): { readonly options: readonly ItemOption[]; readonly key: readonly string[] } {
  if ((kind !== 'ordering' && kind !== 'matching') || letters === undefined) return { options, key };
  const fits = Array.from(letters).sort().join('') === LETTERS.slice(0, options.length);
  if (!fits) return { options, key };
  const letterOf = (id: string): string => letters.charAt(LETTERS.indexOf(id));
  return {
    options: options.map((o) => ({ ...o, id: letterOf(o.id) })).sort((a, b) => (a.id < b.id ? -1 : 1)),
    key: key.map((k) => (kind === 'ordering' ? letterOf(k) : k.slice(0, -1) + letterOf(k.slice(-1)))),
  };
}

/** A file has more questions, or more to be said of it, than anybody would go through. */
export class TooMany extends Error {}
export const MOST_ITEMS = 10_000;

/** A reader's notebook: items and problems in the order of the file. */
export class ReadingBook implements Reading {
  readonly items: DraftItem[] = [];
  readonly problems: FileProblem[] = [];
  readonly #told = new Set<string>();

  add(found: Found): void {
    if (this.items.length >= MOST_ITEMS) throw new TooMany();
    this.items.push(draftOf(found));
  }

  tell(severity: Severity, place: Place, code: string, params: FileProblem['params'] = {}): void {
    if (this.problems.length >= MOST_ITEMS) throw new TooMany();
    this.problems.push({ severity, place, code, params });
  }

  /** As tell, but once for a place. */
  tellOnce(severity: Severity, place: Place, code: string): void {
    const what = JSON.stringify([code, place]);
    if (!this.#told.has(what)) this.tell(severity, place, code);
    this.#told.add(what);
  }
}
