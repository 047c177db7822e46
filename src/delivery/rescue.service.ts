import { Injectable } from '@nestjs/common';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { AppError, found, orThrow } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { CandidateAccess, type CandidateSelf } from '../batch/candidate-access.service.js';
import { FormService } from '../batch/form.service.js';
import {
  answeredCount,
  applyStep,
  decideSave,
  mayStillSave,
  type SaveFacts,
  type Step,
} from '../core/attempt/attempt.js';
import { isWishCurrent } from '../core/attempt/rescue-file.js';
import { sha256Hex } from '../core/shared/digest.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { answerFields, settledEntries } from './answer-fields.js';
import { AttemptRepository } from './attempt.repository.js';
import { AttemptService } from './attempt.service.js';
import type { Attempt } from './entities/attempt.entity.js';
import { LateAnswerService } from './late-answer.service.js';
import { PageSecrets } from './page-secrets.service.js';
import { readRescueFile, type RescueFile } from './rescue-reader.js';
import { writtenOf } from './timing.service.js';

/** What became of a rescue file. */
export interface RescueReceipt {
  readonly self: CandidateSelf;
  readonly attempt: Attempt;
  /** As it stands on the page that made the file. */
  readonly code: string;
  readonly entries: number;
  /** Stored now, in time. */
  readonly fresh: number;
  /** Set aside now: the attempt was closed already. */
  readonly setAside: number;
  /** The server had them before. */
  readonly known: number;
  /** The candidate had asked to hand in, and this file did it. */
  readonly handedIn: boolean;
  /** The candidate had asked to hand in, but has gone on since: the wish holds no longer. */
  readonly wentOn: boolean;
}

