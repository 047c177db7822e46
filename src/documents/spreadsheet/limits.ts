import { EMPTY_CELL, MAX_CELL_TEXT, type Cell, type Grid, type Merge } from '../../core/roster/grid.js';

/** What is read of a file from outside; a list of two thousand persons is far below all of it. */

export const MAX_FILE_BYTES = 5 * 1024 * 1024;
export const MAX_SHEETS = 10;
export const MAX_ROWS = 5000;
export const MAX_COLUMNS = 100;
export const MAX_MERGES = 5000;

/** How much of a sheet is read. */
export interface SheetLimits {
  readonly rows: number;
  /** Letters of a cell. */
  readonly cellText: number;
}

export const LIST_LIMITS: SheetLimits = { rows: MAX_ROWS, cellText: MAX_CELL_TEXT };

/** A sheet being read. What lies beyond the limits is left out and marks the sheet as truncated, unless it is blank. */
export class GridBuilder {
  readonly #rows: Cell[][] = [];
  readonly #merges: Merge[] = [];
  #truncated = false;

  constructor(private readonly limits: SheetLimits = LIST_LIMITS) {}

  get truncated(): boolean {
    return this.#truncated;
  }

  /** Puts a cell at 0-based row and column. */
  put(row: number, column: number, cell: Cell): void {
    if (cell.text.trim() === '') return;
    if (row >= this.limits.rows || column >= MAX_COLUMNS) {
      this.#truncated = true;
      return;
    }
    while (this.#rows.length <= row) this.#rows.push([]);
    const cells = this.#rows[row] ?? [];
    while (cells.length < column) cells.push(EMPTY_CELL);
    cells[column] = this.#shortened(cell);
  }

  merge(merge: Merge): void {
    if (merge.top >= this.limits.rows || merge.left >= MAX_COLUMNS) return;
    if (this.#merges.length < MAX_MERGES) this.#merges.push(merge);
    else this.#truncated = true;
  }

  build(sheet: string): Grid {
    return { sheet, rows: this.#rows, truncated: this.#truncated, merges: this.#merges };
  }

  #shortened(cell: Cell): Cell {
    if (cell.text.length <= this.limits.cellText) return cell;
    this.#truncated = true;
    return { ...cell, text: cell.text.slice(0, this.limits.cellText) };
  }
}
