import { mkdirSync } from 'node:fs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Clock } from '../common/clock.js';
import { DataDirLock } from '../database/data-dir-lock.js';
import { Database } from '../database/database.js';
import { translate } from '../i18n/translator.js';
import { buildApp } from '../server.js';
import { type CommandContext, CommandError } from './command-context.js';

/** Runs `work` on the application without listening; a writing command refuses beside a live server. */
export async function withApp<T>(
  ctx: CommandContext,
  mode: 'read' | 'write',
  work: (app: NestFastifyApplication) => Promise<T>,
): Promise<T> {
  const { config } = ctx;
  if (mode === 'read' && !Database.exists(config.databaseUrl))
    throw new CommandError(translate(ctx.lang, 'cli.noDatabase', { dir: config.dataDir }), 2);
  mkdirSync(config.dataDir, { recursive: true });
  const lock = mode === 'write' && config.DATABASE_URL === undefined ? DataDirLock.take(config.dataDir) : null;
  try {
    const app = await buildApp(config, new Clock());
    try {
      return await work(app);
    } finally {
      await app.close();
    }
  } finally {
    lock?.release();
  }
}
