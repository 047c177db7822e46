import { Injectable } from '@nestjs/common';
import { AppError, found, orThrow } from '../common/app-error.js';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { BatchService } from '../batch/batch.service.js';
import type { Batch } from '../batch/entities/batch.entity.js';
import type { BatchEntry } from '../batch/entities/batch-entry.entity.js';
import { mayChangeResults } from '../core/batch/stage.js';
import { placeLate, putAt } from '../core/oral/late-places.js';
import { assignPanels, type PanelFacts, type PanelPlace } from '../core/oral/panels.js';
import { sessionPhase } from '../core/oral/session.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { OralSession } from './entities/oral.entity.js';
import { linesDigest } from './oral-digests.js';
import { OralRepository } from './oral.repository.js';
import { isExaminable, OralService, oralOf } from './oral.service.js';

/** The lines before the panels: who is examined where, in which order. */
@Injectable()
export class LineService {
  constructor(
    private readonly repository: OralRepository,
    private readonly oral: OralService,
    private readonly batches: BatchService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Who may be examined, in the order of numbers. */
  async findExaminable(batch: Batch): Promise<BatchEntry[]> {
    const suspended = await this.oral.findSuspended(batch.id);
    return (await this.batches.findEntries(batch.id))
      .filter((e) => isExaminable(batch, e) && !suspended.has(e.id))
      .sort((a, b) => ((a.candidateNo ?? '') < (b.candidateNo ?? '') ? -1 : 1));
  }

  /**
   * Shares everybody out anew, while nobody has begun.
   * @throws AppError oral/no-panel, oral/nobody-to-assign, oral/already-begun
   */
  async assignAll(staff: StaffActor, batchId: string): Promise<number> {
    return this.uow.run(async () => {
      const batch = await this.hold(staff.ownerId, batchId);
      const sessions = await this.repository.findSessions(batch.id);
      if (sessions.some((s) => sessionPhase(s) !== 'waiting')) throw new AppError('oral/already-begun');
      const entries = await this.findExaminable(batch);
      if (entries.length === 0) throw new AppError('oral/nobody-to-assign');
      const places = assignPanels(entries, await this.panels(batch.id));
      await this.repository.deleteSessions(batch.id);
      await this.insert(batch, places, []);
      await this.record(staff, batch, { people: places.length });
      return places.length;
    });
  }

  /** Places for who has none yet: late additions, or people who came late. @throws AppError oral/nobody-to-assign */
  async assignLate(staff: StaffActor, batchId: string): Promise<number> {
    return this.uow.run(async () => {
      const batch = await this.hold(staff.ownerId, batchId);
      const sessions = await this.repository.findSessions(batch.id);
      const placed = new Set(sessions.map((s) => s.entryId));
      const entries = (await this.findExaminable(batch)).filter((e) => !placed.has(e.id));
      if (entries.length === 0) throw new AppError('oral/nobody-to-assign');
      const loads = (await this.panels(batch.id)).map((panel) => ({
        ...panel,
        size: sessions.filter((s) => s.panelId === panel.id).length,
      }));
      const places = placeLate(entries, loads);
      await this.insert(batch, places, sessions);
      await this.record(staff, batch, { people: places.length });
      return places.length;
    });
  }

  /** Another panel or place, with a reason, as long as nothing is drawn. @throws AppError oral/session-begun */
  async move(staff: StaffActor, sessionId: string, panelId: string, place: number, reason: string): Promise<Batch> {
    return this.uow.run(async () => {
      const known = await this.oral.getExamination(staff.ownerId, sessionId);
      const batch = await this.hold(staff.ownerId, known.batch.id);
      await this.repository.lockPanel(known.session.panelId);
      const session = found(await this.repository.findSession(sessionId));
      if (sessionPhase(session) !== 'waiting') throw new AppError('oral/session-begun');
      found((await this.repository.findPanels(batch.id)).find((p) => p.id === panelId));
      const sessions = await this.repository.findSessions(batch.id);
      const isOther = panelId !== session.panelId;
      if (isOther) await this.repository.updateSession(sessionId, { panelId, waiverReason: null, waivedAt: null });
      const lineOf = (id: string): string[] => sessions.filter((s) => s.panelId === id).map((s) => s.id);
      await this.renumber(putAt(lineOf(panelId), sessionId, place));
      if (isOther) await this.renumber(lineOf(session.panelId).filter((id) => id !== sessionId));
      await this.record(staff, batch, { entryId: session.entryId, panelId }, reason);
      return batch;
    });
  }

  /** Lets an examiner of the candidate's own unit examine all the same. */
  async waive(staff: StaffActor, sessionId: string, reason: string): Promise<Batch> {
    return this.uow.run(async () => {
      const known = await this.oral.getExamination(staff.ownerId, sessionId);
      const batch = await this.hold(staff.ownerId, known.batch.id);
      const waivedAt = this.clock.now();
      await this.repository.updateSession(sessionId, { waiverReason: reason, waivedAt });
      const { entryId, panelId } = known.session;
      this.ledger.record({
        action: 'oral.waived',
        actor: asLedgerActor(staff),
        ownerId: batch.ownerId,
        subjectType: 'oralSession',
        subjectId: sessionId,
        facts: { entryId, panelId, waivedAt: waivedAt.toISOString() },
        detail: reason,
      });
      return batch;
    });
  }

  private async renumber(line: readonly string[]): Promise<void> {
    for (const [i, id] of line.entries()) await this.repository.updateSession(id, { position: i + 1 });
  }

  private async insert(batch: Batch, places: readonly PanelPlace[], known: readonly OralSession[]): Promise<void> {
    const next = new Map<string, number>();
    for (const s of known) next.set(s.panelId, Math.max(next.get(s.panelId) ?? 0, s.position));
    for (const { candidateId, panelId } of places) {
      const position = (next.get(panelId) ?? 0) + 1;
      next.set(panelId, position);
      await this.repository.insertSession({
        ...NEW_SESSION,
        id: newId(),
        batchId: batch.id,
        entryId: candidateId,
        panelId,
        position,
      });
    }
  }

  private async record(
    staff: StaffActor,
    batch: Batch,
    facts: Readonly<Record<string, string | number>>,
    detail?: string,
  ): Promise<void> {
    const digest = linesDigest(await this.repository.findSessions(batch.id));
    this.ledger.record({
      action: 'panel.assigned',
      actor: asLedgerActor(staff),
      ownerId: batch.ownerId,
      subjectType: 'batch',
      subjectId: batch.id,
      facts: { ...facts, digest },
      ...(detail === undefined ? {} : { detail }),
    });
  }

  /** Panels at which somebody sits. @throws AppError oral/no-panel */
  private async panels(batchId: string): Promise<PanelFacts[]> {
    const seated = (await this.oral.findPanels(batchId)).filter(({ members }) => members.length > 0);
    if (seated.length === 0) throw new AppError('oral/no-panel');
    return seated.map(({ panel, members }) => ({
      id: panel.id,
      unitIds: members.flatMap((m) => (m.unitId === null ? [] : [m.unitId])),
    }));
  }

  private async hold(ownerId: string, batchId: string): Promise<Batch> {
    await this.batches.getBatch(ownerId, batchId);
    await this.batches.hold(batchId);
    const batch = await this.batches.getBatch(ownerId, batchId);
    oralOf(batch);
    orThrow(mayChangeResults(batch));
    return batch;
  }
}

const NEW_SESSION = {
  waiverReason: null,
  waivedAt: null,
  drawnAt: null,
  thinkingAt: null,
  answeringAt: null,
  finishedAt: null,
  missed: null,
  missedReason: null,
} as const satisfies Partial<OralSession>;
