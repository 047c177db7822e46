import { AttemptService } from '../../src/delivery/attempt.service.js';
import { PresenceService } from '../../src/delivery/presence.service.js';
import { MarkingService } from '../../src/marking/marking.service.js';
import type { House } from '../support/house.js';
import { RawClient } from '../support/raw-client.js';
import { type ClosedBatch, NAMES, newBatch, PASSWORD } from '../support/world.js';
import { type Act, Arm, everyPoint } from './arm.js';
import { chanceOf, type Fault, type FaultRun, hold } from './fault.js';
import type { JournalClient } from './journal-client.js';
import { migrations } from './migrating.js';
import { ShiftedClock } from './shifted-clock.js';
import { Stage, type StageOptions } from './stage.js';

/** The server's process dies between any two statements that it writes, and after the commit before its answer. */
export const points: Fault = {
  name: 'points',
  what: 'the server dies after the nth statement of an act, for every n: saves, start, lease, submit, closing a roster, closing by the sweep, grading, migrating; cycles are points an act',
  engines: ['sqlite', 'postgres'],
  cycles: 1000,
  run: async (run) => {
    await requests(run);
    await sweeps(run);
    await migrations(run);
  },
};

async function withStage(
  run: FaultRun,
  o: Pick<StageOptions, 'candidates' | 'more' | 'clock'>,
  work: (stage: Stage, arm: Arm) => Promise<void>,
): Promise<void> {
  const arm = new Arm();
  const random = chanceOf(run.seed, 0);
  const stage = await Stage.set({ ...o, engine: run.engine, random, preload: ['statements'], env: arm.env });
  try {
    await work(stage, arm);
  } finally {
    await stage.discard();
    arm.discard();
  }
}

/** What candidates and the chair ask for. */
async function requests(run: FaultRun): Promise<void> {
  const batches: string[] = [];
  const more: StageOptions['more'] = async (house, committee) => {
    for (let i = 0; i < 3; i += 1) batches.push((await newBatch(house, committee)).id);
  };
  const perAct = Math.min(run.cycles, 30) + 2;
  await withStage(run, { candidates: 3 + 2 * perAct, more }, async (stage, arm) => {
    await stage.start();
    const trio = stage.clients.slice(0, 3);
    const [starting, ending] = [stage.clients.slice(3, 3 + perAct), stage.clients.slice(3 + perAct)];
    await stage.comeIn([...trio, ...ending]);
    for (const client of starting) await client.page.signIn();
    await everyPoint(run, stage, arm, savesOf(stage, trio));
    await everyPoint(run, stage, arm, leaseOf(trio[0]!));
    await everyPoint(run, stage, arm, startOf(starting));
    await everyPoint(run, stage, arm, submitOf(ending));
    const chair = new RawClient(stage.server.url);
    await signIn(chair, stage.seeded.committee.usernameOf('chair'));
    await everyPoint(run, stage, arm, rosterOf(stage, chair, batches));
    for (const client of starting.filter((c) => !c.journal.isStarted)) await client.comeIn();
    await stage.finish();
  });
}

const savesOf = (stage: Stage, clients: readonly JournalClient[]): Act => ({
  name: 'saves',
  perform: async () => {
    await Promise.all(
      clients.map((c) => {
        c.note(2);
        return c.push();
      }),
    );
  },
  again: () => stage.drain(clients),
});

const leaseOf = (client: JournalClient): Act => ({
  name: 'lease',
  perform: async () => {
    client.note();
    await client.reload();
  },
  again: async () => {
    const outcome = await client.reload();
    hold(outcome === 'saved', `no lease after the restart: ${outcome}`);
    await client.push();
  },
});

/** Each point needs somebody who has not done it yet. */
const oneByOne = (clients: readonly JournalClient[]): { current: () => JournalClient; next: () => void } => {
  let i = -1;
  const current = (): JournalClient => {
    const client = clients[Math.max(i, 0)];
    if (client === undefined) throw new Error('too few candidates for the points of this act');
    return client;
  };
  const next = (): void => {
    i += 1;
  };
  return { current, next };
};

