import { nfc, searchKey } from '../text/vietnamese.js';
import { cellAt, columnLetter, isBlank, mergeAt, mergedCellAt, type Grid, type Merge } from './grid.js';
import { foldHeader, headerWord, type RosterField } from './header-words.js';

export interface Column {
  readonly field: RosterField;
  /** 0-based. */
  readonly index: number;
  readonly letter: string;
  /** As it stands in the sheet; of two header rows 'above / below'. */
  readonly header: string;
}

/** The rows of a sheet that name its columns, 0-based. */
export interface Header {
  readonly top: number;
  readonly height: number;
  readonly columns: readonly Column[];
}

/** Titles and letterheads stand above a header, never this many rows of them. */
export const HEADER_SEARCH_ROWS = 60;
const MAX_HEIGHT = 3;
const MAX_COLUMNS = 100;

/**
 * The header that names most columns; of equals the one with fewer rows, then the upper one. Null if no row of the sheet
 * names a column of persons and something more.
 */
export function findHeader(grid: Grid): Header | null {
  let best: Header | null = null;
  for (let height = 1; height <= MAX_HEIGHT; height++) {
    for (let top = 0; top < Math.min(HEADER_SEARCH_ROWS, grid.rows.length); top++) {
      if (!hasLetters(grid, top) || !hasLetters(grid, top + height - 1)) continue;
      const header = { top, height, columns: namedColumns(grid, top, height) };
      if (isHeader(header) && (best === null || score(header) > score(best))) best = header;
    }
  }
  return best === null ? null : withNameInTwoColumns(grid, withRowsBelow(grid, withRowsAbove(grid, best)));
}

const hasLetters = (grid: Grid, row: number): boolean =>
  grid.rows[row]?.some((cell) => /\p{L}/u.test(cell.text)) ?? false;

const fieldsOf = (header: Header): Set<RosterField> => new Set(header.columns.map((c) => c.field));

const score = (header: Header): number => fieldsOf(header).size;

const NAMES: readonly RosterField[] = ['fullName', 'givenName'];
/** Any list has these; a list of persons has something more. */
const ANYWHERE = new Set<RosterField>(['ordinal', 'note', 'familyName', 'fullName', 'givenName']);

function isHeader(header: Header): boolean {
  const fields = fieldsOf(header);
  return NAMES.some((name) => fields.has(name)) && [...fields].some((field) => !ANYWHERE.has(field));
}

interface Label {
  readonly text: string;
  readonly above: string;
}

/** The columns that header rows [top, top + height) name, each field once, from left to right. */
function namedColumns(grid: Grid, top: number, height: number): Column[] {
  const width = Math.min(MAX_COLUMNS, Math.max(...rowsOf(grid, top, height).map((row) => row.length), 0));
  const best = new Map<RosterField, { column: Column; rank: number }>();
  for (let index = 0; index < width; index++) {
    const label = labelAt(grid, top, height, index);
    const word = headerWord(label.text, label.above);
    if (word === null || word.rank >= (best.get(word.field)?.rank ?? Infinity)) continue;
    best.set(word.field, { column: columnOf(word.field, index, label), rank: word.rank });
  }
  return inOrder([...best.values()].map(({ column }) => column));
}

const inOrder = (columns: readonly Column[]): Column[] => [...columns].sort((a, b) => a.index - b.index);

const rowsOf = (grid: Grid, top: number, height: number): Grid['rows'] => grid.rows.slice(top, top + height);

const columnOf = (field: RosterField, index: number, { text, above }: Label): Column => ({
  field,
  index,
  letter: columnLetter(index),
  header: nfc(above === '' ? text : `${above} / ${text}`),
});

/** The lowest text of a column's header cells, and the text above it. */
function labelAt(grid: Grid, top: number, height: number, column: number): Label {
  let label: Label = { text: '', above: '' };
  for (let row = top; row < top + height; row++) {
    const isLowest = row === top + height - 1;
    const text = mergedCellAt(grid, row, column).text || (isLowest ? '' : spreadFromLeft(grid, row, column));
    if (text.trim() !== '' && text !== label.text) label = { text, above: label.text };
  }
  return label;
}

/** Without merged cells a header over several columns stands in the first of them, with text below all of them. */
function spreadFromLeft(grid: Grid, row: number, column: number): string {
  for (let left = column; left >= 0; left--) {
    if (isBlank(cellAt(grid, row + 1, left))) return '';
    const text = mergedCellAt(grid, row, left).text;
    if (text.trim() !== '') return text;
  }
  return '';
}

