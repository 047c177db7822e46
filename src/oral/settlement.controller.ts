import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import type { StaffActor } from '../common/actor.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Page, redirect, type Redirect } from '../common/http/answers.js';
import { type FieldError, readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { BatchService } from '../batch/batch.service.js';
import { mayChangeResults } from '../core/batch/stage.js';
import { blindNumbers } from '../core/rubric/blind-number.js';
import { oralRules, settlerOf } from '../core/scoring/rule-set.js';
import { translate } from '../i18n/translator.js';
import { type JoinedQuestion, JoinedMarks, ratersRule } from '../rating/joined-marks.service.js';
import { RatingService } from '../rating/rating.service.js';
import { SettleDto } from './dto/oral.dto.js';
import { oralCrumbs, refusedFields } from './oral-pages.js';
import { joinedView } from './oral.presenter.js';

interface Typed {
  readonly questionId: string | null;
  readonly values: Readonly<Record<string, unknown>>;
  readonly errors: FieldError[];
}
const NOTHING_TYPED: Typed = { questionId: null, values: {}, errors: [] };

/** Questions whose raters are too far apart, oral ones and essays, and what was decided of them. */
@Controller('oral/settle/:batchId')
export class SettlementController {
  constructor(
    private readonly batches: BatchService,
    private readonly joined: JoinedMarks,
    private readonly rating: RatingService,
  ) {}

  @Get()
  @Performs('mark.settle')
  async list(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
  ): Promise<Page> {
    return this.page(staff, ctx, batchId, NOTHING_TYPED);
  }

  @Post(':questionId')
  @Performs('mark.settle')
  async settle(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Param('questionId', ParseUUIDPipe) questionId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const { batch } = await this.rating.getQuestion(staff.ownerId, questionId);
    if (batch.id !== batchId) throw new AppError('common/not-found');
    const form = readForm(SettleDto, body, ctx.lang);
    if (!form.ok) return this.page(staff, ctx, batchId, { questionId, values: form.typed, errors: form.errors });
    try {
      await this.joined.settle(staff, questionId, form.value.points, form.value.reason);
    } catch (error) {
      const errors = refusedFields(error, /^rating\/settlement-out-of-range$/, 'points', ctx.lang);
      const values = typeof body === 'object' && body !== null ? { ...body } : {};
      return this.page(staff, ctx, batchId, { questionId, values, errors });
    }
    return redirect(`/oral/settle/${batchId}?done=oral.settled`);
  }

  private async page(staff: StaffActor, ctx: RequestContext, batchId: string, typed: Typed): Promise<Page> {
    const batch = await this.batches.getBatch(staff.ownerId, batchId);
    const { rules } = batch;
    if (rules === null) throw new AppError('batch/roster-open');
    const [oral, written, entries] = await Promise.all([
      this.joined.ofBatch(batch, 'oral'),
      this.joined.ofBatch(batch, 'written'),
      this.batches.findEntries(batchId),
    ]);
    const entryOf = new Map(entries.map((e) => [e.id, e]));
    const all = [...oral, ...written];
    const rated = new Set(
      all.filter((j) => j.sheets.some((s) => s.raterId === staff.id)).map((j) => j.question.entryId),
    );
    const labels = blindNumbers(
      batchId,
      written.map(({ question: q }) => ({ id: q.id, openedAt: q.at.getTime() })),
    );
    const view = (j: JoinedQuestion): object => {
      const { question } = j;
      const entry = entryOf.get(question.entryId);
      const isOral = question.component === 'oral';
      const label = String(labels.get(question.id) ?? 0).padStart(2, '0');
      const isTyped = typed.questionId === question.id;
      return {
        ...joinedView(j, ratersRule(rules, question).tolerance, ctx.lang),
        component: question.component,
        // Essays are marked blind; who decides on them sees the same number as their raters, and nobody's name.
        candidateNo: isOral ? (entry?.candidateNo ?? '') : translate(ctx.lang, 'essay.label', { no: label }),
        fullName: isOral ? (entry?.fullName ?? '') : '',
        isOwn: rated.has(question.entryId),
        ...(isTyped
          ? { values: typed.values, fieldErrors: Object.fromEntries(typed.errors.map((e) => [e.field, e.message])) }
          : {}),
      };
    };
    const settler = settlerOf(oralRules(rules));
    const title = translate(ctx.lang, 'oral.settle.title');
    return new Page(
      'oral/settle',
      {
        batch,
        open: all.filter((j) => j.mark.state === 'apart').map(view),
        settled: all.filter((j) => j.mark.state === 'settled').map(view),
        near: all.filter((j) => j.mark.state === 'mean' && j.sheets.some((s) => s.reason !== null)).map(view),
        waiting: all.filter((j) => j.mark.state === 'waiting').length,
        isSettler: staff.roles.includes(settler),
        settler: translate(ctx.lang, `role.${settler}`),
        mayChange: mayChangeResults(batch).ok,
        errors: typed.errors.map((e) => ({ ...e, field: `${e.field}-${typed.questionId ?? ''}` })),
      },
      {
        layout: 'staff',
        title,
        crumbs: oralCrumbs(batch, staff, ctx.lang, [{ text: title }]),
        status: typed.errors.length > 0 ? 400 : 200,
      },
    );
  }
}
