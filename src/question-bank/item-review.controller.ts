import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import type { StaffActor } from '../common/actor.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Page, redirect, type Redirect } from '../common/http/answers.js';
import { type FieldError, readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { reviewRefusal } from '../core/item/review.js';
import { isRechecked } from '../core/item/road.js';
import { translate } from '../i18n/translator.js';
import { NoteDto, ReviewDto } from './dto/review.dto.js';
import { bankCrumbs } from './question-bank.controller.js';
import { QuestionBankService } from './question-bank.service.js';
import { asReviewer, ReviewService, standingOf } from './review.service.js';

/** What a page asks of an item: a remark, a reason to review it, or what the reviewer found. */
type Question = 'comment' | 'toReview' | 'review';

interface Typed {
  readonly values: object;
  readonly errors: readonly FieldError[];
}

/** Remarks on an item, and the acts that move it between use, review and retirement. */
@Controller('question-bank/:bankId/items/:code')
export class ItemReviewController {
  constructor(
    private readonly banks: QuestionBankService,
    private readonly reviews: ReviewService,
  ) {}

  @Post('comment')
  @Performs('item.comment')
  async comment(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('code') code: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const item = await this.banks.getOwnItem(staff.ownerId, bankId, code);
    const form = readForm(NoteDto, body, ctx.lang);
    if (!form.ok) return this.ask('comment', staff, ctx, bankId, code, { values: form.typed, errors: form.errors });
    await this.reviews.comment(staff.ownerId, item, form.value.text, asReviewer(staff));
    return redirect(`/question-bank/${bankId}/items/${item.code}?done=item.commented#notes`);
  }

  @Get('to-review')
  @Performs('item.sendToReview')
  askReason(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('code') code: string,
  ): Promise<Page> {
    return this.ask('toReview', staff, ctx, bankId, code, { values: {}, errors: [] });
  }

  @Post('to-review')
  @Performs('item.sendToReview')
  async sendToReview(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('code') code: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const item = await this.banks.getOwnItem(staff.ownerId, bankId, code);
    const form = readForm(NoteDto, body, ctx.lang);
    if (!form.ok) return this.ask('toReview', staff, ctx, bankId, code, { values: form.typed, errors: form.errors });
    await this.reviews.perform('sendToReview', staff.ownerId, bankId, [item], form.value.text, asReviewer(staff));
    return redirect(`/question-bank/${bankId}/items/${item.code}?done=item.sentToReview`);
  }

  @Get('review')
  @Performs('item.review')
  askFinding(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('code') code: string,
  ): Promise<Page> {
    return this.ask('review', staff, ctx, bankId, code, { values: {}, errors: [] });
  }

  @Post('review')
  @Performs('item.review')
  async review(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('code') code: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const item = await this.banks.getOwnItem(staff.ownerId, bankId, code);
    const form = readForm(ReviewDto, body, ctx.lang);
    if (!form.ok) return this.ask('review', staff, ctx, bankId, code, { values: form.typed, errors: form.errors });
    const { outcome, text } = form.value;
    await this.reviews.perform(outcome, staff.ownerId, bankId, [item], text, asReviewer(staff));
    const path = `/question-bank/${bankId}/items/${item.code}`;
    return redirect(outcome === 'confirm' ? `${path}?done=item.confirmed` : `${path}?done=item.retired`);
  }

  private async ask(
    question: Question,
    staff: StaffActor,
    ctx: RequestContext,
    bankId: string,
    code: string,
    { values, errors }: Typed,
  ): Promise<Page> {
    const bank = await this.banks.getBank(staff.ownerId, bankId);
    const { item, versions, source } = await this.banks.getItem(bankId, code);
    const sent = (await this.reviews.sentBy(bankId)).get(item.id);
    const standing = standingOf(item, sent);
    const outcomes = (['confirm', 'retire'] as const).filter((act) => reviewRefusal(act, standing, staff.id) === null);
    const title = translate(ctx.lang, `item.act.${question}`, { code: item.code });
    const chosen = (values as { outcome?: unknown }).outcome;
    return new Page(
      'question-bank/item-act',
      {
        // a text kept in the browser belongs to the item as it stood
        noted: (await this.reviews.findNotes(item.id)).length,
        ...{ bank, item, source, sent: sent ?? null, question, title, values, errors },
        stem: versions.find((v) => v.version.id === item.versionId)?.version.stem ?? '',
        outcomes: outcomes.map((value) => ({ value, picked: value === chosen })),
        only: question === 'review' && outcomes.length === 1 ? outcomes[0] : null,
        isOwnMark: isRechecked(item) && standing.sentBy === staff.id,
        mayAsk: question === 'comment' || (question === 'toReview' ? item.state === 'live' : outcomes.length > 0),
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
        status: errors.length > 0 ? 400 : 200,
      },
    );
  }
}
