import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import type { StaffActor } from '../common/actor.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Page } from '../common/http/answers.js';
import { pageNumber } from '../common/http/paging.js';
import type { RequestContext } from '../common/http/request-context.js';
import { mayAct } from '../core/access/access-matrix.js';
import { translate } from '../i18n/translator.js';
import { formTrouble } from './exam-plan.presenter.js';
import { supplyRows, toldSimulation } from './simulation.presenter.js';
import { SimulationService, TRIAL_FORMS, type TriedPlan } from './simulation.service.js';

/** Thử rút đề: what a thousand forms of a plan would be like. */
@Controller('exam-plan')
export class SimulationController {
  constructor(private readonly simulations: SimulationService) {}

  @Get(':planId/simulate')
  @Performs('plan.view')
  async show(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('planId', ParseUUIDPipe) planId: string,
    @Query() query: Record<string, unknown>,
  ): Promise<Page> {
    const chosen = typeof query['bank'] === 'string' ? query['bank'] : undefined;
    const no = pageNumber(query['no']);
    const tried = await this.simulations.tryPlan(staff.ownerId, planId, chosen, no);
    const { plan, version, banks, bank } = tried;
    const title = translate(ctx.lang, 'plan.trial.title');
    return new Page(
      'exam-plan/simulate',
      {
        plan,
        version,
        bank: bank?.bank,
        banks: banks.map((b) => ({ value: b.bank.id, text: b.bank.title, selected: b.bank.id === bank?.bank.id })),
        several: banks.length > 1,
        formCount: TRIAL_FORMS,
        no,
        next: no + 1,
        mayEdit: mayAct(staff.roles, 'plan.edit'),
        ...toldTrial(tried, ctx),
      },
      {
        layout: 'staff',
        title,
        crumbs: [
          { text: translate(ctx.lang, 'overview.crumb'), href: '/overview' },
          { text: translate(ctx.lang, 'plan.list.title'), href: '/exam-plan' },
          { text: plan.title, href: `/exam-plan/${plan.id}` },
          { text: title },
        ],
      },
    );
  }
}

function toldTrial({ version, bank, trial }: TriedPlan, { lang }: RequestContext): Record<string, unknown> {
  if (typeof trial === 'string') return { nothing: trial };
  const { rules, blueprint } = version;
  const titles = bank?.bank.topics ?? [];
  const supply = supplyRows(blueprint, trial.stock, titles, lang);
  const plan = { blueprint, points: trial.points, titles };
  if (trial.outcome.ok)
    return { supply, told: toldSimulation(trial.outcome.value, trial.stock, trial.codes, plan, lang) };
  const { code, params } = trial.outcome.error;
  const trouble = formTrouble(rules, blueprint, trial.stock, titles, lang) ?? translate(lang, `error.${code}`, params);
  return { supply, trouble };
}
