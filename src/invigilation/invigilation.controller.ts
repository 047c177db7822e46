import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Page, redirect, type Redirect } from '../common/http/answers.js';
import { type FieldError, fieldError, readForm } from '../common/http/forms.js';
import { queryText } from '../common/http/paging.js';
import type { RequestContext } from '../common/http/request-context.js';
import { batchTitle } from '../batch/batch.presenter.js';
import { BatchService } from '../batch/batch.service.js';
import { SittingService } from '../batch/sitting.service.js';
import { mayAct } from '../core/access/access-matrix.js';
import { formSize } from '../core/blueprint/blueprint.js';
import { mayChangeResults } from '../core/batch/stage.js';
import { writtenRules } from '../core/scoring/rule-set.js';
import { type Attendance, ATTENDANCES } from '../core/statistics/reconciliation.js';
import { TimeGrantService } from '../delivery/time-grant.service.js';
import { translate } from '../i18n/translator.js';
import { boardView } from './board.presenter.js';
import { type Board, BoardService } from './board.service.js';
import { ViolationDto } from './dto/violation.dto.js';
import { minuteOf, violationChoices } from './violation.presenter.js';
import { ViolationService } from './violation.service.js';
import { AttendanceDto, GrantDto, IncidentDto } from './dto/invigilation.dto.js';

/** What the minutes will have to explain. */
const NEEDS_REASON: ReadonlySet<Attendance> = new Set(['absentWithLeave', 'barred']);

const isWritten = ({ batch }: Board): boolean => batch.rules !== null && writtenRules(batch.rules) !== null;

/** The invigilator's board of one sitting, and the page of one seat. */
@Controller('invigilation/:sittingId')
export class InvigilationController {
  constructor(
    private readonly boards: BoardService,
    private readonly sittings: SittingService,
    private readonly batches: BatchService,
    private readonly grants: TimeGrantService,
    private readonly violations: ViolationService,
  ) {}

  @Get()
  @Performs('sitting.watch')
  async board(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('sittingId', ParseUUIDPipe) sittingId: string,
    @Query('q') q?: unknown,
  ): Promise<Page> {
    return this.boardPage(staff, ctx, sittingId, queryText(q), {}, []);
  }

  @Get('seats/:entryId')
  @Performs('sitting.watch')
  async seat(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('sittingId', ParseUUIDPipe) sittingId: string,
    @Param('entryId', ParseUUIDPipe) entryId: string,
  ): Promise<Page> {
    return this.seatPage(staff, ctx, sittingId, entryId, {}, []);
  }

