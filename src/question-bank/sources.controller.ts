import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { type Crumb, Download, Page, redirect, type Redirect, XLSX_TYPE } from '../common/http/answers.js';
import { type FieldError, fieldError, readForm } from '../common/http/forms.js';
import { pageNumber, pagerOf, queryText } from '../common/http/paging.js';
import type { RequestContext } from '../common/http/request-context.js';
import { mayAct } from '../core/access/access-matrix.js';
import { withdrawalRefusal } from '../core/item/replacement.js';
import { DocumentMaker } from '../documents/document-maker.js';
import { formatDate, translate } from '../i18n/translator.js';
import { NewSourceDto, ReplaceDto, SourceDto, TYPED_STATUSES, WithdrawDto } from './dto/source.dto.js';
import type { Bank, SourceDocument } from './entities/bank.entity.js';
import { asReviewer } from './review.service.js';
import { type SourceFields, SourceService } from './source.service.js';
import { madeBy, pickSources, placesOf, SOURCE_SORTS, sourceName, sourcesSheet } from './sources.presenter.js';

const PAGE_SIZE = 50;
const STATUSES = [...TYPED_STATUSES, 'superseded'] as const;

/** Values of a form with what is wrong with them. */
interface Typed {
  readonly values: object;
  readonly errors: readonly FieldError[];
}

/** The register of the documents that a bank's items cite. */
@Controller('question-bank')
export class SourcesController {
  constructor(
    private readonly sources: SourceService,
    private readonly documents: DocumentMaker,
    private readonly clock: Clock,
  ) {}

