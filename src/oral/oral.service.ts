import { Injectable } from '@nestjs/common';
import { AppError, found } from '../common/app-error.js';
import type { StaffActor } from '../common/actor.js';
import { BatchService } from '../batch/batch.service.js';
import type { Batch } from '../batch/entities/batch.entity.js';
import type { BatchEntry } from '../batch/entities/batch-entry.entity.js';
import { mayChangeResults } from '../core/batch/stage.js';
import { type OralRules, oralRules, writtenRules } from '../core/scoring/rule-set.js';
import { ViolationService } from '../invigilation/violation.service.js';
import type { OralPanel, OralPanelMember, OralSession } from './entities/oral.entity.js';
import { OralRepository } from './oral.repository.js';

export interface SeatedPanel {
  readonly panel: OralPanel;
  /** In the order of seats. */
  readonly members: OralPanelMember[];
  readonly past: OralPanelMember[];
}

/** A candidate's examination with all that a page needs to know of it, but no mark. */
export interface Examination {
  readonly batch: Batch;
  readonly rules: OralRules;
  readonly panel: SeatedPanel;
  readonly session: OralSession;
  readonly entry: BatchEntry;
}

/** The oral part as others read it: panels, lines, sessions. */
@Injectable()
export class OralService {
  constructor(
    private readonly repository: OralRepository,
    private readonly batches: BatchService,
    private readonly violations: ViolationService,
  ) {}

  async findPanels(batchId: string): Promise<SeatedPanel[]> {
    const panels = await this.repository.findPanels(batchId);
    const members = await this.repository.findMembers(panels.map((p) => p.id));
    return panels.map((panel) => {
      const own = members.filter((m) => m.panelId === panel.id);
      return { panel, members: own.filter((m) => m.toAt === null), past: own.filter((m) => m.toAt !== null) };
    });
  }

  /** In the order of panels' ids, then of places. */
  findSessions(batchId: string): Promise<OralSession[]> {
    return this.repository.findSessions(batchId);
  }

  /** Entries that were stopped: for them the check is over. */
  async findSuspended(batchId: string): Promise<Set<string>> {
    const violations = await this.violations.findOfBatch(batchId);
    return new Set(violations.filter((v) => v.degree === 'suspension' && v.withdrawnAt === null).map((v) => v.entryId));
  }

  /** Panels at which somebody sits now and may still mark, the newest first. */
  async findOwnPanels(staff: StaffActor): Promise<{ panel: OralPanel; batch: Batch }[]> {
    const seats = await this.repository.findSeatsOf(staff.id);
    const panels = await Promise.all(seats.map(async (s) => found(await this.repository.findPanel(s.panelId))));
    const batches = await this.batches.findBatches(staff.ownerId);
    return panels.flatMap((panel) => {
      const view = batches.find(({ batch }) => batch.id === panel.batchId);
      return view === undefined || !mayChangeResults(view.batch).ok ? [] : [{ panel, batch: view.batch }];
    });
  }

  /** A panel of the owner's, seen by who is not of it as if it were not there. */
  async getOwnPanel(staff: StaffActor, panelId: string): Promise<{ batch: Batch; panel: SeatedPanel }> {
    const known = await this.getPanel(staff.ownerId, panelId);
    if (!known.panel.members.some((m) => m.userId === staff.id)) throw new AppError('common/not-found');
    return known;
  }

  async getPanel(ownerId: string, panelId: string): Promise<{ batch: Batch; panel: SeatedPanel }> {
    const row = found(await this.repository.findPanel(panelId));
    const batch = await this.batches.getBatch(ownerId, row.batchId);
    return { batch, panel: found((await this.findPanels(batch.id)).find((p) => p.panel.id === panelId)) };
  }

  async getExamination(ownerId: string, sessionId: string): Promise<Examination> {
    const session = found(await this.repository.findSession(sessionId));
    const { batch, panel } = await this.getPanel(ownerId, session.panelId);
    const { entry } = await this.batches.getEntry(ownerId, session.entryId);
    return { batch, rules: oralOf(batch), panel, session, entry };
  }

  /** An examination at a panel of the examiner's own; anybody else's is not there for them. */
  async getOwnExamination(staff: StaffActor, sessionId: string): Promise<Examination & { member: OralPanelMember }> {
    const examination = await this.getExamination(staff.ownerId, sessionId);
    const member = found(examination.panel.members.find((m) => m.userId === staff.id));
    return { ...examination, member };
  }
}

/** No other part tells who is there: whoever draws is. */
export const isOralOnly = (batch: Pick<Batch, 'rules'>): boolean =>
  batch.rules !== null && writtenRules(batch.rules) === null;

/** Numbered and present; of an oral-only batch also who has not been marked yet. */
export const isExaminable = (batch: Pick<Batch, 'rules'>, e: Pick<BatchEntry, 'candidateNo' | 'attendance'>): boolean =>
  e.candidateNo !== null && (e.attendance === 'present' || (e.attendance === null && isOralOnly(batch)));

/** The frozen rules of the oral part. @throws AppError batch/roster-open, batch/no-oral-part */
export function oralOf(batch: Batch): OralRules {
  if (batch.rules === null) throw new AppError('batch/roster-open');
  const rules = oralRules(batch.rules);
  if (rules === null) throw new AppError('batch/no-oral-part');
  return rules;
}
