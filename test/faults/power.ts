import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { Random } from '../../src/core/shared/random.js';
import { Control } from './control.js';
import { chanceOf, type Fault, type FaultRun, hold, Skipped, Violation } from './fault.js';
import { verifyLedger } from './final-state.js';
import type { SentEntry } from './journal.js';
import { Disk, type DiskOp, type Loss, readLog } from './power/disk.js';
import { Stage } from './stage.js';

const CANDIDATES = 20;
/** Every so many images are opened by the product itself, ledger and replay included. */
const BY_PRODUCT = 25;
const LOSSES: readonly Loss[] = [
  { keptPercent: 0, sector: 0 },
  { keptPercent: 50, sector: 0 },
  { keptPercent: 50, sector: 512 },
  { keptPercent: 50, sector: 4_096 },
  { keptPercent: 90, sector: 512 },
];

/** The power goes: what was acknowledged before is there, whatever of the rest has reached the disk. */
export const power: Fault = {
  name: 'power',
  what: 'what the server writes and syncs is recorded, and the disk rebuilt as power cuts may leave it; a cycle is one image. Needs a C compiler and Linux',
  engines: ['sqlite'],
  cycles: 1000,
  run: async (run) => {
    const recorder = compileRecorder();
    const honest = await record(run, recorder, 'FULL');
    const lost = judge(run, honest, run.cycles);
    if (lost.length > 0) throw new Violation(lost);
    await openSome(run, honest);
    // The proof that such a loss would be seen: with the weaker setting there must be one.
    const control = await record(run, recorder, 'NORMAL');
    const found = judge(run, control, Math.min(run.cycles, 200));
    run.progress.add('control', found.length);
    hold(found.length > 0, 'the control with synchronous=NORMAL lost nothing: this test would see no loss');
    run.say(`control with synchronous=NORMAL: ${found.length} losses seen, the first: ${found[0] ?? ''}`);
  },
};

/** @throws Skipped where there is none */
function compileRecorder(): string {
  const out = resolve('.tmp/faults/record.so');
  mkdirSync(resolve('.tmp/faults'), { recursive: true });
  const source = 'test/faults/power/record.c';
  const { status, stderr, error } = spawnSync('cc', ['-O1', '-shared', '-fPIC', '-o', out, source, '-ldl']);
  if (process.platform !== 'linux' || error !== undefined) throw new Skipped('no C compiler (cc) on Linux');
  if (status !== 0) throw new Error(`cc: ${stderr.toString()}`);
  return out;
}

interface Acknowledged extends SentEntry {
  readonly entryId: string;
}

interface Recording {
  /** The files when the recording began. */
  readonly before: ReadonlyMap<string, Buffer>;
  readonly dir: string;
  readonly keys: Buffer;
  readonly ops: readonly DiskOp[];
  /** In the order in which they were heard of. */
  readonly acknowledged: readonly Acknowledged[];
}

async function record(run: FaultRun, recorder: string, synchronous: 'FULL' | 'NORMAL'): Promise<Recording> {
  const control = new Control();
  const home = mkdtempSync(join(tmpdir(), 'nhan-thuc-power-'));
  const log = join(home, 'log');
  const random = chanceOf(run.seed, synchronous.length);
  const stage = await Stage.set({
    engine: 'sqlite',
    candidates: CANDIDATES,
    random,
    preload: ['control'],
    env: control.env,
  });
  try {
    const dir = realpathSync(stage.seeded.dataDir);
    const before = readFiles(dir);
    await stage.start({ LD_PRELOAD: recorder, POWER_LOG: log, POWER_DIR: dir });
    // Carried over more often than in the product, so that many a power cut meets it at that.
    await control.set({ synchronous, checkpointPages: 500 });
    await stage.comeIn();
    let isOver = false;
    const living = stage.live(() => isOver);
    // Long enough that the journal is carried over into the database several times.
    await pause(Math.min(20_000, 3_000 + run.cycles * 10));
    isOver = true;
    await living;
    await stage.handIn(stage.clients.slice(0, 5));
    await stage.kill();
    const acknowledged = stage.clients.flatMap(({ journal }) =>
      [...journal.sent.values()].filter((e) => e.acknowledged).map((e) => ({ ...e, entryId: journal.entryId })),
    );
    acknowledged.sort((a, b) => (a.heardAt < b.heardAt ? -1 : 1));
    run.progress.add(`saves ${synchronous}`, stage.saves);
    return { before, dir, keys: readFileSync(join(dir, 'keys.json')), ops: readLog(readFileSync(log)), acknowledged };
  } finally {
    await stage.discard();
    control.discard();
    rmSync(home, { recursive: true, force: true });
  }
}

