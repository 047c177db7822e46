import type { Bin } from '../core/statistics/histogram.js';
import { formatNumber, type Lang } from '../i18n/translator.js';

/** Charts as pages draw them (`chart-columns.hbs`, `chart-rows.hbs`): numbers and words, no markup. */

const WIDTH = 360;
const BASE = 120;
/** Room above the tallest column for its number. */
const TOP = 24;
/** Room above the chart for the names of its lines. */
const ABOVE = 24;
const BELOW = 30;

interface Column {
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
  /** Drawn as an outline. */
  readonly light: boolean;
}

/** A line across a column chart. */
interface Cut {
  readonly x: number;
  readonly text: string;
  readonly textX: number;
  readonly anchor: 'start' | 'end';
}

export interface ColumnChart {
  readonly width: number;
  readonly height: number;
  readonly top: number;
  readonly base: number;
  readonly bars: readonly Column[];
  readonly cuts: readonly Cut[];
  /** The upper end of the axis; '' where a column's own label stands there. */
  readonly end: string;
  /** The columns in words. */
  readonly label: string;
}

/** What a column chart is made of. */
export interface ColumnPlan {
  /** Side by side, of equal width. */
  readonly bins: readonly Bin[];
  /** A value of the axis in words. */
  readonly words: (value: number) => string;
  /** '40–45: 3; 45–50: 7' in a sentence. */
  readonly tell: (bars: string) => string;
  readonly isLight?: (bin: Bin) => boolean;
  /** Lines at values of the axis; a text may be empty. */
  readonly cuts?: readonly { readonly at: number; readonly text: string }[];
}

export function columnChart({ bins, words, tell, isLight = () => false, cuts = [] }: ColumnPlan): ColumnChart {
  const slot = WIDTH / bins.length;
  const tallest = Math.max(...bins.map((b) => b.count));
  const bars = bins.map((b, i): Column => {
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
      light: isLight(b),
    };
  });
  const [least, greatest] = [bins[0]?.from ?? 0, bins.at(-1)?.to ?? 1];
  const top = cuts.length === 0 ? 0 : ABOVE;
  const told = bars.filter((b) => b.count > 0).map((b) => `${b.from}–${b.to}: ${b.count}`);
  return {
    width: WIDTH,
    height: BASE + BELOW + top,
    top: -top,
    base: BASE,
    bars,
    cuts: cuts.map(({ at, text }) => cutAt(((at - least) / (greatest - least)) * WIDTH, text)),
    end: bins.length % 2 === 0 ? words(greatest) : '',
    label: tell(told.join('; ')),
  };
}

/** Its text stands on the side where there is more room. */
function cutAt(x: number, text: string): Cut {
  const isLeft = x > WIDTH / 2;
  return { x: rounded(x), text, textX: rounded(isLeft ? x - 6 : x + 6), anchor: isLeft ? 'end' : 'start' };
}

const ROW = 28;
const LONGEST = 150;

export interface RowBar {
  readonly name: string;
  readonly y: number;
  readonly middle: number;
  readonly left: number;
  readonly width: number;
  /** '9 (20,5 %)' */
  readonly text: string;
  readonly textX: number;
  readonly light: boolean;
}

export interface RowChart {
  readonly width: number;
  readonly height: number;
  readonly rows: readonly RowBar[];
}

/** Bars under one another, the longest as long as there is room. @param left where bars begin, beyond the names */
export function rowChart(
  rows: readonly { readonly name: string; readonly value: number; readonly text: string; readonly light?: boolean }[],
  left: number,
): RowChart {
  const most = Math.max(...rows.map((r) => r.value));
  return {
    width: WIDTH,
    height: rows.length * ROW,
    rows: rows.map(({ name, value, text, light = false }, i) => {
      const width = most === 0 ? 0 : Math.round((value / most) * LONGEST);
      return { name, y: i * ROW + 4, middle: i * ROW + 18, left, width, text, textX: left + width + 8, light };
    }),
  };
}

/** '9 (20,5 %)' @param share 0 to 1 */
export const withShare = (count: number, share: number, lang: Lang): string =>
  `${formatNumber(count, lang)} (${formatNumber(rounded(share * 100), lang)}\u00a0%)`;

const rounded = (n: number): number => Math.round(n * 10) / 10;
