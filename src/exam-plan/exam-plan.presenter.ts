import { type Blueprint, blueprintSize, pointsPerItem } from '../core/blueprint/blueprint.js';
import { feasibility, type StockItem } from '../core/blueprint/draw.js';
import { ITEM_LEVELS } from '../core/item/item.js';
import { planFaults } from '../core/scoring/plan-faults.js';
import { DEFAULT_RULES, oralRules, type RuleSet, totalPoints, writtenRules } from '../core/scoring/rule-set.js';
import { formatNumber, type Lang, translate } from '../i18n/translator.js';

export interface TopicTitle {
  readonly code: string;
  readonly title: string;
}

/** '60' or '62,5', as it is typed. */
const asTyped = (points: number): string => String(points / 100).replace('.', ',');

/** A plan as the values of its form's fields. */
export function planValues(title: string, rules: RuleSet, blueprint: Blueprint): Record<string, string> {
  const written = writtenRules(rules) ?? writtenRules(DEFAULT_RULES);
  const oral = oralRules(rules) ?? oralRules(DEFAULT_RULES);
  if (written === null || oral === null) throw new Error('the default rules have both components');
  const band = (code: string): string => asTyped(rules.bands.find((b) => b.code === code)?.from ?? rules.pass);
  const cells = blueprint.topics.flatMap((t) =>
    ITEM_LEVELS.map((level) => [`n-${t.topic}-${level}`, String(t[level])]),
  );
  return {
    title,
    written: writtenRules(rules) === null ? '' : 'yes',
    minutes: String(written.minutes),
    writtenPoints: asTyped(written.points),
    writtenFloor: String(written.floorPercent),
    graceSeconds: String(written.graceSeconds),
    lateEntryMinutes: String(written.lateEntryMinutes),
    multipleScoring: written.multipleScoring,
    oral: oralRules(rules) === null ? '' : 'yes',
    questions: String(oral.questions),
    questionPoints: asTyped(oral.pointsPerQuestion),
    raters: String(oral.raters),
    tolerance: asTyped(oral.tolerance),
    oralFloor: String(oral.floorPercent),
    pass: asTyped(rules.pass),
    excellent: band('excellent'),
    good: band('good'),
    maxPerClause: String(blueprint.maxPerClause),
    ...(Object.fromEntries(cells) as Record<string, string>),
  };
}

export interface FeasibilityView {
  /** n-<topic>-<level> -> what the bank has for it. */
  readonly cells: Readonly<Record<string, { state: 'ok' | 'short' | 'unused'; text: string }>>;
  readonly rows: Readonly<Record<string, number>>;
  readonly items: number;
  readonly verdict: { state: 'ok' | 'short'; text: string };
  readonly faults: readonly { field: string; message: string }[];
}

/** The plan against the bank, cell by cell, in words. */
export function feasibilityView(
  rules: RuleSet,
  blueprint: Blueprint,
  stock: readonly StockItem[],
  titles: readonly TopicTitle[],
  lang: Lang,
): FeasibilityView {
  const result = feasibility(blueprint, stock);
  const needed = new Map(result.cells.map((c) => [`n-${c.topic}-${c.level}`, c]));
  const cells: Record<string, { state: 'ok' | 'short' | 'unused'; text: string }> = {};
  for (const { topic } of blueprint.topics) {
    for (const level of ITEM_LEVELS) {
      const name = `n-${topic}-${level}`;
      const cell = needed.get(name);
      const have =
        cell?.have ?? stock.filter((s) => s.essayPoints === null && s.topic === topic && s.level === level).length;
      const short = cell !== undefined && cell.usable < cell.need;
      const text = translate(lang, short ? 'plan.cell.short' : 'plan.cell.have', {
        have,
        usable: cell?.usable ?? have,
      });
      cells[name] = { state: cell === undefined ? 'unused' : short ? 'short' : 'ok', text };
    }
  }
  const faults = planFaults(rules, blueprint).map((f) => ({
    field: f.field,
    message: translate(lang, `error.${f.code}`, f.params),
  }));
  return {
    cells,
    rows: rowSums(blueprint),
    items: blueprintSize(blueprint),
    verdict: verdict(rules, blueprint, result, titles, lang),
    faults,
  };
}

const rowSums = (blueprint: Blueprint): Record<string, number> =>
  Object.fromEntries(blueprint.topics.map((t) => [t.topic, t.recall + t.understand + t.apply]));

function verdict(
  rules: RuleSet,
  blueprint: Blueprint,
  result: ReturnType<typeof feasibility>,
  titles: readonly TopicTitle[],
  lang: Lang,
): FeasibilityView['verdict'] {
  const items = blueprintSize(blueprint);
  const written = writtenRules(rules);
  const total = formatNumber(totalPoints(rules) / 100, lang);
  if (written === null) return { state: 'ok', text: translate(lang, 'plan.verdict.oralOnly', { total }) };
  if (items === 0) return { state: 'short', text: translate(lang, 'error.blueprint/empty') };
  const short = result.cells.find((c) => c.usable < c.need);
  if (short !== undefined) {
    const topic = titles.find((t) => t.code === short.topic)?.title ?? short.topic;
    const level = translate(lang, `level.${short.level}`);
    return {
      state: 'short',
      text: translate(lang, 'plan.verdict.short', { topic, level, need: short.need, have: short.usable }),
    };
  }
  if (!result.feasible) return { state: 'short', text: translate(lang, 'plan.verdict.clauses') };
  const each = pointsPerItem(blueprint, written.points);
  const points = each.ok ? asTyped(each.value) : '–';
  return { state: 'ok', text: translate(lang, 'plan.verdict.ok', { items, points, total }) };
}

/** The matrix as the page draws it. */
export function matrixRows(
  values: Readonly<Record<string, unknown>>,
  titles: readonly TopicTitle[],
  view: FeasibilityView,
): object[] {
  return titles.map((t) => ({
    ...t,
    cells: ITEM_LEVELS.map((level) => {
      const name = `n-${t.code}-${level}`;
      return { name, level, value: values[name] ?? '0', ...(view.cells[name] ?? { state: 'unused', text: '' }) };
    }),
    sum: view.rows[t.code] ?? 0,
  }));
}
