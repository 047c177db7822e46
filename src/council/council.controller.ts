import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { BatchService } from '../batch/batch.service.js';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { type Page, redirect, type Redirect } from '../common/http/answers.js';
import { fieldError, readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { translate } from '../i18n/translator.js';
import { ConfirmationService } from './confirmation.service.js';
import { CouncilPages, type Refused } from './council.pages.js';
import { AddendumDto, ConfirmDto, OpenMeetingDto, PasswordDto } from './dto/council.dto.js';
import { MeetingService } from './meeting.service.js';
import { minutesErrors, readMinutes } from './minutes-form.js';
import { MinutesFactsService } from './minutes-facts.service.js';
import { meetingTexts } from './minutes-texts.js';
import { ResultLockService } from './result-lock.service.js';

/** Refusals that belong beside a field of the form that caused them. */
const FIELD_OF: Readonly<Record<string, string>> = {
  'auth/wrong-password': 'password',
  'auth/too-many-tries': 'password',
  'council/head-mistyped': 'tail',
  'council/head-unknown': 'tail',
  'council/head-too-old': 'tail',
  'council/lock-refused': '',
  'council/addendum-incomplete': '',
};

/** The council's review of a batch: its meeting, the lock, addenda, publication. */
@Controller('council/:batchId')
export class CouncilController {
  constructor(
    private readonly pages: CouncilPages,
    private readonly batches: BatchService,
    private readonly meetings: MeetingService,
    private readonly facts: MinutesFactsService,
    private readonly confirmations: ConfirmationService,
    private readonly locking: ResultLockService,
  ) {}

  @Get()
  @Performs('council.view')
  show(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
  ): Promise<Page> {
    return this.pages.show(staff, ctx, batchId);
  }

  @Post('meeting')
  @Performs('meeting.keep')
  async open(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(OpenMeetingDto, body, ctx.lang);
    if (!form.ok) return this.pages.show(staff, ctx, batchId, { errors: form.errors, values: form.typed });
    const texts = meetingTexts(await this.facts.ofBatch(staff.ownerId, batchId));
    await this.meetings.open(staff.ownerId, batchId, form.value.place, texts, asLedgerActor(staff));
    return redirect(`/council/${batchId}?done=meeting.opened`);
  }

  /** Everything that was typed in one go, whichever button was pressed: nothing waits unsaved behind another. */
  @Post('minutes')
  @Performs('meeting.keep')
  async minutes(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    await this.batches.getBatch(staff.ownerId, batchId);
    const view = await this.meetings.findMeeting(batchId);
    if (view === null) throw new AppError('common/not-found');
    const { draft, base, go, errors } = readMinutes(view, body, ctx.lang);
    const again = (refused: Refused): Promise<Page> => this.pages.show(staff, ctx, batchId, { ...refused, draft });
    if (errors.length > 0) return again({ errors });
    const actor = asLedgerActor(staff);
    try {
      const faults = await this.meetings.save(staff.ownerId, batchId, draft, base, actor);
      if (faults.length > 0) return await again({ errors: minutesErrors(view, faults, ctx.lang) });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'council/changed-meanwhile') throw error;
      return again({ errors: [{ field: '', message: translate(ctx.lang, `error.${error.code}`) }], status: 409 });
    }
    if (go === 'motion') return redirect(`/council/${batchId}?done=minutes.saved#text-${draft.motions.length}`);
    if (go === 'save') return redirect(`/council/${batchId}?done=minutes.saved#minutes`);
    const missing = await this.meetings.close(staff.ownerId, batchId, actor);
    if (missing.length > 0) return again({ errors: minutesErrors(view, missing, ctx.lang), saved: true });
    return redirect(`/council/${batchId}?done=meeting.closed`);
  }

  @Post('confirm')
  @Performs('meeting.confirm')
  async confirm(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(ConfirmDto, body, ctx.lang);
    if (!form.ok)
      return this.pages.show(staff, ctx, batchId, { errors: form.errors, values: { tail: form.typed['tail'] } });
    return this.orAgain(staff, ctx, batchId, { tail: form.value.tail }, async () => {
      await this.confirmations.confirm(staff, batchId, form.value, ctx.address);
      return `/council/${batchId}?done=meeting.confirmed`;
    });
  }

  @Post('lock')
  @Performs('result.lock')
  async lock(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(PasswordDto, body, ctx.lang);
    if (!form.ok) return this.pages.show(staff, ctx, batchId, { errors: form.errors });
    return this.orAgain(staff, ctx, batchId, {}, async () => {
      await this.locking.lock(staff, batchId, form.value.password, ctx.address);
      return `/council/${batchId}?done=results.locked`;
    });
  }

  @Post('addendum')
  @Performs('result.lock')
  async openAddendum(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(AddendumDto, body, ctx.lang);
    if (!form.ok) return this.pages.show(staff, ctx, batchId, { errors: form.errors, values: form.typed });
    await this.locking.openAddendum(staff, batchId, form.value.reason);
    return redirect(`/council/${batchId}?done=addendum.opened`);
  }

  @Post('addendum/close')
  @Performs('result.lock')
  async closeAddendum(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(PasswordDto, body, ctx.lang);
    if (!form.ok) return this.pages.show(staff, ctx, batchId, { errors: form.errors });
    return this.orAgain(staff, ctx, batchId, {}, async () => {
      const n = await this.locking.closeAddendum(staff, batchId, form.value.password, ctx.address);
      return `/council/${batchId}?done=addendum.closed&n=${n}`;
    });
  }

  @Post('publish')
  @Performs('result.publish')
  async publish(@Staff() staff: StaffActor, @Param('batchId', ParseUUIDPipe) batchId: string): Promise<Redirect> {
    await this.locking.publish(staff, batchId);
    return redirect(`/council/${batchId}?done=results.published`);
  }

  /** Does the act and goes on, or shows the page again with what was refused beside its field. */
  private async orAgain(
    staff: StaffActor,
    ctx: RequestContext,
    batchId: string,
    values: Readonly<Record<string, unknown>>,
    act: () => Promise<string>,
  ): Promise<Page | Redirect> {
    try {
      return redirect(await act());
    } catch (error) {
      const field = error instanceof AppError ? FIELD_OF[error.code] : undefined;
      if (!(error instanceof AppError) || field === undefined) throw error;
      const message = translate(ctx.lang, `error.${error.code}`, error.params);
      const status = error.code === 'auth/too-many-tries' ? 429 : field === '' ? 409 : 400;
      return this.pages.show(staff, ctx, batchId, { errors: [fieldError(field, message, ctx.lang)], values, status });
    }
  }
}
