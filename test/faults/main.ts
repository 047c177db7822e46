import { numberOf, oneOf, readArguments, refuseArguments } from '../support/arguments.js';
import { type Engine, ENGINES } from '../support/house.js';
import { FAULTS } from './all.js';
import { type Fault, Progress, Skipped, Violation } from './fault.js';
import { startPostgres } from './postgres.js';
import { closeAllStages } from './stage.js';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const ASKED = {
  name: 'faults',
  usage: [
    'npm run faults -- <name> [--engine sqlite|postgres] [--cycles n] [--seed n] [--minutes n] [--resume]',
    ...FAULTS.map((f) => `  ${f.name.padEnd(10)} ${f.what} (${f.engines.join(', ')}; ${f.cycles} cycles)`),
  ].join('\n'),
};
const { values, positionals } = readArguments(
  process.argv.slice(2),
  {
    cycles: { type: 'string' },
    engine: { type: 'string' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '600' },
    resume: { type: 'boolean', default: false },
  },
  ASKED,
);
const wanted = oneOf('engine', values.engine, ENGINES, ASKED);
const minutes = numberOf('minutes', values.minutes, ASKED);
const seed = numberOf('seed', values.seed, ASKED);
const cyclesAsked = values.cycles === undefined ? null : numberOf('cycles', values.cycles, ASKED);

/** One line of a table and one of JSON. @returns whether all that was promised held */
async function once(fault: Fault, engine: Engine): Promise<boolean> {
  const progress = Progress.onDisk(fault.name, engine, values.resume);
  const cycles = cyclesAsked ?? fault.cycles;
  const since = performance.now();
  const isTimeUp = (): boolean => performance.now() - since > minutes * 60_000;
  let violation: string | null = null;
  try {
    await fault.run({ engine, seed, cycles, progress, isTimeUp, say });
  } catch (error) {
    if (error instanceof Skipped) {
      say(`${fault.name} SKIPPED, nothing was tried: ${error.message}`);
      return false;
    }
    violation = error instanceof Error ? error.message : String(error);
    const all = error instanceof Violation ? error.violations : [];
    say(`VIOLATED (seed ${values.seed}): ${error instanceof Violation ? violation : String((error as Error).stack)}`);
    for (const line of all.slice(1, 20)) say(`          ${line}`);
  }
  progress.add('seconds', Math.round((performance.now() - since) / 1000));
  progress.save();
  const isShort = isTimeUp() && progress.get('cycles') < cycles;
  const outcome = violation !== null ? 'VIOLATED' : isShort ? 'held so far, go on with --resume' : 'held';
  const counts = Object.entries(progress.counts).map(([name, n]) => `${name} ${n}`);
  say(`${fault.name.padEnd(10)} ${engine.padEnd(8)} ${outcome.padEnd(9)} ${counts.join(', ')}`);
  say(JSON.stringify({ fault: fault.name, engine, seed, outcome, violation, ...progress.counts }));
  return violation === null;
}

async function main(): Promise<number> {
  const fault = FAULTS.find((f) => f.name === positionals[0]);
  if (fault === undefined)
    refuseArguments(
      positionals[0] === undefined ? 'faults: which one?' : `faults: there is no '${positionals[0]}'.`,
      ASKED,
    );
  const engines = fault.engines.filter((e) => wanted.includes(e));
  const postgres = engines.includes('postgres') ? await startPostgres() : null;
  const end = (code: number): void => {
    void closeAllStages()
      .then(() => postgres?.stop())
      .finally(() => process.exit(code));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      end(143);
    });
  let isHeld = true;
  try {
    for (const engine of engines) isHeld = (await once(fault, engine)) && isHeld;
  } finally {
    await closeAllStages();
    await postgres?.stop();
  }
  return isHeld ? 0 : 1;
}

// What a violated run still has under way is not waited for.
process.exit(await main());
