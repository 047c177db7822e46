import { BAND_CODES, type BandCode } from '../core/scoring/outcome.js';
import { totalPoints } from '../core/scoring/rule-set.js';
import type { Points } from '../core/shared/points.js';
import { histogram } from '../core/statistics/histogram.js';
import { percent } from '../core/statistics/reconciliation.js';
import { formatNumber, type Lang, translate } from '../i18n/translator.js';
import type { BatchOutcomes } from './outcome-rows.js';

interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly middle: number;
  readonly count: number;
  /** Its lower end, where the axis bears a label. */
  readonly label: string | null;
  readonly from: string;
  readonly to: string;
  readonly below: boolean;
}

export interface TotalsChart {
  readonly width: number;
  readonly height: number;
  readonly base: number;
  readonly bars: readonly Bar[];
  readonly cut: number;
  readonly cutLabel: string;
  readonly end: string;
  /** The bars in words. */
  readonly label: string;
}

const WIDTH = 360;
const HEIGHT = 150;
const BASE = 120;
const TOP = 24;
const STEP: Points = 500;

/** Totals in steps of five points, from the lowest that somebody has, with the pass mark as a line. */
export function totalsChart({ rules, rows }: Pick<BatchOutcomes, 'rules' | 'rows'>, lang: Lang): TotalsChart | null {
  const totals = rows.flatMap((r) => (r.outcome.total === null ? [] : [r.outcome.total]));
  if (totals.length === 0) return null;
  const max = totalPoints(rules);
  const all = histogram(totals, max, max % STEP === 0 && max / STEP <= 24 ? max / STEP : 10);
  const lowest = all.findIndex((b) => b.count > 0 || b.to > rules.pass);
  const bins = all.slice(Math.max(0, lowest - (lowest % 2)));
  const [first] = bins;
  if (first === undefined) return null;
  const slot = WIDTH / bins.length;
  const tallest = Math.max(...bins.map((b) => b.count));
  const words = (p: number): string => formatNumber(p / 100, lang);
  const bars = bins.map((b, i): Bar => {
    const height = Math.round((b.count / tallest) * (BASE - TOP));
    return {
      x: round(i * slot + 1),
      y: BASE - height,
      width: round(slot - 2),
      height,
      middle: round(i * slot + slot / 2),
      count: b.count,
      label: i % 2 === 0 ? words(b.from) : null,
      from: words(b.from),
      to: words(b.to),
      below: b.to <= rules.pass,
    };
  });
  return {
    width: WIDTH,
    height: HEIGHT,
    base: BASE,
    bars,
    cut: round(((rules.pass - first.from) / (max - first.from)) * WIDTH),
    cutLabel: words(rules.pass),
    end: words(max),
    label: translate(lang, 'results.chart.label', {
      bars: bars
        .filter((b) => b.count > 0)
        .map((b) => `${b.from}–${b.to}: ${b.count}`)
        .join('; '),
    }),
  };
}

export interface BandBar {
  readonly code: BandCode;
  readonly y: number;
  readonly middle: number;
  readonly width: number;
  readonly count: number;
  /** '9 (20,5 %)' */
  readonly text: string;
  readonly textX: number;
  readonly fail: boolean;
}

const ROW = 28;
const LEFT = 96;
const LONGEST = 150;

/** Bands as bars, with their share of all who have one. */
export function bandBars(bands: Readonly<Record<BandCode, number>>, lang: Lang): readonly BandBar[] | null {
  const graded = BAND_CODES.reduce((sum, code) => sum + bands[code], 0);
  if (graded === 0) return null;
  const most = Math.max(...BAND_CODES.map((code) => bands[code]));
  return BAND_CODES.map((code, i) => {
    const count = bands[code];
    const width = Math.round((count / most) * LONGEST);
    const share = formatNumber(percent(count, graded) ?? 0, lang);
    return {
      code,
      y: i * ROW + 4,
      middle: i * ROW + 18,
      width,
      count,
      text: `${count} (${share}\u00a0%)`,
      textX: LEFT + width + 8,
      fail: code === 'fail',
    };
  });
}

const round = (n: number): number => Math.round(n * 10) / 10;
