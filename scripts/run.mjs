// node scripts/run.mjs <main|cli> [arguments]: builds first where the build is missing or older than its sources.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NODE_ARGS } from './node-args.mjs';

const root = resolve(import.meta.dirname, '..');
const newest = (path) => {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  return stat.isDirectory() ? Math.max(0, ...readdirSync(path).map((n) => newest(join(path, n)))) : stat.mtimeMs;
};

const built = Math.min(newest(join(root, 'dist/main.js')), newest(join(root, 'public/assets/manifest.json')));
const sources = Math.max(...['src', 'views', 'public/css', 'public/fonts'].map((n) => newest(join(root, n))));
// A release carries no sources to compare with; there the build is what it is.
if (built === 0 || (existsSync(join(root, 'src')) && sources > built)) {
  process.stdout.write('Building...\n');
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
}

const [program = 'main', ...args] = process.argv.slice(2);
const child = spawn(process.execPath, [...NODE_ARGS, join(root, `dist/${program}.js`), ...args], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGTERM' ? 143 : 130)));
