import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import type { StaffActor } from '../common/actor.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Page, redirect, type Redirect } from '../common/http/answers.js';
import { type FieldError, readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { batchCrumbs, byField } from '../batch/batch.controller.js';
import { batchTitle } from '../batch/batch.presenter.js';
import { mayAct } from '../core/access/access-matrix.js';
import { mayChangeResults } from '../core/batch/stage.js';
import { translate } from '../i18n/translator.js';
import { LateDecisionDto } from './dto/late-decision.dto.js';
import { lateCaseView } from './late-decision.presenter.js';
import { LateDecisionService } from './late-decision.service.js';

/** A form that came back, and of whom. */
interface Typed {
  readonly entryId: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly errors: readonly FieldError[];
}

/** Answers that came after the end: seen by the council, decided by the chair. */
@Controller('marking/:batchId/late')
export class LateDecisionController {
  constructor(private readonly decisions: LateDecisionService) {}

  @Get()
  @Performs('result.view')
  async list(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
  ): Promise<Page> {
    return this.page(staff, ctx, batchId, null);
  }

  @Post(':entryId')
  @Performs('late.decide')
  async decide(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Param('entryId', ParseUUIDPipe) entryId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(LateDecisionDto, body, ctx.lang);
    if (!form.ok) return this.page(staff, ctx, batchId, { entryId, values: form.typed, errors: form.errors });
    const { counted, reason, seen } = form.value;
    await this.decisions.decide(staff, batchId, entryId, { counted: counted === 'yes', reason, seen });
    return redirect(`/marking/${batchId}/late?done=late.decided`);
  }

  private async page(staff: StaffActor, ctx: RequestContext, batchId: string, typed: Typed | null): Promise<Page> {
    const { view, cases } = await this.decisions.cases(staff.ownerId, batchId);
    const title = translate(ctx.lang, 'late.title');
    const errors = typed?.errors ?? [];
    return new Page(
      'marking/late',
      {
        ...view,
        name: batchTitle(view.batch, ctx.lang),
        cases: cases.map((c) => {
          const own = typed?.entryId === c.entry.id ? typed : null;
          return { ...lateCaseView(c, ctx.lang), values: own?.values ?? {}, fieldErrors: byField(own?.errors ?? []) };
        }),
        errors,
        mayDecide: mayAct(staff.roles, 'late.decide') && mayChangeResults(view.batch).ok,
      },
      {
        layout: 'staff',
        title,
        crumbs: batchCrumbs(
          ctx,
          view,
          { text: translate(ctx.lang, 'results.title'), href: `/marking/${batchId}` },
          { text: title },
        ),
        status: errors.length > 0 ? 400 : 200,
      },
    );
  }
}
