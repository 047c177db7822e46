import { existsSync, mkdirSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { Clock } from './common/clock.js';
import { stopInTime } from './common/http/stopping.js';
import type { AppConfig } from './config/app-config.js';
import { type Keys, loadKeys } from './config/keys.js';
import { configureApp, newAdapter } from './configure-app.js';
import { DataDirLock } from './database/data-dir-lock.js';
import { Database } from './database/database.js';
import { InstanceMetaStore } from './database/instance-meta.store.js';

export interface Server {
  readonly app: NestFastifyApplication;
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Opens the database, builds the application and listens. @throws Error when the keys are not this database's
 * @param check looks at the data before anybody is served; what it throws stops the start
 */
export async function startServer(
  config: AppConfig,
  check: (app: NestFastifyApplication) => Promise<void> = () => Promise.resolve(),
): Promise<Server> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const lock = config.DATABASE_URL === undefined ? DataDirLock.take(config.dataDir) : null;
  try {
    const app = await buildApp(config, new Clock());
    app.get(Database).onClosed(() => lock?.release());
    try {
      await check(app);
    } catch (error) {
      await app.close();
      throw error;
    }
    await app.listen(config.PORT, config.HOST);
    const address = app.getHttpServer().address() as { port: number };
    const url = `${config.tls ? 'https' : 'http'}://localhost:${address.port}`;
    return { app, url, close: () => app.close() };
  } catch (error) {
    lock?.release();
    throw error;
  }
}

/** The application on its foundations, configured but not listening; shared with the tests. */
export async function buildApp(config: AppConfig, clock: Clock): Promise<NestFastifyApplication> {
  const database = await Database.open(config.databaseUrl, config.DATABASE_POOL);
  const keys = await keysOf(config, database);
  const logger = config.LOG_LEVEL === 'silent' ? false : (['error', 'warn'] as ('error' | 'warn')[]);
  const module = AppModule.on({ config, keys, database, clock });
  const app = await NestFactory.create<NestFastifyApplication>(module, newAdapter(config), {
    logger,
    bufferLogs: false,
    abortOnError: false,
  });
  await configureApp(app);
  stopInTime(app);
  return app;
}

/**
 * The server's keys. The database remembers which it was made with: others would void every code, and a lost file must
 * not be made anew in silence.
 */
async function keysOf(config: AppConfig, database: Database): Promise<Keys> {
  try {
    const meta = new InstanceMetaStore(database.uow);
    const known = await meta.find('keysFingerprint');
    if (known !== null && !existsSync(config.keysFile))
      throw new Error(`${config.keysFile} is missing: ${KEYS_REMEDY}`);
    const keys = loadKeys(config.keysFile);
    // Of several instances that start together on a new database, the first one's keys are the database's.
    const settled = known ?? (await database.uow.run(() => meta.setOnce('keysFingerprint', keys.fingerprint)));
    if (settled !== keys.fingerprint) throw new Error(`the keys file does not belong to this database: ${KEYS_REMEDY}`);
    return keys;
  } catch (error) {
    await database.close();
    throw error;
  }
}

const KEYS_REMEDY = 'set KEYS_FILE to the one that does, or put it back from a backup (npm run cli -- restore)';
