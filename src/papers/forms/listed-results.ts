import type { BatchEntry } from '../../batch/entities/batch-entry.entity.js';
import { countOutcomes, type Outcome, type OutcomeCounts, type OutcomeStatus } from '../../core/scoring/outcome.js';
import type { RuleSet } from '../../core/scoring/rule-set.js';
import { commaPoints } from '../../core/text/official-text.js';
import type { Attendance } from '../../core/statistics/reconciliation.js';
import { percent } from '../../core/statistics/reconciliation.js';
import { phraseSortKey } from '../../core/text/vietnamese.js';
import type { TableBlock, TableColumn } from '../../documents/docx/paper.js';
import { formatDate } from '../../i18n/translator.js';
import {
  BANDS,
  byAddendum,
  COLUMNS,
  deducted,
  FAIL_NOTES,
  listTotal,
  missedWithLeave,
  SEXES,
  STATUS_NOTES,
} from '../texts.js';

export type ListedEntry = Pick<
  BatchEntry,
  'id' | 'fullName' | 'sortKey' | 'birth' | 'sex' | 'unitId' | 'unitName' | 'candidateNo'
>;

/** One person's locked result as papers list it. */
export interface ListedResult {
  readonly entry: ListedEntry;
  readonly outcome: Outcome;
  /** Number of the addendum that fixed this result; null: the lock did. */
  readonly addendumNo: number | null;
}

/** By unit, then by given name, as lists are read in Viet Nam. */
export function byUnit<T extends { readonly entry: ListedEntry }>(rows: readonly T[]): T[] {
  const key = (r: T): string =>
    `${phraseSortKey(r.entry.unitName)}\u0000${r.entry.unitId}\u0000${r.entry.sortKey}\u0000${r.entry.id}`;
  const keyed = rows.map((row) => ({ row, key: key(row) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ row }) => row);
}

/** How much of a result a reader may see. */
export interface ShownParts {
  readonly unit: boolean;
  /** Points, and the notes that tell of them. */
  readonly marks: boolean;
}

type ColumnCode =
  'ordinal' | 'fullName' | 'birth' | 'sex' | 'unit' | 'candidateNo' | 'written' | 'oral' | 'total' | 'band' | 'note';

/** The columns of a list of results; those of a component that the plan does not have are left out. */
export function columnsOf(rules: RuleSet, shown: ShownParts): ColumnCode[] {
  const has = (kind: 'written' | 'oral'): boolean => shown.marks && rules.components.some((c) => c.kind === kind);
  const all: readonly [ColumnCode, boolean][] = [
    ['ordinal', true],
    ['fullName', true],
    ['birth', true],
    ['sex', true],
    ['unit', shown.unit],
    ['candidateNo', true],
    ['written', has('written')],
    ['oral', has('oral')],
    ['total', shown.marks],
    ['band', true],
    ['note', true],
  ];
  return all.flatMap(([code, isShown]) => (isShown ? [code] : []));
}

const LOOKS: Readonly<Record<ColumnCode, Omit<TableColumn, 'header'>>> = {
  ordinal: { widthMm: 10, align: 'center' },
  fullName: { widthMm: 42 },
  birth: { widthMm: 24, align: 'center' },
  sex: { widthMm: 13, align: 'center' },
  unit: {},
  candidateNo: { widthMm: 23, align: 'center' },
  written: { widthMm: 15, align: 'center' },
  oral: { widthMm: 14, align: 'center' },
  total: { widthMm: 14, align: 'center' },
  band: { widthMm: 16, align: 'center' },
  note: { widthMm: 38 },
};

export function resultTable(rows: readonly ListedResult[], rules: RuleSet, shown: ShownParts): TableBlock {
  const columns = columnsOf(rules, shown);
  // The widest that varies takes what is left: the unit, or where there is none, the notes.
  const open = shown.unit ? 'unit' : 'note';
  return {
    kind: 'table',
    columns: columns.map((code) => {
      const { align } = LOOKS[code];
      return code === open
        ? { header: COLUMNS[code], ...(align !== undefined && { align }) }
        : { header: COLUMNS[code], ...LOOKS[code] };
    }),
    rows: rows.map((row, i) => {
      const cells = cellsOf(row, i + 1, shown);
      return columns.map((code) => cells[code]);
    }),
    total: listTotal(rows.length),
    size: 12,
  };
}

