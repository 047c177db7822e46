import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { LedgerActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import type { JsonValue } from '../core/ledger/canonical-json.js';
import { detailHash, entryHash, type Head, type LedgerEntry } from '../core/ledger/chain.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { LedgerAction } from './actions.js';
import { LedgerRepository } from './ledger.repository.js';

export interface Act {
  readonly action: LedgerAction;
  readonly actor: LedgerActor;
  readonly ownerId: string | null;
  readonly subjectType: string;
  readonly subjectId: string;
  /** Ids, codes, numbers, instants and salted digests only. */
  readonly facts?: Readonly<Record<string, JsonValue>>;
  /** Free or personal text: kept beside the chain, which holds its salted digest. */
  readonly detail?: string;
}

/**
 * Writes acts into the chain, in the transaction that performs them. Entries wait until just before the commit, so
 * that the head is locked last and for the shortest time.
 */
@Injectable()
export class LedgerService {
  private readonly waiting = new WeakMap<object, Act[]>();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: LedgerRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws Error outside a transaction: an act and its entry stand or fall together. */
  record(...acts: readonly Act[]): void {
    const transaction = this.uow.writing;
    const queue = this.waiting.get(transaction) ?? [];
    queue.push(...acts);
    this.waiting.set(transaction, queue);
    this.uow.beforeCommit('ledger', () => this.flush(queue));
  }

  head(): Promise<Head> {
    return this.repository.findHead();
  }

  private async flush(acts: readonly Act[]): Promise<void> {
    const { head, at } = await this.repository.lockHead();
    const now = this.clock.now().toISOString();
    // A clock set back between two starts of the server must not make the chain run backwards.
    const stamp = at !== null && at > now ? at : now;
    let { seq, hash } = head;
    const entries = acts.map((act) => {
      const detail = act.detail === undefined ? null : { salt: randomBytes(16).toString('base64'), text: act.detail };
      const entry: LedgerEntry = {
        v: 1,
        seq: (seq += 1),
        at: stamp,
        actorId: act.actor.id,
        role: act.actor.role,
        ownerId: act.ownerId,
        action: act.action,
        subjectType: act.subjectType,
        subjectId: act.subjectId,
        facts: act.facts ?? {},
        detailHash: detail === null ? null : detailHash(detail.salt, detail.text),
        prevHash: hash,
      };
      hash = entryHash(entry);
      return { entry, hash, detail };
    });
    await this.repository.append(entries);
  }
}
