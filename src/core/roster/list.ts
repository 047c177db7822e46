import { nfc, searchKey } from '../text/vietnamese.js';
import { readDate, type DateReading } from './date-reading.js';
import { cellAt, EMPTY_CELL, isBlank, mergeAt, type Cell, type Grid } from './grid.js';
import { repeatsHeader, type Column, type Header } from './header.js';
import { foldHeader, type RosterField } from './header-words.js';

/** A sheet whose columns are known. */
export interface List {
  readonly grid: Grid;
  readonly header: Header;
  readonly columns: ReadonlyMap<RosterField, Column>;
}

export const listOf = (grid: Grid, header: Header): List => ({
  grid,
  header,
  columns: new Map(header.columns.map((column) => [column.field, column])),
});

/** 0-based row of a person, and the unit whose heading stands above it ('' if none). */
export interface PersonRow {
  readonly index: number;
  readonly heading: string;
}

/** 'Tổng cộng: 14': 0-based place, and the number it states. */
export interface Total {
  readonly index: number;
  readonly column: number;
  readonly stated: number;
}

export interface ListedRows {
  readonly people: readonly PersonRow[];
  readonly totals: readonly Total[];
  /** 0-based rows of the template's sample. */
  readonly samples: readonly number[];
}

/** What one merged cell may say for several persons below each other. */
const SHARED_DOWNWARDS = new Set<RosterField>(['unitName', 'post', 'cellResolution', 'certificateOn']);

/** A field's cell in a row; empty if the sheet has no column for it. */
export function fieldCell(list: List, row: number, field: RosterField): Cell {
  const column = list.columns.get(field)?.index;
  if (column === undefined) return EMPTY_CELL;
  const own = cellAt(list.grid, row, column);
  if (!isBlank(own) || !SHARED_DOWNWARDS.has(field)) return own;
  const merge = mergeAt(list.grid, row, column);
  const isBelowHeader = merge !== undefined && merge.top >= list.header.top + list.header.height;
  return isBelowHeader && merge.left === column ? cellAt(list.grid, merge.top, column) : own;
}

/** The name as typed, from however many columns it stands in. */
export function nameText(list: List, row: number): string {
  const whole = fieldCell(list, row, 'fullName').text;
  const given = fieldCell(list, row, 'givenName').text;
  const family = familyText(list, row);
  if (family.trim() !== '') return `${family} ${given}`;
  // A column 'Tên' beside the full name repeats its last word, to sort by, or completes it.
  const isRepeated = ` ${searchKey(whole)}`.endsWith(` ${searchKey(given)}`);
  return isRepeated ? whole : `${whole} ${given}`;
}

/** Family and middle names: their column, and those without a header of their own up to the given name ('Đệm'). */
function familyText(list: List, row: number): string {
  const family = list.columns.get('familyName')?.index;
  if (family === undefined) return '';
  const given = list.columns.get('givenName')?.index ?? family;
  const isRead = new Set(list.header.columns.map((column) => column.index));
  const middle = Array.from({ length: Math.max(0, given - family - 1) }, (_, i) => family + 1 + i);
  const columns = [family, ...middle.filter((column) => !isRead.has(column))];
  return columns.map((column) => cellAt(list.grid, row, column).text).join(' ');
}

const MARK = /^[x✓✔✗v+]$/;

export const isMark = (cell: Cell): boolean => MARK.test(searchKey(cell.text)) || cell.text.trim() === '1';

/** The cell with the birth date: of its own column, of the three of day, month and year, or under 'Nam' or 'Nữ'. */
export function birthCell(list: List, row: number): Cell {
  const own = fieldCell(list, row, 'birth');
  if (!isBlank(own)) return own;
  const parts = (['birthDay', 'birthMonth', 'birthYear'] as const).map((field) =>
    fieldCell(list, row, field).text.trim(),
  );
  const typed = parts.filter((part) => part !== '').join('/');
  if (typed !== '') return { text: typed };
  const underSex = (['male', 'female'] as const).map((field) => fieldCell(list, row, field));
  return underSex.find((cell) => !isBlank(cell) && !isMark(cell)) ?? EMPTY_CELL;
}

/** Sorts the rows below the header into persons, totals and samples, and leaves out all else that lists have. */
export function listedRows(list: List): ListedRows {
  const people: PersonRow[] = [];
  const totals: Total[] = [];
  const samples: number[] = [];
  let heading = '';
  let isOver = false;
  for (let index = list.header.top + list.header.height; index < list.grid.rows.length; index++) {
    const row = viewRow(list, index);
    if (row.filled.length === 0 || isHeaderLike(list, row)) continue;
    const total = row.isListed ? undefined : row.filled.find(({ cell }) => isTotal(cell.text));
    const unit = headingOf(list, row);
    if (total !== undefined) {
      isOver = true;
      const stated = statedNumber(row, total.cell);
      if (stated !== null) totals.push({ index, column: total.column, stated });
    } else if (unit !== null) {
      heading = unit;
      isOver = false;
    } else if (isSample(row)) samples.push(index);
    else if (!row.isListed && (isOver || row.filled.some(({ cell }) => isClosing(cell.text)))) isOver = true;
    else if (row.isPerson) people.push({ index, heading });
  }
  return { people, totals, samples };
}