function startOf(clients: readonly JournalClient[]): Act {
  const { current, next } = oneByOne(clients);
  return {
    name: 'start',
    isOnLedger: true,
    perform: async () => {
      next();
      await current()
        .page.start()
        .catch(() => undefined);
    },
    again: async () => {
      await current().page.start();
      current().journal.isStarted = true;
      await current().reload();
    },
  };
}

function submitOf(clients: readonly JournalClient[]): Act {
  const { current, next } = oneByOne(clients);
  return {
    name: 'submit',
    isOnLedger: true,
    perform: async () => {
      next();
      current().note(5);
      await current().handIn();
    },
    again: async () => {
      const outcome = await current().handIn();
      hold(outcome === 'saved', `cannot hand in after the restart: ${outcome}`);
      await current().readReceipt();
    },
  };
}

async function signIn(staff: RawClient, username: string): Promise<void> {
  await staff.get('/identity/sign-in');
  await staff.post('/identity/sign-in', { username, password: PASSWORD });
}

function rosterOf(stage: Stage, chair: RawClient, batches: readonly string[]): Act {
  let i = 0;
  const close = async (): Promise<number> => {
    await chair.get(`/batch/${batches[i] ?? ''}/close`);
    return (await chair.post(`/batch/${batches[i] ?? ''}/close`, {})).status;
  };
  return {
    name: 'roster',
    isOnLedger: true,
    perform: async () => {
      await close().catch(() => 0);
    },
    again: async () => {
      const id = batches[i] ?? '';
      const wasClosed =
        (await stage.count(`SELECT count(*) AS n FROM batch WHERE id = '${id}' AND seed IS NOT NULL`)) > 0;
      const told = await stage.count(
        `SELECT count(*) AS n FROM ledger_entry WHERE action = 'roster.closed' AND subject_id = '${id}'`,
      );
      hold(
        told === (wasClosed ? 1 : 0),
        `a roster that is ${wasClosed ? 'closed' : 'open'} stands ${told} times in the ledger`,
      );
      if (!wasClosed) return;
      const forms = await stage.count(`SELECT count(*) AS n FROM form WHERE batch_id = '${id}'`);
      hold(forms === NAMES.length, `a closed roster of ${NAMES.length} has ${forms} forms`);
      hold((await close()) === 409, 'a closed roster is closed again');
      if (i < batches.length - 1) i += 1;
    },
  };
}

/** What the server does by itself: closing what is due, and grading what is closed. */
async function sweeps(run: FaultRun): Promise<void> {
  const candidates = 2 * (Math.min(run.cycles, 20) + 2);
  const clock = new ShiftedClock(50 * 60_000);
  const more: StageOptions['more'] = async (house, _committee, closed) => {
    await longAgo(house, closed, clock);
  };
  await withStage(run, { candidates, more, clock }, async (stage, arm) => {
    for (const client of stage.clients) client.journal.isStarted = true;
    const wait = async (sql: string, wanted: number): Promise<void> => {
      const end = performance.now() + 20_000;
      while ((await stage.count(sql)) !== wanted && !(await stage.hasFallen(100)))
        hold(performance.now() < end, `not within 20 s: ${sql} = ${wanted}`);
    };
    const running = "SELECT count(*) AS n FROM attempt WHERE state = 'running'";
    const closing = { name: 'closing', isFirstCommitEnough: true, isOnLedger: true, again: () => Promise.resolve() };
    await stage.start();
    await everyPoint(run, stage, arm, { ...closing, perform: () => wait(running, 0) });
    const scores = 'SELECT count(*) AS n FROM written_score';
    await wait(running, 0);
    await everyPoint(run, stage, arm, { ...closing, name: 'grading', perform: () => wait(scores, candidates) });
    await wait(scores, candidates);
    await stage.judge(true);
  });
}

/** Everybody has started so long ago that they are due now, though the server was never away. */
async function longAgo(house: House, closed: ClosedBatch, clock: ShiftedClock): Promise<void> {
  const presence = house.app.get(PresenceService);
  presence.onApplicationShutdown();
  house.app.get(MarkingService).stopSweeping();
  const attempts = house.app.get(AttemptService);
  for (const { id } of closed.entries)
    await attempts.start({ entryId: id, sessionId: `session-${id}`, confirmed: true });
  await clock.catchUp(() => presence.beat());
}
