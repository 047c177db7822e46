import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Download, Page, redirect, type Redirect, XLSX_TYPE } from '../common/http/answers.js';
import { pageNumber, pagerOf } from '../common/http/paging.js';
import type { RequestContext } from '../common/http/request-context.js';
import { ITEM_LEVELS } from '../core/item/item.js';
import { UPLOAD_KEPT_DAYS } from '../common/housekeeping.js';
import { DocumentMaker } from '../documents/document-maker.js';
import { translate } from '../i18n/translator.js';
import { bankCrumbs } from './question-bank.controller.js';
import { QuestionBankService } from './question-bank.service.js';
import { draftCard, problemGroups, templateSheets } from './upload.presenter.js';
import { UploadService } from './upload.service.js';

/** A file part of a multipart form, as the parser hands it over; other parts have a value. */
interface Upload {
  readonly filename: string;
  toBuffer(): Promise<Buffer>;
}

const PAGE_SIZE = 20;

/** Questions of a file, looked at before they become drafts. */
@Controller('question-bank/:bankId/import')
export class UploadController {
  constructor(
    private readonly banks: QuestionBankService,
    private readonly uploads: UploadService,
    private readonly documents: DocumentMaker,
  ) {}

  @Get()
  @Performs('item.import')
  form(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
  ): Promise<Page> {
    return this.formPage(staff, ctx, bankId, {}, null);
  }

  @Get('template.xlsx')
  @Performs('item.import')
  async template(@Staff() staff: StaffActor, @Param('bankId', ParseUUIDPipe) bankId: string): Promise<Download> {
    const bank = await this.banks.getBank(staff.ownerId, bankId);
    const sources = await this.banks.findSources(bankId);
    const bytes = await this.documents.workbook(templateSheets(bank.topics, sources));
    return new Download(bytes, 'mau-cau-hoi.xlsx', XLSX_TYPE);
  }

  @Post()
  @Performs('item.import')
  async upload(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Body() body: Record<string, unknown>,
  ): Promise<Page | Redirect> {
    const file = body['file'] as Upload | undefined;
    const bank = await this.banks.getBank(staff.ownerId, bankId);
    const typed = { topic: fieldText(body['topic']), level: fieldText(body['level']) };
    if (file === undefined || typeof file.toBuffer !== 'function' || file.filename === '')
      return this.formPage(staff, ctx, bankId, typed, translate(ctx.lang, 'bank.import.noFile'));
    const topic = bank.topics.find((t) => t.code === typed.topic)?.code ?? bank.topics[0]?.code ?? '';
    const level = ITEM_LEVELS.find((l) => l === typed.level) ?? 'recall';
    try {
      const data = await file.toBuffer();
      const upload = await this.uploads.upload(staff, bankId, { data, name: file.filename }, { topic, level });
      return redirect(`/question-bank/${bankId}/import/${upload.id}`);
    } catch (error) {
      if (!(error instanceof AppError) || !/^(bank\/file-|work\/)/.test(error.code)) throw error;
      const code = error.code.startsWith('work/') ? 'bank/file-too-heavy' : error.code;
      return this.formPage(staff, ctx, bankId, typed, translate(ctx.lang, `error.${code}`, error.params));
    }
  }

  @Get(':uploadId')
  @Performs('item.import')
  look(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('uploadId', ParseUUIDPipe) uploadId: string,
    @Query('page') page?: unknown,
  ): Promise<Page> {
    return this.lookPage(staff, ctx, bankId, uploadId, pageNumber(page), null);
  }

  @Post(':uploadId')
  @Performs('item.import')
  async import(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('uploadId', ParseUUIDPipe) uploadId: string,
    @Body() body: Record<string, unknown>,
  ): Promise<Page | Redirect> {
    try {
      const { state, items: n } = await this.uploads.import(staff, bankId, uploadId, body['skip'] === 'yes');
      if (state !== 'imported') return redirect(`/question-bank/${bankId}/import/${uploadId}`);
      return redirect(`/question-bank/${bankId}?state=draft&done=bank.drafted&n=${n}#items-head`);
    } catch (error) {
      if (!(error instanceof AppError) || !error.code.startsWith('bank/')) throw error;
      // A second press of the button: the page says what became of the first.
      if (error.code === 'bank/upload-gone') return redirect(`/question-bank/${bankId}/import/${uploadId}`);
      return this.lookPage(staff, ctx, bankId, uploadId, 1, translate(ctx.lang, `error.${error.code}`, error.params));
    }
  }

  private async formPage(
    staff: StaffActor,
    ctx: RequestContext,
    bankId: string,
    typed: { readonly topic?: string; readonly level?: string },
    error: string | null,
  ): Promise<Page> {
    const bank = await this.banks.getBank(staff.ownerId, bankId);
    const title = translate(ctx.lang, 'bank.import.title');
    return new Page(
      'question-bank/import',
      {
        bank,
        error,
        errors: error === null ? [] : [{ field: 'file', message: error }],
        topicOptions: bank.topics.map((t) => ({ value: t.code, text: t.title, selected: t.code === typed.topic })),
        levelOptions: ITEM_LEVELS.map((level) => ({
          value: level,
          text: translate(ctx.lang, `level.${level}`),
          selected: level === typed.level,
        })),
      },
      { layout: 'staff', title, crumbs: bankCrumbs(ctx, bank, { text: title }), status: error === null ? 200 : 422 },
    );
  }

  private async lookPage(
    staff: StaffActor,
    ctx: RequestContext,
    bankId: string,
    uploadId: string,
    page: number,
    error: string | null,
  ): Promise<Page> {
    const bank = await this.banks.getBank(staff.ownerId, bankId);
    const { upload, progress } = await this.uploads.find(staff, bankId, uploadId);
    const rows = upload.state === 'ready' ? await this.uploads.findPage(upload, page, PAGE_SIZE) : [];
    const groups = problemGroups(upload.problems, ctx.lang);
    const title = translate(ctx.lang, 'bank.look.title');
    return new Page(
      'question-bank/look',
      {
        bank,
        upload,
        progress,
        keptDays: UPLOAD_KEPT_DAYS,
        isReady: upload.state === 'ready',
        isImporting: upload.state === 'importing',
        isImported: upload.state === 'imported',
        isRefused: upload.state === 'refused',
        ...groups,
        skipsPossible: groups.skips.length > 0,
        mayImport: upload.state === 'ready' && upload.items > 0 && groups.errors.length === 0,
        cards: rows.map((row) => draftCard(row, bank.topics, upload.problems, ctx.lang)),
        pager: pagerOf(`/question-bank/${bankId}/import/${uploadId}`, {}, page, PAGE_SIZE, upload.items),
        formErrors: error === null ? [] : [{ message: error }],
      },
      {
        layout: 'staff',
        title,
        crumbs: bankCrumbs(
          ctx,
          bank,
          { text: translate(ctx.lang, 'bank.import.title'), href: `/question-bank/${bankId}/import` },
          { text: title },
        ),
        status: error === null ? 200 : 422,
      },
    );
  }
}

/** A field of a multipart form is a part with a value. */
const fieldText = (part: unknown): string => {
  const value: unknown = typeof part === 'object' && part !== null && 'value' in part ? part.value : part;
  return typeof value === 'string' ? value : '';
};
