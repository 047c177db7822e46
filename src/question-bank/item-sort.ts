/**
 * code: by code; topic: by topic; newest: changed last first; used: the most used first; last: the latest used first;
 * hard, easy, weak: by how it was answered, what few have answered below, what nobody has last.
 */
export const ITEM_SORTS = ['code', 'topic', 'newest', 'used', 'last', 'hard', 'easy', 'weak'] as const;
export type ItemSort = (typeof ITEM_SORTS)[number];

/** What a list can be narrowed to by how items were answered. */
export const ANSWER_FILTERS = ['enough', 'few', 'hard', 'easy', 'weak'] as const;
export type AnswerFilter = (typeof ANSWER_FILTERS)[number];
