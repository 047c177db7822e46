import { Injectable } from '@nestjs/common';
import { AppError, found, orThrow } from '../common/app-error.js';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { BatchService } from '../batch/batch.service.js';
import type { Batch } from '../batch/entities/batch.entity.js';
import { mayChangeResults } from '../core/batch/stage.js';
import type { OralRules } from '../core/scoring/rule-set.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { StaffService } from '../identity/staff.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { OrganizationService } from '../organization/organization.service.js';
import { RatingService } from '../rating/rating.service.js';
import type { OralPanel, OralPanelMember } from './entities/oral.entity.js';
import { memberDigest, panelDigest } from './oral-digests.js';
import { OralRepository } from './oral.repository.js';
import { OralService, oralOf } from './oral.service.js';

/** Who is to sit at a panel, and the unit that they are of. */
export interface Seat {
  readonly userId: string;
  readonly unitId: string | null;
}

/** Panels and who sits at them. */
@Injectable()
export class PanelService {
  constructor(
    private readonly repository: OralRepository,
    private readonly oral: OralService,
    private readonly batches: BatchService,
    private readonly staff: StaffService,
    private readonly organization: OrganizationService,
    private readonly rating: RatingService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Accounts of the committee that may examine, in Vietnamese order. */
  async findExaminers(ownerId: string): Promise<{ id: string; fullName: string }[]> {
    const accounts = await this.staff.list(ownerId);
    return accounts
      .filter(({ user, roles }) => !user.disabled && roles.some((r) => r.role === 'examiner' && r.nodeId === ownerId))
      .map(({ user }) => ({ id: user.id, fullName: user.fullName }));
  }

  /**
   * A new panel with as many examiners as the plan says.
   * @throws AppError oral/wrong-number, oral/not-an-examiner, oral/seated-elsewhere
   */
  async create(staff: StaffActor, batchId: string, room: string, seats: readonly Seat[]): Promise<OralPanel> {
    return this.uow.run(async () => {
      const { batch, rules } = await this.hold(staff.ownerId, batchId);
      if (seats.length !== rules.raters) throw new AppError('oral/wrong-number', { n: rules.raters });
      const known = await this.repository.findPanels(batch.id);
      const position = Math.max(0, ...known.map((p) => p.position)) + 1;
      const panel: OralPanel = { id: newId(), batchId: batch.id, position, room, createdAt: this.clock.now() };
      await this.repository.insertPanel(panel);
      this.ledger.record({
        action: 'panel.created',
        actor: asLedgerActor(staff),
        ownerId: batch.ownerId,
        subjectType: 'oralPanel',
        subjectId: panel.id,
        facts: { batchId: batch.id, position, digest: panelDigest(panel) },
      });
      for (const [i, seat] of seats.entries()) await this.seat(staff, batch, panel, i + 1, seat);
      return panel;
    });
  }

  /**
   * Somebody else, or nobody, at a seat from now on. What the one who leaves had not locked counts no more; what they had
   * locked stands.
   * @param seat null: the seat stays empty
   * @throws AppError oral/no-such-seat, oral/not-an-examiner, oral/seated-elsewhere
   */
  async replace(
    staff: StaffActor,
    panelId: string,
    seatNo: number,
    seat: Seat | null,
    reason: string,
  ): Promise<OralPanel> {
    return this.uow.run(async () => {
      const { batch } = await this.oral.getPanel(staff.ownerId, panelId);
      const { rules } = await this.hold(staff.ownerId, batch.id);
      await this.repository.lockPanel(panelId);
      if (seatNo > rules.raters) throw new AppError('oral/no-such-seat', { n: rules.raters });
      const { panel } = await this.oral.getPanel(staff.ownerId, panelId);
      const leaving = panel.members.find((m) => m.seat === seatNo);
      if (leaving !== undefined && leaving.userId === seat?.userId)
        throw new AppError('oral/seated-elsewhere', { name: leaving.fullName, position: panel.panel.position });
      if (leaving !== undefined) await this.leave(staff, batch, leaving, reason);
      if (seat !== null) await this.seat(staff, batch, panel.panel, seatNo, seat);
      return panel.panel;
    });
  }

  private async leave(staff: StaffActor, batch: Batch, member: OralPanelMember, reason: string): Promise<void> {
    const toAt = this.clock.now();
    await this.repository.updateMember(member.id, { toAt, leaveReason: reason });
    const { panelId, userId, seat } = member;
    this.ledger.record({
      action: 'panel.memberLeft',
      actor: asLedgerActor(staff),
      ownerId: batch.ownerId,
      subjectType: 'oralPanelMember',
      subjectId: member.id,
      facts: { panelId, userId, seat, digest: memberDigest({ ...member, toAt }) },
      detail: reason,
    });
    const questions = (await this.rating.findQuestions(batch.id, 'oral')).filter((q) => q.panelId === panelId);
    const ids = questions.map((q) => q.id);
    await this.rating.voidSheets(batch.ownerId, ids, userId, asLedgerActor(staff));
  }

  private async seat(
    staff: StaffActor,
    batch: Batch,
    panel: OralPanel,
    seatNo: number,
    { userId, unitId }: Seat,
  ): Promise<void> {
    const examiner = (await this.findExaminers(batch.ownerId)).find((e) => e.id === userId);
    if (examiner === undefined) throw new AppError('oral/not-an-examiner');
    if (unitId !== null) found((await this.organization.findUnits(batch.ownerId)).find((u) => u.id === unitId));
    await this.assertFree(batch.id, userId, examiner.fullName);
    const { fullName } = examiner;
    const fromAt = this.clock.now();
    const base = { panelId: panel.id, userId, fullName, unitId, seat: seatNo, fromAt, toAt: null };
    const member: OralPanelMember = { id: newId(), ...base, leaveReason: null };
    await this.repository.insertMember(member);
    this.ledger.record({
      action: 'panel.memberJoined',
      actor: asLedgerActor(staff),
      ownerId: batch.ownerId,
      subjectType: 'oralPanelMember',
      subjectId: member.id,
      facts: { panelId: panel.id, userId, unitId, seat: seatNo, digest: memberDigest(member) },
    });
  }

  /** Nobody sits at two panels of a batch at once, nor at one panel twice. */
  private async assertFree(batchId: string, userId: string, name: string): Promise<void> {
    const panels = await this.oral.findPanels(batchId);
    const taken = panels.find(({ members }) => members.some((m) => m.userId === userId));
    if (taken !== undefined) throw new AppError('oral/seated-elsewhere', { name, position: taken.panel.position });
  }

  private async hold(ownerId: string, batchId: string): Promise<{ batch: Batch; rules: OralRules }> {
    await this.batches.getBatch(ownerId, batchId);
    await this.batches.hold(batchId);
    const batch = await this.batches.getBatch(ownerId, batchId);
    const rules = oralOf(batch);
    orThrow(mayChangeResults(batch));
    return { batch, rules };
  }
}
