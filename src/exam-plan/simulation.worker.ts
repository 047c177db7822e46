import type { Blueprint } from '../core/blueprint/blueprint.js';
import type { StockItem } from '../core/blueprint/draw.js';
import { type Simulation, simulateForms } from '../core/blueprint/simulate.js';
import type { Points } from '../core/shared/points.js';
import type { Result } from '../core/shared/result.js';

export interface SimulationOrder {
  readonly blueprint: Blueprint;
  readonly stock: readonly StockItem[];
  readonly forms: number;
  /** The same one gives the same figures. */
  readonly seed: string;
  /** Of one item. */
  readonly points: Points;
}

/** Runs in a worker thread: what so many forms of a plan would be like. */
export const simulate = ({ blueprint, stock, forms, seed, points }: SimulationOrder): Result<Simulation> =>
  simulateForms(blueprint, stock, forms, seed, points);
