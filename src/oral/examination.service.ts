import { Injectable } from '@nestjs/common';
import { AppError, found, orThrow } from '../common/app-error.js';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { BatchService } from '../batch/batch.service.js';
import { OralPoolService } from '../batch/oral-pool.service.js';
import type { BatchEntry } from '../batch/entities/batch-entry.entity.js';
import { SittingService } from '../batch/sitting.service.js';
import { mayChangeResults } from '../core/batch/stage.js';
import { type DrawnTicket, nextTicket } from '../core/oral/ticket.js';
import { needsWaiver, sessionPhase } from '../core/oral/session.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { RatedQuestion } from '../rating/entities/rating.entity.js';
import { RatingService } from '../rating/rating.service.js';
import type { OralPanelMember, OralSession } from './entities/oral.entity.js';
import { sessionDigest } from './oral-digests.js';
import { OralRepository } from './oral.repository.js';
import { type Examination, isExaminable, isOralOnly, OralService } from './oral.service.js';

export type ClockStep = 'think' | 'answer' | 'finish';

/** One candidate before the panel: the draw, the clocks, and that somebody did not come. */
@Injectable()
export class ExaminationService {
  constructor(
    private readonly repository: OralRepository,
    private readonly oral: OralService,
    private readonly batches: BatchService,
    private readonly sittings: SittingService,
    private readonly pools: OralPoolService,
    private readonly rating: RatingService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  findQuestions(entryId: string): Promise<RatedQuestion[]> {
    return this.rating.findQuestionsOf(entryId, 'oral');
  }

  /**
   * Draws the plan's number of questions at once. Whoever presses again, or at the same moment, gets the same ones.
   * @throws AppError oral/missed, oral/not-present, oral/panel-not-full, oral/needs-waiver
   */
  async draw(staff: StaffActor, sessionId: string): Promise<RatedQuestion[]> {
    return this.uow.run(async () => {
      const examination = await this.hold(staff, sessionId);
      const { batch, entry, session, rules } = examination;
      const drawn = await this.findQuestions(entry.id);
      if (drawn.length > 0) return drawn;
      const held = { ...examination, entry: await this.heldEntry(staff, entry) };
      await this.assertMayDraw(held);
      if (isOralOnly(batch)) await this.noteThere(staff, held);
      const pool = await this.pools.get(batch.id);
      const seed = await this.pools.getSeed(batch.id);
      const history = await this.history(batch.id, session.panelId);
      const own: string[] = [];
      for (let no = 1; no <= rules.questions; no += 1) {
        const { item, round } = nextTicket(pool, seed, session.panelId, history, own);
        const question = await this.rating.openQuestion({
          batchId: batch.id,
          entryId: entry.id,
          component: 'oral',
          no,
          itemId: item.id,
          itemVersionId: item.versionId,
          code: item.code,
          stem: item.stem,
          rubric: item.rubric,
          ticketNo: item.ticketNo,
          panelId: session.panelId,
          round,
          drawNo: history.length + 1,
        });
        history.push({ itemId: item.id, round });
        own.push(item.id);
        drawn.push(question);
        this.recordDraw(staff, question);
      }
      await this.repository.updateSession(sessionId, { drawnAt: this.clock.now() });
      return drawn;
    });
  }

  /** A clock's next step; one that was taken already changes nothing. @throws AppError oral/not-drawn */
  async step(staff: StaffActor, sessionId: string, step: ClockStep): Promise<void> {
    await this.uow.run(async () => {
      const { session } = await this.hold(staff, sessionId);
      if (session.drawnAt === null) throw new AppError('oral/not-drawn');
      if (session.finishedAt !== null) return;
      const now = this.clock.now();
      if (step === 'finish') await this.finish(staff, session);
      else if (step === 'answer' && session.answeringAt === null)
        await this.repository.updateSession(sessionId, { answeringAt: now });
      else if (step === 'think' && session.thinkingAt === null && session.answeringAt === null)
        await this.repository.updateSession(sessionId, { thinkingAt: now });
    });
  }

  /** Did not come when called. @throws AppError oral/already-drawn */
  async miss(
    staff: StaffActor,
    sessionId: string,
    missed: 'withLeave' | 'withoutLeave',
    reason: string,
  ): Promise<void> {
    await this.uow.run(async () => {
      const { session } = await this.hold(staff, sessionId);
      if (session.drawnAt !== null) throw new AppError('oral/already-drawn');
      await this.setMissed(staff, session, missed, reason);
    });
  }

  /** Came after all, while results are open. By an examiner of the panel, or by who manages panels. */
  async undoMiss(
    staff: StaffActor,
    sessionId: string,
    reason: string,
    as: 'examiner' | 'manager',
  ): Promise<Examination> {
    return this.uow.run(async () => {
      const examination = await this.hold(staff, sessionId, as);
      if (examination.session.missed !== null) await this.setMissed(staff, examination.session, null, reason);
      return examination;
    });
  }

  /** Ends the examination, as the last rater's lock does where nobody pressed the button. In the caller's transaction. */
  async finish(staff: StaffActor, session: OralSession): Promise<void> {
    if (session.finishedAt !== null) return;
    const finishedAt = this.clock.now();
    await this.repository.updateSession(session.id, { finishedAt });
    const { entryId, panelId } = session;
    this.ledger.record({
      action: 'oral.finished',
      actor: asLedgerActor(staff),
      ownerId: staff.ownerId,
      subjectType: 'oralSession',
      subjectId: session.id,
      facts: { entryId, panelId, digest: sessionDigest({ ...session, finishedAt }) },
    });
  }

  /** The examination held against everybody else's acts, with the examiner's own seat. */
  async hold(
    staff: StaffActor,
    sessionId: string,
    as: 'examiner' | 'manager' = 'examiner',
  ): Promise<Examination & { member: OralPanelMember | null }> {
    const { batch: known, session } = await this.oral.getExamination(staff.ownerId, sessionId);
    await this.batches.hold(known.id);
    await this.repository.lockPanel(session.panelId);
    const examination = await this.oral.getExamination(staff.ownerId, sessionId);
    const member = examination.panel.members.find((m) => m.userId === staff.id) ?? null;
    if (as === 'examiner') found(member);
    orThrow(mayChangeResults(examination.batch));
    return { ...examination, member };
  }

  /** The entry as it is once nobody can tick it any more: invigilators do so under their sitting's lock, not the batch's. */
  private async heldEntry(staff: StaffActor, { id, sittingId }: BatchEntry): Promise<BatchEntry> {
    if (sittingId !== null) await this.sittings.hold(sittingId, 'read');
    return (await this.batches.getEntry(staff.ownerId, id)).entry;
  }

  private async assertMayDraw({ batch, session, entry, panel, rules }: Examination): Promise<void> {
    if (sessionPhase(session) === 'missed') throw new AppError('oral/missed');
    if (!isExaminable(batch, entry)) throw new AppError('oral/not-present');
    if (panel.members.length < rules.raters) throw new AppError('oral/panel-not-full', { n: rules.raters });
    if (needsWaiver(entry.unitId, session.waivedAt, panel.members)) throw new AppError('oral/needs-waiver');
    if ((await this.oral.findSuspended(batch.id)).has(entry.id)) throw new AppError('oral/suspended');
  }

  /** Where there is no written part, the first draw is what starts the sitting: from then on the roster cannot be reopened. */
  private async noteThere(staff: StaffActor, { entry }: Examination): Promise<void> {
    if (entry.sittingId === null) return;
    const { sitting } = await this.batches.getSitting(staff.ownerId, entry.sittingId);
    const actor = asLedgerActor(staff);
    if (entry.attendance === null)
      await this.sittings.markAttendance(staff.ownerId, sitting.id, [entry.id], 'present', null, actor);
    if (sitting.startedAt === null) await this.sittings.start(staff.ownerId, sitting.id, actor);
  }

  /** Everything that a panel has drawn, in order. */
  private async history(batchId: string, panelId: string): Promise<DrawnTicket[]> {
    return (await this.rating.findQuestions(batchId, 'oral'))
      .filter((q) => q.panelId === panelId)
      .sort((a, b) => (a.drawNo ?? 0) - (b.drawNo ?? 0))
      .map((q) => ({ itemId: q.itemId, round: q.round ?? 0 }));
  }

  private recordDraw(staff: StaffActor, q: RatedQuestion): void {
    const { entryId, panelId, ticketNo, round, drawNo, digest } = q;
    this.ledger.record({
      action: 'oral.drawn',
      actor: asLedgerActor(staff),
      ownerId: staff.ownerId,
      subjectType: 'ratedQuestion',
      subjectId: q.id,
      facts: { entryId, panelId, ticketNo, round, drawNo, digest },
    });
  }

  private async setMissed(
    staff: StaffActor,
    session: OralSession,
    missed: 'withLeave' | 'withoutLeave' | null,
    reason: string,
  ): Promise<void> {
    const changes = { missed, missedReason: missed === null ? null : reason };
    await this.repository.updateSession(session.id, changes);
    const { entryId, panelId } = session;
    this.ledger.record({
      action: 'oral.missed',
      actor: asLedgerActor(staff),
      ownerId: staff.ownerId,
      subjectType: 'oralSession',
      subjectId: session.id,
      facts: { entryId, panelId, missed: missed ?? 'no', digest: sessionDigest({ ...session, missed }) },
      detail: reason,
    });
  }
}
