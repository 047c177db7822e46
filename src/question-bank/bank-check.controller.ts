import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import type { StaffActor } from '../common/actor.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Page } from '../common/http/answers.js';
import { pageNumber, pagerOf } from '../common/http/paging.js';
import type { RequestContext } from '../common/http/request-context.js';
import { ITEM_RULES } from '../core/item-writing/rules.js';
import { translate } from '../i18n/translator.js';
import { countsByRule, toldFinding, toldPair } from './bank-check.presenter.js';
import { BankCheckService } from './bank-check.service.js';
import { ItemViewService } from './item-view.service.js';

const FINDINGS_SIZE = 30;
/** A pair is as high as a screen of a phone. */
const PAIRS_SIZE = 10;

/** What the rules of item writing have to say against a bank, and the pairs that ask nearly the same. */
@Controller('question-bank')
export class BankCheckController {
  constructor(
    private readonly checks: BankCheckService,
    private readonly views: ItemViewService,
  ) {}

  @Get(':bankId/check')
  @Performs('bank.view')
  async show(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Query() query: Record<string, unknown>,
  ): Promise<Page> {
    const { bank, items, findings, duplicates } = await this.checks.check(staff.ownerId, bankId);
    const path = `/question-bank/${bankId}/check`;
    const part = query['part'] === 'pairs' ? 'pairs' : 'findings';
    const rule = ITEM_RULES.find((r) => r === query['rule']) ?? '';
    const page = pageNumber(query['page']);
    const size = part === 'pairs' ? PAIRS_SIZE : FINDINGS_SIZE;
    const chosen = findings.filter((f) => rule === '' || f.rule === rule);
    const here = <T>(list: readonly T[]): readonly T[] => list.slice((page - 1) * size, page * size);
    const pairs = part === 'pairs' ? here(duplicates) : [];
    const shown = pairs.flatMap((pair) => [pair.first, pair.second]);
    await this.views.recordCodes(staff, bankId, shown);
    const title = translate(ctx.lang, 'bank.check.title');
    return new Page(
      'question-bank/check',
      {
        bank,
        part,
        rule,
        counts: { items: items.length, findings: findings.length, pairs: duplicates.length },
        rules: countsByRule(findings),
        findings: part === 'findings' ? here(chosen).map((f) => toldFinding(f, items, ctx.lang)) : [],
        pairs: pairs.map((pair) => toldPair(pair, items)),
        pager: pagerOf(path, { part, rule }, page, size, part === 'pairs' ? duplicates.length : chosen.length),
      },
      {
        layout: 'staff',
        title,
        crumbs: [
          { text: translate(ctx.lang, 'overview.crumb'), href: '/overview' },
          { text: translate(ctx.lang, 'bank.list.title'), href: '/question-bank' },
          { text: bank.title, href: `/question-bank/${bankId}` },
          { text: title },
        ],
      },
    );
  }
}
