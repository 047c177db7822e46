import {
  type Blueprint,
  blueprintSize,
  coolDownMonths,
  essayCount,
  formSize,
  drawsKind,
  MORE_KINDS,
  pointsPerItem,
} from '../core/blueprint/blueprint.js';
import { type CellFeasibility, feasibility, type StockItem, type Supply } from '../core/blueprint/draw.js';
import { ITEM_LEVELS } from '../core/item/item.js';
import { layOutPool, type OralItem } from '../core/oral/ticket.js';
import { planFaults } from '../core/scoring/plan-faults.js';
import {
  councilRules,
  DEFAULT_RULES,
  essayRules,
  GATE_CHECKS,
  GATE_WEIGHTS,
  type GateCheckCode,
  gateRules,
  isSealed,
  LATE_ANSWERS,
  lateAnswersRule,
  oralRules,
  publicationRules,
  type RuleSet,
  SETTLERS,
  settlerOf,
  totalPoints,
  type ViolationDegree,
  violationRules,
  VISIBILITIES,
  writtenRules,
} from '../core/scoring/rule-set.js';
import { formatNumber, type Lang, translate } from '../i18n/translator.js';
import { equivalenceLine } from './equivalence.presenter.js';

export interface TopicTitle {
  readonly code: string;
  readonly title: string;
}

/** '60' or '62,5', as it is typed. */
const asTyped = (points: number): string => String(points / 100).replace('.', ',');

/** gatePassed: the field that weighs a check of the gate. */
const gateField = (check: GateCheckCode): string => `gate${check.charAt(0).toUpperCase()}${check.slice(1)}`;

/** A plan as the values of its form's fields. */
export function planValues(title: string, rules: RuleSet, blueprint: Blueprint): Record<string, string> {
  const written = writtenRules(rules) ?? writtenRules(DEFAULT_RULES);
  const oral = oralRules(rules) ?? oralRules(DEFAULT_RULES);
  if (written === null || oral === null) throw new Error('the default rules have both components');
  const band = (code: string): string => asTyped(rules.bands.find((b) => b.code === code)?.from ?? rules.pass);
  const cells = blueprint.topics.flatMap((t) =>
    ITEM_LEVELS.map((level) => [`n-${t.topic}-${level}`, String(t[level])]),
  );
  const percent = (degree: ViolationDegree): string =>
    String(violationRules(rules).find((r) => r.degree === degree)?.percent ?? 0);
  const { quorum, adoptOverPercent } = councilRules(rules);
  const sees = publicationRules(rules);
  const gate = gateRules(rules);
  const essays = essayRules(written);
  return {
    title,
    written: writtenRules(rules) === null ? '' : 'yes',
    minutes: String(written.minutes),
    writtenPoints: asTyped(written.points),
    writtenFloor: String(written.floorPercent),
    graceSeconds: String(written.graceSeconds),
    lateEntryMinutes: String(written.lateEntryMinutes),
    lateAnswers: lateAnswersRule(written),
    multipleScoring: written.multipleScoring,
    essayRaters: String(essays.raters),
    essayTolerance: String(essays.tolerancePercent),
    oral: oralRules(rules) === null ? '' : 'yes',
    questions: String(oral.questions),
    questionPoints: asTyped(oral.pointsPerQuestion),
    raters: String(oral.raters),
    tolerance: asTyped(oral.tolerance),
    thinkMinutes: String(oral.thinkMinutes),
    answerMinutes: String(oral.answerMinutes),
    oralFloor: String(oral.floorPercent),
    settledBy: settlerOf(oral),
    reprimandPercent: percent('reprimand'),
    warningPercent: percent('warning'),
    suspensionPercent: percent('suspension'),
    quorumPart: String(quorum.part),
    quorumOf: String(quorum.of),
    adoptOverPercent: String(adoptOverPercent),
    personSees: sees.person,
    unitSees: sees.unit,
    ...Object.fromEntries(GATE_CHECKS.map((c) => [gateField(c), gate[c]])),
    pass: asTyped(rules.pass),
    excellent: band('excellent'),
    good: band('good'),
    maxPerClause: String(blueprint.maxPerClause),
    sealed: isSealed(rules) ? 'yes' : '',
    coolDownMonths: String(coolDownMonths(blueprint)),
    equivalentWithin: blueprint.equivalentWithin === undefined ? '' : asTyped(blueprint.equivalentWithin),
    ...Object.fromEntries(MORE_KINDS.map((kind) => [kind, drawsKind(blueprint, kind) ? 'yes' : ''])),
    ...(Object.fromEntries(cells) as Record<string, string>),
    ...Object.fromEntries(
      (blueprint.essays ?? []).flatMap((e) => [
        [`e-${e.topic}-count`, String(e.count)],
        [`e-${e.topic}-points`, asTyped(e.points)],
      ]),
    ),
  };
}

