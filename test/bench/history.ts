import type { Engine } from '../support/house.js';
import { median, spread, table } from './figures.js';
import { openProduct } from './rig.js';
import { seedPast } from './past.js';
import { closedLoop, type SavesOptions, type Told } from './saves.js';

const LIMIT = 1.25;
const PEOPLE = 50;

/** What a save costs beside so many finished attempts, against the same server on an empty past, by turns. */
export async function benchHistory(engines: readonly Engine[], attempts: number, o: SavesOptions): Promise<Told> {
  const rows = [
    ['engine', 'past attempts', 'saves/s without', 'saves/s with', 'cost of a save', 'p99 ms without', 'with'],
  ];
  const figures: object[] = [];
  const broken: string[] = [];
  for (const engine of engines) {
    const empty = await openProduct(engine, PEOPLE);
    const full = await openProduct(engine, PEOPLE, (house, _, closed) => seedPast(house, closed, attempts));
    await closedLoop(empty, o.seconds);
    await closedLoop(full, o.seconds);
    const without: Awaited<ReturnType<typeof closedLoop>>[] = [];
    const beside: typeof without = [];
    for (let i = 0; i < o.rounds; i += 1) {
      without.push(await closedLoop(empty, o.seconds));
      beside.push(await closedLoop(full, o.seconds));
    }
    await empty.end();
    await full.end();
    const costs = without.map((r, i) => r.savesPerSecond / (beside[i]?.savesPerSecond ?? NaN));
    rows.push([
      engine,
      String(attempts),
      spread(
        without.map((r) => r.savesPerSecond),
        0,
      ),
      spread(
        beside.map((r) => r.savesPerSecond),
        0,
      ),
      spread(costs, 2),
      median(without.map((r) => r.p99)).toFixed(1),
      median(beside.map((r) => r.p99)).toFixed(1),
    ]);
    if (median(costs) > LIMIT) broken.push(`${engine}: a save costs ${median(costs).toFixed(2)} times as much`);
    figures.push({ engine, attempts, costs, without, beside });
  }
  process.stdout.write(`${table(rows)}\n`);
  return { figures, broken };
}
