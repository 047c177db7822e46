import type { Blueprint } from '../core/blueprint/blueprint.js';
import { feasibility, type StockItem } from '../core/blueprint/draw.js';
import { EXPECTED_FACILITY, type MeasuredItem, type Simulation } from '../core/blueprint/simulate.js';
import { ITEM_LEVELS } from '../core/item/item.js';
import { histogram } from '../core/statistics/histogram.js';
import { formatNumber, type Lang, translate } from '../i18n/translator.js';
import { cellLine, type CellLine, type TopicTitle } from './exam-plan.presenter.js';

const WIDTH = 360;
const BASE = 120;
const TOP = 24;
const MOST_BINS = 10;
/** Widths of a bin, in hundredths. */
const STEPS = [0.25, 0.5, 1, 2, 5, 10];
const ROW = 28;
const LEFT = 76;
const LONGEST = 150;
const MOST_ITEMS = 12;

interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly middle: number;
  readonly count: number;
  readonly label: string | null;
  readonly from: string;
  readonly to: string;
}

export interface ExpectedChart {
  readonly width: number;
  readonly height: number;
  readonly base: number;
  readonly bars: readonly Bar[];
  readonly end: string;
  /** The bars in words. */
  readonly label: string;
}

interface ItemBar {
  readonly code: string;
  readonly y: number;
  readonly middle: number;
  readonly width: number;
  /** '214 (21,4 %)' */
  readonly text: string;
  readonly left: number;
  readonly textX: number;
}

export interface ToldSimulation {
  readonly forms: number;
  readonly size: number;
  /** Percentages, as they are read; null where forms have essays alone. */
  readonly expected: { mean: string; deviation: string; least: string; greatest: string } | null;
  /** Null where all forms are expected to be equally hard. */
  readonly chart: ExpectedChart | null;
  readonly basis: { measured: number; items: number; recall: string; understand: string; apply: string };
  /** Items that two forms share. */
  readonly overlap: { mean: string; greatest: string };
  readonly exposure: { bars: readonly ItemBar[]; height: number; drawn: number; never: number };
}

/** What a simulation says, in figures and charts. */
export function toldSimulation(
  simulation: Simulation,
  stock: readonly MeasuredItem[],
  codes: ReadonlyMap<string, string>,
  lang: Lang,
): ToldSimulation {
  const { forms, size, spread, exposure, overlap, expected } = simulation;
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
    chart: expectedChart(expected, lang),
    basis: {
      measured: machine.filter((i) => i.facility !== undefined).length,
      items: machine.length,
      recall: percent(EXPECTED_FACILITY.recall),
      understand: percent(EXPECTED_FACILITY.understand),
      apply: percent(EXPECTED_FACILITY.apply),
    },
    overlap: {
      mean: formatNumber(rounded(overlap.mean * size), lang),
      greatest: formatNumber(Math.round(overlap.greatest * size), lang),
    },
    exposure: {
      bars: itemBars(drawn.slice(0, MOST_ITEMS), codes, lang),
      height: Math.min(drawn.length, MOST_ITEMS) * ROW,
      drawn: drawn.length,
      never: exposure.length - drawn.length,
    },
  };
}

/** Forms by the share of their items that is expected to be answered; null where there is nothing to tell apart. */
function expectedChart(expected: readonly number[], lang: Lang): ExpectedChart | null {
  if (expected.length === 0) return null;
  const percents = expected.map((p) => p * 100);
  const [least, greatest] = [Math.min(...percents), Math.max(...percents)];
  if (greatest - least < 0.01) return null;
  const step = STEPS.find((s) => Math.floor(greatest / s) - Math.floor(least / s) < MOST_BINS) ?? 10;
  const start = Math.floor(least / step) * step;
  const count = Math.floor((greatest - start) / step) + 1;
  const bins = histogram(
    percents.map((p) => p - start),
    count * step,
    count,
  );
  const slot = WIDTH / count;
  const tallest = Math.max(...bins.map((b) => b.count));
  const words = (p: number): string => formatNumber(Math.round((start + p) * 100) / 100, lang);
  const bars = bins.map((b, i): Bar => {
    const height = Math.round((b.count / tallest) * (BASE - TOP));
    return {
      x: rounded(i * slot + 1),
      y: BASE - height,
      width: rounded(slot - 2),
      height,
      middle: rounded(i * slot + slot / 2),
      count: b.count,
      label: i % 2 === 0 ? words(b.from) : null,
      from: words(b.from),
      to: words(b.to),
    };
  });
  const told = bars.filter((b) => b.count > 0).map((b) => `${b.from}–${b.to}: ${b.count}`);
  return {
    width: WIDTH,
    height: BASE + 30,
    base: BASE,
    bars,
    end: count % 2 === 0 ? words(count * step) : '',
    label: translate(lang, 'plan.trial.chartLabel', { bars: told.join('; ') }),
  };
}

function itemBars(most: Simulation['exposure'], codes: ReadonlyMap<string, string>, lang: Lang): readonly ItemBar[] {
  const longest = most[0]?.rate ?? 1;
  return most.map(({ id, forms, rate }, i) => {
    const width = Math.round((rate / longest) * LONGEST);
    return {
      code: codes.get(id) ?? id,
      y: i * ROW + 4,
      middle: i * ROW + 18,
      width,
      text: `${formatNumber(forms, lang)} (${formatNumber(rounded(rate * 100), lang)}\u00a0%)`,
      left: LEFT,
      textX: LEFT + width + 8,
    };
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