  @Get(':bankId/sources')
  @Performs('bank.view')
  async list(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Query() query: Record<string, unknown>,
  ): Promise<Page> {
    const { bank, lines } = await this.sources.findLines(staff.ownerId, bankId);
    const { q, status, sort } = filterOf(query);
    const wanted = pickSources(lines, q, status, sort);
    const page = pageNumber(query['page']);
    const path = `/question-bank/${bankId}/sources`;
    const link = (s: string): string => `${path}?${new URLSearchParams({ q, sort, status: s }).toString()}`;
    return new Page(
      'question-bank/sources',
      {
        ...{ bank, q, status, sort },
        total: lines.length,
        rows: wanted
          .slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)
          .map((l) => ({ ...l, replacedByName: l.replacedBy === null ? null : sourceName(l.replacedBy) })),
        mayKeep: mayAct(staff.roles, 'sources.keep'),
        export: `${path}/list.xlsx?${new URLSearchParams({ q, status, sort }).toString()}`,
        filters: [
          { text: translate(ctx.lang, 'common.all'), href: link(''), n: lines.length, here: status === '' },
          ...STATUSES.map((s) => ({
            text: translate(ctx.lang, `sourceStatus.${s}`),
            href: link(s),
            n: lines.filter((l) => l.source.status === s).length,
            here: status === s,
          })),
        ].filter((f) => f.n > 0 || f.here),
        sortOptions: SOURCE_SORTS.map((value) => ({
          value,
          text: translate(ctx.lang, `source.sort.${value}`),
          selected: value === sort,
        })),
        pager: pagerOf(path, { q, status, sort }, page, PAGE_SIZE, wanted.length),
      },
      { layout: 'staff', title: translate(ctx.lang, 'source.list.title'), crumbs: crumbs(ctx, bank) },
    );
  }

  @Get(':bankId/sources/list.xlsx')
  @Performs('bank.view')
  async export(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Query() query: Record<string, unknown>,
  ): Promise<Download> {
    const { bank, lines } = await this.sources.findLines(staff.ownerId, bankId);
    const { q, status, sort } = filterOf(query);
    const titles = [
      staff.ownerName,
      `${translate(ctx.lang, 'source.list.title')}: ${bank.title}`,
      madeBy(staff.name, this.clock.now(), ctx.lang),
    ];
    const sheet = sourcesSheet(pickSources(lines, q, status, sort), titles, ctx.lang);
    return new Download(await this.documents.workbook([sheet]), `van-ban-${bank.code}.xlsx`, XLSX_TYPE);
  }

  @Get(':bankId/sources/new')
  @Performs('sources.keep')
  async fresh(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
  ): Promise<Page> {
    const { bank } = await this.sources.findLines(staff.ownerId, bankId);
    return this.formPage(ctx, bank, null, { values: { status: 'inForce' }, errors: [] });
  }

  @Post(':bankId/sources')
  @Performs('sources.keep')
  async add(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const { bank } = await this.sources.findLines(staff.ownerId, bankId);
    const form = readForm(NewSourceDto, body, ctx.lang);
    if (!form.ok) return this.formPage(ctx, bank, null, { values: form.typed, errors: form.errors });
    const wrong = dateErrors(form.value, ctx);
    if (wrong.length > 0) return this.formPage(ctx, bank, null, { values: form.value, errors: wrong });
    try {
      const fields = fieldsOf(form.value);
      const id = await this.sources.add(staff.ownerId, bankId, form.value.sourceCode, fields, asReviewer(staff));
      return redirect(`/question-bank/${bankId}/sources/${id}?done=source.added`);
    } catch (error) {
      const errors = [told(error, 'sourceCode', ctx)];
      return this.formPage(ctx, bank, null, { values: form.value, errors });
    }
  }

  @Get(':bankId/sources/:sourceId')
  @Performs('bank.view')
  async show(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('sourceId', ParseUUIDPipe) sourceId: string,
    @Query() query: Record<string, unknown>,
  ): Promise<Page> {
    const { bank, source, replacedBy, touched } = await this.sources.getTouched(staff.ownerId, bankId, sourceId);
    const page = pageNumber(query['page']);
    const path = `/question-bank/${bankId}/sources/${sourceId}`;
    const topicOf = (code: string): string => bank.topics.find((t) => t.code === code)?.title ?? code;
    const places = placesOf(touched, (page - 1) * PAGE_SIZE, page * PAGE_SIZE, ctx.lang);
    const count = (state: string): number => touched.filter((i) => i.state === state).length;
    return new Page(
      'question-bank/source',
      {
        ...{ bank, source, replacedBy },
        name: sourceName(source),
        replacedByName: replacedBy === null ? null : sourceName(replacedBy),
        counts: { all: touched.length, live: count('live'), inReview: count('inReview'), retired: count('retired') },
        places: places.map((p) => ({ ...p, items: p.items.map((i) => ({ ...i, topicTitle: topicOf(i.topic) })) })),
        mayKeep: mayAct(staff.roles, 'sources.keep'),
        mayWithdraw: withdrawalRefusal(source) === null,
        pager: pagerOf(path, {}, page, PAGE_SIZE, touched.length),
      },
      { layout: 'staff', title: sourceName(source), crumbs: crumbs(ctx, bank, { text: source.title }) },
    );
  }

  @Get(':bankId/sources/:sourceId/edit')
  @Performs('sources.keep')
  async edit(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('sourceId', ParseUUIDPipe) sourceId: string,
  ): Promise<Page> {
    const { bank, source } = await this.sources.getTouched(staff.ownerId, bankId, sourceId);
    return this.formPage(ctx, bank, source, { values: valuesOf(source), errors: [] });
  }

  @Post(':bankId/sources/:sourceId/edit')
  @Performs('sources.keep')
  async correct(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('sourceId', ParseUUIDPipe) sourceId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const { bank, source } = await this.sources.getTouched(staff.ownerId, bankId, sourceId);
    const form = readForm(SourceDto, body, ctx.lang);
    const errors = form.ok ? dateErrors(form.value, ctx) : form.errors;
    if (!form.ok || errors.length > 0)
      return this.formPage(ctx, bank, source, { values: form.ok ? form.value : form.typed, errors });
    await this.sources.correct(staff.ownerId, bankId, sourceId, fieldsOf(form.value), asReviewer(staff));
    return redirect(`/question-bank/${bankId}/sources/${sourceId}?done=source.corrected`);
  }

  @Get(':bankId/sources/:sourceId/replace')
  @Performs('sources.keep')
  replacing(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('sourceId', ParseUUIDPipe) sourceId: string,
  ): Promise<Page> {
    return this.replacePage(staff, ctx, bankId, sourceId, { values: {}, errors: [] });
  }

  @Post(':bankId/sources/:sourceId/replace')
  @Performs('sources.keep')
  async replace(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('sourceId', ParseUUIDPipe) sourceId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(ReplaceDto, body, ctx.lang);
    if (!form.ok) return this.replacePage(staff, ctx, bankId, sourceId, { values: form.typed, errors: form.errors });
    const { byId, replacedFrom: from, reason } = form.value;
    try {
      const n = await this.sources.replace(staff.ownerId, bankId, sourceId, { byId, from, reason }, asReviewer(staff));
      return redirect(`/question-bank/${bankId}/sources/${sourceId}?done=source.replaced&n=${n}`);
    } catch (error) {
      const field = error instanceof AppError && error.code.startsWith('source/from-') ? 'replacedFrom' : 'byId';
      const values = { byId, reason, replacedFrom: formatDate(from) };
      return this.replacePage(staff, ctx, bankId, sourceId, { values, errors: [told(error, field, ctx)] });
    }
  }

  @Get(':bankId/sources/:sourceId/withdraw')
  @Performs('sources.keep')
  withdrawing(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('sourceId', ParseUUIDPipe) sourceId: string,
  ): Promise<Page> {
    return this.withdrawPage(staff, ctx, bankId, sourceId, { values: {}, errors: [] });
  }

  @Post(':bankId/sources/:sourceId/withdraw')
  @Performs('sources.keep')
  async withdraw(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('sourceId', ParseUUIDPipe) sourceId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(WithdrawDto, body, ctx.lang);
    if (!form.ok) return this.withdrawPage(staff, ctx, bankId, sourceId, { values: form.typed, errors: form.errors });
    const n = await this.sources.withdraw(staff.ownerId, bankId, sourceId, form.value, asReviewer(staff));
    return redirect(`/question-bank/${bankId}/sources/${sourceId}?done=source.withdrawn&n=${n}`);
  }

  private formPage(ctx: RequestContext, bank: Bank, source: SourceDocument | null, { values, errors }: Typed): Page {
    const title = translate(ctx.lang, source === null ? 'source.form.add' : 'source.form.correct');
    return new Page(
      'question-bank/source-form',
      {
        ...{ bank, source, values, errors, title },
        fieldErrors: Object.fromEntries(errors.map((e) => [e.field, e.message])),
        isReplaced: source?.status === 'superseded',
        statusOptions: statusOptions(values, ctx),
      },
      {
        layout: 'staff',
        title,
        crumbs: crumbs(ctx, bank, ...(source === null ? [] : [sourceCrumb(bank, source)]), { text: title }),
        status: errors.length > 0 ? 400 : 200,
      },
    );
  }

  private async withdrawPage(
    staff: StaffActor,
    ctx: RequestContext,
    bankId: string,
    sourceId: string,
    { values, errors }: Typed,
  ): Promise<Page> {
    const { bank, source } = await this.sources.getTouched(staff.ownerId, bankId, sourceId);
    const title = translate(ctx.lang, 'source.withdraw.title');
    return new Page(
      'question-bank/source-withdraw',
      {
        ...{ bank, source, values, errors },
        name: sourceName(source),
        n: await this.sources.countSent(bankId, sourceId),
        mayWithdraw: withdrawalRefusal(source) === null,
        fieldErrors: Object.fromEntries(errors.map((e) => [e.field, e.message])),
        statusOptions: statusOptions(values, ctx),
      },
      {
        layout: 'staff',
        title,
        crumbs: crumbs(ctx, bank, sourceCrumb(bank, source), { text: title }),
        status: errors.length > 0 ? 400 : 200,
      },
    );
  }

  private async replacePage(
    staff: StaffActor,
    ctx: RequestContext,
    bankId: string,
    sourceId: string,
    { values, errors }: Typed,
  ): Promise<Page> {
    const { bank, lines } = await this.sources.findLines(staff.ownerId, bankId);
    const { source, touched } = await this.sources.getTouched(staff.ownerId, bankId, sourceId);
    const title = translate(ctx.lang, 'source.replace.title');
    const chosen = (values as { byId?: unknown }).byId;
    const others = pickSources(lines, '', '', 'title').filter(
      (l) => l.source.id !== sourceId && l.source.status !== 'superseded',
    );
    return new Page(
      'question-bank/source-replace',
      {
        ...{ bank, source, values, errors },
        name: sourceName(source),
        n: touched.filter((i) => i.state === 'live').length,
        fieldErrors: Object.fromEntries(errors.map((e) => [e.field, e.message])),
        byOptions: [
          { value: '', text: translate(ctx.lang, 'source.replace.choose'), selected: false },
          ...others.map((l) => ({ value: l.source.id, text: sourceName(l.source), selected: l.source.id === chosen })),
        ],
        others: others.length,
      },
      {
        layout: 'staff',
        title,
        crumbs: crumbs(ctx, bank, sourceCrumb(bank, source), { text: title }),
        status: errors.length > 0 ? 400 : 200,
      },
    );
  }
}

