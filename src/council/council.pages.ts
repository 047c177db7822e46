import { Injectable } from '@nestjs/common';
import { batchTitle } from '../batch/batch.presenter.js';
import { BatchService, type BatchView } from '../batch/batch.service.js';
import type { StaffActor } from '../common/actor.js';
import { type Crumb, Page } from '../common/http/answers.js';
import type { FieldError } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { mayAct } from '../core/access/access-matrix.js';
import { mayDo } from '../marking/missing-work.js';
import type { BatchStage } from '../core/batch/stage.js';
import { lockObstacles, type MinutesDraft, needsAnotherMeeting } from '../core/decision/meeting.js';
import { shortHead } from '../core/ledger/chain.js';
import { translate } from '../i18n/translator.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { BatchOutcomes } from '../marking/outcome-rows.js';
import { OutcomeService } from '../marking/outcome.service.js';
import { signsAs, SIGNERS } from './confirmation.service.js';
import { changeRows, minutesView, obstacleText, signatures, verdict } from './council.presenter.js';
import { LockedResultsService } from './locked-results.service.js';
import { digestOf, lockFacts, type MeetingView } from './meeting-view.js';
import { MeetingService } from './meeting.service.js';
import { minutesFields } from './minutes-form.js';
import { ResultLockService } from './result-lock.service.js';

/** What a form that was refused brings back. */
export interface Refused {
  readonly errors: readonly FieldError[];
  readonly values?: Readonly<Record<string, unknown>>;
  readonly draft?: MinutesDraft;
  readonly status?: number;
  /** What was typed is stored all the same; only what was to follow it is refused. */
  readonly saved?: boolean;
}

const CONSIDERED: ReadonlySet<BatchStage> = new Set(['marking', 'councilReview', 'resultsLocked', 'published']);

/** The page of the council's review: what it says depends on how far the council has come, and on who looks. */
@Injectable()
export class CouncilPages {
  constructor(
    private readonly batches: BatchService,
    private readonly outcomes: OutcomeService,
    private readonly meetings: MeetingService,
    private readonly locking: ResultLockService,
    private readonly locked: LockedResultsService,
    private readonly ledger: LedgerService,
  ) {}

  async show(
    staff: StaffActor,
    ctx: RequestContext,
    batchId: string,
    refused: Refused = { errors: [] },
  ): Promise<Page> {
    const view = await this.batches.getView(staff.ownerId, batchId);
    const { batch, stage } = view;
    const isLocked = batch.resultsLockedAt !== null;
    const considered = CONSIDERED.has(stage);
    const maySee = mayAct(staff.roles, 'result.view');
    const outcomes = considered && (maySee || !isLocked) ? await this.outcomes.outcomes(staff.ownerId, batchId) : null;
    const [newest, ...earlier] = await this.meetings.findMeetings(batchId);
    const meeting = newest ?? null;
    const council = await this.meetings.findCouncil(batch);
    const title = translate(ctx.lang, 'council.title');
    return new Page(
      'council/show',
      {
        batch,
        stage,
        name: batchTitle(batch, ctx.lang),
        considered,
        isLocked,
        council,
        willName: batch.councilId === null && council !== null,
        ...this.figures(outcomes, maySee, staff, ctx),
        ...(await this.meetingPart(staff, view, meeting, outcomes, refused, ctx)),
        earlier: earlier.map(minutesView),
        ...(await this.lockedPart(staff, view, ctx)),
        may: {
          results: maySee,
          viewLocked: mayAct(staff.roles, 'result.viewLocked'),
          papers: mayAct(staff.roles, 'paper.make'),
          publish: mayAct(staff.roles, 'result.publish'),
          lock: mayAct(staff.roles, 'result.lock'),
          rescore: mayAct(staff.roles, 'rescore.order'),
        },
        values: refused.values ?? {},
        errors: refused.errors,
        unsaved: refused.errors.length > 0 && refused.saved !== true,
        fieldErrors: Object.fromEntries(refused.errors.map((e) => [e.field, e.message])),
      },
      {
        layout: 'staff',
        title,
        crumbs: crumbs(ctx, view, staff, { text: title }),
        status: refused.status ?? (refused.errors.length > 0 ? 400 : 200),
      },
    );
  }

