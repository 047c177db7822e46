import { mkdirSync } from 'node:fs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Clock } from '../common/clock.js';
import { type AppConfig, readConfig } from '../config/app-config.js';
import { DataDirLock } from '../database/data-dir-lock.js';
import { Database } from '../database/database.js';
import { type Lang, translate } from '../i18n/translator.js';
import { buildApp } from '../server.js';

/** Ends the command with an exit code and a sentence on standard error. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
  }
}

export interface CommandContext {
  readonly config: AppConfig;
  readonly lang: Lang;
  /** Prints a text of the catalogue. */
  say(key: string, params?: Readonly<Record<string, string | number>>): void;
}

export function commandContext(env: Readonly<Record<string, string | undefined>>): CommandContext {
  const lang: Lang = env['NT_LANG'] === 'en' ? 'en' : 'vi';
  const config = readConfig({ LOG_LEVEL: 'error', ...env });
  return { config, lang, say: (key, params = {}) => process.stdout.write(`${translate(lang, key, params)}\n`) };
}

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
