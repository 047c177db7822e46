import { Injectable } from '@nestjs/common';
import type { LedgerActor, StaffActor } from '../common/actor.js';
import { asLedgerActor } from '../common/actor.js';
import { AppError, found, orThrow } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { BatchService } from '../batch/batch.service.js';
import { CandidateAccess, type CandidateSelf } from '../batch/candidate-access.service.js';
import { FormService } from '../batch/form.service.js';
import {
  answeredCount,
  applyStep,
  freshEntries,
  mayStillSave,
  type SaveEntry,
  type Step,
  type StepSource,
  stepsDigest,
} from '../core/attempt/attempt.js';
import { type LateAnswer, lateDigest, lateSteps } from '../core/attempt/late-answers.js';
import { lateAnswersRule } from '../core/scoring/rule-set.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { answerFields, settledEntries } from './answer-fields.js';
import { AttemptRepository } from './attempt.repository.js';
import { AttemptService } from './attempt.service.js';
import type { Attempt } from './entities/attempt.entity.js';
import type { LateAnswerRow, LateDecision } from './entities/late-answer.entity.js';
import { decisionDigest, toLateAnswer } from './late-digests.js';
import { LateAnswerRepository } from './late-answer.repository.js';
import { writtenOf } from './timing.service.js';

/** No browser has so many to say; more would be somebody filling the disk. */
const MOST = 2_000;

/** What became of entries that came after the end. Numbers are the device's own. */
export interface LateReceipt {
  /** Stored before the end already. */
  readonly saved: readonly number[];
  readonly setAside: readonly number[];
  /** Of `setAside`, those that had not come before. */
  readonly fresh: number;
}

/** The late answers of one attempt, and what was decided about them. */
export interface LateFile {
  readonly answers: readonly LateAnswer[];
  readonly decisions: readonly LateDecision[];
  /** Those about which nothing is decided yet. */
  readonly open: readonly LateAnswer[];
}

