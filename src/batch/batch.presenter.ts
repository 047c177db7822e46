import QRCode from 'qrcode';
import type { Ineligibility } from '../core/batch/eligibility.js';
import { printedCode } from '../core/batch/access-code.js';
import { columnLetter } from '../core/roster/grid.js';
import type { Problem, RosterRow } from '../core/roster/parse-roster.js';
import { formatDate, formatDay, formatMinute, type Lang, translate } from '../i18n/translator.js';
import type { Batch, Sitting } from './entities/batch.entity.js';

/** 'Đợt 1 năm 2027' */
export const batchTitle = (batch: Pick<Batch, 'number' | 'year'>, lang: Lang): string =>
  translate(lang, 'batch.name', { number: batch.number, year: String(batch.year) });

export const ineligibilityText = (why: Ineligibility, lang: Lang): string =>
  translate(lang, `batch.ineligible.${why.code}`, why.code === 'certificate-expired' ? { months: why.months } : {});

/** A QR code as the path of an SVG: its CSP-safe form, black modules as little squares. */
export function qrPath(text: string): { size: number; path: string } {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  let path = '';
  for (let y = 0; y < modules.size; y += 1) {
    for (let x = 0; x < modules.size; x += 1) {
      if (modules.get(y, x)) path += `M${x + 4} ${y + 4}h1v1h-1z`;
    }
  }
  return { size: modules.size + 8, path };
}

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

/** Cards as the print page lays them out, eight to a sheet of A4. */
export function cardSheets(cards: readonly PrintedCard[], publicUrl: string): object[][] {
  const printed = cards.map(({ entry, sitting, code }) => ({
    fullName: entry.fullName,
    birth: formatDate(entry.birth),
    unitName: entry.unitName,
    candidateNo: entry.candidateNo,
    code: printedCode(code),
    room: sitting.room,
    startsAt: `${formatMinute(sitting.startsAt)} ${formatDay(sitting.startsAt)}`,
    url: publicUrl,
    // What follows '#' stays in the browser: neither a log nor a proxy sees the code.
    qr: qrPath(`${publicUrl}/delivery/sign-in#no=${entry.candidateNo ?? ''}&code=${code}`),
  }));
  return Array.from({ length: Math.ceil(printed.length / 8) }, (_, i) => printed.slice(i * 8, i * 8 + 8));
}

interface CellView {
  readonly text: string;
  readonly state: 'ok' | 'err' | 'warn';
  readonly message: string | null;
  readonly id: string;
}

const FIELDS = [
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
] as const;

/** The read list as a sheet: each faulty cell bears its sentence, and an id that the summary links to. */
export function rosterSheet(
  roster: {
    readonly columns: readonly { field: string; letter: string; header: string }[];
    readonly rows: readonly RosterRow[];
    readonly problems: readonly Problem[];
    readonly notices: readonly Problem[];
  },
  lang: Lang,
): { columns: object[]; rows: object[] } {
  const columns = FIELDS.flatMap((field) => roster.columns.find((c) => c.field === field) ?? []);
  const at = (found: readonly Problem[], row: number, letter: string): Problem | undefined =>
    found.find((p) => p.row === row && p.column === letter);
  const rows = roster.rows.map((row) => ({
    row: row.row,
    cells: columns.map((c): CellView => {
      const problem = at(roster.problems, row.row, c.letter);
      const notice = at(roster.notices, row.row, c.letter);
      const hit = problem ?? notice;
      const state = problem !== undefined ? 'err' : notice !== undefined ? 'warn' : 'ok';
      return {
        text: cellText(row, c.field, lang),
        state,
        message: hit === undefined ? null : problemText(hit, lang),
        id: cellId(row.row, c.letter),
      };
    }),
  }));
  return { columns, rows };
}

export const cellId = (row: number, letter: string): string => `o-${row}${letter}`;

export const problemText = (p: Problem, lang: Lang): string => translate(lang, `error.${p.code}`, p.params);

function cellText(row: RosterRow, field: string, lang: Lang): string {
  const value = (row as unknown as Record<string, string | null>)[field] ?? '';
  if (field === 'birth' || field === 'certificateOn') return value === '' ? '' : formatDate(value);
  return field === 'sex' && value !== '' ? translate(lang, `sex.${value}`) : value;
}

/** Problems as the summary lists them: which row and column, what is wrong, linked to its cell. */
export const problemLines = (
  problems: readonly Problem[],
  headers: ReadonlyMap<string, string>,
  lang: Lang,
): object[] =>
  problems.map((p) => ({
    href: `#${cellId(p.row, p.column)}`,
    place: translate(lang, p.column === '' ? 'batch.place.row' : 'batch.place.cell', {
      row: p.row,
      column: p.column === '' ? columnLetter(0) : p.column,
      header: headers.get(p.column) ?? '',
    }),
    message: problemText(p, lang),
  }));
