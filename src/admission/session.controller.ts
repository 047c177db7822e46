import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { batchTitle } from '../batch/batch.presenter.js';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { AppError, statusOf } from '../common/app-error.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Page, redirect, type Redirect } from '../common/http/answers.js';
import { type FieldError, fieldError, readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { mayAct } from '../core/access/access-matrix.js';
import { DECISION_OUTCOMES } from '../core/decision/admission.js';
import type { Refusal } from '../core/shared/result.js';
import { formatDate, translate } from '../i18n/translator.js';
import { admissionCrumbs } from './admission.controller.js';
import { rowView } from './admission.presenter.js';
import { AdmissionService } from './admission.service.js';
import { type DecisionInput, DecisionService, type Examined } from './decision.service.js';
import { DecisionDto, SessionDto } from './dto/admission.dto.js';

/** Beside which field a refusal is told. */
const FIELD_OF: Readonly<Record<string, string>> = {
  'admission/reason-needed': 'reason',
  'admission/exception-number': 'documentNo',
  'admission/exception-for-one': 'exceptionReason',
  'admission/exception-needless': 'exceptionReason',
  'admission/date-ahead': 'decidedOn',
};

interface Wrong {
  readonly errors: readonly FieldError[];
  readonly status: number;
}

const NOTHING_WRONG: Wrong = { errors: [], status: 200 };

/** A session of the standing committee: first the clerk sees what would be recorded of whom, then it is recorded. */
@Controller('admission/sessions/:sessionId')
export class SessionController {
  constructor(
    private readonly admission: AdmissionService,
    private readonly decisions: DecisionService,
  ) {}

  @Get()
  @Performs('admission.view')
  async show(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('sessionId', ParseUUIDPipe) sessionId: string,
    @Query() query: Record<string, unknown>,
  ): Promise<Page> {
    return this.page(staff, ctx, sessionId, query, {}, NOTHING_WRONG);
  }

  @Post()
  @Performs('admission.decide')
  async change(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('sessionId', ParseUUIDPipe) sessionId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(SessionDto, body, ctx.lang);
    if (!form.ok) {
      const errors = form.errors.map((e) => ({ ...e, field: `session-${e.field}` }));
      const typed = Object.fromEntries(Object.entries(form.typed).map(([name, v]) => [`session-${name}`, v]));
      return this.page(staff, ctx, sessionId, {}, typed, { errors, status: 400 });
    }
    const { heldOn, documentNo = null } = form.value;
    await this.admission.changeSession(staff.ownerId, sessionId, { heldOn, documentNo }, asLedgerActor(staff));
    return redirect(`/admission/sessions/${sessionId}?done=admission.sessionChanged`);
  }

  /** Without `confirmed`: the page that shows who is meant, with the number of people on its button. */
  @Post('decisions')
  @Performs('admission.decide')
  async decide(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('sessionId', ParseUUIDPipe) sessionId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(DecisionDto, body, ctx.lang);
    if (!form.ok) return this.page(staff, ctx, sessionId, {}, form.typed, { errors: form.errors, status: 400 });
    const { people, outcome, decidedOn, documentNo, reason, exceptionReason, confirmed } = form.value;
    const input: DecisionInput = {
      ...{ entryIds: people, outcome, decidedOn },
      documentNo: documentNo ?? null,
      reason: reason ?? null,
      exceptionReason: exceptionReason ?? null,
    };
    try {
      const examined = await this.decisions.examine(staff.ownerId, sessionId, input);
      if (examined.faults.length > 0)
        return await this.refused(
          staff,
          ctx,
          sessionId,
          form.value,
          examined.faults.map((f) => f.refusal),
        );
      if (confirmed === undefined) return this.confirmPage(ctx, examined, input);
      const { recorded } = await this.decisions.record(staff.ownerId, sessionId, input, asLedgerActor(staff));
      const here = `/admission/sessions/${sessionId}`;
      if (recorded === 0) return redirect(`${here}?done=admission.unchanged`);
      return redirect(`${here}?done=admission.decided&n=${recorded}`);
    } catch (error) {
      if (!(error instanceof AppError) || !error.code.startsWith('admission/')) throw error;
      return this.refused(staff, ctx, sessionId, form.value, [error]);
    }
  }

  private refused(
    staff: StaffActor,
    ctx: RequestContext,
    sessionId: string,
    typed: DecisionDto,
    refusals: readonly Refusal[],
  ): Promise<Page> {
    const told = new Map<string, FieldError>();
    for (const { code, params } of refusals) {
      const message = translate(ctx.lang, `error.${code}`, params);
      told.set(message, fieldError(FIELD_OF[code] ?? 'people', message, ctx.lang));
    }
    const status = statusOf(refusals[0]?.code ?? '');
    const shown = { ...typed, decidedOn: formatDate(typed.decidedOn) };
    return this.page(staff, ctx, sessionId, {}, shown, { errors: [...told.values()], status });
  }

  private confirmPage(ctx: RequestContext, { session, people }: Examined, input: DecisionInput): Page {
    const title = translate(ctx.lang, 'admission.confirm.title');
    return new Page(
      'admission/confirm',
      {
        session,
        ...input,
        n: people.length,
        people: people.map((p) => rowView(p, ctx.lang)),
        ids: people.map((p) => p.entry.id).join(','),
      },
      {
        layout: 'staff',
        title,
        crumbs: admissionCrumbs(
          ctx,
          { text: sessionTitle(session.heldOn, ctx), href: `/admission/sessions/${session.id}` },
          { text: title },
        ),
      },
    );
  }

  private async page(
    staff: StaffActor,
    ctx: RequestContext,
    sessionId: string,
    query: Record<string, unknown>,
    typed: object,
    { errors, status }: Wrong,
  ): Promise<Page> {
    const session = await this.admission.getSession(staff.ownerId, sessionId);
    const { view, rows } = await this.admission.ofBatch(staff.ownerId, session.batchId);
    const values: Record<string, unknown> = {
      decidedOn: formatDate(session.heldOn),
      documentNo: session.documentNo ?? '',
      'session-heldOn': formatDate(session.heldOn),
      'session-documentNo': session.documentNo ?? '',
      ...typed,
    };
    const ready = rows.filter((r) => r.decision === null && r.gate.open && r.later === null);
    const picked = new Set<unknown>(query['pick'] === 'open' ? ready.map((r) => r.entry.id) : asList(values['people']));
    // What was ticked stays in sight, whatever the filter says.
    const all = query['show'] === 'all' || picked.size > ready.length || errors.length > 0;
    const shown = rows.filter((r) => all || r.decision === null);
    const title = sessionTitle(session.heldOn, ctx);
    const name = batchTitle(view.batch, ctx.lang);
    return new Page(
      'admission/session',
      {
        session,
        name,
        title,
        all,
        mayDecide: mayAct(staff.roles, 'admission.decide'),
        addendumOpen: view.batch.addendumOpenedAt !== null,
        ready: ready.length,
        undecided: rows.filter((r) => r.decision === null).length,
        total: rows.length,
        rows: shown.map((r) => ({ ...rowView(r, ctx.lang), picked: picked.has(r.entry.id) })),
        outcomes: DECISION_OUTCOMES.map((o) => ({ value: o, picked: values['outcome'] === o })),
        isException: values['exceptionReason'] !== undefined || errors.some((e) => e.field === 'exceptionReason'),
        values,
        errors,
        peopleErrors: errors.filter((e) => e.field === 'people'),
        fieldErrors: Object.fromEntries([...errors].reverse().map((e) => [e.field, e.message])),
      },
      {
        layout: 'staff',
        title,
        crumbs: admissionCrumbs(ctx, { text: name, href: `/admission/batch/${session.batchId}` }, { text: title }),
        status,
      },
    );
  }
}

const asList = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];

const sessionTitle = (heldOn: string, ctx: RequestContext): string =>
  translate(ctx.lang, 'admission.session.title', { day: formatDate(heldOn) });
