import type { RuleSet } from '../../core/scoring/rule-set.js';
import type { Block, PaperSpec } from '../../documents/docx/paper.js';
import type { ColumnSpec, SheetSpec } from '../../documents/xlsx.js';
import { aboutBatch, councilSignatures, type Frame, memberIn, paperOf } from './frame.js';
import {
  byUnit,
  cellsOf,
  columnsOf,
  countsOf,
  equationLines,
  type ListedResult,
  resultTable,
  shownPoints,
} from './listed-results.js';
import { ABOUT, batchName, COLUMNS, listTotal, SIGNERS, upper } from '../texts.js';

export interface ResultFacts {
  readonly rules: RuleSet;
  readonly rows: readonly ListedResult[];
  /** YYYY-MM-DD of the lock, or of the last addendum. */
  readonly date: string;
  /** Head of the ledger at the lock, as minutes print it. */
  readonly footerNote: string | null;
}

const ALL = { unit: true, marks: true };

/** Danh sách kết quả: everybody on the list, marks and band, by unit and given name. */
export function resultList(frame: Frame, facts: ResultFacts): PaperSpec {
  return paperOf(frame, 'resultList', {
    typeName: 'DANH SÁCH KẾT QUẢ',
    abstract: aboutBatch(frame),
    date: facts.date,
    blocks: resultBlocks(facts),
    closing: { signatures: councilSignatures(frame) },
    footerNote: facts.footerNote,
    landscape: true,
  });
}

/** How the figures add up, then the table: its last rows must share the page of the signatures. */
export const resultBlocks = ({ rows, rules }: Pick<ResultFacts, 'rows' | 'rules'>): readonly Block[] => [
  ...equationLines(countsOf(rows), rules).map((text) => ({ kind: 'paragraph', text }) as const),
  resultTable(byUnit(rows), rules, ALL),
];

const WIDTHS: Readonly<Record<ReturnType<typeof columnsOf>[number], number>> = {
  ordinal: 5,
  fullName: 28,
  birth: 13,
  sex: 8,
  unit: 40,
  candidateNo: 14,
  written: 10,
  oral: 10,
  total: 10,
  band: 12,
  note: 34,
};

/** The same list as a workbook, its points as numbers. */
export function resultSheet(frame: Frame, { rules, rows }: Pick<ResultFacts, 'rules' | 'rows'>): SheetSpec {
  const columns = columnsOf(rules, ALL);
  const counts = countsOf(rows);
  const specs = columns.map((code): ColumnSpec => {
    const isPoints = code === 'written' || code === 'oral' || code === 'total';
    const kind = isPoints ? 'points' : code === 'ordinal' ? 'number' : code === 'birth' ? 'date' : 'text';
    return { header: COLUMNS[code], width: WIDTHS[code], kind };
  });
  const signers = [
    `${SIGNERS.secretary}: ${memberIn(frame, 'secretary')?.fullName ?? ''}`,
    `${SIGNERS.forCouncil} - ${SIGNERS.chair}: ${memberIn(frame, 'chair')?.fullName ?? ''}`,
  ];
  return {
    name: 'Kết quả',
    titleRows: [upper(frame.ownerName), `DANH SÁCH KẾT QUẢ ${ABOUT}, ${batchName(frame.batch)}`],
    orientation: 'landscape',
    columns: specs,
    rows: byUnit(rows).map((row, i) => {
      const cells = cellsOf(row, i + 1, ALL);
      const points = (value: number | null): number | null => (value === null ? null : value / 100);
      return columns.map((code) => {
        if (code === 'ordinal') return i + 1;
        if (code === 'written' || code === 'oral') return points(shownPoints(row.outcome, code));
        if (code === 'total') return points(row.outcome.total);
        return code === 'birth' ? row.entry.birth : cells[code];
      });
    }),
    notes: [listTotal(rows.length), ...equationLines(counts, rules), ...signers],
  };
}
