import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Stage, type StageOptions } from './stage.js';

export interface World {
  readonly clockShiftMs?: number;
  /** The embedded database may not grow any more. */
  readonly full?: boolean;
  readonly synchronous?: 'NORMAL' | 'FULL';
  /** After so many pages the journal is carried over into the database. */
  readonly checkpointPages?: number;
}

/** Changes what the server's process lives in, while it runs. */
export class Control {
  private readonly dir = mkdtempSync(join(tmpdir(), 'nhan-thuc-control-'));
  private readonly file = join(this.dir, 'world');
  readonly env = { FAULT_CONTROL: this.file };

  /** It holds when this comes back. */
  async set(world: World): Promise<void> {
    writeFileSync(`${this.file}.new`, JSON.stringify(world));
    renameSync(`${this.file}.new`, this.file);
    await pause(60);
  }

  discard(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** A stage whose server's world can be changed. */
export async function onControlledStage(
  o: StageOptions,
  work: (stage: Stage, control: Control) => Promise<void>,
): Promise<void> {
  const control = new Control();
  const stage = await Stage.set({ ...o, preload: ['control'], env: { ...o.env, ...control.env } });
  try {
    await work(stage, control);
  } finally {
    await stage.discard();
    control.discard();
  }
}
