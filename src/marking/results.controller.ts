import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import type { StaffActor } from '../common/actor.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Download, Page, XLSX_TYPE } from '../common/http/answers.js';
import { pageNumber, pagerOf, queryText } from '../common/http/paging.js';
import type { RequestContext } from '../common/http/request-context.js';
import { batchCrumbs } from '../batch/batch.controller.js';
import { batchTitle } from '../batch/batch.presenter.js';
import { mayAct } from '../core/access/access-matrix.js';
import { mayChangeResults } from '../core/batch/stage.js';
import { isHumanMarked } from '../core/item/kinds.js';
import { totalPoints, writtenRules } from '../core/scoring/rule-set.js';
import { DocumentMaker } from '../documents/document-maker.js';
import { formatNumber, type Lang, translate } from '../i18n/translator.js';
import { QuestionBankService } from '../question-bank/question-bank.service.js';
import { ItemViewService } from '../question-bank/item-view.service.js';
import { detailItems, markedQuestion, scoreHistory, topicSums } from './detail.presenter.js';
import { howOf } from './how.presenter.js';
import type { BatchOutcomes, OutcomeRow } from './outcome-rows.js';
import { OutcomeService } from './outcome.service.js';
import { RescoreService } from './rescore.service.js';
import { bandBars, totalsChart } from './results-charts.js';
import {
  componentColumns,
  componentOf,
  equations,
  filterCounts,
  missingLines,
  notesOf,
  RESULT_FILTERS,
  RESULT_SORTS,
  type ResultColumn,
  resultsSheet,
  verdictOf,
  wantedRows,
} from './results.presenter.js';

const PAGE_SIZE = 50;

/** Results as they stand, for the council and the secretary alone. */
@Controller('marking/:batchId')
export class ResultsController {
  constructor(
    private readonly outcomes: OutcomeService,
    private readonly rescores: RescoreService,
    private readonly banks: QuestionBankService,
    private readonly documents: DocumentMaker,
    private readonly views: ItemViewService,
  ) {}

  @Get()
  @Performs('result.view')
  async list(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Query() query: Record<string, unknown>,
  ): Promise<Page> {
    const outcomes = await this.outcomes.outcomes(staff.ownerId, batchId);
    const sort = RESULT_SORTS.find((s) => s === query['sort']) ?? 'number';
    const only = RESULT_FILTERS.find((f) => f === query['only']) ?? 'all';
    const q = queryText(query['q']);
    const page = pageNumber(query['page']);
    const columns = componentColumns(outcomes, ctx.lang);
    const wanted = wantedRows(outcomes.rows, only, q, sort);
    const shown = wanted.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
    const link = (more: Record<string, string>): string =>
      `/marking/${batchId}?${new URLSearchParams({ q, sort, only, ...more }).toString()}`;
    const rows = await Promise.all(
      shown.map(async (row) => {
        const isOpen = row.entry.id === query['open'];
        const toggle = link({ page: String(page), ...(isOpen ? {} : { open: row.entry.id }) });
        return {
          ...lineOf(row, columns, ctx.lang),
          toggle,
          how: isOpen ? await this.how(outcomes, row, ctx.lang) : null,
        };
      }),
    );
    const title = translate(ctx.lang, 'results.title');
    const { batch } = outcomes.view;
    const { counts, missing } = outcomes;
    return new Page(
      'marking/list',
      {
        ...outcomes.view,
        name: batchTitle(batch, ctx.lang),
        counts,
        verdict: { ...counts, failed: counts.bands.fail, jobs: missing.length, isOpen: batch.resultsLockedAt === null },
        missing: missingLines(missing, staff.roles, ctx.lang),
        columns,
        columnCount: columns.length + 5,
        max: formatNumber(totalPoints(outcomes.rules) / 100, ctx.lang),
        rows,
        equations: equations(outcomes, ctx.lang),
        chart: totalsChart(outcomes, ctx.lang),
        bands: bandBars(counts.bands, ctx.lang),
        q,
        sort,
        only,
        isLook: only === 'look',
        filters: RESULT_FILTERS.map((f) => ({
          code: f,
          href: link({ only: f }),
          n: filterCounts(outcomes.rows)[f],
          selected: f === only,
        })),
        sortOptions: RESULT_SORTS.map((s) => ({
          value: s,
          text: translate(ctx.lang, `results.sort.${s}`),
          selected: s === sort,
        })),
        mayRescore:
          mayAct(staff.roles, 'rescore.order') && writtenRules(outcomes.rules) !== null && mayChangeResults(batch).ok,
        rescoreCount: (await this.rescores.findOfBatch(batchId)).length,
        pager: pagerOf(`/marking/${batchId}`, { q, sort, only }, page, PAGE_SIZE, wanted.length),
      },
      { layout: 'staff', title, crumbs: batchCrumbs(ctx, outcomes.view, { text: title }) },
    );
  }

