import type { ItemLevel } from '../item/item.js';
import { sha256 } from '../shared/digest.js';
import { createRandom, entrySeed } from '../shared/random.js';
import { ok, type Result } from '../shared/result.js';
import type { Blueprint } from './blueprint.js';
import { drawItems, type StockItem } from './draw.js';

/** The share of candidates who are expected to answer an item of a level, as long as nobody has answered it. */
export const EXPECTED_FACILITY: Readonly<Record<ItemLevel, number>> = { recall: 0.8, understand: 0.65, apply: 0.5 };

/** A live item with what is known of its answers. */
export interface MeasuredItem extends StockItem {
  /** The share of candidates who answered it, 0 to 1; absent: not known. */
  readonly facility?: number;
}

/** What a plan makes of a bank, over many forms. */
export interface Simulation {
  readonly forms: number;
  /** Questions of one form, essays included. */
  readonly size: number;
  /**
   * For each form the share of the items marked by machine that a candidate is expected to answer, 0 to 1, in the order
   * of the forms; the lower, the harder. Empty where a form has essays alone.
   */
  readonly expected: readonly number[];
  /** Of `expected`; null where it is empty. */
  readonly spread: Spread | null;
  /** Every live item that a machine marks or that is an essay of the plan, the most drawn first. */
  readonly exposure: readonly ItemExposure[];
  readonly overlap: Overlap;
}

export interface Spread {
  readonly mean: number;
  /** The standard deviation. */
  readonly deviation: number;
  readonly least: number;
  readonly greatest: number;
}

export interface ItemExposure {
  readonly id: string;
  /** Forms that have the item. */
  readonly forms: number;
  /** forms of all forms, 0 to 1. */
  readonly rate: number;
}

/** Items that two forms have in common, as a share of a form (0 to 1), over every pair of forms. */
export interface Overlap {
  readonly mean: number;
  readonly greatest: number;
}

/**
 * Draws so many forms, one after another as closing a roster would, and counts. The same seed gives the same figures.
 * Refusals are those of drawItems: if one form can be drawn, all can.
 */
export function simulateForms(
  blueprint: Blueprint,
  stock: readonly MeasuredItem[],
  forms: number,
  seed: string,
): Result<Simulation> {
  const batchSeed = sha256(seed);
  const tally = new Tally(stock);
  for (let n = 0; n < forms; n += 1) {
    const drawn = drawItems(blueprint, stock, createRandom(entrySeed(batchSeed, String(n))));
    if (!drawn.ok) return drawn;
    tally.add(drawn.value);
  }
  return ok(tally.result());
}

class Tally {
  private readonly facilities: ReadonlyMap<string, number>;
  /** For each item the numbers of the forms that have it. */
  private readonly holders: ReadonlyMap<string, number[]>;
  private readonly expected: number[] = [];
  private size = 0;
  private forms = 0;
  private shared = 0;
  private mostShared = 0;

  constructor(stock: readonly MeasuredItem[]) {
    this.facilities = new Map(stock.map((i) => [i.id, i.facility ?? EXPECTED_FACILITY[i.level]]));
    this.holders = new Map(stock.map((i) => [i.id, []]));
  }

  add(form: readonly StockItem[]): void {
    const common = new Uint16Array(this.forms);
    for (const { id } of form) {
      const before = this.holders.get(id) ?? [];
      for (const other of before) {
        const n = (common[other] ?? 0) + 1;
        common[other] = n;
        if (n > this.mostShared) this.mostShared = n;
      }
      this.shared += before.length;
      before.push(this.forms);
    }
    const machine = form.filter((i) => i.essayPoints === null);
    if (machine.length > 0)
      this.expected.push(machine.reduce((sum, i) => sum + (this.facilities.get(i.id) ?? 0), 0) / machine.length);
    this.size = form.length;
    this.forms += 1;
  }

  result(): Simulation {
    const { forms, size, expected } = this;
    const pairs = (forms * (forms - 1)) / 2;
    const exposure = [...this.holders]
      .map(([id, held]) => ({ id, forms: held.length, rate: forms === 0 ? 0 : held.length / forms }))
      .sort((a, b) => b.forms - a.forms || (a.id < b.id ? -1 : 1));
    const share = (items: number): number => (size === 0 ? 0 : items / size);
    return {
      forms,
      size,
      expected,
      spread: spreadOf(expected),
      exposure,
      overlap: { mean: pairs === 0 ? 0 : share(this.shared / pairs), greatest: share(this.mostShared) },
    };
  }
}

function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance), least: Math.min(...values), greatest: Math.max(...values) };
}
