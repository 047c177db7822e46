import { batchTitle } from '../batch/batch.presenter.js';
import type { Outcome } from '../core/scoring/outcome.js';
import { componentPoints, totalPoints } from '../core/scoring/rule-set.js';
import type { Points } from '../core/shared/points.js';
import { searchKey } from '../core/text/vietnamese.js';
import type { SheetSpec } from '../documents/xlsx.js';
import { formatDate, formatNumber, type Lang, translate } from '../i18n/translator.js';
import type { Role } from '../core/access/access-matrix.js';
import { mayDo, type MissingWork } from './missing-work.js';
import type { BatchOutcomes, OutcomeRow } from './outcome-rows.js';

export const RESULT_SORTS = ['number', 'name', 'unit', 'total'] as const;
export type ResultSort = (typeof RESULT_SORTS)[number];

export const RESULT_FILTERS = ['all', 'look', 'failed'] as const;
export type ResultFilter = (typeof RESULT_FILTERS)[number];

const TESTS: Readonly<Record<ResultFilter, (row: OutcomeRow) => boolean>> = {
  all: () => true,
  look: (row) => needsLook(row),
  failed: (row) => row.outcome.band === 'fail',
};

/** What the council should look at before it concludes: incomplete, stopped, a violation, failed by a floor alone. */
export function needsLook({ outcome, violations, oral }: OutcomeRow): boolean {
  const apart = (oral?.questions ?? []).some((q) => q.mark.state === 'apart');
  const byFloor = outcome.band === 'fail' && !outcome.reasons.includes('belowPass');
  return apart || byFloor || violations.length > 0 || ['pending', 'incomplete', 'suspended'].includes(outcome.status);
}

export const filterCounts = (rows: readonly OutcomeRow[]): Record<ResultFilter, number> => ({
  all: rows.length,
  look: rows.filter(TESTS.look).length,
  failed: rows.filter(TESTS.failed).length,
});

