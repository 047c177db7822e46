import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DEFAULT_RULES, type RuleSet } from '../../src/core/scoring/rule-set.js';
import type { Random } from '../../src/core/shared/random.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';
import { chanceOf, type Fault, type FaultRun, hold } from './fault.js';
import type { JournalClient } from './journal-client.js';
import { freePort, onStage, type Stage } from './stage.js';

const INSTANCES = 3;
const CANDIDATES = 60;
const PERIOD_S = 30;
/** A short run kills faster and hands in instead of waiting for the deadline. */
const SHORT = 3;

/** Three servers on one database behave as one, whichever of them dies. */
export const instances: Fault = {
  name: 'instances',
  what: `one of three instances dies every ${PERIOD_S} s and comes back, candidates spread over them; then all three close what is due; a cycle is one death`,
  engines: ['postgres'],
  cycles: 6,
  run: (run) => {
    const isShort = run.cycles <= SHORT;
    const seconds = (isShort ? 2 : PERIOD_S) * run.cycles;
    // The deadline comes when the last has died and come back.
    const rules = isShort ? DEFAULT_RULES : withMinutes(Math.ceil((seconds + 60) / 60));
    const random = chanceOf(run.seed);
    return onStage({ engine: 'postgres', candidates: CANDIDATES, random, rules }, async (stage) => {
      const farm = new Farm(stage);
      try {
        await farm.startAll();
        await play(run, stage, farm, random, isShort);
      } finally {
        await farm.discard();
      }
      await stage.judge(true);
      hold((await stage.count('SELECT count(*) AS n FROM outage')) === 0, 'an outage is on record, and there was none');
      run.progress.add('saves', stage.saves);
    });
  },
};

const withMinutes = (minutes: number): RuleSet => ({
  ...DEFAULT_RULES,
  components: DEFAULT_RULES.components.map((c) => (c.kind === 'written' ? { ...c, minutes, graceSeconds: 5 } : c)),
});

async function play(run: FaultRun, stage: Stage, farm: Farm, random: Random, isShort: boolean): Promise<void> {
  for (const [i, client] of stage.clients.entries()) farm.lead(client, i % INSTANCES);
  await stage.comeIn();
  let isOver = false;
  const living = Promise.all(stage.clients.map((c) => live(c, farm, random, () => isOver)));
  for (let i = 0; i < run.cycles; i += 1) {
    await pause((isShort ? 1 : PERIOD_S) * 1000);
    await farm.killAndRestart(i % INSTANCES);
    run.progress.add('cycles');
    run.say(`${i + 1} deaths, ${stage.saves} saves`);
  }
  if (isShort) {
    isOver = true;
    await living;
    await stage.drain();
    await stage.handIn();
  } else {
    // Nobody hands in: all three look for what is due at the same time.
    const running = "SELECT count(*) AS n FROM attempt WHERE state = 'running'";
    await until(
      'closing',
      () => stage.count(running),
      (n) => n === 0,
      180,
    );
    isOver = true;
    await living;
  }
  await stage.scored();
}

/** Saves without a rest; a page whose server is gone is answered by another one. */
async function live(client: JournalClient, farm: Farm, random: Random, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    if (client.waiting < 20) client.note(1 + random.nextInt(3));
    const outcome = await client.push();
    if (outcome === 'over') return;
    if (outcome === 'away') farm.lead(client, random.nextInt(INSTANCES));
    await pause(outcome === 'saved' ? 10 : 50);
  }
}

/** Three processes with one database and one file of keys. */
class Farm {
  private readonly home = mkdtempSync(join(tmpdir(), 'nhan-thuc-farm-'));
  private readonly servers = new Map<number, ServerProcess>();
  private readonly ports: number[] = [];

  constructor(private readonly stage: Stage) {}

  async startAll(): Promise<void> {
    for (let i = 0; i < INSTANCES; i += 1) this.ports.push(await freePort());
    await Promise.all(this.ports.map((_, i) => this.start(i)));
  }

  lead(client: JournalClient, i: number): void {
    client.page.wire.moveTo(this.ports[i] ?? 0);
  }

  async killAndRestart(i: number): Promise<void> {
    await this.servers.get(i)?.kill();
    await this.start(i);
  }

  async discard(): Promise<void> {
    for (const server of this.servers.values()) await server.kill();
    rmSync(this.home, { recursive: true, force: true });
  }

  private async start(i: number): Promise<void> {
    const { dataDir, databaseUrl } = this.stage.seeded;
    const server = await ServerProcess.start({
      dataDir: join(this.home, String(i)),
      databaseUrl,
      port: this.ports[i] ?? 0,
      env: { KEYS_FILE: join(dataDir, 'keys.json') },
    });
    this.servers.set(i, server);
  }
}
