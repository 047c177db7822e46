import type { ItemKind, ItemLevel, ItemOption, Key, TextFolding } from '../item/item.js';
import { KINDS, shownKey } from '../item/kinds.js';
import { canonicalJson } from '../ledger/canonical-json.js';
import { sha256Hex } from '../shared/digest.js';
import type { Rubric } from '../rubric/rubric.js';
import type { Points } from '../shared/points.js';
import type { Random } from '../shared/random.js';

/** An option as it stands on one candidate's paper; `origin` is the author's letter and never leaves the server. */
export interface FormOption {
  readonly letter: string;
  readonly origin: string;
  readonly text: string;
}

/** An item copied into a form: later changes of the bank do not touch it. */
export interface FormItem {
  readonly no: number;
  readonly itemId: string;
  readonly versionId: string;
  readonly code: string;
  readonly topic: string;
  readonly level: ItemLevel;
  readonly kind: ItemKind;
  readonly points: Points;
  readonly stem: string;
  readonly options: readonly FormOption[];
  /** The left side of a matching item; left out for every other kind. */
  readonly prompts?: readonly ItemOption[];
}

/** The key of one item of a form, in the letters shown; an essay has a rubric in its place. */
export interface FormKeyItem {
  readonly no: number;
  readonly key: string;
  readonly rubric?: Rubric;
  /** How a short text is compared with its key; left out for every other kind. */
  readonly folding?: TextFolding;
}

/** What laying out a form needs of an item of the bank. */
export interface DrawnItem {
  readonly id: string;
  readonly versionId: string;
  readonly code: string;
  readonly topic: string;
  readonly level: ItemLevel;
  readonly kind: ItemKind;
  readonly stem: string;
  readonly prompts: readonly ItemOption[];
  readonly options: readonly ItemOption[];
  readonly shuffle: boolean;
  readonly key: Key;
  readonly folding: TextFolding | null;
  /** Of essays alone. */
  readonly rubric: Rubric | null;
}

export interface LaidOutForm {
  readonly items: FormItem[];
  readonly keys: FormKeyItem[];
  readonly digest: string;
}

const LETTERS = 'ABCDEFGH';

/**
 * Lays out drawn items as a paper: options arranged as their kind does, letters given anew.
 * @param points of each item that a machine marks; an essay has those of its rubric
 */
export function layOutForm(drawn: readonly DrawnItem[], points: Points, random: Random): LaidOutForm {
  const items: FormItem[] = [];
  const keys: FormKeyItem[] = [];
  drawn.forEach((item, i) => {
    const options = KINDS[item.kind]
      .arrange(item, random)
      .map((o, k) => ({ letter: LETTERS.charAt(k), origin: o.id, text: o.text }));
    const no = i + 1;
    const { versionId, code, topic, level, kind, stem, prompts, rubric, folding } = item;
    const worth = rubric?.points ?? points;
    const shown = { no, itemId: item.id, versionId, code, topic, level, kind, points: worth, stem, options };
    items.push(prompts.length === 0 ? shown : { ...shown, prompts });
    const key = shownKey(kind, item.key, options);
    keys.push({ no, key, ...(rubric === null ? {} : { rubric }), ...(folding === null ? {} : { folding }) });
  });
  return { items, keys, digest: formDigest(items, keys) };
}

/** What the ledger keeps of a form: any change of a stem, an option's place or a key gives another digest. */
export const formDigest = (items: readonly FormItem[], keys: readonly FormKeyItem[]): string =>
  sha256Hex(canonicalJson({ items: items as never, keys: keys as never }));
