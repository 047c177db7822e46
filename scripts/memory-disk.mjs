// A place in memory for the databases of tests, where the system has one with room (Linux: /dev/shm). They commit some ten
// thousand times, and each commit would wait for a real disk; what makes a commit durable is set and asserted all the same.
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';

const SHARED = '/dev/shm';
const NAME = /^nhan-thuc-test-(\d+)$/;
const GB = 1024 ** 3;

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** @returns null where there is no such place, or too little room in it or in the machine's memory */
export function memoryDisk() {
  if (process.env.TMPDIR !== undefined || !existsSync(SHARED)) return null;
  // What a run that was killed has left behind.
  for (const name of readdirSync(SHARED)) {
    const owner = Number(NAME.exec(name)?.[1] ?? 0);
    if (owner !== 0 && !isAlive(owner)) rmSync(join(SHARED, name), { recursive: true, force: true });
  }
  const { bavail, bsize } = statfsSync(SHARED);
  if (bavail * bsize < 2 * GB || freemem() < 4 * GB) return null;
  const path = join(SHARED, `nhan-thuc-test-${process.pid}`);
  mkdirSync(path);
  // PostgreSQL runs as a user of its own, who must be able to enter.
  chmodSync(path, 0o755);
  return { path, discard: () => rmSync(path, { recursive: true, force: true }) };
}
