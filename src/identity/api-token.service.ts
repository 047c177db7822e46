import { Injectable } from '@nestjs/common';
import type { ApiActor, LedgerActor } from '../common/actor.js';
import { AppError, found } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { newToken } from '../common/ids.js';
import { sha256Hex } from '../core/shared/digest.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { ApiTokenRepository } from './api-token.repository.js';
import type { ApiScope, ApiToken } from './entities/api-token.entity.js';
import { ThrottleService } from './throttle.service.js';

const CACHE_MS = 10_000;
const CACHE_SIZE = 1_000;
const DAY_MS = 86_400_000;

export interface NewApiToken {
  readonly label: string;
  readonly scope: ApiScope;
  readonly days: number;
}

/** Keys for other programs of a committee. The key is shown once; only its digest is kept, and it is the row's id. */
@Injectable()
export class ApiTokenService {
  private readonly cache = new Map<string, { actor: ApiActor; until: number }>();

  constructor(
    private readonly repository: ApiTokenRepository,
    private readonly throttle: ThrottleService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  list(ownerId: string): Promise<ApiToken[]> {
    return this.repository.findOf(ownerId);
  }

  async issue(
    ownerId: string,
    { label, scope, days }: NewApiToken,
    actor: LedgerActor,
  ): Promise<{ row: ApiToken; token: string }> {
    const token = newToken();
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + days * DAY_MS);
    const row: ApiToken = { id: sha256Hex(token), ownerId, scope, label, createdAt: now, expiresAt, revokedAt: null };
    await this.uow.run(async () => {
      await this.repository.insert(row);
      this.ledger.record({
        action: 'apiToken.issued',
        actor,
        ownerId,
        subjectType: 'apiToken',
        subjectId: row.id,
        facts: { scope, days },
        detail: label,
      });
    });
    return { row, token };
  }

  /** From now on it opens nothing; a second time it changes nothing. @throws AppError common/not-found */
  async revoke(ownerId: string, id: string, actor: LedgerActor): Promise<void> {
    await this.uow.run(async () => {
      const row = found(await this.repository.find(id));
      if (row.ownerId !== ownerId) throw new AppError('common/not-found');
      if (row.revokedAt !== null) return;
      await this.repository.revoke(id, this.clock.now());
      this.ledger.record({
        action: 'apiToken.revoked',
        actor,
        ownerId,
        subjectType: 'apiToken',
        subjectId: id,
        detail: row.label,
      });
    });
    this.cache.delete(id);
  }

  /**
   * Whose program sends this token; null for one that opens nothing. Read at most every 10 s.
   * @throws AppError auth/too-many-tries when the address has sent too many wrong ones. A right one is never made to wait.
   */
  async findActor(token: string, address: string): Promise<ApiActor | null> {
    const id = sha256Hex(token);
    const now = this.clock.epochMs();
    const cached = this.cache.get(id);
    if (cached !== undefined && cached.until > now) return cached.actor;
    this.cache.delete(id);
    const row = await this.repository.find(id);
    if (row === null || row.revokedAt !== null || row.expiresAt.getTime() <= now) {
      const knock = { door: 'api', name: null, address } as const;
      await this.throttle.assertMayTry(knock);
      await this.throttle.failed(knock);
      return null;
    }
    const actor = { ownerId: row.ownerId, scope: row.scope };
    if (this.cache.size >= CACHE_SIZE) this.cache.clear();
    this.cache.set(id, { actor, until: Math.min(now + CACHE_MS, row.expiresAt.getTime()) });
    return actor;
  }
}
