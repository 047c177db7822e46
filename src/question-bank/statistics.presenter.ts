import { type RowChart, rowChart, withShare } from '../common/charts.js';
import { EXPECTED_FACILITY, LEAST_ANSWERS, shrunkFacility } from '../core/blueprint/difficulty.js';
import { isHumanMarked, KINDS } from '../core/item/kinds.js';
import { WEAK_DISCRIMINATION } from '../core/statistics/item-statistics.js';
import { formatNumber, formatPoints, type Lang, translate } from '../i18n/translator.js';
import type { ItemKey, ItemVersion } from './entities/item.entity.js';
import type { VersionFigures, WholeStatistics } from './statistics.service.js';

/** From here on an item tells those who know from those who do not about as well as items do. */
const GOOD_DISCRIMINATION = 0.3;

/** How well an item tells those who know from those who do not. */
type Worth = 'good' | 'fair' | 'weak' | 'negative';

export interface ToldFigures {
  readonly answers: number;
  /** Too few to believe them. */
  readonly few: boolean;
  /** '64 %' */
  readonly facility: string;
  /** '0,31'; null where it is not defined. */
  readonly discrimination: string | null;
  readonly worth: Worth | null;
}

export interface ToldStatistics extends ToldFigures {
  readonly batches: number;
  readonly least: number;
  /** In how many papers the council has changed what counts as right; 0 in none. */
  readonly ruled: number;
  /** What drawing believes, '70 %'; null for what people mark. */
  readonly expected: string | null;
  /** Null for kinds without options to choose. */
  readonly options: ToldOptions | null;
}

interface ToldOptions {
  readonly chart: RowChart;
  readonly rows: readonly {
    readonly name: string;
    readonly text: string;
    readonly isKey: boolean;
    readonly chosen: string;
  }[];
  /** The wrong option that most papers chose, and how many; null where nobody chose one. */
  readonly lure: { readonly name: string; readonly chosen: string } | null;
  /** Wrong options that nobody chose: 'B, D'. */
  readonly idle: string;
}

const percent = (share: number, lang: Lang): string => `${formatNumber(Math.round(share * 100), lang)}\u00a0%`;

export function toldFigures({ answers, facility, discrimination }: VersionFigures, lang: Lang): ToldFigures {
  return {
    answers,
    few: answers < LEAST_ANSWERS,
    facility: percent(facility, lang),
    discrimination: discrimination === null ? null : formatPoints(Math.round(discrimination * 100), lang),
    worth: discrimination === null ? null : worthOf(discrimination),
  };
}

function worthOf(discrimination: number): Worth {
  if (discrimination < 0) return 'negative';
  if (discrimination < WEAK_DISCRIMINATION) return 'weak';
  return discrimination < GOOD_DISCRIMINATION ? 'fair' : 'good';
}

/** How one version of an item was answered, in figures and as a chart; null where nobody has. */
export function toldStatistics(
  whole: WholeStatistics | null,
  version: ItemVersion,
  key: ItemKey | null,
  lang: Lang,
): ToldStatistics | null {
  if (whole === null) return null;
  const expected = shrunkFacility(version.level, whole) ?? EXPECTED_FACILITY[version.level];
  return {
    ...toldFigures(whole, lang),
    batches: whole.batches,
    least: LEAST_ANSWERS,
    ruled: whole.ruled,
    expected: isHumanMarked(version.kind) ? null : percent(expected, lang),
    options: toldOptions(whole, version, key, lang),
  };
}

/** Room for a letter, or for a short name of an option that its kind gives. */
const LEFT = 76;

function toldOptions(
  { answers, chosen, ruled }: WholeStatistics,
  version: ItemVersion,
  key: ItemKey | null,
  lang: Lang,
): ToldOptions | null {
  const kind = KINDS[version.kind];
  if (isHumanMarked(version.kind) || kind.keyEntry === 'typed') return null;
  const options = (kind.options ?? version.options).map(({ id, text }) => ({
    name: kind.options === null ? id : text,
    text: kind.options === null ? text : '',
    isKey: key?.key.includes(id) === true,
    n: chosen[id] ?? 0,
  }));
  const blank = { name: translate(lang, 'bank.statistics.blank'), text: '', isKey: false, n: chosen[''] ?? 0 };
  const wrong = options.filter((o) => !o.isKey).sort((a, b) => b.n - a.n);
  const [most] = wrong;
  const all = [...options, ...(blank.n === 0 ? [] : [blank])].map((o) => ({
    ...o,
    chosen: withShare(o.n, o.n / answers, lang),
  }));
  return {
    chart: rowChart(
      all.map((o) => ({ name: o.name, value: o.n, text: o.chosen, light: !o.isKey })),
      LEFT,
    ),
    rows: all,
    // Where the council took another option for right, or as well, the key no longer says which are wrong.
    lure:
      most === undefined || most.n === 0 || ruled > 0
        ? null
        : { name: most.name, chosen: percent(most.n / answers, lang) },
    idle: wrong.flatMap((o) => (o.n === 0 ? [o.name] : [])).join(', '),
  };
}
