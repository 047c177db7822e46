import { Injectable } from '@nestjs/common';
import { found } from '../common/app-error.js';
import { BatchService, type BatchView } from '../batch/batch.service.js';
import { FormService } from '../batch/form.service.js';
import type { FormItem } from '../core/blueprint/form.js';
import type { Key, TextFolding } from '../core/item/item.js';
import { authorsParts, gradeResponse, isHumanMarked, KINDS } from '../core/item/kinds.js';
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

export interface SpreadOption {
  /** Empty of a whole answer. */
  readonly letter: string;
  readonly text: string;
  /** Papers that chose it. */
  readonly chosen: number;
  readonly isKey: boolean;
}

/** How the closed papers answered an item; everything in the author's letters. */
export interface ItemSpread extends OccurredItem {
  readonly view: BatchView;
  /** The key as it was drawn. */
  readonly key: readonly string[];
  /** Closed papers with the item. */
  readonly closed: number;
  readonly blank: number;
  /** Options in the author's order, or, where options are not ticked, whole answers, the most frequent first. */
  readonly options: readonly SpreadOption[];
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
        ? undefined
        : (await this.forms.getKeys(form.id)).find((k) => k.no === shown.no);
    const key = shown === undefined ? [] : authorsParts(shown.kind, drawn?.key ?? '', shown.options);
    const isTicked = KINDS[item.kind].keyEntry !== 'typed';
    return {
      view,
      item,
      papers,
      key,
      closed: closed.length,
      blank: answers.filter((a) => a.length === 0).length,
      options: isTicked ? tickedOptions(item, key, answers) : wholeAnswers(item, key, answers, drawn?.folding ?? null),
      ruling: (await this.book.rulings(batchId)).get(itemId) ?? null,
    };
  }
}

const tickedOptions = (item: FormItem, key: Key, answers: readonly Key[]): SpreadOption[] =>
  [...item.options]
    .sort((a, b) => (a.origin < b.origin ? -1 : 1))
    .map(({ origin, text }) => ({
      letter: origin,
      text,
      chosen: answers.filter((a) => a.includes(origin)).length,
      isKey: key.includes(origin),
    }));

/** Distinct answers that a page shows; beyond them nothing is read any more. */
const WHOLE_ANSWERS = 20;

function wholeAnswers(item: FormItem, key: Key, answers: readonly Key[], folding: TextFolding | null): SpreadOption[] {
  const kind = KINDS[item.kind];
  const counts = new Map<string, number>();
  for (const answer of answers.filter((a) => a.length > 0)) {
    const text = kind.text(answer);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const options = item.options.map((o) => ({ id: o.origin, text: o.text }));
  return [...counts]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, WHOLE_ANSWERS)
    .map(([text, chosen]) => ({
      letter: '',
      text: kind.words(kind.parts(text), options),
      chosen,
      isKey: gradeResponse(item.kind, kind.text(key), text, { credit: 'allOrNothing', folding }).right === 1,
    }));
}