interface RowView {
  readonly index: number;
  readonly filled: readonly { readonly column: number; readonly cell: Cell }[];
  /** The cell of the ordinal, folded. */
  readonly ordinal: string;
  /** Something that is one person's own: a row of units, sexes and remarks alone was filled in ahead. */
  readonly isPerson: boolean;
  /** Surely a person: a name with a number in front, a birth date, or most of the columns. */
  readonly isListed: boolean;
}

function viewRow(list: List, index: number): RowView {
  const cells = (list.grid.rows[index] ?? []).map((cell, column) => ({ column, cell }));
  const filled = cells.filter(({ cell }) => !isBlank(cell));
  const ordinal = searchKey(fieldCell(list, index, 'ordinal').text);
  const ordinalColumn = list.columns.get('ordinal')?.index;
  const knownColumns = new Set(list.header.columns.map((c) => c.index).filter((column) => column !== ordinalColumn));
  const known = filled.filter(({ column }) => knownColumns.has(column)).length;
  const isCounted = /^\d+\.?$/.test(ordinal) || isDateLike(readDate(birthCell(list, index)));
  const hasName = nameText(list, index).trim() !== '';
  const isListed = hasName && (isCounted || known >= MOST_COLUMNS);
  const isPerson = hasName || !isBlank(birthCell(list, index)) || OWN.some((f) => !isBlank(fieldCell(list, index, f)));
  return { index, filled, ordinal, isListed, isPerson };
}

/** How many filled columns besides the ordinal's leave no doubt. */
const MOST_COLUMNS = 4;

const OWN: readonly RosterField[] = ['idNumber', 'phone', 'certificateNo'];

const isDateLike = (reading: DateReading): boolean => reading.kind !== 'blank' && reading.kind !== 'unreadable';

/** A repeated header, the row of column numbers below it, remarks in brackets right under it. */
function isHeaderLike(list: List, { index, filled }: RowView): boolean {
  if (filled.length >= 2 && filled.every(({ cell }) => /^\(?(\d{1,2}|[a-z])\)?$/i.test(cell.text.trim()))) return true;
  const isRemark = index === list.header.top + list.header.height;
  if (isRemark && filled.every(({ cell }) => /^\(.*\)$/s.test(cell.text.trim()))) return true;
  return repeatsHeader(list.grid, list.header, index);
}

const isSample = ({ ordinal }: RowView): boolean =>
  /^(vd|vi du|mau|dong mau|e\.?g\.?|example|sample)[.:]?$/.test(ordinal);

/** Tones count, as somebody may well be called Tống Công; without tones a number or a colon has to follow. */
const TOTAL = /^(tổng cộng|tổng số|cộng|tổng)(\s*[:=.(\d]|\s+(số|cộng|danh|có|gồm|là|người|quần|đồng)|\s*$)/;
const TOTAL_UNMARKED = /^(tong cong|tong so|cong|tong)\s*[:=(\d]/;
const LIST_HAS = /danh sach (nay |tren )?(gom|co)\b/;

function isTotal(text: string): boolean {
  if (text.length > 200) return false;
  return TOTAL.test(nfc(text).toLowerCase()) || TOTAL_UNMARKED.test(searchKey(text)) || LIST_HAS.test(foldHeader(text));
}

/** The first number of the cell that says 'total', else of the cells beside it. */
function statedNumber({ filled }: RowView, total: Cell): number | null {
  const others = filled.map(({ cell }) => cell.text.trim()).filter((text) => /^\d{1,5}$/.test(text));
  const stated = /\d{1,5}/.exec(total.text)?.[0] ?? others[0];
  return stated === undefined ? null : Number(stated);
}

const UNIT = /^(chi bo|dang bo|dang uy|chi dang bo|don vi|khoi) /;
const NUMBERED = /^([ivxl]+|[a-z]|\d{1,2})\s*[.)/-]+\s*/i;

/** 'II. Chi bộ Cơ khí', in a row that has nothing else: the unit of the persons below it, or null for any other row. */
function headingOf(list: List, row: RowView): string | null {
  const last = row.filled.at(-1);
  const isNumbered = row.filled.length === 2 && /^([ivxl]+|[a-z])\.?$/.test(row.ordinal);
  const isAlone = row.filled.length === 1 || isNumbered;
  if (last === undefined || !isAlone || last.cell.text.length > 200) return null;
  if (last.column === list.columns.get('unitName')?.index) return null;
  const text = nfc(last.cell.text)
    .replace(NUMBERED, '')
    .replace(/\s*[:(]\s*\d+.*$|\s*:$/, '');
  const isUnit = UNIT.test(`${foldHeader(text)} `) || (isNumbered && /\p{L}{2}/u.test(text));
  return isUnit ? text : null;
}

const CLOSINGS = [
  /\bngay (\d+ )?thang (\d+ )?nam\b(?! sinh)/,
  /^(t m|tm|k t|kt|t l|tl|t u q|tuq)\b/,
  /^ky (ten|ghi|va|dong)\b/,
  /^(noi nhan|nguoi lap|nguoi tong hop|can bo lap|xac nhan|thu truong)\b/,
  /^(pho )?(bi thu|chu tich|giam doc|hieu truong|truong ban)$/,
];

/** What stands below a list: place and date, who signs, who receives. */
function isClosing(text: string): boolean {
  const folded = foldHeader(text);
  return CLOSINGS.some((closing) => closing.test(folded));
}
