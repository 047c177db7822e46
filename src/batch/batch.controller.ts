import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { type Crumb, Download, Page, redirect, type Redirect, XLSX_TYPE } from '../common/http/answers.js';
import { type FieldError, readForm } from '../common/http/forms.js';
import { pageNumber, pagerOf, queryText } from '../common/http/paging.js';
import type { RequestContext } from '../common/http/request-context.js';
import { mayAct } from '../core/access/access-matrix.js';
import { DocumentMaker } from '../documents/document-maker.js';
import { ExamPlanService } from '../exam-plan/exam-plan.service.js';
import { translate } from '../i18n/translator.js';
import { QuestionBankService } from '../question-bank/question-bank.service.js';
import type { EntrySort } from './batch.repository.js';
import { BatchService, type BatchView } from './batch.service.js';
import { batchTitle } from './batch.presenter.js';
import { CorrectDto, DecideDto, NewBatchDto, readRooms } from './dto/batch.dto.js';
import { OpeningService } from './opening.service.js';
import { entriesSheet } from './roster-export.js';

const PAGE_SIZE = 50;
const SORTS: readonly EntrySort[] = ['name', 'unit', 'number'];

@Controller('batch')
export class BatchController {
  constructor(
    private readonly batches: BatchService,
    private readonly plans: ExamPlanService,
    private readonly banks: QuestionBankService,
    private readonly documents: DocumentMaker,
    private readonly opening: OpeningService,
  ) {}

  @Get('new')
  @Performs('batch.prepare')
  form(@Staff() staff: StaffActor, @Ctx() ctx: RequestContext): Promise<Page> {
    return this.newPage(staff, ctx, {}, []);
  }

  @Post()
  @Performs('batch.prepare')
  async create(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(NewBatchDto, body, ctx.lang);
    if (!form.ok) return this.newPage(staff, ctx, form.typed, form.errors);
    const { rooms, ...input } = form.value;
    const batch = await this.batches.create(
      staff.ownerId,
      { ...input, sittings: readRooms(rooms) },
      asLedgerActor(staff),
    );
    return redirect(`/overview/batch/${batch.id}?done=batch.created`);
  }

  /** Danh sách: everybody nominated, searched, sorted and paged. */
  @Get(':batchId')
  @Performs('roster.view')
  async show(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Query() query: Record<string, unknown>,
  ): Promise<Page> {
    const view = await this.batches.getView(staff.ownerId, batchId);
    const sort = SORTS.find((s) => s === query['sort']) ?? (view.batch.rosterClosedAt === null ? 'name' : 'number');
    const only = query['only'] === 'refused' ? 'refused' : query['only'] === 'accepted' ? 'accepted' : '';
    const q = queryText(query['q']);
    const page = pageNumber(query['page']);
    const filter = { search: q, refused: only === '' ? null : only === 'refused', sort };
    const { rows, total } = await this.batches.findEntryPage(batchId, filter, page, PAGE_SIZE);
    const title = translate(ctx.lang, 'batch.roster.title');
    return new Page(
      'batch/show',
      {
        ...view,
        name: batchTitle(view.batch, ctx.lang),
        rows,
        q,
        only,
        sort,
        isOpen: view.batch.rosterClosedAt === null,
        mayPrepare: mayAct(staff.roles, 'batch.prepare'),
        mayClose: mayAct(staff.roles, 'roster.close'),
        mayIssue: mayAct(staff.roles, 'card.issue'),
        mayOpen: mayAct(staff.roles, 'seal.open'),
        seal: await this.opening.find(batchId),
        sortOptions: SORTS.map((s) => ({
          value: s,
          text: translate(ctx.lang, `batch.sort.${s}`),
          selected: s === sort,
        })),
        pager: pagerOf(`/batch/${batchId}`, { q, only, sort }, page, PAGE_SIZE, total),
      },
      { layout: 'staff', title, crumbs: batchCrumbs(ctx, view, { text: title }) },
    );
  }

  @Get(':batchId/entries.xlsx')
  @Performs('roster.view')
  async export(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
  ): Promise<Download> {
    const batch = await this.batches.getBatch(staff.ownerId, batchId);
    const entries = await this.batches.findEntries(batchId);
    const bytes = await this.documents.workbook([
      entriesSheet(entries, batchTitle(batch, ctx.lang), staff.ownerName, ctx.lang),
    ]);
    return new Download(bytes, `danh-sach-dot-${batch.number}-${batch.year}.xlsx`, XLSX_TYPE);
  }

