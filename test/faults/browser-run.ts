import { createRandom, type Random } from '../../src/core/shared/random.js';

/** A run of a fault at the candidate's end, as the command and the specs start it. */
export interface BrowserRun {
  readonly seed: number;
  readonly cycles: number;
  readonly progress: { add(name: string, by?: number): void; most(name: string, value: number): void };
  isTimeUp(): boolean;
  say(line: string): void;
}

/** Chance of one round of a run. */
export const chanceOfRound = (seed: number, round: number): Random =>
  createRandom(new TextEncoder().encode(`${seed}/${round}`));

/** A run of so many cycles that keeps its counts in memory. */
export function quietRun(cycles: number, seed: number): BrowserRun & { readonly counts: Record<string, number> } {
  const counts: Record<string, number> = {};
  return {
    seed,
    cycles,
    counts,
    progress: {
      add: (name, by = 1) => (counts[name] = (counts[name] ?? 0) + by),
      most: (name, value) => (counts[name] = Math.max(counts[name] ?? 0, value)),
    },
    isTimeUp: () => false,
    say: () => undefined,
  };
}
