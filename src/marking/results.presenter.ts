import type { FormItem } from '../core/blueprint/form.js';
import { componentPoints, writtenRules } from '../core/scoring/rule-set.js';
import { histogram, mean } from '../core/statistics/histogram.js';
import { percent, type Reconciliation } from '../core/statistics/reconciliation.js';
import type { SheetSpec } from '../documents/xlsx.js';
import { formatDate, formatDayTime, formatNumber, type Lang, translate } from '../i18n/translator.js';
import type { ResultRow, WrittenResults } from './results.service.js';

export const RESULT_SORTS = ['number', 'name', 'unit', 'points'] as const;
export type ResultSort = (typeof RESULT_SORTS)[number];

export function sortRows(rows: readonly ResultRow[], sort: ResultSort): ResultRow[] {
  const key = (r: ResultRow): string =>
    ({
      number: r.entry.candidateNo ?? '',
      name: r.entry.sortKey,
      unit: `${r.entry.unitName}|${r.entry.sortKey}`,
      points: String(10_000_000 - (r.score?.points ?? -1)).padStart(9, '0'),
    })[sort];
  return [...rows].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** What the row says where there is no score. */
export function rowState(
  row: ResultRow,
): 'scored' | 'unmarked' | 'absentWithLeave' | 'absent' | 'barred' | 'notStarted' | 'running' | 'unscored' {
  const { entry, attempt, score } = row;
  if (score !== null) return 'scored';
  if (entry.attendance === null) return 'unmarked';
  if (entry.attendance !== 'present') return entry.attendance;
  if (attempt === null) return 'notStarted';
  return attempt.state === 'running' ? 'running' : 'unscored';
}

interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly label: string;
  readonly count: number;
  readonly below: boolean;
  readonly middle: number;
}

const CHART = { width: 360, height: 150, base: 120, top: 20 } as const;

/** Scores in twelve steps as the bars of an SVG, with the floor of the component as a line. */
export function scoreChart(
  results: WrittenResults,
  lang: Lang,
): {
  width: number;
  height: number;
  base: number;
  bars: Bar[];
  cut: number;
  cutLabel: string;
  max: number;
  end: number;
} | null {
  const rules = results.view.batch.rules;
  const written = rules === null ? null : writtenRules(rules);
  const values = results.rows.flatMap((r) => (r.score === null ? [] : [r.score.points]));
  if (written === null || values.length === 0) return null;
  const max = componentPoints(written);
  const floor = (max * written.floorPercent) / 100;
  // Steps of whole points where the maximum allows it.
  const bins = histogram(values, max, max % 1200 === 0 ? 12 : 10);
  const tallest = Math.max(...bins.map((b) => b.count));
  const slot = CHART.width / bins.length;
  const bars = bins.map((b, i): Bar => {
    const height = tallest === 0 ? 0 : Math.round((b.count / tallest) * (CHART.base - CHART.top));
    return {
      x: i * slot + 1,
      y: CHART.base - height,
      width: slot - 2,
      height,
      label: formatNumber(b.from / 100, lang),
      count: b.count,
      below: b.to <= floor,
      middle: i * slot + slot / 2,
    };
  });
  return {
    width: CHART.width,
    height: CHART.height,
    base: CHART.base,
    bars,
    cut: (floor / max) * CHART.width,
    cutLabel: formatNumber(floor / 100, lang),
    max: max / 100,
    end: CHART.width,
  };
}

/** The figures of the part in words: how many were scored, their mean, and how many reach the floor. */
export function summary(
  results: WrittenResults,
  lang: Lang,
): { mean: string; reached: number; scored: number; share: string } {
  const rules = results.view.batch.rules;
  const written = rules === null ? null : writtenRules(rules);
  const points = results.rows.flatMap((r) => (r.score === null ? [] : [r.score.points]));
  const average = mean(points);
  const floor = written === null ? 0 : (written.points * written.floorPercent) / 100;
  const reached = points.filter((p) => p >= floor).length;
  const share = percent(reached, points.length);
  return {
    mean: average === null ? '–' : formatNumber(Math.round(average) / 100, lang),
    reached,
    scored: points.length,
    share: share === null ? '–' : `${formatNumber(share, lang)}\u00a0%`,
  };
}

/** Registered = present + absent with leave + absent + barred, as it stands. */
export const equation = (c: Reconciliation, lang: Lang): string =>
  translate(lang, 'results.equation', {
    registered: c.registered,
    present: c.present,
    absentWithLeave: c.absentWithLeave,
    absent: c.absent,
    barred: c.barred,
    unmarked: c.unmarked,
  });

/** The items behind one person's figure, in the order of the paper. */
export function detailItems(row: ResultRow, items: readonly FormItem[], titles: ReadonlyMap<string, string>): object[] {
  const scores = new Map((row.score?.items ?? []).map((s) => [s.no, s]));
  return items.map((item) => {
    const score = scores.get(item.no);
    const response = score?.response ?? '';
    return {
      no: item.no,
      code: item.code,
      topic: titles.get(item.topic) ?? item.topic,
      level: item.level,
      stem: item.stem,
      points: score?.points ?? 0,
      max: item.points,
      right: score !== undefined && score.points === score.max,
      blank: response === '',
      options: item.options.map((o) => ({
        letter: o.letter,
        text: o.text,
        chosen: response.includes(o.letter),
        key: score?.key.includes(o.letter) ?? false,
      })),
    };
  });
}

/** The result list of the written part as a sheet. */
export function resultsSheet(results: WrittenResults, name: string, ownerName: string, lang: Lang): SheetSpec {
  const t = (key: string): string => translate(lang, key);
  const rows = sortRows(results.rows, 'number');
  return {
    name,
    titleRows: [ownerName, `${t('results.title')}: ${name}`],
    orientation: 'landscape',
    columns: [
      { header: t('batch.column.ordinal'), width: 5, kind: 'number' },
      { header: t('batch.column.candidateNo'), width: 14, kind: 'text' },
      { header: t('batch.column.fullName'), width: 28, kind: 'text' },
      { header: t('batch.column.birth'), width: 13, kind: 'text' },
      { header: t('batch.column.unit'), width: 40, kind: 'text' },
      { header: t('results.column.points'), width: 12, kind: 'points' },
      { header: t('results.column.state'), width: 22, kind: 'text' },
      { header: t('results.column.handedIn'), width: 18, kind: 'text' },
    ],
    rows: rows.map((r, i) => [
      i + 1,
      r.entry.candidateNo ?? '',
      r.entry.fullName,
      formatDate(r.entry.birth),
      r.entry.unitName,
      r.score === null ? null : r.score.points / 100,
      t(`results.state.${rowState(r)}`),
      r.attempt?.closedAt === null || r.attempt === null ? '' : formatDayTime(r.attempt.closedAt),
    ]),
    notes: [equation(results.counts, lang)],
  };
}
