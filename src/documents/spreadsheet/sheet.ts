import { dateOfSerial, dayMonthYear } from '../../core/roster/civil-date.js';
import type { Cell, Grid, Merge } from '../../core/roster/grid.js';
import { GridBuilder, type SheetLimits } from './limits.js';
import { PLAIN, type NumberFormat } from './styles.js';
import { attribute, scanXml, XmlError, type XmlEvent } from './xml.js';

/** What the cells of a workbook refer to. */
export interface BookContext {
  readonly strings: readonly string[];
  readonly formats: readonly NumberFormat[];
  readonly dateSystem: 1900 | 1904;
  readonly limits: SheetLimits;
}

/** Collects the text of an element made of plain or rich runs (`si`, `is`), without its reading aids. */
class TextCollector {
  #text = '';
  #isText = false;
  #aids = 0;

  constructor(private readonly max: number) {}

  take(event: XmlEvent): void {
    if (event.kind === 'text') {
      if (this.#isText && this.#aids === 0) this.#text += event.text;
    } else if (event.name === 't') this.#isText = event.kind === 'open';
    else if (event.name === 'rPh') this.#aids += event.kind === 'open' ? 1 : -1;
  }

  /** One letter more than a cell may have is kept, so that what is cut is known to be cut. */
  result(): string {
    return unescapeCodes(this.#text.slice(0, this.max + 1));
  }
}

/** Spreadsheets write a letter that XML cannot hold, and any text that looks like one so written, as _x000D_. */
const unescapeCodes = (text: string): string =>
  text.replace(/_x([0-9a-f]{4})_/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** The texts that cells refer to by number. */
export function readSharedStrings(xml: string, { cellText }: SheetLimits): readonly string[] {
  const strings: string[] = [];
  let current = new TextCollector(cellText);
  for (const event of scanXml(xml)) {
    if (event.kind === 'open' && event.name === 'si') current = new TextCollector(cellText);
    current.take(event);
    if (event.kind === 'close' && event.name === 'si') strings.push(current.result());
  }
  return strings;
}

/** Reads one sheet within the limits. Throws XmlError if it is not a sheet as the format has it. */
export function readSheet(name: string, xml: string, book: BookContext): Grid {
  const grid = new GridBuilder(book.limits);
  readCells(xml, book, grid);
  readMerges(xml, grid);
  return grid.build(name);
}

/** A cell being read: 0-based column, and what its element says. */
interface OpenCell {
  readonly column: number;
  readonly type: string;
  readonly style: number;
  readonly inline: TextCollector;
  value: string;
}

function readCells(xml: string, book: BookContext, grid: GridBuilder): void {
  let row = -1;
  let column = -1;
  let cell: OpenCell | null = null;
  let isValue = false;
  for (const event of scanXml(xml)) {
    if (event.kind === 'text') {
      if (isValue && cell !== null) cell.value += event.text;
      cell?.inline.take(event);
    } else if (event.name === 'row' && event.kind === 'open') {
      row = rowNumber(event.attributes, row + 1);
      column = -1;
      // Everything below is beyond the limit as well.
      if (row >= book.limits.rows && grid.truncated) return;
    } else if (event.name === 'c' && event.kind === 'open') {
      cell = openCell(event.attributes, column + 1, book.limits.cellText);
      column = cell.column;
    } else if (event.name === 'c') {
      if (cell !== null) grid.put(row, cell.column, cellOf(cell, book));
      cell = null;
    } else if (event.name === 'v') isValue = event.kind === 'open';
    else if (event.name === 'sheetData' && event.kind === 'close') return;
    else cell?.inline.take(event);
  }
}

function rowNumber(attributes: string, next: number): number {
  const stated = attribute(attributes, 'r');
  if (stated === undefined) return next;
  if (!/^[1-9]\d{0,6}$/.test(stated)) throw new XmlError('row number');
  return Number(stated) - 1;
}

function openCell(attributes: string, next: number, cellText: number): OpenCell {
  const reference = attribute(attributes, 'r');
  return {
    column: reference === undefined ? next : placeOf(reference).column,
    type: attribute(attributes, 't') ?? 'n',
    style: Number(attribute(attributes, 's') ?? '0'),
    inline: new TextCollector(cellText),
    value: '',
  };
}

/** 'B5' is row 4, column 1. */
function placeOf(reference: string): { readonly row: number; readonly column: number } {
  const [, letters = '', digits = ''] = /^\$?([A-Z]{1,3})\$?([1-9]\d{0,6})$/.exec(reference) ?? [];
  if (letters === '') throw new XmlError('cell reference');
  const column = Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return { row: Number(digits) - 1, column };
}

function cellOf(cell: OpenCell, book: BookContext): Cell {
  switch (cell.type) {
    case 's':
      return { text: sharedString(cell.value, book) };
    case 'inlineStr':
      return { text: cell.inline.result() };
    case 'str':
      return { text: unescapeCodes(cell.value) };
    case 'b':
      return { text: cell.value.trim() === '1' ? 'TRUE' : 'FALSE' };
    case 'd':
      return isoCell(cell.value.trim());
    case 'n':
      return numberCell(cell.value.trim(), book.formats[cell.style] ?? PLAIN, book.dateSystem);
    default:
      return { text: cell.value };
  }
}

function sharedString(index: string, { strings }: BookContext): string {
  const text = /^\s*\d{1,8}\s*$/.test(index) ? strings[Number(index)] : undefined;
  if (text === undefined) throw new XmlError('no such shared string');
  return text;
}

function isoCell(value: string): Cell {
  const date = /^(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))(T|$)/.exec(value)?.[1];
  return date === undefined ? { text: value } : { text: dayMonthYear(date), date };
}

function numberCell(value: string, format: NumberFormat, dateSystem: 1900 | 1904): Cell {
  const number = value === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) return { text: value };
  const date = format.isDate ? dateOfSerial(number, dateSystem) : null;
  if (date !== null) return { text: dayMonthYear(date), date, number };
  const text = String(number);
  return { text: /^\d+$/.test(text) ? text.padStart(format.digits, '0') : text, number };
}

/** Merged cells are named below the rows, which may have been left early. */
function readMerges(xml: string, grid: GridBuilder): void {
  const start = xml.search(/<([\w.-]+:)?mergeCells[\s>]/);
  if (start < 0) return;
  for (const event of scanXml(xml, start)) {
    if (event.kind === 'close' && event.name === 'mergeCells') return;
    if (event.kind !== 'open' || event.name !== 'mergeCell') continue;
    const merge = mergeOf(attribute(event.attributes, 'ref') ?? '');
    if (merge !== null) grid.merge(merge);
  }
}

function mergeOf(reference: string): Merge | null {
  const [from = '', to = from] = reference.split(':');
  const start = placeOf(from);
  const end = placeOf(to);
  const merge = { top: start.row, left: start.column, bottom: end.row, right: end.column };
  return end.row < start.row || end.column < start.column ? null : merge;
}
