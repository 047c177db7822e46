import type { Random } from '../../../src/core/shared/random.js';

/** One thing that the server did to a file, in the order in which it did them. */
export interface DiskOp {
  readonly kind: 'write' | 'truncate' | 'sync' | 'unlink';
  readonly path: string;
  /** Of a write; the new length of a truncation. */
  readonly offset: number;
  readonly data: Buffer;
  /** On the monotonic clock, in nanoseconds. */
  readonly at: bigint;
}

const HEAD = 32;
const KINDS = ['write', 'truncate', 'sync', 'unlink'] as const;

/** Reads what the recorder wrote. @throws Error on a kind of act that a crash image cannot be made of */
export function readLog(log: Buffer): DiskOp[] {
  const ops: DiskOp[] = [];
  for (let at = 0; at + HEAD <= log.length;) {
    const kind = KINDS[log.readUInt32LE(at) - 1];
    if (kind === undefined) throw new Error('the server renamed a file of its database');
    const pathLength = log.readUInt32LE(at + 4);
    const length = kind === 'write' ? Number(log.readBigInt64LE(at + 16)) : 0;
    const start = at + HEAD + pathLength;
    ops.push({
      kind,
      path: log.toString('utf8', at + HEAD, start),
      offset: Number(log.readBigInt64LE(at + 8)),
      data: log.subarray(start, start + length),
      at: log.readBigInt64LE(at + 24),
    });
    at = start + length;
  }
  return ops;
}

interface File {
  /** What is certainly on the disk, or null: nothing is. */
  durable: Buffer | null;
  /** What has been done since the last sync: a power cut keeps any part of it. */
  pending: DiskOp[];
}

/** How a power cut treats what was not synced. */
export interface Loss {
  /** Of a hundred acts that were not synced, so many reach the disk. */
  readonly keptPercent: number;
  /** Those that do may be torn at the borders of sectors of this size; 0: they are whole. */
  readonly sector: number;
}

/**
 * The disk as far as anybody may rely on it: an act is certain when a sync of its file has returned, a new or removed
 * file when its folder was synced.
 */
export class Disk {
  private readonly files = new Map<string, File>();
  /** New files and removals that a sync of the folder has not made certain. */
  private readonly unsure = new Set<string>();

  constructor(
    private readonly dir: string,
    before: ReadonlyMap<string, Buffer>,
  ) {
    for (const [path, data] of before) this.files.set(path, { durable: data, pending: [] });
  }

  apply(op: DiskOp): void {
    if (op.path === this.dir) {
      if (op.kind === 'sync') this.unsure.clear();
      return;
    }
    const file = this.fileOf(op.path);
    if (op.kind === 'unlink') {
      // Whether the removal is certain matters to nobody here: SQLite removes a journal only when it closes in order.
      this.files.delete(op.path);
    } else if (op.kind === 'sync') {
      file.durable = file.pending.reduce<Buffer>(done, file.durable ?? Buffer.alloc(0));
      file.pending = [];
    } else file.pending.push(op);
  }

  /** The files as a power cut now may leave them. */
  image(loss: Loss, random: Random): Map<string, Buffer> {
    const image = new Map<string, Buffer>();
    for (const [path, { durable, pending }] of this.files) {
      const isGone = this.unsure.has(path) && random.nextInt(2) === 0;
      if (isGone) continue;
      const kept = pending.filter(() => random.nextInt(100) < loss.keptPercent).flatMap((op) => torn(op, loss, random));
      const start = durable === null ? Buffer.alloc(0) : Buffer.from(durable);
      image.set(path, kept.reduce<Buffer>(done, start));
    }
    return image;
  }

  get pending(): number {
    return [...this.files.values()].reduce((sum, f) => sum + f.pending.length, 0);
  }

  private fileOf(path: string): File {
    const known = this.files.get(path);
    if (known !== undefined) return known;
    const file: File = { durable: null, pending: [] };
    this.files.set(path, file);
    this.unsure.add(path);
    return file;
  }
}

/** The file after one more act; may be the same buffer. */
function done(file: Buffer, op: DiskOp): Buffer {
  if (op.kind === 'truncate') return resized(file, op.offset);
  const end = op.offset + op.data.length;
  const grown = end > file.length ? resized(file, end) : file;
  op.data.copy(grown, op.offset);
  return grown;
}

const resized = (file: Buffer, length: number): Buffer =>
  length <= file.length ? file.subarray(0, length) : Buffer.concat([file, Buffer.alloc(length - file.length)]);

/** A write of which some sectors arrived. */
function torn(op: DiskOp, { sector }: Loss, random: Random): DiskOp[] {
  if (op.kind !== 'write' || sector === 0 || random.nextInt(2) === 0) return [op];
  const pieces: DiskOp[] = [];
  for (let from = 0; from < op.data.length;) {
    const to = Math.min(op.data.length, from + sector - ((op.offset + from) % sector));
    if (random.nextInt(2) === 0) pieces.push({ ...op, offset: op.offset + from, data: op.data.subarray(from, to) });
    from = to;
  }
  return pieces;
}
