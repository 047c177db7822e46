import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import type { LedgerActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { KEYS } from '../config/config.module.js';
import type { Keys } from '../config/keys.js';
import { accessCode, normaliseCode } from '../core/batch/access-code.js';
import { hmacSha256 } from '../core/shared/digest.js';
import { seededBytes } from '../core/shared/random.js';
import { InstanceMetaStore } from '../database/instance-meta.store.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ThrottleService } from '../identity/throttle.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { BatchRepository } from './batch.repository.js';
import { BatchService } from './batch.service.js';
import type { Batch, Sitting } from './entities/batch.entity.js';
import type { BatchEntry } from './entities/batch-entry.entity.js';

/** A card as it is printed: the only time that a code is seen in clear. */
export interface Card {
  readonly entry: BatchEntry;
  readonly sitting: Sitting;
  readonly code: string;
}

/** Keyed hash of an access code: 40 bits of chance need no slow hash, and 500 people sign in at once. */
export const codeHash = (keys: Keys, entryId: string, code: string): string =>
  Buffer.from(hmacSha256(keys.pepper, `code|${entryId}|${normaliseCode(code)}`)).toString('hex');

/** Makes access codes and the cards that bear them. */
@Injectable()
export class CardService {
  constructor(
    private readonly repository: BatchRepository,
    private readonly batches: BatchService,
    private readonly meta: InstanceMetaStore,
    private readonly throttle: ThrottleService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    @Inject(KEYS) private readonly keys: Keys,
  ) {}

  /** New codes for everybody of a batch, or for one entry; the old ones and their sessions are void. */
  async issue(
    ownerId: string,
    batchId: string,
    entryId: string | null,
    actor: LedgerActor,
  ): Promise<{ batch: Batch; cards: Card[] }> {
    return this.uow.run(async () => {
      await this.repository.lockBatch(batchId);
      const batch = await this.batches.getBatch(ownerId, batchId);
      if (batch.rosterClosedAt === null) throw new AppError('batch/roster-open');
      const sittings = new Map((await this.repository.findSittings(batchId)).map((s) => [s.id, s]));
      const entries = (await this.repository.findEntries(batchId)).filter(
        (e) => e.candidateNo !== null && (entryId === null || e.id === entryId),
      );
      if (entries.length === 0) throw new AppError('common/not-found');
      const demoSeed = await this.meta.find('demoSeed');
      const cards = entries.map((entry) => ({
        entry,
        sitting: sittingFor(entry, sittings),
        code: newCode(entry.id, demoSeed),
      }));
      const now = this.clock.now();
      await this.repository.giveCodes(
        cards.map(({ entry, code }) => ({ id: entry.id, codeHash: codeHash(this.keys, entry.id, code) })),
        now,
      );
      await this.repository.deleteSessionsOf(entries.map((e) => e.id));
      // A card handed out anew also lifts the delay that wrong tries had earned.
      await this.throttle.forgetAll(
        'candidate',
        entries.map((e) => e.candidateNo ?? ''),
      );
      const facts = { cards: cards.length, ...(entryId === null ? {} : { entryId }) };
      this.ledger.record({ action: 'card.issued', actor, ownerId, subjectType: 'batch', subjectId: batchId, facts });
      return { batch, cards };
    });
  }
}

function sittingFor(entry: BatchEntry, sittings: ReadonlyMap<string, Sitting>): Sitting {
  const sitting = sittings.get(entry.sittingId ?? '');
  if (sitting === undefined) throw new Error(`entry ${entry.id} has no sitting`);
  return sitting;
}

/** Chance; in a demo derived from its seed, so that a second start can print the same table. */
export const newCode = (entryId: string, demoSeed: string | null): string =>
  accessCode(
    demoSeed === null ? randomBytes(64) : take(seededBytes(hmacSha256(Buffer.from(demoSeed, 'base64'), entryId)), 64),
  );

function* take(bytes: Iterable<number>, n: number): Generator<number> {
  let left = n;
  for (const byte of bytes) {
    if (left === 0) return;
    left -= 1;
    yield byte;
  }
}
