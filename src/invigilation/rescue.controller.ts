import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import type { StaffActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Page } from '../common/http/answers.js';
import type { RequestContext } from '../common/http/request-context.js';
import { BatchService } from '../batch/batch.service.js';
import { RescueService, type RescueReceipt } from '../delivery/rescue.service.js';
import { translate } from '../i18n/translator.js';

/** A file part of a multipart form, as the parser hands it over. */
interface Upload {
  readonly filename: string;
  toBuffer(): Promise<Buffer>;
}

/** Refusals that the page with the file's field tells. */
const OF_FILE = /^(rescue|save|late)\/|^attempt\/closed$/;

/** The invigilator brings in the rescue file of a machine that found no network. */
@Controller('invigilation/:sittingId/rescue')
export class RescueController {
  constructor(
    private readonly rescues: RescueService,
    private readonly batches: BatchService,
  ) {}

  @Get()
  @Performs('sitting.run')
  async form(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('sittingId', ParseUUIDPipe) sittingId: string,
  ): Promise<Page> {
    return this.page(staff, ctx, sittingId, null, null);
  }

  /** Answered with the page itself: the same file once more changes nothing. */
  @Post()
  @Performs('sitting.run')
  async receive(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('sittingId', ParseUUIDPipe) sittingId: string,
    @Body() body: { file?: Upload },
  ): Promise<Page> {
    await this.batches.getSitting(staff.ownerId, sittingId);
    try {
      const { file } = body;
      if (file === undefined || typeof file.toBuffer !== 'function' || file.filename === '')
        throw new AppError('rescue/no-file');
      return await this.page(
        staff,
        ctx,
        sittingId,
        await this.rescues.receive(staff, sittingId, await file.toBuffer()),
        null,
      );
    } catch (error) {
      if (!(error instanceof AppError) || !OF_FILE.test(error.code)) throw error;
      return this.page(staff, ctx, sittingId, null, translate(ctx.lang, `error.${error.code}`, error.params));
    }
  }

  private async page(
    staff: StaffActor,
    ctx: RequestContext,
    sittingId: string,
    receipt: RescueReceipt | null,
    error: string | null,
  ): Promise<Page> {
    const { sitting } = await this.batches.getSitting(staff.ownerId, sittingId);
    const title = translate(ctx.lang, 'rescue.title');
    return new Page(
      'invigilation/rescue',
      { sitting, receipt, error, errors: error === null ? [] : [{ field: 'file', message: error }] },
      {
        layout: 'staff',
        title,
        crumbs: [
          { text: translate(ctx.lang, 'overview.crumb'), href: '/overview' },
          { text: sitting.room, href: `/invigilation/${sittingId}` },
          { text: title },
        ],
        status: error === null ? 200 : 422,
      },
    );
  }
}
