import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import type { StaffActor } from '../common/actor.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Page, redirect, type Redirect } from '../common/http/answers.js';
import { type FieldError, fieldError, readForm } from '../common/http/forms.js';
import { pageNumber, pagerOf, queryText } from '../common/http/paging.js';
import type { RequestContext } from '../common/http/request-context.js';
import { batchCrumbs, byField } from '../batch/batch.controller.js';
import { batchTitle } from '../batch/batch.presenter.js';
import type { BatchView } from '../batch/batch.service.js';
import { mayChangeResults } from '../core/batch/stage.js';
import { translate } from '../i18n/translator.js';
import { ItemViewService } from '../question-bank/item-view.service.js';
import { OrderDto, RulingDto } from './dto/rescore.dto.js';
import { type ItemSpread, ItemSpreadService } from './item-spread.service.js';
import { previewView, rescoreLines, rulingOf, spreadView } from './rescore.presenter.js';
import { type RescorePreview, RescoreService } from './rescore.service.js';

const PAGE_SIZE = 20;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** What is wrong with the ticked keys stands beside them. */
const OF_KEYS: ReadonlySet<string> = new Set(['rescore/one-key', 'rescore/two-keys', 'rescore/no-such-key']);

/** The chair rescores one item: finds it, rules, sees whom it concerns, orders. */
@Controller('marking/:batchId/rescore')
export class RescoreController {
  constructor(
    private readonly spreads: ItemSpreadService,
    private readonly rescores: RescoreService,
    private readonly views: ItemViewService,
  ) {}

