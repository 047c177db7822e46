import type { ItemLevel } from '../item/item.js';
import type { Points } from '../shared/points.js';
import type { Random } from '../shared/random.js';
import { fail, ok, type Refusal, refuse, type Result } from '../shared/result.js';
import { type Blueprint, type BlueprintCell, blueprintCells, blueprintSize } from './blueprint.js';

/** What drawing needs to know of an item. */
export interface StockItem {
  readonly id: string;
  readonly topic: string;
  readonly level: ItemLevel;
  readonly clauseKey: string | null;
  /** What an essay's rubric gives; null for an item that a machine marks. */
  readonly essayPoints: Points | null;
  /** The share of its points that candidates are expected to have, 0 to 1, by their answers; left out: by its level. */
  readonly facility?: number;
  /** Was used too lately for the plan's cool-down; left out: may be drawn. */
  readonly resting?: boolean;
  /** Ids of items that never stand in one form with this one; each of a pair names the other. Left out: none. */
  readonly enemies?: readonly string[];
}

/** Below so many times what is drawn, two neighbours have more than a quarter of the cell's items in common. */
export const AMPLE_TIMES = 4;

/** short: no form can be drawn; thin: neighbours see much of the same; ample: neither. */
export type Supply = 'short' | 'thin' | 'ample';

/** One cell against the bank: `have` items, `usable` at once under the clause cap. */
export interface CellFeasibility extends BlueprintCell {
  readonly have: number;
  readonly usable: number;
  /** Items more that the cool-down keeps back. */
  readonly resting: number;
  /** How many times what is drawn the bank has. */
  readonly times: number;
  readonly supply: Supply;
}

export interface Feasibility {
  readonly cells: readonly CellFeasibility[];
  readonly feasible: boolean;
}

/** More choices of enemies than this are not tried: each costs as much as a form. */
const MOST_TRIES = 200;

/** Whether the bank can fill a form, cell by cell and as a whole (clause cap and enemies bind cells to one another). */
export function feasibility(blueprint: Blueprint, stock: readonly StockItem[]): Feasibility {
  const awake = stock.filter(isAwake);
  const cells = blueprintCells(blueprint).map((cell) => {
    const inCell = awake.filter((item) => belongs(item, cell));
    const resting = stock.filter((item) => !isAwake(item) && belongs(item, cell)).length;
    const usable = fill([{ ...cell, need: inCell.length }], inCell, blueprint.maxPerClause).length;
    const times = inCell.length / cell.need;
    const supply: Supply = usable < cell.need ? 'short' : times < AMPLE_TIMES ? 'thin' : 'ample';
    return { ...cell, have: inCell.length, usable, resting, times, supply };
  });
  const needed = cells.reduce((sum, cell) => sum + cell.need, 0);
  const machine = { topics: blueprint.topics, maxPerClause: blueprint.maxPerClause };
  return { cells, feasible: needed > 0 && pick(machine, awake, [], stock).ok };
}

/**
 * Draws the items of one form: stock sorted by id, what rests left out, shuffled by the seed, taken cell by cell. When
 * the clause cap or an enemy stands in the way, picks are changed, so a form is found whenever one exists. Their order
 * is shuffled, and essays stand at the end. Refusals: `blueprint/cell-short` or `blueprint/cell-resting` with the first
 * cell that cannot be filled, `blueprint/essay-short`, `blueprint/enemies`.
 */
export function drawItems(blueprint: Blueprint, stock: readonly StockItem[], random: Random): Result<StockItem[]> {
  const sorted = stock.filter(isAwake).sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const marked = random.shuffle(sorted.filter((item) => item.essayPoints === null));
  // Drawn before it is known what stands where, since a choice of enemies must not cost numbers of the seed.
  const order = random.shuffle(Array.from({ length: blueprintSize(blueprint) }, (_, i) => i));
  const essays = (blueprint.essays ?? []).map(({ topic, points }) =>
    random.shuffle(sorted.filter((i) => i.topic === topic && i.essayPoints === points)),
  );
  const picked = pick(blueprint, marked, essays, stock);
  if (!picked.ok) return picked;
  const { items, essays: long } = picked.value;
  return ok([...order.flatMap((i) => items[i] ?? []), ...long]);
}

interface Picks {
  /** In the order of the cells. */
  readonly items: readonly StockItem[];
  readonly essays: readonly StockItem[];
}

/**
 * Picks a form of which no two are enemies. Of two enemies that were picked one must go, so first the one and then the
 * other is left out: nothing that could be a form is missed, but for the limit of tries.
 */
function pick(
  blueprint: Blueprint,
  marked: readonly StockItem[],
  essays: readonly (readonly StockItem[])[],
  stock: readonly StockItem[],
): Result<Picks> {
  let tries = MOST_TRIES;
  const without = (out: ReadonlySet<string>): Result<Picks> => {
    tries -= 1;
    const stays = (item: StockItem): boolean => !out.has(item.id);
    const items = fill(blueprintCells(blueprint), marked.filter(stays), blueprint.maxPerClause);
    const long = pickEssays(blueprint, essays, stays);
    const lack = cellLack(blueprint, items, stock) ?? (long.ok ? null : long.error);
    if (lack !== null || !long.ok) return out.size === 0 && lack !== null ? fail(lack) : refuse('blueprint/enemies');
    const pair = enemiesIn([...items, ...long.value]);
    if (pair === null) return ok({ items, essays: long.value });
    for (const item of pair) {
      if (tries <= 0) break;
      const found = without(new Set([...out, item.id]));
      if (found.ok) return found;
    }
    return refuse('blueprint/enemies');
  };
  return without(new Set());
}

/** The first two of a form that must not meet, the later one first. */
function enemiesIn(form: readonly StockItem[]): readonly [StockItem, StockItem] | null {
  if (form.every((item) => item.enemies === undefined)) return null;
  for (const [i, item] of form.entries()) {
    const other = form.slice(0, i).find((o) => item.enemies?.includes(o.id) === true);
    if (other !== undefined) return [item, other];
  }
  return null;
}

/** The first cell that lacks items; where those that rest would fill it, that is said. */
function cellLack(blueprint: Blueprint, picks: readonly StockItem[], stock: readonly StockItem[]): Refusal | null {
  for (const cell of blueprintCells(blueprint)) {
    const have = picks.filter((item) => belongs(item, cell)).length;
    if (have >= cell.need) continue;
    const { topic, level, need } = cell;
    const resting = stock.filter((item) => !isAwake(item) && belongs(item, cell)).length;
    if (resting === 0) return { code: 'blueprint/cell-short', params: { topic, level, need, have } };
    return { code: 'blueprint/cell-resting', params: { topic, level, need, have, lack: need - have, resting } };
  }
  return null;
}

function pickEssays(
  blueprint: Blueprint,
  shuffled: readonly (readonly StockItem[])[],
  stays: (item: StockItem) => boolean,
): Result<StockItem[]> {
  const picks: StockItem[] = [];
  for (const [i, { topic, count, points }] of (blueprint.essays ?? []).entries()) {
    const fitting = (shuffled[i] ?? []).filter((item) => stays(item) && !picks.includes(item));
    if (fitting.length < count)
      return refuse('blueprint/essay-short', { topic, points: points / 100, need: count, have: fitting.length });
    picks.push(...fitting.slice(0, count));
  }
  return ok(picks);
}

export const isAwake = (item: StockItem): boolean => item.resting !== true;

export const belongs = (item: StockItem, cell: Pick<BlueprintCell, 'topic' | 'level'>): boolean =>
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
