import { mayAct, type Role } from '../core/access/access-matrix.js';
import { type Citation, ITEM_KINDS, ITEM_LEVELS, type ItemKind } from '../core/item/item.js';
import { isHumanMarked, KINDS } from '../core/item/kinds.js';
import { isRechecked } from '../core/item/road.js';
import { formatDate, type Lang, translate } from '../i18n/translator.js';
import type { BankTopic, SourceDocument } from './entities/bank.entity.js';
import type { Item, ItemKey, ItemVersion } from './entities/item.entity.js';

/** What the list can be narrowed to: a kind, or all that a machine marks together. */
export const KIND_FILTERS = ['choice', ...ITEM_KINDS] as const;

export const kindsOf = (filter: string): ItemKind[] =>
  ITEM_KINDS.filter((k) => k === filter || (filter === 'choice' && !isHumanMarked(k)));

/** The columns of the bank's table: choice questions by level and in sum, then what people mark. */
const COLUMNS = [
  ...ITEM_LEVELS.map((level) => ({ kind: 'choice', level })),
  { kind: 'choice', level: '' },
  { kind: 'essay', level: '' },
  { kind: 'oral', level: '' },
];

/** Live items by topic; only choice questions stand under the levels, for the blueprint draws no others by level. */
export function bankTable(topics: readonly BankTopic[], live: readonly Item[]): { rows: object[]; total: number[] } {
  const cells = (topic: string | null): { n: number; kind: string; level: string; sum: boolean }[] =>
    COLUMNS.map(({ kind, level }) => {
      const kinds = kindsOf(kind);
      const n = live.filter(
        (i) => (topic === null || i.topic === topic) && kinds.includes(i.kind) && (level === '' || i.level === level),
      ).length;
      return { n, kind, level, sum: kind === 'choice' && level === '' };
    });
  return { rows: topics.map((t) => ({ ...t, cells: cells(t.code) })), total: cells(null).map((c) => c.n) };
}

/** 'Điều lệ Đảng ... (19/01/2011), Điều 5, khoản 1' */
export function citationText(citation: Citation, source: SourceDocument | null, lang: Lang): string {
  if (citation.document === '') return translate(lang, 'road.noSource');
  const number = source?.number === null || source === null ? '' : `${source.number} `;
  const date = source?.issuedOn === null || source === null ? '' : ` (${formatDate(source.issuedOn)})`;
  const parts = [
    `${number}${source?.title ?? citation.document}${date}`,
    citation.article === undefined ? null : translate(lang, 'bank.article', { n: citation.article }),
    citation.clause === undefined ? null : translate(lang, 'bank.clause', { n: citation.clause }),
    citation.section ?? null,
  ];
  return parts.filter((p) => p !== null).join(', ');
}

/** One version as it is shown to those who may see keys. */
export function itemCard({ version, key }: { version: ItemVersion; key: ItemKey | null }): object {
  const right = new Set(key?.key);
  const kind = KINDS[version.kind];
  const isTicked = kind.keyEntry !== 'typed';
  return {
    version: version.version,
    createdAt: version.createdAt,
    stem: version.stem,
    prompts: version.prompts,
    options: version.options.map((o) => ({
      ...o,
      shown: kind.options === null ? o.id : '',
      right: isTicked && right.has(o.id),
    })),
    folding: version.folding,
    // a draft may have neither a rubric nor an answer yet: no heading over nothing
    keyLines:
      isTicked || key === null || key.rubric !== null ? [] : kind.lines(key.key, version).filter((l) => l.text !== ''),
    explanation: key?.explanation ?? '',
    rubric: key?.rubric ?? null,
    verifiedAgainst: version.verifiedAgainst,
    review: { ...version.review, checkedBy: version.review.checkedBy.join(', ') },
  };
}

/** What a person of these roles is offered to do with an item that is or was in use. */
export const itemActs = (
  item: Pick<Item, 'state' | 'liveSince'>,
  roles: readonly Role[],
): Record<'comment' | 'send' | 'review', boolean> => ({
  comment: mayAct(roles, 'item.comment'),
  send: item.state === 'live' && mayAct(roles, 'item.sendToReview'),
  review: (item.state === 'live' || isRechecked(item)) && mayAct(roles, 'item.review'),
});