  @Get('results.xlsx')
  @Performs('result.view')
  async export(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
  ): Promise<Download> {
    const outcomes = await this.outcomes.outcomes(staff.ownerId, batchId);
    const { batch } = outcomes.view;
    const bytes = await this.documents.workbook([resultsSheet(outcomes, staff.ownerName, ctx.lang)]);
    return new Download(bytes, `ket-qua-dot-${batch.number}-${batch.year}.xlsx`, XLSX_TYPE);
  }

  @Get('entries/:entryId')
  @Performs('result.view')
  async detail(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('batchId', ParseUUIDPipe) batchId: string,
    @Param('entryId', ParseUUIDPipe) entryId: string,
  ): Promise<Page> {
    const { outcomes, row, form, versions } = await this.outcomes.detail(staff.ownerId, batchId, entryId);
    const { view, rules } = outcomes;
    const bank = await this.banks.getBank(staff.ownerId, view.batch.bankId);
    const titles = new Map(bank.topics.map((t) => [t.code, t.title]));
    const answered = (form?.items ?? []).filter((i) => !isHumanMarked(i.kind));
    // Keys are shown with the score; until there is one, the page has none.
    if (versions.length > 0)
      await this.views.recordVersions(
        staff,
        answered.map((i) => i.versionId),
      );
    return new Page(
      'marking/detail',
      {
        ...view,
        ...row,
        ...lineOf(row, componentColumns(outcomes, ctx.lang), ctx.lang),
        max: formatNumber(totalPoints(rules) / 100, ctx.lang),
        how: howOf(row, rules, ctx.lang),
        items: form === null ? [] : detailItems(row, answered, titles, ctx.lang),
        formSize: form?.items.length ?? 0,
        topics: topicSums(row, bank.topics),
        essays: row.essays.map((e) => markedQuestion(e, ctx.lang)),
        questions: (row.oral?.questions ?? []).map((e) => markedQuestion(e, ctx.lang)),
        session: row.oral?.session ?? null,
        history: scoreHistory(versions, await this.rescores.findOfBatch(batchId)),
        formDigest: form?.digest.slice(0, 16) ?? null,
        maySettle: mayAct(staff.roles, 'mark.settle') && mayChangeResults(view.batch).ok,
      },
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

  private async how(outcomes: BatchOutcomes, row: OutcomeRow, lang: Lang): Promise<object> {
    const [, before] = (await this.outcomes.findVersions(row)).reverse();
    return { ...howOf(row, outcomes.rules, lang), before: before ?? null };
  }
}

/** One person as a line of the table. */
function lineOf(row: OutcomeRow, columns: readonly ResultColumn[], lang: Lang): object {
  const { entry, outcome } = row;
  return {
    entry,
    cells: columns.map((c) => componentOf(outcome, c.kind)),
    components: outcome.components,
    total: outcome.total,
    verdict: verdictOf(outcome, lang),
    notes: notesOf(row, lang),
  };
}
