import {
  HeightRule,
  type Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  VerticalAlignTable,
  WidthType,
} from 'docx';
import { mm } from './measure.js';
import type { TableBlock, TableColumn } from './paper.js';
import type { StyleId } from './styles.js';
import { ALIGNMENTS, line, linesOf, styled, THIN_LINE } from './text.js';

const CELL_MARGIN = mm(1.5);
/** Rows at the end of a table that stay with the signatures that follow. */
const ROWS_HELD = 2;
const BORDERS = {
  top: THIN_LINE,
  bottom: THIN_LINE,
  left: THIN_LINE,
  right: THIN_LINE,
  insideHorizontal: THIN_LINE,
  insideVertical: THIN_LINE,
};

export const hasTotal = ({ total = null }: TableBlock): boolean => total !== null;

/** As wide as the text; its header is on every page, and no row is torn in two. */
export function tableOf(table: TableBlock, width: number, heldByNext: boolean): Table {
  const widths = columnWidths(table.columns, width);
  const style: StyleId = `Cell${table.size ?? 12}`;
  // Of the rows only the last ones; some programs hold no rows at all, which is why a total is a line beneath the table.
  const held = (row: number): boolean => row >= table.rows.length - (heldByNext ? ROWS_HELD : hasTotal(table) ? 1 : 0);
  return new Table({
    width: { size: width, type: WidthType.DXA },
    columnWidths: widths,
    layout: TableLayoutType.FIXED,
    borders: BORDERS,
    margins: { left: CELL_MARGIN, right: CELL_MARGIN },
    rows: [
      headerRow(table.columns, widths, style),
      ...table.rows.map((row, i) =>
        bodyRow(table.columns, widths, row, { style, keepNext: held(i), height: table.rowMm ?? null }),
      ),
    ],
  });
}

/** In twips, together exactly the width of the text. */
export function columnWidths(columns: readonly TableColumn[], width: number): number[] {
  const given = columns.map(({ widthMm }) => (widthMm === undefined ? null : mm(widthMm)));
  const open = given.filter((w) => w === null).length;
  const left = width - given.reduce<number>((sum, w) => sum + (w ?? 0), 0);
  // A millimetre is forgiven: twips are rounded, and people count in whole ones.
  if (columns.length === 0 || left < -mm(1) || (open > 0 && left < open * mm(5))) {
    throw new RangeError('the columns of a table do not fit into the text');
  }
  const share = open === 0 ? 0 : Math.floor(left / open);
  const widths = given.map((w) => w ?? share);
  return open === 0 ? scaled(widths, width) : spread(widths, width);
}

function scaled(widths: readonly number[], width: number): number[] {
  const sum = widths.reduce((a, b) => a + b, 0);
  return spread(
    widths.map((w) => Math.floor((w * width) / sum)),
    width,
  );
}

/** What rounding left over goes to the last column. */
function spread(widths: readonly number[], width: number): number[] {
  const rest = width - widths.reduce((a, b) => a + b, 0);
  return widths.map((w, i) => (i === widths.length - 1 ? w + rest : w));
}

const headerRow = (columns: readonly TableColumn[], widths: readonly number[], style: StyleId): TableRow =>
  new TableRow({
    tableHeader: true,
    cantSplit: true,
    children: columns.map(({ header }, i) =>
      cell(
        widths[i] ?? 0,
        linesOf(header).map((text) =>
          styled(style, [{ text, strong: true }], { keepNext: true, alignment: ALIGNMENTS.center }),
        ),
      ),
    ),
  });

interface RowLook {
  readonly style: StyleId;
  readonly keepNext: boolean;
  /** In millimetres. */
  readonly height: number | null;
}

const bodyRow = (
  columns: readonly TableColumn[],
  widths: readonly number[],
  row: readonly (string | null)[],
  { style, keepNext, height }: RowLook,
): TableRow =>
  new TableRow({
    cantSplit: true,
    ...(height !== null && { height: { value: mm(height), rule: HeightRule.ATLEAST } }),
    children: columns.map(({ align }, i) =>
      cell(
        widths[i] ?? 0,
        linesOf(row[i] ?? '').map((text) =>
          line(style, text, {
            ...(keepNext && { keepNext }),
            ...(align !== undefined && align !== 'left' && { alignment: ALIGNMENTS[align] }),
          }),
        ),
      ),
    ),
  });

const cell = (size: number, children: readonly Paragraph[]): TableCell =>
  new TableCell({
    width: { size, type: WidthType.DXA },
    verticalAlign: VerticalAlignTable.CENTER,
    children,
  });
