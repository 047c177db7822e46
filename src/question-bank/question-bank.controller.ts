import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { type Crumb, Page, redirect, type Redirect } from '../common/http/answers.js';
import { type FieldError, fieldError, readForm } from '../common/http/forms.js';
import { pageNumber, pagerOf } from '../common/http/paging.js';
import type { RequestContext } from '../common/http/request-context.js';
import { mayAct } from '../core/access/access-matrix.js';
import { ITEM_LEVELS, ITEM_STATES } from '../core/item/item.js';
import { isRechecked } from '../core/item/road.js';
import { type Lang, translate } from '../i18n/translator.js';
import { FormerEnemyDto, NewEnemyDto } from './dto/enemy.dto.js';
import { EnemyService } from './enemy.service.js';
import type { Bank, SourceDocument } from './entities/bank.entity.js';
import type { ItemVersion } from './entities/item.entity.js';
import { asItemFilter, readFilter, type TypedFilter } from './item-filter.js';
import { ANSWER_FILTERS, ITEM_SORTS, type ItemSort } from './item-sort.js';
import { ItemViewService } from './item-view.service.js';
import { bankTable, citationText, itemActs, itemCard, KIND_FILTERS } from './question-bank.presenter.js';
import { QuestionBankService } from './question-bank.service.js';
import { ReviewService } from './review.service.js';
import { mayEdit, roadView, sentBackWith } from './road.presenter.js';
import { RoadService } from './road.service.js';
import { toldFigures, toldStatistics } from './statistics.presenter.js';
import { sourceName } from './sources.presenter.js';

const PAGE_SIZE = 30;

/** Reading the bank, and which of its items never meet. */
@Controller('question-bank')
export class QuestionBankController {
  constructor(
    private readonly banks: QuestionBankService,
    private readonly enemies: EnemyService,
    private readonly reviews: ReviewService,
    private readonly views: ItemViewService,
    private readonly roads: RoadService,
  ) {}

  @Get()
  @Performs('bank.view')
  async list(@Staff() staff: StaffActor, @Ctx() ctx: RequestContext): Promise<Page> {
    const banks = await this.banks.findBanks(staff.ownerId);
    const title = translate(ctx.lang, 'bank.list.title');
    return new Page('question-bank/list', { banks }, { layout: 'staff', title, crumbs: crumbs(ctx, { text: title }) });
  }

