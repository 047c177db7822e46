import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Download, Page, redirect, type Redirect, XLSX_TYPE } from '../common/http/answers.js';
import { fieldError, type FieldError, readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { mayAct } from '../core/access/access-matrix.js';
import { type ReviewAct, reviewRefusal } from '../core/item/review.js';
import { sha256Hex } from '../core/shared/digest.js';
import { DocumentMaker } from '../documents/document-maker.js';
import { type Lang, translate } from '../i18n/translator.js';
import { NoteDto } from './dto/review.dto.js';
import type { Bank, SourceDocument } from './entities/bank.entity.js';
import type { Item } from './entities/item.entity.js';
import { asItemFilter, readFilter, type TypedFilter } from './item-filter.js';
import { itemsSheet } from './items-sheet.js';
import { bankCrumbs } from './question-bank.controller.js';
import { QuestionBankService } from './question-bank.service.js';
import { asReviewer, ReviewService } from './review.service.js';
import { madeBy } from './sources.presenter.js';

const SHOWN = 100;
type BulkAct = Extract<ReviewAct, 'sendToReview' | 'retire'>;

interface Selection {
  readonly bank: Bank;
  readonly sources: readonly SourceDocument[];
  readonly filter: TypedFilter;
  readonly items: readonly Item[];
  /** Those of them with which this person may do so. */
  readonly open: Readonly<Record<BulkAct, readonly Item[]>>;
}

/** What a form brought back. */
interface Answer {
  readonly act: BulkAct;
  readonly text: string;
  readonly errors: readonly FieldError[];
  readonly changed: boolean;
}

/** Acts on all items of a filter at once, and the list of them as a file. */
@Controller('question-bank')
export class BulkController {
  constructor(
    private readonly banks: QuestionBankService,
    private readonly reviews: ReviewService,
    private readonly documents: DocumentMaker,
    private readonly clock: Clock,
  ) {}

  @Get(':bankId/items.xlsx')
  @Performs('bank.view')
  async export(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Query() query: Record<string, unknown>,
  ): Promise<Download> {
    const { bank, items, sources } = await this.select(staff, bankId, query);
    const versions = await this.banks.findVersionsOf(items);
    const titles = [
      staff.ownerName,
      `${translate(ctx.lang, 'bank.show.items')}: ${bank.title}`,
      madeBy(staff.name, this.clock.now(), ctx.lang),
    ];
    const sheet = itemsSheet(bank, items, versions, sources, titles, ctx.lang);
    return new Download(await this.documents.workbook([sheet]), `cau-hoi-${bank.code}.xlsx`, XLSX_TYPE);
  }

  @Get(':bankId/bulk')
  @Performs('item.sendToReview')
  async show(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Query() query: Record<string, unknown>,
  ): Promise<Page> {
    return this.page(staff, ctx, await this.select(staff, bankId, query), null);
  }

  @Post(':bankId/bulk/to-review')
  @Performs('item.sendToReview')
  sendToReview(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Body() body: Record<string, unknown>,
  ): Promise<Page | Redirect> {
    return this.perform('sendToReview', staff, ctx, bankId, body);
  }

  @Post(':bankId/bulk/retire')
  @Performs('item.review')
  retire(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Body() body: Record<string, unknown>,
  ): Promise<Page | Redirect> {
    return this.perform('retire', staff, ctx, bankId, body);
  }

  private async perform(
    act: BulkAct,
    staff: StaffActor,
    ctx: RequestContext,
    bankId: string,
    body: Record<string, unknown>,
  ): Promise<Page | Redirect> {
    const selection = await this.select(staff, bankId, body);
    const items = selection.open[act];
    const form = readForm(NoteDto, { text: body['text'] }, ctx.lang);
    const typed = form.ok ? form.value.text : form.typed['text'];
    const text = typeof typed === 'string' ? typed : '';
    const changed = body['seen'] !== seenOf(items) || items.length === 0;
    if (!form.ok || changed) {
      const errors = form.ok ? [] : form.errors.map((e) => fieldError(`${NAMES[act]}-text`, e.message, ctx.lang));
      return this.page(staff, ctx, selection, { act, text, errors, changed });
    }
    await this.reviews.perform(act, staff.ownerId, bankId, items, text, asReviewer(staff));
    const n = items.length;
    return act === 'retire'
      ? redirect(`/question-bank/${bankId}?done=bulk.retired&n=${n}`)
      : redirect(`/question-bank/${bankId}?done=bulk.sent&n=${n}`);
  }

  private async select(staff: StaffActor, bankId: string, query: Record<string, unknown>): Promise<Selection> {
    const bank = await this.banks.getBank(staff.ownerId, bankId);
    const [sources, authors, sent] = await Promise.all([
      this.banks.findSources(bankId),
      this.banks.findAuthors(bankId),
      this.reviews.sentBy(bankId),
    ]);
    const filter = readFilter(query, bank, sources, authors);
    const items = await this.banks.findMatching(bankId, asItemFilter(filter));
    const openFor = (act: BulkAct): Item[] =>
      items.filter((i) => {
        const standing = { state: i.state, sentBy: sent.get(i.id)?.byId ?? null };
        return reviewRefusal(act, standing, staff.id) === null;
      });
    return { bank, sources, filter, items, open: { sendToReview: openFor('sendToReview'), retire: openFor('retire') } };
  }

  private page(
    staff: StaffActor,
    ctx: RequestContext,
    { bank, filter, items, open }: Selection,
    answer: Answer | null,
  ): Page {
    const title = translate(ctx.lang, 'bank.bulk.title');
    const acts: BulkAct[] = mayAct(staff.roles, 'item.review') ? ['sendToReview', 'retire'] : ['sendToReview'];
    const topicOf = (code: string): string => bank.topics.find((t) => t.code === code)?.title ?? code;
    return new Page(
      'question-bank/bulk',
      {
        bank,
        n: items.length,
        changed: answer?.changed ?? false,
        errors: answer?.errors ?? [],
        back: `/question-bank/${bank.id}?${new URLSearchParams({ ...filter }).toString()}#items-head`,
        fields: Object.entries(filter).map(([name, value]) => ({ name, value: value as string })),
        acts: acts.map((act) => actView(act, open[act], answer, ctx.lang)),
        items: items.slice(0, SHOWN).map((i) => ({ ...i, topicTitle: topicOf(i.topic) })),
        more: Math.max(0, items.length - SHOWN),
      },
      {
        layout: 'staff',
        title,
        crumbs: bankCrumbs(ctx, bank, { text: title }),
        status: answer === null ? 200 : answer.errors.length > 0 ? 400 : 409,
      },
    );
  }
}

/** As texts and ids of the page name the acts. */
const NAMES = { sendToReview: 'review', retire: 'retire' } as const;
const PATHS = { sendToReview: 'to-review', retire: 'retire' } as const;

function actView(act: BulkAct, items: readonly Item[], answer: Answer | null, lang: Lang): object {
  const n = items.length;
  const mine = answer?.act === act ? answer : null;
  const [lead, button] =
    act === 'retire'
      ? [translate(lang, 'bank.bulk.retireLead', { n }), translate(lang, 'bank.bulk.retireButton', { n })]
      : [translate(lang, 'bank.bulk.reviewLead', { n }), translate(lang, 'bank.bulk.reviewButton', { n })];
  const [error] = mine?.errors ?? [];
  return {
    ...{ n, lead, button, name: NAMES[act], path: PATHS[act], seen: seenOf(items) },
    text: mine?.text ?? '',
    error: error?.message ?? '',
  };
}

/** Which items a page named, so that its button acts on just these. */
const seenOf = (items: readonly Item[]): string =>
  sha256Hex(
    items
      .map((i) => `${i.id} ${i.version}`)
      .sort()
      .join('\n'),
  );
