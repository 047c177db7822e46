import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import type { StaffActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Download, Page } from '../common/http/answers.js';
import { type FieldError, fieldError, readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { ITEM_KINDS, ITEM_LEVELS, ITEM_STATES } from '../core/item/item.js';
import { translate } from '../i18n/translator.js';
import { ExportForm } from './dto/export.dto.js';
import { ExportService } from './export.service.js';
import { EXPORT_FORMATS } from './formats/export-formats.js';
import { bankCrumbs } from './question-bank.controller.js';
import { QuestionBankService } from './question-bank.service.js';

type Typed = Readonly<Record<string, unknown>>;

/** Questions with their keys, taken out of the bank with a reason. */
@Controller('question-bank/:bankId/export')
export class ExportController {
  constructor(
    private readonly banks: QuestionBankService,
    private readonly exports: ExportService,
  ) {}

  @Get()
  @Performs('bank.export')
  form(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
  ): Promise<Page> {
    return this.page(staff, ctx, bankId, { format: 'docx', state: 'live' }, []);
  }

  @Post()
  @Performs('bank.export')
  async export(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Body() body: unknown,
  ): Promise<Page | Download> {
    const form = readForm(ExportForm, body, ctx.lang);
    if (!form.ok) return this.page(staff, ctx, bankId, form.typed, form.errors);
    const { format, reason, topic = '', level = '', kind = '', state = '' } = form.value;
    try {
      const file = await this.exports.export(staff, bankId, { topic, level, kind, state }, format, reason);
      return new Download(file.bytes, file.fileName, file.type);
    } catch (error) {
      if (!(error instanceof AppError) || !error.code.startsWith('bank/export-')) throw error;
      const message = translate(ctx.lang, `error.${error.code}`, error.params);
      const field = error.code === 'bank/export-kinds' ? 'format' : 'topic';
      return this.page(staff, ctx, bankId, form.value as unknown as Typed, [fieldError(field, message, ctx.lang)]);
    }
  }

  private async page(
    staff: StaffActor,
    ctx: RequestContext,
    bankId: string,
    typed: Typed,
    errors: readonly FieldError[],
  ): Promise<Page> {
    const bank = await this.banks.getBank(staff.ownerId, bankId);
    const title = translate(ctx.lang, 'bank.export.title');
    const options = (name: string, list: readonly { value: string; text: string }[]): object[] =>
      list.map((o) => ({ ...o, selected: o.value === typed[name] }));
    const all = { value: '', text: translate(ctx.lang, 'common.all') };
    const named = (prefix: string, values: readonly string[]): { value: string; text: string }[] => [
      all,
      ...values.map((value) => ({ value, text: translate(ctx.lang, `${prefix}.${value}`) })),
    ];
    const messages = Object.fromEntries(errors.map((e) => [e.field, e.message]));
    return new Page(
      'question-bank/export',
      {
        bank,
        typed,
        errors,
        messages,
        formats: EXPORT_FORMATS.map((format) => ({
          value: format,
          text: translate(ctx.lang, `exportFormat.${format}`),
          hint: translate(ctx.lang, `exportHint.${format}`),
          checked: format === typed['format'],
        })),
        topicOptions: options('topic', [all, ...bank.topics.map((t) => ({ value: t.code, text: t.title }))]),
        levelOptions: options('level', named('level', ITEM_LEVELS)),
        kindOptions: options('kind', named('kind', ITEM_KINDS)),
        stateOptions: options('state', named('state', ITEM_STATES)),
      },
      {
        layout: 'staff',
        title,
        crumbs: bankCrumbs(ctx, bank, { text: title }),
        status: errors.length === 0 ? 200 : 422,
      },
    );
  }
}
