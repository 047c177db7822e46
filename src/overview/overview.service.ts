import { Injectable } from '@nestjs/common';
import type { StaffActor } from '../common/actor.js';
import { decisionCounts } from '../admission/admission.presenter.js';
import { AdmissionService } from '../admission/admission.service.js';
import { BatchService, type BatchView } from '../batch/batch.service.js';
import { CloseRosterService } from '../batch/close-roster.service.js';
import { OpeningService } from '../batch/opening.service.js';
import type { DecisionCounts } from '../core/decision/admission.js';
import { mayAct } from '../core/access/access-matrix.js';
import { essayCount } from '../core/blueprint/blueprint.js';
import { oralRules, writtenRules } from '../core/scoring/rule-set.js';
import type { Reconciliation } from '../core/statistics/reconciliation.js';
import { adoptedResults } from '../council/meeting-view.js';
import { MeetingService } from '../council/meeting.service.js';
import { BoardService } from '../invigilation/board.service.js';
import type { MissingWork } from '../marking/missing-work.js';
import { OutcomeService } from '../marking/outcome.service.js';
import { OralService } from '../oral/oral.service.js';
import { OrganizationService } from '../organization/organization.service.js';
import { type Station, type StationFacts, stations } from './stations.js';

export interface SittingLine {
  readonly id: string;
  readonly room: string;
  readonly startsAt: Date;
  readonly startedAt: Date | null;
  readonly closedAt: Date | null;
  readonly counts: Reconciliation;
}

export interface BatchHome {
  readonly view: BatchView;
  readonly stations: readonly Station[];
  readonly closeParams: Readonly<Record<string, string | number>>;
  readonly sittings: readonly SittingLine[];
  readonly council: Awaited<ReturnType<OrganizationService['findCouncil']>>;
  readonly cardsIssued: boolean;
  /** As StationFacts has it. */
  readonly seal: StationFacts['seal'];
  readonly missing: readonly MissingWork[];
  /** What the standing committee has decided on those who passed; null before the lock. */
  readonly decisions: DecisionCounts | null;
}

export const DUTY_CODES = ['panel', 'essays', 'settle', 'admission', 'unit'] as const;

/** Work of one person beside the road: their panel, their essays, a settlement, decisions to record, their own people. */
export interface Duty {
  readonly code: (typeof DUTY_CODES)[number];
  readonly view: BatchView | null;
  readonly href: string;
  /** How many it concerns; null where that is not for this page to say. */
  readonly n: number | null;
}

/** Home pages: what is due, for whom. */
@Injectable()
export class OverviewService {
  constructor(
    private readonly batches: BatchService,
    private readonly closing: CloseRosterService,
    private readonly opening: OpeningService,
    private readonly boards: BoardService,
    private readonly outcomes: OutcomeService,
    private readonly oral: OralService,
    private readonly meetings: MeetingService,
    private readonly admission: AdmissionService,
    private readonly organization: OrganizationService,
  ) {}

  /** The owner's batches with their sittings; none for who has nothing to do with them. */
  async home(staff: StaffActor): Promise<BatchHome[]> {
    if (!mayAct(staff.roles, 'roster.view') && !mayAct(staff.roles, 'sitting.watch')) return [];
    const views = await this.batches.findBatches(staff.ownerId);
    return Promise.all(views.map((v) => this.toHome(staff.ownerId, v)));
  }

  async batch(ownerId: string, batchId: string): Promise<BatchHome> {
    return this.toHome(ownerId, await this.batches.getView(ownerId, batchId));
  }

