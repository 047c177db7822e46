import { KINDS } from '../item/kinds.js';
import { searchKey } from '../text/vietnamese.js';
import type { Citation, ItemContent, ItemKind, ItemLevel, TextFolding, Verification } from '../item/item.js';
import { inlineText } from './plain-text.js';

/**
 * What most formats have no field for, as tags 'name:value'. Names are ours; 'Mức độ: Nhận biết' is understood as well.
 */
export interface TaggedFacts {
  readonly code?: string;
  readonly topic?: string;
  readonly kind?: ItemKind;
  readonly level?: ItemLevel;
  readonly citation?: Citation;
  readonly verifiedAgainst?: Verification;
  readonly shuffle?: boolean;
  readonly folding?: TextFolding;
  /** The letters of options, in the order in which the format lists them. */
  readonly letters?: string;
}

export function tagsOf(item: ItemContent, letters?: string): string[] {
  const { document, article, clause, section } = item.citation;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['code', item.code],
    ['topic', item.topic],
    ['kind', item.kind],
    ['level', item.level],
    ['document', document],
    ['article', article],
    ['clause', clause],
    ['section', section],
    ['verified', item.verifiedAgainst],
    ['shuffle', item.shuffle || !KINDS[item.kind].shuffle ? undefined : 'false'],
    ['folding', item.folding ?? undefined],
    ['letters', letters === undefined || 'ABCDEFGH'.startsWith(letters) ? undefined : letters],
  ];
  return facts.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [`${name}:${value}`]));
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['code', 'code'],
  ['ma', 'code'],
  ['ma cau', 'code'],
  ['topic', 'topic'],
  ['chu de', 'topic'],
  ['kind', 'kind'],
  ['loai', 'kind'],
  ['loai cau', 'kind'],
  ['level', 'level'],
  ['muc do', 'level'],
  ['document', 'document'],
  ['van ban', 'document'],
  ['tai lieu', 'document'],
  ['article', 'article'],
  ['dieu', 'article'],
  ['clause', 'clause'],
  ['khoan', 'clause'],
  ['section', 'section'],
  ['muc', 'section'],
  ['verified', 'verified'],
  ['doi chieu', 'verified'],
  ['shuffle', 'shuffle'],
  ['folding', 'folding'],
  ['letters', 'letters'],
]);

export function readTags(tags: readonly string[]): TaggedFacts {
  const values = new Map<string, string>();
  for (const tag of tags) {
    const colon = tag.indexOf(':');
    const name = colon < 0 ? undefined : NAMES.get(searchKey(tag.slice(0, colon)));
    const value = inlineText(tag.slice(colon + 1));
    if (name !== undefined && value !== '' && !values.has(name)) values.set(name, value);
    // A bare 'Vận dụng' is how people tag a level.
    if (colon < 0 && levelOf(tag) !== undefined && !values.has('level')) values.set('level', tag);
  }
  return {
    ...given('code', values.get('code')),
    ...given('topic', values.get('topic')),
    ...given('kind', kindNamed(values.get('kind') ?? '')),
    ...given('level', levelOf(values.get('level') ?? '')),
    ...given('citation', citationOf(values)),
    ...given('verifiedAgainst', verificationOf(values.get('verified') ?? '')),
    ...given('shuffle', values.get('shuffle') === undefined ? undefined : values.get('shuffle') !== 'false'),
    ...given('folding', foldingOf(values.get('folding') ?? '')),
    ...given('letters', values.get('letters')),
  };
}

const given = <K extends string, V>(name: K, value: V | undefined): { readonly [P in K]?: V } =>
  value === undefined ? {} : ({ [name]: value } as { readonly [P in K]?: V });

function citationOf(values: ReadonlyMap<string, string>): Citation | undefined {
  const document = values.get('document');
  if (document === undefined) return undefined;
  return {
    document,
    ...given('article', values.get('article')),
    ...given('clause', values.get('clause')),
    ...given('section', values.get('section')),
  };
}

const lookup =
  <T>(words: Readonly<Record<string, T>>) =>
  (text: string): T | undefined => {
    const folded = searchKey(text);
    return Object.hasOwn(words, folded) ? words[folded] : undefined;
  };

/** A level by its name in the product, or as people write it. */
export const levelOf = lookup<ItemLevel>({
  recall: 'recall',
  'nhan biet': 'recall',
  nb: 'recall',
  biet: 'recall',
  understand: 'understand',
  'thong hieu': 'understand',
  th: 'understand',
  hieu: 'understand',
  apply: 'apply',
  'van dung': 'apply',
  'van dung cao': 'apply',
  vd: 'apply',
  vdc: 'apply',
});

export const kindNamed = lookup<ItemKind>({
  single: 'single',
  'mot dap an': 'single',
  'trac nghiem': 'single',
  multiple: 'multiple',
  'nhieu dap an': 'multiple',
  truefalse: 'trueFalse',
  'dung sai': 'trueFalse',
  'dung, sai': 'trueFalse',
  'dung/sai': 'trueFalse',
  shorttext: 'shortText',
  'tra loi ngan': 'shortText',
  'dien khuyet': 'shortText',
  ordering: 'ordering',
  'sap xep': 'ordering',
  'sap thu tu': 'ordering',
  matching: 'matching',
  'ghep doi': 'matching',
  'ghep noi': 'matching',
  essay: 'essay',
  'tu luan': 'essay',
  oral: 'oral',
  'van dap': 'oral',
});

export const verificationOf = lookup<Verification>({
  fulltext: 'fullText',
  'toan van': 'fullText',
  'toan van tai lieu': 'fullText',
  fact: 'fact',
  'su kien': 'fact',
  'su kien da kiem chung': 'fact',
});

export const foldingOf = lookup<TextFolding>({
  exact: 'exact',
  'dung tung chu': 'exact',
  case: 'case',
  'khong phan biet hoa thuong': 'case',
  marks: 'marks',
  'khong phan biet dau': 'marks',
});
