import { numberOf, oneOf, readArguments, refuseArguments } from '../support/arguments.js';
import { ENGINES } from '../support/house.js';
import { startPostgres } from '../support/postgres.js';
import { bankParts, benchBank } from './bank.js';
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

const NAMES = ['saves', 'start', 'submit', 'history', 'export', 'bank', 'paced'] as const;
const ASKED = {
  name: 'bench',
  usage: `npm run bench -- <${NAMES.join('|')}|page> [--engine sqlite|postgres] [--people n,n] [--rounds n] [--seconds n]
  [--floor steps|...] [--past n]; bank takes a part behind its name (duplicates, simulate, import), page arguments of its own.
  --no-build measures the last build.`,
};
const { values, positionals } = readArguments(
  process.argv.slice(2),
  {
    engine: { type: 'string' },
    people: { type: 'string', default: '50,200' },
    rounds: { type: 'string', default: '5' },
    floor: { type: 'string', default: 'steps' },
    past: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '3' },
  },
  ASKED,
);
const number = (option: string, text: string): number => numberOf(option, text, ASKED);
const engines = oneOf('engine', values.engine, ENGINES, ASKED);
const name = NAMES.find((n) => n === positionals[0]);
if (name === undefined)
  refuseArguments(
    positionals[0] === undefined ? 'bench: which one?' : `bench: there is no '${positionals[0]}'.`,
    ASKED,
  );
if (name === 'bank' && !bankParts().includes(positionals[1] ?? ''))
  refuseArguments(`bench: bank has no part '${positionals[1] ?? ''}'.`, ASKED);
const postgres = engines.includes('postgres') ? await startPostgres() : null;
usePostmaster(postgres?.pid ?? 0);

const numbers = {
  counts: values.people.split(',').map((text) => number('people', text)),
  rounds: number('rounds', values.rounds),
  seconds: number('seconds', values.seconds),
  floor: values.floor,
};
const entryCount = values.people === '50,200' ? 500 : (numbers.counts[0] ?? 500);
const BENCHES: Readonly<Record<(typeof NAMES)[number], () => Promise<Told>>> = {
  saves: () => benchSaves({ engines, ...numbers }),
  start: () => benchEntry('start', engines, entryCount, numbers.rounds),
  submit: () => benchEntry('submit', engines, entryCount, numbers.rounds),
  history: () => benchHistory(engines, number('past', values.past), { engines, ...numbers }),
  export: () => benchExport(engines),
  bank: () => benchBank(positionals[1] ?? '', numbers.rounds, engines),
  paced: () => benchPaced(engines, values.people === '50,200' ? [1000, 2000] : numbers.counts),
};

try {
  const { figures, broken } = await BENCHES[name]();
  for (const line of broken) process.stdout.write(`over the limit: ${line}\n`);
  process.stdout.write(`${JSON.stringify({ bench: name, broken, figures })}\n`);
  process.exitCode = broken.length > 0 ? 1 : 0;
} finally {
  await postgres?.stop();
}
