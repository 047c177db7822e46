import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { type Crumb, Page, redirect, type Redirect } from '../common/http/answers.js';
import { type FieldError, fieldError, readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import type { Blueprint } from '../core/blueprint/blueprint.js';
import { planFaults } from '../core/scoring/plan-faults.js';
import { mayAct } from '../core/access/access-matrix.js';
import { translate } from '../i18n/translator.js';
import { type BankSummary, QuestionBankService } from '../question-bank/question-bank.service.js';
import { NewPlanDto } from './dto/new-plan.dto.js';
import { ExamPlanService, type PlanView } from './exam-plan.service.js';
import {
  essayRows,
  type FeasibilityView,
  feasibilityView,
  matrixRows,
  openGroups,
  planOptions,
  planValues,
  type TopicTitle,
} from './exam-plan.presenter.js';
import { type ReadPlan, readPlanForm } from './plan-form.js';

@Controller('exam-plan')
export class ExamPlanController {
  constructor(
    private readonly plans: ExamPlanService,
    private readonly banks: QuestionBankService,
  ) {}

  @Get()
  @Performs('plan.view')
  async list(@Staff() staff: StaffActor, @Ctx() ctx: RequestContext): Promise<Page> {
    return this.listPage(staff, ctx, {}, []);
  }

  @Post()
  @Performs('plan.edit')
  async create(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(NewPlanDto, body, ctx.lang);
    if (!form.ok) return this.listPage(staff, ctx, form.typed, form.errors);
    const plan = await this.plans.create(staff.ownerId, form.value.title, asLedgerActor(staff));
    return redirect(`/exam-plan/${plan.id}?done=plan.created`);
  }

  @Get(':planId')
  @Performs('plan.view')
  async show(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('planId', ParseUUIDPipe) planId: string,
    @Query('bank') bankId?: string,
  ): Promise<Page> {
    const view = await this.plans.getPlan(staff.ownerId, planId);
    const { title } = view.plan;
    const { rules, blueprint } = view.version;
    return this.editPage(
      staff,
      ctx,
      view,
      { title, rules, blueprint },
      planValues(title, rules, blueprint),
      [],
      bankId,
    );
  }

  @Post(':planId')
  @Performs('plan.edit')
  async save(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('planId', ParseUUIDPipe) planId: string,
    @Body() body: Record<string, unknown>,
  ): Promise<Page | Redirect> {
    const view = await this.plans.getPlan(staff.ownerId, planId);
    const bankId = typeof body['bank'] === 'string' ? body['bank'] : undefined;
    const form = readPlanForm(body, view.version.rules, ctx.lang);
    const { rules, blueprint } = form.ok ? form.value : view.version;
    const errors = form.ok ? faultsOf(form.value, ctx) : form.errors;
    if (!form.ok || errors.length > 0)
      return this.editPage(staff, ctx, view, { title: view.plan.title, rules, blueprint }, body, errors, bankId);
    await this.plans.change(staff.ownerId, planId, form.value.title, rules, blueprint, asLedgerActor(staff));
    return redirect(
      `/exam-plan/${planId}?done=plan.saved${bankId === undefined ? '' : `&bank=${encodeURIComponent(bankId)}`}`,
    );
  }

  /** What the form would give, cell by cell, while it is being typed; nothing is saved. */
  @Post(':planId/feasibility')
  @Performs('plan.view')
  async feasibility(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('planId', ParseUUIDPipe) planId: string,
    @Body() body: Record<string, unknown>,
  ): Promise<FeasibilityView | { errors: FieldError[] }> {
    const view = await this.plans.getPlan(staff.ownerId, planId);
    const form = readPlanForm(body, view.version.rules, ctx.lang);
    if (!form.ok) return { errors: form.errors };
    const chosen = typeof body['bank'] === 'string' ? body['bank'] : undefined;
    const { stock, oralStock, topics } = await this.against(staff, chosen, form.value.blueprint);
    return feasibilityView(form.value.rules, form.value.blueprint, stock, oralStock, topics, ctx.lang);
  }

  private async listPage(staff: StaffActor, ctx: RequestContext, values: object, errors: FieldError[]): Promise<Page> {
    const plans = await this.plans.findPlans(staff.ownerId);
    const title = translate(ctx.lang, 'plan.list.title');
    const fieldErrors = Object.fromEntries(errors.map((e) => [e.field, e.message]));
    return new Page(
      'exam-plan/list',
      { plans, values, errors, fieldErrors, mayEdit: mayAct(staff.roles, 'plan.edit') },
      { layout: 'staff', title, crumbs: crumbs(ctx, { text: title }), status: errors.length > 0 ? 400 : 200 },
    );
  }

  private async editPage(
    staff: StaffActor,
    ctx: RequestContext,
    view: PlanView,
    plan: ReadPlan,
    values: Readonly<Record<string, unknown>>,
    errors: FieldError[],
    bankId?: string,
  ): Promise<Page> {
    const { banks, bank, stock, oralStock, topics } = await this.against(staff, bankId, plan.blueprint);
    const known = new Set(topics.map((t) => t.code));
    const titles = [
      ...topics,
      ...plan.blueprint.topics.filter((t) => !known.has(t.topic)).map((t) => ({ code: t.topic, title: t.topic })),
    ];
    const feasible = feasibilityView(plan.rules, plan.blueprint, stock, oralStock, titles, ctx.lang);
    return new Page(
      'exam-plan/edit',
      {
        plan: view.plan,
        version: view.version,
        versions: await this.plans.findVersions(view.plan.id),
        values,
        errors,
        fieldErrors: Object.fromEntries(errors.map((e) => [e.field, e.message])),
        rows: matrixRows(values, titles, feasible),
        essayRows: essayRows(values, titles, feasible),
        ...planOptions(values, ctx.lang),
        openGroups: openGroups([...errors, ...feasible.faults].map((e) => e.field)),
        feasible,
        banks: banks.map((b) => ({ value: b.bank.id, text: b.bank.title, selected: b.bank.id === bank?.bank.id })),
        mayEdit: mayAct(staff.roles, 'plan.edit'),
      },
      {
        layout: 'staff',
        title: view.plan.title,
        crumbs: crumbs(
          ctx,
          { text: translate(ctx.lang, 'plan.list.title'), href: '/exam-plan' },
          { text: view.plan.title },
        ),
        status: errors.length > 0 ? 400 : 200,
      },
    );
  }

  /** The bank against which a plan is judged: the chosen one, or the first. */
  private async against(
    staff: StaffActor,
    bankId: string | undefined,
    blueprint: Blueprint,
  ): Promise<{
    banks: BankSummary[];
    bank: BankSummary | undefined;
    stock: Awaited<ReturnType<QuestionBankService['stock']>>;
    oralStock: Awaited<ReturnType<QuestionBankService['oralStock']>>;
    topics: readonly TopicTitle[];
  }> {
    const banks = await this.banks.findBanks(staff.ownerId);
    const bank = banks.find((b) => b.bank.id === bankId) ?? banks[0];
    const stock = bank === undefined ? [] : await this.banks.stock(bank.bank.id, blueprint, this.plans.today());
    const oralStock = bank === undefined ? [] : await this.banks.oralStock(bank.bank.id);
    return { banks, bank, stock, oralStock, topics: bank?.bank.topics ?? [] };
  }
}

const faultsOf = (plan: ReadPlan, ctx: RequestContext): FieldError[] =>
  planFaults(plan.rules, plan.blueprint).map((f) =>
    fieldError(f.field, translate(ctx.lang, `error.${f.code}`, f.params), ctx.lang),
  );

const crumbs = (ctx: RequestContext, ...more: Crumb[]): Crumb[] => [
  { text: translate(ctx.lang, 'overview.crumb'), href: '/overview' },
  ...more,
];
