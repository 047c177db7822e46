import { Wire } from '../support/wire.js';
import { chanceOf, type Fault, type FaultRun, hold } from './fault.js';
import type { JournalClient } from './journal-client.js';
import { onStage, type Stage } from './stage.js';

const PARALLEL = 100;
/** So many candidates sit in one room. */
const ROUND = 100;

/** A hundred times 'hand in' at once: one end, one receipt, one entry on the ledger, one score. */
export const submit: Fault = {
  name: 'submit',
  what: `${PARALLEL} requests hand in the same attempt at once; a cycle is one attempt`,
  engines: ['sqlite', 'postgres'],
  cycles: 500,
  run: async (run) => {
    while (run.progress.get('cycles') < run.cycles && !run.isTimeUp()) {
      const candidates = Math.min(ROUND, run.cycles - run.progress.get('cycles'));
      const random = chanceOf(run.seed, run.progress.get('cycles'));
      await onStage({ engine: run.engine, candidates, random }, (stage) => play(run, stage));
      run.progress.save();
      run.say(`${run.progress.get('cycles')} attempts, ${run.progress.get('requests')} requests`);
    }
  },
};

async function play(run: FaultRun, stage: Stage): Promise<void> {
  await stage.start();
  await stage.comeIn();
  for (const client of stage.clients) client.note(10);
  await stage.drain();
  const wires = Array.from({ length: PARALLEL }, () => new Wire(stage.port));
  for (const client of stage.clients) await handInAtOnce(run, client, wires);
  for (const wire of wires) wire.close();
  await stage.scored();
  await stage.judge(true);
  run.progress.add('cycles', stage.clients.length);
}

async function handInAtOnce(run: FaultRun, client: JournalClient, wires: readonly Wire[]): Promise<void> {
  const answers = await Promise.all(wires.map((wire) => client.page.submit(wire)));
  for (const { status, head } of answers)
    hold(status === 303 && /\r\nlocation: \/delivery\/receipt/i.test(head), `to hand in was answered by ${status}`);
  client.journal.isHandedIn = true;
  run.progress.add('requests', answers.length);
  await client.readReceipt();
}
