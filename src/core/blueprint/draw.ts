import type { ItemLevel } from '../item/item.js';
import type { Points } from '../shared/points.js';
import type { Random } from '../shared/random.js';
import { ok, refuse, type Result } from '../shared/result.js';
import { type Blueprint, type BlueprintCell, blueprintCells } from './blueprint.js';

/** What drawing needs to know of an item. */
export interface StockItem {
  readonly id: string;
  readonly topic: string;
  readonly level: ItemLevel;
  readonly clauseKey: string | null;
  /** What an essay's rubric gives; null for an item that a machine marks. */
  readonly essayPoints: Points | null;
}

/** One cell against the bank: `have` items, `usable` at once under the clause cap. */
export interface CellFeasibility extends BlueprintCell {
  readonly have: number;
  readonly usable: number;
}

export interface Feasibility {
  readonly cells: readonly CellFeasibility[];
  readonly feasible: boolean;
}

/** Whether the bank can fill a form, cell by cell and as a whole (the clause cap binds cells to one another). */
export function feasibility(blueprint: Blueprint, stock: readonly StockItem[]): Feasibility {
  const cells = blueprintCells(blueprint).map((cell) => {
    const inCell = stock.filter((item) => belongs(item, cell));
    const usable = fill([{ ...cell, need: inCell.length }], inCell, blueprint.maxPerClause).length;
    return { ...cell, have: inCell.length, usable };
  });
  const filled = fill(blueprintCells(blueprint), stock, blueprint.maxPerClause).length;
  const needed = cells.reduce((sum, cell) => sum + cell.need, 0);
  return { cells, feasible: needed > 0 && filled === needed };
}

/**
 * Draws the items of one form: stock sorted by id, shuffled by the seed, taken cell by cell. When the clause cap
 * stands in the way, earlier picks are moved, so a form is found whenever one exists. The order is shuffled last, and
 * essays stand at the end. Refusals: `blueprint/cell-short` with the first cell that cannot be filled,
 * `blueprint/essay-short`.
 */
export function drawItems(blueprint: Blueprint, stock: readonly StockItem[], random: Random): Result<StockItem[]> {
  const sorted = [...stock].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const cells = blueprintCells(blueprint);
  const marked = sorted.filter((item) => item.essayPoints === null);
  const picks = fill(cells, random.shuffle(marked), blueprint.maxPerClause);
  for (const cell of cells) {
    const got = picks.filter((item) => belongs(item, cell)).length;
    if (got < cell.need) {
      return refuse('blueprint/cell-short', { topic: cell.topic, level: cell.level, need: cell.need, have: got });
    }
  }
  const order = random.shuffle(picks);
  const essays = drawEssays(blueprint, sorted, random);
  return essays.ok ? ok([...order, ...essays.value]) : essays;
}

function drawEssays(blueprint: Blueprint, sorted: readonly StockItem[], random: Random): Result<StockItem[]> {
  const picks: StockItem[] = [];
  for (const { topic, count, points } of blueprint.essays ?? []) {
    const fitting = sorted.filter((i) => i.topic === topic && i.essayPoints === points && !picks.includes(i));
    if (fitting.length < count)
      return refuse('blueprint/essay-short', { topic, points: points / 100, need: count, have: fitting.length });
    picks.push(...random.shuffle(fitting).slice(0, count));
  }
  return ok(picks);
}

const belongs = (item: StockItem, cell: BlueprintCell): boolean =>
  item.essayPoints === null && item.topic === cell.topic && item.level === cell.level;

interface Slot {
  readonly candidates: readonly StockItem[];
  pick: StockItem | null;
}

/** Fills as many places as possible, in order: augmenting paths over places and clauses (Kuhn's algorithm). */
function fill(cells: readonly BlueprintCell[], stock: readonly StockItem[], maxPerClause: number): StockItem[] {
  const slots: Slot[] = cells.flatMap((cell) => {
    const candidates = stock.filter((item) => belongs(item, cell));
    return Array.from({ length: cell.need }, () => ({ candidates, pick: null }));
  });
  const state: FillState = { slots, used: new Set(), holders: new Map(), maxPerClause };
  for (const slot of slots) place(slot, state, new Set());
  return slots.flatMap((slot) => (slot.pick === null ? [] : [slot.pick]));
}

interface FillState {
  readonly slots: readonly Slot[];
  readonly used: Set<string>;
  readonly holders: Map<string, Slot[]>;
  readonly maxPerClause: number;
}

function place(slot: Slot, state: FillState, visited: Set<string>): boolean {
  for (const item of slot.candidates) {
    if (state.used.has(item.id)) continue;
    const clause = item.clauseKey;
    if (clause === null || (state.holders.get(clause) ?? []).length < state.maxPerClause) {
      take(slot, item, state);
      return true;
    }
    if (visited.has(clause)) continue;
    visited.add(clause);
    for (const holder of [...(state.holders.get(clause) ?? [])]) {
      const previous = holder.pick;
      if (previous === null) continue;
      release(holder, state);
      take(slot, item, state);
      if (place(holder, state, visited)) return true;
      release(slot, state);
      take(holder, previous, state);
    }
  }
  return false;
}

function take(slot: Slot, item: StockItem, state: FillState): void {
  slot.pick = item;
  state.used.add(item.id);
  if (item.clauseKey !== null) {
    state.holders.set(item.clauseKey, [...(state.holders.get(item.clauseKey) ?? []), slot]);
  }
}

function release(slot: Slot, state: FillState): void {
  const item = slot.pick;
  if (item === null) return;
  slot.pick = null;
  state.used.delete(item.id);
  if (item.clauseKey !== null) {
    const rest = (state.holders.get(item.clauseKey) ?? []).filter((s) => s !== slot);
    state.holders.set(item.clauseKey, rest);
  }
}
