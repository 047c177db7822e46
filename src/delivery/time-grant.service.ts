import { Injectable } from '@nestjs/common';
import type { LedgerActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { BatchService } from '../batch/batch.service.js';
import { SittingService } from '../batch/sitting.service.js';
import { canonicalJson } from '../core/ledger/canonical-json.js';
import type { LedgerEntry } from '../core/ledger/chain.js';
import { sha256Hex } from '../core/shared/digest.js';
import { Announcements } from '../database/announcements.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { compareNoted, LedgerVerifier, type RowFault } from '../ledger/ledger-verifier.js';
import { AttemptRepository } from './attempt.repository.js';
import type { TimeGrant } from './entities/attempt.entity.js';
import { PresenceService } from './presence.service.js';

/** More time, for a person or for the whole sitting, with a reason. */
@Injectable()
export class TimeGrantService {
  constructor(
    private readonly repository: AttemptRepository,
    private readonly batches: BatchService,
    private readonly sittings: SittingService,
    private readonly presence: PresenceService,
    private readonly announcements: Announcements,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    verifier: LedgerVerifier,
  ) {
    verifier.register(['time.granted'], (entries) => this.verify(entries));
  }

  /** @throws AppError sitting/not-started, sitting/closed, attempt/not-started, attempt/closed */
  async grant(
    ownerId: string,
    sittingId: string,
    entryId: string | null,
    minutes: number,
    reason: string,
    actor: LedgerActor,
  ): Promise<void> {
    await this.uow.run(async () => {
      await this.sittings.hold(sittingId, 'write');
      const { sitting } = await this.batches.getSitting(ownerId, sittingId);
      if (sitting.startedAt === null) throw new AppError('sitting/not-started');
      // Nobody writes any more: it would give nothing, and stand in minutes that are signed.
      if (sitting.closedAt !== null) throw new AppError('sitting/closed');
      if (entryId !== null) await this.assertRunning(sittingId, entryId);
      const grant: TimeGrant = { id: newId(), sittingId, entryId, minutes, reason, at: this.clock.now() };
      await this.repository.insertGrant(grant);
      await this.presence.renewDeadlines(sittingId);
      await this.announcements.announce(entryId === null ? { sittingId } : { entryIds: [entryId] });
      const facts = { sittingId, minutes, ...(entryId === null ? {} : { entryId }), digest: grantDigest(grant) };
      this.ledger.record({
        action: 'time.granted',
        actor,
        ownerId,
        subjectType: 'timeGrant',
        subjectId: grant.id,
        facts,
        detail: reason,
      });
    });
  }

  private async verify(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const rows = await this.repository.findAllGrants();
    return compareNoted('timeGrant', entries, new Map(rows.map((r) => [r.id, grantDigest(r)])));
  }

  private async assertRunning(sittingId: string, entryId: string): Promise<void> {
    const attempt = await this.repository.findByEntry(entryId);
    if (attempt === null || attempt.sittingId !== sittingId) throw new AppError('attempt/not-started');
    // Giving time after closing is another act (reopening), not this one.
    if (attempt.state === 'closed') throw new AppError('attempt/closed');
  }
}

/** What the ledger keeps of time given: to whom, how much, why and when. */
const grantDigest = ({ id, sittingId, entryId, minutes, reason, at }: TimeGrant): string =>
  sha256Hex(canonicalJson({ id, sittingId, entryId, minutes, reason, at: at.toISOString() }));