  @Get(':bankId')
  @Performs('bank.view')
  async show(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Query() query: Record<string, unknown>,
  ): Promise<Page> {
    const summary = await this.banks.getSummary(staff.ownerId, bankId);
    await this.views.recordList(staff, bankId);
    const topics = summary.bank.topics;
    const [sources, authors] = await Promise.all([this.banks.findSources(bankId), this.banks.findAuthors(bankId)]);
    const filter = readFilter(query, summary.bank, sources, authors);
    const page = pageNumber(query['page']);
    const [{ rows, total }, live, waiting, onWay] = await Promise.all([
      this.banks.findItems(bankId, asItemFilter(filter), page, PAGE_SIZE),
      this.banks.findLive(bankId),
      this.reviews.findWaiting(bankId),
      this.banks.countOnWay(bankId, staff.id),
    ]);
    const option = (prefix: string, chosen: string) => (value: string) => ({
      value,
      text: translate(ctx.lang, `${prefix}.${value}`),
      selected: value === chosen,
    });
    return new Page(
      'question-bank/show',
      {
        ...summary,
        onWay: onWay.draft + onWay.inReview + onWay.approved === 0 ? null : onWay,
        mayWrite: mayAct(staff.roles, 'item.write'),
        mayImport: mayAct(staff.roles, 'item.import'),
        mayExport: mayAct(staff.roles, 'bank.export'),
        filter,
        waiting,
        waitingCount: waiting.reduce((sum, w) => sum + w.n, 0),
        rows: rows.map((r) => ({
          ...r,
          topic: topics.find((t) => t.code === r.item.topic)?.title ?? r.item.topic,
          figures: r.figures && toldFigures(r.figures, ctx.lang),
        })),
        columns: answerColumns(bankId, filter, ctx.lang),
        table: bankTable(topics, live),
        topicOptions: topics.map((t) => ({ value: t.code, text: t.title, selected: t.code === filter.topic })),
        levelOptions: ITEM_LEVELS.map(option('level', filter.level)),
        kindOptions: KIND_FILTERS.map((value) => ({
          value,
          text: translate(ctx.lang, value === 'choice' ? 'bank.show.choice' : `kind.${value}`),
          selected: value === filter.kind,
        })),
        stateOptions: ITEM_STATES.map(option('state', filter.state)),
        sourceOptions: sources.map((s) => ({ value: s.code, text: sourceName(s), selected: s.code === filter.source })),
        authorOptions: authors.map((name) => ({ value: name, text: name, selected: name === filter.author })),
        answeredOptions: [
          { value: '', text: translate(ctx.lang, 'common.all') },
          ...ANSWER_FILTERS.map(option('bank.statistics.has', filter.answered)),
        ],
        sortOptions: ITEM_SORTS.map(option('bank.sort', filter.sort)),
        isNarrowed: Object.entries(filter).some(([name, value]) => name !== 'q' && name !== 'sort' && value !== ''),
        query: new URLSearchParams({ ...filter }).toString(),
        total,
        mayBulk: mayAct(staff.roles, 'item.sendToReview'),
        pager: pagerOf(`/question-bank/${bankId}`, { ...filter }, page, PAGE_SIZE, total),
      },
      {
        layout: 'staff',
        title: summary.bank.title,
        crumbs: crumbs(
          ctx,
          { text: translate(ctx.lang, 'bank.list.title'), href: '/question-bank' },
          { text: summary.bank.title },
        ),
      },
    );
  }

  @Get(':bankId/items/:code')
  @Performs('bank.view')
  async item(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('code') code: string,
    @Query() query: Record<string, unknown>,
  ): Promise<Page> {
    return this.itemPage(staff, ctx, await this.banks.getBank(staff.ownerId, bankId), code, {}, [], query);
  }

  @Post(':bankId/items/:code/enemies')
  @Performs('bank.enemies')
  async pair(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('code') code: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const bank = await this.banks.getBank(staff.ownerId, bankId);
    const form = readForm(NewEnemyDto, body, ctx.lang);
    if (!form.ok) return this.itemPage(staff, ctx, bank, code, form.typed, form.errors);
    const { enemy, reason } = form.value;
    try {
      await this.enemies.pair(bank, code, enemy, reason, asLedgerActor(staff));
    } catch (error) {
      if (!(error instanceof AppError) || !error.code.startsWith('bank/enemy-')) throw error;
      const told = fieldError('enemy', translate(ctx.lang, `error.${error.code}`, error.params), ctx.lang);
      return this.itemPage(staff, ctx, bank, code, { enemy, reason }, [told]);
    }
    return redirect(`/question-bank/${bankId}/items/${encodeURIComponent(code)}?done=bank.paired`);
  }

  @Post(':bankId/items/:code/enemies/end')
  @Performs('bank.enemies')
  async part(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('code') code: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const bank = await this.banks.getBank(staff.ownerId, bankId);
    const form = readForm(FormerEnemyDto, body, ctx.lang);
    if (!form.ok) return this.itemPage(staff, ctx, bank, code, {}, form.errors);
    await this.enemies.part(bank, code, form.value.enemy, asLedgerActor(staff));
    return redirect(`/question-bank/${bankId}/items/${encodeURIComponent(code)}?done=bank.parted`);
  }

