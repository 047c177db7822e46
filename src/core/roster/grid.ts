/**
 * What a spreadsheet says, freed from its file format: the reader of files makes it, the reader of rosters needs nothing
 * else.
 */

export interface Cell {
  /** As it is shown, at most MAX_CELL_TEXT characters; '' for an empty cell. A date is shown as dd/MM/yyyy. */
  readonly text: string;
  /** YYYY-MM-DD if the spreadsheet stored a date. */
  readonly date?: string;
  /** The stored number, also of a date; absent where the cell is text. */
  readonly number?: number;
}

/** Merged cells: 0-based, both ends included; only the cell at top and left has the value. */
export interface Merge {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** One sheet; index 0 of `rows` is row 1 of the spreadsheet, and a row may be shorter than its neighbours. */
export interface Grid {
  readonly sheet: string;
  readonly rows: readonly (readonly Cell[])[];
  /** Something of the sheet was beyond the limits of reading and is missing here. */
  readonly truncated: boolean;
  readonly merges?: readonly Merge[];
}

export const MAX_CELL_TEXT = 2000;

export const EMPTY_CELL: Cell = Object.freeze({ text: '' });

/** The cell at 0-based row and column, empty outside the grid. */
export const cellAt = (grid: Grid, row: number, column: number): Cell => grid.rows[row]?.[column] ?? EMPTY_CELL;

export const isBlank = (cell: Cell): boolean => cell.text.trim() === '';

/** The merge that covers a cell, if any. */
export const mergeAt = (grid: Grid, row: number, column: number): Merge | undefined =>
  grid.merges?.find((m) => m.top <= row && row <= m.bottom && m.left <= column && column <= m.right);

/** The cell itself, or for a covered cell the one that holds the value of its merge. */
export function mergedCellAt(grid: Grid, row: number, column: number): Cell {
  const own = cellAt(grid, row, column);
  if (!isBlank(own)) return own;
  const merge = mergeAt(grid, row, column);
  return merge === undefined ? own : cellAt(grid, merge.top, merge.left);
}

/** 0 is A, 25 is Z, 26 is AA. */
export function columnLetter(column: number): string {
  const rest = String.fromCharCode(65 + (column % 26));
  return column < 26 ? rest : columnLetter(Math.floor(column / 26) - 1) + rest;
}
