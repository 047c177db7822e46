import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Page, redirect, type Redirect } from '../common/http/answers.js';
import { type FieldError, readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { jobsIn } from '../common/worker/job.js';
import { Workshop } from '../common/worker/workshop.js';
import { mayAct } from '../core/access/access-matrix.js';
import { AppConfig } from '../config/app-config.js';
import { translate } from '../i18n/translator.js';
import { batchCrumbs, byField } from './batch.controller.js';
import { batchTitle, cardLink, CARDS_PER_SHEET, cardSheets } from './batch.presenter.js';
import { BatchService } from './batch.service.js';
import { type Card, CardService } from './card.service.js';
import { CloseRosterService } from './close-roster.service.js';
import { ReasonDto } from './dto/batch.dto.js';
import { OpeningService } from './opening.service.js';
import { type QrPath, qrPath } from './qr-path.js';

const QR_PATHS = jobsIn<typeof import('./qr.worker.js')>(import.meta.url, 'qr.worker')('qrPaths', 60);

/** Closing the roster, the cards and the attendance list. */
@Controller('batch/:batchId')
export class CloseController {
  constructor(
    private readonly batches: BatchService,
    private readonly closing: CloseRosterService,
    private readonly cards: CardService,
    private readonly opening: OpeningService,
    private readonly config: AppConfig,
    private readonly workshop: Workshop,
  ) {}

  @Get('close')
  @Performs('roster.close')
  form(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
  ): Promise<Page> {
    return this.closePage(staff, ctx, batchId, {}, []);
  }

  @Post('close')
  @Performs('roster.close')
  async close(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
  ): Promise<Page | Redirect> {
    const slips = await this.closing.close(staff.ownerId, batchId, asLedgerActor(staff));
    if (slips.length > 0) return this.printSlips(staff, ctx, batchId, slips);
    return redirect(`/overview/batch/${batchId}?done=roster.closed`);
  }

  @Post('reopen')
  @Performs('roster.close')
  async reopen(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(ReasonDto, body, ctx.lang);
    if (!form.ok) return this.closePage(staff, ctx, batchId, form.typed, form.errors);
    await this.closing.reopen(staff.ownerId, batchId, form.value.reason, asLedgerActor(staff));
    return redirect(`/overview/batch/${batchId}?done=roster.reopened`);
  }

  @Get('cards')
  @Performs('card.issue')
  async cardsForm(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
  ): Promise<Page> {
    const view = await this.batches.getView(staff.ownerId, batchId);
    const entries = (await this.batches.findEntries(batchId)).filter((e) => e.candidateNo !== null);
    if (entries.length === 0) throw new AppError('batch/roster-open');
    const issued = entries.filter((e) => e.accessCodeHash !== null).length;
    const title = translate(ctx.lang, 'batch.cards.title');
    return new Page(
      'batch/cards',
      { ...view, total: entries.length, issued },
      { layout: 'staff', title, crumbs: batchCrumbs(ctx, view, { text: title }) },
    );
  }

  /** New codes; the page that answers is the only one that ever shows them. */
  @Post('cards')
  @Performs('card.issue')
  issue(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Req() request: FastifyRequest,
  ): Promise<Page> {
    return this.printCards(staff, ctx, batchId, null, request);
  }

  /** One lost card, on the spot. */
  @Post('entries/:entryId/card')
  @Performs('card.reissue')
  issueOne(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Param('entryId', ParseUUIDPipe) entryId: string,
    @Req() request: FastifyRequest,
  ): Promise<Page> {
    return this.printCards(staff, ctx, batchId, entryId, request);
  }

  @Get('attendance')
  @Performs('attendance.print')
  async attendance(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
  ): Promise<Page> {
    const view = await this.batches.getView(staff.ownerId, batchId);
    const entries = (await this.batches.findEntries(batchId)).filter((e) => e.candidateNo !== null);
    const byNumber = [...entries].sort((a, b) => ((a.candidateNo ?? '') < (b.candidateNo ?? '') ? -1 : 1));
    const sittings = view.sittings.map((s) => ({ sitting: s, entries: byNumber.filter((e) => e.sittingId === s.id) }));
    const title = translate(ctx.lang, 'batch.attendance.title');
    return new Page(
      'batch/attendance',
      {
        ...view,
        name: batchTitle(view.batch, 'vi'),
        ownerName: staff.ownerName,
        sittings,
        back: wayBack(staff, batchId, ctx),
      },
      { layout: 'print', title },
    );
  }

  /** The one page that ever shows them. */
  private async printSlips(
    staff: StaffActor,
    ctx: RequestContext,
    batchId: string,
    slips: readonly string[],
  ): Promise<Page> {
    const { batch } = await this.batches.getView(staff.ownerId, batchId);
    const seal = await this.opening.find(batchId);
    return new Page(
      'batch/opening-slips',
      {
        slips: slips.map((code, i) => ({ no: i + 1, code })),
        name: batchTitle(batch, 'vi'),
        examOn: batch.examOn,
        sealedAt: seal?.sealedAt,
        ownerName: staff.ownerName,
        back: {
          href: `/overview/batch/${batchId}?done=roster.closed`,
          text: translate(ctx.lang, 'seal.print.done'),
        },
      },
      { layout: 'print', title: translate(ctx.lang, 'seal.print.title') },
    );
  }

  private async printCards(
    staff: StaffActor,
    ctx: RequestContext,
    batchId: string,
    entryId: string | null,
    request: FastifyRequest,
  ): Promise<Page> {
    const { batch, cards } = await this.cards.issue(staff.ownerId, batchId, entryId, asLedgerActor(staff));
    const url = this.config.PUBLIC_URL ?? `${ctx.secure ? 'https' : 'http'}://${request.host}`;
    return new Page(
      'batch/cards-print',
      {
        sheets: cardSheets(cards, url, await this.qrCodes(cards, url)),
        name: batchTitle(batch, 'vi'),
        ownerName: staff.ownerName,
        back: wayBack(staff, batchId, ctx),
      },
      { layout: 'print', title: translate(ctx.lang, 'batch.cards.title') },
    );
  }

  /** One sheet is drawn at once: who lost a card at the door waits for nobody's long list. */
  private async qrCodes(cards: readonly Card[], url: string): Promise<QrPath[]> {
    const links = cards.map((card) => cardLink(card, url));
    return links.length <= CARDS_PER_SHEET ? links.map(qrPath) : this.workshop.run(QR_PATHS, links);
  }

  private async closePage(
    staff: StaffActor,
    ctx: RequestContext,
    batchId: string,
    values: object,
    errors: FieldError[],
  ): Promise<Page> {
    const view = await this.batches.getView(staff.ownerId, batchId);
    const isOpen = view.batch.rosterClosedAt === null;
    const preview = isOpen ? await this.closing.preview(staff.ownerId, batchId) : null;
    const refusal = preview?.refusal ?? null;
    const title = translate(ctx.lang, isOpen ? 'batch.close.title' : 'batch.reopen.title');
    return new Page(
      'batch/close',
      {
        ...view,
        name: batchTitle(view.batch, ctx.lang),
        isOpen,
        preview,
        blocked: refusal === null ? null : translate(ctx.lang, `error.${refusal.code}`, refusal.params),
        started: view.sittings.some((s) => s.startedAt !== null),
        seal: await this.opening.find(batchId),
        values,
        errors,
        fieldErrors: byField(errors),
      },
      {
        layout: 'staff',
        title,
        crumbs: batchCrumbs(ctx, view, { text: title }),
        status: errors.length > 0 ? 400 : 200,
      },
    );
  }
}

/** The batch's page, for whom it opens; an invigilator goes home. */
const wayBack = (staff: StaffActor, batchId: string, ctx: RequestContext): { href: string; text: string } => ({
  href: mayAct(staff.roles, 'roster.view') ? `/overview/batch/${batchId}` : '/overview',
  text: translate(ctx.lang, 'common.back'),
});
