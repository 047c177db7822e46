import { parseArgs } from 'node:util';
import { ENGINES, type Engine } from '../support/house.js';
import { startPostgres } from '../support/postgres.js';
import { benchBank } from './bank.js';
import { benchEntry } from './entry.js';
import { benchExport } from './export.js';
import { benchHistory } from './history.js';
import { pageBench } from './page.js';
import { usePostmaster } from './rig.js';
import { benchPaced, benchSaves, type Told } from './saves.js';

// It judges itself, with arguments of its own.
if (process.argv[2] === 'page') {
  await pageBench(process.argv.slice(3));
  process.exit();
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    engine: { type: 'string' },
    people: { type: 'string', default: '50,200' },
    rounds: { type: 'string', default: '5' },
    floor: { type: 'string', default: 'steps' },
    past: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '3' },
  },
});
const engines = values.engine === undefined ? ENGINES : [values.engine as Engine];
const postgres = engines.includes('postgres') ? await startPostgres() : null;
usePostmaster(postgres?.pid ?? 0);

const numbers = {
  counts: values.people.split(',').map(Number),
  rounds: Number(values.rounds),
  seconds: Number(values.seconds),
  floor: values.floor,
};
const entryCount = values.people === '50,200' ? 500 : Number(values.people);
const BENCHES: Readonly<Record<string, () => Promise<Told>>> = {
  saves: () => benchSaves({ engines, ...numbers }),
  start: () => benchEntry('start', engines, entryCount, numbers.rounds),
  submit: () => benchEntry('submit', engines, entryCount, numbers.rounds),
  history: () => benchHistory(engines, Number(values.past), { engines, ...numbers }),
  export: () => benchExport(engines),
  bank: () => benchBank(positionals[1] ?? '', numbers.rounds, engines),
  paced: () => benchPaced(engines, values.people === '50,200' ? [1000, 2000] : numbers.counts),
};

try {
  const bench = BENCHES[positionals[0] ?? ''];
  if (bench === undefined) throw new Error(`npm run bench -- <${Object.keys(BENCHES).join('|')}>`);
  const { figures, broken } = await bench();
  for (const line of broken) process.stdout.write(`over the limit: ${line}\n`);
  process.stdout.write(`${JSON.stringify({ bench: positionals[0], broken, figures })}\n`);
  process.exitCode = broken.length > 0 ? 1 : 0;
} finally {
  await postgres?.stop();
}
