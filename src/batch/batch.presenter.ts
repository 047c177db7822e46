import type { Ineligibility } from '../core/batch/eligibility.js';
import { printedCode } from '../core/batch/access-code.js';
import type { ParsedRoster, Problem, RosterRow } from '../core/roster/parse-roster.js';
import { TEMPLATE_FIELDS, type TemplateField } from './roster-template.js';
import { formatDate, formatDay, formatMinute, type Lang, translate } from '../i18n/translator.js';
import type { Batch, Sitting } from './entities/batch.entity.js';
import type { QrPath } from './qr-path.js';

/** 'Đợt 1 năm 2027' */
export const batchTitle = (batch: Pick<Batch, 'number' | 'year'>, lang: Lang): string =>
  translate(lang, 'batch.name', { number: batch.number, year: String(batch.year) });

export const ineligibilityText = (why: Ineligibility, lang: Lang): string =>
  translate(lang, `batch.ineligible.${why.code}`, why.code === 'certificate-expired' ? { months: why.months } : {});

export const CARDS_PER_SHEET = 8;

interface PrintedCard {
  readonly entry: {
    readonly fullName: string;
    readonly birth: string;
    readonly unitName: string;
    readonly candidateNo: string | null;
  };
  readonly sitting: Sitting;
  readonly code: string;
}

/** What the QR code of a card holds. What follows '#' stays in the browser: neither a log nor a proxy sees the code. */
export const cardLink = ({ entry, code }: PrintedCard, publicUrl: string): string =>
  `${publicUrl}/delivery/sign-in#no=${entry.candidateNo ?? ''}&code=${code}`;

/** Cards as the print page lays them out, eight to a sheet of A4. @param qrs of their links, in the same order */
export function cardSheets(cards: readonly PrintedCard[], publicUrl: string, qrs: readonly QrPath[]): object[][] {
  const printed = cards.map(({ entry, sitting, code }, i) => ({
    fullName: entry.fullName,
    birth: formatDate(entry.birth),
    unitName: entry.unitName,
    candidateNo: entry.candidateNo,
    code: printedCode(code),
    room: sitting.room,
    startsAt: `${formatMinute(sitting.startsAt)} ${formatDay(sitting.startsAt)}`,
    url: publicUrl,
    qr: qrs[i],
  }));
  return Array.from({ length: Math.ceil(printed.length / CARDS_PER_SHEET) }, (_, i) =>
    printed.slice(i * CARDS_PER_SHEET, (i + 1) * CARDS_PER_SHEET),
  );
}

interface CellView {
  readonly text: string;
  readonly state: 'ok' | 'err' | 'warn';
  readonly message: string | null;
  readonly id: string;
}

type ShownField = Exclude<TemplateField, 'ordinal'>;

/** What the preview shows of a row, in the order of the template. */
const FIELDS = TEMPLATE_FIELDS.filter((field): field is ShownField => field !== 'ordinal');

type SheetRoster = Pick<ParsedRoster, 'columns' | 'rows' | 'problems' | 'notices'>;

interface SheetColumn {
  readonly field: ShownField;
  readonly letter: string;
  readonly header: string;
}

/** The read list as a sheet: each faulty cell bears its sentence, and an id that the summary links to. */
export function rosterSheet(roster: SheetRoster, lang: Lang): { columns: SheetColumn[]; rows: object[] } {
  const columns = FIELDS.flatMap((field) => sheetColumn(roster, field, lang));
  const rows = roster.rows.map((row) => ({
    row: row.row,
    cells: columns.map((column): CellView => {
      const problem = roster.problems.find((p) => concerns(p, row.row, column));
      const hit = problem ?? roster.notices.find((p) => concerns(p, row.row, column));
      const state = hit === undefined ? 'ok' : hit === problem ? 'err' : 'warn';
      const typed = hit?.params['text'];
      return {
        // What could not be read is shown as it was typed.
        text: cellText(row, column.field, lang) || (typed === undefined ? '' : String(typed)),
        state,
        message: hit === undefined ? null : problemText(hit, lang),
        id: cellId(row.row, column.field),
      };
    }),
  }));
  return { columns, rows };
}

/** A column is shown when the list has it, or when its values come from elsewhere (names in two columns, unit headings). */
function sheetColumn(roster: SheetRoster, field: SheetColumn['field'], lang: Lang): SheetColumn[] {
  const own = roster.columns.find((c) => c.field === field);
  if (own !== undefined) return [{ field, letter: own.letter, header: own.header }];
  const isUsed = roster.rows.some((row) => (row[field] ?? '') !== '') || roster.problems.some((p) => p.field === field);
  return isUsed ? [{ field, letter: '', header: translate(lang, `template.header.${field}`) }] : [];
}

const concerns = (p: Problem, row: number, column: SheetColumn): boolean =>
  p.row === row && (p.field === column.field || (p.column !== '' && p.column === column.letter));

const cellId = (row: number, field: string): string => `o-${row}-${field}`;

export const problemText = (p: Problem, lang: Lang): string => translate(lang, `error.${p.code}`, p.params);

function cellText(row: RosterRow, field: SheetColumn['field'], lang: Lang): string {
  const value = row[field] ?? '';
  if (field === 'birth' || field === 'certificateOn') return value === '' ? '' : formatDate(value);
  return field === 'sex' && value !== '' ? translate(lang, `sex.${value}`) : value;
}

/** Problems as the summary lists them: which row and column, what is wrong, linked to its cell. */
export const problemLines = (
  problems: readonly Problem[],
  columns: readonly { readonly field: string; readonly letter: string; readonly header: string }[],
  lang: Lang,
): object[] =>
  problems.map((p) => {
    const column = columns.find((c) => c.field === p.field || (p.column !== '' && c.letter === p.column));
    const header = column?.header ?? '';
    return {
      href: column === undefined ? `#o-${p.row}` : `#${cellId(p.row, column.field)}`,
      place:
        p.column === ''
          ? translate(lang, 'batch.place.row', { row: p.row })
          : translate(lang, 'batch.place.cell', { row: p.row, column: p.column, header }),
      message: problemText(p, lang),
    };
  });
