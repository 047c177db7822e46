import pg from 'pg';
import { until } from '../support/until.js';
import { type Control, onControlledStage } from './control.js';
import { chanceOf, type Fault, type FaultRun, hold } from './fault.js';
import type { Stage } from './stage.js';

const HOUR = 3_600_000;
const JUMPS = [HOUR, -HOUR, 24 * HOUR, -24 * HOUR];
/** Between heartbeats, at which a jump is noticed. */
const BEAT_S = 8;

/** The machine's clock is set, and the database's with it, while the server runs and while it is down: nobody's time moves. */
export const clock: Fault = {
  name: 'clock',
  what: 'the clock jumps by an hour and a day, forward and back, and back while the server is down; a cycle is one jump',
  engines: ['sqlite', 'postgres'],
  cycles: JUMPS.length + 1,
  run: (run) =>
    onControlledStage({ engine: run.engine, candidates: 10, random: chanceOf(run.seed) }, async (stage, control) => {
      if (run.engine === 'postgres') await onDatabase(stage, SETTABLE_CLOCK);
      await stage.start();
      await stage.comeIn();
      await saveAll(stage);
      let shiftMs = 0;
      for (const jump of JUMPS.slice(0, run.cycles)) {
        shiftMs += jump;
        await whileRunning(run, stage, control, shiftMs);
      }
      if (run.cycles > JUMPS.length) await whileDown(run, stage, control, shiftMs - HOUR);
      await stage.finish();
      run.progress.add('saves', stage.saves);
    }),
};

/** A clock of the database that can be set: whoever asks it by name meets this one before the built-in one. */
const SETTABLE_CLOCK = `
  CREATE TABLE public.fault_clock (shift interval NOT NULL);
  INSERT INTO public.fault_clock VALUES ('0');
  CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS 'SELECT pg_catalog.clock_timestamp() + shift FROM public.fault_clock';
  DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog', current_database()); END $$`;

async function setClocks(run: FaultRun, stage: Stage, control: Control, clockShiftMs: number): Promise<void> {
  if (run.engine === 'postgres')
    await onDatabase(stage, `UPDATE public.fault_clock SET shift = interval '${clockShiftMs} ms'`);
  await control.set({ clockShiftMs });
}

async function onDatabase({ seeded }: Stage, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: seeded.databaseUrl });
  await client.connect();
  await client.query(sql);
  await client.end();
}

async function saveAll(stage: Stage): Promise<void> {
  for (const client of stage.clients) client.note(2);
  await stage.drain();
}

const receipts = (stage: Stage): { savedAt: number; deadlineAt: number }[] =>
  stage.clients.map((c) => c.lastReceipt ?? { savedAt: 0, deadlineAt: 0 });

async function whileRunning(run: FaultRun, stage: Stage, control: Control, clockShiftMs: number): Promise<void> {
  const [before, since] = [receipts(stage), performance.now()];
  const told = "SELECT count(*) AS n FROM ledger_entry WHERE action = 'clock.jumped'";
  const toldBefore = await stage.count(told);
  await setClocks(run, stage, control, clockShiftMs);
  await saveAll(stage);
  heldTime(stage, before, performance.now() - since);
  await until(
    'jump on the ledger',
    () => stage.count(told),
    (n) => n > toldBefore,
    BEAT_S,
  );
  await saveAll(stage);
  heldTime(stage, before, performance.now() - since);
  run.progress.add('cycles');
}

/** The clock of the machine is an hour back when the server comes up again. */
async function whileDown(run: FaultRun, stage: Stage, control: Control, clockShiftMs: number): Promise<void> {
  const [before, since] = [receipts(stage), performance.now()];
  await stage.kill();
  await setClocks(run, stage, control, clockShiftMs);
  await stage.start();
  await saveAll(stage);
  heldTime(stage, before, performance.now() - since);
  run.progress.add('cycles');
}

/** Deadlines stand where they stood, and what is saved is stamped with the time that has really passed. */
function heldTime(stage: Stage, before: readonly { savedAt: number; deadlineAt: number }[], passedMs: number): void {
  receipts(stage).forEach((now, i) => {
    const was = before[i];
    if (was === undefined) return;
    const moved = now.deadlineAt - was.deadlineAt;
    hold(moved === 0, `a deadline moved by ${moved} ms`);
    const by = now.savedAt - was.savedAt;
    hold(by >= 0 && by <= passedMs + 3_000, `${Math.round(passedMs)} ms passed, the server's time moved by ${by} ms`);
  });
}
