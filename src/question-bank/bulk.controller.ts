import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Download, Page, redirect, type Redirect, XLSX_TYPE } from '../common/http/answers.js';
import { fieldError, type FieldError, readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { mayAct, type StaffAct } from '../core/access/access-matrix.js';
import type { Problem } from '../core/item-writing/problems.js';
import { type ReviewAct, reviewRefusal } from '../core/item/review.js';
import { onWay, type RoadAct, roadRefusal } from '../core/item/road.js';
import { assertNever } from '../core/shared/result.js';
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
import { asReviewer, ReviewService, standingOf } from './review.service.js';
import { toldProblem } from './road.presenter.js';
import { RoadService } from './road.service.js';
import { madeBy } from './sources.presenter.js';

const SHOWN = 100;

/** As texts, ids and addresses of the page name the acts, in the order of an item's road. */
const ACTS = {
  submit: { name: 'submit', path: 'submit', right: 'item.write' },
  approve: { name: 'approve', path: 'approve', right: 'item.review' },
  putLive: { name: 'putLive', path: 'put-live', right: 'item.putLive' },
  sendToReview: { name: 'review', path: 'to-review', right: 'item.sendToReview' },
  retire: { name: 'retire', path: 'retire', right: 'item.review' },
} as const satisfies Partial<Record<RoadAct | ReviewAct, { readonly right: StaffAct } & Record<string, string>>>;
type BulkAct = keyof typeof ACTS;
const BULK_ACTS = Object.keys(ACTS) as BulkAct[];

const isOnRoad = (act: BulkAct): act is BulkAct & RoadAct => act !== 'sendToReview' && act !== 'retire';

interface Selection {
  readonly bank: Bank;
  readonly sources: readonly SourceDocument[];
  readonly filter: TypedFilter;
  readonly items: readonly Item[];
  /** Those of them with which this person may do so. */
  readonly open: Readonly<Record<BulkAct, readonly Item[]>>;
  /** What keeps texts on their way out of use, by item id: they are approved by nobody. */
  readonly obstacles: ReadonlyMap<string, readonly Problem[]>;
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
    private readonly roads: RoadService,
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
    const figures = await this.banks.figuresOf(items);
    const sheet = itemsSheet(bank, items, { versions, figures, sources }, titles, ctx.lang);
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

  @Post(':bankId/bulk/submit')
  @Performs('item.write')
  submit(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Body() body: Record<string, unknown>,
  ): Promise<Page | Redirect> {
    return this.perform('submit', staff, ctx, bankId, body);
  }

  @Post(':bankId/bulk/approve')
  @Performs('item.review')
  approve(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Body() body: Record<string, unknown>,
  ): Promise<Page | Redirect> {
    return this.perform('approve', staff, ctx, bankId, body);
  }

  @Post(':bankId/bulk/put-live')
  @Performs('item.putLive')
  putLive(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Body() body: Record<string, unknown>,
  ): Promise<Page | Redirect> {
    return this.perform('putLive', staff, ctx, bankId, body);
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
    const { name } = ACTS[act];
    if (!form.ok || changed) {
      const errors = form.ok ? [] : form.errors.map((e) => fieldError(`${name}-text`, e.message, ctx.lang));
      return this.page(staff, ctx, selection, { act, text, errors, changed });
    }
    const by = asReviewer(staff);
    if (isOnRoad(act)) await this.roads.perform(act, staff.ownerId, bankId, items, text, by);
    else await this.reviews.perform(act, staff.ownerId, bankId, items, text, by);
    return redirect(doneAt(act, bankId, items.length));
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
    const obstacles = await this.roads.obstacles(bankId, items);
    const isOpen = (act: BulkAct, item: Item): boolean => {
      if (!isOnRoad(act)) return reviewRefusal(act, standingOf(item, sent.get(item.id)), staff.id) === null;
      const isBarred = (act === 'approve' || act === 'putLive') && obstacles.has(item.id);
      return !isBarred && roadRefusal(act, item, staff.id) === null;
    };
    const openFor = (act: BulkAct): Item[] => items.filter((item) => isOpen(act, item));
    const open = {
      submit: openFor('submit'),
      approve: openFor('approve'),
      putLive: openFor('putLive'),
      sendToReview: openFor('sendToReview'),
      retire: openFor('retire'),
    };
    return { bank, sources, filter, items, open, obstacles };
  }

  private page(
    staff: StaffActor,
    ctx: RequestContext,
    { bank, filter, items, open, obstacles }: Selection,
    answer: Answer | null,
  ): Page {
    const title = translate(ctx.lang, 'bank.bulk.title');
    const acts = BULK_ACTS.filter((act) => mayAct(staff.roles, ACTS[act].right));
    const barred = items.filter((i) => obstacles.has(i.id) && onWay(i)?.state !== 'draft');
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
        acts: acts.map((act) => actView(act, open[act], answer, ctx.lang)).filter((a) => a.n > 0 || a.text !== ''),
        barred: barred.slice(0, SHOWN).map((i) => ({
          code: i.code,
          problems: obstacles.get(i.id)?.map((p) => toldProblem(p, ctx.lang)),
        })),
        barredCount: barred.length,
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

function doneAt(act: BulkAct, bankId: string, n: number): string {
  const list = `/question-bank/${bankId}`;
  switch (act) {
    case 'submit':
      return `${list}?done=bulk.submitted&n=${n}`;
    case 'approve':
      return `${list}?done=bulk.approved&n=${n}`;
    case 'putLive':
      return `${list}?done=bulk.putLive&n=${n}`;
    case 'sendToReview':
      return `${list}?done=bulk.sent&n=${n}`;
    case 'retire':
      return `${list}?done=bulk.retired&n=${n}`;
    default:
      return assertNever(act);
  }
}

interface ActView {
  readonly n: number;
  readonly text: string;
}

function actView(act: BulkAct, items: readonly Item[], answer: Answer | null, lang: Lang): ActView {
  const n = items.length;
  const mine = answer?.act === act ? answer : null;
  const { name, path } = ACTS[act];
  const [error] = mine?.errors ?? [];
  return {
    ...{ n, name, path, seen: seenOf(items) },
    ...{
      lead: translate(lang, `bank.bulkLead.${name}`, { n }),
      button: translate(lang, `bank.bulkButton.${name}`, { n }),
    },
    ...{ isGrave: act === 'retire', text: mine?.text ?? '', error: error?.message ?? '' },
  };
}

/** Which items a page named, so that its button acts on just these. */
const seenOf = (items: readonly Item[]): string =>
  sha256Hex(
    items
      .map((i) => `${i.id} ${i.versionId} ${i.nextVersionId ?? ''}`)
      .sort()
      .join('\n'),
  );
