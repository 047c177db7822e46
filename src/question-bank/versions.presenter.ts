import { KINDS } from '../core/item/kinds.js';
import { type DiffPiece, wordDiff } from '../core/text/word-diff.js';
import { formatPoints, type Lang, translate } from '../i18n/translator.js';
import type { BankTopic, SourceDocument } from './entities/bank.entity.js';
import type { ItemKey, ItemVersion } from './entities/item.entity.js';
import { citationText } from './question-bank.presenter.js';

export interface KeyedVersion {
  readonly version: ItemVersion;
  readonly key: ItemKey | null;
}

/** One part of an item in two versions, each with what the other does not say marked. */
export interface ComparedPart {
  readonly label: string;
  readonly same: boolean;
  readonly left: readonly DiffPiece[];
  readonly right: readonly DiffPiece[];
}

type Named = ReadonlyMap<string, string>;

/** All parts that either version has, in the order of the item's page. */
export function compareVersions(
  left: KeyedVersion,
  right: KeyedVersion,
  topics: readonly BankTopic[],
  sources: readonly SourceDocument[],
  lang: Lang,
): ComparedPart[] {
  const [a, b] = [left, right].map((v) => partsOf(v, topics, sources, lang)) as [Named, Named];
  const labels = [...new Set([...a.keys(), ...b.keys()])];
  // A part that only the newer one has stands where the newer one has it.
  const order = [...b.keys()];
  const place = (label: string): number => (order.includes(label) ? order.indexOf(label) : labels.indexOf(label) - 0.5);
  return labels
    .sort((x, y) => place(x) - place(y))
    .map((label) => {
      const [was, is] = [a.get(label) ?? '', b.get(label) ?? ''];
      return { label, same: was === is, ...wordDiff(was, is) };
    });
}

/** An item's parts by their names, as text; those that are empty are left out. */
function partsOf(
  { version: v, key }: KeyedVersion,
  topics: readonly BankTopic[],
  sources: readonly SourceDocument[],
  lang: Lang,
): Named {
  const t = (name: string): string => translate(lang, name);
  const source = sources.find((s) => s.code === v.citation.document) ?? null;
  const parts: [string, string][] = [
    [t('bank.show.stem'), v.stem],
    ...v.prompts.map((p): [string, string] => [`${t('bank.versions.prompt')} ${p.id}`, p.text]),
    ...v.options.map((o): [string, string] => [`${t('bank.versions.option')} ${o.id}`, o.text]),
    [t('bank.item.right'), key === null ? '' : keyText(v, key)],
    ...rubricParts(key, lang),
    [t('bank.item.explanation'), key?.explanation ?? ''],
    [t('bank.item.citation'), citationText(v.citation, source, lang)],
    [t('bank.show.topic'), topics.find((topic) => topic.code === v.topic)?.title ?? v.topic],
    [t('bank.show.level'), t(`level.${v.level}`)],
    [t('bank.show.kind'), t(`kind.${v.kind}`)],
    [t('bank.item.written'), v.review.writtenBy],
    [t('bank.item.checked'), v.review.checkedBy.join(', ')],
  ];
  return new Map(parts.filter(([, text]) => text !== ''));
}

const keyText = (version: ItemVersion, key: ItemKey): string =>
  key.rubric === null
    ? KINDS[version.kind]
        .lines(key.key, version)
        .map(({ head, text }) => `${head} ${text}`.trim())
        .join('\n')
    : '';

function rubricParts(key: ItemKey | null, lang: Lang): [string, string][] {
  const rubric = key?.rubric ?? null;
  if (rubric === null) return [];
  const criteria = rubric.criteria.map((c) => `${c.title} (${formatPoints(c.points, lang)}): ${c.guide}`);
  return [
    [translate(lang, 'bank.item.ideas'), rubric.ideas.join('\n')],
    [translate(lang, 'bank.item.rubric'), criteria.join('\n')],
  ];
}
