import { randomInt } from 'node:crypto';
import { Logger } from '@nestjs/common';
import pg from 'pg';

export interface ChannelEvents {
  heard(payload: string): void;
  /** The connection is gone; notifications are missed from here on. */
  lost(): void;
  /** The connection stands again. */
  back(): void;
}

const CHECK_MS = 5_000;
const TIMEOUT_MS = 5_000;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 3_000;

/** One connection to PostgreSQL that listens to one channel, and comes back by itself for as long as it is wanted. */
export class ChannelListener {
  private readonly logger = new Logger('Listener');
  private client: pg.Client | null = null;
  private timer: NodeJS.Timeout | null = null;
  private failures = 0;
  private isStopped = false;

  constructor(
    private readonly url: string,
    private readonly channel: string,
    private readonly events: ChannelEvents,
  ) {}

  get isUp(): boolean {
    return this.client !== null;
  }

  /** Resolves after the first attempt, which may have failed: the next ones follow by themselves. */
  start(): Promise<void> {
    return this.connect();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    const { client } = this;
    this.client = null;
    await client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'nhan-thuc-listener',
      connectionTimeoutMillis: TIMEOUT_MS,
      query_timeout: TIMEOUT_MS,
      keepAlive: true,
    });
    const drop = (): void => {
      this.drop(client);
    };
    client.on('error', drop);
    client.on('end', drop);
    client.on('notification', ({ payload }) => {
      this.events.heard(payload ?? '');
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${this.channel}`);
    } catch (error) {
      // Each outage is told once, not each try.
      if (this.failures === 0) this.logger.warn(`cannot listen: ${error instanceof Error ? error.message : ''}`);
      client.end().catch(() => undefined);
      this.later();
      return;
    }
    if (this.isStopped) {
      await client.end().catch(() => undefined);
      return;
    }
    this.failures = 0;
    this.client = client;
    this.check(client);
    this.events.back();
  }

  /** A connection that died without a word is found by asking. */
  private check(client: pg.Client): void {
    this.timer = setTimeout(() => {
      client.query('SELECT 1').then(
        () => {
          if (this.client === client) this.check(client);
        },
        () => {
          this.drop(client);
        },
      );
    }, CHECK_MS);
    this.timer.unref();
  }

  private drop(client: pg.Client): void {
    if (this.client !== client) return;
    this.client = null;
    client.end().catch(() => undefined);
    if (this.isStopped) return;
    this.events.lost();
    this.later();
  }

  private later(): void {
    if (this.isStopped) return;
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.failures);
    this.failures += 1;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.connect(), wait + randomInt(200));
    this.timer.unref();
  }
}
