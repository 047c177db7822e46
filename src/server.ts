import { mkdirSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { Clock } from './common/clock.js';
import type { AppConfig } from './config/app-config.js';
import { loadKeys } from './config/keys.js';
import { configureApp, newAdapter } from './configure-app.js';
import { DataDirLock } from './database/data-dir-lock.js';
import { Database } from './database/database.js';
import { InstanceMetaStore } from './database/instance-meta.store.js';

export interface Server {
  readonly app: NestFastifyApplication;
  readonly url: string;
  close(): Promise<void>;
}

/** Opens the database, builds the application and listens. @throws Error when the keys are not this database's */
export async function startServer(config: AppConfig): Promise<Server> {
  mkdirSync(config.dataDir, { recursive: true });
  const lock = config.DATABASE_URL === undefined ? DataDirLock.take(config.dataDir) : null;
  try {
    const app = await buildApp(config, new Clock());
    app.get(Database).onClosed(() => lock?.release());
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
  const keys = loadKeys(config.keysFile);
  const database = await Database.open(config.databaseUrl, config.DATABASE_POOL);
  const logger = config.LOG_LEVEL === 'silent' ? false : (['error', 'warn'] as ('error' | 'warn')[]);
  const module = AppModule.on({ config, keys, database, clock });
  const app = await NestFactory.create<NestFastifyApplication>(module, newAdapter(config), {
    logger,
    bufferLogs: false,
    abortOnError: false,
  });
  await assertKeys(app, keys.fingerprint, database);
  await configureApp(app);
  return app;
}

/** The database remembers which keys it was made with: other keys would void every code and every signature. */
async function assertKeys(app: NestFastifyApplication, fingerprint: string, database: Database): Promise<void> {
  const meta = app.get(InstanceMetaStore);
  const known = await meta.find('keysFingerprint');
  if (known === null) await database.uow.run(() => meta.set('keysFingerprint', fingerprint));
  else if (known !== fingerprint) {
    await app.close();
    throw new Error(
      'the keys file does not belong to this database; set KEYS_FILE to the one that does, or restore it from a backup',
    );
  }
}
