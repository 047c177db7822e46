import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** DATA_DIR/lock: one server at a time on an embedded database, and no writing command beside it. */
export class DataDirLock {
  private constructor(private readonly file: string) {}

  /** @throws Error naming the process that holds it */
  static take(dataDir: string): DataDirLock {
    const file = join(dataDir, 'lock');
    const holder = holderOf(file);
    if (holder !== null) throw new Error(`${dataDir} is in use by process ${holder}; stop it first`);
    setAside(file);
    // 'wx': of two starts at the same moment one fails here.
    const fd = openSync(file, 'wx');
    writeSync(fd, `${process.pid} ${startOf(process.pid)}`);
    closeSync(fd);
    return new DataDirLock(file);
  }

  release(): void {
    rmSync(this.file, { force: true });
  }
}

/** A lock left by a crash; renamed first, so that only one of two starts removes it. */
function setAside(file: string): void {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  rmSync(aside, { force: true });
}

/** The living process that holds the lock; one left by a crash, or whose number another program has since, holds nothing. */
function holderOf(file: string): number | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return null;
  }
  const [number, started = ''] = text.split(' ');
  const pid = Number(number);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return null;
  return started === startOf(pid) ? pid : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}

/** When a process started, as the system counts; '' where it does not tell (then the number alone decides). */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
