import type { AnswerField, SaveEntry } from '../core/attempt/attempt.js';
import { essayText } from '../core/attempt/essay-text.js';
import type { FormItem } from '../core/blueprint/form.js';
import { isHumanMarked } from '../core/item/item.js';

/** What each item of a form takes for an answer, by number. */
export const answerFields = (items: readonly FormItem[]): ReadonlyMap<number, AnswerField> =>
  new Map(items.map((i) => [i.no, fieldOf(i)]));

const fieldOf = ({ kind, options }: FormItem): AnswerField =>
  isHumanMarked(kind)
    ? { kind: 'text' }
    : { kind: 'letters', letters: options.map((o) => o.letter).join(''), many: kind === 'multiple' };

/** Texts in the one form in which they are stored, so that the same text sent again is the same. */
export const settledEntries = (entries: readonly SaveEntry[], fields: ReadonlyMap<number, AnswerField>): SaveEntry[] =>
  entries.map((e) =>
    e.kind === 'answer' && fields.get(e.itemNo)?.kind === 'text' ? { ...e, value: essayText(e.value) } : e,
  );
