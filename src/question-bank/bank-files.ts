import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv } from 'ajv';
import { isMap, isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { projectRoot } from '../common/http/view-engine.js';
import type { ItemContent, ItemOption, SourceStatus } from '../core/item/item.js';
import { itemFaults, KINDS } from '../core/item/kinds.js';
import type { Rubric } from '../core/rubric/rubric.js';
import { nfc } from '../core/text/vietnamese.js';

/** One thing wrong in a bank's folder: where, and which sentence says it. */
export interface BankFault {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export interface BankSource {
  readonly code: string;
  readonly kind: string;
  readonly number: string | null;
  readonly date: string | null;
  readonly title: string;
  readonly status: SourceStatus;
  readonly inForceFrom?: string;
  readonly inForceTo?: string;
  /** Code of the document that took its place. */
  readonly replacedBy?: string;
}

export interface Review {
  readonly writtenBy: string;
  readonly checkedBy: string[];
  readonly on: string;
}

export interface ReadItem {
  readonly content: ItemContent;
  readonly review: Review;
}

/** A bank as its folder tells it. */
export interface BankContent {
  readonly code: string;
  readonly title: string;
  readonly language: string;
  readonly exposure: 'public' | 'secret';
  readonly notice: string;
  readonly topics: readonly { code: string; title: string; example: boolean }[];
  readonly sources: readonly BankSource[];
  readonly items: readonly ReadItem[];
}

/** Files of a bank's folder that are not items. */
const NOT_ITEMS = new Set(['bank.yaml', 'sources.yaml', 'doi-chieu.yaml']);

/** Reads a bank's folder; every fault of every file, all at once. Nothing is written anywhere. */
export function readBankFolder(folder: string): { bank: BankContent | null; faults: BankFault[] } {
  return new BankReader(folder).read();
}

interface RawBank {
  code: string;
  title: string;
  language: string;
  exposure: 'public' | 'secret';
  notice: string;
  topics: { code: string; title: string; example?: boolean }[];
}

interface RawItem {
  code: string;
  kind: ItemContent['kind'];
  level: ItemContent['level'];
  stem: string;
  options?: Record<string, string>;
  prompts?: Record<string, string>;
  key?: string | string[] | boolean;
  folding?: ItemContent['folding'];
  explanation?: string;
  rubric?: RawRubric;
  citation: ItemContent['citation'];
  verifiedAgainst: ItemContent['verifiedAgainst'];
  shuffle?: boolean;
}

/** As people type it: points are numbers with up to two decimals. */
interface RawRubric {
  points: number;
  ideas: string[];
  criteria: { id: string; title: string; guide: string; points: number }[];
}

interface RawItems {
  topic: string;
  review: Review;
  items: RawItem[];
}

/** A parsed file with the means to find the line of any of its values. */
interface Parsed {
  readonly value: unknown;
  readonly lineOf: (path: readonly (string | number)[]) => number;
}

class BankReader {
  private readonly faults: BankFault[] = [];
  private readonly places = new Map<string, { file: string; line: number }>();
  private readonly schemas = new Map<string, ValidateFunction>();

  constructor(private readonly folder: string) {}

  read(): { bank: BankContent | null; faults: BankFault[] } {
    const names = this.fileNames();
    const bank = this.file('bank.yaml', 'bank') as RawBank | null;
    const sources = this.file('sources.yaml', 'sources') as { documents: BankSource[] } | null;
    const topics = new Set(bank?.topics.map((t) => t.code));
    const documents = new Map(sources?.documents.map((d) => [d.code, d]));
    for (const document of documents.values()) this.checkReplacement(document, documents);
    const items = names.filter((n) => !NOT_ITEMS.has(n)).flatMap((name) => this.items(name, topics, documents));
    if (bank === null || sources === null || this.faults.length > 0) return { bank: null, faults: this.faults };
    const { code, title, language, exposure, notice } = bank;
    const declared = bank.topics.map((t) => ({ code: t.code, title: nfc(t.title), example: t.example ?? false }));
    return {
      bank: { code, title, language, exposure, notice, topics: declared, sources: sources.documents, items },
      faults: [],
    };
  }

  private fileNames(): string[] {
    try {
      return readdirSync(this.folder)
        .filter((n) => n.endsWith('.yaml'))
        .sort();
    } catch {
      this.fault('.', 1, 'bankFault.noFolder', { folder: this.folder });
      return [];
    }
  }

  private items(name: string, topics: ReadonlySet<string>, documents: ReadonlyMap<string, BankSource>): ReadItem[] {
    const parsed = this.parse(name);
    if (parsed === null || !this.validate(name, 'items', parsed)) return [];
    const raw = parsed.value as RawItems;
    if (!topics.has(raw.topic))
      this.fault(name, parsed.lineOf(['topic']), 'bankFault.unknownTopic', { topic: raw.topic });
    return raw.items.map((item, i) => {
      const content = toContent(item, raw.topic);
      this.checkItem(name, (part) => parsed.lineOf(['items', i, part]), content, documents);
      return { content, review: raw.review };
    });
  }

  /** Who is replaced is so by a document of the register, and says so in its status. */
  private checkReplacement({ code, status, replacedBy }: BankSource, documents: ReadonlyMap<string, BankSource>): void {
    if (replacedBy === undefined) return;
    const file = 'sources.yaml';
    const isKnown = replacedBy !== code && documents.has(replacedBy);
    if (!isKnown) this.fault(file, 1, 'bankFault.unknownReplacement', { code, document: replacedBy });
    if (status !== 'superseded') this.fault(file, 1, 'bankFault.replacedInForce', { code });
  }

  private checkItem(
    file: string,
    lineOf: (part: 'code' | 'rubric') => number,
    item: ItemContent,
    documents: ReadonlyMap<string, BankSource>,
  ): void {
    const { code } = item;
    const line = lineOf('code');
    const before = this.places.get(code);
    if (before !== undefined)
      this.fault(file, line, 'bankFault.sameCode', { code, file: before.file, line: before.line });
    this.places.set(code, { file, line });
    const document = documents.get(item.citation.document);
    if (document === undefined)
      this.fault(file, line, 'bankFault.unknownDocument', { code, document: item.citation.document });
    if (document?.status === 'superseded')
      this.fault(file, line, 'bankFault.superseded', { code, document: document.code });
    for (const fault of itemFaults(item)) {
      const place = fault.code.startsWith('rubric/') ? lineOf('rubric') : line;
      this.fault(file, place, `bankFault.${fault.code}`, { ...fault.params, code });
    }
  }

  /** The value of a file that fits its schema, or null with the faults noted. */
  private file(name: string, schema: string): unknown {
    const parsed = this.parse(name);
    return parsed !== null && this.validate(name, schema, parsed) ? parsed.value : null;
  }

  private parse(name: string): Parsed | null {
    let text: string;
    try {
      text = readFileSync(join(this.folder, name), 'utf8');
    } catch {
      this.fault(name, 1, 'bankFault.noFile', { file: name });
      return null;
    }
    const counter = new LineCounter();
    const document = parseDocument(text.normalize('NFC'), { lineCounter: counter, uniqueKeys: true });
    for (const error of document.errors) {
      this.fault(name, counter.linePos(error.pos[0]).line, 'bankFault.yaml', {
        reason: error.message.split('\n')[0] ?? '',
      });
    }
    if (document.errors.length > 0) return null;
    return { value: document.toJS({ maxAliasCount: 0 }) as unknown, lineOf: (path) => lineIn(document, counter, path) };
  }

  private validate(file: string, schema: string, parsed: Parsed): boolean {
    const validate = this.schema(schema);
    if (validate(parsed.value)) return true;
    for (const error of distinct(validate.errors ?? [])) {
      const path = error.instancePath
        .split('/')
        .slice(1)
        .map((p) => (/^\d+$/.test(p) ? Number(p) : p));
      const place = path.join('.') || file;
      this.fault(file, parsed.lineOf(path), `bankFault.schema.${schemaRule(error)}`, { place, ...schemaParams(error) });
    }
    return false;
  }

  private schema(name: string): ValidateFunction {
    let validate = this.schemas.get(name);
    if (validate === undefined) {
      const text = readFileSync(join(projectRoot, `question-banks/schema/${name}.schema.json`), 'utf8');
      validate = new Ajv({ allErrors: true, strict: false, multipleOfPrecision: 6 }).compile(
        JSON.parse(text) as object,
      );
      this.schemas.set(name, validate);
    }
    return validate;
  }

  private fault(file: string, line: number, code: string, params: Readonly<Record<string, string | number>>): void {
    this.faults.push({ file, line, code, params });
  }
}

function toContent(raw: RawItem, topic: string): ItemContent {
  const { code, kind, level, citation, verifiedAgainst } = raw;
  const of = KINDS[kind];
  const key = typeof raw.key === 'boolean' ? [raw.key ? 'T' : 'F'] : [raw.key ?? []].flat();
  return {
    code,
    topic,
    kind,
    level,
    stem: nfc(raw.stem),
    prompts: optionsOf(raw.prompts),
    options: raw.options === undefined && of.options !== null ? of.options : optionsOf(raw.options),
    key: of.spell(key),
    folding: raw.folding ?? null,
    shuffle: raw.shuffle ?? of.shuffle,
    explanation: nfc(raw.explanation ?? ''),
    citation,
    verifiedAgainst,
    rubric: raw.rubric === undefined ? null : toRubric(raw.rubric),
  };
}

const optionsOf = (raw: Readonly<Record<string, string>> = {}): ItemOption[] =>
  Object.entries(raw).map(([id, text]) => ({ id, text: nfc(text) }));

const toRubric = (raw: RawRubric): Rubric => ({
  points: hundredths(raw.points),
  criteria: raw.criteria.map((c) => ({
    id: c.id,
    title: nfc(c.title),
    guide: nfc(c.guide),
    points: hundredths(c.points),
  })),
  ideas: raw.ideas.map(nfc),
});

/** The schema lets at most two decimals through, so nothing is rounded away here but the binary fraction. */
const hundredths = (points: number): number => Math.round(points * 100);

/** The line of the deepest part of a path that exists. */
function lineIn(document: Document, counter: LineCounter, path: readonly (string | number)[]): number {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) {
      // A block map begins at its first key, which is where a reader looks.
      const start = isMap(node) ? (node.items[0]?.key as { range?: [number] } | undefined)?.range?.[0] : node.range[0];
      return counter.linePos(start ?? node.range[0]).line;
    }
  }
  return 1;
}

/** Of a failed oneOf only the summary is told, not each branch; of an `if` only what its branch found. */
const distinct = (errors: readonly ErrorObject[]): ErrorObject[] => {
  const told = errors.filter((e) => e.keyword !== 'if');
  const summed = new Set(told.filter((e) => e.keyword === 'oneOf').map((e) => e.instancePath));
  return told.filter((e) => e.keyword === 'oneOf' || ![...summed].some((p) => e.instancePath.startsWith(p)));
};

const KNOWN_RULES = new Set([
  'required',
  'additionalProperties',
  'enum',
  'type',
  'pattern',
  'minLength',
  'maxLength',
  'minItems',
  'multipleOf',
]);

const schemaRule = (error: ErrorObject): string => (KNOWN_RULES.has(error.keyword) ? error.keyword : 'other');

function schemaParams(error: ErrorObject): Record<string, string | number> {
  const p = error.params as Record<string, unknown>;
  return {
    name: textOf(p['missingProperty']) + textOf(p['additionalProperty']),
    allowed: Array.isArray(p['allowedValues'])
      ? p['allowedValues'].join(', ')
      : textOf(p['type']) + textOf(p['pattern']),
    limit: Number(p['limit'] ?? 0),
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
