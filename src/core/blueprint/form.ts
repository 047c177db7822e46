import { type ItemKind, type ItemLevel, type ItemOption, type Key, normaliseLetters } from '../item/item.js';
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
}

/** The key of one item of a form, in the letters shown; an essay has a rubric in its place. */
export interface FormKeyItem {
  readonly no: number;
  readonly key: string;
  readonly rubric?: Rubric;
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
  readonly options: readonly ItemOption[];
  readonly shuffle: boolean;
  readonly key: Key;
  /** Of essays alone. */
  readonly rubric: Rubric | null;
}

export interface LaidOutForm {
  readonly items: FormItem[];
  readonly keys: FormKeyItem[];
  readonly digest: string;
}

const LETTERS = 'ABCDEF';

/**
 * Lays out drawn items as a paper: options shuffled where their author allows, letters given anew.
 * @param points of each item that a machine marks; an essay has those of its rubric
 */
export function layOutForm(drawn: readonly DrawnItem[], points: Points, random: Random): LaidOutForm {
  const items: FormItem[] = [];
  const keys: FormKeyItem[] = [];
  drawn.forEach((item, i) => {
    const order = item.shuffle ? random.shuffle(item.options) : item.options;
    const options = order.map((o, k) => ({ letter: LETTERS.charAt(k), origin: o.id, text: o.text }));
    const no = i + 1;
    const { versionId, code, topic, level, kind, stem } = item;
    const worth = item.rubric?.points ?? points;
    items.push({ no, itemId: item.id, versionId, code, topic, level, kind, points: worth, stem, options });
    const key = normaliseLetters(options.filter((o) => item.key.includes(o.origin)).map((o) => o.letter));
    keys.push(item.rubric === null ? { no, key } : { no, key, rubric: item.rubric });
  });
  return { items, keys, digest: formDigest(items, keys) };
}

/** What the ledger keeps of a form: any change of a stem, an option's place or a key gives another digest. */
export const formDigest = (items: readonly FormItem[], keys: readonly FormKeyItem[]): string =>
  sha256Hex(canonicalJson({ items: items as never, keys: keys as never }));
