import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../../src/core/shared/random.js';
import { Disk, type DiskOp, readLog } from './disk.js';

const FILE = '/d/x.sqlite';
const op = (kind: DiskOp['kind'], offset = 0, text = '', path = FILE): DiskOp => ({
  kind,
  path,
  offset,
  data: Buffer.from(text),
  at: 0n,
});
const random = createRandom(new Uint8Array([1]));
const NOTHING = { keptPercent: 0, sector: 0 };
const ALL = { keptPercent: 100, sector: 0 };

function diskAfter(...ops: DiskOp[]): Disk {
  const disk = new Disk('/d', new Map([[FILE, Buffer.from('old')]]));
  for (const o of ops) disk.apply(o);
  return disk;
}

const contentOf = (disk: Disk, loss = NOTHING): string | undefined => disk.image(loss, random).get(FILE)?.toString();

describe('the disk after a power cut', () => {
  it('has what was synced, whole and in order', () => {
    expect(contentOf(diskAfter(op('write', 0, 'new'), op('write', 3, 'er'), op('sync')))).toBe('newer');
  });

  it('may lack what was written after the last sync, or have it', () => {
    const disk = diskAfter(op('write', 0, 'new'), op('sync'), op('write', 0, 'NEW'), op('truncate', 2));
    expect(contentOf(disk)).toBe('new');
    expect(contentOf(disk, ALL)).toBe('NE');
  });

  it('may have some sectors of a write and lack others', () => {
    const disk = diskAfter(op('write', 0, 'x'.repeat(2_000)));
    const seen = new Set(
      Array.from({ length: 60 }, () => contentOf(disk, { keptPercent: 100, sector: 512 })?.split('x').length),
    );
    expect(seen.size).toBeGreaterThan(3);
  });

  it('may lack a new file until its folder was synced', () => {
    const made = [op('write', 0, 'w', '/d/x.sqlite-wal'), op('sync', 0, '', '/d/x.sqlite-wal')];
    const isThere = (disk: Disk): boolean[] =>
      Array.from({ length: 40 }, () => disk.image(NOTHING, random).has('/d/x.sqlite-wal'));
    expect(new Set(isThere(diskAfter(...made)))).toEqual(new Set([true, false]));
    expect(new Set(isThere(diskAfter(...made, op('sync', 0, '', '/d'))))).toEqual(new Set([true]));
  });

  it('is read from the recorder’s log as it was written', () => {
    const head = Buffer.alloc(32);
    head.writeUInt32LE(1, 0);
    head.writeUInt32LE(FILE.length, 4);
    head.writeBigInt64LE(7n, 8);
    head.writeBigInt64LE(3n, 16);
    head.writeBigInt64LE(99n, 24);
    const log = Buffer.concat([head, Buffer.from(FILE), Buffer.from('abc')]);
    expect(readLog(Buffer.concat([log, log]))).toEqual(
      [0, 1].map(() => ({ kind: 'write', path: FILE, offset: 7, data: Buffer.from('abc'), at: 99n })),
    );
  });
});
