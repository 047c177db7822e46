import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AppError, found } from '../common/app-error.js';
import { candidateLedgerActor, type CandidateActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newToken } from '../common/ids.js';
import { KEYS } from '../config/config.module.js';
import type { Keys } from '../config/keys.js';
import { normaliseCandidateNo } from '../core/batch/candidate-number.js';
import { sha256Hex } from '../core/shared/digest.js';
import { Gatherer } from '../database/gatherer.js';
import { Together } from '../database/together.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ThrottleService } from '../identity/throttle.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { BatchRepository } from './batch.repository.js';
import { codeHash } from './card.service.js';
import type { Batch, Sitting } from './entities/batch.entity.js';
import type { BatchEntry, CandidateSession } from './entities/batch-entry.entity.js';

const SESSION_HOURS = 12;
const CACHE_MS = 10_000;
const CACHE_SIZE = 5_000;

export interface CandidateSelf {
  readonly entry: BatchEntry;
  readonly batch: Batch;
  readonly sitting: Sitting;
  readonly ownerName: string;
}

/** Candidates come in with number and access code; they have no account. */
@Injectable()
export class CandidateAccess {
  private readonly cache = new Map<string, { actor: CandidateActor; until: number }>();
  private readonly sessionIds = new Map<string, string>();
  private readonly selves: Together<CandidateSelf>;
  private readonly sessions: Together<CandidateSession>;
  private readonly numbers: Together<BatchEntry>;
  private readonly comers: Gatherer<CandidateSession, CandidateSession>;
  private readonly confirming: Gatherer<CandidateActor, CandidateActor>;

  constructor(
    private readonly repository: BatchRepository,
    private readonly throttle: ThrottleService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    @Inject(KEYS) private readonly keys: Keys,
  ) {
    this.selves = new Together(uow, (entryIds) => this.getSelves(entryIds));
    this.sessions = new Together(
      uow,
      async (ids) => new Map((await repository.findSessions(ids)).map((s) => [s.id, s])),
    );
    this.numbers = new Together(
      uow,
      async (numbers) => new Map((await repository.findEntriesByNumber(numbers)).map((e) => [e.candidateNo ?? '', e])),
    );
    this.comers = new Gatherer(uow, 1, async (sessions) => {
      await repository.insertSessions(sessions);
      return sessions;
    });
    this.confirming = new Gatherer(uow, 2, (actors) => this.confirmAll(actors));
  }

  /** @returns the session's token for the cookie. @throws AppError auth/wrong-code, auth/too-many-tries */
  async signIn(candidateNo: string, code: string, address: string): Promise<string> {
    const number = normaliseCandidateNo(candidateNo);
    const who = { door: 'candidate', name: number.slice(0, 40), address } as const;
    const hasFailed = await this.throttle.assertMayTry(who);
    const entry = await this.numbers.find(number);
    if (entry === null || !this.isCode(entry, code)) {
      await this.throttle.failed(who);
      throw new AppError('auth/wrong-code');
    }
    if (hasFailed) await this.throttle.succeeded(who);
    const token = newToken();
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + SESSION_HOURS * 3_600_000);
    await this.comers.add({
      id: sha256Hex(token),
      entryId: entry.id,
      createdAt: now,
      expiresAt,
      confirmedAt: null,
    });
    return token;
  }

  /** Who a token belongs to, when that was looked up within the last 10 s. */
  knownActor(token: string): CandidateActor | null {
    const cached = this.cache.get(this.sessionIdOf(token));
    return cached !== undefined && cached.until > this.clock.epochMs() ? cached.actor : null;
  }

  async findActor(token: string): Promise<CandidateActor | null> {
    const known = this.knownActor(token);
    if (known !== null) return known;
    const sessionId = this.sessionIdOf(token);
    const now = this.clock.epochMs();
    const session = await this.sessions.find(sessionId);
    if (session === null || session.expiresAt.getTime() <= now) {
      this.cache.delete(sessionId);
      return null;
    }
    const actor = { entryId: session.entryId, sessionId, confirmed: session.confirmedAt !== null };
    // Who is about to confirm may do so on another instance, and go on here: only the confirmed are remembered.
    if (!actor.confirmed) return actor;
    this.remember(actor);
    return actor;
  }

  private remember(actor: CandidateActor): void {
    if (this.cache.size >= CACHE_SIZE) this.cache.clear();
    this.cache.set(actor.sessionId, { actor, until: this.clock.epochMs() + CACHE_MS });
  }

  private sessionIdOf(token: string): string {
    let id = this.sessionIds.get(token);
    if (id === undefined) {
      id = sha256Hex(token);
      if (this.sessionIds.size >= CACHE_SIZE) this.sessionIds.clear();
      this.sessionIds.set(token, id);
    }
    return id;
  }

  /** Which of these sessions still stand; read, not remembered. */
  findSignedIn(sessionIds: readonly string[]): Promise<Set<string>> {
    return this.repository.findLiveSessions(sessionIds, this.clock.now());
  }

  async getSelf(entryId: string): Promise<CandidateSelf> {
    return found(await this.selves.find(entryId));
  }

  /** By entry; whoever has no sitting is left out. */
  async getSelves(entryIds: readonly string[]): Promise<Map<string, CandidateSelf>> {
    const selves = await this.repository.findSelves([...new Set(entryIds)]);
    return new Map(
      selves.map(({ entry, batch, sitting, owner }) => [entry.id, { entry, batch, sitting, ownerName: owner.name }]),
    );
  }

  /** 'Đúng là tôi': the person has seen who the card says they are, and the notice on their data. */
  async confirm(actor: CandidateActor): Promise<void> {
    this.remember(await this.confirming.add(actor));
  }

  /** 'Không phải tôi': the session ends, and the act is on record for the invigilator. */
  async deny(actor: CandidateActor): Promise<void> {
    await this.uow.run(async () => {
      await this.repository.deleteSession(actor.sessionId);
      const { batch } = await this.getSelf(actor.entryId);
      this.recordAnswer(actor.entryId, batch.ownerId, 'candidate.denied');
    });
    this.cache.delete(actor.sessionId);
  }

  async signOut(actor: CandidateActor): Promise<void> {
    await this.uow.run(() => this.repository.deleteSession(actor.sessionId));
    this.cache.delete(actor.sessionId);
  }

  private async confirmAll(actors: readonly CandidateActor[]): Promise<CandidateActor[]> {
    await this.repository.confirmSessions([...new Set(actors.map((a) => a.sessionId))], this.clock.now());
    const selves = await this.getSelves(actors.map((a) => a.entryId));
    for (const { entryId } of actors)
      this.recordAnswer(entryId, found(selves.get(entryId)).batch.ownerId, 'candidate.confirmed');
    return actors.map((actor) => ({ ...actor, confirmed: true }));
  }

  private recordAnswer(entryId: string, ownerId: string, action: 'candidate.confirmed' | 'candidate.denied'): void {
    const actor = candidateLedgerActor(entryId);
    this.ledger.record({ action, actor, ownerId, subjectType: 'entry', subjectId: entryId });
  }

  private isCode(entry: BatchEntry, code: string): boolean {
    if (entry.accessCodeHash === null) return false;
    const given = Buffer.from(codeHash(this.keys, entry.id, code));
    const stored = Buffer.from(entry.accessCodeHash);
    return given.length === stored.length && timingSafeEqual(given, stored);
  }
}
