import { Body, Controller, Get, Param, ParseIntPipe, ParseUUIDPipe, Post } from '@nestjs/common';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Page, redirect, type Redirect } from '../common/http/answers.js';
import { type FieldError, fieldError, readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { mayChangeResults } from '../core/batch/stage.js';
import { translate } from '../i18n/translator.js';
import { RatingService } from '../rating/rating.service.js';
import { ReasonDto } from './dto/oral.dto.js';
import { type MarkForm, readMarkForm } from './mark-form.js';
import { oralCrumbs } from './oral-pages.js';
import { sheetViews } from './oral.presenter.js';
import { SheetService } from './sheet.service.js';

interface Typed {
  readonly marks: MarkForm | null;
  readonly values: Readonly<Record<string, unknown>>;
  readonly errors: FieldError[];
}
const NOTHING_TYPED: Typed = { marks: null, values: {}, errors: [] };

/** What a rater corrects after locking: the next version of the sheet, with a reason. */
@Controller('oral/sessions/:sessionId/revise/:no')
export class ReviseController {
  constructor(
    private readonly sheets: SheetService,
    private readonly rating: RatingService,
  ) {}

  @Get()
  @Performs('mark.revise')
  async revise(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('sessionId', ParseUUIDPipe) sessionId: string,
    @Param('no', ParseIntPipe) no: number,
  ): Promise<Page> {
    return this.revisePage(staff, ctx, sessionId, no, NOTHING_TYPED);
  }

  @Post()
  @Performs('mark.revise')
  async reviseNow(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('sessionId', ParseUUIDPipe) sessionId: string,
    @Param('no', ParseIntPipe) no: number,
    @Body() body: Record<string, unknown>,
  ): Promise<Page | Redirect> {
    const { question, examination } = await this.sheets.getLocked(staff, sessionId, no);
    const marks = readMarkForm([question], body, ctx.lang);
    const why = readForm(ReasonDto, { reason: body['reason'] }, ctx.lang);
    const values = { reason: body['reason'] };
    const given = marks.marksOf(question);
    const missing = question.rubric.criteria
      .filter((c) => given[c.id] === undefined && !marks.errors.some((e) => e.field.endsWith(`-${c.id}`)))
      .map((c) => fieldError(`m-${no}-${c.id}`, translate(ctx.lang, 'form.required'), ctx.lang));
    const errors = [...marks.errors, ...missing, ...(why.ok ? [] : why.errors)];
    if (!why.ok || errors.length > 0) return this.revisePage(staff, ctx, sessionId, no, { marks, values, errors });
    const { reason } = why.value;
    await this.rating.revise(
      staff.ownerId,
      staff,
      question.id,
      given,
      marks.noteOf(question),
      reason,
      asLedgerActor(staff),
    );
    const joined = (await this.sheets.findJoined(examination)).find((j) => j.question.id === question.id);
    const isNear = joined?.mark.state === 'mean';
    const page = examination.panel.members.some((m) => m.userId === staff.id)
      ? `/oral/sessions/${sessionId}`
      : `/oral/sessions/${sessionId}/revise/${no}`;
    return redirect(isNear ? `${page}?done=oral.revisedNear` : `${page}?done=oral.revised`);
  }

  private async revisePage(
    staff: StaffActor,
    ctx: RequestContext,
    sessionId: string,
    no: number,
    typed: Typed,
  ): Promise<Page> {
    const { examination, question, sheet } = await this.sheets.getLocked(staff, sessionId, no);
    const { batch, entry, panel } = examination;
    const fieldErrors = Object.fromEntries(typed.errors.map((e) => [e.field, e.message]));
    const [view] = sheetViews(
      [{ question, sheet, isMine: true, locked: 0 }],
      typed.marks?.typed ?? {},
      fieldErrors,
      ctx.lang,
    );
    const title = translate(ctx.lang, 'oral.revise.title', { no });
    const isMember = panel.members.some((m) => m.userId === staff.id);
    return new Page(
      'oral/revise',
      {
        entry,
        sessionId,
        question: view,
        isMember,
        mayChange: mayChangeResults(batch).ok,
        values: typed.values,
        errors: typed.errors,
        fieldErrors,
      },
      {
        layout: 'staff',
        title,
        crumbs: oralCrumbs(batch, staff, ctx.lang, [
          isMember ? { text: entry.fullName, href: `/oral/sessions/${sessionId}` } : { text: entry.fullName },
          { text: title },
        ]),
        status: typed.errors.length > 0 ? 400 : 200,
      },
    );
  }
}
