import { nfc } from '../text/vietnamese.js';
import { ok, refuse, type Result } from '../shared/result.js';
import { findDuplicates } from './duplicates.js';
import { columnLetter, isBlank, type Grid } from './grid.js';
import { findHeader, HEADER_SEARCH_ROWS, type Header } from './header.js';
import type { RosterField } from './header-words.js';
import { legacyEncoding } from '../text/legacy-font.js';
import { listedRows, listOf, type List, type ListedRows } from './list.js';
import { hasBirth, letterOf, readPerson } from './person.js';
import type { Findings, Problem, RosterRow } from './problems.js';

export type { RosterField } from './header-words.js';
export { type Problem, type RosterRow } from './problems.js';

export interface ParsedRoster {
  readonly sheet: string;
  /** Row of the spreadsheet, from 1; of a header of several rows the first. */
  readonly headerRow: number;
  readonly columns: readonly { readonly field: RosterField; readonly letter: string; readonly header: string }[];
  readonly rows: readonly RosterRow[];
  /** With one of these nothing is imported. In the order of rows. */
  readonly problems: readonly Problem[];
  /** To be read before the import. In the order of rows. */
  readonly notices: readonly Problem[];
}

export const MAX_PEOPLE = 2000;

const WANTED = {
  fullName: 'Họ và tên',
  birth: 'Ngày sinh, Năm sinh',
  unitName: 'Chi bộ, Đơn vị, Nơi giới thiệu',
} as const;

/**
 * Finds the list of persons in a spreadsheet and reads it; `today` is YYYY-MM-DD. A wrong cell is a problem of the value;
 * refused is only what gives no list at all: `roster/no-header`, `roster/legacy-header`, `roster/empty`,
 * `roster/too-many-rows`.
 */
export function parseRoster(grids: readonly Grid[], opts: { readonly today: string }): Result<ParsedRoster> {
  const candidates = grids.flatMap(candidateOf);
  const chosen = bestOf(candidates);
  if (chosen === undefined) return refuseWithoutHeader(grids);
  const { list, rows } = chosen;
  const found = rows.people.length;
  if (found === 0) return refuse('roster/empty', { sheet: list.grid.sheet });
  if (found > MAX_PEOPLE) return refuse('roster/too-many-rows', { found, max: MAX_PEOPLE });
  const otherLists = candidates.filter((c) => c !== chosen && c.rows.people.length > 0).map((c) => c.list.grid);
  return ok(readList(list, rows, opts.today, sheetNotices(grids, list.grid, otherLists)));
}

interface Candidate {
  readonly list: List;
  readonly rows: ListedRows;
}

function candidateOf(grid: Grid): Candidate[] {
  const header = findHeader(grid);
  if (header === null) return [];
  const list = listOf(grid, header);
  return [{ list, rows: listedRows(list) }];
}

/** A sheet with persons before an empty one, then the one with more columns named, then the first. */
function bestOf(candidates: readonly Candidate[]): Candidate | undefined {
  const rank = ({ list, rows }: Candidate): number => list.columns.size + (rows.people.length > 0 ? 100 : 0);
  return [...candidates].sort((a, b) => rank(b) - rank(a))[0];
}

function refuseWithoutHeader(grids: readonly Grid[]): Result<never> {
  const filled = grids.filter((grid) => grid.rows.some((row) => row.some((cell) => !isBlank(cell))));
  if (filled.length === 0) return refuse('roster/empty', { sheet: '' });
  const sheets = filled.map((grid) => grid.sheet).join(', ');
  const wanted = Object.values(WANTED).join('; ');
  return refuseLegacyText(filled) ?? refuse('roster/no-header', { sheets, wanted, rows: HEADER_SEARCH_ROWS });
}

/** A header in an old font is no header we know: the font is what has to be said. */
function refuseLegacyText(grids: readonly Grid[]): Result<never> | null {
  for (const grid of grids) {
    for (const [index, row] of grid.rows.slice(0, HEADER_SEARCH_ROWS).entries()) {
      for (const { text } of row) {
        const encoding = legacyEncoding(text);
        if (encoding !== null) {
          return refuse('roster/legacy-header', {
            sheet: grid.sheet,
            row: index + 1,
            text: nfc(text).slice(0, 100),
            encoding,
          });
        }
      }
    }
  }
  return null;
}

function readList(list: List, rows: ListedRows, today: string, sheets: readonly Problem[]): ParsedRoster {
  const people: RosterRow[] = [];
  const found: Findings[] = [
    aboutColumns(list, rows),
    { problems: [], notices: [...sheets, ...aboutRows(list, rows)] },
  ];
  for (const row of rows.people) {
    const { person, ...findings } = readPerson(list, row, { today, unitAbove: people.at(-1)?.unitName ?? '' });
    people.push(person);
    found.push(findings);
  }
  found.push(findDuplicates(people, (row, field) => letterOf(list, row - 1, field)));
  return {
    sheet: list.grid.sheet,
    headerRow: list.header.top + 1,
    columns: list.header.columns.map(({ field, letter, header }) => ({ field, letter, header })),
    rows: people,
    problems: byRow(found.flatMap((f) => f.problems)),
    notices: byRow(found.flatMap((f) => f.notices)),
  };
}

const byRow = (problems: readonly Problem[]): Problem[] => [...problems].sort((a, b) => a.row - b.row);

const atHeader = (
  { top }: Header,
  code: Problem['code'],
  params: Problem['params'],
  field: RosterField | null = null,
): Problem => ({
  row: top + 1,
  column: '',
  field,
  code,
  params,
});

/** What is wrong with the sheet as a whole. */
function aboutColumns(list: List, rows: ListedRows): Findings {
  const hasUnit = list.columns.has('unitName') || rows.people.every((person) => person.heading !== '');
  const missing = [...(hasBirth(list) ? [] : (['birth'] as const)), ...(hasUnit ? [] : (['unitName'] as const))];
  const problems = missing.map((field) =>
    atHeader(list.header, 'roster/column-missing', { wanted: WANTED[field] }, field),
  );
  if (list.grid.truncated) problems.push(atHeader(list.header, 'roster/truncated', { sheet: list.grid.sheet }));
  return { problems, notices: [] };
}

function sheetNotices(grids: readonly Grid[], chosen: Grid, otherLists: readonly Grid[]): Problem[] {
  const place = { row: 1, column: '', field: null };
  return grids
    .filter((grid) => grid !== chosen)
    .flatMap((grid): Problem[] => [
      ...(otherLists.includes(grid)
        ? [{ ...place, code: 'roster/other-sheet' as const, params: { sheet: grid.sheet } }]
        : []),
      ...(grid.truncated ? [{ ...place, code: 'roster/truncated' as const, params: { sheet: grid.sheet } }] : []),
    ]);
}

function aboutRows(list: List, { people, totals, samples }: ListedRows): Problem[] {
  const skipped = samples.map((index): Problem => ({
    row: index + 1,
    column: list.columns.get('ordinal')?.letter ?? '',
    field: 'ordinal',
    code: 'roster/sample-skipped',
    params: {},
  }));
  const last = totals.at(-1);
  // A list by units has a total of each and sometimes one of all: either way of counting will do.
  const sum = totals.reduce((all, total) => all + total.stated, 0);
  if (last === undefined || sum === people.length || totals.some((t) => t.stated === people.length)) return skipped;
  const params = { stated: last.stated, read: people.length };
  const column = columnLetter(last.column);
  return [...skipped, { row: last.index + 1, column, field: null, code: 'roster/total-differs', params }];
}
