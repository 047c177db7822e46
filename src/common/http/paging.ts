/** Page number of a query; anything that is none is the first. */
export const pageNumber = (raw: unknown): number =>
  typeof raw === 'string' && /^[1-9]\d{0,5}$/.test(raw) ? Number(raw) : 1;

interface PagerLink {
  readonly no: number;
  readonly href?: string;
  readonly here?: boolean;
}

export interface Pager {
  readonly from: number;
  readonly to: number;
  readonly total: number;
  readonly prev: string | null;
  readonly next: string | null;
  readonly pages: readonly PagerLink[];
}

/** Links to the neighbouring pages with the filters kept. */
export function pagerOf(
  path: string,
  filters: Readonly<Record<string, string>>,
  page: number,
  size: number,
  total: number,
): Pager {
  const count = Math.max(1, Math.ceil(total / size));
  const link = (n: number): string => `${path}?${new URLSearchParams({ ...filters, page: String(n) }).toString()}`;
  const near = Array.from({ length: count }, (_, i) => i + 1).filter(
    (n) => n === 1 || n === count || Math.abs(n - page) <= 2,
  );
  return {
    from: total === 0 ? 0 : (page - 1) * size + 1,
    to: Math.min(page * size, total),
    total,
    prev: page > 1 ? link(page - 1) : null,
    next: page < count ? link(page + 1) : null,
    pages: count === 1 ? [] : near.map((no) => (no === page ? { no, here: true } : { no, href: link(no) })),
  };
}

/** A search box's text, bounded; arrays and objects are no text. */
export const queryText = (raw: unknown): string => (typeof raw === 'string' ? raw.slice(0, 100).trim() : '');
