import { isMap, isNode, isSeq, LineCounter, parseDocument, stringify, type YAMLMap } from 'yaml';
import { LETTERS, type Place, type ReadingBook } from '../../core/formats/draft.js';
import { foldingOf, kindNamed, levelOf, verificationOf } from '../../core/formats/tags.js';
import type { Citation, ItemContent } from '../../core/item/item.js';
import { KINDS } from '../../core/item/kinds.js';
import type { Rubric } from '../../core/rubric/rubric.js';

const FIELDS = new Set(
  'code topic kind level stem options prompts key folding explanation rubric citation verifiedAgainst shuffle'.split(
    ' ',
  ),
);

/** Reads a file of items as the bank's own files have them; parts may be missing. @param part its name within an archive */
export function readYamlItems(book: ReadingBook, text: string, part: string | null): void {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: true });
  const at = (line: number): Place => (part === null ? { line } : { part, line });
  for (const error of document.errors)
    book.tell('error', at(counter.linePos(error.pos[0]).line), 'format/yaml', {
      reason: error.message.split('\n')[0] ?? '',
    });
  if (document.errors.length > 0) return;
  const nodes = document.get('items');
  if (!isSeq(nodes)) {
    book.tell('error', at(1), 'format/yaml-no-items');
    return;
  }
  const topic = textOf(document.get('topic'));
  for (const node of nodes.items) {
    const line = isNode(node) && node.range ? counter.linePos(node.range[0]).line : 1;
    if (isMap(node)) readItem(book, node, topic, at(line));
    else book.tell('error', at(line), 'format/yaml-item');
  }
}

function readItem(book: ReadingBook, node: YAMLMap, topic: string, place: Place): void {
  const raw = node.toJSON() as Record<string, unknown>;
  const stem = textOf(raw['stem']);
  const kind = kindNamed(textOf(raw['kind']));
  if (kind === undefined) {
    book.tell('skip', place, 'format/kind-unknown', { kind: textOf(raw['kind']), text: stem.slice(0, 80) });
    return;
  }
  for (const field of Object.keys(raw))
    if (!FIELDS.has(field)) book.tell('warning', place, 'format/field-unknown', { field: field.slice(0, 80) });
  const options = Object.entries(mapOf(raw['options']));
  if (options.some(([id], i) => id !== LETTERS.charAt(i))) book.tell('error', place, 'format/yaml-letters');
  const folding = foldingOf(textOf(raw['folding']));
  const rubric = raw['rubric'] === undefined ? null : rubricOf(raw['rubric']);
  if (raw['rubric'] !== undefined && rubric === null) book.tell('error', place, 'format/rubric-unreadable');
  book.add({
    ...{ place, kind, stem, rubric, key: keyOf(raw['key']) },
    options: options.map(([, text]) => textOf(text)),
    prompts: Object.values(mapOf(raw['prompts'])).map(textOf),
    ...(folding !== undefined && { folding }),
    ...(typeof raw['shuffle'] === 'boolean' && { shuffle: raw['shuffle'] }),
    code: textOf(raw['code']),
    topic: textOf(raw['topic']) || topic,
    level: levelOf(textOf(raw['level'])),
    explanation: textOf(raw['explanation']),
    citation: citationOf(raw['citation']),
    verifiedAgainst: verificationOf(textOf(raw['verifiedAgainst'])),
  });
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

const mapOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

function keyOf(value: unknown): string[] {
  if (typeof value === 'boolean') return [value ? 'T' : 'F'];
  return (Array.isArray(value) ? value : [value]).map(textOf).filter((text) => text !== '');
}

function citationOf(value: unknown): Citation | undefined {
  const raw = mapOf(value);
  const document = textOf(raw['document']);
  if (document === '') return undefined;
  const narrower = (['article', 'clause', 'section'] as const).flatMap((name): [string, string][] =>
    textOf(raw[name]) === '' ? [] : [[name, textOf(raw[name])]],
  );
  return { document, ...Object.fromEntries(narrower) };
}

function rubricOf(value: unknown): Rubric | null {
  const raw = mapOf(value);
  const list = (name: string): unknown[] => (Array.isArray(raw[name]) ? (raw[name] as unknown[]) : []);
  const points = (of: unknown): number => Math.round(Number(of) * 100);
  const criteria = list('criteria').map(mapOf);
  if (!Number.isFinite(points(raw['points'])) || criteria.some((c) => !Number.isFinite(points(c['points']))))
    return null;
  return {
    points: points(raw['points']),
    ideas: list('ideas').map(textOf),
    criteria: criteria.map((c) => ({
      id: textOf(c['id']),
      title: textOf(c['title']),
      guide: textOf(c['guide']),
      points: points(c['points']),
    })),
  };
}

/** Who wrote and checked items, as their file says. */
export interface FileReview {
  readonly writtenBy: string;
  readonly checkedBy: readonly string[];
  readonly on: string;
}

/** One file of items of one topic. */
export function writeYamlItems(
  topic: string,
  review: FileReview | null,
  items: readonly ItemContent[],
  mark: readonly string[],
): string {
  const head = mark.map((line) => `# ${line}\n`).join('');
  const file = { topic, ...(review !== null && { review }), items: items.map(rawOf) };
  return head + stringify(file, { lineWidth: 120, aliasDuplicateObjects: false });
}

function rawOf(item: ItemContent): Record<string, unknown> {
  const { kind, options, prompts, key, rubric } = item;
  const lettered = (list: ItemContent['options']): Record<string, string> =>
    Object.fromEntries(list.map((o) => [o.id, o.text]));
  const isOne = kind === 'single';
  return {
    ...{ code: item.code, kind, level: item.level, stem: item.stem },
    ...(prompts.length > 0 && { prompts: lettered(prompts) }),
    ...(options.length > 0 && kind !== 'trueFalse' && { options: lettered(options) }),
    ...(key.length > 0 && { key: kind === 'trueFalse' ? key[0] === 'T' : isOne ? key[0] : key }),
    ...(item.folding !== null && { folding: item.folding }),
    ...(item.shuffle !== KINDS[kind].shuffle && { shuffle: item.shuffle }),
    ...(item.explanation !== '' && { explanation: item.explanation }),
    ...(rubric !== null && {
      rubric: {
        points: rubric.points / 100,
        ideas: rubric.ideas,
        criteria: rubric.criteria.map((c) => ({ ...c, points: c.points / 100 })),
      },
    }),
    citation: item.citation,
    verifiedAgainst: item.verifiedAgainst,
  };
}
