import { type Engine } from '../support/house.js';
import { median, percentile, spread, table } from './figures.js';
import { type Bench, openFloor, openProduct, type Saver } from './rig.js';

interface Round {
  readonly savesPerSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly cpuPerThousand: number;
  readonly memoryMb: number;
  readonly wireBytes: number;
}

/** One save as a page sends it: the next item, one of its letters. @returns ms until acknowledged */
export async function saveOnce({ client, letters }: Saver): Promise<number> {
  const item = (client.seq % 30) + 1;
  const choice = letters[item] ?? '';
  const value = choice.charAt(Math.floor(client.seq / 30) % choice.length);
  client.seq += 1;
  const at = performance.now();
  const { status, body } = await client.save([{ seq: client.seq, item, value }]);
  if (status !== 200) throw new Error(`a save was not acknowledged: ${status} ${body}`);
  return performance.now() - at;
}

/** Everybody saves without a pause for so long. */
export async function closedLoop(bench: Bench, seconds: number): Promise<Round> {
  const times: number[] = [];
  const bytes = (): number => bench.savers.reduce((sum, { client }) => sum + client.wire.bytes, 0);
  const [cpu, sent, from] = [bench.cpu(), bytes(), performance.now()];
  const until = from + seconds * 1000;
  await Promise.all(
    bench.savers.map(async (saver) => {
      while (performance.now() < until) times.push(await saveOnce(saver));
    }),
  );
  return roundOf(bench, times, performance.now() - from, bench.cpu() - cpu, bytes() - sent);
}

/** Everybody saves once each `everyMs`, at an instant of their own within it. */
async function paced(bench: Bench, everyMs: number, rounds: number): Promise<Round> {
  const times: number[] = [];
  const [cpu, from] = [bench.cpu(), performance.now()];
  await Promise.all(
    bench.savers.map(async (saver, n) => {
      for (let round = 0; round < rounds; round += 1) {
        const due = from + (round + n / bench.savers.length) * everyMs;
        await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
        times.push(await saveOnce(saver));
      }
    }),
  );
  return roundOf(bench, times, performance.now() - from, bench.cpu() - cpu, 0);
}

function roundOf(bench: Bench, times: readonly number[], ms: number, cpu: number, bytes: number): Round {
  return {
    savesPerSecond: times.length / (ms / 1000),
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    p99: percentile(times, 0.99),
    cpuPerThousand: (cpu / times.length) * 1000,
    memoryMb: bench.server.memoryMb(),
    wireBytes: bytes / times.length,
  };
}

/** Product and floor by turns on the same machine in the same minutes. */
async function pair(
  engine: Engine,
  count: number,
  { rounds, seconds, floor: keeps }: SavesOptions,
): Promise<[Round[], Round[]]> {
  const product = await openProduct(engine, count);
  const floor = await openFloor(engine, count, keeps);
  await closedLoop(product, seconds);
  await closedLoop(floor, seconds);
  const ours: Round[] = [];
  const theirs: Round[] = [];
  for (let i = 0; i < rounds; i += 1) {
    ours.push(await closedLoop(product, seconds));
    theirs.push(await closedLoop(floor, seconds));
  }
  await product.end();
  await floor.end();
  return [ours, theirs];
}

const LIMITS = { ratio: 0.5, p99: 3, cpu: { sqlite: 0.15, postgres: 0.25 }, memoryMb: 250 } as const;

/** What a benchmark found. */
export interface Told {
  readonly figures: readonly object[];
  /** Limits that were not kept, a line each. */
  readonly broken: readonly string[];
}

export interface SavesOptions {
  readonly engines: readonly Engine[];
  readonly counts: readonly number[];
  readonly rounds: number;
  readonly seconds: number;
  /** steps, or last: see floor.ts */
  readonly floor: string;
}

/** Saves a second of product and floor. @returns what is to be printed last, and the limits that broke */
export async function benchSaves(o: SavesOptions): Promise<Told> {
  const rows = [
    ['engine', 'people', 'who', 'saves/s', 'of floor', 'p50 ms', 'p95', 'p99', 'CPU s/1,000', 'MB', 'wire bytes/save'],
  ];
  const figures: object[] = [];
  const broken: string[] = [];
  for (const engine of o.engines)
    for (const count of o.counts) {
      const [ours, theirs] = await pair(engine, count, o);
      const ratios = ours.map((round, i) => round.savesPerSecond / (theirs[i]?.savesPerSecond ?? NaN));
      const of = (list: readonly Round[], key: keyof Round): number => median(list.map((r) => r[key]));
      for (const [who, list] of [
        ['product', ours],
        ['floor', theirs],
      ] as const)
        rows.push([
          engine,
          String(count),
          who,
          spread(
            list.map((r) => r.savesPerSecond),
            0,
          ),
          who === 'product' ? spread(ratios, 2) : '',
          of(list, 'p50').toFixed(1),
          of(list, 'p95').toFixed(1),
          of(list, 'p99').toFixed(1),
          of(list, 'cpuPerThousand').toFixed(3),
          Math.max(...list.map((r) => r.memoryMb)).toFixed(0),
          of(list, 'wireBytes').toFixed(0),
        ]);
      const memory = Math.max(...ours.map((r) => r.memoryMb));
      const [p99, cpu] = [of(ours, 'p99') / of(theirs, 'p99'), of(ours, 'cpuPerThousand')];
      const name = `${engine}, ${count} people`;
      if (median(ratios) < LIMITS.ratio) broken.push(`${name}: ${median(ratios).toFixed(2)} of the floor`);
      if (p99 > LIMITS.p99) broken.push(`${name}: p99 ${p99.toFixed(1)} times the floor's`);
      if (cpu > LIMITS.cpu[engine]) broken.push(`${name}: ${cpu.toFixed(3)} s CPU per 1,000 saves`);
      if (memory > LIMITS.memoryMb) broken.push(`${name}: ${memory.toFixed(0)} MB`);
      figures.push({ engine, count, ratio: median(ratios), ratios, ours, theirs });
      process.stderr.write(`${table([rows[0] ?? [], ...rows.slice(-2)])}\n`);
    }
  process.stdout.write(`${table(rows)}\n`);
  return { figures, broken };
}

const PACED_LIMIT_MS: Readonly<Record<number, number>> = { 1000: 100, 2000: 250 };

/** Everybody answers every ten seconds. @returns what is to be printed last, and the limits that broke */
export async function benchPaced(engines: readonly Engine[], counts: readonly number[]): Promise<Told> {
  const rows = [['engine', 'people', 'saves/s', 'p50 ms', 'p95', 'p99', 'CPU s/1,000', 'MB']];
  const figures: object[] = [];
  const broken: string[] = [];
  for (const engine of engines)
    for (const count of counts) {
      const product = await openProduct(engine, count);
      await paced(product, 10_000, 1);
      const r = await paced(product, 10_000, 3);
      await product.end();
      rows.push([
        engine,
        String(count),
        r.savesPerSecond.toFixed(0),
        r.p50.toFixed(1),
        r.p95.toFixed(1),
        r.p99.toFixed(1),
        r.cpuPerThousand.toFixed(3),
        r.memoryMb.toFixed(0),
      ]);
      const limit = PACED_LIMIT_MS[count] ?? Infinity;
      if (engine === 'sqlite' && r.p99 > limit) broken.push(`${engine}, ${count} people: p99 ${r.p99.toFixed(0)} ms`);
      figures.push({ engine, count, ...r });
    }
  process.stdout.write(`${table(rows)}\n`);
  return { figures, broken };
}
