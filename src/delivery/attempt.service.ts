import { Inject, Injectable } from '@nestjs/common';
import { type CandidateActor, candidateLedgerActor, type LedgerActor, SYSTEM_ACTOR } from '../common/actor.js';
import { AppError, found } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { CandidateAccess, type CandidateSelf } from '../batch/candidate-access.service.js';
import type { BatchEntry, Form } from '../batch/entities/batch-entry.entity.js';
import { SittingService } from '../batch/sitting.service.js';
import { type FormHead, FormService } from '../batch/form.service.js';
import { KEYS } from '../config/config.module.js';
import type { Keys } from '../config/keys.js';
import { type Door, door, type TakeOver, takeOver } from '../core/attempt/admission.js';
import {
  applyStep,
  type AttemptFold,
  type CloseReason,
  EMPTY_FOLD,
  mayStillSave,
  replay,
  type Step,
  stepsDigest,
} from '../core/attempt/attempt.js';
import { writtenRules } from '../core/scoring/rule-set.js';
import { CODE_ALPHABET } from '../core/batch/access-code.js';
import { hmacSha256 } from '../core/shared/digest.js';
import { Announcements } from '../database/announcements.js';
import { Gatherer } from '../database/gatherer.js';
import { isUniqueViolation, UnitOfWork } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { AttemptRepository, toRow } from './attempt.repository.js';
import type { Attempt } from './entities/attempt.entity.js';
import { type Reckoner, TimingService, writtenOf } from './timing.service.js';

export interface Standing {
  readonly self: CandidateSelf;
  readonly attempt: Attempt | null;
  readonly door: Door;
}

/** An attempt that shall end, why, and by whom. */
interface Ending {
  readonly id: string;
  readonly reason: CloseReason;
  readonly actor: LedgerActor;
  readonly self: CandidateSelf;
}

/** What starts in one moment have in common. */
interface StartFacts {
  readonly selves: ReadonlyMap<string, CandidateSelf>;
  readonly forms: ReadonlyMap<string, FormHead>;
  readonly deadlineOf: Reckoner;
}

type Closing = Pick<Attempt, 'state' | 'closedAt' | 'closeReason' | 'lastSeq' | 'stepsDigest' | 'receiptCode'>;

/** The life of an attempt: start, change of device, end. Saving has a door of its own (SaveQueue). */
@Injectable()
export class AttemptService {
  private readonly opening: Gatherer<CandidateActor, Attempt>;
  private readonly handingIn: Gatherer<Ending, Attempt>;

  constructor(
    private readonly repository: AttemptRepository,
    private readonly candidates: CandidateAccess,
    private readonly forms: FormService,
    private readonly sittings: SittingService,
    private readonly timing: TimingService,
    private readonly announcements: Announcements,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    @Inject(KEYS) private readonly keys: Keys,
  ) {
    this.opening = new Gatherer(uow, 3, (actors) => this.openAll(actors));
    this.handingIn = new Gatherer(uow, 4, (endings) => this.closeAll(endings));
  }

  /** Where a candidate stands: before the door, in the attempt, or past it. */
  async standing(entryId: string): Promise<Standing> {
    const self = await this.candidates.getSelf(entryId);
    const attempt = await this.repository.findByEntry(entryId);
    return { self, attempt, door: this.doorOf(self, attempt) };
  }

  getForm(entryId: string): Promise<Form> {
    return this.forms.getForm(entryId);
  }

  findSteps(attemptId: string): Promise<Step[]> {
    return this.repository.findSteps(attemptId);
  }

  findByEntries(entryIds: readonly string[]): Promise<Attempt[]> {
    return this.repository.findByEntries(entryIds);
  }

  /** Ids of the closed attempts of the person to whom an entry belongs. */
  findClosedOfPerson(entryId: string): Promise<string[]> {
    return this.repository.findClosedOfPerson(entryId);
  }

  findBySitting(sittingId: string): Promise<Attempt[]> {
    return this.repository.findBySitting(sittingId);
  }

  /** Opens the form; a second click changes nothing. @throws AppError attempt/door-<what is missing> */
  async start(actor: CandidateActor): Promise<Attempt> {
    try {
      return await this.opening.add(actor);
    } catch (error) {
      // Another request of the same person opened it in the same instant: this one means the same.
      const { attempt } = await this.standing(actor.entryId);
      if (!isUniqueViolation(error) || attempt === null) throw error;
      return attempt;
    }
  }

