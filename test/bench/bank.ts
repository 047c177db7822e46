import type { Engine } from '../support/house.js';
import { benchDuplicates } from './bank-duplicates.js';
import { benchImport } from './bank-import.js';
import { benchSimulate } from './bank-simulate.js';
import type { Told } from './saves.js';

/** Names of the parts; '' for all. */
export const bankParts = (): string[] => ['', ...Object.keys(PARTS)];

/** What the workshop of the question bank must be able to do, part by part. */
const PARTS: Readonly<Record<string, (rounds: number, engines: readonly Engine[]) => Promise<Told>>> = {
  duplicates: benchDuplicates,
  simulate: benchSimulate,
  import: benchImport,
};

/** @param part empty: all of them */
export async function benchBank(part: string, rounds: number, engines: readonly Engine[]): Promise<Told> {
  const chosen = Object.entries(PARTS).filter(([name]) => part === '' || name === part);
  const figures: object[] = [];
  const broken: string[] = [];
  for (const [name, bench] of chosen) {
    process.stdout.write(`${name}\n`);
    const told = await bench(rounds, engines);
    figures.push(...told.figures);
    broken.push(...told.broken.map((line) => `${name}: ${line}`));
  }
  return { figures, broken };
}
