import { type ColumnChart, columnChart, type RowChart, rowChart, withShare } from '../common/charts.js';
import { type Blueprint, blueprintSize } from '../core/blueprint/blueprint.js';
import { feasibility, type StockItem } from '../core/blueprint/draw.js';
import { EXPECTED_FACILITY } from '../core/blueprint/difficulty.js';
import type { Simulation } from '../core/blueprint/simulate.js';
import { ITEM_LEVELS } from '../core/item/item.js';
import type { Points } from '../core/shared/points.js';
import { histogram } from '../core/statistics/histogram.js';
import { formatNumber, type Lang, translate } from '../i18n/translator.js';
import { unequalText } from './equivalence.presenter.js';
import { cellLine, type CellLine, type TopicTitle } from './exam-plan.presenter.js';

const MOST_BINS = 10;
/** Widths of a bin, in hundredths. */
const STEPS = [0.25, 0.5, 1, 2, 5, 10];
/** Where bars of items begin. */
const LEFT = 76;
const MOST_ITEMS = 12;

export interface ToldSimulation {
  readonly forms: number;
  readonly size: number;
  /** Percentages, as they are read; null where forms have essays alone. */
  readonly expected: { mean: string; deviation: string; least: string; greatest: string } | null;
  /** Null where all forms are expected to be equally hard. */
  readonly chart: ColumnChart | null;
  readonly basis: { measured: number; items: number; recall: string; understand: string; apply: string };
  /** How far forms lie apart at most, in points, and the plan's limit; null where the plan sets none. */
  readonly equivalence: ToldEquivalence | null;
  /** Items that two forms share. */
  readonly overlap: { mean: string; greatest: string };
  readonly exposure: { chart: RowChart; drawn: number; never: number };
}

export interface ToldEquivalence {
  readonly limit: string;
  readonly apart: string;
  /** Forms whose items were exchanged. */
  readonly balanced: number;
  /** Why the limit cannot be kept, in a sentence. */
  readonly refusal: string | null;
}

/** The plan of which forms were tried. */
export interface TriedBlueprint {
  readonly blueprint: Blueprint;
  /** Of one item. */
  readonly points: Points;
  readonly titles: readonly TopicTitle[];
}

/** What a simulation says, in figures and charts. */
export function toldSimulation(
  simulation: Simulation,
  stock: readonly StockItem[],
  codes: ReadonlyMap<string, string>,
  plan: TriedBlueprint,
  lang: Lang,
): ToldSimulation {
  const { forms, size, spread, exposure, overlap } = simulation;
  const percent = (share: number): string => formatNumber(rounded(share * 100), lang);
  const machine = stock.filter((i) => i.essayPoints === null);
  const drawn = exposure.filter((e) => e.forms > 0);
  return {
    forms,
    size,
    expected: spread && {
      mean: percent(spread.mean),
      deviation: percent(spread.deviation),
      least: percent(spread.least),
      greatest: percent(spread.greatest),
    },
    chart: expectedChart(simulation, plan.blueprint, lang),
    basis: {
      measured: machine.filter((i) => i.facility !== undefined).length,
      items: machine.length,
      recall: percent(EXPECTED_FACILITY.recall),
      understand: percent(EXPECTED_FACILITY.understand),
      apply: percent(EXPECTED_FACILITY.apply),
    },
    equivalence: toldEquivalence(simulation, plan, lang),
    overlap: {
      mean: formatNumber(rounded(overlap.mean * size), lang),
      greatest: formatNumber(Math.round(overlap.greatest * size), lang),
    },
    exposure: {
      chart: rowChart(
        drawn.slice(0, MOST_ITEMS).map((e) => ({
          name: codes.get(e.id) ?? e.id,
          value: e.rate,
          text: withShare(e.forms, e.rate, lang),
        })),
        LEFT,
      ),
      drawn: drawn.length,
      never: exposure.length - drawn.length,
    },
  };
}

function toldEquivalence(
  { equivalence, spread }: Simulation,
  { blueprint, points, titles }: TriedBlueprint,
  lang: Lang,
): ToldEquivalence | null {
  if (equivalence === null || spread === null) return null;
  const { refusal, balanced } = equivalence;
  const apart = ((spread.greatest - spread.least) * blueprintSize(blueprint) * points) / 100;
  return {
    limit: formatNumber((blueprint.equivalentWithin ?? 0) / 100, lang),
    apart: formatNumber(apart, lang),
    balanced,
    refusal: refusal && unequalText(refusal, titles, lang),
  };
}

/** Forms by the share of their points that is expected, the limit as lines; null where there is nothing to tell apart. */
function expectedChart({ expected, equivalence }: Simulation, blueprint: Blueprint, lang: Lang): ColumnChart | null {
  if (expected.length === 0) return null;
  const percents = expected.map((p) => p * 100);
  const lines =
    equivalence === null
      ? []
      : [equivalence.aim - equivalence.reach, equivalence.aim + equivalence.reach].map((p) => p * 100);
  if (Math.max(...percents) - Math.min(...percents) < 0.01) return null;
  const [least, greatest] = [Math.min(...percents, ...lines), Math.max(...percents, ...lines)];
  const step = STEPS.find((s) => Math.floor(greatest / s) - Math.floor(least / s) < MOST_BINS) ?? 10;
  const start = Math.floor(least / step) * step;
  const count = Math.floor((greatest - start) / step) + 1;
  const shifted = percents.map((p) => p - start);
  const limit = formatNumber((blueprint.equivalentWithin ?? 0) / 100, lang);
  return columnChart({
    bins: histogram(shifted, count * step, count).map((b) => ({ ...b, from: b.from + start, to: b.to + start })),
    words: (p) => formatNumber(Math.round(p * 100) / 100, lang),
    tell: (bars) => translate(lang, 'plan.trial.chartLabel', { bars }),
    cuts: lines.map((at, i) => ({ at, text: i === 0 ? '' : translate(lang, 'plan.trial.cut', { limit }) })),
  });
}

export interface SupplyRow {
  readonly title: string;
  readonly cells: readonly (CellLine & { readonly need: number })[];
}

/** Cell by cell what the bank has for what is drawn; topics of which nothing is drawn are left out. */
export function supplyRows(
  blueprint: Blueprint,
  stock: readonly StockItem[],
  titles: readonly TopicTitle[],
  lang: Lang,
): SupplyRow[] {
  const { cells } = feasibility(blueprint, stock);
  return blueprint.topics
    .filter((row) => ITEM_LEVELS.some((level) => row[level] > 0))
    .map(({ topic }) => ({
      title: titles.find((t) => t.code === topic)?.title ?? topic,
      cells: ITEM_LEVELS.map((level) => {
        const cell = cells.find((c) => c.topic === topic && c.level === level);
        return { need: cell?.need ?? 0, ...cellLine(cell, cell?.have ?? 0, lang) };
      }),
    }));
}

const rounded = (n: number): number => Math.round(n * 10) / 10;