  /** Figures and missing works, for those alone who may see results before the lock. */
  private figures(outcomes: BatchOutcomes | null, maySee: boolean, { roles }: StaffActor, ctx: RequestContext): object {
    if (outcomes === null || !maySee) return { clauses: null, missing: [] };
    return {
      clauses: verdict(outcomes.counts, ctx.lang),
      missing: outcomes.missing.map((m) => ({
        text: translate(ctx.lang, `results.missing.${m.code}`, { n: m.n }),
        who: translate(ctx.lang, `role.${m.who}`),
        href: mayDo(roles, m) ? m.href : null,
        names: m.names.slice(0, 3).join(', '),
        more: m.names.length > 3,
      })),
    };
  }

  private async meetingPart(
    staff: StaffActor,
    view: BatchView,
    meeting: MeetingView | null,
    outcomes: BatchOutcomes | null,
    refused: Refused,
    ctx: RequestContext,
  ): Promise<object> {
    const isLocked = view.batch.resultsLockedAt !== null;
    const obstacles = outcomes === null || isLocked ? [] : lockObstacles(lockFacts(meeting, outcomes));
    const mayKeep = mayAct(staff.roles, 'meeting.keep') && !isLocked;
    const isOpen = meeting !== null && meeting.meeting.closedAt === null;
    const isClosed = meeting !== null && !isOpen;
    const another = isClosed && needsAnotherMeeting(obstacles);
    const signer = isClosed && !another && mayAct(staff.roles, 'meeting.confirm') ? this.signer(staff, meeting) : null;
    return {
      obstacles: obstacles.map((o) => obstacleText(o, ctx.lang)),
      mayOpen: mayKeep && outcomes !== null && (meeting === null || another),
      another,
      minutes: meeting === null ? null : minutesView(meeting),
      isOpen,
      isClosed,
      // What was said and concluded speaks of results: before the lock for those alone who may see them.
      showTexts: isLocked || mayAct(staff.roles, 'result.view'),
      form: isOpen && mayKeep ? { ...minutesFields(meeting, refused.draft), base: digestOf(meeting) } : null,
      signatures: isClosed && !another ? signatures(meeting, ctx.lang) : [],
      signer,
      signerRole: signer === null ? '' : translate(ctx.lang, `councilRole.${signer}`),
      head: signer === null && !isLocked ? null : shortHead(await this.ledger.head()),
    };
  }

  /** As what the person who looks may confirm the minutes now. */
  private signer(staff: StaffActor, meeting: MeetingView): 'chair' | 'secretary' | null {
    const m = meeting.meeting;
    return (
      SIGNERS.find((as) => {
        const [at, other] = as === 'chair' ? [m.chairAt, m.secretaryId] : [m.secretaryAt, m.chairId];
        return at === null && other !== staff.id && signsAs(staff, meeting, as);
      }) ?? null
    );
  }

  private async lockedPart(staff: StaffActor, { batch }: BatchView, ctx: RequestContext): Promise<object> {
    if (batch.resultsLockedAt === null) return { addenda: [], openAddendum: null, amended: 0 };
    const addenda = await this.locking.findAddenda(batch.id);
    const open = addenda.find((a) => a.closedAt === null) ?? null;
    const latest = await this.locked.findLatest(batch.id);
    const amended = [...latest.values()].filter((r) => r.version > 1).length;
    if (open === null || !mayAct(staff.roles, 'result.view')) return { addenda, openAddendum: open, amended };
    const { changes, missing } = await this.locking.previewAddendum(staff.ownerId, batch.id);
    return {
      addenda,
      amended,
      openAddendum: {
        ...open,
        changes: changeRows(
          changes.map((c) => ({ row: c.row, before: c.before })),
          ctx.lang,
        ),
        missing,
      },
    };
  }
}

/** Trang chính > Đợt 1 năm 2027 > ...; the batch's page is linked for whom it opens. */
export function crumbs(
  ctx: RequestContext,
  view: Pick<BatchView, 'batch'>,
  staff: StaffActor,
  ...more: Crumb[]
): Crumb[] {
  const name = batchTitle(view.batch, ctx.lang);
  const { id } = view.batch;
  return [
    { text: translate(ctx.lang, 'overview.crumb'), href: '/overview' },
    mayAct(staff.roles, 'roster.view') ? { text: name, href: `/overview/batch/${id}` } : { text: name },
    ...more,
  ];
}
