import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Download, Page, redirect, type Redirect, XLSX_TYPE } from '../common/http/answers.js';
import type { RequestContext } from '../common/http/request-context.js';
import { DocumentMaker } from '../documents/document-maker.js';
import { translate } from '../i18n/translator.js';
import { OrganizationService } from '../organization/organization.service.js';
import { batchCrumbs } from './batch.controller.js';
import { ineligibilityText, problemLines, rosterSheet } from './batch.presenter.js';
import { BatchService } from './batch.service.js';
import { templateTexts } from './roster-export.js';
import { rosterTemplate } from './roster-template.js';
import { RosterService } from './roster.service.js';

/** A file part of a multipart form, as the parser hands it over. */
interface Upload {
  readonly filename: string;
  toBuffer(): Promise<Buffer>;
}

@Controller('batch/:batchId/roster')
export class RosterController {
  constructor(
    private readonly batches: BatchService,
    private readonly rosters: RosterService,
    private readonly organization: OrganizationService,
    private readonly documents: DocumentMaker,
  ) {}

  @Get()
  @Performs('batch.prepare')
  form(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
  ): Promise<Page> {
    return this.uploadPage(staff, ctx, batchId, null);
  }

  @Get('template.xlsx')
  @Performs('batch.prepare')
  async template(@Staff() staff: StaffActor, @Param('batchId', ParseUUIDPipe) batchId: string): Promise<Download> {
    await this.batches.getBatch(staff.ownerId, batchId);
    const units = await this.organization.findUnits(staff.ownerId);
    const bytes = await this.documents.workbook(
      rosterTemplate(
        units.map((u) => u.name),
        templateTexts(),
      ),
    );
    return new Download(bytes, 'mau-danh-sach.xlsx', XLSX_TYPE);
  }

  @Post()
  @Performs('batch.prepare')
  async upload(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Body() body: { file?: Upload },
  ): Promise<Page | Redirect> {
    const { file } = body;
    if (file === undefined || typeof file.toBuffer !== 'function' || file.filename === '') {
      return this.uploadPage(staff, ctx, batchId, translate(ctx.lang, 'batch.upload.noFile'));
    }
    try {
      const upload = await this.rosters.upload(staff.ownerId, batchId, await file.toBuffer(), file.filename);
      return redirect(`/batch/${batchId}/roster/${upload.id}`);
    } catch (error) {
      if (!(error instanceof AppError) || !/^(file|roster)\//.test(error.code)) throw error;
      return this.uploadPage(staff, ctx, batchId, translate(ctx.lang, `error.${error.code}`, error.params));
    }
  }

  @Get(':uploadId')
  @Performs('batch.prepare')
  preview(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Param('uploadId', ParseUUIDPipe) uploadId: string,
  ): Promise<Page> {
    return this.previewPage(staff, ctx, batchId, uploadId, {}, null);
  }

  @Post(':uploadId')
  @Performs('batch.prepare')
  async import(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Param('uploadId', ParseUUIDPipe) uploadId: string,
    @Body() body: Record<string, unknown>,
  ): Promise<Page | Redirect> {
    const answers = new Map(
      Object.entries(body).flatMap(([name, value]): [number, string][] => {
        const row = /^same-(\d{1,6})$/.exec(name)?.[1];
        return row === undefined || typeof value !== 'string' ? [] : [[Number(row), value]];
      }),
    );
    try {
      const reason = (why: Parameters<typeof ineligibilityText>[0]): string => ineligibilityText(why, 'vi');
      const n = await this.rosters.import(staff.ownerId, batchId, uploadId, answers, reason, asLedgerActor(staff));
      return redirect(`/batch/${batchId}?done=roster.imported&n=${n}`);
    } catch (error) {
      if (!(error instanceof AppError) || !error.code.startsWith('roster/')) throw error;
      // A second press of the button: the first one has entered everybody.
      if (error.code === 'roster/upload-gone') return redirect(`/batch/${batchId}`);
      return this.previewPage(
        staff,
        ctx,
        batchId,
        uploadId,
        body,
        translate(ctx.lang, `error.${error.code}`, error.params),
      );
    }
  }

  private async uploadPage(
    staff: StaffActor,
    ctx: RequestContext,
    batchId: string,
    error: string | null,
  ): Promise<Page> {
    const view = await this.batches.getView(staff.ownerId, batchId);
    if (view.batch.rosterClosedAt !== null) throw new AppError('batch/roster-closed');
    const title = translate(ctx.lang, 'batch.upload.title');
    const errors = error === null ? [] : [{ field: 'file', message: error }];
    return new Page(
      'batch/roster-upload',
      { ...view, errors, error },
      { layout: 'staff', title, crumbs: this.crumbs(ctx, view, title), status: error === null ? 200 : 422 },
    );
  }

  private async previewPage(
    staff: StaffActor,
    ctx: RequestContext,
    batchId: string,
    uploadId: string,
    answers: Readonly<Record<string, unknown>>,
    error: string | null,
  ): Promise<Page> {
    const view = await this.batches.getView(staff.ownerId, batchId);
    const { upload, roster, namesakes, newUnits, ineligible } = await this.rosters.preview(
      staff.ownerId,
      batchId,
      uploadId,
    );
    const sheet = rosterSheet(roster, ctx.lang);
    const rowOf = new Map(roster.rows.map((r) => [r.row, r]));
    const questions = [...new Set(namesakes.map((n) => n.row))].map((row) => ({
      row,
      name: `same-${row}`,
      answer: answers[`same-${row}`] ?? '',
      inFile: rowOf.get(row),
      candidates: namesakes.filter((n) => n.row === row),
    }));
    const title = translate(ctx.lang, 'batch.preview.title', {
      problems: roster.problems.length,
      questions: questions.length,
    });
    return new Page(
      'batch/roster-preview',
      {
        ...view,
        upload,
        headerRow: roster.headerRow,
        sheetName: roster.sheet,
        sheet,
        problems: problemLines(roster.problems, sheet.columns, ctx.lang),
        notices: problemLines(roster.notices, sheet.columns, ctx.lang),
        ineligible: [...ineligible].map(([row, why]) => ({
          row,
          name: rowOf.get(row)?.fullName ?? '',
          text: ineligibilityText(why, ctx.lang),
        })),
        newUnits,
        questions,
        people: roster.rows.length,
        mayImport: roster.problems.length === 0,
        errors: error === null ? [] : [{ message: error }],
      },
      {
        layout: 'staff',
        title,
        crumbs: this.crumbs(ctx, view, translate(ctx.lang, 'batch.upload.title')),
        status: error === null ? 200 : 422,
      },
    );
  }

  private crumbs(
    ctx: RequestContext,
    view: { batch: Parameters<typeof batchCrumbs>[1]['batch'] },
    title: string,
  ): ReturnType<typeof batchCrumbs> {
    return batchCrumbs(
      ctx,
      view,
      { text: translate(ctx.lang, 'batch.roster.title'), href: `/batch/${view.batch.id}` },
      { text: title },
    );
  }
}