  @Get(':batchId/entries/:entryId')
  @Performs('roster.view')
  async entry(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('entryId', ParseUUIDPipe) entryId: string,
  ): Promise<Page> {
    return this.entryPage(staff, ctx, entryId, null, []);
  }

  @Post(':batchId/entries/:entryId/decide')
  @Performs('batch.prepare')
  async decide(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('entryId', ParseUUIDPipe) entryId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(DecideDto, body, ctx.lang);
    if (!form.ok) return this.entryPage(staff, ctx, entryId, form.typed, form.errors);
    const { decision, reason } = form.value;
    if (decision === 'refuse' && reason === undefined) {
      return this.entryPage(staff, ctx, entryId, { ...form.value }, [
        { field: 'reason', message: translate(ctx.lang, 'form.reason', { min: 3, max: 300 }) },
      ]);
    }
    const batch = await this.batches.decideEntry(
      staff.ownerId,
      entryId,
      decision === 'accept' ? null : (reason ?? null),
      asLedgerActor(staff),
    );
    return redirect(`/batch/${batch.id}?done=entry.decided`);
  }

  @Post(':batchId/entries/:entryId/correct')
  @Performs('roster.close')
  async correct(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('entryId', ParseUUIDPipe) entryId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(CorrectDto, body, ctx.lang);
    if (!form.ok) return this.entryPage(staff, ctx, entryId, form.typed, form.errors);
    const { fullName, birth, post } = form.value;
    const batch = await this.batches.correctEntry(
      staff.ownerId,
      entryId,
      { fullName, birth, post: post ?? null },
      asLedgerActor(staff),
    );
    return redirect(`/batch/${batch.id}?done=entry.corrected`);
  }

  private async newPage(
    staff: StaffActor,
    ctx: RequestContext,
    values: Readonly<Record<string, unknown>>,
    errors: FieldError[],
  ): Promise<Page> {
    const [plans, banks] = await Promise.all([
      this.plans.findPlans(staff.ownerId),
      this.banks.findBanks(staff.ownerId),
    ]);
    const title = translate(ctx.lang, 'batch.new.title');
    return new Page(
      'batch/new',
      {
        values,
        errors,
        fieldErrors: byField(errors),
        plans: plans.map((p) => ({ value: p.id, text: p.title, selected: p.id === values['planId'] })),
        banks: banks.map((b) => ({ value: b.bank.id, text: b.bank.title, selected: b.bank.id === values['bankId'] })),
      },
      {
        layout: 'staff',
        title,
        crumbs: [{ text: translate(ctx.lang, 'overview.crumb'), href: '/overview' }, { text: title }],
        status: errors.length > 0 ? 400 : 200,
      },
    );
  }

  private async entryPage(
    staff: StaffActor,
    ctx: RequestContext,
    entryId: string,
    values: Readonly<Record<string, unknown>> | null,
    errors: FieldError[],
  ): Promise<Page> {
    const { entry, batch } = await this.batches.getEntry(staff.ownerId, entryId);
    const view = await this.batches.getView(staff.ownerId, batch.id);
    return new Page(
      'batch/entry',
      {
        batch,
        entry,
        values: values ?? { fullName: entry.fullName, birth: entry.birth, post: entry.post ?? '' },
        errors,
        fieldErrors: byField(errors),
        isOpen: batch.rosterClosedAt === null,
        mayPrepare: mayAct(staff.roles, 'batch.prepare'),
        mayCorrect: mayAct(staff.roles, 'roster.close'),
        mayIssue: mayAct(staff.roles, 'card.issue') && entry.candidateNo !== null,
      },
      {
        layout: 'staff',
        title: entry.fullName,
        crumbs: batchCrumbs(
          ctx,
          view,
          { text: translate(ctx.lang, 'batch.roster.title'), href: `/batch/${batch.id}` },
          { text: entry.fullName },
        ),
        status: errors.length > 0 ? 400 : 200,
      },
    );
  }
}

export const byField = (errors: readonly FieldError[]): Record<string, string> =>
  Object.fromEntries(errors.map((e) => [e.field, e.message]));

/** Trang chính > Đợt 1 năm 2027 > ... */
export const batchCrumbs = (ctx: RequestContext, view: Pick<BatchView, 'batch'>, ...more: Crumb[]): Crumb[] => [
  { text: translate(ctx.lang, 'overview.crumb'), href: '/overview' },
  { text: batchTitle(view.batch, ctx.lang), href: `/overview/batch/${view.batch.id}` },
  ...more,
];
