import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import type { StaffActor } from '../common/actor.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Download, Page, XLSX_TYPE } from '../common/http/answers.js';
import { pageNumber, pagerOf, queryText } from '../common/http/paging.js';
import type { RequestContext } from '../common/http/request-context.js';
import { batchCrumbs } from '../batch/batch.controller.js';
import { batchTitle } from '../batch/batch.presenter.js';
import { searchKey } from '../core/text/vietnamese.js';
import { writeWorkbook } from '../documents/xlsx.js';
import { translate } from '../i18n/translator.js';
import { QuestionBankService } from '../question-bank/question-bank.service.js';
import {
  detailItems,
  equation,
  RESULT_SORTS,
  resultsSheet,
  rowState,
  scoreChart,
  sortRows,
  summary,
} from './results.presenter.js';
import { ResultsService } from './results.service.js';

const PAGE_SIZE = 50;

@Controller('marking/:batchId')
export class ResultsController {
  constructor(
    private readonly results: ResultsService,
    private readonly banks: QuestionBankService,
  ) {}

  @Get()
  @Performs('result.view')
  async list(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Query() query: Record<string, unknown>,
  ): Promise<Page> {
    const results = await this.results.written(staff.ownerId, batchId);
    const sort = RESULT_SORTS.find((s) => s === query['sort']) ?? 'number';
    const q = queryText(query['q']);
    const folded = searchKey(q);
    const page = pageNumber(query['page']);
    const wanted = sortRows(results.rows, sort).filter(
      (r) => folded === '' || r.entry.searchKey.includes(folded) || (r.entry.candidateNo ?? '').includes(folded),
    );
    const rows = wanted.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map((r) => ({ ...r, state: rowState(r) }));
    const title = translate(ctx.lang, 'results.title');
    return new Page(
      'marking/list',
      {
        ...results.view,
        name: batchTitle(results.view.batch, ctx.lang),
        rows,
        counts: results.counts,
        equation: equation(results.counts, ctx.lang),
        summary: summary(results, ctx.lang),
        chart: scoreChart(results, ctx.lang),
        q,
        sort,
        sortOptions: RESULT_SORTS.map((s) => ({
          value: s,
          text: translate(ctx.lang, `results.sort.${s}`),
          selected: s === sort,
        })),
        pager: pagerOf(`/marking/${batchId}`, { q, sort }, page, PAGE_SIZE, wanted.length),
      },
      { layout: 'staff', title, crumbs: batchCrumbs(ctx, results.view, { text: title }) },
    );
  }

  @Get('results.xlsx')
  @Performs('result.view')
  async export(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
  ): Promise<Download> {
    const results = await this.results.written(staff.ownerId, batchId);
    const { batch } = results.view;
    const bytes = await writeWorkbook([resultsSheet(results, batchTitle(batch, ctx.lang), staff.ownerName, ctx.lang)]);
    return new Download(bytes, `ket-qua-phieu-hoi-dot-${batch.number}-${batch.year}.xlsx`, XLSX_TYPE);
  }

  @Get('entries/:entryId')
  @Performs('result.view')
  async detail(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Param('entryId', ParseUUIDPipe) entryId: string,
  ): Promise<Page> {
    const { view, row, form } = await this.results.detail(staff.ownerId, batchId, entryId);
    const bank = await this.banks.getBank(staff.ownerId, view.batch.bankId);
    const items = detailItems(row, form.items, new Map(bank.topics.map((t) => [t.code, t.title])));
    const topics = bank.topics.flatMap((t) => {
      const own = (row.score?.items ?? []).filter((i) => i.topic === t.code);
      if (own.length === 0) return [];
      const sum = (pick: (i: (typeof own)[number]) => number): number => own.reduce((total, i) => total + pick(i), 0);
      return [
        {
          title: t.title,
          items: own.length,
          right: own.filter((i) => i.points === i.max).length,
          points: sum((i) => i.points),
          max: sum((i) => i.max),
        },
      ];
    });
    return new Page(
      'marking/detail',
      { ...view, ...row, items, topics, formDigest: form.digest.slice(0, 16) },
      {
        layout: 'staff',
        title: row.entry.fullName,
        crumbs: batchCrumbs(
          ctx,
          view,
          { text: translate(ctx.lang, 'results.title'), href: `/marking/${batchId}` },
          { text: row.entry.fullName },
        ),
      },
    );
  }
}
