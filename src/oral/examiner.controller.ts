import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import type { StaffActor } from '../common/actor.js';
import { orThrow } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Page, redirect, type Redirect } from '../common/http/answers.js';
import { type FieldError, readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { BatchService } from '../batch/batch.service.js';
import { batchTitle } from '../batch/batch.presenter.js';
import { mayChangeResults } from '../core/batch/stage.js';
import { needsWaiver, sessionPhase } from '../core/oral/session.js';
import { translate } from '../i18n/translator.js';
import { RatingService } from '../rating/rating.service.js';
import { ItemViewService } from '../question-bank/item-view.service.js';
import { ClockStepDto, MissedDto, ReasonDto } from './dto/oral.dto.js';
import { ExaminationService } from './examination.service.js';
import { readMarkBody } from './mark-body.js';
import { type MarkForm, readMarkForm } from './mark-form.js';
import { oralCrumbs } from './oral-pages.js';
import { clockView, firstMissing, joinedView, markText, panelView, sheetViews } from './oral.presenter.js';
import { type Examination, isExaminable, OralService, oralOf } from './oral.service.js';
import { SheetService } from './sheet.service.js';

interface Typed {
  readonly marks: MarkForm | null;
  readonly values: Readonly<Record<string, unknown>>;
  readonly errors: FieldError[];
}
const NOTHING_TYPED: Typed = { marks: null, values: {}, errors: [] };

/** The examiner's tablet: own panel, one candidate after another. */
@Controller('oral')
export class ExaminerController {
  constructor(
    private readonly oral: OralService,
    private readonly examinations: ExaminationService,
    private readonly sheets: SheetService,
    private readonly rating: RatingService,
    private readonly batches: BatchService,
    private readonly clock: Clock,
    private readonly views: ItemViewService,
  ) {}

  /** Where an examiner is expected: their panel, or a choice of several. */
  @Get('mine')
  @Performs('oral.examine')
  async mine(@Staff() staff: StaffActor, @Ctx() ctx: RequestContext): Promise<Page | Redirect> {
    const own = await this.oral.findOwnPanels(staff);
    const [only, ...more] = own;
    if (only !== undefined && more.length === 0) return redirect(`/oral/panel/${only.panel.id}`);
    const title = translate(ctx.lang, 'oral.mine.title');
    const panels = own.map(({ panel, batch }) => ({ ...panel, batch: batchTitle(batch, ctx.lang) }));
    const crumbs = [{ text: translate(ctx.lang, 'overview.crumb'), href: '/overview' }, { text: title }];
    return new Page('oral/mine', { panels }, { layout: 'staff', title, crumbs });
  }

  @Get('panel/:panelId')
  @Performs('oral.examine')
  async panel(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('panelId', ParseUUIDPipe) panelId: string,
  ): Promise<Page> {
    const { batch, panel } = await this.oral.getOwnPanel(staff, panelId);
    const [sessions, entries] = await Promise.all([
      this.oral.findSessions(batch.id),
      this.batches.findEntries(batch.id),
    ]);
    const view = panelView(panel, sessions, new Map(entries.map((e) => [e.id, e])), oralOf(batch));
    const title = translate(ctx.lang, 'oral.panel.name', { position: panel.panel.position });
    return new Page(
      'oral/panel',
      {
        batch,
        panel: view,
        next: view.line.find((l) => l.phase === 'waiting') ?? null,
        current: view.line.filter((l) => ['drawn', 'thinking', 'answering'].includes(l.phase)),
        unlocked: await this.unlocked(staff, batch.id, view.line),
        now: this.clock.now(),
      },
      { layout: 'staff', title, crumbs: oralCrumbs(batch, staff, ctx.lang, [{ text: title }]) },
    );
  }

  @Get('sessions/:sessionId')
  @Performs('oral.examine')
  async session(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('sessionId', ParseUUIDPipe) sessionId: string,
  ): Promise<Page> {
    return this.sessionPage(staff, ctx, sessionId, NOTHING_TYPED);
  }

  @Post('sessions/:sessionId/draw')
  @Performs('oral.examine')
  async draw(@Staff() staff: StaffActor, @Param('sessionId', ParseUUIDPipe) sessionId: string): Promise<Redirect> {
    await this.examinations.draw(staff, sessionId);
    return redirect(`/oral/sessions/${sessionId}`);
  }

  @Post('sessions/:sessionId/clock')
  @Performs('oral.examine')
  async step(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('sessionId', ParseUUIDPipe) sessionId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(ClockStepDto, body, ctx.lang);
    if (!form.ok) return this.sessionPage(staff, ctx, sessionId, { ...NOTHING_TYPED, errors: form.errors });
    await this.examinations.step(staff, sessionId, form.value.step);
    return redirect(`/oral/sessions/${sessionId}`);
  }

  @Post('sessions/:sessionId/missed')
  @Performs('oral.examine')
  async miss(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('sessionId', ParseUUIDPipe) sessionId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(MissedDto, body, ctx.lang);
    if (!form.ok)
      return this.sessionPage(staff, ctx, sessionId, { marks: null, values: form.typed, errors: form.errors });
    const { panel } = await this.oral.getOwnExamination(staff, sessionId);
    await this.examinations.miss(staff, sessionId, form.value.missed, form.value.reason);
    return redirect(`/oral/panel/${panel.panel.id}?done=oral.missed`);
  }

  @Post('sessions/:sessionId/unmiss')
  @Performs('oral.examine')
  async undoMiss(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('sessionId', ParseUUIDPipe) sessionId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(ReasonDto, body, ctx.lang);
    if (!form.ok)
      return this.sessionPage(staff, ctx, sessionId, { marks: null, values: form.typed, errors: form.errors });
    await this.examinations.undoMiss(staff, sessionId, form.value.reason, 'examiner');
    return redirect(`/oral/sessions/${sessionId}?done=oral.unmissed`);
  }

  /** The page's own lease on each sheet, and what the server holds; what older pages still send ranks behind it. */
  @Post('sessions/:sessionId/open')
  @Performs('oral.examine')
  async open(@Staff() staff: StaffActor, @Param('sessionId', ParseUUIDPipe) sessionId: string): Promise<object> {
    const own = await this.sheets.open(staff, sessionId);
    return {
      serverNow: this.clock.epochMs(),
      sheets: own.flatMap(({ question, sheet }) =>
        sheet === null
          ? []
          : [
              {
                questionId: question.id,
                no: question.no,
                sheetId: sheet.id,
                lease: sheet.leaseNo,
                marks: sheet.marks,
                note: sheet.note,
                locked: sheet.lockedAt !== null,
              },
            ],
      ),
    };
  }

  @Post('sheets/:sheetId/marks')
  @Performs('oral.examine')
  async save(
    @Staff() staff: StaffActor,
    @Param('sheetId', ParseUUIDPipe) sheetId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const { lease, entries } = orThrow(readMarkBody(body));
    await this.sheets.save(staff, sheetId, lease, entries);
    return { saved: entries.map((e) => e.seq), savedAt: this.clock.epochMs() };
  }

  /** All marks of a candidate from a page without script; `go=lock` also locks them. */
  @Post('sessions/:sessionId/marks')
  @Performs('oral.examine')
  async saveForm(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('sessionId', ParseUUIDPipe) sessionId: string,
    @Body() body: Record<string, unknown>,
  ): Promise<Page | Redirect> {
    const { entry } = await this.oral.getOwnExamination(staff, sessionId);
    const questions = await this.examinations.findQuestions(entry.id);
    const marks = readMarkForm(questions, body, ctx.lang);
    if (marks.errors.length > 0)
      return this.sessionPage(staff, ctx, sessionId, { marks, values: {}, errors: marks.errors });
    await this.sheets.saveForm(staff, sessionId, (q) => marks.entriesOf(q));
    if (body['go'] !== 'lock') return redirect(`/oral/sessions/${sessionId}?done=oral.saved`);
    await this.sheets.lock(staff, sessionId);
    return redirect(`/oral/sessions/${sessionId}?done=oral.locked`);
  }

  @Post('sessions/:sessionId/lock')
  @Performs('oral.examine')
  async lock(@Staff() staff: StaffActor, @Param('sessionId', ParseUUIDPipe) sessionId: string): Promise<Redirect> {
    await this.sheets.lock(staff, sessionId);
    return redirect(`/oral/sessions/${sessionId}?done=oral.locked`);
  }

  private async sessionPage(staff: StaffActor, ctx: RequestContext, sessionId: string, typed: Typed): Promise<Page> {
    const own = await this.oral.getOwnExamination(staff, sessionId);
    const { batch, entry, session, panel, member, rules } = own;
    const mine = await this.sheets.findOwn(own, member);
    const lockedBy = mine.length === 0 ? 0 : Math.min(...mine.map((m) => m.locked));
    // Tablets ask every few seconds: all marks of the batch are read only once there is something to show.
    const joined = lockedBy < rules.raters ? [] : await this.sheets.findJoined(own);
    const fieldErrors = Object.fromEntries(typed.errors.map((e) => [e.field, e.message]));
    await this.views.recordVersions(
      staff,
      mine.map((m) => m.question.itemVersionId),
    );
    const questions = sheetViews(mine, typed.marks?.typed ?? {}, fieldErrors, ctx.lang);
    const marked = questions.filter((q) => q.isMine);
    const sessions = (await this.oral.findSessions(batch.id)).filter((s) => s.panelId === session.panelId);
    const isJoined = joined.length > 0 && joined.every((j) => j.mark.state !== 'waiting');
    const isLocked = marked.length > 0 && marked.every((q) => q.isLocked);
    const stage = isJoined ? 'joined' : stageOf(own, isLocked);
    const name = translate(ctx.lang, 'oral.panel.name', { position: panel.panel.position });
    const now = this.clock.now();
    const sum = marked.reduce((total, q) => total + q.totalPoints, 0);
    return new Page(
      'oral/session',
      {
        batch,
        entry,
        session,
        panel: panel.panel,
        member,
        rules,
        stage,
        clock: clockView(own, now),
        now: now.getTime(),
        place: { place: session.position, of: sessions.length },
        questions,
        marked,
        sum: markText(sum, ctx.lang),
        sumMax: marked.reduce((total, q) => total + q.maxPoints, 0) / 100,
        leases: mine.reduce((n, { sheet }) => n + (sheet?.leaseNo ?? 0), 0),
        isComplete: marked.length > 0 && marked.every((q) => q.isComplete),
        missing: firstMissing(marked),
        needsWaiver: needsWaiver(entry.unitId, session.waivedAt, panel.members),
        isShort: panel.members.length < rules.raters,
        isAway: !isExaminable(batch, entry),
        isSuspended: (await this.oral.findSuspended(batch.id)).has(entry.id),
        lockedBy,
        joined: joined.map((j) => joinedView(j, this.sheets.tolerance(batch, j.question), ctx.lang)),
        next: sessions.find((s) => sessionPhase(s) === 'waiting' && s.id !== sessionId) ?? null,
        mayChange: mayChangeResults(batch).ok,
        values: typed.values,
        errors: typed.errors,
        fieldErrors,
      },
      {
        layout: 'tablet',
        title: `${entry.candidateNo ?? ''} ${entry.fullName}`,
        crumbs: oralCrumbs(batch, staff, ctx.lang, [
          { text: name, href: `/oral/panel/${panel.panel.id}` },
          { text: entry.candidateNo ?? '' },
        ]).slice(2),
        status: typed.errors.length > 0 ? 400 : 200,
      },
    );
  }

  /** People whose questions this examiner has still to mark or lock. */
  private async unlocked(
    staff: StaffActor,
    batchId: string,
    line: readonly { id: string; phase: string; candidateNo: string; fullName: string }[],
  ): Promise<object[]> {
    const questions = await this.rating.findQuestions(batchId, 'oral');
    const progress = await this.rating.progress(questions.map((q) => q.id));
    const sessions = new Map((await this.oral.findSessions(batchId)).map((s) => [s.id, s.entryId]));
    return line.filter(({ id, phase }) => {
      if (phase !== 'finished') return false;
      const own = questions.filter((q) => q.entryId === sessions.get(id));
      return own.some((q) => {
        const { raterIds = [], lockedRaterIds = [] } = progress.get(q.id) ?? {};
        return raterIds.includes(staff.id) && !lockedRaterIds.includes(staff.id);
      });
    });
  }
}

/** What the page is for now; the tablet loads it anew when this changes. */
function stageOf({ session }: Examination, isLocked: boolean): 'waiting' | 'missed' | 'marking' | 'locked' {
  if (session.missed !== null) return 'missed';
  if (session.drawnAt === null) return 'waiting';
  return isLocked ? 'locked' : 'marking';
}