/** Answers that arrive after the end: refused by name or set aside, as the frozen plan says; never in silence. */
@Injectable()
export class LateAnswerService {
  constructor(
    private readonly repository: LateAnswerRepository,
    private readonly attempts: AttemptRepository,
    private readonly life: AttemptService,
    private readonly candidates: CandidateAccess,
    private readonly batches: BatchService,
    private readonly forms: FormService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Sets aside what came too late. Null: the attempt still takes answers.
   * @param onKept called last in the transaction, for what the caller has to record
   * @throws AppError attempt/closed where the plan refuses, the person was suspended or the results are locked;
   * common/busy while everything stands still; save/malformed, save/too-long, save/conflict, late/too-many
   */
  async setAside(
    entryId: string,
    entries: readonly SaveEntry[],
    source: StepSource,
    actor: LedgerActor,
    onKept: (receipt: LateReceipt) => void = () => undefined,
  ): Promise<LateReceipt | null> {
    if (await this.isOpen(entryId)) return null;
    // What is due is closed first: late answers belong to closed attempts alone.
    await this.life.expireDue();
    const { batch } = await this.candidates.getSelf(entryId);
    return this.uow.run(async () => {
      // No late answer slips in while the council locks the results.
      await this.batches.hold(batch.id);
      const self = await this.candidates.getSelf(entryId);
      const attempt = found((await this.attempts.lock([found(await this.attempts.findByEntry(entryId)).id]))[0]);
      if (attempt.state === 'running') throw new AppError('common/busy');
      assertTaken(self, attempt);
      const answers = await this.repository.findAnswers([attempt.id]);
      const { fields, settled } = await this.read(entryId, entries);
      const steps = await this.storedSteps(attempt.id);
      const stored = new Map([...steps, ...answers.map((a) => [idOf(a), a] as const)]);
      const fresh = orThrow(
        freshEntries({ leaseNo: attempt.leaseNo, fields, stored: (l, c) => stored.get(`${l}/${c}`) }, settled),
      );
      if (answers.length + fresh.length > MOST) throw new AppError('late/too-many', { max: MOST });
      await this.keep(self, attempt, answers.length, fresh, source, actor);
      const saved = settled.filter((e) => steps.has(idOf(e))).map((e) => e.clientSeq);
      const setAside = settled.filter((e) => !steps.has(idOf(e))).map((e) => e.clientSeq);
      const receipt = { saved, setAside, fresh: fresh.length };
      onKept(receipt);
      return receipt;
    });
  }

  /** What came late, by attempt; attempts without any are left out. */
  async findFiles(attemptIds: readonly string[]): Promise<Map<string, LateFile>> {
    const answers = await this.repository.findAnswers(attemptIds);
    const decisions = answers.length === 0 ? [] : await this.repository.findDecisions(attemptIds);
    const files = new Map<string, LateFile>();
    for (const id of new Set(answers.map((a) => a.attemptId))) {
      const own = answers.filter((a) => a.attemptId === id).map(toLateAnswer);
      const decided = decisions.filter((d) => d.attemptId === id);
      const upTo = decided.at(-1)?.toNo ?? 0;
      files.set(id, { answers: own, decisions: decided, open: own.filter((a) => a.no > upTo) });
    }
    return files;
  }

  /**
   * Records the council's decision, in the caller's transaction, which holds the batch. Counted answers become steps of
   * the closed attempt. @returns the attempt after it @throws AppError late/changed-since
   */
  async decide(
    staff: StaffActor,
    attemptId: string,
    decision: { readonly counted: boolean; readonly reason: string; readonly seen: number },
  ): Promise<Attempt> {
    const attempt = found((await this.attempts.lock([attemptId]))[0]);
    const { open } = found((await this.findFiles([attemptId])).get(attemptId));
    const toNo = open.at(-1)?.no;
    if (toNo === undefined || toNo !== decision.seen) throw new AppError('late/changed-since');
    const row: LateDecision = {
      id: newId(),
      attemptId,
      toNo,
      counted: decision.counted,
      reason: decision.reason,
      byId: staff.id,
      byName: staff.name,
      at: this.clock.now(),
    };
    await this.repository.insertDecision(row);
    const steps = decision.counted ? lateSteps(attempt, open, this.clock.epochMs()) : [];
    const after = await this.append(attempt, steps);
    this.ledger.record({
      action: 'lateAnswers.decided',
      actor: asLedgerActor(staff),
      ownerId: staff.ownerId,
      subjectType: 'attempt',
      subjectId: attemptId,
      facts: {
        entryId: attempt.entryId,
        decision: decisionDigest(row),
        toNo,
        counted: decision.counted,
        answers: steps.length,
        steps: after.lastSeq,
        digest: stepsDigest(await this.attempts.findSteps(attemptId)),
      },
      detail: decision.reason,
    });
    return after;
  }

  private async append(attempt: Attempt, steps: readonly Step[]): Promise<Attempt> {
    if (steps.length === 0) return attempt;
    const { lastSeq, lastClientSeq, sheet } = steps.reduce(applyStep, attempt);
    const changes = { lastSeq, lastClientSeq, sheet, answeredCount: answeredCount(sheet) };
    await this.attempts.insertSteps(attempt.id, steps);
    await this.attempts.update(attempt.id, changes);
    return { ...attempt, ...changes };
  }

  private async isOpen(entryId: string): Promise<boolean> {
    const { self, attempt } = await this.life.standing(entryId);
    const { state, deadlineAt } = found(attempt);
    const graceMs = writtenOf(self.batch).graceSeconds * 1000;
    return mayStillSave({ state, deadlineAt: deadlineAt.getTime(), graceMs, now: this.clock.epochMs() }).ok;
  }

  private async read(
    entryId: string,
    entries: readonly SaveEntry[],
  ): Promise<{ fields: ReturnType<typeof answerFields>; settled: SaveEntry[] }> {
    const fields = answerFields((await this.forms.getForm(entryId)).items);
    return { fields, settled: settledEntries(entries, fields) };
  }

  private async storedSteps(attemptId: string): Promise<Map<string, SaveEntry>> {
    return new Map(
      (await this.attempts.findSteps(attemptId)).flatMap((s): [string, SaveEntry][] => {
        const { leaseNo, clientSeq, itemNo, value } = s;
        if (clientSeq === null || itemNo === null || value === null) return [];
        const kind = s.kind === 'flag' ? 'flag' : 'answer';
        return [[`${leaseNo}/${clientSeq}`, { kind, leaseNo, clientSeq, itemNo, value }]];
      }),
    );
  }

  private async keep(
    { batch }: CandidateSelf,
    attempt: Attempt,
    before: number,
    fresh: readonly SaveEntry[],
    source: StepSource,
    actor: LedgerActor,
  ): Promise<void> {
    if (fresh.length === 0) return;
    const arrivedAt = this.clock.now();
    const rows = fresh.map(({ kind, leaseNo, clientSeq, itemNo, value }, i): LateAnswerRow => ({
      attemptId: attempt.id,
      no: before + i + 1,
      kind,
      leaseNo,
      clientSeq,
      itemNo,
      value,
      source,
      arrivedAt,
    }));
    await this.repository.insertAnswers(rows);
    this.ledger.record({
      action: 'lateAnswers.setAside',
      actor,
      ownerId: batch.ownerId,
      subjectType: 'attempt',
      subjectId: attempt.id,
      facts: {
        entryId: attempt.entryId,
        from: before + 1,
        to: before + rows.length,
        source,
        digest: lateDigest(rows.map(toLateAnswer)),
      },
    });
  }
}

/** Whether late answers to a closed attempt are set aside at all. @throws AppError attempt/closed */
function assertTaken({ batch }: CandidateSelf, attempt: Attempt): void {
  const isRefused = lateAnswersRule(writtenOf(batch)) === 'refuse' || attempt.closeReason === 'suspended';
  if (isRefused || batch.resultsLockedAt !== null) throw new AppError('attempt/closed');
}

const idOf = ({ leaseNo, clientSeq }: Pick<SaveEntry, 'leaseNo' | 'clientSeq'>): string => `${leaseNo}/${clientSeq}`;
