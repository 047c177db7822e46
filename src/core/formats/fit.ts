import type { ItemContent, ItemLevel } from '../item/item.js';
import { searchKey } from '../text/vietnamese.js';
import { DRAFT_PARTS, type DraftItem, type DraftPart, type FileProblem } from './draft.js';

/** What a bank knows that a file speaks of. */
export interface BankFacts {
  readonly topics: readonly { readonly code: string; readonly title: string }[];
  readonly documents: readonly { readonly code: string; readonly number: string | null; readonly title: string }[];
  readonly items: readonly { readonly code: string; readonly searchKey: string }[];
}

/** What stands in for what a file does not say. */
export interface Defaults {
  readonly topic: string;
  readonly level: ItemLevel;
}

export interface FittedItem extends DraftItem {
  /** Codes of items of the bank, or '#7' for the seventh of the file, with the same folded stem. */
  readonly twins: readonly string[];
}

export interface Fitted {
  readonly items: readonly FittedItem[];
  readonly problems: readonly FileProblem[];
}

/** Fits what was read to a bank: its topics and documents by their names, codes that are free, what asks the same. */
export function fitToBank(drafts: readonly DraftItem[], bank: BankFacts, defaults: Defaults): Fitted {
  const problems: FileProblem[] = [];
  const tell = (
    { place }: DraftItem,
    severity: FileProblem['severity'],
    code: string,
    params: FileProblem['params'],
  ): void => {
    problems.push({ severity, place, code, params });
  };
  const known = new Map(bank.items.map((i) => [i.code, i.searchKey]));
  const twinsOf = new Map<string, string[]>();
  for (const { code, searchKey: key } of bank.items) twinsOf.set(key, [...(twinsOf.get(key) ?? []), code]);
  const nextCode = freeCodes([...known.keys(), ...drafts.map((d) => d.content.code)]);
  const items = drafts.flatMap((draft): FittedItem[] => {
    const { content } = draft;
    const key = searchKey(content.stem);
    if (content.code !== '' && known.get(content.code) === key) {
      tell(draft, 'skip', 'format/already-there', { code: content.code, text: content.stem.slice(0, 80) });
      return [];
    }
    if (known.has(content.code)) tell(draft, 'error', 'format/code-taken', { code: content.code });
    const topic = topicOf(content.topic, bank);
    if (topic === undefined && content.topic !== '')
      tell(draft, 'warning', 'format/topic-unknown', { topic: content.topic });
    const document = documentOf(content.citation.document, bank);
    if (document === undefined && content.citation.document !== '')
      tell(draft, 'warning', 'format/document-unknown', { document: content.citation.document.slice(0, 120) });
    const twins = twinsOf.get(key) ?? [];
    const fitted: ItemContent = {
      ...content,
      code: content.code === '' ? nextCode() : content.code,
      topic: topic ?? defaults.topic,
      level: draft.missing.includes('level') ? defaults.level : content.level,
      citation: document === undefined ? { document: '' } : { ...content.citation, document },
    };
    // Code, topic and level are given here, and a document that the bank does not know is none.
    const lacks = new Set<DraftPart>([...draft.missing, ...(document === undefined ? (['citation'] as const) : [])]);
    const missing = DRAFT_PARTS.filter((part) => !GIVEN.has(part) && lacks.has(part));
    twinsOf.set(key, [...twins, fitted.code]);
    if (twins.length > 0) tell(draft, 'warning', 'format/twin', { twins: twins.join(', ') });
    return [{ ...draft, content: fitted, missing, twins }];
  });
  return { items, problems };
}

function topicOf(named: string, { topics }: BankFacts): string | undefined {
  const key = searchKey(named);
  return topics.find((t) => t.code === named || searchKey(t.title) === key)?.code;
}

/** By code, by the whole title, by the number if only one document has it, or by a title that begins so. */
function documentOf(named: string, { documents }: BankFacts): string | undefined {
  if (named === '') return undefined;
  const key = searchKey(named);
  const exact = documents.find((d) => d.code === named || searchKey(d.title) === key);
  if (exact !== undefined) return exact.code;
  const close = documents.filter(
    (d) => (d.number !== null && searchKey(d.number) === key) || searchKey(d.title).startsWith(`${key} `),
  );
  return close.length === 1 ? close[0]?.code : undefined;
}

const GIVEN: ReadonlySet<DraftPart> = new Set(['code', 'topic', 'level']);

const PREFIX = 'CH';

/** Codes that nobody has, one after the other. */
export function freeCodes(taken: readonly string[]): () => string {
  const used = new Set(taken);
  let n = 0;
  return () => {
    let code: string;
    do {
      n += 1;
      code = `${PREFIX}${String(n).padStart(3, '0')}`;
    } while (used.has(code));
    used.add(code);
    return code;
  };
}
