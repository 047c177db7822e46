import { type Engine } from '../support/house.js';
import type { LoadClient } from '../support/load-client.js';
import { percentile, spread, table } from './figures.js';
import { inTurns, lettersOf, openStage } from './rig.js';
import type { Told } from './saves.js';

/** Enough at once that no connection waits for the generator. */
const AT_ONCE = 100;
/** The machine code of a server that has just begun is not yet there; these come in unmeasured. */
const WARM = 150;
const START_LIMIT = 250;
const HAND_IN_LIMIT: Readonly<Record<Engine, number>> = { sqlite: 800, postgres: 500 };

interface Rush {
  readonly perSecond: number;
  readonly p99: number;
}

async function rush(clients: readonly LoadClient[], work: (client: LoadClient) => Promise<void>): Promise<Rush> {
  const times: number[] = [];
  const from = performance.now();
  await inTurns(clients, AT_ONCE, async (client) => {
    const at = performance.now();
    await work(client);
    times.push(performance.now() - at);
  });
  return { perSecond: clients.length / ((performance.now() - from) / 1000), p99: percentile(times, 0.99) };
}

/** In by code, 'this is me', the form opened, the page with the first question: all from one address. */
async function comeIn(client: LoadClient): Promise<void> {
  await client.signIn();
  const { body } = await client.start();
  if (lettersOf(body).length === 0) throw new Error('the page of the paper shows no question');
}

/** Hands in and reads the receipt. @returns its code */
async function handIn(client: LoadClient): Promise<string> {
  const { status } = await client.submit();
  if (status !== 303) throw new Error(`a paper was not taken: ${status}`);
  const { body } = await client.page('/delivery/receipt');
  const code = />([A-Z0-9]{4}-[A-Z0-9]{4})</.exec(body)?.[1];
  if (code === undefined) throw new Error('the receipt shows no code');
  return code;
}

/** How many people a second can come in, and how many can hand in when the time is up. */
export async function benchEntry(
  which: 'start' | 'submit',
  engines: readonly Engine[],
  count: number,
  rounds: number,
): Promise<Told> {
  const rows = [['engine', 'people', 'what', 'a second', 'p99 ms', 'MB']];
  const figures: object[] = [];
  const broken: string[] = [];
  for (const engine of engines) {
    const rates: number[] = [];
    const p99: number[] = [];
    let memory = 0;
    for (let round = 0; round < rounds; round += 1) {
      const stage = await openStage(engine, count + WARM);
      await rush(stage.clients.slice(0, WARM), comeIn);
      const people = stage.clients.slice(WARM);
      const started = await rush(people, comeIn);
      const codes = new Set<string>();
      const handedIn = which === 'start' ? null : await handInAll(people, codes);
      memory = Math.max(memory, stage.server.memoryMb());
      await stage.end();
      if (handedIn !== null && codes.size !== count) broken.push(`${engine}: ${codes.size} receipts of ${count}`);
      rates.push((handedIn ?? started).perSecond);
      p99.push((handedIn ?? started).p99);
    }
    rows.push([engine, String(count), which, spread(rates, 0), spread(p99, 0), memory.toFixed(0)]);
    const limit = which === 'start' ? START_LIMIT : HAND_IN_LIMIT[engine];
    if (percentile(rates, 0.5) < limit) broken.push(`${engine}: ${percentile(rates, 0.5).toFixed(0)} a second`);
    figures.push({ engine, count, which, rates, p99, memory });
  }
  process.stdout.write(`${table(rows)}\n`);
  return { figures, broken };
}

async function handInAll(clients: readonly LoadClient[], codes: Set<string>): Promise<Rush> {
  await inTurns(clients, AT_ONCE, async (client) => {
    await client.takeLease();
    const entries = Array.from({ length: 30 }, (_, i) => ({ seq: (client.seq += 1), item: i + 1, value: 'A' }));
    const { status } = await client.save(entries);
    if (status !== 200) throw new Error(`a save was not acknowledged: ${status}`);
  });
  return rush(clients, async (client) => {
    codes.add(await handIn(client));
  });
}
