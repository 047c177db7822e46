import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Engine, newDatabaseUrl } from '../support/house.js';
import { ALL, Arm, placesOf } from './arm.js';
import { chanceOf, type FaultRun, Violation } from './fault.js';
import { type Place, verifyLedger } from './final-state.js';
import { preloadUrl } from './stage.js';

const FIXTURE = 'test/fixtures/first-version';

/** Opening an old and a new database, cut off at every statement. */
export async function migrations(run: FaultRun): Promise<void> {
  const arm = new Arm();
  try {
    if (run.engine === 'sqlite') await migrate(run, arm, 'first-version', firstVersion);
    await migrate(run, arm, 'empty', () => empty(run.engine));
  } finally {
    arm.discard();
  }
}

function firstVersion(): Promise<Place> {
  const dataDir = mkdtempSync(join(tmpdir(), 'nhan-thuc-first-'));
  writeFileSync(join(dataDir, 'nhan-thuc.sqlite'), gunzipSync(readFileSync(join(FIXTURE, 'nhan-thuc.sqlite.gz'))));
  cpSync(join(FIXTURE, 'keys.json'), join(dataDir, 'keys.json'));
  return Promise.resolve({ dataDir, databaseUrl: undefined });
}

const empty = async (engine: Engine): Promise<Place> => ({
  dataDir: mkdtempSync(join(tmpdir(), 'nhan-thuc-empty-')),
  databaseUrl: await newDatabaseUrl(engine),
});

async function migrate(run: FaultRun, arm: Arm, name: string, make: () => Promise<Place>): Promise<void> {
  const random = chanceOf(run.seed, name.length);
  let passed = 0;
  for (const n of placesOf(run.cycles, random, () => passed)) {
    const data = await make();
    arm.at(n);
    const hasFallen = openDatabase(data, arm.env) !== 0;
    passed = arm.trail().length;
    arm.off();
    const code = openDatabase(data, arm.env);
    if (code !== 0) throw new Violation([`${name}: after dying at statement ${n} the database does not open any more`]);
    const found = await verifyLedger(data);
    if (found.length > 0) throw new Violation(found.map((f) => `${name}, died at statement ${n}: ${f}`));
    rmSync(data.dataDir, { recursive: true, force: true });
    if (hasFallen) run.progress.add(`migrating ${name}`);
    else if (run.cycles >= ALL) break;
  }
  run.say(`migrating ${name}: ${run.progress.get(`migrating ${name}`)} points`);
}

/** @returns the exit code, or -1 when it was killed */
function openDatabase({ dataDir, databaseUrl }: Place, env: Readonly<Record<string, string>>): number {
  const program = ['--import', preloadUrl('statements'), join('test/faults/preload/open-database.mjs')];
  const FAULT_DATABASE = databaseUrl ?? `sqlite:${join(dataDir, 'nhan-thuc.sqlite')}`;
  const { status } = spawnSync(process.execPath, program, { env: { ...process.env, ...env, FAULT_DATABASE } });
  return status ?? -1;
}
