import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { Clock } from '../../src/common/clock.js';
import { PresenceService } from '../../src/delivery/presence.service.js';
import { AppConfig, readConfig } from '../../src/config/app-config.js';
import { buildApp } from '../../src/server.js';

export type Engine = 'sqlite' | 'postgres';
export const ENGINES: readonly Engine[] = ['sqlite', 'postgres'];

/** A clock that tests move by hand; it starts at a fixed instant. */
export class TestClock extends Clock {
  private ms = Date.parse('2027-01-09T00:30:00.000Z');

  override now(): Date {
    return new Date(this.ms);
  }

  override epochMs(): number {
    return this.ms;
  }

  override takeJump(): number {
    return 0;
  }

  override follow(): number {
    // The tests' time is nobody else's.
    return 0;
  }

  override raise(): void {
    // Tests set it back as they like.
  }

  pass(seconds: number): void {
    this.ms += seconds * 1000;
  }

  set(iso: string): void {
    this.ms = Date.parse(iso);
  }
}

/** A new, empty database of the engine. */
export async function newDatabaseUrl(engine: Engine): Promise<string | undefined> {
  if (engine === 'sqlite') return undefined;
  const name = `t${randomBytes(8).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name}`);
  return `${serverUrl()}/${name}`;
}

const serverUrl = (): string => {
  const base = process.env['TEST_PG'];
  if (base === undefined) throw new Error('TEST_PG is not set; run the tests by npm test');
  return base;
};

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${serverUrl()}/postgres` });
  await client.connect();
  await client.query(statement);
  await client.end();
}

export interface House {
  readonly app: NestFastifyApplication;
  readonly clock: TestClock;
  readonly config: AppConfig;
  readonly dir: string;
  /** http://127.0.0.1:port, listening. */
  readonly url: string;
  /** Stops the server, keeping its data, and starts it again on them. */
  restart(): Promise<House>;
  /** Stops the server and leaves its data. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export interface HouseOptions {
  readonly engine?: Engine;
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  /** false: only the test says when the server looks at the time, else a jump of its clock would pass for an outage. */
  readonly background?: boolean;
}

/** The real application on a real port with a database of its own and a clock that the test moves. */
export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const dir = mkdtempSync(join(tmpdir(), 'nhan-thuc-'));
  const databaseUrl = await newDatabaseUrl(options.engine ?? 'sqlite');
  const env = {
    DATA_DIR: dir,
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'error',
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    ...options.env,
  };
  const house = await start(readConfig(env), options.clock ?? new TestClock(), dir, options.background ?? true);
  return databaseUrl === undefined ? house : dropping(house, databaseUrl);
}

/** A hundred databases that nobody needs any more would fill the disk, or the memory that they lie in. */
const dropping = (house: House, url: string): House => ({
  ...house,
  restart: async () => dropping(await house.restart(), url),
  close: async () => {
    await house.close();
    await onServer(`DROP DATABASE ${url.slice(url.lastIndexOf('/') + 1)} WITH (FORCE)`);
  },
});

/** Another instance on the same database, with the same keys and, unless another is given, the same time. */
export const joinHouse = (house: House, { clock, background, env }: HouseOptions = {}): Promise<House> =>
  start(withSettings(house.config, env ?? {}), clock ?? house.clock, house.dir, background ?? false);

const withSettings = (config: AppConfig, env: Readonly<Record<string, string>>): AppConfig =>
  Object.assign(new AppConfig(), config, env);

async function start(config: AppConfig, clock: Clock, dir: string, background: boolean): Promise<House> {
  const app = await buildApp(config, clock);
  await app.listen(0, config.HOST);
  if (!background) app.get(PresenceService).onApplicationShutdown();
  const { port } = app.getHttpServer().address() as { port: number };
  return {
    app,
    clock: clock as TestClock,
    config,
    dir,
    url: `${config.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    restart: async () => {
      await app.close();
      return start(config, clock, dir, background);
    },
    stop: () => app.close(),
    close: async () => {
      await app.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