/** A header cell merged with cells above it makes their rows part of the header: 'Năm sinh' over 'Nam' and 'Nữ'. */
function withRowsAbove(grid: Grid, header: Header): Header {
  const tops = header.columns.map((c) => mergeAt(grid, header.top, c.index)?.top ?? header.top);
  const top = Math.min(...tops);
  const height = header.height + header.top - top;
  if (top === header.top || height > MAX_HEIGHT) return header;
  const taller = { top, height, columns: namedColumns(grid, top, height) };
  return score(taller) < score(header) ? header : taller;
}

/**
 * Takes in the rows below that belong to the header though they name no column we know ('Số', 'Nơi cấp' under 'CCCD'):
 * nothing under name and number, no digit anywhere.
 */
function withRowsBelow(grid: Grid, header: Header): Header {
  const next = header.top + header.height;
  if (header.height >= MAX_HEIGHT || !hasLetters(grid, next)) return header;
  const keyColumns = header.columns.filter((c) => c.field === 'ordinal' || NAMES.includes(c.field));
  const isBelowHeader = keyColumns.every((c) => isBlank(cellAt(grid, next, c.index)));
  const hasDigits = grid.rows[next]?.some((cell) => /\d/.test(cell.text)) ?? false;
  return isBelowHeader && !hasDigits ? withRowsBelow(grid, { ...header, height: header.height + 1 }) : header;
}

/** 'Họ và tên' over two columns: family and middle names stand in the first of them, the given name in the last. */
function withNameInTwoColumns(grid: Grid, header: Header): Header {
  const name = header.columns.find((c) => c.field === 'fullName');
  if (name === undefined || fieldsOf(header).has('givenName')) return header;
  const last = lastNameColumn(grid, header, name);
  if (last === name.index) return header;
  const givenName = columnOf('givenName', last, { text: name.header, above: '' });
  const rest = header.columns.filter((c) => c !== name && c.field !== 'familyName');
  return { ...header, columns: inOrder([...rest, { ...name, field: 'familyName' }, givenName]) };
}

/** No name stands in more columns: Họ, Đệm, Tên. */
const MAX_NAME_COLUMNS = 3;

function lastNameColumn(grid: Grid, header: Header, name: Column): number {
  const rows = rowsOf(grid, header.top, header.height).map((_, i) => header.top + i);
  const merge = rows.map((row) => mergeAt(grid, row, name.index)).find((m) => m !== undefined && isNameMerge(grid, m));
  if (merge !== undefined) return Math.min(merge.right, name.index + MAX_NAME_COLUMNS - 1);
  const next = name.index + 1;
  const isNamed = rows.some((row) => !isBlank(mergedCellAt(grid, row, next)));
  return !isNamed && mostRowsHaveName(grid, header, next) ? next : name.index;
}

const isNameMerge = (grid: Grid, merge: Merge): boolean =>
  headerWord(cellAt(grid, merge.top, merge.left).text, '')?.field === 'fullName';

const ROWS_TO_JUDGE_BY = 20;

/** Whether the first rows of data have given names in a column that no header names. */
function mostRowsHaveName(grid: Grid, header: Header, column: number): boolean {
  const below = header.top + header.height;
  const filled = grid.rows
    .slice(below, below + ROWS_TO_JUDGE_BY)
    .filter((row) => row.filter((cell) => !isBlank(cell)).length > 2);
  const texts = filled.map((row) => searchKey(row[column]?.text ?? '')).filter((text) => /^[a-z][^\d]*$/.test(text));
  const isSex = texts.every((text) => text === 'nam' || text === 'nu' || text === 'x');
  return !isSex && texts.length * 2 > filled.length;
}

/** Whether a row repeats the header, as lists do on every printed page. */
export function repeatsHeader(grid: Grid, header: Header, row: number): boolean {
  const named = header.columns.filter((c) => !isBlank(cellAt(grid, row, c.index)));
  return named.length >= 2 && named.every((c) => isHeaderText(grid, header, c.index, cellAt(grid, row, c.index).text));
}

function isHeaderText(grid: Grid, header: Header, column: number, text: string): boolean {
  const folded = foldHeader(text);
  return rowsOf(grid, header.top, header.height).some(
    (_, i) => foldHeader(mergedCellAt(grid, header.top + i, column).text) === folded,
  );
}
