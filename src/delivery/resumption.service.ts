import { Injectable } from '@nestjs/common';
import type { CandidateActor } from '../common/actor.js';
import { CandidateAccess } from '../batch/candidate-access.service.js';
import { AttemptService } from './attempt.service.js';

/**
 * A browser that crashed has lost its session cookie, which ends with it. What it has kept beside that brings it back to
 * its paper, and to nothing else: only while the attempt runs and this very session holds it. Handed in, out of time or
 * gone on elsewhere, it opens nothing for whoever sits down at that machine next.
 */
@Injectable()
export class Resumption {
  constructor(
    private readonly candidates: CandidateAccess,
    private readonly attempts: AttemptService,
  ) {}

  /** Who comes back by that token; null for anybody but the writer of a running attempt. */
  async findActor(token: string): Promise<CandidateActor | null> {
    const actor = await this.candidates.findActor(token);
    if (actor === null) return null;
    const [attempt] = await this.attempts.findByEntries([actor.entryId]);
    return attempt?.state === 'running' && attempt.leaseSessionId === actor.sessionId ? actor : null;
  }
}
