import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** DATA_DIR/lock: one server at a time on an embedded database, and no writing command beside it. */
export class DataDirLock {
  private constructor(private readonly file: string) {}

  /** @throws Error naming the process that holds it */
  static take(dataDir: string): DataDirLock {
    const file = join(dataDir, 'lock');
    const holder = holderOf(file);
    if (holder !== null) throw new Error(`${dataDir} is in use by process ${holder}; stop it first`);
    rmSync(file, { force: true });
    const fd = openSync(file, 'wx');
    writeSync(fd, String(process.pid));
    closeSync(fd);
    return new DataDirLock(file);
  }

  release(): void {
    rmSync(this.file, { force: true });
  }
}

/** The living process that holds the lock; a lock left by a crash holds nothing. */
function holderOf(file: string): number | null {
  let pid: number;
  try {
    pid = Number(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return null;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM' ? pid : null;
  }
}
