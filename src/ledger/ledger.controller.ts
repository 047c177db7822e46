import { Controller, Get, Query } from '@nestjs/common';
import type { StaffActor } from '../common/actor.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Page } from '../common/http/answers.js';
import { pageNumber, pagerOf } from '../common/http/paging.js';
import type { RequestContext } from '../common/http/request-context.js';
import { shortHead } from '../core/ledger/chain.js';
import { translate } from '../i18n/translator.js';
import { LEDGER_ACTIONS } from './actions.js';
import { factsText, whoText } from './ledger.presenter.js';
import { LedgerReader } from './ledger-reader.service.js';

const PAGE_SIZE = 50;

@Controller('ledger')
export class LedgerController {
  constructor(private readonly reader: LedgerReader) {}

  @Get()
  @Performs('ledger.view')
  async list(@Staff() staff: StaffActor, @Ctx() ctx: RequestContext, @Query('page') page?: string): Promise<Page> {
    const n = pageNumber(page);
    const { rows, total, head } = await this.reader.page(staff.ownerId, n, PAGE_SIZE);
    const title = translate(ctx.lang, 'ledger.title');
    return new Page(
      'ledger/list',
      {
        rows: rows.map((r) => ({ ...r, who: whoText(r.role, ctx.lang), facts: factsText(r.facts, ctx.lang) })),
        head: shortHead(head),
        total,
        actions: LEDGER_ACTIONS,
        pager: pagerOf('/ledger', {}, n, PAGE_SIZE, total),
      },
      {
        layout: 'staff',
        title,
        crumbs: [{ text: translate(ctx.lang, 'overview.crumb'), href: '/overview' }, { text: title }],
      },
    );
  }
}
