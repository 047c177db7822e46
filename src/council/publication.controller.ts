import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common';
import { batchTitle } from '../batch/batch.presenter.js';
import { BatchService } from '../batch/batch.service.js';
import type { CandidateActor, StaffActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { Candidate, Ctx, Performs, Staff } from '../common/http/access.js';
import { Download, Page, XLSX_TYPE } from '../common/http/answers.js';
import type { RequestContext } from '../common/http/request-context.js';
import { mayAct } from '../core/access/access-matrix.js';
import { DocumentMaker } from '../documents/document-maker.js';
import { formatDate, translate } from '../i18n/translator.js';
import { crumbs } from './council.pages.js';
import { lockedRows, passRule, seenView, unitRows, unitSheet } from './council.presenter.js';
import { PublicationService } from './publication.service.js';

/** Who sees which results: the person, the unit's officer, and who reads what is locked. */
@Controller('council')
export class PublicationController {
  constructor(
    private readonly publication: PublicationService,
    private readonly batches: BatchService,
    private readonly documents: DocumentMaker,
  ) {}

  /** The candidate's own result, and nothing of anybody else. */
  @Get('mine')
  @Performs('candidate.enter')
  async mine(@Candidate() candidate: CandidateActor, @Ctx() ctx: RequestContext): Promise<Page> {
    const { self, published, visibility, seen } = await this.publication.findOwn(candidate.entryId);
    const { entry, batch, ownerName } = self;
    return new Page(
      'council/mine',
      {
        owner: { name: ownerName },
        person: {
          fullName: entry.fullName,
          candidateNo: entry.candidateNo,
          birth: formatDate(entry.birth).slice(-4),
          unit: entry.unitName,
        },
        name: batchTitle(batch, ctx.lang),
        state: !published ? 'waiting' : visibility === 'none' ? 'elsewhere' : seen === null ? 'none' : 'shown',
        result: seen === null ? null : seenView(seen, ctx.lang),
        rule: seen === null ? null : passRule(seen, batch.rules, ctx.lang),
      },
      { layout: 'candidate', title: translate(ctx.lang, 'council.mine.title') },
    );
  }

  @Get('unit')
  @Performs('unitResult.view')
  async unit(@Staff() staff: StaffActor, @Ctx() ctx: RequestContext): Promise<Page> {
    const found = await this.publication.findOfUnits(staff);
    const title = translate(ctx.lang, 'council.unit.title');
    return new Page(
      'council/unit',
      {
        batches: found.map((b) => ({
          id: b.batch.id,
          name: batchTitle(b.batch, ctx.lang),
          publishedAt: b.batch.publishedAt,
          ...unitRows(b, ctx.lang),
        })),
      },
      {
        layout: 'staff',
        title,
        crumbs: [{ text: translate(ctx.lang, 'overview.crumb'), href: '/overview' }, { text: title }],
      },
    );
  }

  @Get('unit/:batchId/results.xlsx')
  @Performs('unitResult.view')
  async unitXlsx(@Staff() staff: StaffActor, @Param('batchId', ParseUUIDPipe) batchId: string): Promise<Download> {
    const own = (await this.publication.findOfUnits(staff)).find((b) => b.batch.id === batchId);
    if (own === undefined) throw new AppError('common/not-found');
    const name = batchTitle(own.batch, 'vi');
    const bytes = await this.documents.workbook([unitSheet(own, name, staff.ownerName)]);
    return new Download(bytes, `${translate('vi', 'council.unit.file')} ${name}.xlsx`, XLSX_TYPE);
  }

  @Get(':batchId/results')
  @Performs('result.viewLocked')
  async results(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
  ): Promise<Page> {
    const view = await this.batches.getView(staff.ownerId, batchId);
    const { rows } = await this.publication.findLocked(staff.ownerId, batchId);
    const title = translate(ctx.lang, 'council.locked.title');
    const council = { text: translate(ctx.lang, 'council.title'), href: `/council/${batchId}` };
    return new Page(
      'council/results',
      {
        batch: view.batch,
        name: batchTitle(view.batch, ctx.lang),
        isLocked: rows !== null,
        ...(rows === null ? {} : lockedRows(rows, ctx.lang)),
      },
      {
        layout: 'staff',
        title,
        crumbs: crumbs(ctx, view, staff, ...(mayAct(staff.roles, 'council.view') ? [council] : []), { text: title }),
      },
    );
  }
}
