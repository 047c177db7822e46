import type { Sheet } from '../attempt/attempt.js';
import type { FormItem, FormKeyItem } from '../blueprint/form.js';
import type { ItemLevel } from '../item/item.js';
import { gradeResponse, isHumanMarked } from '../item/kinds.js';
import type { GradeRules } from '../item/kinds/kind.js';
import { canonicalJson } from '../ledger/canonical-json.js';
import { sha256Hex } from '../shared/digest.js';
import { type Points, roundPoints } from '../shared/points.js';
import { acceptedKeys, type ItemRuling, type RulingKind } from './item-ruling.js';
import type { RuleSet, WrittenRules } from './rule-set.js';

/** How one item of a form came to its points. */
export interface ItemScore {
  readonly no: number;
  readonly code: string;
  readonly topic: string;
  readonly level: ItemLevel;
  readonly response: string;
  /** The key, or the keys that the council accepts, with '|' between them; empty for an essay. */
  readonly key: string;
  readonly points: Points;
  readonly max: Points;
  /** The council's ruling that decided it; left out where the key as drawn did. */
  readonly ruling?: RulingKind;
}

export interface FormScore {
  readonly items: ItemScore[];
  readonly points: Points;
  readonly maxPoints: Points;
  readonly digest: string;
}

export interface HumanMarks {
  /** Points by number of the item, of essays whose raters agree or were settled. */
  readonly essays?: ReadonlyMap<number, Points>;
  /** By item id. */
  readonly rulings?: ReadonlyMap<string, ItemRuling>;
}

/** Numbers of the essays that people have not finished marking: without them the sheet has no score. */
export const unmarkedEssays = (items: readonly FormItem[], essays: ReadonlyMap<number, Points>): number[] =>
  items.filter((i) => isHumanMarked(i.kind) && !essays.has(i.no)).map((i) => i.no);

/**
 * Scores a closed sheet against its frozen form: each item rounded, then the component. A dropped item counts for
 * nobody: the rest is scaled to the component's points, rounded once.
 * @throws Error when an essay is not marked: the caller asks `unmarkedEssays` first
 */
export function scoreForm(
  items: readonly FormItem[],
  keys: readonly FormKeyItem[],
  sheet: Sheet,
  written: WrittenRules,
  rounding: RuleSet['rounding'],
  { essays = new Map(), rulings = new Map() }: HumanMarks = {},
): FormScore {
  const keyOf = new Map(keys.map((k) => [k.no, k]));
  const scored = items.map((item): ItemScore => {
    const { key, folding = null } = keyItem(keyOf, item.no);
    const how = { credit: written.multipleScoring, folding };
    const response = sheet.answers[item.no]?.value ?? '';
    const ruling = rulings.get(item.itemId);
    const { no, code, topic, level, points: max } = item;
    const base = { no, code, topic, level, response };
    if (isHumanMarked(item.kind)) return { ...base, response: '', key: '', points: essayOf(essays, no), max };
    if (ruling?.kind === 'drop') return { ...base, key, points: 0, max: 0, ruling: 'drop' };
    if (ruling?.kind === 'fullMarks') return { ...base, key, points: max, max, ruling: 'fullMarks' };
    const accepted = ruling === undefined ? [key] : acceptedKeys(item, ruling);
    const points = Math.max(...accepted.map((k) => itemPoints(item, k, response, how, rounding)));
    return { ...base, key: accepted.join('|'), points, max, ...(ruling === undefined ? {} : { ruling: ruling.kind }) };
  });
  const sum = scored.reduce((total, s) => total + s.points, 0);
  const left = scored.reduce((total, s) => total + s.max, 0);
  const maxPoints = items.reduce((total, i) => total + i.points, 0);
  const points = left === 0 ? maxPoints : roundPoints(sum * maxPoints, left, rounding.component);
  return { items: scored, points, maxPoints, digest: scoreDigest(scored, points) };
}

function keyItem(keys: ReadonlyMap<number, FormKeyItem>, no: number): FormKeyItem {
  const key = keys.get(no);
  if (key === undefined) throw new Error(`form: item ${no} has no key`);
  return key;
}

function itemPoints(
  item: FormItem,
  key: string,
  response: string,
  how: GradeRules,
  rounding: RuleSet['rounding'],
): Points {
  const { right, of } = gradeResponse(item.kind, key, response, how);
  return roundPoints(right * item.points, of, rounding.item);
}

function essayOf(essays: ReadonlyMap<number, Points>, no: number): Points {
  const points = essays.get(no);
  if (points === undefined) throw new Error(`form: essay ${no} is not marked`);
  return points;
}

/** What the ledger keeps of a score. */
export const scoreDigest = (items: readonly ItemScore[], points: Points): string =>
  sha256Hex(canonicalJson({ items: items as never, points }));
