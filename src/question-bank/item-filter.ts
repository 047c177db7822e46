import { queryText } from '../common/http/paging.js';
import { ITEM_LEVELS, ITEM_STATES } from '../core/item/item.js';
import type { Bank, SourceDocument } from './entities/bank.entity.js';
import { ANSWER_FILTERS, ITEM_SORTS, type ItemSort } from './item-sort.js';
import { KIND_FILTERS, kindsOf } from './question-bank.presenter.js';
import type { ItemFilter } from './question-bank.repository.js';

/** What a list of items is narrowed to, as its address says it; '' where it says nothing. */
export interface TypedFilter {
  readonly q: string;
  readonly topic: string;
  readonly level: string;
  readonly kind: string;
  readonly state: string;
  readonly source: string;
  readonly author: string;
  readonly answered: string;
  readonly sort: ItemSort;
}

/** A filter of a query or a form; what the bank does not have counts as nothing said. */
export function readFilter(
  query: Readonly<Record<string, unknown>>,
  bank: Bank,
  sources: readonly SourceDocument[],
  authors: readonly string[],
): TypedFilter {
  const pick = (name: string, allowed: readonly string[]): string => {
    const value = query[name];
    return typeof value === 'string' && allowed.includes(value) ? value : '';
  };
  return {
    q: queryText(query['q']),
    topic: pick(
      'topic',
      bank.topics.map((t) => t.code),
    ),
    level: pick('level', ITEM_LEVELS),
    kind: pick('kind', KIND_FILTERS),
    state: pick('state', ITEM_STATES),
    source: pick(
      'source',
      sources.map((s) => s.code),
    ),
    author: pick('author', authors),
    answered: pick('answered', ANSWER_FILTERS),
    sort: ITEM_SORTS.find((s) => s === query['sort']) ?? 'code',
  };
}

/** As the service takes it. */
export const asItemFilter = (f: TypedFilter): Omit<ItemFilter, 'search'> & { readonly q: string } => ({
  ...f,
  kinds: kindsOf(f.kind),
});
