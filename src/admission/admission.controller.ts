import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { batchTitle } from '../batch/batch.presenter.js';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { type Crumb, Download, Page, redirect, type Redirect, XLSX_TYPE } from '../common/http/answers.js';
import { type FieldError, readForm } from '../common/http/forms.js';
import { pageNumber, pagerOf, queryText } from '../common/http/paging.js';
import type { RequestContext } from '../common/http/request-context.js';
import { mayAct } from '../core/access/access-matrix.js';
import { searchKey } from '../core/text/vietnamese.js';
import { DocumentMaker } from '../documents/document-maker.js';
import { translate } from '../i18n/translator.js';
import {
  ADMISSION_FILTERS,
  ADMISSION_SORTS,
  admissionSheet,
  checkViews,
  decisionCounts,
  decisionEquation,
  filterAdmission,
  resultText,
  rowView,
  sortAdmission,
} from './admission.presenter.js';
import { AdmissionService } from './admission.service.js';
import { SessionDto } from './dto/admission.dto.js';

const PAGE_SIZE = 50;

/** What the standing committee has before it: batches, people, cases. */
@Controller('admission')
export class AdmissionController {
  constructor(
    private readonly admission: AdmissionService,
    private readonly documents: DocumentMaker,
  ) {}

  @Get()
  @Performs('admission.view')
  async index(@Staff() staff: StaffActor, @Ctx() ctx: RequestContext): Promise<Page> {
    const batches = await this.admission.findBatches(staff.ownerId);
    const title = translate(ctx.lang, 'admission.title');
    const lines = batches
      .filter((b) => b.stage !== 'cancelled')
      .map(({ batch, stage }) => ({
        ...{ id: batch.id, stage, examOn: batch.examOn, name: batchTitle(batch, ctx.lang) },
        locked: batch.resultsLockedAt !== null,
      }));
    return new Page('admission/index', { lines }, { layout: 'staff', title, crumbs: admissionCrumbs(ctx) });
  }

  @Get('batch/:batchId')
  @Performs('admission.view')
  batch(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Query() query: Record<string, unknown>,
  ): Promise<Page> {
    return this.batchPage(staff, ctx, batchId, query, {}, []);
  }

  @Get('batch/:batchId/list.xlsx')
  @Performs('admission.view')
  async export(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
  ): Promise<Download> {
    const admission = await this.admission.ofBatch(staff.ownerId, batchId);
    const bytes = await this.documents.workbook([admissionSheet(admission, staff.ownerName, ctx.lang)]);
    const { number, year } = admission.view.batch;
    return new Download(bytes, `xet-ket-nap-dot-${number}-${year}.xlsx`, XLSX_TYPE);
  }

  @Post('batch/:batchId/sessions')
  @Performs('admission.decide')
  async openSession(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(SessionDto, body, ctx.lang);
    if (!form.ok) return this.batchPage(staff, ctx, batchId, {}, form.typed, form.errors);
    const { heldOn, documentNo = null } = form.value;
    const session = await this.admission.openSession(
      staff.ownerId,
      batchId,
      { heldOn, documentNo },
      asLedgerActor(staff),
    );
    return redirect(`/admission/sessions/${session.id}?done=admission.sessionOpened`);
  }

  @Get('cases/:caseId')
  @Performs('admission.view')
  async case(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('caseId', ParseUUIDPipe) caseId: string,
  ): Promise<Page> {
    const file = await this.admission.getCase(staff.ownerId, caseId);
    const { standing, answer } = file.gate;
    const { batch, entry } = standing;
    return new Page(
      'admission/case',
      {
        entry,
        batchName: batchTitle(batch, ctx.lang),
        gate: answer,
        locked: standing.result !== null,
        checks: checkViews(answer, ctx.lang),
        nominations: file.nominations.map((n) => ({
          ...n,
          name: batchTitle(n.batch, ctx.lang),
          resultText: n.result === null ? null : resultText(n.result, ctx.lang),
        })),
        decisions: file.decisions.map(({ decision, session }) => ({ ...decision, session })),
        newest: file.decisions[0]?.decision ?? null,
      },
      {
        layout: 'staff',
        title: entry.fullName,
        crumbs: admissionCrumbs(
          ctx,
          { text: batchTitle(batch, ctx.lang), href: `/admission/batch/${batch.id}` },
          { text: entry.fullName },
        ),
      },
    );
  }

  private async batchPage(
    staff: StaffActor,
    ctx: RequestContext,
    batchId: string,
    query: Record<string, unknown>,
    values: object,
    errors: readonly FieldError[],
  ): Promise<Page> {
    const { view, sessions, rows } = await this.admission.ofBatch(staff.ownerId, batchId);
    const sort = ADMISSION_SORTS.find((s) => s === query['sort']) ?? 'name';
    const only = ADMISSION_FILTERS.find((f) => f === query['only']) ?? null;
    const q = queryText(query['q']);
    const page = pageNumber(query['page']);
    const wanted = sortAdmission(filterAdmission(rows, only, searchKey(q)), sort);
    const counts = decisionCounts(rows);
    const name = batchTitle(view.batch, ctx.lang);
    const link = (filter: string): string =>
      `/admission/batch/${batchId}?${new URLSearchParams({ q, sort, only: filter }).toString()}`;
    return new Page(
      'admission/batch',
      {
        ...view,
        name,
        sessions,
        locked: view.batch.resultsLockedAt !== null,
        addendumOpen: view.batch.addendumOpenedAt !== null,
        rows: wanted.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map((r) => rowView(r, ctx.lang)),
        counts,
        equation: decisionEquation(counts, ctx.lang),
        mayDecide: mayAct(staff.roles, 'admission.decide'),
        filters: [
          { text: translate(ctx.lang, 'common.all'), href: link(''), n: rows.length, here: only === null },
          ...ADMISSION_FILTERS.map((f) => ({
            text: translate(ctx.lang, `admission.filter.${f}`),
            href: link(f),
            n: filterAdmission(rows, f, '').length,
            here: only === f,
          })),
        ].filter((f) => f.n > 0 || f.here),
        ...{ q, sort, only: only ?? '', values, errors },
        fieldErrors: Object.fromEntries(errors.map((e) => [e.field, e.message])),
        sortOptions: ADMISSION_SORTS.map((s) => ({
          value: s,
          text: translate(ctx.lang, `admission.sort.${s}`),
          selected: s === sort,
        })),
        pager: pagerOf(`/admission/batch/${batchId}`, { q, sort, only: only ?? '' }, page, PAGE_SIZE, wanted.length),
      },
      {
        layout: 'staff',
        title: `${translate(ctx.lang, 'admission.title')}, ${name}`,
        crumbs: admissionCrumbs(ctx, { text: name }),
        status: errors.length > 0 ? 400 : 200,
      },
    );
  }
}

/** Trang chính > Xét kết nạp > ...; the clerk knows no other page of a batch. */
export const admissionCrumbs = (ctx: RequestContext, ...more: Crumb[]): Crumb[] => [
  { text: translate(ctx.lang, 'overview.crumb'), href: '/overview' },
  { text: translate(ctx.lang, 'admission.title'), ...(more.length > 0 ? { href: '/admission' } : {}) },
  ...more,
];
