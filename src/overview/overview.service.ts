import { Injectable } from '@nestjs/common';
import type { StaffActor } from '../common/actor.js';
import { BatchService, type BatchView } from '../batch/batch.service.js';
import { CloseRosterService } from '../batch/close-roster.service.js';
import { mayAct } from '../core/access/access-matrix.js';
import type { Reconciliation } from '../core/statistics/reconciliation.js';
import { BoardService } from '../invigilation/board.service.js';
import { ResultsService } from '../marking/results.service.js';
import { OrganizationService } from '../organization/organization.service.js';
import { type Station, stations } from './stations.js';

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
}

/** Home pages: what is due, for whom. */
@Injectable()
export class OverviewService {
  constructor(
    private readonly batches: BatchService,
    private readonly closing: CloseRosterService,
    private readonly boards: BoardService,
    private readonly results: ResultsService,
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

  private async toHome(ownerId: string, view: BatchView): Promise<BatchHome> {
    const isOpen = view.batch.rosterClosedAt === null;
    const [entries, council, preview] = await Promise.all([
      this.batches.findEntries(view.batch.id),
      this.organization.findCouncil(ownerId),
      isOpen ? this.closing.preview(ownerId, view.batch.id) : null,
    ]);
    const numbered = entries.filter((e) => e.candidateNo !== null);
    const cardsIssued = numbered.length > 0 && numbered.every((e) => e.accessCodeHash !== null);
    const sittings = isOpen ? [] : await this.sittings(ownerId, view);
    const refusal = preview?.refusal ?? null;
    const facts = {
      stage: view.stage,
      accepted: view.accepted,
      cardsIssued,
      counts: view.stage === 'marking' ? (await this.results.written(ownerId, view.batch.id)).counts : null,
      closeRefusal: refusal === null ? null : `error.${refusal.code}`,
    };
    return { view, stations: stations(facts), closeParams: refusal?.params ?? {}, sittings, council, cardsIssued };
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
