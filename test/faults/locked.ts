import Database from 'better-sqlite3';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { Wire } from '../support/wire.js';
import { chanceOf, type Fault, type FaultRun, hold } from './fault.js';
import type { JournalClient } from './journal-client.js';
import { onStage, type Stage } from './stage.js';

const SECONDS = [1, 5, 30];
const CANDIDATES = 20;
/** The server waits for the database so long before it asks the candidate's page to come again. */
const PATIENCE_MS = 5_000;
const SLACK_MS = 2_500;

/** Another program holds the database: the server answers on, says when to come again, and saves all afterwards. */
export const locked: Fault = {
  name: 'locked',
  what: 'another program holds the write lock for 1, 5 and 30 s; a cycle is one of them',
  engines: ['sqlite', 'postgres'],
  cycles: SECONDS.length,
  run: (run) =>
    onStage({ engine: run.engine, candidates: CANDIDATES, random: chanceOf(run.seed) }, async (stage) => {
      await stage.start();
      await stage.comeIn();
      for (const seconds of SECONDS.slice(0, run.cycles)) {
        await once(run, stage, seconds);
        run.progress.add('cycles');
      }
      await stage.finish();
      run.progress.add('saves', stage.saves);
    }),
};

async function once(run: FaultRun, stage: Stage, seconds: number): Promise<void> {
  let isOver = false;
  const before = stage.saves;
  const release = run.engine === 'sqlite' ? holdFile(stage) : await holdTable(stage);
  const health = watchHealth(stage, () => isOver);
  const saving = Promise.all(stage.clients.map((client) => saveUntilSaved(client)));
  // What fails while the database is held is told when its time comes.
  saving.catch(() => undefined);
  await pause(seconds * 1000);
  hold(stage.saves === before, 'something was acknowledged while the database was held');
  await release();
  const told = await saving;
  isOver = true;
  const slowestMs = await health;
  const busy = told.reduce((sum, t) => sum + t.busy, 0);
  const waitedMs = Math.max(...told.map((t) => t.longestMs));
  run.progress.most(`health ${seconds} s`, slowestMs);
  run.progress.most(`answer ${seconds} s`, waitedMs);
  run.progress.add(`busy ${seconds} s`, busy);
  run.say(
    `held ${seconds} s: told to come again ${busy} times, slowest answer ${Math.round(waitedMs)} ms, slowest sign of life ${Math.round(slowestMs)} ms`,
  );
  hold(slowestMs < 1_000, `held ${seconds} s: the server gave no sign of life for ${Math.round(slowestMs)} ms`);
  hold(waitedMs < PATIENCE_MS + SLACK_MS, `held ${seconds} s: an answer took ${Math.round(waitedMs)} ms`);
  hold(busy > 0 || seconds * 1000 <= PATIENCE_MS, `held ${seconds} s: nobody was told to come again`);
}

async function saveUntilSaved(client: JournalClient): Promise<{ busy: number; longestMs: number }> {
  client.note(2);
  let [busy, longestMs] = [0, 0];
  for (;;) {
    const since = performance.now();
    const outcome = await client.push();
    longestMs = Math.max(longestMs, performance.now() - since);
    if (outcome === 'saved') return { busy, longestMs };
    hold(outcome === 'busy' && client.lastCode === 'common/busy', `told ${outcome} ${client.lastCode}`);
    busy += 1;
    await pause(500);
  }
}

/** @returns the slowest answer in ms */
async function watchHealth(stage: Stage, isOver: () => boolean): Promise<number> {
  const wire = new Wire(stage.port);
  let slowest = 0;
  while (!isOver()) {
    const since = performance.now();
    await wire.request('GET', '/health/ready', '');
    slowest = Math.max(slowest, performance.now() - since);
    await pause(20);
  }
  wire.close();
  return slowest;
}

/** @returns what lets go */
function holdFile(stage: Stage): () => Promise<void> {
  const db = new Database(join(stage.seeded.dataDir, 'nhan-thuc.sqlite'), { timeout: 2_000 });
  db.exec('BEGIN IMMEDIATE');
  return () => {
    db.exec('ROLLBACK');
    db.close();
    return Promise.resolve();
  };
}

async function holdTable(stage: Stage): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: stage.seeded.databaseUrl });
  await client.connect();
  await client.query('BEGIN');
  await client.query('LOCK TABLE attempt IN EXCLUSIVE MODE');
  return async () => {
    await client.query('ROLLBACK');
    await client.end();
  };
}
