import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { SYSTEM_ACTOR } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { CandidateAccess } from '../batch/candidate-access.service.js';
import { FormService } from '../batch/form.service.js';
import type { LedgerEntry } from '../core/ledger/chain.js';
import { scoreDigest, scoreForm } from '../core/scoring/score-form.js';
import { isUniqueViolation, UnitOfWork } from '../database/unit-of-work.js';
import { writtenOf } from '../delivery/timing.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { compareDigests, fixedDigests, LedgerVerifier, type RowFault } from '../ledger/ledger-verifier.js';
import type { WrittenScore } from './entities/written-score.entity.js';
import { MarkingRepository } from './marking.repository.js';

const SWEEP_MS = 2_000;

/** Close first, then grade: every closed attempt is scored once, from its frozen form, whoever closed it. */
@Injectable()
export class MarkingService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Marking');
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<number> | null = null;

  constructor(
    private readonly repository: MarkingRepository,
    private readonly candidates: CandidateAccess,
    private readonly forms: FormService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    verifier: LedgerVerifier,
  ) {
    verifier.register(['attempt.scored'], (entries) => this.verify(entries));
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.scoreClosed().catch((error: unknown) => {
        this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      });
    }, SWEEP_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }

  /** Scores every closed attempt that has no score yet; a second call meanwhile joins the first. @returns how many */
  scoreClosed(): Promise<number> {
    this.running ??= this.sweep().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  findLatest(attemptIds: readonly string[]): Promise<Map<string, WrittenScore>> {
    return this.repository.findLatest(attemptIds);
  }

  private async sweep(): Promise<number> {
    const due = await this.repository.findUnscored();
    for (const { id, entryId } of due) await this.tryScore(id, entryId);
    return due.length;
  }

  /** One attempt that cannot be scored keeps nobody else from their score. */
  private async tryScore(attemptId: string, entryId: string): Promise<void> {
    try {
      await this.score(attemptId, entryId);
    } catch (error) {
      // Another instance was quicker.
      if (isUniqueViolation(error)) return;
      this.logger.error(
        `attempt ${attemptId}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
  }

  private async score(attemptId: string, entryId: string): Promise<void> {
    await this.uow.run(async () => {
      if (await this.repository.hasScore(attemptId)) return;
      const attempt = await this.repository.findAttempt(attemptId);
      const self = await this.candidates.getSelf(entryId);
      const form = await this.forms.getForm(entryId);
      if (attempt?.state !== 'closed' || self.batch.rules === null) return;
      const keys = await this.forms.getKeys(form.id);
      const result = scoreForm(form.items, keys, attempt.sheet, writtenOf(self.batch), self.batch.rules.rounding);
      const { points, maxPoints, items, digest } = result;
      await this.repository.insert({
        id: newId(),
        attemptId,
        version: 1,
        rescoreId: null,
        points,
        maxPoints,
        items,
        digest,
        at: this.clock.now(),
      });
      const facts = { entryId, version: 1, points, digest, formDigest: form.digest };
      this.ledger.record({
        action: 'attempt.scored',
        actor: SYSTEM_ACTOR,
        ownerId: self.batch.ownerId,
        subjectType: 'attempt',
        subjectId: attemptId,
        facts,
      });
    });
  }

  private async verify(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const rows = await this.repository.findAll();
    const actual = new Map(rows.map((r) => [r.attemptId, scoreDigest(r.items, r.points)]));
    return compareDigests('writtenScore', fixedDigests(entries), actual);
  }
}
