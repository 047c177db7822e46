import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import type { StaffActor } from '../common/actor.js';
import { found } from '../common/app-error.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Page } from '../common/http/answers.js';
import type { RequestContext } from '../common/http/request-context.js';
import { translate } from '../i18n/translator.js';
import { ItemViewService } from './item-view.service.js';
import { bankCrumbs } from './question-bank.controller.js';
import { QuestionBankService } from './question-bank.service.js';
import { compareVersions } from './versions.presenter.js';

/** Two versions of an item beside one another. */
@Controller('question-bank/:bankId/items/:code')
export class VersionsController {
  constructor(
    private readonly banks: QuestionBankService,
    private readonly views: ItemViewService,
  ) {}

  @Get('versions')
  @Performs('bank.view')
  async compare(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('code') code: string,
    @Query() query: Record<string, unknown>,
  ): Promise<Page> {
    const bank = await this.banks.getBank(staff.ownerId, bankId);
    const { item, versions } = await this.banks.getItem(bankId, code);
    await this.views.record(staff, [item]);
    const newest = found(versions[0]);
    const pick = (name: string, otherwise: number) =>
      versions.find((v) => String(v.version.version) === query[name]) ?? versions[otherwise] ?? newest;
    const [left, right] = [pick('left', 1), pick('right', 0)];
    const options = (chosen: number) =>
      versions.map(({ version: v }) => ({
        version: v.version,
        createdAt: v.createdAt,
        selected: v.version === chosen,
      }));
    const sources = await this.banks.findSources(bankId);
    const parts = compareVersions(left, right, bank.topics, sources, ctx.lang);
    const title = translate(ctx.lang, 'bank.versions.title', { code: item.code });
    return new Page(
      'question-bank/versions',
      {
        ...{ bank, item, parts },
        left: { ...left.version, options: options(left.version.version) },
        right: { ...right.version, options: options(right.version.version) },
        many: versions.length > 1,
        changed: parts.filter((p) => !p.same).length,
      },
      {
        layout: 'staff',
        title,
        crumbs: bankCrumbs(
          ctx,
          bank,
          { text: item.code, href: `/question-bank/${bankId}/items/${item.code}` },
          { text: title },
        ),
      },
    );
  }
}