/** What a document may be said to be; that it was replaced is an act of its own. */
const statusOptions = (values: object, { lang }: RequestContext): object[] =>
  TYPED_STATUSES.map((value) => ({
    value,
    text: translate(lang, `sourceStatus.${value}`),
    selected: value === (values as { status?: unknown }).status,
  }));

const filterOf = (query: Record<string, unknown>) => ({
  q: queryText(query['q']),
  status: STATUSES.find((s) => s === query['status']) ?? '',
  sort: SOURCE_SORTS.find((s) => s === query['sort']) ?? 'title',
});

const fieldsOf = (dto: SourceDto): SourceFields => ({
  kind: dto.docKind,
  number: dto.docNumber ?? null,
  issuedOn: dto.issuedOn ?? null,
  title: dto.docTitle,
  status: dto.status ?? 'inForce',
  inForceFrom: dto.inForceFrom ?? null,
  inForceTo: dto.inForceTo ?? null,
});

const dateText = (iso: string | null): string => (iso === null ? '' : formatDate(iso));

const valuesOf = (s: SourceDocument): object => ({
  docKind: s.kind,
  docNumber: s.number ?? '',
  issuedOn: dateText(s.issuedOn),
  docTitle: s.title,
  status: s.status,
  inForceFrom: dateText(s.inForceFrom),
  inForceTo: dateText(s.inForceTo),
});

