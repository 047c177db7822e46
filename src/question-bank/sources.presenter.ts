import { phraseSortKey, searchKey } from '../core/text/vietnamese.js';
import type { SheetSpec } from '../documents/xlsx.js';
import { formatDate, formatDayTime, type Lang, translate } from '../i18n/translator.js';
import type { SourceDocument } from './entities/bank.entity.js';
import type { SourceLine } from './source.service.js';
import type { CitingItem } from './workshop.repository.js';

export const SOURCE_SORTS = ['title', 'date', 'items'] as const;
export type SourceSort = (typeof SOURCE_SORTS)[number];

/** '01-HD/TW' of 28/9/2021 and its title in one line. */
export function sourceName({ number, issuedOn, title }: SourceDocument): string {
  const date = issuedOn === null ? '' : ` (${formatDate(issuedOn)})`;
  return `${number === null ? '' : `${number} `}${title}${date}`;
}

/** Those whose line has the words, in the order wanted. */
export function pickSources(lines: readonly SourceLine[], q: string, status: string, sort: SourceSort): SourceLine[] {
  const folded = searchKey(q);
  const wanted = lines.filter(
    ({ source }) =>
      (status === '' || source.status === status) &&
      searchKey(`${source.kind} ${sourceName(source)} ${source.code}`).includes(folded),
  );
  const titleKey = new Map(wanted.map((l) => [l, phraseSortKey(l.source.title)]));
  const byTitle = (a: SourceLine, b: SourceLine): number => compare(titleKey.get(a) ?? '', titleKey.get(b) ?? '');
  const order: Readonly<Record<SourceSort, (a: SourceLine, b: SourceLine) => number>> = {
    title: byTitle,
    date: (a, b) => compare(b.source.issuedOn ?? '', a.source.issuedOn ?? '') || byTitle(a, b),
    items: (a, b) => b.items - a.items || byTitle(a, b),
  };
  return wanted.sort(order[sort]);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The register as a sheet. */
export function sourcesSheet(lines: readonly SourceLine[], titles: readonly string[], lang: Lang): SheetSpec {
  const t = (key: string): string => translate(lang, key);
  const column = (key: string, width: number, kind: 'text' | 'number' | 'date' = 'text') => ({
    header: t(key),
    width,
    kind,
  });
  return {
    name: t('source.list.title'),
    titleRows: titles,
    orientation: 'landscape',
    columns: [
      column('source.field.number', 16),
      column('source.field.issuedOn', 12, 'date'),
      column('source.field.title', 46),
      column('source.field.kind', 14),
      column('source.field.status', 20),
      column('source.field.inForceFrom', 13, 'date'),
      column('source.field.inForceTo', 13, 'date'),
      column('source.field.replacedBy', 30),
      column('source.list.items', 10, 'number'),
    ],
    rows: lines.map(({ source: s, replacedBy, items }) => [
      s.number ?? '',
      s.issuedOn ?? '',
      s.title,
      s.kind,
      t(`sourceStatus.${s.status}`),
      s.inForceFrom ?? '',
      s.inForceTo ?? '',
      replacedBy === null ? '' : sourceName(replacedBy),
      items,
    ]),
  };
}

/** Who made a file and when, as its second line. */
export const madeBy = (name: string, at: Date, lang: Lang): string =>
  translate(lang, 'source.list.madeBy', { name, at: formatDayTime(at) });

/** Items of one place of a document. */
export interface Place {
  readonly place: string;
  readonly n: number;
  readonly items: readonly CitingItem[];
}

/** Items by article, clause and section, in the order of the document; `page` cuts between the places' items. */
export function placesOf(items: readonly CitingItem[], from: number, to: number, lang: Lang): Place[] {
  const sorted = [...items].sort((a, b) => compareCitations(a, b) || compare(a.code, b.code));
  const counts = new Map<string, number>();
  for (const item of sorted) counts.set(placeText(item, lang), (counts.get(placeText(item, lang)) ?? 0) + 1);
  const groups = new Map<string, CitingItem[]>();
  for (const item of sorted.slice(from, to)) {
    const place = placeText(item, lang);
    groups.set(place, [...(groups.get(place) ?? []), item]);
  }
  return [...groups].map(([place, inPlace]) => ({ place, n: counts.get(place) ?? 0, items: inPlace }));
}

const NATURAL = new Intl.Collator('vi', { numeric: true });

function compareCitations({ citation: a }: CitingItem, { citation: b }: CitingItem): number {
  for (const part of ['article', 'clause', 'section'] as const) {
    const order = NATURAL.compare(a[part] ?? '', b[part] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

/** 'Điều 5, khoản 1'; what cites the document as a whole says so. */
function placeText({ citation: { article, clause, section } }: CitingItem, lang: Lang): string {
  const parts = [
    article === undefined ? [] : [translate(lang, 'bank.article', { n: article })],
    clause === undefined ? [] : [translate(lang, 'bank.clause', { n: clause })],
    section === undefined ? [] : [section],
  ].flat();
  return parts.length === 0 ? translate(lang, 'source.show.whole') : parts.join(', ');
}