const readFiles = (dir: string): Map<string, Buffer> =>
  new Map(
    readdirSync(dir)
      .filter((name) => name.includes('.sqlite') && !name.endsWith('-shm'))
      .map((name) => [join(dir, name), readFileSync(join(dir, name))]),
  );

/** Moments at which the power goes: half of them while the journal is carried over into the database. */
function momentsOf(ops: readonly DiskOp[], count: number, random: Random): Set<number> {
  const carrying = ops.flatMap((op, i) => (op.path.endsWith('.sqlite') ? [i] : []));
  const moments = new Set<number>();
  for (let i = 0; i < count; i += 1) {
    const isCarrying = i % 2 === 0 && carrying.length > 0;
    moments.add(isCarrying ? (carrying[random.nextInt(carrying.length)] ?? 0) : random.nextInt(ops.length));
  }
  return moments;
}

/** @returns every loss, in sentences */
function judge(run: FaultRun, recording: Recording, count: number): string[] {
  const random = chanceOf(run.seed, 2);
  const faults: string[] = [];
  eachImage(recording, count, random, (image, op, loss) => {
    run.progress.add('images');
    faults.push(...inImage(image, recording, op.at).map((f) => `${f} (op ${op.index}, kept ${loss.keptPercent} %)`));
  });
  run.progress.most('ops', recording.ops.length);
  run.progress.most('ops on the database', recording.ops.filter((op) => op.path.endsWith('.sqlite')).length);
  return faults;
}

function eachImage(
  { before, dir, ops, keys }: Recording,
  count: number,
  random: Random,
  look: (image: string, op: { readonly index: number; readonly at: bigint }, loss: Loss) => void,
): void {
  const disk = new Disk(dir, before);
  const moments = momentsOf(ops, count, random);
  ops.forEach((op, index) => {
    if (moments.has(index)) {
      const loss = LOSSES[random.nextInt(LOSSES.length)] ?? { keptPercent: 0, sector: 0 };
      const image = mkdtempSync(join(tmpdir(), 'nhan-thuc-image-'));
      for (const [path, data] of disk.image(loss, random)) writeFileSync(join(image, path.slice(dir.length + 1)), data);
      writeFileSync(join(image, 'keys.json'), keys);
      try {
        look(image, { index, at: op.at }, loss);
      } finally {
        rmSync(image, { recursive: true, force: true });
      }
    }
    disk.apply(op);
  });
}

interface StepKey {
  readonly entry_id: string;
  readonly lease_no: number;
  readonly client_seq: number;
  readonly kind: string;
  readonly item_no: number;
  readonly value: string;
}

/** Everything that somebody had heard of before that instant is there, and the file is whole. */
function inImage(image: string, { acknowledged }: Recording, at: bigint): string[] {
  const db = new Database(join(image, 'nhan-thuc.sqlite'));
  try {
    const whole = db.pragma('integrity_check', { simple: true });
    if (whole !== 'ok') return [`the file is broken: ${String(whole)}`];
    const rows = db
      .prepare(
        'SELECT a.entry_id, s.lease_no, s.client_seq, s.kind, s.item_no, s.value FROM attempt_step s JOIN attempt a ON a.id = s.attempt_id WHERE s.client_seq IS NOT NULL',
      )
      .all() as StepKey[];
    const there = new Map(rows.map((r) => [`${r.entry_id}/${r.lease_no}/${r.client_seq}`, r]));
    for (const e of acknowledged) {
      if (e.heardAt >= at) break;
      const step = there.get(`${e.entryId}/${e.lease}/${e.seq}`);
      if (step === undefined) return [`LOST: ${e.entryId} entry ${e.lease}/${e.seq}`];
      if (step.kind !== e.kind || step.item_no !== e.item || step.value !== e.value)
        return [`changed: ${e.entryId} entry ${e.lease}/${e.seq}`];
    }
    return [];
  } catch (error) {
    return [`the file does not open: ${(error as Error).message}`];
  } finally {
    db.close();
  }
}

/** Some images as the product itself opens them: migrations, ledger, replay of every attempt. */
async function openSome(run: FaultRun, recording: Recording): Promise<void> {
  const kept: string[] = [];
  const home = mkdtempSync(join(tmpdir(), 'nhan-thuc-opened-'));
  try {
    eachImage(recording, Math.ceil(run.cycles / BY_PRODUCT), chanceOf(run.seed, 3), (image, { index }) => {
      cpSync(image, join(home, String(index)), { recursive: true });
      kept.push(join(home, String(index)));
    });
    for (const dataDir of kept) {
      const found = await verifyLedger({ dataDir, databaseUrl: undefined });
      if (found.length > 0) throw new Violation(found.map((f) => `image ${dataDir.slice(home.length + 1)}: ${f}`));
      run.progress.add('opened');
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
