import { setTimeout as pause } from 'node:timers/promises';
import { chanceOf, type Fault, hold } from './fault.js';
import type { JournalClient } from './journal-client.js';
import { onStage } from './stage.js';

const CANDIDATES = 1_000;
const UNSAVED = 30;

/** The network of the whole house is back: everybody sends everything within one second. */
export const reconnect: Fault = {
  name: 'reconnect',
  what: `${CANDIDATES} candidates with ${UNSAVED} unsaved answers each come back within one second after a kill; a cycle is one time`,
  engines: ['sqlite', 'postgres'],
  cycles: 3,
  run: (run) => {
    const candidates = run.cycles < 2 ? 100 : CANDIDATES;
    const random = chanceOf(run.seed);
    return onStage({ engine: run.engine, candidates, random }, async (stage) => {
      await stage.start();
      await comeInTurns(stage.clients, (clients) => stage.comeIn(clients));
      for (let i = 0; i < run.cycles; i += 1) {
        for (const client of stage.clients) client.note(UNSAVED);
        await stage.kill();
        await stage.start();
        const took = await Promise.all(stage.clients.map((client) => comeBack(client, random.nextInt(1_000))));
        took.sort((a, b) => a - b);
        run.progress.most('p50', took[Math.floor(took.length * 0.5)] ?? 0);
        run.progress.most('p99', took[Math.floor(took.length * 0.99)] ?? 0);
        run.progress.most('last', took.at(-1) ?? 0);
        run.progress.add('cycles');
      }
      await stage.finish();
      run.progress.add('saves', stage.saves);
      run.progress.add('entries', stage.entries);
    });
  },
};

/** A hundred at a time: how fast they come in is not the question here. */
async function comeInTurns(
  clients: readonly JournalClient[],
  comeIn: (some: readonly JournalClient[]) => Promise<void>,
): Promise<void> {
  for (let i = 0; i < clients.length; i += 100) await comeIn(clients.slice(i, i + 100));
}

/** @returns milliseconds until all is acknowledged */
async function comeBack(client: JournalClient, afterMs: number): Promise<number> {
  await pause(afterMs);
  const since = performance.now();
  const outcome = await client.push();
  hold(outcome === 'saved', `who came back was told ${outcome} ${client.lastCode}: ${client.journal.odd.at(-1) ?? ''}`);
  hold(client.waiting === 0, 'not everything went out at once');
  return performance.now() - since;
}