/** Answers that come in a file, sealed by the candidate's page and carried by the invigilator. */
@Injectable()
export class RescueService {
  constructor(
    private readonly repository: AttemptRepository,
    private readonly attempts: AttemptService,
    private readonly lateAnswers: LateAnswerService,
    private readonly candidates: CandidateAccess,
    private readonly forms: FormService,
    private readonly secrets: PageSecrets,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes a file in. The same file once more changes nothing.
   * @throws AppError rescue/..., save/... for a file that cannot be taken, attempt/closed where late answers are refused
   */
  async receive(staff: StaffActor, sittingId: string, bytes: Buffer): Promise<RescueReceipt> {
    const file = readRescueFile(bytes, this.secrets);
    const self = await this.ownerOf(staff, sittingId, file);
    const entryId = self.entry.id;
    const digest = sha256Hex(bytes);
    let counts = await this.apply(staff, self, file, digest);
    counts ??= await this.applyLate(staff, self, file, digest);
    // Time was given between the two looks.
    counts ??= await this.apply(staff, self, file, digest);
    if (counts === null) throw new AppError('common/busy');
    const before = found(await this.repository.findByEntry(entryId));
    const isWished = file.handIn && before.state === 'running';
    const handedIn = isWished && isWishCurrent(file, before);
    if (handedIn) await this.handIn(staff, self, file, digest, counts.fresh);
    const attempt = handedIn ? found(await this.repository.findByEntry(entryId)) : before;
    const { fresh, setAside } = counts;
    const entries = file.entries.length;
    const known = entries - fresh - setAside;
    return { self, attempt, code: file.code, entries, fresh, setAside, known, handedIn, wentOn: isWished && !handedIn };
  }

  private async ownerOf(staff: StaffActor, sittingId: string, file: RescueFile): Promise<CandidateSelf> {
    const attempt = await this.repository.find(file.attemptId);
    if (attempt === null || !this.secrets.isRescueToken(attempt.id, file.token)) throw new AppError('rescue/not-ours');
    const self = await this.candidates.getSelf(attempt.entryId);
    if (self.batch.ownerId !== staff.ownerId) throw new AppError('rescue/not-ours');
    if (self.sitting.id !== sittingId) throw new AppError('rescue/other-room', { room: self.sitting.room });
    return self;
  }

  /** Stores the entries as steps while the attempt still takes any; null when it does not. */
  private async apply(
    staff: StaffActor,
    self: CandidateSelf,
    file: RescueFile,
    digest: string,
  ): Promise<{ fresh: number; setAside: number } | null> {
    const fields = answerFields((await this.forms.getForm(self.entry.id)).items);
    return this.uow.run(async () => {
      const attempt = found((await this.repository.lock([file.attemptId]))[0]);
      const facts = await this.factsOf(self, attempt, fields);
      if (!mayStillSave(facts).ok) return null;
      const steps = orThrow(decideSave(facts, settledEntries(file.entries, fields), 'rescueFile'));
      await this.append(attempt, steps);
      if (steps.length > 0) this.record(staff, self, file, digest, { fresh: steps.length, setAside: 0 });
      return { fresh: steps.length, setAside: 0 };
    });
  }

  private async applyLate(
    staff: StaffActor,
    self: CandidateSelf,
    file: RescueFile,
    digest: string,
  ): Promise<{ fresh: number; setAside: number } | null> {
    const actor = asLedgerActor(staff);
    const receipt = await this.lateAnswers.setAside(self.entry.id, file.entries, 'rescueFile', actor, ({ fresh }) => {
      if (fresh > 0) this.record(staff, self, file, digest, { fresh: 0, setAside: fresh });
    });
    return receipt === null ? null : { fresh: 0, setAside: receipt.fresh };
  }

  /** The candidate's own wish, carried by the invigilator: the ledger names both. */
  private async handIn(
    staff: StaffActor,
    self: CandidateSelf,
    file: RescueFile,
    digest: string,
    fresh: number,
  ): Promise<void> {
    if (fresh === 0)
      await this.uow.run(() => {
        this.record(staff, self, file, digest, { fresh: 0, setAside: 0 });
        return Promise.resolve();
      });
    // gathered with others into a transaction of their own: never within one
    await this.attempts.submit({ entryId: self.entry.id, sessionId: '', confirmed: true });
  }

  private async factsOf(self: CandidateSelf, attempt: Attempt, fields: SaveFacts['fields']): Promise<SaveFacts> {
    const steps = new Map<string, Step>();
    for (const step of await this.repository.findSteps(attempt.id))
      if (step.clientSeq !== null) steps.set(`${step.leaseNo}/${step.clientSeq}`, step);
    return {
      state: attempt.state,
      leaseNo: attempt.leaseNo,
      lastSeq: attempt.lastSeq,
      deadlineAt: attempt.deadlineAt.getTime(),
      graceMs: writtenOf(self.batch).graceSeconds * 1000,
      now: this.clock.epochMs(),
      fields,
      stored: (leaseNo, clientSeq) => {
        const { kind, itemNo, value } = steps.get(`${leaseNo}/${clientSeq}`) ?? {};
        if (itemNo == null || value == null) return undefined;
        return { kind: kind === 'flag' ? 'flag' : 'answer', leaseNo, clientSeq, itemNo, value };
      },
    };
  }

  private async append(attempt: Attempt, steps: readonly Step[]): Promise<void> {
    if (steps.length === 0) return;
    const { lastSeq, lastClientSeq, sheet } = steps.reduce(applyStep, attempt);
    await this.repository.insertSteps(attempt.id, steps);
    await this.repository.update(attempt.id, {
      lastSeq,
      lastClientSeq,
      sheet,
      answeredCount: answeredCount(sheet),
      lastSavedAt: this.clock.now(),
    });
  }

  private record(
    staff: StaffActor,
    { entry, batch }: CandidateSelf,
    file: RescueFile,
    digest: string,
    counts: { readonly fresh: number; readonly setAside: number },
  ): void {
    this.ledger.record({
      action: 'rescue.received',
      actor: asLedgerActor(staff),
      ownerId: batch.ownerId,
      subjectType: 'attempt',
      subjectId: file.attemptId,
      facts: { entryId: entry.id, code: file.code, madeAt: file.madeAt, ...counts, handIn: file.handIn, digest },
    });
  }
}
