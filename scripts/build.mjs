// nest build (server, views) and the browser's part, one after the other.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const run = (file, args) => {
  const { status } = spawnSync(process.execPath, [file, ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

run(join('node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), ['build']);
run(join('scripts', 'client.mjs'), []);
