import type { StockItem } from '../core/blueprint/draw.js';
import { type Citation, ITEM_LEVELS } from '../core/item/item.js';
import { formatDate, type Lang, translate } from '../i18n/translator.js';
import type { BankTopic, SourceDocument } from './entities/bank.entity.js';
import type { ItemKey, ItemVersion } from './entities/item.entity.js';

/** Live items by topic and level, with sums. */
export function bankTable(
  topics: readonly BankTopic[],
  stock: readonly StockItem[],
): { rows: object[]; total: number[] } {
  const count = (topic: string | null, level: string | null): number =>
    stock.filter((i) => (topic === null || i.topic === topic) && (level === null || i.level === level)).length;
  const rows = topics.map((t) => ({ ...t, cells: [...ITEM_LEVELS.map((l) => count(t.code, l)), count(t.code, null)] }));
  return { rows, total: [...ITEM_LEVELS.map((l) => count(null, l)), count(null, null)] };
}

/** 'Điều lệ Đảng ... (19/01/2011), Điều 5, khoản 1' */
export function citationText(citation: Citation, source: SourceDocument | null, lang: Lang): string {
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
  return {
    version: version.version,
    createdAt: version.createdAt,
    stem: version.stem,
    options: version.options.map((o) => ({ ...o, right: right.has(o.id) })),
    explanation: key?.explanation ?? '',
    verifiedAgainst: version.verifiedAgainst,
    review: { ...version.review, checkedBy: version.review.checkedBy.join(', ') },
  };
}