export function cellsOf(row: ListedResult, ordinal: number, shown: ShownParts): Record<ColumnCode, string> {
  const { entry, outcome } = row;
  const points = (kind: 'written' | 'oral'): string => pointsText(shownPoints(outcome, kind));
  return {
    ordinal: String(ordinal),
    fullName: entry.fullName,
    birth: formatDate(entry.birth),
    sex: entry.sex === null ? '' : SEXES[entry.sex],
    unit: entry.unitName,
    candidateNo: entry.candidateNo ?? '',
    written: points('written'),
    oral: points('oral'),
    total: pointsText(outcome.total),
    band: outcome.band === null ? '' : BANDS[outcome.band],
    note: noteOf(row, shown),
  };
}

const pointsText = (points: number | null): string => (points === null ? '' : commaPoints(points));

/** Points of a component; none of who was stopped: they count for nothing. */
export const shownPoints = (outcome: Outcome, kind: 'written' | 'oral'): number | null =>
  outcome.status === 'suspended' ? null : (outcome.components.find((c) => c.kind === kind)?.points ?? null);

/** Why somebody has no band or failed, what was taken off, which addendum changed it. */
export function noteOf({ outcome, addendumNo }: ListedResult, { marks }: Pick<ShownParts, 'marks'>): string {
  const missed = outcome.components.flatMap((c) => (c.missed === 'withLeave' ? [missedWithLeave(c.kind)] : []));
  const status = STATUS_NOTES[outcome.status];
  const notes = [
    outcome.status === 'incomplete' && missed.length > 0 ? `${status}: ${missed.join(', ')}` : status,
    ...(marks ? outcome.reasons.map((r) => FAIL_NOTES[r]) : []),
    ...(marks && outcome.status === 'graded'
      ? outcome.components.flatMap((c) => (c.deductionPercent > 0 ? [deducted(c.deductionPercent, c.kind)] : []))
      : []),
    ...(addendumNo === null ? [] : [byAddendum(addendumNo)]),
  ].filter((n) => n !== '');
  return notes.join('; ');
}

const ABSENT: readonly OutcomeStatus[] = ['absentWithLeave', 'absent', 'barred'];
const attendanceOf = ({ status }: Outcome): Attendance =>
  ABSENT.includes(status) ? (status as Exclude<Attendance, 'present'>) : 'present';

/** Counts of locked results, from nothing but these. */
export const countsOf = (rows: readonly Pick<ListedResult, 'outcome'>[]): OutcomeCounts =>
  countOutcomes(rows.map(({ outcome }) => ({ outcome, attendance: attendanceOf(outcome) })));

/** Everybody once: the list, who was there, what became of them, who reached the aim. */
export function equationLines(counts: OutcomeCounts, rules: RuleSet): readonly string[] {
  const bands = [...rules.bands.map((b) => b.code), 'fail' as const];
  const here = [
    ...bands.map((b) => `${BANDS[b].toLocaleLowerCase('vi')} ${counts.bands[b]}`),
    ...(counts.incomplete > 0 ? [`chưa hoàn thành ${counts.incomplete}`] : []),
    ...(counts.suspended > 0 ? [`bị đình chỉ ${counts.suspended}`] : []),
    ...(counts.pending > 0 ? [`chưa đủ điểm ${counts.pending}`] : []),
  ];
  const share = percent(counts.passed, counts.present);
  return [
    `Trong danh sách ${counts.registered} người = dự kiểm tra ${counts.present} + vắng có phép ${counts.absentWithLeave}` +
      ` + vắng không phép ${counts.absent} + không được vào dự ${counts.barred}.`,
    `Dự kiểm tra ${counts.present} người = ${here.join(' + ')}.`,
    `Đạt yêu cầu: ${counts.passed}/${counts.present} người dự kiểm tra` +
      `${share === null ? '' : `, bằng ${String(share).replace('.', ',')}%`}.`,
  ];
}
