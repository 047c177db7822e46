import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { CandidateActor } from '../common/actor.js';
import { AppError, found } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { Candidate, Ctx, Performs } from '../common/http/access.js';
import { Page, redirect, type Redirect } from '../common/http/answers.js';
import { clearCookie, readCookie, writeCookie } from '../common/http/cookies.js';
import { type FieldError, fieldError, readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { lastTouched } from '../core/attempt/attempt.js';
import { formSize } from '../core/blueprint/blueprint.js';
import { formatNumber, type Lang, translate } from '../i18n/translator.js';
import type { CandidateSelf } from '../batch/candidate-access.service.js';
import type { FormItem } from '../core/blueprint/form.js';
import { writtenRules } from '../core/scoring/rule-set.js';
import { answerFields } from './answer-fields.js';
import { AttemptService, type Standing } from './attempt.service.js';
import { SubmitDto } from './dto/delivery.dto.js';
import {
  paperItems,
  headView,
  lateView,
  receiptView,
  reviewItems,
  sheetView,
  sittingView,
} from './delivery.presenter.js';
import type { Attempt } from './entities/attempt.entity.js';
import { LateAnswerService } from './late-answer.service.js';
import { PageSecrets } from './page-secrets.service.js';
import { type PageState, PageStates } from './page-state.service.js';
import { PaperService } from './paper.service.js';
import { SaveLane } from './save-lane.js';
import { writtenOf } from './timing.service.js';

interface Running {
  readonly standing: Standing;
  readonly attempt: Attempt;
}

interface TimeView {
  readonly serverNow: number;
  readonly deadlineAt: number;
  readonly stoodMs: number;
  readonly paused: boolean;
}

/** The candidate's attempt, page by page; each page sends on to the one that fits where the attempt stands. */
@Controller('delivery')
export class DeliveryController {
  constructor(
    private readonly attempts: AttemptService,
    private readonly papers: PaperService,
    private readonly saving: SaveLane,
    private readonly states: PageStates,
    private readonly secrets: PageSecrets,
    private readonly lateAnswers: LateAnswerService,
    private readonly clock: Clock,
  ) {}

  @Get('wait')
  @Performs('candidate.sit')
  async wait(@Candidate() candidate: CandidateActor, @Ctx() ctx: RequestContext): Promise<Page | Redirect> {
    const { self, attempt, door } = await this.attempts.standing(candidate.entryId);
    if (attempt !== null) return redirect('/delivery/paper');
    const { blueprint } = self.batch;
    return new Page(
      'delivery/wait',
      {
        ...headView(self),
        sitting: sittingView(self, ctx.lang),
        state: door,
        minutes: ownMinutes(self),
        itemCount: blueprint === null ? 0 : formSize(blueprint),
        rules: [],
      },
      { layout: 'candidate', title: translate(ctx.lang, `delivery.wait.title.${door}`) },
    );
  }

  @Get('wait-state')
  @Performs('candidate.sit')
  async waitState(@Candidate() candidate: CandidateActor): Promise<{ state: string }> {
    const { attempt, door } = await this.attempts.standing(candidate.entryId);
    return { state: attempt === null ? door : 'started' };
  }

  @Post('start')
  @Performs('candidate.sit')
  async start(@Candidate() candidate: CandidateActor): Promise<Redirect> {
    try {
      await this.attempts.start(candidate);
    } catch (error) {
      // The waiting page says what is missing; a candidate needs no other error page for it.
      if (error instanceof AppError && error.code.startsWith('attempt/door-')) return redirect('/delivery/wait');
      throw error;
    }
    return redirect('/delivery/paper');
  }

  @Get('paper')
  @Performs('candidate.sit')
  async paper(
    @Candidate() candidate: CandidateActor,
    @Ctx() ctx: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page | Redirect> {
    const standing = await this.attempts.standing(candidate.entryId);
    const { attempt } = standing;
    if (attempt === null) return redirect('/delivery/wait');
    if (attempt.state === 'closed') return redirect('/delivery/receipt');
    if (attempt.leaseSessionId !== candidate.sessionId) {
      clearCookie(reply, 'resume', ctx.secure);
      return this.elsewhere(standing, attempt, candidate, ctx);
    }
    rememberUntil(attempt.deadlineAt.getTime() - this.clock.epochMs(), reply, ctx);
    return this.paperPage({ standing, attempt }, ctx);
  }

  /** @param unsaved answers that could not be saved, shown as they were given */
  private async paperPage(
    { standing: { self }, attempt }: Running,
    ctx: RequestContext,
    unsaved: ReadonlyMap<number, string> = new Map(),
  ): Promise<Page> {
    const form = await this.attempts.getForm(attempt.entryId);
    const time = await this.timeView(attempt);
    const left = Math.floor((time.deadlineAt - time.serverNow) / 60_000);
    return new Page(
      'delivery/paper',
      {
        ...headView(self),
        attempt: {
          id: attempt.id,
          leaseNo: attempt.leaseNo,
          lastSeq: attempt.lastSeq,
          clientSeq: attempt.lastClientSeq + 1,
        },
        secrets: this.secrets.ofAttempt(attempt.id),
        items: paperItems(form, attempt.sheet, ctx.lang, unsaved),
        here: lastTouched(attempt.sheet),
        errors: unsavedErrors(form.items, unsaved, ctx.lang),
        answered: attempt.answeredCount,
        savedAt: attempt.lastSavedAt,
        ...time,
        minutesLeft: Math.max(0, left),
        graceSeconds: writtenOf(self.batch).graceSeconds,
      },
      {
        layout: 'candidate',
        title: translate(ctx.lang, 'delivery.paper.title'),
        status: unsaved.size > 0 ? 400 : 200,
        packed: unsaved.size === 0,
      },
    );
  }

  /** The whole paper as a form, from a page without script. */
  @Post('paper')
  @Performs('candidate.sit')
  async savePaper(
    @Candidate() candidate: CandidateActor,
    @Ctx() ctx: RequestContext,
    @Body() body: Record<string, unknown>,
  ): Promise<Page | Redirect> {
    try {
      const unsaved = await this.papers.saveForm(candidate, body);
      const running = unsaved.size === 0 ? null : await this.running(candidate);
      if (running !== null) return await this.paperPage(running, ctx, unsaved);
    } catch (error) {
      if (
        error instanceof AppError &&
        /^(attempt\/(closed|too-late)|save\/not-your-lease|common\/not-found)$/.test(error.code)
      )
        return redirect(error.code.startsWith('attempt/') ? '/delivery/receipt?late=refused' : '/delivery/paper');
      throw error;
    }
    return redirect(body['go'] === 'review' ? '/delivery/review' : '/delivery/paper');
  }

  @Post('lease')
  @Performs('candidate.sit')
  async lease(@Candidate() candidate: CandidateActor): Promise<object> {
    const attempt = await this.attempts.takeLease(candidate);
    return {
      leaseNo: attempt.leaseNo,
      clientSeq: 1,
      lastSeq: attempt.lastSeq,
      serverNow: this.clock.epochMs(),
      deadlineAt: attempt.deadlineAt.getTime(),
      ...sheetView(attempt.sheet),
    };
  }

  @Post('take-over')
  @Performs('candidate.sit')
  async takeOver(@Candidate() candidate: CandidateActor): Promise<Redirect> {
    try {
      await this.attempts.takeLease(candidate);
    } catch (error) {
      // The page that follows says whether the other device is still live, or shows the receipt.
      if (!(error instanceof AppError) || !error.code.startsWith('attempt/')) throw error;
    }
    return redirect('/delivery/paper');
  }

  @Post('save')
  @Performs('candidate.sit')
  async save(@Candidate() candidate: CandidateActor, @Body() body: unknown): Promise<object> {
    return this.saving.save(candidate, body);
  }

  @Get('state')
  @Performs('candidate.sit')
  async state(@Candidate() candidate: CandidateActor): Promise<PageState> {
    const seen = (await this.states.find([candidate.entryId])).get(candidate.entryId);
    if (seen === undefined) return this.states.waiting();
    const { attempt } = seen;
    if (attempt.state === 'running' && attempt.leaseSessionId === candidate.sessionId)
      await this.attempts.touch(attempt);
    return seen.stateFor(candidate.sessionId);
  }

  /** What a machine may forget: closed attempts of the person. */
  @Get('own-attempts')
  @Performs('candidate.sit')
  async ownAttempts(@Candidate() candidate: CandidateActor): Promise<{ closed: string[] }> {
    return { closed: await this.attempts.findClosedOfPerson(candidate.entryId) };
  }

  @Get('review')
  @Performs('candidate.sit')
  async review(@Candidate() candidate: CandidateActor, @Ctx() ctx: RequestContext): Promise<Page | Redirect> {
    const running = await this.running(candidate);
    return running === null ? redirect('/delivery/paper') : this.reviewPage(running, ctx, null);
  }

  @Post('submit')
  @Performs('candidate.sit')
  async submit(
    @Candidate() candidate: CandidateActor,
    @Ctx() ctx: RequestContext,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const running = await this.running(candidate);
    if (running === null) return redirect('/delivery/receipt');
    const form = readForm(SubmitDto, body, ctx.lang);
    if (!form.ok || form.value.confirm !== 'yes')
      return this.reviewPage(running, ctx, translate(ctx.lang, 'delivery.review.confirmMissing'));
    await this.attempts.submit(candidate, running.standing);
    return redirect('/delivery/receipt');
  }

  @Get('receipt')
  @Performs('candidate.sit')
  async receipt(
    @Candidate() candidate: CandidateActor,
    @Ctx() ctx: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query('late') late?: unknown,
  ): Promise<Page | Redirect> {
    const { self, attempt } = await this.attempts.standing(candidate.entryId);
    if (attempt?.state !== 'closed') return redirect('/delivery/paper');
    clearCookie(reply, 'resume', ctx.secure);
    const { blueprint } = self.batch;
    const total = blueprint === null ? 0 : formSize(blueprint);
    const file = (await this.lateAnswers.findFiles([attempt.id])).get(attempt.id);
    return new Page(
      'delivery/receipt',
      {
        ...headView(self),
        attempt: { id: attempt.id, leaseNo: attempt.leaseNo },
        secrets: this.secrets.ofAttempt(attempt.id),
        receipt: receiptView(attempt, total),
        late: lateView(file),
        lateRefused: late === 'refused',
      },
      {
        layout: 'candidate',
        title: translate(ctx.lang, `delivery.receipt.title.${attempt.closeReason ?? 'submitted'}`),
      },
    );
  }

  /** The running attempt of the device that holds it; another one may neither look it over nor hand it in. */
  private async running(candidate: CandidateActor): Promise<Running | null> {
    const standing = await this.attempts.standing(candidate.entryId);
    const { attempt } = standing;
    const isHeld = attempt?.state === 'running' && attempt.leaseSessionId === candidate.sessionId;
    return isHeld ? { standing, attempt } : null;
  }

  private async reviewPage({ standing, attempt }: Running, ctx: RequestContext, error: string | null): Promise<Page> {
    const form = await this.attempts.getForm(attempt.entryId);
    const items = reviewItems(form, attempt.sheet);
    return new Page(
      'delivery/review',
      {
        ...headView(standing.self),
        attempt: { id: attempt.id },
        secrets: this.secrets.ofAttempt(attempt.id),
        items,
        answered: attempt.answeredCount,
        total: items.length,
        flagged: items.filter((i) => i.flagged).length,
        unanswered: items.filter((i) => !i.answered).map((i) => i.no),
        savedAt: attempt.lastSavedAt,
        ...(await this.timeView(attempt)),
        errors: error === null ? [] : [{ field: 'confirm', message: error }],
      },
      { layout: 'candidate', title: translate(ctx.lang, 'delivery.review.title'), status: error === null ? 200 : 400 },
    );
  }

  /** What the page's clock starts from. */
  private async timeView(attempt: Attempt): Promise<TimeView> {
    const seen = (await this.states.see([attempt])).get(attempt.entryId);
    const { serverNow, deadlineAt, stoodMs, paused } = found(seen).stateFor('');
    return { serverNow, deadlineAt: found(deadlineAt), stoodMs: found(stoodMs), paused: found(paused) };
  }

  private elsewhere({ self }: Standing, attempt: Attempt, candidate: CandidateActor, ctx: RequestContext): Page {
    const state = this.attempts.takeOver(attempt, self.entry, candidate);
    return new Page(
      'delivery/elsewhere',
      { ...headView(self), state },
      { layout: 'candidate', title: translate(ctx.lang, `delivery.elsewhere.title.${state}`) },
    );
  }
}

/** More than the deadline tells: minutes that are given and outages move it. */
const RESUME_MARGIN_SECONDS = 3600;

/** Lets the browser find the way back after a crash, see Resumption. Its own clock may end that early: then by number and code. */
function rememberUntil(leftMs: number, reply: FastifyReply, { secure }: RequestContext): void {
  const token = readCookie(reply.request, 'candidate', secure) ?? readCookie(reply.request, 'resume', secure);
  if (token === undefined) return;
  const maxAgeSeconds = Math.max(0, Math.ceil(leftMs / 1000)) + RESUME_MARGIN_SECONDS;
  writeCookie(reply, 'resume', token, { secure, maxAgeSeconds });
}

/** The plan's minutes with the person's own factor; null where nothing is written. */
function ownMinutes({ batch, entry }: CandidateSelf): number | null {
  const written = batch.rules === null ? null : writtenRules(batch.rules);
  return written === null ? null : Math.ceil((written.minutes * entry.timeFactorPercent) / 100);
}

/** Why each of these answers could not be saved. */
const unsavedErrors = (items: readonly FormItem[], unsaved: ReadonlyMap<number, string>, lang: Lang): FieldError[] => {
  const fields = answerFields(items);
  return [...unsaved].map(([no, value]) => {
    const max = fields.get(no)?.max ?? null;
    const message =
      max !== null && value.length > max
        ? translate(lang, 'error.save/too-long', {
            item: no,
            length: formatNumber(value.length, lang),
            max: formatNumber(max, lang),
          })
        : translate(lang, 'error.save/unfinished', { item: no });
    return fieldError(`a${no}`, message, lang);
  });
};
