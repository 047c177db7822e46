import type { SheetSpec } from '../documents/xlsx.js';
import { formatDay, type Lang, translate } from '../i18n/translator.js';
import type { Bank, SourceDocument } from './entities/bank.entity.js';
import type { Item, ItemVersion } from './entities/item.entity.js';
import { citationText } from './question-bank.presenter.js';
import { toldFigures } from './statistics.presenter.js';
import type { VersionFigures } from './statistics.service.js';

/** A list of items as a sheet: where they stand and what they rest on, never what they ask or their keys. */
export function itemsSheet(
  bank: Bank,
  items: readonly Item[],
  known: {
    readonly versions: ReadonlyMap<string, ItemVersion>;
    readonly figures: ReadonlyMap<string, VersionFigures>;
    readonly sources: readonly SourceDocument[];
  },
  titles: readonly string[],
  lang: Lang,
): SheetSpec {
  const t = (key: string): string => translate(lang, key);
  const column = (key: string, width: number, kind: 'text' | 'number' = 'text') => ({ header: t(key), width, kind });
  const sourceOf = new Map(known.sources.map((s) => [s.code, s]));
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
      column('bank.statistics.columnAnswers', 10, 'number'),
      column('bank.statistics.column', 10),
      column('bank.statistics.columnDiscrimination', 10),
    ],
    rows: items.map((item) => {
      const version = known.versions.get(item.versionId);
      const figures = known.figures.get(item.versionId);
      const told = figures && toldFigures(figures, lang);
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
        told?.answers ?? '',
        told?.facility ?? '',
        told?.discrimination ?? '',
      ];
    }),
  };
}
