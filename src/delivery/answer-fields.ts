import type { SaveEntry } from '../core/attempt/attempt.js';
import type { FormItem } from '../core/blueprint/form.js';
import { fieldOf } from '../core/item/kinds.js';
import type { AnswerField } from '../core/item/kinds/kind.js';

/** What each item of a form takes for an answer, by number. */
export const answerFields = (items: readonly FormItem[]): ReadonlyMap<number, AnswerField> =>
  new Map(items.map((i) => [i.no, fieldOf(i)]));

/** Answers in the one form in which they are stored, so that the same answer sent again is the same. */
export const settledEntries = (entries: readonly SaveEntry[], fields: ReadonlyMap<number, AnswerField>): SaveEntry[] =>
  entries.map((e) => (e.kind === 'answer' ? { ...e, value: fields.get(e.itemNo)?.settle(e.value) ?? e.value } : e));

export const isTooLong = ({ max }: AnswerField, value: string): boolean => max !== null && value.length > max;

export const canBeSaved = (field: AnswerField | undefined, value: string): boolean =>
  field !== undefined && !isTooLong(field, value) && field.accepts(value);
