import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Random } from '../../src/core/shared/random.js';
import { chanceOf, type Fault, type FaultRun, hold } from './fault.js';
import type { JournalClient } from './journal-client.js';
import { ownPostgres } from './postgres.js';
import { onStage, type Stage } from './stage.js';

/** A sitting is played to its end after so many kills, and judged. */
const ROUND = 20;
const CANDIDATES = 40;
const READY_MS = 5_000;

/** kill -9 at random moments while everybody saves; they come back with the same numbers. */
export const kill: Fault = {
  name: 'kill',
  what: 'the server (on PostgreSQL also its backends and the whole database) is killed while candidates save; a cycle is one kill',
  engines: ['sqlite', 'postgres'],
  cycles: 100,
  run: async (run) => {
    for (let { round, left } = where(run); left > 0 && !run.isTimeUp(); { round, left } = where(run)) {
      const cycles = Math.min(ROUND, left);
      const random = chanceOf(run.seed, round);
      await onStage({ engine: run.engine, candidates: CANDIDATES, random }, (stage) =>
        play(run, stage, random, cycles),
      );
      run.progress.add('rounds');
      run.progress.save();
      run.say(`${run.progress.get('cycles')} kills, ${run.progress.get('saves')} saves, 0 lost`);
    }
  },
};

const where = ({ progress, cycles }: FaultRun): { round: number; left: number } => ({
  round: progress.get('rounds'),
  left: cycles - progress.get('cycles'),
});

async function play(run: FaultRun, stage: Stage, random: Random, cycles: number): Promise<void> {
  let readyMs = await stage.start();
  await stage.comeIn();
  let isOver = false;
  const living = stage.live(() => isOver);
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    await pause(100 + random.nextInt(400));
    readyMs = Math.max(readyMs, await strike(run, stage, random));
    // Some have closed the browser meanwhile, and open it again.
    await Promise.all(someOf(stage.clients, random).map((c) => c.reload()));
  }
  isOver = true;
  await living;
  await stage.finish();
  hold(readyMs <= READY_MS, `ready again after ${Math.round(readyMs)} ms, more than ${READY_MS}`);
  run.progress.add('cycles', cycles);
  run.progress.add('saves', stage.saves);
  run.progress.add('entries', stage.entries);
  run.progress.most('readyMs', readyMs);
}

const someOf = (clients: readonly JournalClient[], random: Random): JournalClient[] =>
  clients.filter(() => random.nextInt(10) === 0);

/** @returns milliseconds until it was ready again */
async function strike(run: FaultRun, stage: Stage, random: Random): Promise<number> {
  const database = run.engine === 'postgres' ? ownPostgres() : null;
  const what = database === null ? 0 : random.nextInt(5);
  const since = performance.now();
  if (database === null || what < 3) {
    await stage.kill();
    return stage.start();
  }
  if (what === 3) {
    process.kill(await aBackend(stage.seeded.databaseUrl ?? '', random), 'SIGKILL');
    run.progress.add('backends');
  } else {
    database.killPostmaster();
    await database.restart();
    run.progress.add('postmasters');
  }
  await stage.ready();
  return performance.now() - since;
}

/** The process of one of the server's connections. */
async function aBackend(url: string, random: Random): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  // The database restarts all its processes when one of them is killed, this connection's too.
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'nhan-thuc'",
  );
  void client.end();
  return rows[random.nextInt(rows.length)]?.pid ?? 0;
}