  /** What waits for this very person, the newest batch first. @param homes as `home` gave them */
  async duties(staff: StaffActor, homes: readonly BatchHome[]): Promise<Duty[]> {
    const does = (role: StaffActor['roles'][number]): boolean => staff.roles.includes(role);
    const duties: Duty[] = homes.flatMap(({ view, missing }) =>
      missing
        .filter((m) => m.code === 'apart' && does(m.who))
        .map((m): Duty => ({ code: 'settle', view, href: m.href, n: m.n })),
    );
    if (does('examiner')) duties.push(...(await this.examinerDuties(staff)));
    if (does('standingCommitteeClerk')) {
      const views = await this.batches.findBatches(staff.ownerId);
      for (const view of views.filter((v) => v.batch.resultsLockedAt !== null)) {
        const { undecided } = decisionCounts(await this.admission.rows(view.batch));
        if (undecided > 0)
          duties.push({ code: 'admission', view, href: `/admission/batch/${view.batch.id}`, n: undecided });
      }
    }
    if (does('unitOfficer')) duties.push({ code: 'unit', view: null, href: '/council/unit', n: null });
    return duties;
  }

  private async examinerDuties(staff: StaffActor): Promise<Duty[]> {
    const views = await this.batches.findBatches(staff.ownerId);
    const panels = await this.oral.findOwnPanels(staff);
    return views.flatMap((view): Duty[] => {
      const { batch, stage } = view;
      const own = panels.filter((p) => p.batch.id === batch.id);
      const isMarked = stage === 'running' || stage === 'marking' || stage === 'councilReview';
      const hasEssays = batch.blueprint !== null && essayCount(batch.blueprint) > 0;
      return [
        ...own.map(({ panel }): Duty => ({ code: 'panel', view, href: `/oral/panel/${panel.id}`, n: panel.position })),
        ...(isMarked && hasEssays
          ? [{ code: 'essays' as const, view, href: `/marking/essays/${batch.id}`, n: null }]
          : []),
      ];
    });
  }

  private async toHome(ownerId: string, view: BatchView): Promise<BatchHome> {
    const { batch, stage } = view;
    const isOpen = batch.rosterClosedAt === null;
    const [entries, council, preview] = await Promise.all([
      this.batches.findEntries(batch.id),
      this.organization.findCouncil(ownerId),
      isOpen ? this.closing.preview(ownerId, batch.id) : null,
    ]);
    const numbered = entries.filter((e) => e.candidateNo !== null);
    const cardsIssued = numbered.length > 0 && numbered.every((e) => e.accessCodeHash !== null);
    const sittings = isOpen ? [] : await this.sittings(ownerId, view);
    const refusal = preview?.refusal ?? null;
    const opening = isOpen ? null : await this.opening.find(batch.id);
    const seal = opening === null ? null : opening.openedAt === null ? 'sealed' : 'opened';
    const isJudged = stage === 'running' || stage === 'marking' || stage === 'councilReview';
    const missing = isJudged ? (await this.outcomes.outcomes(ownerId, batch.id)).missing : [];
    const meeting = stage === 'councilReview' ? await this.meetings.findMeeting(batch.id) : null;
    const decisions = batch.resultsLockedAt === null ? null : decisionCounts(await this.admission.rows(batch));
    const facts: StationFacts = {
      stage,
      accepted: view.accepted,
      cardsIssued,
      seal,
      hasWritten: batch.rules === null || writtenRules(batch.rules) !== null,
      hasOral: batch.rules === null || oralRules(batch.rules) !== null,
      sittingsOver: view.sittings.length > 0 && view.sittings.every((s) => s.closedAt !== null),
      missing,
      councilDone: meeting !== null && meeting.meeting.closedAt !== null && adoptedResults(meeting),
      addendumOpen: batch.addendumOpenedAt !== null,
      undecided: decisions?.undecided ?? null,
      closeRefusal: refusal === null ? null : `error.${refusal.code}`,
    };
    const closeParams = refusal?.params ?? {};
    return { view, stations: stations(facts), closeParams, sittings, council, cardsIssued, seal, missing, decisions };
  }

  private sittings(ownerId: string, view: BatchView): Promise<SittingLine[]> {
    return Promise.all(
      view.sittings.map(async (s) => {
        const { counts } = await this.boards.board(ownerId, s.id);
        return { id: s.id, room: s.room, startsAt: s.startsAt, startedAt: s.startedAt, closedAt: s.closedAt, counts };
      }),
    );
  }
}
