import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { DOCX_TYPE, Download, Page, redirect, type Redirect, XLSX_TYPE, ZIP_TYPE } from '../common/http/answers.js';
import { type FieldError, readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { batchCrumbs } from '../batch/batch.controller.js';
import { batchTitle } from '../batch/batch.presenter.js';
import { mayAct } from '../core/access/access-matrix.js';
import { translate } from '../i18n/translator.js';
import { NoticeNumbersDto, NumberDto } from './dto/papers.dto.js';
import { PaperNumbers } from './paper-numbers.service.js';
import { type NumberTyping, papersView, titleText } from './papers.presenter.js';
import { PapersService } from './papers.service.js';
import { parseSubject, type Subject } from './subject.js';

const TYPES: readonly (readonly [string, string])[] = [
  ['.xlsx', XLSX_TYPE],
  ['.zip', ZIP_TYPE],
];

@Controller('papers/:batchId')
export class PapersController {
  constructor(
    private readonly papers: PapersService,
    private readonly numbers: PaperNumbers,
  ) {}

  /** Văn bản: every paper of a batch, its number, its file. */
  @Get()
  @Performs('paper.make')
  show(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
  ): Promise<Page> {
    return this.page(staff, ctx, batchId, null);
  }

  @Get(':subject')
  @Performs('paper.make')
  async download(
    @Staff() staff: StaffActor,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Param('subject') subject: string,
  ): Promise<Download> {
    const { bytes, fileName } = await this.papers.make(staff.ownerId, batchId, subject);
    const type = TYPES.find(([ending]) => fileName.endsWith(ending))?.[1] ?? DOCX_TYPE;
    return new Download(bytes, fileName, type);
  }

  @Post('number')
  @Performs('paper.number')
  async number(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(NumberDto, body, ctx.lang);
    if (!form.ok) {
      const typing = {
        subject: textOf(form.typed['subject']),
        typed: textOf(form.typed['number']),
        errors: form.errors,
      };
      return this.page(staff, ctx, batchId, typing);
    }
    const { subject: text, number = null } = form.value;
    const { papers } = await this.papers.list(staff.ownerId, batchId);
    const subject = parseSubject(text);
    const known = papers.find((p) => p.subject.kind === subject?.kind && p.subject.id === subject.id);
    if (known === undefined) throw new AppError('common/not-found');
    if (known.obstacle !== null) throw new AppError(known.obstacle);
    return this.give(staff, ctx, batchId, [{ subject: known.subject, number }], {
      subject: text,
      typed: number === null ? '' : String(number),
    });
  }

  @Post('number-notices')
  @Performs('paper.number')
  async numberNotices(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(NoticeNumbersDto, body, ctx.lang);
    if (!form.ok)
      return this.page(staff, ctx, batchId, {
        subject: 'from',
        typed: textOf(form.typed['from']),
        errors: form.errors,
      });
    const { papers } = await this.papers.list(staff.ownerId, batchId);
    const notices = papers.filter((p) => p.subject.kind === 'notice' && p.number === null);
    const blocked = notices.find((p) => p.obstacle !== null)?.obstacle ?? null;
    if (blocked !== null) throw new AppError(blocked);
    const { from } = form.value;
    const given = notices.map((p, i) => ({ subject: p.subject, number: from + i }));
    return this.give(staff, ctx, batchId, given, { subject: 'from', typed: String(from) });
  }

  private async give(
    staff: StaffActor,
    ctx: RequestContext,
    batchId: string,
    given: readonly { readonly subject: Subject; readonly number: number | null }[],
    typing: Pick<NumberTyping, 'subject' | 'typed'>,
  ): Promise<Page | Redirect> {
    try {
      await this.numbers.give(staff.ownerId, batchId, given, asLedgerActor(staff));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'papers/number-taken') throw error;
      const message = translate(ctx.lang, 'error.papers/number-taken', error.params);
      return this.page(staff, ctx, batchId, { ...typing, errors: [{ field: 'number', message }] });
    }
    return redirect(`/papers/${batchId}?done=paper.numbered`);
  }

  private async page(
    staff: StaffActor,
    ctx: RequestContext,
    batchId: string,
    typing: NumberTyping | null,
  ): Promise<Page> {
    const { source, papers } = await this.papers.list(staff.ownerId, batchId);
    const { batch } = source.view;
    const proposal = await this.numbers.findProposals(batch);
    const title = translate(ctx.lang, 'papers.title');
    const label = typing === null ? '' : titleText(source, typing.subject, ctx.lang);
    const errors = summaryErrors(typing, label);
    return new Page(
      'papers/list',
      {
        batch,
        name: batchTitle(batch, ctx.lang),
        ...papersView(source, papers, proposal, typing, ctx.lang),
        mayNumber: mayAct(staff.roles, 'paper.number') && source.frame.council !== null,
        hasCouncil: source.frame.council !== null,
        errors,
        fromError: typing?.subject === 'from' ? (typing.errors[0]?.message ?? null) : null,
        fromValue: typing?.subject === 'from' ? typing.typed : null,
      },
      {
        layout: 'staff',
        title,
        crumbs: batchCrumbs(ctx, source.view, { text: title }),
        status: errors.length > 0 ? 400 : 200,
      },
    );
  }
}

/** Under the id of the field at which each shows, with the paper's name. */
const summaryErrors = (typing: NumberTyping | null, label: string): FieldError[] =>
  (typing?.errors ?? []).map(({ message }) => ({
    field: typing?.subject === 'from' ? 'from' : `number-${(typing?.subject ?? '').replace(':', '-')}`,
    message,
    ...(label !== '' && { label }),
  }));

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
