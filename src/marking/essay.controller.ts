import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import type { StaffActor } from '../common/actor.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { type Crumb, Page, redirect, type Redirect } from '../common/http/answers.js';
import { type FieldError, fieldError, readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { batchTitle } from '../batch/batch.presenter.js';
import { BatchService } from '../batch/batch.service.js';
import type { Batch } from '../batch/entities/batch.entity.js';
import { mayAct } from '../core/access/access-matrix.js';
import { mayChangeResults } from '../core/batch/stage.js';
import { StaffService } from '../identity/staff.service.js';
import { formatNumber, translate } from '../i18n/translator.js';
import { type MarkForm, readMarkForm } from '../oral/mark-form.js';
import { ItemViewService } from '../question-bank/item-view.service.js';
import { EssayReasonDto, ReleaseDto } from './dto/essay.dto.js';
import { essayLabel, essayLine, essayOutcome, essaySheet, essayState, raterLine } from './essay.presenter.js';
import { EssayService, hasEssays } from './essay.service.js';

interface Typed {
  readonly marks: MarkForm | null;
  readonly reason: unknown;
  readonly errors: FieldError[];
}
const NOTHING_TYPED: Typed = { marks: null, reason: '', errors: [] };

/** Marking of essays, blind: a number in place of a name. */
@Controller('marking/essays/:batchId')
export class EssayController {
  constructor(
    private readonly essays: EssayService,
    private readonly batches: BatchService,
    private readonly staff: StaffService,
    private readonly views: ItemViewService,
  ) {}

  @Get()
  @Performs('essay.rate')
  async list(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
  ): Promise<Page> {
    const batch = await this.opened(staff, batchId);
    const all = await this.essays.findEssays(staff, batch);
    const by = (state: string): object[] =>
      all.filter((e) => essayState(e) === state).map((e) => essayLine(e, ctx.lang));
    const title = translate(ctx.lang, 'essay.title');
    return new Page(
      'marking/essays',
      {
        batch,
        name: batchTitle(batch, ctx.lang),
        open: by('open'),
        free: by('free'),
        locked: by('locked'),
        full: by('full').length,
        total: all.length,
        mayOversee: mayAct(staff.roles, 'panel.manage'),
      },
      { layout: 'staff', title, crumbs: this.crumbs(ctx, staff, batch, { text: title }) },
    );
  }

  /** Who marks what: for those who must see to it that all is marked. */
  @Get('raters')
  @Performs('panel.manage')
  async raters(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
  ): Promise<Page> {
    const batch = await this.opened(staff, batchId);
    const all = await this.essays.findEssays(staff, batch);
    const names = new Map((await this.staff.list(staff.ownerId)).map(({ user }) => [user.id, user.fullName]));
    const title = translate(ctx.lang, 'essay.raters.title');
    return new Page(
      'marking/essay-raters',
      {
        batch,
        name: batchTitle(batch, ctx.lang),
        rows: all.map((e) => raterLine(e, names, ctx.lang)),
        waiting: all.filter((e) => e.wanted > 0 || e.progress.lockedRaterIds.length < e.progress.raterIds.length)
          .length,
        mayChange: mayChangeResults(batch).ok,
      },
      { layout: 'staff', title, crumbs: this.crumbs(ctx, staff, batch, { text: title }) },
    );
  }

  @Get(':questionId')
  @Performs('essay.rate')
  async essay(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Param('questionId', ParseUUIDPipe) questionId: string,
  ): Promise<Page> {
    return this.sheetPage(staff, ctx, batchId, questionId, NOTHING_TYPED);
  }

  /** The answer and its rubric, for who decides between raters; no mark and no name. */
  @Get(':questionId/text')
  @Performs('mark.settle')
  async text(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Param('questionId', ParseUUIDPipe) questionId: string,
  ): Promise<Page> {
    const { batch, essay } = await this.essays.getEssay(staff, batchId, questionId);
    await this.views.recordVersions(staff, [essay.question.itemVersionId]);
    const label = essayLabel(essay.label, ctx.lang);
    const { criteria, ideas } = essay.question.rubric;
    return new Page(
      'marking/essay-text',
      {
        batch,
        questionId,
        label,
        stem: essay.question.stem,
        text: await this.essays.getText(essay.question),
        ideas,
        criteria: criteria.map((c, i) => ({ ...c, place: i + 1, max: formatNumber(c.points / 100, ctx.lang) })),
      },
      { layout: 'staff', title: label, crumbs: this.crumbs(ctx, staff, batch, { text: label }) },
    );
  }

  @Post(':questionId/claim')
  @Performs('essay.rate')
  async claim(
    @Staff() staff: StaffActor,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Param('questionId', ParseUUIDPipe) questionId: string,
  ): Promise<Redirect> {
    await this.essays.claim(staff, batchId, questionId);
    return redirect(`/marking/essays/${batchId}/${questionId}`);
  }

  /** The whole sheet as a form; `go=lock` also locks it. */
  @Post(':questionId/marks')
  @Performs('essay.rate')
  async save(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Param('questionId', ParseUUIDPipe) questionId: string,
    @Body() body: Record<string, unknown>,
  ): Promise<Page | Redirect> {
    const { essay } = await this.essays.getEssay(staff, batchId, questionId);
    const marks = readMarkForm([essay.question], body, ctx.lang);
    const isLock = body['go'] === 'lock';
    const errors = isLock ? [...marks.errors, ...missing(marks, essay.question, ctx)] : marks.errors;
    if (marks.errors.length === 0) await this.essays.save(staff, batchId, questionId, (q) => marks.entriesOf(q));
    if (errors.length > 0) return this.sheetPage(staff, ctx, batchId, questionId, { marks, reason: '', errors });
    if (!isLock) return redirect(`/marking/essays/${batchId}/${questionId}?done=essay.saved`);
    await this.essays.lock(staff, batchId, questionId);
    return redirect(`/marking/essays/${batchId}?done=essay.locked`);
  }

  @Post(':questionId/revise')
  @Performs('mark.revise')
  async revise(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Param('questionId', ParseUUIDPipe) questionId: string,
    @Body() body: Record<string, unknown>,
  ): Promise<Page | Redirect> {
    const { essay } = await this.essays.getEssay(staff, batchId, questionId);
    const marks = readMarkForm([essay.question], body, ctx.lang);
    const why = readForm(EssayReasonDto, { reason: body['reason'] }, ctx.lang);
    const errors = [...marks.errors, ...missing(marks, essay.question, ctx), ...(why.ok ? [] : why.errors)];
    if (!why.ok || errors.length > 0)
      return this.sheetPage(staff, ctx, batchId, questionId, { marks, reason: body['reason'], errors });
    const { question } = essay;
    await this.essays.revise(
      staff,
      batchId,
      questionId,
      marks.marksOf(question),
      marks.noteOf(question),
      why.value.reason,
    );
    return redirect(`/marking/essays/${batchId}/${questionId}?done=essay.revised`);
  }

  @Post(':questionId/release')
  @Performs('panel.manage')
  async release(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Param('questionId', ParseUUIDPipe) questionId: string,
    @Body() body: unknown,
  ): Promise<Redirect> {
    const form = readForm(ReleaseDto, body, ctx.lang);
    if (!form.ok) throw new AppError('common/not-found');
    await this.essays.release(staff, batchId, questionId, form.value.raterId);
    return redirect(`/marking/essays/${batchId}/raters?done=essay.released`);
  }

  /** The batch with its essays open; the server's own work, done in passing. */
  private async opened(staff: StaffActor, batchId: string): Promise<Batch> {
    const batch = await this.batches.getBatch(staff.ownerId, batchId);
    if (!hasEssays(batch)) throw new AppError('essay/none');
    await this.essays.ensureOpened(batch);
    return batch;
  }

  private async sheetPage(
    staff: StaffActor,
    ctx: RequestContext,
    batchId: string,
    questionId: string,
    typed: Typed,
  ): Promise<Page> {
    const { batch, essay } = await this.essays.getEssay(staff, batchId, questionId);
    const { question, own } = essay;
    await this.views.recordVersions(staff, [question.itemVersionId]);
    const state = essayState(essay);
    const fieldErrors = Object.fromEntries(typed.errors.map((e) => [e.field, e.message]));
    const label = essayLabel(essay.label, ctx.lang);
    const list = { text: translate(ctx.lang, 'essay.title'), href: `/marking/essays/${batchId}` };
    return new Page(
      'marking/essay',
      {
        batch,
        questionId,
        label,
        stem: question.stem,
        text: await this.essays.getText(question),
        state,
        wanted: essay.wanted,
        sheet: essaySheet(essay, typed.marks?.typed ?? {}, fieldErrors, ctx.lang),
        draft: own === null ? '' : `${own.id}-${own.leaseNo}`,
        outcome: state === 'locked' ? essayOutcome(await this.essays.findJoined(batch, questionId), ctx.lang) : null,
        mayChange: mayChangeResults(batch).ok,
        mayRevise: mayAct(staff.roles, 'mark.revise') && mayChangeResults(batch).ok,
        reason: typed.reason,
        errors: typed.errors,
        fieldErrors,
      },
      {
        layout: 'staff',
        title: label,
        crumbs: this.crumbs(ctx, staff, batch, list, { text: label }),
        status: typed.errors.length > 0 ? 400 : 200,
      },
    );
  }

  /** An examiner has no page of the batch. */
  private crumbs(ctx: RequestContext, staff: StaffActor, batch: Batch, ...more: Crumb[]): Crumb[] {
    const text = batchTitle(batch, ctx.lang);
    const ofBatch = mayAct(staff.roles, 'roster.view') ? { text, href: `/overview/batch/${batch.id}` } : { text };
    return [{ text: translate(ctx.lang, 'overview.crumb'), href: '/overview' }, ofBatch, ...more];
  }
}

/** A mark that a locked sheet would lack, beside its field. */
function missing(marks: MarkForm, question: Parameters<MarkForm['marksOf']>[0], ctx: RequestContext): FieldError[] {
  const given = marks.marksOf(question);
  return question.rubric.criteria.flatMap((c, i): FieldError[] => {
    const field = `m-${question.no}-${c.id}`;
    if (given[c.id] !== undefined || marks.errors.some((e) => e.field === field)) return [];
    const label = translate(ctx.lang, 'essay.criterion', { place: i + 1 });
    return [{ ...fieldError(field, translate(ctx.lang, 'essay.missing'), ctx.lang), label }];
  });
}
