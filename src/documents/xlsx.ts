import ExcelJS from 'exceljs';
import { strFromU8, strToU8, unzipSync } from 'fflate';
import { serialOfDate } from '../core/roster/civil-date.js';
import { zipOf } from './docx/sealed-zip.js';

/**
 * `date` takes YYYY-MM-DD, `points` and `number` take numbers; a string that is none of that is written as text. Whatever
 * the kind, no value ever becomes a formula.
 */
export type ColumnKind = 'text' | 'number' | 'date' | 'points';

export interface ColumnSpec {
  readonly header: string;
  /** In letters of the standard font. */
  readonly width: number;
  readonly kind: ColumnKind;
  /** Choices offered in every row of the column; another value is let through. */
  readonly dropDown?: readonly string[];
}

export interface SheetSpec {
  /** Cut, cleaned and made unique where a spreadsheet would not take it. */
  readonly name: string;
  /** Lines above the header. */
  readonly titleRows?: readonly string[];
  readonly columns: readonly ColumnSpec[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  /** Lines below the rows. */
  readonly notes?: readonly string[];
  /** Default portrait. */
  readonly orientation?: 'portrait' | 'landscape';
  /** How many rows below the header have the drop-downs, default as many as `rows`. */
  readonly rowsToFill?: number;
}

const TEXT_FORMAT = '@';
const DATE_FORMAT = 'dd/mm/yyyy';
/** The reader's own spreadsheet shows the decimal sign of its country. */
const POINTS_FORMAT = '0.0#';
const DECIMAL_FORMAT = '0.0##';
const WHOLE_FORMAT = '0';

const FONT = { name: 'Times New Roman', size: 12 };
// The library's enumeration is gone at run time (const enum of a declaration file), only its number can be given.
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment
const A4: ExcelJS.PaperSize = 9;
/** Left wider for the binding; in inches, as the format wants them: 30, 15 and 20 mm. */
const MARGINS = { left: 1.18, right: 0.59, top: 0.79, bottom: 0.79, header: 0.3, footer: 0.3 };

/** An XLSX file of these sheets, for printing on A4. The same sheets give the same bytes. Throws RangeError for a number that is not finite. */
export async function writeWorkbook(sheets: readonly SheetSpec[]): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  const names = new Set<string>();
  const lists: string[][] = [];
  const listSheet = uniqueName('_', new Set(sheets.map(({ name }) => cleanName(name).toLowerCase())));
  names.add(listSheet.toLowerCase());
  for (const spec of sheets) {
    const sheet = workbook.addWorksheet(uniqueName(cleanName(spec.name), names));
    writeSheet(sheet, spec, (choices) => `'${listSheet}'!${rangeOf(lists.push([...choices]), choices.length)}`);
  }
  if (lists.length > 0) writeLists(workbook.addWorksheet(listSheet, { state: 'hidden' }), lists);
  return withoutInstants(Buffer.from(await workbook.xlsx.writeBuffer()));
}

/** The library writes when it was made, twice; a paper's digest must not hang on that. */
function withoutInstants(xlsx: Uint8Array): Buffer {
  const files = unzipSync(xlsx);
  const path = 'docProps/core.xml';
  const properties = strFromU8(files[path] ?? new Uint8Array());
  return zipOf({ ...files, [path]: strToU8(properties.replace(/<(dcterms:\w+)\b[^>]*>[^<]*<\/\1>/g, '')) });
}

/** A name that a spreadsheet takes: 31 characters, none of []*?:/\, no apostrophe at either end, not 'History'. */
function cleanName(name: string): string {
  const clean = Array.from(xmlText(name).replace(/[[\]*?:/\\\s]+/g, ' '))
    .slice(0, 31)
    .join('')
    .trim();
  const bare = clean
    .slice(0, 31)
    .replace(/^'+|'+$/g, '')
    .trim();
  return bare === '' || bare.toLowerCase() === 'history' ? `${bare}_` : bare;
}

function uniqueName(name: string, taken: Set<string>): string {
  for (let n = 1; ; n++) {
    const suffix = n === 1 ? '' : ` (${n})`;
    const candidate = name.slice(0, 31 - suffix.length) + suffix;
    if (taken.has(candidate.toLowerCase())) continue;
    taken.add(candidate.toLowerCase());
    return candidate;
  }
}

