// node scripts/program.mjs <bench|faults> [arguments]: runs test/<program>/main.ts against the built server.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { transformFileSync } from '@swc/core';

const root = resolve(import.meta.dirname, '..');
const out = join(root, '.tmp/program');

const [program = '', ...args] = process.argv.slice(2).filter((a) => a !== '--no-build');
if (!existsSync(join(root, 'test', program, 'main.ts'))) {
  process.stderr.write(`There is no program '${program}': test/${program}/main.ts is missing.\n`);
  process.exit(2);
}

// Who asks how it is used need not wait for a build.
const isHelp = args.some((a) => a === '--help' || a === '-h') && existsSync(join(root, 'dist/main.js'));
if (!process.argv.includes('--no-build') && !isHelp) {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
}

const sources = (dir) =>
  readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    if (statSync(path).isDirectory()) return sources(path);
    return name.endsWith('.ts') && !name.endsWith('.spec.ts') ? [path] : [];
  });

for (const file of sources(join(root, 'test'))) {
  const target = join(out, file.slice(root.length + 1).replace(/\.ts$/, '.js'));
  if (existsSync(target) && statSync(target).mtimeMs > statSync(file).mtimeMs) continue;
  const { code } = transformFileSync(file, {
    swcrc: false,
    jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022', keepClassNames: true },
    module: { type: 'es6' },
    sourceMaps: 'inline',
  });
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, code);
}
// What the programs import as ../../src is the very build that the server runs.
const src = join(out, 'src');
rmSync(src, { recursive: true, force: true });
symlinkSync(join(root, 'dist'), src, 'junction');

const main = join(out, 'test', program, 'main.js');
const child = spawn(process.execPath, ['--enable-source-maps', '--import', 'reflect-metadata', main, ...args], {
  cwd: root,
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGTERM' ? 143 : 130)));
