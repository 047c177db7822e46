import type { Sheet } from '../attempt/attempt.js';
import type { FormItem, FormKeyItem } from '../blueprint/form.js';
import { gradeResponse, type ItemLevel } from '../item/item.js';
import { canonicalJson } from '../ledger/canonical-json.js';
import { sha256Hex } from '../shared/digest.js';
import { type Points, roundPoints } from '../shared/points.js';
import type { RuleSet, WrittenRules } from './rule-set.js';

/** How one item of a form came to its points. */
export interface ItemScore {
  readonly no: number;
  readonly code: string;
  readonly topic: string;
  readonly level: ItemLevel;
  readonly response: string;
  readonly key: string;
  readonly points: Points;
  readonly max: Points;
}

export interface FormScore {
  readonly items: ItemScore[];
  readonly points: Points;
  readonly maxPoints: Points;
  readonly digest: string;
}

/** Scores a closed sheet against its frozen form: each item rounded, then the component. */
export function scoreForm(
  items: readonly FormItem[],
  keys: readonly FormKeyItem[],
  sheet: Sheet,
  written: WrittenRules,
  rounding: RuleSet['rounding'],
): FormScore {
  const keyOf = new Map(keys.map((k) => [k.no, k.key]));
  const scored = items.map((item) => {
    const key = keyOf.get(item.no);
    if (key === undefined) throw new Error(`form: item ${item.no} has no key`);
    const response = sheet.answers[item.no]?.value ?? '';
    const { right, of } = gradeResponse(item.kind, key, response, written.multipleScoring);
    const points = roundPoints(right * item.points, of, rounding.item);
    const { no, code, topic, level } = item;
    return { no, code, topic, level, response, key, points, max: item.points };
  });
  const sum = scored.reduce((total, s) => total + s.points, 0);
  const points = roundPoints(sum, 1, rounding.component);
  const maxPoints = scored.reduce((total, s) => total + s.max, 0);
  return { items: scored, points, maxPoints, digest: scoreDigest(scored, points) };
}

/** What the ledger keeps of a score. */
export const scoreDigest = (items: readonly ItemScore[], points: Points): string =>
  sha256Hex(canonicalJson({ items: items as never, points }));
