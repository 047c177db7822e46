import type { Blueprint } from '../core/blueprint/blueprint.js';
import { type MeasuredItem, type Simulation, simulateForms } from '../core/blueprint/simulate.js';
import type { Result } from '../core/shared/result.js';

export interface SimulationOrder {
  readonly blueprint: Blueprint;
  readonly stock: readonly MeasuredItem[];
  readonly forms: number;
  /** The same one gives the same figures. */
  readonly seed: string;
}

/** Runs in a worker thread: what so many forms of a plan would be like. */
export const simulate = ({ blueprint, stock, forms, seed }: SimulationOrder): Result<Simulation> =>
  simulateForms(blueprint, stock, forms, seed);
