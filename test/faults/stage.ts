import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { FormService } from '../../src/batch/form.service.js';
import type { Clock } from '../../src/common/clock.js';
import type { Random } from '../../src/core/shared/random.js';
import type { RuleSet } from '../../src/core/scoring/rule-set.js';
import { LoadClient } from '../support/load-client.js';
import type { Engine, House } from '../support/house.js';
import { type SeededSitting, seedSitting } from '../support/seed-sitting.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';
import { Wire } from '../support/wire.js';
import type { ClosedBatch, Committee } from '../support/world.js';
import { check } from './checker.js';
import { hold, Violation } from './fault.js';
import { readFinalState, reading } from './final-state.js';
import { acknowledgedIn } from './journal.js';
import { type Field, JournalClient } from './journal-client.js';

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => {
        resolve(port);
      });
    });
  });

export interface StageOptions {
  readonly engine: Engine;
  readonly candidates: number;
  readonly random: Random;
  readonly rules?: RuleSet;
  /** On which the sitting was set up; the server has its own. */
  readonly clock?: Clock;
  /** Modules that the server loads before itself, from `test/faults/preload`. */
  readonly preload?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly more?: (house: House, committee: Committee, closed: ClosedBatch) => Promise<void>;
}

const open = new Set<Stage>();

/** Whatever a run that is cut short has open. */
export async function closeAllStages(): Promise<void> {
  for (const stage of open) await stage.discard();
}

const PATIENCE_MS = 30_000;

/** A sitting on data of its own, the built server in a process of its own on a port that it keeps, and its candidates. */
export class Stage {
  readonly clients: JournalClient[];
  private running: ServerProcess | null = null;

  private constructor(
    private readonly o: StageOptions,
    readonly seeded: SeededSitting,
    readonly port: number,
    fields: ReadonlyMap<string, readonly Field[]>,
  ) {
    const { entries, codes } = seeded.closed;
    this.clients = entries.map(
      (e) =>
        new JournalClient(
          new LoadClient(new Wire(port), e.candidateNo ?? '', codes.get(e.id) ?? ''),
          e.id,
          fields.get(e.id) ?? [],
          o.random,
        ),
    );
  }

  static async set(o: StageOptions): Promise<Stage> {
    const fields = new Map<string, readonly Field[]>();
    const seeded = await seedSitting(
      o.engine,
      o.candidates,
      o.rules,
      async (house, committee, closed) => {
        for (const [entryId, form] of await house.app.get(FormService).findForms(closed.batch.id))
          fields.set(
            entryId,
            form.items.map(({ no, kind, options }) => ({
              no,
              letters: options.map((x) => x.letter).join(''),
              many: kind === 'multiple',
            })),
          );
        await o.more?.(house, committee, closed);
      },
      o.clock,
    );
    const stage = new Stage(o, seeded, await freePort(), fields);
    open.add(stage);
    return stage;
  }

  get server(): ServerProcess {
    if (this.running === null) throw new Error('the server is down');
    return this.running;
  }

  /** @returns milliseconds from the start of the process until it says that it serves */
  async start(env: Readonly<Record<string, string>> = {}): Promise<number> {
    const since = performance.now();
    this.running = await ServerProcess.start({
      dataDir: this.seeded.dataDir,
      databaseUrl: this.seeded.databaseUrl,
      port: this.port,
      preload: (this.o.preload ?? []).map(preloadUrl),
      env: { ...this.o.env, ...env },
    });
    await this.ready();
    return performance.now() - since;
  }

  /** Waits until the server says that it can work. */
  async ready(): Promise<void> {
    const wire = new Wire(this.port);
    await until(
      'ready',
      () =>
        wire.request('GET', '/health/ready', '').then(
          (a) => a.status,
          () => 0,
        ),
      (status) => status === 200,
      30,
    );
    wire.close();
  }

  async kill(): Promise<void> {
    const { running } = this;
    this.running = null;
    await running?.kill();
  }

  async stop(): Promise<void> {
    const { running } = this;
    this.running = null;
    await running?.stop();
  }