/** Days that cannot follow one another. */
function dateErrors({ inForceFrom, inForceTo }: SourceDto, { lang }: RequestContext): FieldError[] {
  if (inForceFrom === undefined || inForceTo === undefined || inForceFrom <= inForceTo) return [];
  return [fieldError('inForceTo', translate(lang, 'source.form.daysCrossed'), lang)];
}

/** A refusal beside the field that it is about. */
function told(error: unknown, field: string, { lang }: RequestContext): FieldError {
  if (!(error instanceof AppError) || !error.code.startsWith('source/')) throw error;
  return fieldError(field, translate(lang, `error.${error.code}`, error.params), lang);
}

const sourceCrumb = (bank: Bank, source: SourceDocument): Crumb => ({
  text: source.title,
  href: `/question-bank/${bank.id}/sources/${source.id}`,
});

function crumbs({ lang }: RequestContext, bank: Bank, ...more: Crumb[]): Crumb[] {
  const here = { text: translate(lang, 'source.list.title') };
  return [
    { text: translate(lang, 'overview.crumb'), href: '/overview' },
    { text: translate(lang, 'bank.list.title'), href: '/question-bank' },
    { text: bank.title, href: `/question-bank/${bank.id}` },
    ...(more.length === 0 ? [here] : [{ ...here, href: `/question-bank/${bank.id}/sources` }, ...more]),
  ];
}
