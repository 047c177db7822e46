import type { Points } from '../shared/points.js';
import { sha256 } from '../shared/digest.js';
import { createRandom, entrySeed } from '../shared/random.js';
import { ok, type Refusal, type Result } from '../shared/result.js';
import type { Blueprint } from './blueprint.js';
import { EASE } from './difficulty.js';
import { drawItems, type StockItem } from './draw.js';
import { type Band, bandOf, drawForm, expectedSum } from './equivalence.js';

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
  /** How the plan's limit of equivalence is kept; null where it sets none. */
  readonly equivalence: Equivalence | null;
}

export interface Equivalence {
  /** Every form should be within `reach` of `aim`, both in the unit of `expected`. */
  readonly aim: number;
  readonly reach: number;
  /** Forms that lay outside at first and were brought in. */
  readonly balanced: number;
  /** Why a form could not be brought in; forms from then on are counted as they were drawn at first. Null: all could. */
  readonly refusal: Refusal | null;
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
 * Refusals are those of drawItems: if one form can be drawn, all can; that the limit of equivalence cannot be kept is told
 * with the figures.
 * @param points of one item
 */
export function simulateForms(
  blueprint: Blueprint,
  stock: readonly StockItem[],
  forms: number,
  seed: string,
  points: Points,
): Result<Simulation> {
  const band = bandOf(blueprint, stock, points);
  if (!band.ok) return band;
  const batchSeed = sha256(seed);
  const tally = new Tally(stock, band.value);
  for (let n = 0; n < forms; n += 1) {
    const random = () => createRandom(entrySeed(batchSeed, String(n)));
    const plain = drawItems(blueprint, stock, random());
    if (!plain.ok) return plain;
    if (tally.lies(plain.value)) tally.add(plain.value);
    else {
      const drawn = drawForm(blueprint, stock, random(), band.value);
      if (drawn.ok) tally.addBalanced(drawn.value);
      else tally.giveUp(plain.value, drawn.error);
    }
  }
  return ok(tally.result());
}

class Tally {
  /** For each item the numbers of the forms that have it. */
  private readonly holders: ReadonlyMap<string, number[]>;
  private readonly expected: number[] = [];
  private size = 0;
  private forms = 0;
  private shared = 0;
  private mostShared = 0;
  private balanced = 0;
  private refusal: Refusal | null = null;
  private machine = 0;

  constructor(
    stock: readonly StockItem[],
    private readonly band: Band | null,
  ) {
    this.holders = new Map(stock.map((i) => [i.id, []]));
  }

  /** Whether a form is counted as it was drawn: it lies in the band, or there is none, or none that all can be brought into. */
  lies(form: readonly StockItem[]): boolean {
    if (this.band === null || this.refusal !== null) return true;
    return Math.abs(expectedSum(form) - this.band.aim) <= this.band.reach;
  }

  addBalanced(form: readonly StockItem[]): void {
    this.balanced += 1;
    this.add(form);
  }

  giveUp(form: readonly StockItem[], refusal: Refusal): void {
    this.refusal = refusal;
    this.add(form);
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
    this.machine = form.filter((i) => i.essayPoints === null).length;
    if (this.machine > 0) this.expected.push(expectedSum(form) / EASE / this.machine);
    this.size = form.length;
    this.forms += 1;
  }

  result(): Simulation {
    const { forms, size, expected, band, balanced, refusal } = this;
    const unit = EASE * this.machine;
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
      equivalence: band && { aim: band.aim / unit, reach: band.reach / unit, balanced, refusal },
    };
  }
}

function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance), least: Math.min(...values), greatest: Math.max(...values) };
}