  /** Whether the process has ended by itself, by now or within so long. */
  async hasFallen(withinMs = 200): Promise<boolean> {
    if (this.running === null) return true;
    const fallen = await Promise.race([this.running.exited.then(() => true), pause(withinMs).then(() => false)]);
    if (fallen) this.running = null;
    return fallen;
  }

  async comeIn(clients: readonly JournalClient[] = this.clients): Promise<void> {
    await Promise.all(clients.map((c) => c.comeIn()));
  }

  /** Everybody saves without a rest until told to stop, and stays with what has not been acknowledged. */
  async live(isOver: () => boolean, clients: readonly JournalClient[] = this.clients): Promise<void> {
    await Promise.all(
      clients.map(async (client) => {
        while (!isOver()) {
          if (client.waiting < 20) client.note(1 + this.o.random.nextInt(3));
          await rest(await client.push());
        }
      }),
    );
  }

  /** Until everything that anybody noted is acknowledged. @throws Violation when that takes too long */
  async drain(clients: readonly JournalClient[] = this.clients): Promise<void> {
    await this.patiently(clients, 'save', async (client) => {
      const outcome = await client.push();
      return client.waiting === 0 || outcome === 'over' ? 'saved' : outcome === 'saved' ? 'busy' : outcome;
    });
  }

  async handIn(clients: readonly JournalClient[] = this.clients): Promise<void> {
    await this.patiently(clients, 'hand in', (client) => client.handIn());
    await Promise.all(clients.map((c) => c.readReceipt()));
  }

  private async patiently(
    clients: readonly JournalClient[],
    what: string,
    act: (client: JournalClient) => Promise<string>,
  ): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    await Promise.all(
      clients.map(async (client) => {
        for (;;) {
          const outcome = await act(client);
          if (outcome === 'saved') return;
          if (outcome === 'odd') throw new Violation(client.journal.odd);
          hold(performance.now() < end, `to ${what} took more than ${PATIENCE_MS / 1000} s (${client.lastCode})`);
          await rest(outcome);
        }
      }),
    );
  }

  /** Waits until every closed attempt has its score. */
  async scored(count = this.clients.length): Promise<void> {
    await until(
      'scores',
      () => this.count('SELECT count(*) AS n FROM written_score'),
      (n) => n >= count,
      30,
    );
  }

  /** A number from the database, beside the server. */
  count(sql: string): Promise<number> {
    return reading(this.seeded, async (ds) => {
      const [row] = await ds.query<{ n: number | string }[]>(sql);
      return Number(row?.n ?? 0);
    });
  }

  /** Stops the server and holds everything against the journals. @throws Violation */
  async judge(isOver: boolean): Promise<void> {
    await this.stop();
    const state = await readFinalState(this.seeded);
    const faults = check(
      this.clients.map((c) => c.journal),
      state,
      { isOver },
    );
    if (faults.length > 0) throw new Violation(faults);
  }

  /** The rest of a sitting: all is saved, handed in, scored and judged. */
  async finish(): Promise<void> {
    await this.drain();
    await this.handIn();
    await this.scored();
    await this.judge(true);
  }

  get entries(): number {
    return acknowledgedIn(this.clients.map((c) => c.journal));
  }

  get saves(): number {
    return this.clients.reduce((sum, c) => sum + c.saves, 0);
  }

  async discard(): Promise<void> {
    open.delete(this);
    for (const client of this.clients) client.page.wire.close();
    await this.kill();
    this.seeded.discard();
  }
}

/** After an answer that did not come: again soon, as a page does. */
const rest = async (outcome: string): Promise<void> => {
  if (outcome === 'away' || outcome === 'busy') await pause(25);
  // A page that is over or at odds has nothing more to send.
  else if (outcome !== 'saved') await pause(200);
};

/** A module that the server's process loads first. */
export const preloadUrl = (name: string): string => pathToFileURL(join('test/faults/preload', `${name}.mjs`)).href;

/** A stage for as long as `work` needs it. */
export async function onStage(o: StageOptions, work: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await Stage.set(o);
  try {
    await work(stage);
  } finally {
    await stage.discard();
  }
}