  private async itemPage(
    staff: StaffActor,
    ctx: RequestContext,
    bank: Bank,
    code: string,
    values: object,
    errors: FieldError[],
    query: Record<string, unknown> = {},
  ): Promise<Page> {
    const view = await this.banks.getItem(bank.id, code);
    const { item, source } = view;
    await this.views.record(staff, [item]);
    const title = translate(ctx.lang, 'bank.item.title', { code: item.code });
    const topic = bank.topics.find((t) => t.code === item.topic)?.title ?? item.topic;
    const text = (await this.roads.textsOf([item])).get(item.id);
    const problems = text === undefined ? [] : await this.roads.problemsOf(text);
    const [current] = view.versions.filter((v) => v.version.id === item.versionId);
    const next = text === undefined || text.way.isFirst ? null : text;
    const notes = await this.reviews.findNotes(item.id);
    const sources = await this.banks.findSources(bank.id);
    const cite = (version: ItemVersion, of: SourceDocument | null): string =>
      citationText(version.citation, of, ctx.lang);
    const nextSource = sources.find((s) => s.code === next?.version.citation.document) ?? null;
    return new Page(
      'question-bank/item',
      {
        ...{ bank, item, topic, source, uses: view.uses, notes },
        citation: current === undefined ? '' : cite(current.version, source),
        current: current === undefined ? null : itemCard(current),
        next: next === null ? null : { ...itemCard(next), citation: cite(next.version, nextSource) },
        older: view.versions
          .filter(({ version: { id } }) => id !== item.versionId && id !== next?.version.id)
          .map(itemCard),
        statistics: current && toldStatistics(view.statistics, current.version, current.key, ctx.lang),
        approvals: notes.filter((n) => n.kind === 'approved' && n.version === item.version),
        road: roadView(item, staff, problems, ctx.lang),
        sentBack: sentBackWith(item, notes),
        isRechecked: isRechecked(item),
        mayEdit: mayEdit(item, staff),
        forget: forgetDraft(query['done'], bank.id, item.code),
        may: itemActs(item, staff.roles),
        enemies: await this.enemies.enemiesOf(bank.id, item.code),
        mayPair: mayAct(staff.roles, 'bank.enemies'),
        values,
        errors,
        fieldErrors: Object.fromEntries(errors.map((e) => [e.field, e.message])),
      },
      {
        layout: 'staff',
        title,
        status: errors.length > 0 ? 400 : 200,
        crumbs: crumbs(
          ctx,
          { text: translate(ctx.lang, 'bank.list.title'), href: '/question-bank' },
          { text: bank.title, href: `/question-bank/${bank.id}` },
          { text: item.code },
        ),
      },
    );
  }
}

/** Columns of the list that sort it: a second press of the first turns it round. */
function answerColumns(bankId: string, filter: TypedFilter, lang: Lang): object[] {
  const href = (sort: ItemSort): string =>
    `/question-bank/${bankId}?${new URLSearchParams({ ...filter, sort }).toString()}#items-head`;
  const { sort } = filter;
  return [
    {
      text: translate(lang, 'bank.statistics.column'),
      href: href(sort === 'hard' ? 'easy' : 'hard'),
      sorted: sort === 'hard' ? 'ascending' : sort === 'easy' ? 'descending' : null,
    },
    {
      text: translate(lang, 'bank.statistics.columnDiscrimination'),
      href: href('weak'),
      sorted: sort === 'weak' ? 'ascending' : null,
    },
  ];
}

/** The form whose kept text has just been saved: the browser may forget it. */
function forgetDraft(done: unknown, bankId: string, code: string): string | null {
  const [, act] = /^item\.(added|saved|unchanged)$/.exec(String(done)) ?? [];
  if (act === undefined) return null;
  return `/question-bank/${bankId}/items/${act === 'added' ? 'new' : `${code}/edit`}`;
}

/** The way to a page of a bank. */
export const bankCrumbs = (
  ctx: RequestContext,
  bank: { readonly id: string; readonly title: string },
  ...more: Crumb[]
): Crumb[] =>
  crumbs(
    ctx,
    { text: translate(ctx.lang, 'bank.list.title'), href: '/question-bank' },
    { text: bank.title, href: `/question-bank/${bank.id}` },
    ...more,
  );

const crumbs = (ctx: RequestContext, ...more: Crumb[]): Crumb[] => [
  { text: translate(ctx.lang, 'overview.crumb'), href: '/overview' },
  ...more,
];
