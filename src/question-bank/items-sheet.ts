import type { SheetSpec } from '../documents/xlsx.js';
import { formatDay, type Lang, translate } from '../i18n/translator.js';
import type { Bank, SourceDocument } from './entities/bank.entity.js';
import type { Item, ItemVersion } from './entities/item.entity.js';
import { citationText } from './question-bank.presenter.js';

/** A list of items as a sheet: where they stand and what they rest on, never what they ask or their keys. */
export function itemsSheet(
  bank: Bank,
  items: readonly Item[],
  versions: ReadonlyMap<string, ItemVersion>,
  sources: readonly SourceDocument[],
  titles: readonly string[],
  lang: Lang,
): SheetSpec {
  const t = (key: string): string => translate(lang, key);
  const column = (key: string, width: number, kind: 'text' | 'number' = 'text') => ({ header: t(key), width, kind });
  const sourceOf = new Map(sources.map((s) => [s.code, s]));
  const topicOf = new Map(bank.topics.map((topic) => [topic.code, topic.title]));
  return {
    name: t('bank.show.items'),
    titleRows: titles,
    orientation: 'landscape',
    columns: [
      column('bank.show.code', 10),
      column('bank.show.topic', 26),
      column('bank.show.level', 12),
      column('bank.show.kind', 14),
      column('bank.show.state', 12),
      column('bank.item.citation', 44),
      column('bank.item.written', 20),
      column('bank.item.version', 6, 'number'),
      column('bank.show.changedOn', 12),
    ],
    rows: items.map((item) => {
      const version = versions.get(item.versionId);
      const citation = version?.citation;
      return [
        item.code,
        topicOf.get(item.topic) ?? item.topic,
        t(`level.${item.level}`),
        t(`kind.${item.kind}`),
        t(`state.${item.state}`),
        citation === undefined ? '' : citationText(citation, sourceOf.get(citation.document) ?? null, lang),
        version?.review.writtenBy ?? '',
        item.version,
        version === undefined ? '' : formatDay(version.createdAt),
      ];
    }),
  };
}
