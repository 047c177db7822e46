import { Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../common/actor.js';
import { found } from '../common/app-error.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { DOCX_TYPE, Download, Page, redirect, type Redirect, ZIP_TYPE } from '../common/http/answers.js';
import type { RequestContext } from '../common/http/request-context.js';
import { batchCrumbs } from '../batch/batch.controller.js';
import { batchTitle } from '../batch/batch.presenter.js';
import { BatchService } from '../batch/batch.service.js';
import { translate } from '../i18n/translator.js';
import { PaperSources } from './paper-source.service.js';
import { slipObstacle } from './paper-state.js';
import { SLIPS_PER_FILE, SlipsService } from './slips.service.js';

/** Phiếu báo kết quả: of one person at once, of all of a batch as work with progress. */
@Controller('papers/:batchId/slips')
export class SlipsController {
  constructor(
    private readonly slips: SlipsService,
    private readonly sources: PaperSources,
    private readonly batches: BatchService,
  ) {}

  /** `no` is a candidate number: leads to that person's slip. */
  @Get()
  @Performs('paper.make')
  async show(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Query('no') no?: unknown,
  ): Promise<Page | Redirect> {
    const source = await this.sources.ofBatch(staff.ownerId, batchId);
    const obstacle = slipObstacle(source);
    const typed = typeof no === 'string' ? no.trim().slice(0, 20) : null;
    const entry = source.entries.find((e) => e.candidateNo === typed);
    if (obstacle === null && entry !== undefined) return redirect(`/papers/${batchId}/slip:${entry.id}`);
    const isWrong = obstacle === null && typed !== null;
    const message = translate(ctx.lang, typed === '' ? 'papers.slips.noNumber' : 'papers.slips.unknownNumber', {
      no: typed ?? '',
    });
    const title = translate(ctx.lang, 'papers.slips.title');
    return new Page(
      'papers/slips',
      {
        batch: source.view.batch,
        name: batchTitle(source.view.batch, ctx.lang),
        blocked: obstacle === null ? null : translate(ctx.lang, `error.${obstacle}`),
        people: source.entries.length,
        perFile: SLIPS_PER_FILE,
        many: source.entries.length > SLIPS_PER_FILE,
        typed,
        error: isWrong ? message : null,
        errors: isWrong ? [{ field: 'no', message }] : [],
      },
      {
        layout: 'staff',
        title,
        crumbs: this.crumbs(ctx, source.view, { text: title }),
        status: isWrong ? 404 : 200,
      },
    );
  }

  @Post()
  @Performs('paper.make')
  async start(@Staff() staff: StaffActor, @Param('batchId', ParseUUIDPipe) batchId: string): Promise<Redirect> {
    const { id } = await this.slips.start(staff, batchId);
    return redirect(`/papers/${batchId}/slips/${id}`);
  }

  /** How far the work is; then the file. A lost one says so. */
  @Get(':errandId')
  @Performs('paper.make')
  async progress(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Param('errandId', ParseUUIDPipe) errandId: string,
  ): Promise<Page> {
    const view = await this.batches.getView(staff.ownerId, batchId);
    const errand = this.slips.find(staff, batchId, errandId);
    const title = translate(ctx.lang, 'papers.slips.title');
    const state = errand?.state ?? 'lost';
    return new Page(
      'papers/slips-progress',
      {
        batch: view.batch,
        name: batchTitle(view.batch, ctx.lang),
        errand,
        isRunning: state === 'running',
        isReady: state === 'ready',
        why: whyNot(errand, ctx),
      },
      {
        layout: 'staff',
        title,
        crumbs: this.crumbs(
          ctx,
          view,
          { text: title, href: `/papers/${batchId}/slips` },
          {
            text: translate(ctx.lang, 'papers.slips.work'),
          },
        ),
        status: errand === null ? 404 : 200,
      },
    );
  }

  @Get(':errandId/file')
  @Performs('paper.make')
  async file(
    @Staff() staff: StaffActor,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Param('errandId', ParseUUIDPipe) errandId: string,
  ): Promise<Download> {
    await this.batches.getBatch(staff.ownerId, batchId);
    const { fileName, bytes } = found(this.slips.find(staff, batchId, errandId)?.file);
    return new Download(bytes, fileName, fileName.endsWith('.zip') ? ZIP_TYPE : DOCX_TYPE);
  }

  private crumbs(
    ctx: RequestContext,
    view: Parameters<typeof batchCrumbs>[1],
    ...own: { readonly text: string; readonly href?: string }[]
  ): ReturnType<typeof batchCrumbs> {
    const papers = { text: translate(ctx.lang, 'papers.title'), href: `/papers/${view.batch.id}` };
    return batchCrumbs(ctx, view, papers, ...own);
  }
}

/** Why there is no file and will be none. */
function whyNot(
  errand: { readonly state: string; readonly code: string | null } | null,
  ctx: RequestContext,
): string | null {
  if (errand === null) return translate(ctx.lang, 'papers.slips.lost');
  return errand.state === 'failed' ? translate(ctx.lang, `error.${errand.code ?? 'common/unexpected'}`) : null;
}