  /** Opens the forms of everybody who asks in this moment; a start is the row, its first step and the ledger's entry. */
  private async openAll(actors: readonly CandidateActor[]): Promise<Attempt[]> {
    const entryIds = [...new Set(actors.map((a) => a.entryId))];
    // Time given to a sitting in this instant is either seen here or comes after these attempts are there.
    await this.sittings.holdOf(entryIds);
    const facts: StartFacts = {
      selves: await this.candidates.getSelves(entryIds),
      forms: await this.forms.findHeads(entryIds),
      deadlineOf: await this.timing.reckoner(),
    };
    const attempts = new Map((await this.repository.findByEntries(entryIds)).map((a) => [a.entryId, a]));
    const fresh: Attempt[] = [];
    for (const actor of actors) {
      if (attempts.has(actor.entryId)) continue;
      const opened = await this.newAttempt(actor, facts);
      attempts.set(actor.entryId, opened);
      fresh.push(opened);
    }
    await this.repository.insertAll(fresh);
    await this.repository.insertStepRows(fresh.map((a) => toRow(a.id, startStep(a.startedAt))));
    return actors.map((a) => found(attempts.get(a.entryId)));
  }

  private async newAttempt(actor: CandidateActor, { selves, forms, deadlineOf }: StartFacts): Promise<Attempt> {
    const self = found(selves.get(actor.entryId));
    const at = this.doorOf(self, null);
    if (at !== 'open') throw new AppError(`attempt/door-${at}`);
    const form = found(forms.get(actor.entryId));
    const startedAt = this.clock.now();
    const deadlineAt = await deadlineOf(self.batch, self.entry, startedAt);
    const fresh = newAttempt(self.entry, form.id, actor.sessionId, startedAt, deadlineAt);
    this.ledger.record({
      action: 'attempt.started',
      actor: candidateLedgerActor(actor.entryId),
      ownerId: self.batch.ownerId,
      subjectType: 'attempt',
      subjectId: fresh.id,
      facts: { entryId: actor.entryId, formDigest: form.digest },
    });
    return fresh;
  }

  /** A new lease for this page; the page that had the old one becomes read-only. @throws AppError attempt/live-elsewhere, attempt/closed */
  async takeLease(actor: CandidateActor): Promise<Attempt> {
    return this.uow.run(async () => {
      const { self, attempt: seen } = await this.standing(actor.entryId);
      const attempt = await this.lockRunning(found(seen).id);
      this.assertOpen(attempt, writtenOf(self.batch).graceSeconds);
      const sameSession = attempt.leaseSessionId === actor.sessionId;
      if (this.takeOver(attempt, self.entry, actor) === 'live') throw new AppError('attempt/live-elsewhere');
      const step: Step = { ...this.nextStep(attempt, 'lease'), leaseNo: attempt.leaseNo + 1 };
      const changes = {
        leaseNo: step.leaseNo,
        leaseSessionId: actor.sessionId,
        lastSeq: step.seq,
        lastClientSeq: 0,
        lastContactAt: this.clock.now(),
      };
      await this.repository.insertSteps(attempt.id, [step]);
      await this.repository.update(attempt.id, changes);
      // The first page of an attempt takes over from none.
      if (attempt.leaseNo > 1) await this.announcements.announce({ entryIds: [actor.entryId] });
      if (!sameSession) {
        // the device that was left must not come back by the same leave
        if (self.entry.deviceLeaveAt !== null) await this.sittings.spendDeviceLeave(actor.entryId);
        const facts = { leaseNo: step.leaseNo };
        this.ledger.record({
          action: 'attempt.leaseTaken',
          actor: candidateLedgerActor(actor.entryId),
          ownerId: self.batch.ownerId,
          subjectType: 'attempt',
          subjectId: attempt.id,
          facts,
        });
      }
      return { ...attempt, ...changes };
    });
  }

  /** Whether this browser may go on with the attempt, and by what right. */
  takeOver(attempt: Attempt, entry: BatchEntry, actor: CandidateActor): TakeOver {
    return takeOver({
      now: this.clock.epochMs(),
      sameSession: attempt.leaseSessionId === actor.sessionId,
      lastContactAt: attempt.lastContactAt.getTime(),
      deviceLeaveAt: entry.deviceLeaveAt?.getTime() ?? null,
    });
  }

  /** Hands in; again gives the same receipt. @param known where the candidate stands, when that was just read */
  async submit(actor: CandidateActor, known?: Standing): Promise<Attempt> {
    const { self, attempt } = known ?? (await this.standing(actor.entryId));
    const { id } = found(attempt);
    return this.handingIn.add({ id, reason: 'submitted', actor: candidateLedgerActor(actor.entryId), self });
  }

