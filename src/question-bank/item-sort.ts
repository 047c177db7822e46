/** code: by code; topic: by topic; newest: changed last first; used: the most used first; last: the latest used first. */
export const ITEM_SORTS = ['code', 'topic', 'newest', 'used', 'last'] as const;
export type ItemSort = (typeof ITEM_SORTS)[number];
