import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a fault needs of the database server that the tests start. */
export interface OwnPostgres {
  /** Ends the whole database server as a power switch would. */
  killPostmaster(): void;
  /** Starts it again on its data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

interface Embedded {
  readonly process?: { kill(signal: 'SIGKILL'): boolean };
  start(): Promise<void>;
}

let own: OwnPostgres | null = null;

/** The database server that this program started, or null: another program's is not ended. */
export const ownPostgres = (): OwnPostgres | null => own;

/** Starts a PostgreSQL of this program's own, as the tests do; `TEST_PG` then leads to it. */
export async function startPostgres(): Promise<OwnPostgres> {
  await call('global-setup.mjs');
  const embedded = (globalThis as unknown as { __PG__: Embedded }).__PG__;
  own = {
    killPostmaster: () => {
      embedded.process?.kill('SIGKILL');
    },
    restart: async () => {
      for (let tries = 1; ; tries += 1) {
        try {
          await embedded.start();
          return;
        } catch (error) {
          // The killed server's children are still leaving.
          if (tries === 100) throw error;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
    },
    stop: async () => {
      own = null;
      await call('global-teardown.mjs');
    },
  };
  return own;
}

async function call(file: string): Promise<void> {
  const url = pathToFileURL(join('test/support', file)).href;
  const module = (await import(url)) as { default: () => Promise<void> };
  await module.default();
}