/** The rows that a page shows: filtered, searched without diacritics, sorted. */
export function wantedRows(
  rows: readonly OutcomeRow[],
  filter: ResultFilter,
  q: string,
  sort: ResultSort,
): OutcomeRow[] {
  const folded = searchKey(q);
  const found = rows.filter(
    (r) =>
      TESTS[filter](r) &&
      (folded === '' || r.entry.searchKey.includes(folded) || (r.entry.candidateNo ?? '').includes(folded)),
  );
  const key = (r: OutcomeRow): string =>
    ({
      number: r.entry.candidateNo ?? '',
      name: r.entry.sortKey,
      unit: `${searchKey(r.entry.unitName)}|${r.entry.sortKey}`,
      total: String(10_000_000 - (r.outcome.total ?? -1)).padStart(9, '0'),
    })[sort];
  return found.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

export interface Note {
  readonly kind: 'warn' | 'plain';
  readonly icon: string;
  readonly text: string;
}

/** What stands beside a result: violations, settlements, rulings, and what is still missing. */
export function notesOf(row: OutcomeRow, lang: Lang): Note[] {
  const say = (key: string, params: Record<string, string | number> = {}): string => translate(lang, key, params);
  const questions = [...(row.oral?.questions ?? []), ...row.essays];
  const apart = questions.filter((q) => q.mark.state === 'apart').length;
  const settled = questions.filter((q) => q.mark.state === 'settled').length;
  const notes: Note[] = row.violations.map((v) => ({
    kind: 'warn',
    icon: 'flag',
    text: say('results.note.violation', { degree: say(`degree.${v.degree}`), percent: v.percent }),
  }));
  if (row.incidents.length > 0) notes.push({ kind: 'plain', icon: 'info', text: say('results.note.incident') });
  if (apart > 0) notes.push({ kind: 'warn', icon: 'triangle-alert', text: say('results.note.apart', { n: apart }) });
  if (settled > 0) notes.push({ kind: 'plain', icon: 'check', text: say('results.note.settled', { n: settled }) });
  // By its items, not by the version that the ruling made: an essay marked anew makes another, and the ruling holds on.
  if (row.written?.items.some((i) => i.ruling !== undefined) === true)
    notes.push({ kind: 'plain', icon: 'history', text: say('results.note.rescored') });
  return notes;
}

/** How a row's band or status is shown. */
export function verdictOf(
  { status, band }: Outcome,
  lang: Lang,
): { text: string; kind: 'fail' | 'wait' | 'off' | 'plain' } {
  if (status === 'graded' && band !== null)
    return { text: translate(lang, `band.${band}`), kind: band === 'fail' ? 'fail' : 'plain' };
  const kind = status === 'pending' ? 'wait' : 'off';
  return { text: translate(lang, `outcome.${status}`), kind };
}

/** A person's points of one component, or null while there are none. */
export const componentOf = (outcome: Outcome, kind: string): Points | null =>
  outcome.components.find((c) => c.kind === kind)?.points ?? null;

export interface ResultColumn {
  readonly kind: string;
  readonly head: string;
  readonly max: string;
}

/** The plan's components as columns. */
export const componentColumns = ({ rules }: BatchOutcomes, lang: Lang): ResultColumn[] =>
  rules.components.map((c) => ({
    kind: c.kind,
    head: translate(lang, `component.${c.kind}`),
    max: formatNumber(componentPoints(c) / 100, lang),
  }));

/** Jobs before the meeting, each with whose it is. */
export const missingLines = (missing: readonly MissingWork[], roles: readonly Role[], lang: Lang): object[] =>
  missing.map((m) => ({
    ...m,
    href: mayDo(roles, m) ? m.href : null,
    text: translate(lang, `results.missing.${m.code}`, { n: m.n }),
    whoText: translate(lang, `results.missing.who.${m.code}`, { role: translate(lang, `role.${m.who}`) }),
    more: m.names.length < m.n && m.code !== 'sheets' ? m.n - m.names.length : 0,
    names: m.names.join(', '),
  }));

/** Registered = present + the absent, and present = bands + incomplete + suspended + what is missing. */
export function equations(
  { counts }: Pick<BatchOutcomes, 'counts'>,
  lang: Lang,
): { registered: string; present: string } {
  const { bands, registered, present, absentWithLeave, absent, barred, unmarked, incomplete, suspended, pending } =
    counts;
  return {
    registered: translate(lang, 'results.equation', { registered, present, absentWithLeave, absent, barred, unmarked }),
    present: translate(lang, 'results.equation.present', { present, ...bands, incomplete, suspended, pending }),
  };
}

/** The result list as a sheet. */
export function resultsSheet(outcomes: BatchOutcomes, ownerName: string, lang: Lang): SheetSpec {
  const t = (key: string): string => translate(lang, key);
  const name = batchTitle(outcomes.view.batch, lang);
  const columns = componentColumns(outcomes, lang);
  const max = formatNumber(totalPoints(outcomes.rules) / 100, lang);
  const inPoints = (p: Points | null): number | null => (p === null ? null : p / 100);
  const { registered, present } = equations(outcomes, lang);
  return {
    name,
    titleRows: [ownerName, `${t('results.title')}: ${name}`],
    orientation: 'landscape',
    columns: [
      { header: t('batch.column.ordinal'), width: 5, kind: 'number' },
      { header: t('batch.column.candidateNo'), width: 14, kind: 'text' },
      { header: t('batch.column.fullName'), width: 28, kind: 'text' },
      { header: t('batch.column.birth'), width: 13, kind: 'text' },
      { header: t('batch.column.unit'), width: 38, kind: 'text' },
      ...columns.map((c) => ({ header: `${c.head} / ${c.max}`, width: 11, kind: 'points' as const })),
      { header: `${t('results.column.total')} / ${max}`, width: 11, kind: 'points' },
      { header: t('results.column.band'), width: 18, kind: 'text' },
      { header: t('results.column.notes'), width: 30, kind: 'text' },
    ],
    rows: outcomes.rows.map((r, i) => [
      i + 1,
      r.entry.candidateNo ?? '',
      r.entry.fullName,
      formatDate(r.entry.birth),
      r.entry.unitName,
      ...columns.map((c) => inPoints(componentOf(r.outcome, c.kind))),
      inPoints(r.outcome.total),
      verdictOf(r.outcome, lang).text,
      notesOf(r, lang)
        .map((n) => n.text)
        .join('; '),
    ]),
    notes: [registered, present],
  };
}
