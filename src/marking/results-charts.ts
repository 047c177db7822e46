import { type ColumnChart, columnChart, type RowChart, rowChart, withShare } from '../common/charts.js';
import { BAND_CODES, type BandCode } from '../core/scoring/outcome.js';
import { totalPoints } from '../core/scoring/rule-set.js';
import type { Points } from '../core/shared/points.js';
import { histogram } from '../core/statistics/histogram.js';
import { formatNumber, type Lang, translate } from '../i18n/translator.js';
import type { BatchOutcomes } from './outcome-rows.js';

const STEP: Points = 500;
const MOST_BINS = 24;
/** Where bars of bands begin. */
const LEFT = 96;

export type TotalsChart = ColumnChart & { readonly pass: string };

/** Totals in steps of five points, from the lowest that somebody has, with the pass mark as a line. */
export function totalsChart({ rules, rows }: Pick<BatchOutcomes, 'rules' | 'rows'>, lang: Lang): TotalsChart | null {
  const totals = rows.flatMap((r) => (r.outcome.total === null ? [] : [r.outcome.total]));
  if (totals.length === 0) return null;
  const max = totalPoints(rules);
  const all = histogram(totals, max, max % STEP === 0 && max / STEP <= MOST_BINS ? max / STEP : 10);
  const lowest = all.findIndex((b) => b.count > 0 || b.to > rules.pass);
  const words = (p: number): string => formatNumber(p / 100, lang);
  const pass = words(rules.pass);
  const chart = columnChart({
    bins: all.slice(Math.max(0, lowest - (lowest % 2))),
    words,
    tell: (bars) => translate(lang, 'results.chart.label', { bars }),
    isLight: (bin) => bin.to <= rules.pass,
    cuts: [{ at: rules.pass, text: translate(lang, 'results.chart.cut', { points: pass }) }],
  });
  return { ...chart, pass };
}

/** Bands as bars, with their share of all who have one. */
export function bandBars(bands: Readonly<Record<BandCode, number>>, lang: Lang): RowChart | null {
  const graded = BAND_CODES.reduce((sum, code) => sum + bands[code], 0);
  if (graded === 0) return null;
  const rows = BAND_CODES.map((code) => ({
    name: translate(lang, `band.${code}`),
    value: bands[code],
    text: withShare(bands[code], bands[code] / graded, lang),
    light: code === 'fail',
  }));
  return rowChart(rows, LEFT);
}
