// Format, lint, types, layering, dead code, catalogues: everything that needs no run of the product.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const bin = (name, file) => join(root, 'node_modules', name, file);

const steps = [
  ['format', bin('prettier', 'bin/prettier.cjs'), ['--check', '.']],
  ['lint', bin('eslint', 'bin/eslint.js'), ['src', 'test', '--max-warnings', '0']],
  ['types: server and tests', bin('typescript', 'bin/tsc'), ['--noEmit', '-p', 'tsconfig.json']],
  ['types: browser', bin('typescript', 'bin/tsc'), ['--noEmit', '-p', 'src/client/tsconfig.json']],
  ['layering', bin('dependency-cruiser', 'bin/dependency-cruise.mjs'), ['--config', '.dependency-cruiser.mjs', 'src']],
  ['dead code', bin('knip', 'bin/knip.js'), []],
  ['catalogues', join(root, 'scripts/check-texts.mjs'), []],
];

let failed = 0;
for (const [name, file, args] of steps) {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, [file, ...args], { cwd: root, stdio: 'inherit' });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
  if (status !== 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