  @Post('attendance')
  @Performs('sitting.run')
  async attendance(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('sittingId', ParseUUIDPipe) sittingId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(AttendanceDto, body, ctx.lang);
    if (!form.ok) return this.again(staff, ctx, sittingId, form.typed, form.errors);
    const { entryId, attendance, reason } = form.value;
    if (NEEDS_REASON.has(attendance) && reason === undefined) {
      const message = translate(ctx.lang, 'form.reason', { min: 3, max: 300 });
      return this.again(staff, ctx, sittingId, { ...form.value }, [fieldError('reason', message, ctx.lang)]);
    }
    const ids = entryId === undefined ? await this.unmarked(sittingId, staff) : [entryId];
    await this.boards.markAttendance(staff.ownerId, sittingId, ids, attendance, reason ?? null, asLedgerActor(staff));
    return redirect(`/invigilation/${sittingId}${entryId === undefined ? '' : `#s-${entryId}`}`);
  }

  @Post('start')
  @Performs('sitting.run')
  async start(@Staff() staff: StaffActor, @Param('sittingId', ParseUUIDPipe) sittingId: string): Promise<Redirect> {
    await this.boards.start(staff.ownerId, sittingId, asLedgerActor(staff));
    return redirect(`/invigilation/${sittingId}?done=sitting.started`);
  }

  @Post('close')
  @Performs('sitting.run')
  async close(
    @Staff() staff: StaffActor,
    @Param('sittingId', ParseUUIDPipe) sittingId: string,
    @Body() body: { early?: unknown },
  ): Promise<Redirect> {
    await this.boards.close(staff.ownerId, sittingId, body.early === 'yes', asLedgerActor(staff));
    return redirect(`/invigilation/${sittingId}?done=sitting.closed`);
  }

  @Post('grant')
  @Performs('sitting.run')
  async grant(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('sittingId', ParseUUIDPipe) sittingId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(GrantDto, body, ctx.lang);
    if (!form.ok) return this.again(staff, ctx, sittingId, form.typed, form.errors);
    const { entryId, minutes, reason } = form.value;
    await this.grants.grant(staff.ownerId, sittingId, entryId ?? null, minutes, reason, asLedgerActor(staff));
    return redirect(`/invigilation/${sittingId}?done=time.granted&n=${minutes}`);
  }

  @Post('incident')
  @Performs('sitting.run')
  async incident(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('sittingId', ParseUUIDPipe) sittingId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(IncidentDto, body, ctx.lang);
    if (!form.ok) return this.again(staff, ctx, sittingId, form.typed, form.errors);
    await this.boards.noteIncident(
      staff.ownerId,
      sittingId,
      form.value.entryId ?? null,
      form.value.text,
      asLedgerActor(staff),
    );
    return redirect(`/invigilation/${sittingId}?done=incident.noted`);
  }

  @Post('resume')
  @Performs('sitting.run')
  async resume(@Staff() staff: StaffActor, @Param('sittingId', ParseUUIDPipe) sittingId: string): Promise<Redirect> {
    await this.batches.getSitting(staff.ownerId, sittingId);
    await this.boards.resume(staff.ownerId, asLedgerActor(staff));
    return redirect(`/invigilation/${sittingId}?done=sitting.resumed`);
  }

  @Post('seats/:entryId/late')
  @Performs('sitting.run')
  async allowLate(
    @Staff() staff: StaffActor,
    @Param('sittingId', ParseUUIDPipe) sittingId: string,
    @Param('entryId', ParseUUIDPipe) entryId: string,
  ): Promise<Redirect> {
    await this.seatOf(staff, sittingId, entryId);
    await this.sittings.allowLate(staff.ownerId, entryId, asLedgerActor(staff));
    return redirect(`/invigilation/${sittingId}/seats/${entryId}?done=late.allowed`);
  }

  @Post('seats/:entryId/device')
  @Performs('sitting.run')
  async allowDevice(
    @Staff() staff: StaffActor,
    @Param('sittingId', ParseUUIDPipe) sittingId: string,
    @Param('entryId', ParseUUIDPipe) entryId: string,
  ): Promise<Redirect> {
    await this.seatOf(staff, sittingId, entryId);
    await this.sittings.allowDevice(staff.ownerId, entryId, asLedgerActor(staff));
    return redirect(`/invigilation/${sittingId}/seats/${entryId}?done=device.allowed`);
  }

  @Post('seats/:entryId/violation')
  @Performs('violation.note')
  async violation(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('sittingId', ParseUUIDPipe) sittingId: string,
    @Param('entryId', ParseUUIDPipe) entryId: string,
    @Body() body: Record<string, unknown>,
  ): Promise<Page | Redirect> {
    const { board } = await this.seatOf(staff, sittingId, entryId);
    const form = readForm(ViolationDto, { ...body, entryId }, ctx.lang);
    if (!form.ok) return this.seatPage(staff, ctx, sittingId, entryId, form.typed, form.errors);
    await this.violations.note(staff, board.batch.id, minuteOf(form.value));
    return redirect(`/invigilation/${sittingId}/seats/${entryId}?done=violation.noted`);
  }

  /** The page on which the form was: the seat's, or the board. */
  private again(
    staff: StaffActor,
    ctx: RequestContext,
    sittingId: string,
    typed: Readonly<Record<string, unknown>>,
    errors: FieldError[],
  ): Promise<Page> {
    const entryId = typed['entryId'];
    if (typeof entryId === 'string' && /^[0-9a-f-]{36}$/.test(entryId))
      return this.seatPage(staff, ctx, sittingId, entryId, typed, errors);
    return this.boardPage(staff, ctx, sittingId, '', typed, errors);
  }

  private async unmarked(sittingId: string, staff: StaffActor): Promise<string[]> {
    const { seats } = await this.boards.board(staff.ownerId, sittingId);
    return seats.filter((s) => s.entry.attendance === null).map((s) => s.entry.id);
  }

  private async seatOf(
    staff: StaffActor,
    sittingId: string,
    entryId: string,
  ): Promise<{ board: Board; seat: Board['seats'][number] }> {
    const board = await this.boards.board(staff.ownerId, sittingId);
    const seat = board.seats.find((s) => s.entry.id === entryId);
    if (seat === undefined) throw new AppError('common/not-found');
    return { board, seat };
  }

  private async boardPage(
    staff: StaffActor,
    ctx: RequestContext,
    sittingId: string,
    q: string,
    values: object,
    errors: FieldError[],
  ): Promise<Page> {
    const board = await this.boards.board(staff.ownerId, sittingId);
    const view = boardView(board, board.batch.blueprint === null ? 0 : formSize(board.batch.blueprint), q, ctx.lang);
    const title = translate(ctx.lang, 'board.title', { room: board.sitting.room });
    return new Page(
      'invigilation/board',
      {
        ...board,
        ...view,
        q,
        values,
        errors,
        fieldErrors: Object.fromEntries(errors.map((e) => [e.field, e.message])),
        everybody: board.seats.map(({ entry }) => ({
          id: entry.id,
          candidateNo: entry.candidateNo,
          fullName: entry.fullName,
        })),
        started: board.sitting.startedAt !== null,
        closed: board.sitting.closedAt !== null,
        mayRun: mayAct(staff.roles, 'sitting.run'),
        sealed: board.sitting.startedAt === null && (await this.sittings.isSealed(board.batch.id)),
        mayOpen: mayAct(staff.roles, 'seal.open'),
        isWritten: isWritten(board),
        showsProgress: isWritten(board) && board.sitting.startedAt !== null,
        askEarly: isWritten(board) && board.counts.notStarted > 0,
        mayClose: board.counts.running === 0 && board.counts.unmarked === 0,
        bleed: true,
      },
      { layout: 'staff', title, crumbs: this.crumbs(ctx, staff, board), status: errors.length > 0 ? 400 : 200 },
    );
  }

  private async seatPage(
    staff: StaffActor,
    ctx: RequestContext,
    sittingId: string,
    entryId: string,
    values: Readonly<Record<string, unknown>>,
    errors: FieldError[],
  ): Promise<Page> {
    const { board, seat } = await this.seatOf(staff, sittingId, entryId);
    const total = board.batch.blueprint === null ? 0 : formSize(board.batch.blueprint);
    const view = boardView(board, total, '', ctx.lang).seats.find((s) => s.id === entryId);
    return new Page(
      'invigilation/seat',
      {
        ...board,
        seat: view,
        entry: seat.entry,
        attempt: seat.attempt,
        seatGrants: seat.grants,
        seatViolations: board.violations.filter((v) => v.entryId === entryId),
        ...violationChoices(board.batch.rules, values),
        mayNote:
          mayAct(staff.roles, 'violation.note') &&
          seat.entry.attendance === 'present' &&
          mayChangeResults(board.batch).ok,
        isWritten: isWritten(board),
        values,
        errors,
        fieldErrors: Object.fromEntries(errors.map((e) => [e.field, e.message])),
        attendances: ATTENDANCES,
        chosen: values['attendance'] ?? seat.entry.attendance,
        why: values['attendance'] === undefined ? seat.entry.attendanceReason : values['reason'],
        closed: board.sitting.closedAt !== null,
        started: board.sitting.startedAt !== null,
        isRunning: seat.attempt?.state === 'running',
        mayReissue: mayAct(staff.roles, 'card.reissue') && seat.attempt?.state !== 'closed',
        mayRun: mayAct(staff.roles, 'sitting.run'),
      },
      {
        layout: 'staff',
        title: seat.entry.fullName,
        crumbs: [
          ...this.crumbs(ctx, staff, board).slice(0, -1),
          { text: board.sitting.room, href: `/invigilation/${sittingId}` },
          { text: seat.entry.fullName },
        ],
        status: errors.length > 0 ? 400 : 200,
      },
    );
  }

  private crumbs(ctx: RequestContext, staff: StaffActor, board: Board): { text: string; href?: string }[] {
    const name = batchTitle(board.batch, ctx.lang);
    const batch = mayAct(staff.roles, 'roster.view')
      ? { text: name, href: `/overview/batch/${board.batch.id}` }
      : { text: name };
    return [{ text: translate(ctx.lang, 'overview.crumb'), href: '/overview' }, batch, { text: board.sitting.room }];
  }
}