  @Get()
  @Performs('rescore.order')
  async form(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Query() query: Record<string, unknown>,
  ): Promise<Page> {
    const itemId = query['item'];
    if (typeof itemId === 'string' && UUID.test(itemId))
      return this.itemPage(staff, ctx, await this.spreads.spread(staff.ownerId, batchId, itemId), {}, []);
    const q = queryText(query['q']);
    const page = pageNumber(query['page']);
    const { view, items } = await this.spreads.find(staff.ownerId, batchId, q);
    const title = translate(ctx.lang, 'rescore.title');
    return new Page(
      'marking/rescore',
      {
        ...(await this.common(ctx, view)),
        q,
        items: items.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE),
        pager: pagerOf(`/marking/${batchId}/rescore`, { q }, page, PAGE_SIZE, items.length),
      },
      { layout: 'staff', title, crumbs: this.crumbs(ctx, view, { text: title }) },
    );
  }

  /** A reloaded or remembered preview begins again. */
  @Get('preview')
  @Performs('rescore.order')
  again(@Param('batchId', ParseUUIDPipe) batchId: string): Redirect {
    return redirect(`/marking/${batchId}/rescore`);
  }

  /** Writes nothing: a form, because a reason does not belong into an address. */
  @Post('preview')
  @Performs('rescore.order')
  async preview(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Body() body: unknown,
  ): Promise<Page> {
    const form = readForm(RulingDto, body, ctx.lang);
    const itemId = form.ok ? form.value.itemId : form.typed['itemId'];
    if (typeof itemId !== 'string' || !UUID.test(itemId)) throw new AppError('common/not-found');
    const spread = await this.spreads.spread(staff.ownerId, batchId, itemId);
    if (!form.ok) return this.itemPage(staff, ctx, spread, form.typed, form.errors);
    try {
      const preview = await this.rescores.preview(staff.ownerId, batchId, rulingOf(form.value, spread));
      return await this.previewPage(staff, ctx, spread, preview, form.value, false);
    } catch (error) {
      if (!(error instanceof AppError) || !OF_KEYS.has(error.code)) throw error;
      const message = translate(ctx.lang, `error.${error.code}`);
      return this.itemPage(staff, ctx, spread, { ...form.value }, [fieldError('keys', message, ctx.lang)]);
    }
  }

  @Post()
  @Performs('rescore.order')
  async order(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(OrderDto, body, ctx.lang);
    if (!form.ok) throw new AppError('common/unreadable');
    const { itemId, reason, seen } = form.value;
    const spread = await this.spreads.spread(staff.ownerId, batchId, itemId);
    const ruling = rulingOf(form.value, spread);
    try {
      const { rescore, preview } = await this.rescores.order(staff, batchId, ruling, reason, seen);
      if (rescore === null) return redirect(`/marking/${batchId}/rescore?done=rescore.same`);
      return redirect(`/marking/${batchId}?done=rescore.ordered&n=${preview.changes.length}`);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'rescore/changed-since') throw error;
      // Something moved since the chair looked: nothing is done, and what it is now is shown.
      const preview = await this.rescores.preview(staff.ownerId, batchId, ruling);
      return this.previewPage(staff, ctx, spread, preview, form.value, true);
    }
  }

  private async itemPage(
    staff: StaffActor,
    ctx: RequestContext,
    spread: ItemSpread,
    typed: Readonly<Record<string, unknown>>,
    errors: readonly FieldError[],
  ): Promise<Page> {
    await this.views.recordVersions(staff, [spread.item.versionId]);
    return new Page(
      'marking/rescore-item',
      {
        ...(await this.common(ctx, spread.view)),
        ...spreadView(spread, typed, ctx.lang),
        values: typed,
        errors,
        fieldErrors: byField(errors),
      },
      {
        layout: 'staff',
        title: translate(ctx.lang, 'rescore.item', { code: spread.item.code }),
        crumbs: this.crumbs(
          ctx,
          spread.view,
          { text: translate(ctx.lang, 'rescore.title'), href: `/marking/${spread.view.batch.id}/rescore` },
          { text: spread.item.code },
        ),
      },
    );
  }

  private async previewPage(
    staff: StaffActor,
    ctx: RequestContext,
    spread: ItemSpread,
    preview: RescorePreview,
    form: RulingDto,
    changed: boolean,
  ): Promise<Page> {
    await this.views.recordVersions(staff, [spread.item.versionId]);
    const title = translate(ctx.lang, 'rescore.preview.title');
    const { itemId, kind, reason, otherKey, ...rest } = form;
    const ticked = Object.entries(rest).filter(([name, value]) => name.startsWith('key') && value === 'yes');
    return new Page(
      'marking/rescore-preview',
      {
        ...(await this.common(ctx, spread.view)),
        ...previewView(preview, spread, ctx.lang),
        hidden: [
          { name: 'itemId', value: itemId },
          { name: 'kind', value: kind },
          ...ticked.map(([name]) => ({ name, value: 'yes' })),
          ...(otherKey === undefined ? [] : [{ name: 'otherKey', value: otherKey }]),
          { name: 'reason', value: reason },
        ],
        reason,
        changed,
      },
      {
        layout: 'staff',
        title,
        crumbs: this.crumbs(
          ctx,
          spread.view,
          { text: translate(ctx.lang, 'rescore.title'), href: `/marking/${spread.view.batch.id}/rescore` },
          { text: spread.item.code, href: `/marking/${spread.view.batch.id}/rescore?item=${itemId}` },
          { text: title },
        ),
      },
    );
  }

  private async common(ctx: RequestContext, view: BatchView): Promise<object> {
    const rescores = await this.rescores.findOfBatch(view.batch.id);
    const { items } =
      rescores.length === 0 ? { items: [] } : await this.spreads.find(view.batch.ownerId, view.batch.id, '');
    return {
      ...view,
      name: batchTitle(view.batch, ctx.lang),
      mayOrder: mayChangeResults(view.batch).ok,
      rescores: rescoreLines(rescores, new Map(items.map(({ item }) => [item.itemId, item])), ctx.lang),
    };
  }

  private crumbs(
    ctx: RequestContext,
    view: BatchView,
    ...more: { readonly text: string; readonly href?: string }[]
  ): ReturnType<typeof batchCrumbs> {
    const results = { text: translate(ctx.lang, 'results.title'), href: `/marking/${view.batch.id}` };
    return batchCrumbs(ctx, view, results, ...more);
  }
}
