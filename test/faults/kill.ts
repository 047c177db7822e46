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
/** Longer and it would be an outage, in which minutes are given back. */
const AWAY_MS = 15_000;

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
  let slow = 0;
  await stage.comeIn();
  let isOver = false;
  const living = stage.live(() => isOver);
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    await pause(100 + random.nextInt(400));
    const ms = await strike(run, stage, random);
    readyMs = Math.max(readyMs, ms);
    if (ms > READY_MS) slow += 1;
    // Some have closed the browser meanwhile, and open it again.
    await Promise.all(someOf(stage.clients, random).map((c) => c.reload()));
  }
  isOver = true;
  await living;
  await stage.finish();
  hold(readyMs <= AWAY_MS, `ready again after ${Math.round(readyMs)} ms, more than ${AWAY_MS}`);
  run.progress.add('cycles', cycles);
  run.progress.add('saves', stage.saves);
  run.progress.add('entries', stage.entries);
  run.progress.most('readyMs', readyMs);
  run.progress.add('over5s', slow);
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
    await killBackend(stage.seeded.databaseUrl ?? '', random);
    run.progress.add('backends');
  } else {
    database.killPostmaster();
    await database.restart();
    run.progress.add('postmasters');
  }
  await stage.ready();
  return performance.now() - since;
}

/** A connection of the test's own, as soon as the database takes one again. */
async function connected(url: string): Promise<pg.Client> {
  for (let tries = 1; ; tries += 1) {
    const client = new pg.Client({ connectionString: url });
    // The database ends all its processes when one of them is killed, this connection's too.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (tries === 200) throw error;
      await pause(50);
    }
  }
}

/** Kills the process of one of the server's connections: the database then restarts all of them. */
async function killBackend(url: string, random: Random): Promise<void> {
  const client = await connected(url);
  const ended = new Promise((resolve) => client.once('end', resolve));
  const { rows } = await client.query<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'nhan-thuc'",
  );
  const pid = rows.length === 0 ? undefined : rows[random.nextInt(rows.length)]?.pid;
  if (pid === undefined) throw new Error('the server has no connection to the database');
  process.kill(pid, 'SIGKILL');
  await ended;
  await (await connected(url)).end();
}
