import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import type { StaffActor } from '../common/actor.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Page } from '../common/http/answers.js';
import type { RequestContext } from '../common/http/request-context.js';
import { BatchService } from '../batch/batch.service.js';
import { batchTitle } from '../batch/batch.presenter.js';
import { translate } from '../i18n/translator.js';
import { ItemViewService } from '../question-bank/item-view.service.js';
import { RatingService } from '../rating/rating.service.js';
import { JoinedMarks } from '../rating/joined-marks.service.js';
import { type PrintedSheet, printedSheet } from './mark-print.presenter.js';
import { OralService, oralOf } from './oral.service.js';
import { SheetService } from './sheet.service.js';

interface Printed {
  readonly sheets: readonly PrintedSheet[];
  readonly shown: readonly { readonly itemVersionId: string }[];
  readonly back: string;
}

/** Phiếu chấm vấn đáp on paper: the examiner's own, all of a batch once they are locked, and empty forms for the day. */
@Controller('oral')
export class MarkPrintController {
  constructor(
    private readonly oral: OralService,
    private readonly sheets: SheetService,
    private readonly rating: RatingService,
    private readonly joined: JoinedMarks,
    private readonly batches: BatchService,
    private readonly views: ItemViewService,
  ) {}

  /** The examiner's own sheet: as locked, or the empty form as long as it is not. */
  @Get('sessions/:sessionId/sheet')
  @Performs('oral.examine')
  async own(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('sessionId', ParseUUIDPipe) sessionId: string,
  ): Promise<Page> {
    const own = await this.oral.getOwnExamination(staff, sessionId);
    const { batch, entry, panel, member } = own;
    const mine = await this.sheets.findOwn(own, member);
    const questions = mine.map(({ question, sheet }) => ({
      question,
      sheet: sheet !== null && sheet.lockedAt !== null ? sheet : null,
    }));
    const sheet = printedSheet(entry, panel.panel.position, member.fullName, member.seat, questions, own.rules);
    return this.page(ctx, staff, batch, {
      sheets: [sheet],
      shown: mine.map((m) => m.question),
      back: `/oral/sessions/${sessionId}`,
    });
  }

  /** Every rater's sheet of everybody whose raters have all locked; `blank=yes`: empty forms for everybody in a line. */
  @Get(':batchId/sheets')
  @Performs('panel.manage')
  async all(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Query('blank') blank?: unknown,
  ): Promise<Page> {
    const batch = await this.batches.getBatch(staff.ownerId, batchId);
    const rules = oralOf(batch);
    const [panels, sessions, entries, questions, joined] = await Promise.all([
      this.oral.findPanels(batchId),
      this.oral.findSessions(batchId),
      this.batches.findEntries(batchId),
      this.rating.findQuestions(batchId, 'oral'),
      this.joined.ofBatch(batch, 'oral'),
    ]);
    const entryOf = new Map(entries.map((e) => [e.id, e]));
    const printed = sessions.flatMap((session): PrintedSheet[] => {
      const entry = entryOf.get(session.entryId);
      const seated = panels.find((p) => p.panel.id === session.panelId);
      if (entry === undefined || seated === undefined) return [];
      const { position } = seated.panel;
      if (blank === 'yes') {
        const own = questions.filter((q) => q.entryId === entry.id).map((question) => ({ question, sheet: null }));
        return seated.members.map((m) => printedSheet(entry, position, m.fullName, m.seat, own, rules));
      }
      const own = joined.filter((j) => j.question.entryId === entry.id && j.sheets.length > 0);
      const raters = new Map(own.flatMap((j) => j.sheets.map((s) => [s.raterId, s] as const)));
      return [...raters.values()].map(({ raterId, raterName, seat }) => {
        const marked = own.flatMap(({ question, sheets }) => {
          const sheet = sheets.find((s) => s.raterId === raterId);
          return sheet === undefined ? [] : [{ question, sheet }];
        });
        return printedSheet(entry, position, raterName, seat, marked, rules);
      });
    });
    const shown = blank === 'yes' ? questions : joined.filter((j) => j.sheets.length > 0).map((j) => j.question);
    return this.page(ctx, staff, batch, { sheets: printed, shown, back: `/oral/${batchId}` });
  }

  /** A sheet, empty or filled in, shows the rubrics of the questions on it. */
  private async page(
    ctx: RequestContext,
    staff: StaffActor,
    batch: Parameters<typeof batchTitle>[0] & { examOn: string; place: string },
    { sheets, shown, back }: Printed,
  ): Promise<Page> {
    if (sheets.length === 0) throw new AppError('oral/nothing-to-print');
    await this.views.recordVersions(
      staff,
      shown.map((q) => q.itemVersionId),
    );
    const title = translate(ctx.lang, 'oral.print.title');
    const data = {
      sheets,
      batch,
      name: batchTitle(batch, 'vi'),
      ownerName: staff.ownerName,
      back: { href: back, text: translate(ctx.lang, 'common.back') },
    };
    return new Page('oral/sheets-print', data, { layout: 'print', title });
  }
}
