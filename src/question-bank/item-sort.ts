/** code: by code; used: the most used first; last: the latest used first. */
export const ITEM_SORTS = ['code', 'used', 'last'] as const;
export type ItemSort = (typeof ITEM_SORTS)[number];