/** Absolute range of the nth column, from 1, over so many rows. */
const rangeOf = (column: number, rows: number): string =>
  `$${letters(column)}$1:$${letters(column)}$${Math.max(1, rows)}`;

const letters = (column: number): string => {
  const rest = String.fromCharCode(65 + ((column - 1) % 26));
  return column <= 26 ? rest : letters(Math.floor((column - 1) / 26)) + rest;
};

function writeSheet(sheet: ExcelJS.Worksheet, spec: SheetSpec, addList: (choices: readonly string[]) => string): void {
  const titles = spec.titleRows ?? [];
  const headerRow = titles.length + 1;
  sheet.properties.defaultRowHeight = ONE_LINE;
  for (const [index, column] of spec.columns.entries()) formatColumn(sheet.getColumn(index + 1), column);
  for (const [index, title] of titles.entries()) writeLine(sheet.getCell(index + 1, 1), title, { ...FONT, bold: true });
  writeHeader(sheet.getRow(headerRow), spec.columns);
  for (const [index, row] of spec.rows.entries()) writeRow(sheet.getRow(headerRow + 1 + index), spec.columns, row);
  const firstNote = headerRow + spec.rows.length + 2;
  for (const [index, note] of (spec.notes ?? []).entries()) writeLine(sheet.getCell(firstNote + index, 1), note, FONT);
  setDropDowns(sheet, spec, headerRow, addList);
  sheet.views = [{ state: 'frozen', ySplit: headerRow }];
  setPrinting(sheet, headerRow, spec.orientation ?? 'portrait');
}

function formatColumn(column: ExcelJS.Column, { width, kind }: ColumnSpec): void {
  column.width = width;
  // The whole column, so that what is typed below the last row stays text too: phone numbers keep their zero.
  if (kind === 'text') column.numFmt = TEXT_FORMAT;
  column.font = FONT;
  column.alignment = { vertical: 'top', wrapText: true, horizontal: kind === 'text' ? 'left' : 'center' };
}

/** A line of text that runs on over the cells to its right. */
function writeLine(cell: ExcelJS.Cell, text: string, font: Partial<ExcelJS.Font>): void {
  cell.value = xmlText(text);
  cell.numFmt = TEXT_FORMAT;
  cell.font = font;
  cell.alignment = { vertical: 'middle', horizontal: 'left', wrapText: false };
}

const THIN: Partial<ExcelJS.Border> = { style: 'thin' };
const BOX: Partial<ExcelJS.Borders> = { top: THIN, left: THIN, bottom: THIN, right: THIN };

const ONE_LINE = 18;
const NEXT_LINE = 16;
/** Letters of the sheet's font that a unit of width takes, cautiously: an empty line does less harm than a hidden one. */
const LETTERS = { bold: 0.95, regular: 1.1 };

/** Not every program makes a row as high as its wrapped text. */
function fitHeight(row: ExcelJS.Row, columns: readonly ColumnSpec[], texts: readonly unknown[], bold: boolean): void {
  const lines = columns.map(({ width }, i) => {
    const text = texts[i];
    return typeof text === 'string' ? linesIn(text, width * (bold ? LETTERS.bold : LETTERS.regular)) : 1;
  });
  const most = Math.max(1, ...lines);
  if (most > 1) row.height = ONE_LINE + (most - 1) * NEXT_LINE;
}

/** Lines of a text that is broken between words, in a column so many letters wide. */
function linesIn(text: string, width: number): number {
  return text.split('\n').reduce((sum, paragraph) => {
    let [lines, used] = [1, 0];
    for (const { length } of paragraph.split(' ')) {
      if (used > 0 && used + 1 + length > width) [lines, used] = [lines + 1, length];
      else used += used > 0 ? length + 1 : length;
      // A word longer than the line is cut.
      for (; used > width; used -= width) lines += 1;
    }
    return sum + lines;
  }, 0);
}

