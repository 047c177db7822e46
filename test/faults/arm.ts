import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Random } from '../../src/core/shared/random.js';
import { chanceOf, type FaultRun, hold } from './fault.js';
import type { Stage } from './stage.js';

/** From so many points an act on, all of them are tried; fewer are drawn by chance. */
export const ALL = 50;

/** Something that the server does in one go, cut off at every statement. */
export interface Act {
  readonly name: string;
  /** Asks for it; comes back when it is answered or the server is gone. */
  perform(): Promise<void>;
  /** After the restart: asks until it is done. @throws Violation when that cannot be */
  again(): Promise<void>;
  /** It is many transactions alike: one of them is enough. */
  readonly isFirstCommitEnough?: boolean;
  /** Among its statements is the ledger's. */
  readonly isOnLedger?: boolean;
}

/** Where the server learns at which statement to die, and writes down which it passed. */
export class Arm {
  private readonly dir = mkdtempSync(join(tmpdir(), 'nhan-thuc-arm-'));
  readonly env = { FAULT_ARM: join(this.dir, 'arm'), FAULT_TRAIL: join(this.dir, 'trail') };

  at(n: number): void {
    writeFileSync(this.env.FAULT_TRAIL, '');
    writeFileSync(this.env.FAULT_ARM, JSON.stringify({ at: n }));
  }

  off(): void {
    rmSync(this.env.FAULT_ARM, { force: true });
  }

  /** The statements passed since it was armed. */
  trail(): string[] {
    return readFileSync(this.env.FAULT_TRAIL, 'utf8').split('\n').slice(0, -1);
  }

  discard(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Every point, or some by chance: then the number of statements is learnt as they are passed. */
export function* placesOf(cycles: number, random: Random, passed: () => number): Generator<number> {
  if (cycles >= ALL) {
    for (let n = 0; n < cycles; n += 1) yield n;
    return;
  }
  let length = 8;
  for (let i = 0; i < cycles; i += 1) {
    yield 1 + random.nextInt(length);
    length = Math.max(2, passed());
  }
}

export async function everyPoint(run: FaultRun, stage: Stage, arm: Arm, act: Act): Promise<void> {
  const random = chanceOf(run.seed, act.name.length);
  let last: string[] = [];
  for (const n of placesOf(run.cycles, random, () => last.length)) {
    arm.at(n);
    await act.perform();
    const hasFallen = await stage.hasFallen();
    last = arm.trail();
    arm.off();
    if (!hasFallen) {
      await act.again();
      if (run.cycles >= ALL) break;
      continue;
    }
    run.progress.most('readyMs', await stage.start());
    await act.again();
    run.progress.add(act.name);
    if (act.isFirstCommitEnough === true && last.at(-1) === 'COMMIT') break;
  }
  if (run.cycles >= ALL && act.isOnLedger === true)
    hold(
      last.some((sql) => sql.includes('ledger_entry')),
      `${act.name}: the ledger's statement was not among them`,
    );
  run.say(`${act.name}: ${run.progress.get(act.name)} points; the last: ${last.join(' | ')}`);
}
