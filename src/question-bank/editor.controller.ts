import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Page, redirect, type Redirect } from '../common/http/answers.js';
import { type FieldError, readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { problemsOf } from '../core/item-writing/problems.js';
import { ITEM_KINDS } from '../core/item/item.js';
import { editRefusal, onWay } from '../core/item/road.js';
import { translate } from '../i18n/translator.js';
import { EditorDto } from './dto/editor.dto.js';
import {
  contentOfDraft,
  draftOf,
  type EditorDraft,
  emptyDraft,
  isBlank,
  type Place,
  pressRow,
  readDraft,
  withRoom,
} from './editor-draft.js';
import { byPart, editorView, previewOf, saveErrors } from './editor.presenter.js';
import type { Bank } from './entities/bank.entity.js';
import { type Base, ItemEditorService } from './item-editor.service.js';
import { ItemViewService } from './item-view.service.js';
import { bankCrumbs } from './question-bank.controller.js';
import { itemCard } from './question-bank.presenter.js';
import { QuestionBankService } from './question-bank.service.js';
import { toldProblem } from './road.presenter.js';

/** What the page shows beside what was typed. */
interface Shown {
  readonly draft: EditorDraft;
  readonly errors: readonly FieldError[];
  /** Why the form was not saved, where no field is to blame. */
  readonly refused: string | null;
  /** What somebody else has saved meanwhile. */
  readonly other: Base | null;
  readonly focus: Place | null;
  /** Whether anything of it is not in the database. */
  readonly isUnsaved: boolean;
}

const AS_READ = { errors: [], refused: null, other: null, focus: null, isUnsaved: false };

/** Writing items. A button of a row, the preview and a save are one form; each answer has all that was typed. */
@Controller('question-bank/:bankId/items')
export class EditorController {
  constructor(
    private readonly banks: QuestionBankService,
    private readonly editor: ItemEditorService,
    private readonly views: ItemViewService,
  ) {}

  @Get('new')
  @Performs('item.write')
  async new(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Query() query: Record<string, unknown>,
  ): Promise<Page> {
    const bank = await this.banks.getBank(staff.ownerId, bankId);
    const kind = ITEM_KINDS.find((k) => k === query['kind']) ?? 'single';
    const topic = (bank.topics.find((t) => t.code === query['topic']) ?? bank.topics[0])?.code ?? '';
    return this.page(ctx, bank, null, { ...AS_READ, draft: emptyDraft(kind, topic) });
  }

  @Post('new')
  @Performs('item.write')
  async create(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    return this.answer(staff, ctx, await this.banks.getBank(staff.ownerId, bankId), null, body);
  }

  @Get(':code/edit')
  @Performs('item.write')
  async edit(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('code') code: string,
  ): Promise<Page> {
    const bank = await this.banks.getBank(staff.ownerId, bankId);
    const base = await this.editor.getBase(bankId, code);
    await this.views.record(staff, [base.item]);
    return this.page(ctx, bank, base, { ...AS_READ, draft: draftOf(base.content) });
  }

  @Post(':code/edit')
  @Performs('item.write')
  async save(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('bankId', ParseUUIDPipe) bankId: string,
    @Param('code') code: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const bank = await this.banks.getBank(staff.ownerId, bankId);
    return this.answer(staff, ctx, bank, await this.editor.getBase(bankId, code), body);
  }

  /** @param base null for a new item */
  private async answer(
    staff: StaffActor,
    ctx: RequestContext,
    bank: Bank,
    base: Base | null,
    body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(EditorDto, body, ctx.lang);
    // Nothing that the page itself sends; there is nothing sensible to show again.
    if (!form.ok) throw new AppError('form/unknown-field', { field: form.errors[0]?.field ?? '' });
    const { go, base: seen = '' } = form.value;
    const draft = readDraft(form.value);
    const shown = { ...AS_READ, draft, isUnsaved: true };
    const pressed = pressRow(draft, go);
    if (pressed !== null) return this.page(ctx, bank, base, { ...shown, ...pressed }, seen);
    if (go !== 'save') return this.page(ctx, bank, base, shown, seen);
    const content = contentOfDraft(draft);
    const errors = saveErrors(draft, content, bank, await this.banks.findSources(bank.id), ctx.lang);
    if (errors.length > 0) return this.page(ctx, bank, base, { ...shown, errors }, seen);
    const path = `/question-bank/${bank.id}/items`;
    try {
      if (base === null)
        return redirect(`${path}/${await this.editor.create(staff, bank.id, content)}?done=item.added`);
      const isChanged = await this.editor.save(staff, bank.id, base.item.code, seen, content);
      const item = `${path}/${base.item.code}`;
      return redirect(isChanged ? `${item}?done=item.saved` : `${item}?done=item.unchanged`);
    } catch (error) {
      if (!(error instanceof AppError) || !error.code.startsWith('item/')) throw error;
      const refused = translate(ctx.lang, `error.${error.code}`, error.params);
      if (error.code === 'item/code-taken') {
        const taken = { field: 'code', label: translate(ctx.lang, 'editor.part.code'), message: refused };
        return await this.page(ctx, bank, base, { ...shown, errors: [taken] }, seen);
      }
      // Whoever saves again now knows of the other text, and goes on from it.
      const other =
        base === null || error.code !== 'item/saved-by-other'
          ? null
          : await this.editor.getBase(bank.id, base.item.code);
      return await this.page(ctx, bank, base, { ...shown, refused, other }, other?.version.id ?? seen);
    }
  }

  /** @param seen the version that the author goes on from */
  private async page(
    ctx: RequestContext,
    bank: Bank,
    base: Base | null,
    { draft, errors, refused, other, focus, isUnsaved }: Shown,
    seen = base?.version.id ?? '',
  ): Promise<Page> {
    const sources = await this.banks.findSources(bank.id);
    const content = contentOfDraft(draft);
    // Who only chooses a kind has made no mistake yet.
    const isEmpty = base === null && errors.length === 0 && isBlank(draft);
    const problems = isEmpty ? [] : problemsOf(content, sources).map((p) => toldProblem(p, ctx.lang));
    const code = base?.item.code ?? '';
    const path = base === null ? 'new' : `${code}/edit`;
    const title = base === null ? translate(ctx.lang, 'editor.new') : translate(ctx.lang, 'editor.edit', { code });
    const way = base === null ? null : onWay(base.item);
    const barred = base === null ? null : editRefusal(base.item);
    return new Page(
      'question-bank/editor',
      {
        ...{ bank, title, seen, refused, isUnsaved, code, isNew: base === null },
        action: `/question-bank/${bank.id}/items/${path}`,
        back: `/question-bank/${bank.id}${base === null ? '' : `/items/${code}`}`,
        // Nobody edits what is being approved; what was typed when that came about stays on the page.
        barred: barred === null || isUnsaved ? '' : translate(ctx.lang, `error.${barred.code}`),
        isChange: base !== null && base.item.liveSince !== null && way === null,
        inForce: base?.item.version ?? 0,
        other:
          other === null
            ? null
            : { ...itemCard(other), by: other.version.review.writtenBy, at: other.version.createdAt },
        found: byPart(problems),
        counts: isEmpty
          ? null
          : { errors: problems.filter((p) => p.isError).length, warnings: problems.filter((p) => !p.isError).length },
        preview: previewOf(content, ctx.lang),
        paperCss: true,
        ...editorView(withRoom(draft), bank, sources, errors, focus, ctx.lang),
      },
      {
        layout: 'staff',
        title,
        status: refused !== null ? 409 : errors.length > 0 ? 400 : 200,
        crumbs: bankCrumbs(
          ctx,
          bank,
          ...(base === null ? [] : [{ text: code, href: `/question-bank/${bank.id}/items/${code}` }]),
          { text: title },
        ),
      },
    );
  }
}