export interface FeasibilityLine {
  readonly state: 'ok' | 'short';
  readonly text: string;
}

export interface CellLine {
  readonly state: Supply | 'ok' | 'unused';
  readonly text: string;
}

export interface FeasibilityView {
  /** n-<topic>-<level> or e-<topic> -> what the bank has for it. */
  readonly cells: Readonly<Record<string, CellLine>>;
  readonly rows: Readonly<Record<string, number>>;
  readonly items: number;
  readonly verdict: { state: 'ok' | 'short'; text: string };
  /** Essays, oral questions and how alike forms are: what the plan needs against what the bank has. */
  readonly lines: Readonly<Record<'essays' | 'oral' | 'equivalence', FeasibilityLine | null>>;
  readonly faults: readonly { field: string; message: string }[];
}

/** The plan against the bank, cell by cell, in words. */
export function feasibilityView(
  rules: RuleSet,
  blueprint: Blueprint,
  stock: readonly StockItem[],
  oralStock: readonly OralItem[],
  titles: readonly TopicTitle[],
  lang: Lang,
): FeasibilityView {
  const result = feasibility(blueprint, stock);
  const cells: Record<string, CellLine> = {};
  for (const { topic } of blueprint.topics) {
    for (const level of ITEM_LEVELS) {
      const cell = result.cells.find((c) => c.topic === topic && c.level === level);
      const have = stock.filter((s) => s.essayPoints === null && s.topic === topic && s.level === level).length;
      cells[`n-${topic}-${level}`] = cellLine(cell, have, lang);
    }
  }
  for (const { code } of titles) cells[`e-${code}`] = essayCell(code, blueprint, stock, lang);
  const faults = planFaults(rules, blueprint).map((f) => ({
    field: f.field,
    message: translate(lang, `error.${f.code}`, f.params),
  }));
  return {
    cells,
    rows: rowSums(blueprint),
    items: blueprintSize(blueprint),
    verdict: verdict(rules, blueprint, result, titles, lang),
    lines: {
      essays: essayLine(rules, blueprint, stock, titles, lang),
      oral: oralLine(rules, oralStock, lang),
      equivalence: equivalenceLine(rules, blueprint, stock, titles, lang),
    },
    faults,
  };
}

/** What the bank has for a cell, how many times what is drawn that is, and whether it is enough, in words. */
export function cellLine(cell: CellFeasibility | undefined, have: number, lang: Lang): CellLine {
  if (cell === undefined) return { state: 'unused', text: translate(lang, 'plan.cell.have', { have }) };
  const { supply, usable } = cell;
  const params = { have, usable, times: formatNumber(Math.floor(cell.times * 10) / 10, lang) };
  const text = translate(lang, `plan.cell.${supply}`, params);
  if (cell.resting === 0) return { state: supply, text };
  return { state: supply, text: `${text}; ${translate(lang, 'plan.cell.resting', { n: cell.resting })}` };
}

/** What keeps a written form from being drawn, with the remedy; null where nothing does. */
export function formTrouble(
  rules: RuleSet,
  blueprint: Blueprint,
  stock: readonly StockItem[],
  titles: readonly TopicTitle[],
  lang: Lang,
): string | null {
  const whole = verdict(rules, blueprint, feasibility(blueprint, stock), titles, lang);
  if (whole.state === 'short') return whole.text;
  const essays = essayLine(rules, blueprint, stock, titles, lang);
  return essays?.state === 'short' ? essays.text : null;
}

/** Essays of a topic that the bank has, of the points that the plan asks for where it asks for any. */
function essayCell(
  topic: string,
  blueprint: Blueprint,
  stock: readonly StockItem[],
  lang: Lang,
): FeasibilityView['cells'][string] {
  const wanted = (blueprint.essays ?? []).find((e) => e.topic === topic);
  const fitting = stock.filter(
    (s) => s.topic === topic && s.essayPoints !== null && (wanted === undefined || s.essayPoints === wanted.points),
  );
  const params = { have: fitting.length, points: (wanted?.points ?? 0) / 100 };
  if (wanted === undefined) return { state: 'unused', text: translate(lang, 'plan.essay.have', params) };
  const state = fitting.length < wanted.count ? 'short' : 'ok';
  return { state, text: translate(lang, 'plan.essay.haveOf', params) };
}

