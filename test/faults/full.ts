import pg from 'pg';
import { type Control, onControlledStage } from './control.js';
import { chanceOf, type Fault, type FaultRun, hold } from './fault.js';
import type { JournalClient } from './journal-client.js';
import type { Stage } from './stage.js';

const CANDIDATES = 20;

/** The disk is full: refused with a clear word, nothing half-written, and all well once there is room again. */
export const full: Fault = {
  name: 'full',
  what: 'the database may not grow any more, then may again; a cycle is one such time',
  engines: ['sqlite', 'postgres'],
  cycles: 20,
  run: (run) =>
    onControlledStage(
      { engine: run.engine, candidates: CANDIDATES, random: chanceOf(run.seed) },
      async (stage, control) => {
        await stage.start();
        await stage.comeIn(stage.clients.slice(1));
        const disk = run.engine === 'sqlite' ? cappedFile(control) : await refusingServer(stage);
        for (let i = 0; i < run.cycles && !run.isTimeUp(); i += 1) {
          await disk.fill();
          await sufferAll(run, stage);
          await disk.free();
          await stage.drain(stage.clients.slice(1));
          run.progress.add('cycles');
        }
        await disk.discard();
        await stage.comeIn(stage.clients.slice(0, 1));
        await stage.finish();
        run.progress.add('saves', stage.saves);
      },
    ),
};

/** Everybody, whatever they want, is told that there is no room. */
async function sufferAll(run: FaultRun, stage: Stage): Promise<void> {
  const [late, ...inside] = stage.clients;
  // Who handed in at an earlier time, where there still was room for that, has nothing left to save.
  const present = inside.filter((client) => !client.journal.isHandedIn);
  hold(present.length > 0, 'nobody is left who saves');
  await Promise.all(present.map((client) => suffer(run, client)));
  const { status } = await late!.page.wire.request('GET', '/health/live', '');
  hold(status === 200, `the server itself answers ${status} while the disk is full`);
}

async function suffer(run: FaultRun, client: JournalClient): Promise<void> {
  // What still fits into a half-filled page is saved, and rightly.
  for (let tries = 0; tries < 500; tries += 1) {
    client.note(3);
    const outcome = await client.push();
    if (outcome === 'saved') continue;
    hold(
      outcome === 'busy' && client.lastCode === 'common/full',
      `told ${outcome} ${client.lastCode}, not that it is full`,
    );
    run.progress.add('refused');
    const handedIn = await client.handIn();
    // Handing in may find room where a save finds none: then it counts, and nothing is lost by it.
    hold(handedIn === 'busy' || handedIn === 'saved', `to hand in was answered by ${handedIn}`);
    return;
  }
  hold(false, 'the database never was full');
}

interface Disk {
  fill(): Promise<void>;
  free(): Promise<void>;
  discard(): Promise<void>;
}

const cappedFile = (control: Control): Disk => ({
  fill: () => control.set({ full: true }),
  free: () => control.set({ full: false }),
  discard: () => Promise.resolve(),
});

/** PostgreSQL's own error for a full disk, raised where it would be. */
async function refusingServer(stage: Stage): Promise<Disk> {
  const client = new pg.Client({ connectionString: stage.seeded.databaseUrl });
  await client.connect();
  await client.query(
    "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$",
  );
  return {
    fill: async () => {
      await client.query(
        'CREATE TRIGGER no_room BEFORE INSERT ON attempt_step FOR EACH STATEMENT EXECUTE FUNCTION no_room()',
      );
    },
    free: async () => {
      await client.query('DROP TRIGGER no_room ON attempt_step');
    },
    discard: async () => {
      await client.query('DROP FUNCTION no_room()');
      await client.end();
    },
  };
}