  /** Ends the attempt of a suspended person at once, with what it has; whoever has none or has ended stays as they are. */
  async suspend(entryId: string, actor: LedgerActor): Promise<void> {
    const attempt = await this.repository.findByEntry(entryId);
    if (attempt === null) return;
    await this.uow.run(async () => {
      await this.close(attempt.id, 'suspended', actor, await this.candidates.getSelf(entryId));
      await this.announcements.announce({ entryIds: [entryId] });
    });
  }

  /** Closes attempts whose deadline and grace have passed, with what the server has. @returns how many */
  async expireDue(): Promise<number> {
    if (await this.timing.isPaused()) return 0;
    const now = this.clock.now();
    const closed: string[] = [];
    for (const due of await this.repository.findDue(now)) {
      const self = await this.candidates.getSelf(due.entryId);
      const graceMs = writtenOf(self.batch).graceSeconds * 1000;
      if (now.getTime() <= due.deadlineAt.getTime() + graceMs) continue;
      const attempt = await this.close(due.id, 'expired', SYSTEM_ACTOR, self);
      if (attempt.state === 'closed') closed.push(due.entryId);
    }
    if (closed.length > 0) await this.uow.run(() => this.announcements.announce({ entryIds: closed }));
    return closed.length;
  }

  /** Notes that a device is there; written at most every 20 s. */
  async touch(attempt: Pick<Attempt, 'id' | 'lastContactAt'>): Promise<void> {
    const now = this.clock.now();
    if (now.getTime() - attempt.lastContactAt.getTime() < 20_000) return;
    await this.uow.run(() => this.repository.update(attempt.id, { lastContactAt: now }));
  }

  /** Attempts whose cached state is not the fold of their steps. */
  async findStale(): Promise<string[]> {
    const stale: string[] = [];
    for (const attempt of await this.repository.findAll()) {
      if (!isFoldOf(attempt, await this.repository.findSteps(attempt.id))) stale.push(attempt.id);
    }
    return stale;
  }

  private async close(id: string, reason: CloseReason, actor: LedgerActor, self: CandidateSelf): Promise<Attempt> {
    return this.uow.run(async () => found((await this.closeAll([{ id, reason, actor, self }]))[0]));
  }

  /** Ends attempts, each with what it has; one that is closed already stays as it is. */
  private async closeAll(endings: readonly Ending[]): Promise<Attempt[]> {
    const ids = [...new Set(endings.map((e) => e.id))];
    const current = new Map((await this.repository.lock(ids)).map((a) => [a.id, a]));
    const ended = new Map<string, { readonly attempt: Attempt; readonly step: Step; readonly ending: Ending }>();
    for (const ending of endings) {
      const attempt = current.get(ending.id);
      if (attempt === undefined) throw new AppError('common/not-found');
      if (attempt.state === 'closed' || ended.has(attempt.id)) continue;
      // Time may have been given, or everything paused, since the sweep looked: the row under its lock decides.
      if (ending.reason === 'expired' && !(await this.isOver(attempt, ending.self))) continue;
      ended.set(attempt.id, { attempt, step: this.nextStep(attempt, END_STEP[ending.reason]), ending });
    }
    const all = [...ended.values()];
    await this.repository.insertStepRows(all.map(({ attempt, step }) => toRow(attempt.id, step)));
    const steps = await this.repository.findStepsOf([...ended.keys()]);
    const closed = all.map(({ attempt, step, ending }) => {
      const changes = this.closing(attempt, step, ending.reason, stepsDigest(steps.get(attempt.id) ?? []));
      this.recordClosed(attempt, changes, ending);
      current.set(attempt.id, { ...attempt, ...changes });
      return { key: attempt.id, changes };
    });
    await this.repository.updateAll(closed);
    return endings.map((e) => found(current.get(e.id)));
  }

  private closing(attempt: Attempt, step: Step, reason: CloseReason, digest: string): Closing {
    return {
      state: 'closed',
      closedAt: new Date(step.at),
      closeReason: reason,
      lastSeq: step.seq,
      stepsDigest: digest,
      receiptCode: this.receiptCode(attempt.id, digest),
    };
  }

