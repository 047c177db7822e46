import { Injectable } from '@nestjs/common';
import { found } from '../common/app-error.js';
import { BatchService, type BatchView } from '../batch/batch.service.js';
import { FormService } from '../batch/form.service.js';
import type { FormItem } from '../core/blueprint/form.js';
import { authorsParts, isHumanMarked } from '../core/item/kinds.js';
import type { ItemRuling } from '../core/scoring/item-ruling.js';
import { searchKey } from '../core/text/vietnamese.js';
import { AttemptService } from '../delivery/attempt.service.js';
import { ScoreBook } from './score-book.service.js';

/** An item that occurred in a batch. */
export interface OccurredItem {
  readonly item: FormItem;
  /** Forms that contain it. */
  readonly papers: number;
}

/** How the closed papers answered an item; everything in the author's letters. */
export interface ItemSpread extends OccurredItem {
  readonly view: BatchView;
  /** The key as it was drawn. */
  readonly key: readonly string[];
  /** Closed papers with the item. */
  readonly closed: number;
  readonly blank: number;
  /** In the author's order; `chosen` counts papers. */
  readonly options: readonly { readonly letter: string; readonly text: string; readonly chosen: number }[];
  readonly ruling: ItemRuling | null;
}

/** Items of a batch's forms, and how people answered them: what a ruling is weighed by. */
@Injectable()
export class ItemSpreadService {
  constructor(
    private readonly batches: BatchService,
    private readonly forms: FormService,
    private readonly attempts: AttemptService,
    private readonly book: ScoreBook,
  ) {}

  /** Items that a machine marked, by code; found by code or by words of the stem, with or without diacritics. */
  async find(ownerId: string, batchId: string, q: string): Promise<{ view: BatchView; items: OccurredItem[] }> {
    const view = await this.batches.getView(ownerId, batchId);
    const items = new Map<string, { item: FormItem; papers: number }>();
    for (const form of (await this.forms.findForms(batchId)).values()) {
      for (const item of form.items) {
        if (isHumanMarked(item.kind)) continue;
        items.set(item.itemId, { item, papers: (items.get(item.itemId)?.papers ?? 0) + 1 });
      }
    }
    const folded = searchKey(q);
    const hits = [...items.values()].filter(
      ({ item }) => folded === '' || searchKey(`${item.code} ${item.stem}`).includes(folded),
    );
    return { view, items: hits.sort((a, b) => (a.item.code < b.item.code ? -1 : 1)) };
  }

  async spread(ownerId: string, batchId: string, itemId: string): Promise<ItemSpread> {
    const { view, items } = await this.find(ownerId, batchId, '');
    const { item, papers } = found(items.find((i) => i.item.itemId === itemId));
    const forms = [...(await this.forms.findForms(batchId)).values()].filter((f) =>
      f.items.some((i) => i.itemId === itemId),
    );
    const attempts = await this.attempts.findByEntries(forms.map((f) => f.entryId));
    const closed = attempts.filter((a) => a.state === 'closed');
    const answers = closed.map((attempt) => {
      const own = forms.find((f) => f.entryId === attempt.entryId)?.items.find((i) => i.itemId === itemId);
      return own === undefined ? [] : authorsParts(own.kind, attempt.sheet.answers[own.no]?.value ?? '', own.options);
    });
    const [form] = forms;
    const shown = form?.items.find((i) => i.itemId === itemId);
    const drawn =
      form === undefined || shown === undefined
        ? ''
        : ((await this.forms.getKeys(form.id)).find((k) => k.no === shown.no)?.key ?? '');
    const byOrigin = [...item.options].sort((a, b) => (a.origin < b.origin ? -1 : 1));
    return {
      view,
      item,
      papers,
      key: shown === undefined ? [] : authorsParts(shown.kind, drawn, shown.options),
      closed: closed.length,
      blank: answers.filter((a) => a.length === 0).length,
      options: byOrigin.map((o) => ({
        letter: o.origin,
        text: o.text,
        chosen: answers.filter((a) => a.includes(o.origin)).length,
      })),
      ruling: (await this.book.rulings(batchId)).get(itemId) ?? null,
    };
  }
}