function writeHeader(row: ExcelJS.Row, columns: readonly ColumnSpec[]): void {
  fitHeight(
    row,
    columns,
    columns.map((c) => c.header),
    true,
  );
  for (const [index, { header }] of columns.entries()) {
    const cell = row.getCell(index + 1);
    cell.value = xmlText(header);
    cell.numFmt = TEXT_FORMAT;
    cell.font = { ...FONT, bold: true };
    cell.alignment = { vertical: 'middle', horizontal: 'center', wrapText: true };
    cell.border = BOX;
  }
}

function writeRow(row: ExcelJS.Row, columns: readonly ColumnSpec[], values: SheetSpec['rows'][number]): void {
  fitHeight(row, columns, values, false);
  for (const [index, { kind }] of columns.entries()) {
    const cell = row.getCell(index + 1);
    const { value, format } = cellValue(values[index] ?? null, kind);
    cell.value = value;
    cell.numFmt = format;
    cell.border = BOX;
  }
}

/** What is stored and how it is shown. A string is stored as a string, be it '=1+1' or '-1'. */
function cellValue(
  value: string | number | null,
  kind: ColumnKind,
): { readonly value: string | number | null; readonly format: string } {
  if (value === null) return { value, format: kind === 'text' ? TEXT_FORMAT : 'General' };
  if (typeof value === 'string') return stringValue(value, kind);
  if (!Number.isFinite(value)) throw new RangeError('a cell takes finite numbers only');
  if (kind === 'text') return { value: String(value), format: TEXT_FORMAT };
  if (kind === 'points') return { value, format: POINTS_FORMAT };
  return { value, format: Number.isInteger(value) ? WHOLE_FORMAT : DECIMAL_FORMAT };
}

function stringValue(value: string, kind: ColumnKind): { readonly value: string | number; readonly format: string } {
  // Years before 1901 would need days that spreadsheets do not count.
  const isDay = kind === 'date' && /^(19(?!00)|2\d)\d\d-\d\d-\d\d$/.test(value);
  return isDay ? { value: serialOfDate(value), format: DATE_FORMAT } : { value: xmlText(value), format: TEXT_FORMAT };
}

/**
 * Text that XML can hold: no control characters, no halves of surrogate pairs. What looks like an escaped letter (_x0041_)
 * is escaped itself, or a spreadsheet would show the letter.
 */
const xmlText = (text: string): string =>
  text.replace(/[^\P{Cc}\t\n]|\p{Cs}|[\ufffe\uffff]/gu, '').replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_');

/** exceljs takes a whole range at run time, which its types do not know. */
interface Validations {
  add(range: string, validation: ExcelJS.DataValidation): void;
}

function setDropDowns(
  sheet: ExcelJS.Worksheet,
  spec: SheetSpec,
  headerRow: number,
  addList: (choices: readonly string[]) => string,
): void {
  const { dataValidations } = sheet as unknown as { readonly dataValidations: Validations };
  const lastRow = headerRow + Math.max(spec.rowsToFill ?? 0, spec.rows.length, 1);
  for (const [index, { dropDown = [] }] of spec.columns.entries()) {
    if (dropDown.length === 0) continue;
    const column = letters(index + 1);
    // A list on a sheet of its own: choices written into the rule itself end at 255 letters and at the first comma.
    const validation: ExcelJS.DataValidation = { type: 'list', allowBlank: true, formulae: [addList(dropDown)] };
    dataValidations.add(`${column}${headerRow + 1}:${column}${lastRow}`, validation);
  }
}

function writeLists(sheet: ExcelJS.Worksheet, lists: readonly (readonly string[])[]): void {
  for (const [column, choices] of lists.entries()) {
    for (const [row, choice] of choices.entries()) {
      const cell = sheet.getCell(row + 1, column + 1);
      cell.value = xmlText(choice);
      cell.numFmt = TEXT_FORMAT;
    }
  }
}

function setPrinting(sheet: ExcelJS.Worksheet, headerRow: number, orientation: 'portrait' | 'landscape'): void {
  sheet.pageSetup = {
    paperSize: A4,
    orientation,
    margins: MARGINS,
    fitToPage: true,
    fitToWidth: 1,
    fitToHeight: 0,
    horizontalCentered: true,
    printTitlesRow: `${headerRow}:${headerRow}`,
  };
  sheet.headerFooter = { oddFooter: '&C&P/&N' };
}