function essayLine(
  rules: RuleSet,
  blueprint: Blueprint,
  stock: readonly StockItem[],
  titles: readonly TopicTitle[],
  lang: Lang,
): FeasibilityLine | null {
  if (writtenRules(rules) === null || essayCount(blueprint) === 0) return null;
  for (const { topic, count, points } of blueprint.essays ?? []) {
    const have = stock.filter((s) => s.topic === topic && s.essayPoints === points).length;
    const title = titles.find((t) => t.code === topic)?.title ?? topic;
    const params = { topic: title, have, need: count, points: points / 100 };
    if (have < count) return { state: 'short', text: translate(lang, 'error.blueprint/essay-short', params) };
  }
  return { state: 'ok', text: translate(lang, 'plan.line.essays', { n: essayCount(blueprint) }) };
}

/** In the words in which closing the roster would refuse. */
function oralLine(rules: RuleSet, stock: readonly OralItem[], lang: Lang): FeasibilityLine | null {
  const oral = oralRules(rules);
  if (oral === null) return null;
  const laid = layOutPool(stock, oral.questions, oral.pointsPerQuestion, new Uint8Array(32));
  if (!laid.ok) return { state: 'short', text: translate(lang, `error.${laid.error.code}`, laid.error.params) };
  return { state: 'ok', text: translate(lang, 'plan.line.oral', { have: stock.length, need: oral.questions }) };
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
  if (formSize(blueprint) === 0) return { state: 'short', text: translate(lang, 'error.blueprint/empty') };
  const short = result.cells.find((c) => c.usable < c.need);
  if (short !== undefined) {
    const topic = titles.find((t) => t.code === short.topic)?.title ?? short.topic;
    const level = translate(lang, `level.${short.level}`);
    return {
      state: 'short',
      text: translate(lang, 'plan.verdict.short', { topic, level, need: short.need, have: short.usable }),
    };
  }
  if (items > 0 && !result.feasible) return { state: 'short', text: translate(lang, 'plan.verdict.clauses') };
  if (items === 0) return { state: 'ok', text: translate(lang, 'plan.verdict.essaysOnly', { total }) };
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

/** The essays as the page draws them: one row a topic. */
export const essayRows = (
  values: Readonly<Record<string, unknown>>,
  titles: readonly TopicTitle[],
  view: FeasibilityView,
): object[] =>
  titles.map((t) => ({
    ...t,
    name: `e-${t.code}`,
    count: values[`e-${t.code}-count`] ?? '',
    worth: values[`e-${t.code}-points`] ?? '',
    ...(view.cells[`e-${t.code}`] ?? { state: 'unused', text: '' }),
  }));

/** What can be chosen in the plan's lists. */
export function planOptions(values: Readonly<Record<string, unknown>>, lang: Lang): Record<string, unknown> {
  const options = (field: string, texts: string, all: readonly string[]): object[] =>
    all.map((value) => ({ value, text: translate(lang, `${texts}.${value}`), selected: value === values[field] }));
  return {
    lateOptions: options('lateAnswers', 'plan.lateAnswers', LATE_ANSWERS),
    scoringOptions: options('multipleScoring', 'plan.scoring', ['allOrNothing', 'perOption']),
    settlerOptions: options('settledBy', 'role', SETTLERS),
    personOptions: options('personSees', 'plan.sees', VISIBILITIES),
    unitOptions: options('unitSees', 'plan.sees', VISIBILITIES),
    kindFields: MORE_KINDS.map((kind) => ({
      name: kind,
      label: translate(lang, `kind.${kind}`),
      checked: values[kind] === 'yes',
    })),
    gateFields: GATE_CHECKS.map((check) => {
      const name = gateField(check);
      const value = values[name];
      return {
        name,
        label: translate(lang, `plan.gate.${check}`),
        value: typeof value === 'string' ? value : '',
        options: options(name, 'plan.weight', GATE_WEIGHTS),
      };
    }),
  };
}

/** Groups of the form that stand open because something in them is wrong. */
export const openGroups = (faulty: readonly string[]): Record<string, boolean> => ({
  essays: faulty.some((field) => field.startsWith('essay')),
  violations: faulty.some((field) => field.endsWith('Percent') && field !== 'adoptOverPercent'),
  council: faulty.some((field) => /^(quorum|adopt)/.test(field)),
});
