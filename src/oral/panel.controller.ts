import { Body, Controller, Get, Param, ParseIntPipe, ParseUUIDPipe, Post } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import type { StaffActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Page, redirect, type Redirect } from '../common/http/answers.js';
import { type FieldError, fieldError, readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { BatchService } from '../batch/batch.service.js';
import type { Batch } from '../batch/entities/batch.entity.js';
import { mayAct } from '../core/access/access-matrix.js';
import { mayChangeResults } from '../core/batch/stage.js';
import { sessionPhase } from '../core/oral/session.js';
import { translate } from '../i18n/translator.js';
import { OrganizationService } from '../organization/organization.service.js';
import { MoveDto, PanelDto, ReasonDto, SeatDto } from './dto/oral.dto.js';
import { ExaminationService } from './examination.service.js';
import { LineService } from './line.service.js';
import { oralCrumbs, refusedFields } from './oral-pages.js';
import { lineView, panelView } from './oral.presenter.js';
import { OralService, oralOf, type SeatedPanel } from './oral.service.js';
import { PanelService, type Seat } from './panel.service.js';

interface Typed {
  readonly values: Readonly<Record<string, unknown>>;
  readonly errors: FieldError[];
}
const NOTHING_TYPED: Typed = { values: {}, errors: [] };

/** Panels and their lines: set up, shared out, changed, looked over. */
@Controller('oral')
export class PanelController {
  constructor(
    private readonly oral: OralService,
    private readonly panels: PanelService,
    private readonly lines: LineService,
    private readonly examinations: ExaminationService,
    private readonly batches: BatchService,
    private readonly organization: OrganizationService,
    private readonly clock: Clock,
  ) {}

  @Get(':batchId')
  @Performs('panel.view')
  async overview(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
  ): Promise<Page> {
    return this.page(staff, ctx, batchId, NOTHING_TYPED);
  }

  @Post(':batchId/panels')
  @Performs('panel.manage')
  async create(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(PanelDto, body, ctx.lang);
    if (!form.ok) return this.page(staff, ctx, batchId, { values: form.typed, errors: form.errors });
    const twice = seatedTwice(form.value);
    if (twice !== null) {
      const errors = [fieldError(twice, translate(ctx.lang, 'oral.seat.twice'), ctx.lang)];
      return this.page(staff, ctx, batchId, { values: { ...form.value }, errors });
    }
    try {
      await this.panels.create(staff, batchId, form.value.room, seatsOf(form.value));
    } catch (error) {
      const errors = refusedFields(error, SEAT_FAULTS, 'examiner1', ctx.lang);
      return this.page(staff, ctx, batchId, { values: { ...form.value }, errors });
    }
    return redirect(`/oral/${batchId}?done=oral.panelCreated`);
  }

  @Post(':batchId/assign')
  @Performs('panel.manage')
  async assign(@Staff() staff: StaffActor, @Param('batchId', ParseUUIDPipe) batchId: string): Promise<Redirect> {
    const n = await this.lines.assignAll(staff, batchId);
    return redirect(`/oral/${batchId}?done=oral.assigned&n=${n}`);
  }

  @Post(':batchId/assign-late')
  @Performs('panel.manage')
  async assignLate(@Staff() staff: StaffActor, @Param('batchId', ParseUUIDPipe) batchId: string): Promise<Redirect> {
    const n = await this.lines.assignLate(staff, batchId);
    return redirect(`/oral/${batchId}?done=oral.assigned&n=${n}`);
  }

  @Get(':batchId/panels/:panelId')
  @Performs('panel.manage')
  async panel(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Param('panelId', ParseUUIDPipe) panelId: string,
  ): Promise<Page> {
    return this.panelPage(staff, ctx, batchId, panelId, null, NOTHING_TYPED);
  }

  @Post(':batchId/panels/:panelId/seats/:seat')
  @Performs('panel.manage')
  async replace(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Param('panelId', ParseUUIDPipe) panelId: string,
    @Param('seat', ParseIntPipe) seatNo: number,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    await this.panelOf(staff, batchId, panelId);
    const form = readForm(SeatDto, body, ctx.lang);
    if (!form.ok)
      return this.panelPage(staff, ctx, batchId, panelId, seatNo, { values: form.typed, errors: form.errors });
    const { examiner, unit, reason } = form.value;
    const seat: Seat | null = examiner === undefined ? null : { userId: examiner, unitId: unit ?? null };
    try {
      await this.panels.replace(staff, panelId, seatNo, seat, reason);
    } catch (error) {
      const errors = refusedFields(error, SEAT_FAULTS, 'examiner', ctx.lang);
      return this.panelPage(staff, ctx, batchId, panelId, seatNo, { values: { ...form.value }, errors });
    }
    return redirect(`/oral/${batchId}/panels/${panelId}?done=oral.seatChanged`);
  }

  @Get(':batchId/people/:sessionId')
  @Performs('panel.manage')
  async person(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Param('sessionId', ParseUUIDPipe) sessionId: string,
  ): Promise<Page> {
    return this.personPage(staff, ctx, batchId, sessionId, NOTHING_TYPED);
  }

  @Post(':batchId/people/:sessionId/move')
  @Performs('panel.manage')
  async move(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Param('sessionId', ParseUUIDPipe) sessionId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(MoveDto, body, ctx.lang);
    if (!form.ok) return this.personPage(staff, ctx, batchId, sessionId, { values: form.typed, errors: form.errors });
    await this.examinationOf(staff, batchId, sessionId);
    await this.lines.move(staff, sessionId, form.value.panelId, form.value.place, form.value.reason);
    return redirect(`/oral/${batchId}?done=oral.moved`);
  }

  @Post(':batchId/people/:sessionId/waive')
  @Performs('panel.manage')
  async waive(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Param('sessionId', ParseUUIDPipe) sessionId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(ReasonDto, body, ctx.lang);
    if (!form.ok) {
      const errors = form.errors.map((e) => ({ ...e, field: 'waive-reason' }));
      return this.personPage(staff, ctx, batchId, sessionId, { values: { waiveReason: form.typed['reason'] }, errors });
    }
    await this.examinationOf(staff, batchId, sessionId);
    await this.lines.waive(staff, sessionId, form.value.reason);
    return redirect(`/oral/${batchId}?done=oral.waived`);
  }

  @Post(':batchId/people/:sessionId/unmiss')
  @Performs('panel.manage')
  async undoMiss(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Param('sessionId', ParseUUIDPipe) sessionId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(ReasonDto, body, ctx.lang);
    if (!form.ok) return this.personPage(staff, ctx, batchId, sessionId, { values: form.typed, errors: form.errors });
    await this.examinationOf(staff, batchId, sessionId);
    await this.examinations.undoMiss(staff, sessionId, form.value.reason, 'manager');
    return redirect(`/oral/${batchId}?done=oral.unmissed`);
  }

  private async page(staff: StaffActor, ctx: RequestContext, batchId: string, typed: Typed): Promise<Page> {
    const batch = await this.batches.getBatch(staff.ownerId, batchId);
    const rules = oralOf(batch);
    const mayManage = mayAct(staff.roles, 'panel.manage');
    const [seated, sessions, entries, people] = await Promise.all([
      this.oral.findPanels(batchId),
      this.oral.findSessions(batchId),
      this.batches.findEntries(batchId),
      this.lines.findExaminable(batch),
    ]);
    const entryOf = new Map(entries.map((e) => [e.id, e]));
    const placed = new Set(sessions.map((s) => s.entryId));
    const begun = sessions.some((s) => sessionPhase(s) !== 'waiting');
    const panels = seated.map((p) => ({
      ...panelView(p, sessions, entryOf, rules),
      isOwn: p.members.some((m) => m.userId === staff.id),
    }));
    return new Page(
      'oral/panels',
      {
        batch,
        panels,
        rules,
        now: this.clock.now(),
        waiting: people.filter((e) => !placed.has(e.id)).length,
        people: people.length,
        assigned: sessions.length,
        begun,
        mayManage,
        mayChange: mayManage && mayChangeResults(batch).ok,
        maySettle: mayAct(staff.roles, 'mark.settle'),
        mayExamine: mayAct(staff.roles, 'oral.examine'),
        seats: await this.seatFields(staff, rules.raters, typed),
        ...shown(typed),
      },
      {
        layout: 'staff',
        title: translate(ctx.lang, 'oral.panels.title'),
        crumbs: oralCrumbs(batch, staff, ctx.lang, []),
        status: typed.errors.length > 0 ? 400 : 200,
      },
    );
  }

  /** A pair of choices for each seat that the plan has. */
  private async seatFields(staff: StaffActor, raters: number, { values, errors }: Typed): Promise<object[]> {
    const { examiners, units } = await this.choices(staff);
    return Array.from({ length: raters }, (_, i) => {
      const [who, unit] = [`examiner${i + 1}`, `unit${i + 1}`];
      return {
        no: i + 1,
        who,
        unit,
        examiners: selected(examiners, values[who]),
        units: selected(units, values[unit]),
        whoError: errors.find((e) => e.field === who)?.message,
        unitError: errors.find((e) => e.field === unit)?.message,
      };
    });
  }

  private async choices(staff: StaffActor): Promise<{ examiners: Choice[]; units: Choice[] }> {
    const [examiners, units] = await Promise.all([
      this.panels.findExaminers(staff.ownerId),
      this.organization.findUnits(staff.ownerId),
    ]);
    return {
      examiners: examiners.map(({ id, fullName }) => ({ value: id, text: fullName })),
      units: units.map(({ id, name }) => ({ value: id, text: name })),
    };
  }

  private async panelPage(
    staff: StaffActor,
    ctx: RequestContext,
    batchId: string,
    panelId: string,
    seatNo: number | null,
    typed: Typed,
  ): Promise<Page> {
    const { batch, panel } = await this.panelOf(staff, batchId, panelId);
    const rules = oralOf(batch);
    const { examiners, units } = await this.choices(staff);
    const unitName = new Map(units.map((u) => [u.value, u.text]));
    const named = (m: SeatedPanel['members'][number]): object => ({
      ...m,
      unitName: unitName.get(m.unitId ?? '') ?? '',
    });
    const seats = Array.from({ length: rules.raters }, (_, i) => {
      const member = panel.members.find((m) => m.seat === i + 1);
      const isTyped = seatNo === i + 1;
      return {
        no: i + 1,
        member: member === undefined ? null : named(member),
        isTyped,
        examiners: selected(examiners, isTyped ? typed.values['examiner'] : undefined),
        units: selected(units, isTyped ? typed.values['unit'] : undefined),
        ...(isTyped ? shown(typed) : {}),
      };
    });
    const title = translate(ctx.lang, 'oral.panel.name', { position: panel.panel.position });
    return new Page(
      'oral/panel-seats',
      {
        batch,
        panel: panel.panel,
        seats,
        past: panel.past.map(named),
        mayChange: mayChangeResults(batch).ok,
        errors: typed.errors.map((e) => ({ ...e, field: `${e.field}-${seatNo ?? 1}` })),
      },
      {
        layout: 'staff',
        title,
        crumbs: oralCrumbs(batch, staff, ctx.lang, [{ text: title }]),
        status: typed.errors.length > 0 ? 400 : 200,
      },
    );
  }

  private async personPage(
    staff: StaffActor,
    ctx: RequestContext,
    batchId: string,
    sessionId: string,
    typed: Typed,
  ): Promise<Page> {
    const { batch, session, entry, panel } = await this.examinationOf(staff, batchId, sessionId);
    const panels = await this.oral.findPanels(batchId);
    const choices = panels
      .filter(({ members }) => members.length > 0)
      .map((p) => ({
        value: p.panel.id,
        text: translate(ctx.lang, 'oral.panel.name', { position: p.panel.position }),
        selected: (typed.values['panelId'] ?? session.panelId) === p.panel.id,
      }));
    return new Page(
      'oral/person',
      {
        batch,
        entry,
        session,
        panel: panel.panel,
        line: lineView(session, panel.members, entry),
        clashing: panel.members.filter((m) => m.unitId === entry.unitId),
        choices,
        place: typed.values['place'] ?? session.position,
        mayChange: mayChangeResults(batch).ok,
        ...shown(typed),
      },
      {
        layout: 'staff',
        title: entry.fullName,
        crumbs: oralCrumbs(batch, staff, ctx.lang, [{ text: entry.fullName }]),
        status: typed.errors.length > 0 ? 400 : 200,
      },
    );
  }

  private async panelOf(
    staff: StaffActor,
    batchId: string,
    panelId: string,
  ): Promise<{ batch: Batch; panel: SeatedPanel }> {
    const known = await this.oral.getPanel(staff.ownerId, panelId);
    if (known.batch.id !== batchId) throw new AppError('common/not-found');
    return known;
  }

  private async examinationOf(
    staff: StaffActor,
    batchId: string,
    sessionId: string,
  ): ReturnType<OralService['getExamination']> {
    const examination = await this.oral.getExamination(staff.ownerId, sessionId);
    if (examination.batch.id !== batchId) throw new AppError('common/not-found');
    return examination;
  }
}

const SEAT_FAULTS = /^oral\/(wrong-number|seated-elsewhere|not-an-examiner|no-such-seat)$/;

interface Choice {
  readonly value: string;
  readonly text: string;
}

const selected = (choices: readonly Choice[], value: unknown): object[] =>
  choices.map((c) => ({ ...c, selected: c.value === value }));

const shown = ({ values, errors }: Typed): object => ({
  values,
  errors,
  fieldErrors: Object.fromEntries(errors.map((e) => [e.field, e.message])),
});

/** The seat for which somebody is named who has one already, or null. */
function seatedTwice({ examiner1, examiner2, examiner3 }: PanelDto): string | null {
  const named = [examiner1, examiner2, examiner3];
  const at = named.findIndex((id, i) => id !== undefined && named.indexOf(id) < i);
  return at < 0 ? null : `examiner${at + 1}`;
}

function seatsOf(form: PanelDto): Seat[] {
  const pairs = [
    [form.examiner1, form.unit1],
    [form.examiner2, form.unit2],
    [form.examiner3, form.unit3],
  ] as const;
  return pairs.flatMap(([userId, unitId]) => (userId === undefined ? [] : [{ userId, unitId: unitId ?? null }]));
}