  private recordClosed(
    attempt: Attempt,
    { lastSeq, stepsDigest: digest }: Closing,
    { reason, actor, self }: Ending,
  ): void {
    const facts = { entryId: attempt.entryId, reason, answered: attempt.answeredCount, steps: lastSeq, digest };
    this.ledger.record({
      action: 'attempt.closed',
      actor,
      ownerId: self.batch.ownerId,
      subjectType: 'attempt',
      subjectId: attempt.id,
      facts,
    });
  }

  private async isOver(attempt: Attempt, self: CandidateSelf): Promise<boolean> {
    const graceMs = writtenOf(self.batch).graceSeconds * 1000;
    return !(await this.timing.isPaused()) && this.clock.epochMs() > attempt.deadlineAt.getTime() + graceMs;
  }

  private async lockRunning(id: string): Promise<Attempt> {
    const [attempt] = await this.repository.lock([id]);
    if (attempt === undefined) throw new AppError('common/not-found');
    return attempt;
  }

  private assertOpen(attempt: Attempt, graceSeconds: number): void {
    const result = mayStillSave({
      state: attempt.state,
      deadlineAt: attempt.deadlineAt.getTime(),
      graceMs: graceSeconds * 1000,
      now: this.clock.epochMs(),
    });
    if (!result.ok) throw AppError.of(result.error);
  }

  private nextStep(attempt: Attempt, kind: Step['kind']): Step {
    return {
      seq: attempt.lastSeq + 1,
      kind,
      at: this.clock.epochMs(),
      source: 'server',
      leaseNo: attempt.leaseNo,
      clientSeq: null,
      itemNo: null,
      value: null,
    };
  }

  private doorOf(self: CandidateSelf, attempt: Attempt | null): Door {
    return door({
      now: this.clock.epochMs(),
      attendance: self.entry.attendance,
      signalAt: self.sitting.startedAt?.getTime() ?? null,
      sittingClosedAt: self.sitting.closedAt?.getTime() ?? null,
      lateEntryMinutes: self.batch.rules === null ? null : (writtenRules(self.batch.rules)?.lateEntryMinutes ?? null),
      lateLeaveAt: self.entry.lateLeaveAt?.getTime() ?? null,
      hasAttempt: attempt !== null,
    });
  }

  /** Short, readable, and bound to the steps: nobody can make one for answers that were not handed in. */
  private receiptCode(attemptId: string, digest: string): string {
    const letters = [...hmacSha256(this.keys.ledger, `receipt|${attemptId}|${digest}`).slice(0, 8)].map((b) =>
      CODE_ALPHABET.charAt(b % CODE_ALPHABET.length),
    );
    return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`;
  }
}

const END_STEP = { submitted: 'submit', expired: 'expire', suspended: 'suspend' } as const satisfies Readonly<
  Record<CloseReason, Step['kind']>
>;

/** What the row caches, as the fold of its steps. */
export function isFoldOf(attempt: Attempt, steps: readonly Step[]): boolean {
  let fold: AttemptFold;
  try {
    fold = replay(steps);
  } catch {
    return false;
  }
  const cached = {
    state: attempt.state,
    leaseNo: attempt.leaseNo,
    lastSeq: attempt.lastSeq,
    lastClientSeq: attempt.lastClientSeq,
    sheet: attempt.sheet,
    closeReason: attempt.closeReason,
  };
  return JSON.stringify(sorted(cached)) === JSON.stringify(sorted(fold));
}

/** Keys in one order, so that two equal objects print alike. */
const sorted = (value: unknown): unknown =>
  typeof value !== 'object' || value === null
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([k, v]) => [k, sorted(v)]),
      );

const startStep = (at: Date): Step => ({
  seq: 1,
  kind: 'start',
  at: at.getTime(),
  source: 'server',
  leaseNo: 1,
  clientSeq: null,
  itemNo: null,
  value: null,
});

function newAttempt(entry: BatchEntry, formId: string, sessionId: string, startedAt: Date, deadlineAt: Date): Attempt {
  const { leaseNo, lastSeq, lastClientSeq, sheet } = applyStep(EMPTY_FOLD, startStep(startedAt));
  return {
    id: newId(),
    entryId: entry.id,
    sittingId: entry.sittingId ?? '',
    formId,
    state: 'running',
    startedAt,
    deadlineAt,
    leaseNo,
    leaseSessionId: sessionId,
    lastSeq,
    lastClientSeq,
    sheet,
    answeredCount: 0,
    lastSavedAt: null,
    lastContactAt: startedAt,
    closedAt: null,
    closeReason: null,
    receiptCode: null,
    stepsDigest: null,
  };
}
