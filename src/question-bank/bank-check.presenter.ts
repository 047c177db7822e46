import { ITEM_RULES } from '../core/item-writing/rules.js';
import type { Finding } from '../core/item-writing/finding.js';
import type { ItemContent } from '../core/item/item.js';
import { differences, type Piece } from '../core/similarity/differences.js';
import type { NearDuplicate } from '../core/similarity/near-duplicates.js';
import { type Lang, translate } from '../i18n/translator.js';

/** A finding as it is read: what is wrong and what to do. */
export interface ToldFinding {
  readonly item: string | null;
  readonly stem: string;
  readonly says: string;
  readonly remedy: string;
}

export function toldFinding(finding: Finding, items: readonly ItemContent[], lang: Lang): ToldFinding {
  const { item, rule, params } = finding;
  return {
    item,
    stem: items.find((i) => i.code === item)?.stem ?? '',
    says: translate(lang, `itemRule.${rule}`, params),
    remedy: translate(lang, `itemRemedy.${rule}`, params),
  };
}

/** How many findings each rule has, those without any left out. */
export const countsByRule = (findings: readonly Finding[]): { rule: string; n: number }[] =>
  ITEM_RULES.map((rule) => ({ rule, n: findings.filter((f) => f.rule === rule).length })).filter(({ n }) => n > 0);

/** An item of a pair, with what the other one does not say marked. */
interface Side {
  readonly code: string;
  readonly kind: string;
  readonly level: string;
  readonly stem: readonly Piece[];
  readonly options: readonly { readonly id: string; readonly right: boolean; readonly text: readonly Piece[] }[];
}

export interface ToldPair {
  readonly percent: number;
  readonly part: NearDuplicate['part'];
  readonly sides: readonly [Side, Side];
}

export function toldPair({ first, second, score, part }: NearDuplicate, items: readonly ItemContent[]): ToldPair {
  const [a, b] = [first, second].map((code) => items.find((i) => i.code === code));
  if (a === undefined || b === undefined) throw new Error('a pair of items that are not there');
  // Nothing but equal items is told as equal.
  return { percent: Math.floor(score * 100 + 1e-9), part, sides: [sideOf(a, b), sideOf(b, a)] };
}

function sideOf(item: ItemContent, other: ItemContent): Side {
  const { code, kind, level, stem, options, key } = item;
  const said = other.options.map((o) => o.text).join(' ');
  const shown = kind === 'trueFalse' ? [] : options;
  return {
    code,
    kind,
    level,
    stem: differences(stem, other.stem),
    options: shown.map(({ id, text }) => ({ id, right: key.includes(id), text: differences(text, said) })),
  };
}
