import { rmSync } from 'node:fs';
import { AttemptService } from '../../src/delivery/attempt.service.js';
import { Attempt } from '../../src/delivery/entities/attempt.entity.js';
import { PresenceService } from '../../src/delivery/presence.service.js';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { DEFAULT_RULES, type RuleSet } from '../../src/core/scoring/rule-set.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { type House, openHouse } from '../support/house.js';
import { manyNames } from '../support/seed-sitting.js';
import { type ClosedBatch, newClosedBatch, newCommittee, startSitting } from '../support/world.js';
import { chanceOf, type Fault, type FaultRun, hold } from './fault.js';

const OFFSETS = 200;
const MINUTES = 15;
const GRACE_S = 30;
/** Seconds. The last is longer than the plan lets anybody count: an invigilator resumes, RESUMED_S after the return. */
const GAPS = [10, 90, 600, 2_700];
const LONGEST_S = 1_800;
const RESUMED_S = 200;
/** A gap between heartbeats up to this is none. */
const OUTAGE_S = 15;
const BEAT_S = 5;

const RULES: RuleSet = {
  ...DEFAULT_RULES,
  components: DEFAULT_RULES.components.map((c) =>
    c.kind === 'written' ? { ...c, minutes: MINUTES, lateEntryMinutes: 60 } : c,
  ),
};

/** Nobody loses a second to a dead server, and nobody gains more than the time between two heartbeats. */
export const outage: Fault = {
  name: 'outage',
  what: `the server is away for 10 s, 90 s, 10 min and, beyond what is counted by itself, 45 min, while the deadlines of ${OFFSETS} people lie at all offsets from it; a cycle is one such time`,
  engines: ['sqlite', 'postgres'],
  cycles: GAPS.length,
  run: async (run) => {
    for (const [i, gap] of GAPS.slice(0, run.cycles).entries()) {
      await once(run, gap, run.cycles < GAPS.length ? 20 : OFFSETS, chanceOf(run.seed, i).nextInt(BEAT_S));
      run.progress.add('cycles');
    }
  },
};

interface Sitter {
  readonly entryId: string;
  /** Seconds from the moment at which the server dies. */
  readonly startS: number;
}

/** @param sinceBeat seconds between the last heartbeat and the end of the server */
async function once(run: FaultRun, gap: number, people: number, sinceBeat: number): Promise<void> {
  let house = await openHouse({ engine: run.engine, background: false });
  const { dir } = house;
  try {
    const committee = await newCommittee(house, 'Đảng ủy phường Hạ Long', ['invigilator'], RULES);
    const closed = await newClosedBatch(house, committee, manyNames(people));
    await startSitting(house, committee, closed);
    const sitters = spread(closed, gap);
    // From the first start to the end of the server, second by second.
    const first = sitters[0]?.startS ?? 0;
    for (let s = Math.floor(first); s < 0; s += 1) {
      if ((-s - sinceBeat) % BEAT_S === 0) await house.app.get(PresenceService).beat();
      for (const { entryId } of sitters.filter((x) => x.startS >= s && x.startS < s + 1)) await start(house, entryId);
      if (s > -60) await house.app.get(AttemptService).expireDue();
      house.clock.pass(1);
    }
    const before = await attemptsOf(house);
    const beatGap = sinceBeat + gap;
    house.clock.pass(gap);
    house = await house.restart();
    await judge(run, house, before, gap, beatGap);
    run.say(`away ${gap} s, heartbeat ${beatGap} s ago: ${before.length} attempts`);
  } finally {
    await house.app.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** People whose deadlines lie from 40 s before the end of the server to a minute after its return; the earliest first. */
function spread(closed: ClosedBatch, gap: number): Sitter[] {
  const last = Math.min(gap + 60, MINUTES * 60 - 2);
  return closed.entries.map(({ id }, i) => ({
    entryId: id,
    startS: -40 + ((last + 40) * i) / closed.entries.length - MINUTES * 60,
  }));
}

const start = (house: House, entryId: string): Promise<unknown> =>
  house.app.get(AttemptService).start({ entryId, sessionId: `browser of ${entryId}`, confirmed: true });

const attemptsOf = (house: House): Promise<Attempt[]> => house.app.get(UnitOfWork).manager.find(Attempt);

async function judge(
  run: FaultRun,
  house: House,
  before: readonly Attempt[],
  gap: number,
  beatGap: number,
): Promise<void> {
  const attempts = house.app.get(AttemptService);
  const diedAt = house.clock.epochMs() - gap * 1000;
  const isLong = beatGap > LONGEST_S;
  let away = gap;
  await attempts.expireDue();
  if (isLong) {
    house.clock.pass(RESUMED_S);
    hold((await attempts.expireDue()) === 0, `away ${gap} s: somebody was closed while everything stands still`);
    await house.app.get(PresenceService).resume(SYSTEM_ACTOR, '');
    away += RESUMED_S;
  }
  const after = new Map((await attemptsOf(house)).map((a) => [a.id, a]));
  for (const was of before.filter((a) => a.state === 'running')) {
    const now = after.get(was.id);
    const given = ((now?.deadlineAt.getTime() ?? 0) - was.deadlineAt.getTime()) / 1000;
    run.progress.add('deadlines');
    // Too short a gap is none: the page goes on by itself and what it sends is taken until the grace is over.
    if (beatGap <= OUTAGE_S) {
      hold(given === 0, `away ${gap} s, which is no outage: the deadline moved by ${given} s`);
      continue;
    }
    const offset = (was.deadlineAt.getTime() - diedAt) / 1000;
    hold(given >= away, `away ${away} s, deadline at ${offset} s: only ${given} s were given back`);
    hold(given <= away + BEAT_S, `away ${away} s, deadline at ${offset} s: ${given} s were given back`);
    run.progress.most('overGiven', given - away);
    hold(now?.state === 'running', `away ${away} s, deadline at ${offset} s: closed before the time was given back`);
  }
  await toTheEnd(house, gap);
}

/** Each is closed when deadline and grace are over, not before, and not later than the next sweep. */
async function toTheEnd(house: House, gap: number): Promise<void> {
  const STEP_S = 5;
  for (let s = 0; s < MINUTES * 60 + 120; s += STEP_S) {
    house.clock.pass(STEP_S);
    await house.app.get(PresenceService).beat();
    await house.app.get(AttemptService).expireDue();
    const now = house.clock.epochMs();
    const attempts = await attemptsOf(house);
    for (const a of attempts) {
      const over = now - a.deadlineAt.getTime() - GRACE_S * 1000;
      if (a.state === 'running') hold(over <= 0, `away ${gap} s: still open ${over} ms after its end`);
      else if (a.closedAt?.getTime() === now) hold(over > 0, `away ${gap} s: closed ${-over} ms before its end`);
    }
    if (attempts.every((a) => a.state === 'closed')) return;
  }
  hold(false, `away ${gap} s: not everybody came to an end`);
}
