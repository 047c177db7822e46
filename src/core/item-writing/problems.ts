import type { ItemContent } from '../item/item.js';
import { itemFaults } from '../item/kinds.js';
import type { Refusal } from '../shared/result.js';
import type { FindingParams } from './finding.js';
import { lintItems, type RegisteredSource } from './lint.js';
import type { ItemRule } from './rules.js';

/** The part of an item that something is said of. */
export const ITEM_PARTS = ['stem', 'options', 'prompts', 'key', 'rubric', 'explanation', 'citation'] as const;
export type ItemPart = (typeof ITEM_PARTS)[number];

/** What is to be said of one item by itself: by the rules of its kind, or by a rule of item writing. */
export interface Problem {
  readonly part: ItemPart;
  /** error: the item may not come into use so; warning: somebody should look, a machine may be wrong. */
  readonly severity: 'error' | 'warning';
  readonly fault: Refusal | null;
  readonly finding: { readonly rule: ItemRule; readonly params: FindingParams } | null;
}

const RULES: Readonly<Record<ItemRule, { readonly part: ItemPart; readonly severity: Problem['severity'] }>> = {
  keyCount: { part: 'key', severity: 'error' },
  keyArgued: { part: 'explanation', severity: 'warning' },
  sameOptions: { part: 'options', severity: 'error' },
  optionInOption: { part: 'options', severity: 'warning' },
  rangesOverlap: { part: 'options', severity: 'warning' },
  refersToOptions: { part: 'options', severity: 'error' },
  unmarkedNegation: { part: 'stem', severity: 'warning' },
  stemEnd: { part: 'stem', severity: 'warning' },
  explanationPresent: { part: 'explanation', severity: 'error' },
  citationKnown: { part: 'citation', severity: 'error' },
  citationCurrent: { part: 'citation', severity: 'error' },
  giveaway: { part: 'stem', severity: 'warning' },
  longestKey: { part: 'options', severity: 'warning' },
  keyPlaces: { part: 'options', severity: 'warning' },
};

/** Said of a kind and by a rule alike: once is enough. */
const SAME: Readonly<Record<string, ItemRule>> = {
  'item/one-key': 'keyCount',
  'item/no-key': 'keyCount',
  'item/all-keys': 'keyCount',
  'item/key-unknown': 'keyCount',
  'item/same-options': 'sameOptions',
  'item/refers-to-options': 'refersToOptions',
};

/** All that stands against an item by itself, in the order of its parts, errors first. */
export function problemsOf(content: ItemContent, register: readonly RegisteredSource[]): Problem[] {
  const faults = [...blankFaults(content), ...itemFaults(content)].map((fault): Problem => ({
    part: partOf(fault.code),
    severity: 'error',
    fault,
    finding: null,
  }));
  const said = new Set(faults.map(({ fault }) => SAME[fault?.code ?? '']));
  const findings = lintItems([content], register)
    .filter(({ item, rule }) => item !== null && !said.has(rule))
    .map(({ rule, params }): Problem => ({ ...RULES[rule], fault: null, finding: { rule, params } }));
  const place = ({ part, severity }: Problem): number => ITEM_PARTS.indexOf(part) + (severity === 'error' ? 0 : 0.5);
  return [...faults, ...findings].sort((a, b) => place(a) - place(b));
}

/** What keeps an item out of use. */
export const obstaclesOf = (content: ItemContent, register: readonly RegisteredSource[]): Problem[] =>
  problemsOf(content, register).filter((p) => p.severity === 'error');

/** What a draft may still lack, and no other rule asks for. */
function blankFaults({ options, prompts, rubric }: ItemContent): Refusal[] {
  const criteria = rubric?.criteria ?? [];
  return [
    ...options.filter((o) => o.text === '').map(({ id }) => ({ code: 'item/blank-option', params: { option: id } })),
    ...prompts.filter((p) => p.text === '').map(({ id }) => ({ code: 'item/blank-prompt', params: { prompt: id } })),
    ...criteria.flatMap((c, i) => (c.title === '' ? [{ code: 'rubric/blank-criterion', params: { no: i + 1 } }] : [])),
  ];
}

function partOf(code: string): ItemPart {
  if (code.startsWith('rubric/') || code.includes('rubric')) return 'rubric';
  if (/prompt/.test(code)) return 'prompts';
  if (/key|accepted|folding/.test(code)) return 'key';
  return 'options';
}
