import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import type { StaffActor } from '../common/actor.js';
import { AppError, statusOf } from '../common/app-error.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Page, redirect, type Redirect } from '../common/http/answers.js';
import { type FieldError, fieldError, readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { readSlip } from '../core/sealing/slip.js';
import { translate } from '../i18n/translator.js';
import { batchCrumbs, byField } from './batch.controller.js';
import { batchTitle } from './batch.presenter.js';
import { BatchService } from './batch.service.js';
import { SlipDto } from './dto/batch.dto.js';
import { OpeningService, WAITING_MINUTES } from './opening.service.js';

/** What the person at the form can mend at once; all else is a page of its own. */
const AT_THE_FIELD = ['seal/wrong-slip', 'seal/same-person', 'seal/same-slip', 'auth/too-many-tries'];

/** Mở niêm phong: where each of two people types a slip. */
@Controller('batch/:batchId/opening')
export class OpeningController {
  constructor(
    private readonly batches: BatchService,
    private readonly opening: OpeningService,
  ) {}

  @Get()
  @Performs('seal.open')
  form(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
  ): Promise<Page> {
    return this.page(staff, ctx, batchId, {}, []);
  }

  @Post()
  @Performs('seal.open')
  async enter(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(SlipDto, body, ctx.lang);
    if (!form.ok) return this.page(staff, ctx, batchId, form.typed, form.errors);
    const again = (code: string, params: AppError['params'], status?: number): Promise<Page> => {
      const error = fieldError('slip', translate(ctx.lang, `error.${code}`, params), ctx.lang);
      return this.page(staff, ctx, batchId, { ...form.value }, [error], status);
    };
    const slip = readSlip(form.value.slip);
    if (!slip.ok) return again(slip.error.code, slip.error.params ?? {});
    try {
      const came = await this.opening.enter(staff, batchId, slip.value, ctx.address);
      return redirect(
        came === 'opened'
          ? `/batch/${batchId}/opening?done=seal.opened`
          : `/batch/${batchId}/opening?done=seal.waiting`,
      );
    } catch (error) {
      if (!(error instanceof AppError) || !AT_THE_FIELD.includes(error.code)) throw error;
      return again(error.code, error.params, statusOf(error.code));
    }
  }

  private async page(
    staff: StaffActor,
    ctx: RequestContext,
    batchId: string,
    values: object,
    errors: FieldError[],
    status = 400,
  ): Promise<Page> {
    const view = await this.batches.getView(staff.ownerId, batchId);
    const seal = await this.opening.find(batchId);
    if (seal === null) throw new AppError('seal/not-sealed');
    const isMine = seal.waiting?.byId === staff.id;
    const title = translate(ctx.lang, 'seal.title');
    return new Page(
      'batch/opening',
      {
        ...view,
        name: batchTitle(view.batch, ctx.lang),
        seal,
        isMine,
        // Who has typed a slip waits for somebody else; a fault is shown where it was typed all the same.
        mayType: !isMine || errors.length > 0,
        minutes: WAITING_MINUTES,
        values,
        errors,
        fieldErrors: byField(errors),
      },
      {
        layout: 'staff',
        title,
        crumbs: batchCrumbs(ctx, view, { text: title }),
        status: errors.length > 0 ? status : 200,
      },
    );
  }
}
