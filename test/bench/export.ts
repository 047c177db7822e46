import type { Engine } from '../support/house.js';
import { seedResults } from '../support/seed-results.js';
import { askForSlips, slipsDone, staffClient } from '../support/slip-export.js';
import { percentile, table } from './figures.js';
import { openProduct } from './rig.js';
import { saveOnce, type Told } from './saves.js';

const SLIPS = 5_000;
const PEOPLE = 200;
const THINK_MS = 1_000;
const LIMIT_MS = 500;

/** Result slips of 5,000 people are made while a room of 200 answers once a second each. */
export async function benchExport(engines: readonly Engine[]): Promise<Told> {
  const rows = [['engine', 'when', 'saves', 'p50 ms', 'p95', 'p99', 'greatest', 'MB']];
  const figures: object[] = [];
  const broken: string[] = [];
  for (const engine of engines) {
    let batchId = '';
    const bench = await openProduct(engine, PEOPLE, async (house, committee) => {
      batchId = (await seedResults(house, committee, SLIPS)).id;
    });
    const staff = await staffClient(bench.server.url, bench.seeded.committee.usernameOf('secretary'));
    const times = { before: [] as number[], during: [] as number[] };
    const phases: { now: keyof typeof times | null } = { now: 'before' };
    const answering = bench.savers.map(async (saver, n) => {
      await pause((n / PEOPLE) * THINK_MS);
      while (phases.now !== null) {
        const { now } = phases;
        const ms = await saveOnce(saver);
        times[now].push(ms);
        await pause(Math.max(0, THINK_MS - ms));
      }
    });
    await pause(8_000);
    const from = performance.now();
    const path = await askForSlips(staff, batchId);
    phases.now = 'during';
    await slipsDone(staff, path, 300);
    const seconds = (performance.now() - from) / 1000;
    const memory = bench.server.memoryMb();
    phases.now = null;
    await Promise.all(answering);
    await bench.end();
    for (const [when, list] of Object.entries(times))
      rows.push([
        engine,
        when === 'before' ? 'before' : `during (${seconds.toFixed(0)} s)`,
        String(list.length),
        ...[0.5, 0.95, 0.99, 1].map((part) => percentile(list, part).toFixed(1)),
        memory.toFixed(0),
      ]);
    const p95 = percentile(times.during, 0.95);
    if (p95 > LIMIT_MS) broken.push(`${engine}: p95 of a save ${p95.toFixed(0)} ms during the export`);
    figures.push({ engine, seconds, memory, p95, before: percentile(times.before, 0.95) });
  }
  process.stdout.write(`${table(rows)}\n`);
  return { figures, broken };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
