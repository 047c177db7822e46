import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { InstanceMetaStore } from './database/instance-meta.store.js';
import { ConfigError, readConfig } from './config/app-config.js';
import { readPassphrase } from './config/passphrase.js';
import { SetupService } from './identity/setup.service.js';
import { startServer } from './server.js';

/** Starts the server, nothing else. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const passphrase = readPassphrase(config);
  const server = await startServer(config, refuseSampleData);
  const token = await server.app.get(SetupService).issueToken();
  process.stdout.write(`Ready: ${server.url}\n`);
  if (token !== null) process.stdout.write(`First administrator (once): ${server.url}/identity/setup?token=${token}\n`);
  if (passphrase === null && config.DATABASE_URL === undefined)
    process.stdout.write('Backups are NOT encrypted: set BACKUP_PASSPHRASE_FILE (docs/operations.md, Backups)\n');
}

/** @throws Error when the data are the demo's: nobody should meet them on a real server */
async function refuseSampleData(app: NestFastifyApplication): Promise<void> {
  if ((await app.get(InstanceMetaStore).find('demoSeed')) === null) return;
  throw new Error('this data directory holds sample data; start it with `npm run demo`, or set another DATA_DIR');
}

main().catch((error: unknown) => {
  const lines = error instanceof ConfigError ? error.lines : [error instanceof Error ? error.message : String(error)];
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(1);
});
