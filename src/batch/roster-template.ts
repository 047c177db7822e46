import { MAX_PEOPLE, type RosterField } from '../core/roster/parse-roster.js';
import type { ColumnSpec, SheetSpec } from '../documents/xlsx.js';

/** The columns of the template, from left to right. */
export const TEMPLATE_FIELDS = [
  'ordinal',
  'fullName',
  'birth',
  'sex',
  'unitName',
  'post',
  'idNumber',
  'phone',
  'certificateNo',
  'certificateOn',
  'cellResolution',
  'note',
] as const satisfies readonly RosterField[];

export type TemplateField = (typeof TEMPLATE_FIELDS)[number];

/**
 * All words of the template, in the language of who fills it in. Headers have to be among those the reader of rosters
 * understands; `sample.ordinal` has to be one by which it knows the sample row ('VD').
 */
export interface TemplateTexts {
  readonly sheetName: string;
  readonly titleRows: readonly string[];
  readonly headers: Readonly<Record<TemplateField, string>>;
  readonly sexes: readonly string[];
  readonly sample: Readonly<Record<TemplateField, string>>;
  readonly guide: { readonly sheetName: string; readonly header: string; readonly lines: readonly string[] };
}

const WIDTHS: Readonly<Record<TemplateField, number>> = {
  ordinal: 5,
  fullName: 28,
  birth: 13,
  sex: 8,
  unitName: 34,
  post: 22,
  idNumber: 16,
  phone: 14,
  certificateNo: 14,
  certificateOn: 13,
  cellResolution: 18,
  note: 20,
};

/**
 * The file to fill in: one list with a sample row, choices for sex and unit, every column text, so that no spreadsheet
 * turns a date round or drops a zero; and a sheet that explains it. What comes back is read by parseRoster.
 */
export function rosterTemplate(unitNames: readonly string[], texts: TemplateTexts): SheetSpec[] {
  const choices: Partial<Record<TemplateField, readonly string[]>> = { sex: texts.sexes, unitName: unitNames };
  const list: SheetSpec = {
    name: texts.sheetName,
    titleRows: texts.titleRows,
    columns: TEMPLATE_FIELDS.map((field) => column(texts.headers[field], WIDTHS[field], choices[field] ?? [])),
    rows: [TEMPLATE_FIELDS.map((field) => texts.sample[field])],
    orientation: 'landscape',
    rowsToFill: MAX_PEOPLE + 1,
  };
  const guide: SheetSpec = {
    name: texts.guide.sheetName,
    columns: [column(texts.guide.header, 100, [])],
    rows: texts.guide.lines.map((line) => [line]),
  };
  return [list, guide];
}

const column = (header: string, width: number, dropDown: readonly string[]): ColumnSpec => ({
  header,
  width,
  kind: 'text',
  dropDown,
});
