// Every test, browser and PostgreSQL ones included. Arguments go to jest.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { memoryDisk } from './memory-disk.mjs';

const root = resolve(import.meta.dirname, '..');

// Pages load the built scripts and styles; the demo test runs the built server.
if (!process.argv.includes('--no-build')) {
  const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (built.status !== 0) process.exit(built.status ?? 1);
}
const args = process.argv.slice(2).filter((a) => a !== '--no-build');
const jest = join('node_modules', 'jest', 'bin', 'jest.js');
const disk = memoryDisk();
// A test file makes and drops much in little time: a larger nursery spares collections. A least size would burst small threads.
const nursery = '--max-semi-space-size=64';
// Most of what a file runs, it runs a few times and never again: to optimise it so soon costs more than it saves, an eighth of the run.
const patience = '--interrupt-budget=800000';
// One more than there are cores: a test that waits for its server or browser leaves room for another.
const workers = Math.min(4, availableParallelism() + 1);
const { status } = spawnSync(
  process.execPath,
  [
    ...[nursery, patience, '--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
    ...[jest, '-w', String(workers), ...args],
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, ...(disk === null ? {} : { TMPDIR: disk.path }) } },
);
disk?.discard();
process.exit(status ?? 1);
