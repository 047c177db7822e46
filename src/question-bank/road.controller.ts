import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import type { StaffActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Page, redirect, type Redirect } from '../common/http/answers.js';
import { type FieldError, readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { onWay, type RoadAct } from '../core/item/road.js';
import { translate } from '../i18n/translator.js';
import { DecideDto, DropDto, StepDto } from './dto/road.dto.js';
import type { Item } from './entities/item.entity.js';
import { ItemViewService } from './item-view.service.js';
import { bankCrumbs } from './question-bank.controller.js';
import { citationText, itemCard } from './question-bank.presenter.js';
import { QuestionBankService } from './question-bank.service.js';
import { asReviewer, ReviewService } from './review.service.js';
import { mayOnRoad, roadView } from './road.presenter.js';
import { RoadService } from './road.service.js';

/** What a page asks: what the reviewer decides, or why a draft is given up. */
type Question = 'decide' | 'drop';

interface Typed {
  readonly values: object;
  readonly errors: readonly FieldError[];
  /** What the act was refused for. */
  readonly refused: string | null;
}

const NOTHING: Typed = { values: {}, errors: [], refused: null };

/** The steps of a text on its way into use. */
@Controller('question-bank/:bankId/items/:code')
export class RoadController {
  constructor(
    private readonly banks: QuestionBankService,
    private readonly roads: RoadService,
    private readonly reviews: ReviewService,
    private readonly views: ItemViewService,
  ) {}

  @Post('submit')
  @Performs('item.write')
  submit(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('code') code: string,
    @Body() body: unknown,
  ): Promise<Redirect> {
    return this.step('submit', staff, ctx, bankId, code, body);
  }

  @Post('withdraw')
  @Performs('item.write')
  withdraw(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('code') code: string,
    @Body() body: unknown,
  ): Promise<Redirect> {
    return this.step('withdraw', staff, ctx, bankId, code, body);
  }

  @Post('put-live')
  @Performs('item.putLive')
  putLive(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('code') code: string,
    @Body() body: unknown,
  ): Promise<Redirect> {
    return this.step('putLive', staff, ctx, bankId, code, body);
  }

  @Get('decide')
  @Performs('item.review')
  askDecision(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('code') code: string,
  ): Promise<Page> {
    return this.ask('decide', staff, ctx, bankId, code, NOTHING);
  }

  @Post('decide')
  @Performs('item.review')
  async decide(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('code') code: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const item = await this.banks.getOwnItem(staff.ownerId, bankId, code);
    const form = readForm(DecideDto, body, ctx.lang);
    const typed = { values: form.ok ? form.value : form.typed, errors: form.ok ? [] : form.errors };
    if (!form.ok) return this.ask('decide', staff, ctx, bankId, code, { ...typed, refused: null });
    const { outcome, text, seen } = form.value;
    try {
      await this.perform(outcome, staff, bankId, item, seen, text);
    } catch (error) {
      if (!(error instanceof AppError) || !error.code.startsWith('item/')) throw error;
      const refused = translate(ctx.lang, `error.${error.code}`, error.params);
      return await this.ask('decide', staff, ctx, bankId, code, { ...typed, refused });
    }
    return redirect(
      outcome === 'approve'
        ? `/question-bank/${bankId}/items/${item.code}?done=item.approved`
        : `/question-bank/${bankId}/items/${item.code}?done=item.sentBack`,
    );
  }

  @Get('drop')
  @Performs('item.write')
  askReason(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('code') code: string,
  ): Promise<Page> {
    return this.ask('drop', staff, ctx, bankId, code, NOTHING);
  }

  @Post('drop')
  @Performs('item.write')
  async drop(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('code') code: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const item = await this.banks.getOwnItem(staff.ownerId, bankId, code);
    const form = readForm(DropDto, body, ctx.lang);
    if (!form.ok)
      return this.ask('drop', staff, ctx, bankId, code, { values: form.typed, errors: form.errors, refused: null });
    await this.perform('drop', staff, bankId, item, form.value.seen, form.value.text);
    return redirect(`/question-bank/${bankId}/items/${item.code}?done=item.dropped`);
  }

  private async step(
    act: 'submit' | 'withdraw' | 'putLive',
    staff: StaffActor,
    ctx: RequestContext,
    bankId: string,
    code: string,
    body: unknown,
  ): Promise<Redirect> {
    const item = await this.banks.getOwnItem(staff.ownerId, bankId, code);
    const form = readForm(StepDto, body, ctx.lang);
    if (!form.ok) throw new AppError('item/changed-meanwhile');
    await this.perform(act, staff, bankId, item, form.value.seen, form.value.text ?? '');
    const path = `/question-bank/${bankId}/items/${item.code}`;
    if (act === 'submit') return redirect(`${path}?done=item.submitted`);
    return redirect(act === 'withdraw' ? `${path}?done=item.withdrawn` : `${path}?done=item.putLive`);
  }

  /** @param seen the version that the person saw: whoever read another text has not decided about this one */
  private async perform(
    act: RoadAct,
    staff: StaffActor,
    bankId: string,
    item: Item,
    seen: string,
    text: string,
  ): Promise<void> {
    const way = onWay(item);
    if (way !== null && way.versionId !== seen) throw new AppError('item/changed-meanwhile');
    await this.roads.perform(act, staff.ownerId, bankId, [item], text, asReviewer(staff));
  }

  private async ask(
    question: Question,
    staff: StaffActor,
    ctx: RequestContext,
    bankId: string,
    code: string,
    { values, errors, refused }: Typed,
  ): Promise<Page> {
    const bank = await this.banks.getBank(staff.ownerId, bankId);
    const item = await this.banks.getOwnItem(staff.ownerId, bankId, code);
    await this.views.record(staff, [item]);
    const text = (await this.roads.textsOf([item])).get(item.id);
    const problems = text === undefined ? [] : await this.roads.problemsOf(text);
    const road = roadView(item, staff, problems, ctx.lang);
    const isBarred = problems.some((p) => p.severity === 'error');
    const outcomes = (['approve', 'sendBack'] as const).filter(
      (act) => mayOnRoad(act, item, staff) && !(act === 'approve' && isBarred),
    );
    const chosen = (values as { outcome?: unknown }).outcome;
    const sources = await this.banks.findSources(bankId);
    const source = sources.find((s) => s.code === text?.version.citation.document) ?? null;
    const title = translate(ctx.lang, `road.${question}.title`, { code: item.code });
    return new Page(
      'question-bank/road-act',
      {
        // a text kept in the browser belongs to the item as it stood
        noted: (await this.reviews.findNotes(item.id)).length,
        ...{ bank, item, road, question, title, values, errors, refused, isBarred, source },
        card: text === undefined ? null : itemCard(text),
        citation: text === undefined ? '' : citationText(text.version.citation, source, ctx.lang),
        topic: bank.topics.find((t) => t.code === text?.version.topic)?.title ?? '',
        level: text?.version.level ?? item.level,
        kind: text?.version.kind ?? item.kind,
        outcomes: outcomes.map((value) => ({ value, picked: value === chosen || outcomes.length === 1 })),
        isOwnText: question === 'decide' && item.authors.includes(staff.id),
        mayAsk: question === 'decide' ? outcomes.length > 0 : mayOnRoad('drop', item, staff),
        fieldErrors: Object.fromEntries(errors.map((e) => [e.field, e.message])),
      },
      {
        layout: 'staff',
        title,
        crumbs: bankCrumbs(
          ctx,
          bank,
          { text: item.code, href: `/question-bank/${bankId}/items/${item.code}` },
          { text: title },
        ),
        status: refused !== null ? 409 : errors.length > 0 ? 400 : 200,
      },
    );
  }
}
