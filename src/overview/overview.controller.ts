import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common';
import { decisionEquation } from '../admission/admission.presenter.js';
import type { StaffActor } from '../common/actor.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Page } from '../common/http/answers.js';
import type { RequestContext } from '../common/http/request-context.js';
import { batchTitle } from '../batch/batch.presenter.js';
import { mayAct, STAFF_ACTS, type StaffAct } from '../core/access/access-matrix.js';
import { oralRules } from '../core/scoring/rule-set.js';
import { reconcile } from '../core/statistics/reconciliation.js';
import { type Lang, translate } from '../i18n/translator.js';
import { missingLines } from '../marking/results.presenter.js';
import { type BatchHome, OverviewService } from './overview.service.js';
import type { Station, StationCode } from './stations.js';

@Controller('overview')
export class OverviewController {
  constructor(private readonly overview: OverviewService) {}

  @Get()
  @Performs('home.view')
  async home(@Staff() staff: StaffActor, @Ctx() ctx: RequestContext): Promise<Page> {
    const homes = await this.overview.home(staff);
    const title = translate(ctx.lang, 'overview.title');
    const batches = homes.map((h) => this.line(h, staff, ctx.lang));
    const duties = (await this.overview.duties(staff, homes)).map((d) => ({
      ...d,
      name: d.view === null ? null : batchTitle(d.view.batch, ctx.lang),
      examOn: d.view?.batch.examOn ?? null,
      text: translate(ctx.lang, `overview.duty.${d.code}`, { n: d.n ?? 0 }),
    }));
    const oneList = batches.length > 0 && mayAct(staff.roles, 'roster.view');
    return new Page(
      'overview/home',
      { batches, duties: duties.length === 0 ? null : duties, oneList, may: permissions(staff) },
      { layout: 'staff', title },
    );
  }

  @Get('batch/:batchId')
  @Performs('roster.view')
  async batch(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
  ): Promise<Page> {
    const home = await this.overview.batch(staff.ownerId, batchId);
    const title = batchTitle(home.view.batch, ctx.lang);
    return new Page(
      'overview/batch',
      { ...home.view, ...this.line(home, staff, ctx.lang), council: home.council, may: permissions(staff) },
      {
        layout: 'staff',
        title,
        crumbs: [{ text: translate(ctx.lang, 'overview.crumb'), href: '/overview' }, { text: title }],
      },
    );
  }

  private line(home: BatchHome, staff: StaffActor, lang: Lang): Record<string, unknown> {
    const { batch, stage, accepted, refused } = home.view;
    const next = home.stations.find((s) => s.state === 'here' || s.state === 'blocked');
    return {
      id: batch.id,
      name: batchTitle(batch, lang),
      batch,
      stage,
      accepted,
      refused,
      sittings:
        home.sittings.length > 0 ? home.sittings : home.view.sittings.map((s) => ({ ...s, counts: reconcile([]) })),
      steps: home.stations.map((s, i) => this.step(s, i, home, staff, lang)),
      isLong: true,
      at: home.stations.indexOf(next ?? (home.stations.at(-1) as Station)) + 1,
      of: home.stations.length,
      next:
        next === undefined
          ? null
          : {
              code: next.code === 'lock' && batch.addendumOpenedAt !== null ? 'addendum' : next.code,
              goHref: openHref(nextAct(next.code, home), staff),
              blocked: next.state === 'blocked' ? this.why(next, home, lang) : null,
              jobs: missingLines(next.jobs, staff.roles, lang),
            },
      cardsIssued: home.cardsIssued,
      isSealed: home.seal === 'sealed',
      decided:
        home.decisions !== null && mayAct(staff.roles, 'admission.view')
          ? decisionEquation(home.decisions, lang)
          : null,
      hasOral: batch.rules !== null && oralRules(batch.rules) !== null,
    };
  }

  private step(s: Station, i: number, home: BatchHome, staff: StaffActor, lang: Lang): object {
    const act = nextAct(s.code, home);
    const href = s.state === 'ahead' ? null : openHref(act, staff);
    const here = home.stations.findIndex((x) => x.state === 'here' || x.state === 'blocked');
    return {
      label: translate(lang, `overview.station.${s.code}`),
      state: s.state,
      why: this.why(s, home, lang),
      href,
      // A phone shows where one stands and what comes next; the rest unfolds.
      near: here === -1 ? i === home.stations.length - 1 : Math.abs(i - here) <= 1,
    };
  }

  private why(s: Station, home: BatchHome, lang: Lang): string | null {
    const n = s.jobs.length;
    if (s.why !== null && s.code === 'close') return translate(lang, s.why, home.closeParams);
    if (s.why !== null) return translate(lang, 'overview.why.jobs', { n });
    return s.state === 'here' && n > 0 ? translate(lang, 'overview.why.left', { n }) : null;
  }
}

/** The page of an act, for who may perform it. */
const openHref = ({ href, act }: { href: string | null; act: StaffAct }, staff: StaffActor): string | null =>
  mayAct(staff.roles, act) ? href : null;

/** The page of a station, and the act that opens it. */
function nextAct(code: StationCode, home: BatchHome): { code: StationCode; href: string | null; act: StaffAct } {
  const { id, planId } = home.view.batch;
  const sitting = home.sittings.find((s) => s.closedAt === null) ?? home.sittings[0];
  switch (code) {
    case 'plan':
      return { code, href: `/exam-plan/${planId}`, act: 'plan.view' };
    case 'roster':
      return { code, href: `/batch/${id}`, act: 'roster.view' };
    case 'close':
      return { code, href: `/batch/${id}/close`, act: 'roster.close' };
    case 'cards':
      return { code, href: `/batch/${id}/cards`, act: 'card.issue' };
    case 'unseal':
      return { code, href: `/batch/${id}/opening`, act: 'seal.open' };
    case 'attendance':
    case 'written':
      return { code, href: sitting === undefined ? null : `/invigilation/${sitting.id}`, act: 'sitting.watch' };
    case 'oral':
      return { code, href: `/oral/${id}`, act: 'panel.view' };
    case 'marking':
      return { code, href: `/marking/${id}`, act: 'result.view' };
    case 'council':
    case 'lock':
    case 'publish':
      return { code, href: `/council/${id}`, act: 'council.view' };
    case 'admission':
      return { code, href: `/admission/batch/${id}`, act: 'admission.view' };
  }
}

/** What the signed-in person may do, for showing only the doors that open: 'bank.view' as may.bank_view. */
const permissions = (staff: StaffActor): Record<string, boolean> =>
  Object.fromEntries(STAFF_ACTS.map((act) => [act.replace('.', '_'), mayAct(staff.roles, act)]));
