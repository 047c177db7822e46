import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ChannelListener } from './channel-listener.js';
import { Database } from './database.js';
import { UnitOfWork } from './unit-of-work.js';

/** Whose pages shall look again: some people's, everybody's of one sitting, or everybody's. */
export type Audience =
  { readonly entryIds: readonly string[] } | { readonly sittingId: string } | { readonly all: true };

export const EVERYBODY: Audience = { all: true };

export interface Hearer {
  heard(audience: Audience): void;
  /** From now on announcements of other instances may be missed, until the next one that concerns everybody. */
  deafened(): void;
}

const CHANNEL = 'nhan_thuc';
/** PostgreSQL carries less than 8,000 bytes in one notification. */
const IDS_AT_ONCE = 180;

/**
 * What open pages should learn at once, told to all instances exactly when the transaction that did it commits, and never
 * when it fails. For acts of people and of the server's clock; a save announces nothing.
 */
@Injectable()
export class Announcements implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly hearers: Hearer[] = [];
  private readonly listener: ChannelListener | null;

  constructor(
    database: Database,
    private readonly uow: UnitOfWork,
  ) {
    this.listener =
      uow.engine === 'sqlite'
        ? null
        : new ChannelListener(database.url, CHANNEL, {
            heard: (payload) => {
              const audience = read(payload);
              if (audience !== null) this.tell(audience);
            },
            lost: () => {
              for (const hearer of this.hearers) hearer.deafened();
            },
            // What was announced meanwhile is unknown: everybody looks again.
            back: () => {
              this.tell(EVERYBODY);
            },
          });
  }

  /** Whether announcements of every instance arrive here now. */
  get isHearing(): boolean {
    return this.listener === null || this.listener.isUp;
  }

  hear(hearer: Hearer): void {
    this.hearers.push(hearer);
  }

  /** @throws Error outside a transaction: what is announced must have happened. */
  async announce(audience: Audience): Promise<void> {
    for (const part of parts(audience)) {
      if (this.listener === null)
        this.uow.afterCommit(() => {
          this.tell(part);
        });
      else await this.uow.writing.query('SELECT pg_notify($1, $2)', [CHANNEL, JSON.stringify(part)]);
    }
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.listener?.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.listener?.stop();
  }

  private tell(audience: Audience): void {
    for (const hearer of this.hearers) hearer.heard(audience);
  }
}

function parts(audience: Audience): Audience[] {
  if (!('entryIds' in audience)) return [audience];
  const { entryIds } = audience;
  return Array.from({ length: Math.ceil(entryIds.length / IDS_AT_ONCE) }, (_, i) => ({
    entryIds: entryIds.slice(i * IDS_AT_ONCE, (i + 1) * IDS_AT_ONCE),
  }));
}

/** Whoever may open the database may write to the channel: what is not ours is passed over. */
function read(payload: string): Audience | null {
  try {
    const { all, sittingId, entryIds } = JSON.parse(payload) as Record<string, unknown>;
    if (all === true) return EVERYBODY;
    if (typeof sittingId === 'string') return { sittingId };
    return Array.isArray(entryIds) ? { entryIds: entryIds.map(String) } : null;
  } catch {
    return null;
  }
}
