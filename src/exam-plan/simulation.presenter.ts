import { type ColumnChart, columnChart, type RowChart, rowChart, withShare } from '../common/charts.js';
import { type Blueprint, blueprintSize } from '../core/blueprint/blueprint.js';
import { feasibility, type StockItem } from '../core/blueprint/draw.js';
import { EXPECTED_FACILITY } from '../core/blueprint/difficulty.js';
import type { Simulation } from '../core/blueprint/simulate.js';
import { ITEM_LEVELS } from '../core/item/item.js';
import type { Points } from '../core/shared/points.js';
import { histogram } from '../core/statistics/histogram.js';
import { formatNumber, formatPoints, type Lang, translate } from '../i18n/translator.js';
import { unequalText } from './equivalence.presenter.js';
import { cellLine, type CellLine, type TopicTitle } from './exam-plan.presenter.js';

const MOST_BINS = 10;
/** Widths of a bin, in hundredths. */
const STEPS = [0.25, 0.5, 1, 2, 5, 10];
/** Bins narrower than this are told with two decimals. */
const FINE = 0.25;
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
function expectedChart(
  { expected, equivalence }: Simulation,
  { equivalentWithin = 0 }: Blueprint,
  lang: Lang,
): ColumnChart | null {
  if (expected.length === 0) return null;
  const percents = expected.map((p) => p * 100);
  const [least, greatest] = [Math.min(...percents), Math.max(...percents)];
  if (greatest - least < 0.01) return null;
  const limits = equivalence && {
    from: (equivalence.aim - equivalence.reach) * 100,
    to: (equivalence.aim + equivalence.reach) * 100,
  };
  const { step, start, count } = (limits && limitBins(limits, least, greatest)) ?? roundBins(least, greatest);
  const bins = histogram(
    percents.map((p) => p - start),
    count * step,
    count,
  );
  const text = translate(lang, 'plan.trial.cut', { limit: formatNumber(equivalentWithin / 100, lang) });
  return columnChart({
    bins: bins.map((b) => ({ ...b, from: b.from + start, to: b.to + start })),
    words: (p) => (step < FINE ? formatPoints(Math.round(p * 100), lang) : formatNumber(p, lang)),
    tell: (bars) => translate(lang, 'plan.trial.chartLabel', { bars }),
    cuts:
      limits === null
        ? []
        : [
            { at: limits.from, text: '' },
            { at: limits.to, text },
          ],
  });
}

interface Bins {
  readonly step: number;
  readonly start: number;
  readonly count: number;
}

/** Bins of round widths. */
function roundBins(least: number, greatest: number): Bins {
  const step = STEPS.find((s) => Math.floor(greatest / s) - Math.floor(least / s) < MOST_BINS) ?? 10;
  const start = Math.floor(least / step) * step;
  return { step, start, count: Math.floor((greatest - start) / step) + 1 };
}

/** Bins between which the limits stand, so that no form seems to lie beyond them that does not; null where they were too many. */
function limitBins({ from, to }: { from: number; to: number }, least: number, greatest: number): Bins | null {
  // A form may lie upon a limit, and then belongs within.
  const edge = 1e-6;
  for (const between of [6, 4, 2, 1]) {
    const step = (to - from + 2 * edge) / between;
    const below = Math.max(0, Math.ceil((from - edge - least) / step));
    const above = Math.max(0, Math.ceil((greatest - to - edge) / step));
    if (step > 0 && below + between + above <= MOST_BINS)
      return { step, start: from - edge - below * step, count: below + between + above };
  }
  return null;
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
