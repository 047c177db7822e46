import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom, type Random } from '../../src/core/shared/random.js';
import type { Engine } from '../support/house.js';

const DIR = join('.tmp', 'faults');

/** What was promised and did not hold; the first is named. */
export class Violation extends Error {
  constructor(readonly violations: readonly string[]) {
    const more = violations.length > 1 ? ` (and ${violations.length - 1} more)` : '';
    super(`${violations[0] ?? 'nothing'}${more}`);
    this.name = 'Violation';
  }
}

/** It cannot be tried on this machine: said, and never called held. */
export class Skipped extends Error {}

/** @throws Violation unless it holds */
export function hold(isHeld: boolean, otherwise: string): void {
  if (!isHeld) throw new Violation([otherwise]);
}

/** What a run has shown so far. A long run writes it down after every round, and goes on there when it was cut short. */
export class Progress {
  private constructor(
    private readonly file: string | null,
    readonly counts: Record<string, number>,
  ) {}

  static inMemory(): Progress {
    return new Progress(null, {});
  }

  static onDisk(name: string, engine: Engine, resume: boolean): Progress {
    mkdirSync(DIR, { recursive: true });
    const file = join(DIR, `${name}-${engine}.json`);
    return new Progress(file, resume ? read(file) : {});
  }

  get(name: string): number {
    return this.counts[name] ?? 0;
  }

  add(name: string, by = 1): void {
    this.counts[name] = this.get(name) + by;
  }

  /** Keeps the greatest. */
  most(name: string, value: number): void {
    this.counts[name] = Math.max(this.get(name), Math.round(value * 10) / 10);
  }

  save(): void {
    if (this.file !== null) writeFileSync(this.file, JSON.stringify(this.counts));
  }
}

function read(file: string): Record<string, number> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
  } catch {
    return {};
  }
}

export interface FaultRun {
  readonly engine: Engine;
  readonly seed: number;
  /** How much of it; what one cycle is, each fault says. */
  readonly cycles: number;
  readonly progress: Progress;
  /** A long run ends after the round in which its time is up. */
  isTimeUp(): boolean;
  say(line: string): void;
}

export interface Fault {
  readonly name: string;
  /** What is done, and what one cycle is. */
  readonly what: string;
  readonly engines: readonly Engine[];
  /** Cycles of a run by command. */
  readonly cycles: number;
  /** @throws Violation */
  run(run: FaultRun): Promise<void>;
}

/** Chance of a run, its own for every round. */
export const chanceOf = (seed: number, ...round: readonly number[]): Random =>
  createRandom(new TextEncoder().encode([seed, ...round].join('/')));

/** One fault in memory, as the specs run them. @returns what it counted */
export async function runFault(
  fault: Fault,
  o: { readonly engine: Engine; readonly cycles: number; readonly seed?: number },
): Promise<Record<string, number>> {
  const progress = Progress.inMemory();
  await fault.run({
    engine: o.engine,
    cycles: o.cycles,
    seed: o.seed ?? 1,
    progress,
    isTimeUp: () => false,
    say: () => undefined,
  });
  return progress.counts;
}
