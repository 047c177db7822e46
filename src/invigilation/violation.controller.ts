import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import type { StaffActor } from '../common/actor.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { type Crumb, Page, redirect, type Redirect } from '../common/http/answers.js';
import { type FieldError, readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { batchTitle } from '../batch/batch.presenter.js';
import { BatchService, type BatchView } from '../batch/batch.service.js';
import { mayAct } from '../core/access/access-matrix.js';
import { mayChangeResults } from '../core/batch/stage.js';
import { translate } from '../i18n/translator.js';
import { BoardService } from './board.service.js';
import { ViolationDto, WithdrawDto } from './dto/violation.dto.js';
import { minuteOf, roomLog, violationChoices } from './violation.presenter.js';
import { ViolationService } from './violation.service.js';

/** All violation minutes and incidents of a batch, whatever the room. */
@Controller('invigilation/batch/:batchId/violations')
export class ViolationController {
  constructor(
    private readonly violations: ViolationService,
    private readonly boards: BoardService,
    private readonly batches: BatchService,
  ) {}

  @Get()
  @Performs('sitting.watch')
  async list(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
  ): Promise<Page> {
    return this.page(staff, ctx, batchId, {}, []);
  }

  @Post()
  @Performs('violation.note')
  async note(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(ViolationDto, body, ctx.lang);
    if (!form.ok) return this.page(staff, ctx, batchId, form.typed, form.errors);
    await this.violations.note(staff, batchId, minuteOf(form.value));
    return redirect(`/invigilation/batch/${batchId}/violations?done=violation.noted`);
  }

  @Post(':violationId/withdraw')
  @Performs('violation.withdraw')
  async withdraw(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Param('violationId', ParseUUIDPipe) violationId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(WithdrawDto, body, ctx.lang);
    if (!form.ok) {
      // Each minute has such a form: the remark belongs to the one that was sent.
      const errors = form.errors.map((e) => ({ ...e, field: `reason-${violationId}` }));
      return this.page(staff, ctx, batchId, { [`reason-${violationId}`]: form.typed['reason'] }, errors);
    }
    await this.violations.withdraw(staff, batchId, violationId, form.value.reason);
    return redirect(`/invigilation/batch/${batchId}/violations?done=violation.withdrawn`);
  }

  private async page(
    staff: StaffActor,
    ctx: RequestContext,
    batchId: string,
    values: Readonly<Record<string, unknown>>,
    errors: FieldError[],
  ): Promise<Page> {
    const view = await this.batches.getView(staff.ownerId, batchId);
    const entries = (await this.batches.findEntries(batchId)).filter((e) => e.candidateNo !== null);
    const [violations, incidents] = await Promise.all([
      this.violations.findOfBatch(batchId),
      this.boards.findIncidentsOfBatch(batchId),
    ]);
    const title = translate(ctx.lang, 'violation.title');
    const isOpen = view.batch.rules !== null && mayChangeResults(view.batch).ok;
    const present = entries.filter((e) => e.attendance === 'present');
    return new Page(
      'invigilation/violations',
      {
        batch: view.batch,
        name: batchTitle(view.batch, ctx.lang),
        ...roomLog(violations, incidents, entries, view.sittings),
        inForce: violations.filter((v) => v.withdrawnAt === null).length,
        people: [
          { value: '', text: translate(ctx.lang, 'violation.choosePerson') },
          ...present.map((e) => ({
            value: e.id,
            text: `${e.candidateNo ?? ''} ${e.fullName}`,
            selected: e.id === values['entryId'],
          })),
        ],
        ...violationChoices(view.batch.rules, values),
        values,
        errors,
        fieldErrors: Object.fromEntries(errors.map((e) => [e.field, e.message])),
        mayNote: isOpen && present.length > 0 && mayAct(staff.roles, 'violation.note'),
        mayWithdraw: isOpen && mayAct(staff.roles, 'violation.withdraw'),
        isLocked: !mayChangeResults(view.batch).ok,
      },
      {
        layout: 'staff',
        title,
        crumbs: this.crumbs(ctx, staff, view, title),
        status: errors.length > 0 ? 400 : 200,
      },
    );
  }

  /** The batch's own page is not for invigilators. */
  private crumbs(ctx: RequestContext, staff: StaffActor, { batch }: BatchView, title: string): Crumb[] {
    const text = batchTitle(batch, ctx.lang);
    const ofBatch = mayAct(staff.roles, 'roster.view') ? { text, href: `/overview/batch/${batch.id}` } : { text };
    return [{ text: translate(ctx.lang, 'overview.crumb'), href: '/overview' }, ofBatch, { text: title }];
  }
}
