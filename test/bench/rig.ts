import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_RULES } from '../../src/core/scoring/rule-set.js';
import { type Engine, newDatabaseUrl } from '../support/house.js';
import { LoadClient } from '../support/load-client.js';
import { type SeededSitting, seedSitting } from '../support/seed-sitting.js';
import { cpuSecondsOf, ServerProcess } from '../support/server-process.js';
import { Wire } from '../support/wire.js';
import { tokenOf } from './floor.js';

/** Somebody who saves answers, whoever the server is. */
export interface Saver {
  readonly client: LoadClient;
  /** Letters that each item takes, by number. */
  readonly letters: readonly string[];
}

/** A server under load with everybody inside. */
export interface Bench {
  readonly server: ServerProcess;
  readonly savers: readonly Saver[];
  /** CPU seconds of server and database so far. */
  cpu(): number;
  end(): Promise<void>;
}

/** The product with a sitting that has begun; candidates not yet inside. */
export interface Stage {
  readonly server: ServerProcess;
  readonly clients: readonly LoadClient[];
  readonly seeded: SeededSitting;
  cpu(): number;
  end(): Promise<void>;
}

type More = Parameters<typeof seedSitting>[3];

let postmaster = 0;
export const usePostmaster = (pid: number): void => {
  postmaster = pid;
};

/** CPU seconds of the database's processes. */
function databaseCpu(engine: Engine): number {
  if (engine === 'sqlite') return 0;
  const children = readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === postmaster;
    } catch {
      return false;
    }
  });
  return [postmaster, ...children.map(Number)].reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
}

export async function openStage(engine: Engine, count: number, more?: More): Promise<Stage> {
  const seeded = await seedSitting(engine, count, DEFAULT_RULES, more);
  const nodeArgs = process.env['BENCH_NODE_ARGS']?.split(' ').filter(Boolean) ?? [];
  const server = await ServerProcess.start({ ...seeded, nodeArgs });
  const clients = seeded.closed.entries.map(
    ({ id, candidateNo }) => new LoadClient(Wire.to(server.url), candidateNo ?? '', seeded.closed.codes.get(id) ?? ''),
  );
  return {
    server,
    clients,
    seeded,
    cpu: () => server.cpuSeconds() + databaseCpu(engine),
    end: async () => {
      for (const client of clients) client.wire.close();
      await server.stop();
      seeded.discard();
    },
  };
}

/** The product with everybody at the paper. */
export async function openProduct(engine: Engine, count: number, more?: More): Promise<Bench & Stage> {
  const stage = await openStage(engine, count, more);
  const savers: Saver[] = [];
  await inTurns(stage.clients, 20, async (client) => {
    await client.signIn();
    const { body } = await client.start();
    await client.takeLease();
    savers.push({ client, letters: lettersOf(body) });
  });
  return { ...stage, savers };
}

/** The letters of each item of a paper's page. */
export function lettersOf(page: string): string[] {
  const letters: string[] = [];
  for (const [, no = '', letter = ''] of page.matchAll(/name="a(\d+)" value="([A-Z])"/g))
    letters[Number(no)] = (letters[Number(no)] ?? '') + letter;
  return letters;
}

export async function openFloor(engine: Engine, count: number, keeps: string): Promise<Bench> {
  const dataDir = mkdtempSync(join(tmpdir(), 'nhan-thuc-floor-'));
  const databaseUrl = await newDatabaseUrl(engine);
  const program = [join(import.meta.dirname, 'floor.js'), String(count), keeps];
  const server = await ServerProcess.start({ dataDir, databaseUrl, program });
  const letters = Array.from({ length: 31 }, () => 'ABCD');
  const savers = Array.from({ length: count }, (_, n) => {
    const client = new LoadClient(Wire.to(server.url), `floor-${n}`, '');
    client.cookies.set('nt_browser', tokenOf(-1));
    client.cookies.set('nt_candidate', tokenOf(n));
    client.remember();
    client.lease = 1;
    return { client, letters };
  });
  return {
    server,
    savers,
    cpu: () => server.cpuSeconds() + databaseCpu(engine),
    end: async () => {
      for (const { client } of savers) client.wire.close();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Works through the list, at most so many at once. */
export async function inTurns<T>(list: readonly T[], atOnce: number, work: (one: T) => Promise<void>): Promise<void> {
  const rest = list.values();
  const worker = async (): Promise<void> => {
    for (const one of rest) await work(one);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, list.length) }, worker));
}
