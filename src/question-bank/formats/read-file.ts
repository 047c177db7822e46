import { readAiken } from '../../core/formats/aiken/aiken.js';
import { checkDrafts } from '../../core/formats/check.js';
import { ReadingBook, type Reading, TooMany } from '../../core/formats/draft.js';
import { readGift } from '../../core/formats/gift/read.js';
import { MoodleReader } from '../../core/formats/moodle/read.js';
import { itemFilesOf, readQtiItem } from '../../core/formats/qti/read.js';
import { readSheets } from '../../core/formats/sheet/read.js';
import { readWord } from '../../core/formats/word/read.js';
import type { XmlElement } from '../../core/formats/xml.js';
import { fail, ok, type Refusal, refuse, type Result } from '../../core/shared/result.js';
import { readWorkbookParts } from '../../documents/spreadsheet/workbook.js';
import { type ArchiveLimits, type Parts, unzipParts } from '../../documents/spreadsheet/zip.js';
import { readXml, type XmlFault } from '../../documents/xml/read-xml.js';
import { decodeText } from './decode.js';
import { readYamlItems } from './yaml-items.js';

export type FileFormat = 'gift' | 'moodle' | 'aiken' | 'qti' | 'xlsx' | 'yaml' | 'docx';

export interface ReadFile extends Reading {
  readonly format: FileFormat;
}

export const MAX_FILE_BYTES = 5 * 1024 * 1024;

/** Five thousand items, each a file of a package, and no more text than they can have. */
const LIMITS: ArchiveLimits = {
  entries: 12_000,
  totalBytes: 30 * 1024 * 1024,
  kept: /\.(xml|rels|ya?ml|txt|gift)$/,
  refusesMacros: true,
};
const SHEET_LIMITS = { rows: 12_000, cellText: 15_000 };

/** A fault of one file, thrown so that readers need not hand it on. */
class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.code);
  }
}
const refused = (code: string, params?: Refusal['params']): Refused =>
  new Refused(params === undefined ? { code } : { code, params });

/**
 * Reads a file of questions in whatever format it is, told by its content. Whatever the bytes, it answers with what was read or with
 * a refusal `bank/file-...` and never throws. Nothing is written anywhere.
 */
export async function readQuestionFile(data: Buffer): Promise<Result<ReadFile>> {
  if (data.length === 0) return refuse('bank/file-empty');
  if (data.length > MAX_FILE_BYTES) return refuse('bank/file-too-large', { maxMb: MAX_FILE_BYTES / 1024 / 1024 });
  try {
    const { format, items, problems } = await readByContent(data);
    if (items.length === 0 && problems.length === 0) return refuse('bank/file-nothing');
    return ok({ format, items, problems: [...problems, ...checkDrafts(items)] });
  } catch (error) {
    if (error instanceof Refused) return fail(error.refusal);
    if (error instanceof TooMany) return refuse('bank/file-too-many');
    // What nesting without end does to a parser of this language.
    return refuse('bank/file-broken');
  }
}

const OLE_MAGIC = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const ENCRYPTED_STREAM = Buffer.from('EncryptedPackage', 'utf16le');

async function readByContent(data: Buffer): Promise<ReadFile> {
  if (data.subarray(0, OLE_MAGIC.length).equals(OLE_MAGIC))
    throw refused(data.includes(ENCRYPTED_STREAM) ? 'bank/file-encrypted' : 'bank/file-old-office');
  return /^PK(\x03\x04|\x05\x06|\x07\x08)/.test(data.toString('latin1', 0, 4)) ? readArchive(data) : readText(data);
}

const ARCHIVE_CODES: Readonly<Record<string, string>> = {
  'file/hostile': 'bank/file-hostile',
  'file/encrypted': 'bank/file-encrypted',
  'file/broken': 'bank/file-broken',
  'file/macro': 'bank/file-macro',
};

async function readArchive(data: Buffer): Promise<ReadFile> {
  const parts = await unzipParts(data, LIMITS);
  if (!parts.ok) throw refused(ARCHIVE_CODES[parts.error.code] ?? 'bank/file-broken', parts.error.params);
  const has = (name: string): boolean => parts.value.has(name);
  // A document that can hold programs says so, whether it does or not.
  const types = parts.value.get('[content_types].xml')?.toString('latin1') ?? '';
  if (/macroEnabled/i.test(types)) throw refused('bank/file-macro');
  if (has('word/document.xml')) return readDocument(parts.value);
  if (has('xl/workbook.xml')) return readBook(parts.value);
  return has('imsmanifest.xml') ? readPackage(parts.value) : readFolder(parts.value);
}

function rootOf(bytes: Buffer, part: string | null): XmlElement {
  const root = readXml(decoded(bytes));
  if (!root.ok) throw xmlRefused(root.error, part);
  return root.value;
}

function decoded(bytes: Buffer): string {
  const text = decodeText(bytes);
  if (!text.ok) throw new Refused(text.error);
  return text.value;
}

function xmlRefused({ code, line, column, reason }: XmlFault, part: string | null): Refused {
  if (code === 'doctype') return refused('bank/file-hostile', { reason: 'doctype' });
  if (code !== 'malformed') return refused('bank/file-hostile', { reason: 'size' });
  return refused('bank/file-xml', { line, column, reason, part: part ?? '' });
}

function readDocument(parts: Parts): ReadFile {
  const part = (name: string): XmlElement | null => {
    const bytes = parts.get(`word/${name}.xml`);
    return bytes === undefined ? null : rootOf(bytes, `word/${name}.xml`);
  };
  const document = part('document');
  if (document === null) throw refused('bank/file-broken');
  const { items, problems } = readWord({ document, numbering: part('numbering'), styles: part('styles') });
  return { format: 'docx', items, problems };
}

function readBook(parts: Parts): ReadFile {
  const grids = readWorkbookParts(parts, SHEET_LIMITS);
  if (!grids.ok) throw refused('bank/file-broken');
  const { items, problems } = readSheets(grids.value);
  return { format: 'xlsx', items, problems };
}

function readPackage(parts: Parts): ReadFile {
  const book = new ReadingBook();
  const manifest = parts.get('imsmanifest.xml');
  const paths = manifest === undefined ? [] : itemFilesOf(rootOf(manifest, 'imsmanifest.xml'));
  if (paths.length === 0) book.tell('error', { part: 'imsmanifest.xml' }, 'format/qti-empty');
  for (const path of paths) {
    const bytes = parts.get(decodeURI(path).toLowerCase());
    if (bytes === undefined) book.tell('error', { part: path }, 'format/qti-no-file');
    else readQtiItem(book, rootOf(bytes, path), path);
  }
  return { format: 'qti', items: book.items, problems: book.problems };
}

/** Files of a bank that hold no items. */
const NOT_ITEMS = /(^|\/)(bank|sources|doi-chieu)\.ya?ml$|(^|\/)__macosx\//;

/** An archive of text files, read one after the other. */
function readFolder(parts: Parts): ReadFile {
  const names = [...parts.keys()].filter((name) => !NOT_ITEMS.test(name) && !name.endsWith('.rels')).sort();
  const read = names.map((name) => readOneText(decoded(parts.get(name) ?? Buffer.alloc(0)), name));
  const [first] = read;
  if (first === undefined) throw refused('bank/file-unknown');
  return { format: first.format, items: read.flatMap((r) => r.items), problems: read.flatMap((r) => r.problems) };
}

const readText = (data: Buffer): ReadFile => readOneText(decoded(data), null);

function readOneText(text: string, part: string | null): ReadFile {
  if (text.trim() === '') throw refused('bank/file-empty');
  const format = textFormat(text);
  const { items, problems } = format === 'xml' ? readXmlFile(text, part) : readPlain(format, text, part);
  const inPart = <T extends { readonly place: Reading['items'][number]['place'] }>(list: readonly T[]): T[] =>
    part === null ? [...list] : list.map((x) => ({ ...x, place: { part, ...x.place } }));
  return { format: format === 'xml' ? xmlFormat(text) : format, items: inPart(items), problems: inPart(problems) };
}

const OTHER_TYPES = /^\s*(%PDF|\{\\rtf)/i;

function textFormat(text: string): 'xml' | 'yaml' | 'aiken' | 'gift' {
  if (OTHER_TYPES.test(text) || /^\s*<!doctype html|^\s*<html/i.test(text)) throw refused('bank/file-unknown');
  if (/^\s*</.test(text)) return 'xml';
  if (/^items\s*:/m.test(text)) return 'yaml';
  if (/^\s*ANSWER:\s*[A-Z]/m.test(text)) return 'aiken';
  if (text.includes('{') || /^\$CATEGORY:/m.test(text)) return 'gift';
  throw refused('bank/file-unknown');
}

function readPlain(format: 'yaml' | 'aiken' | 'gift', text: string, part: string | null): Reading {
  if (format === 'aiken') return readAiken(text);
  if (format === 'gift') return readGift(text);
  // The parser takes time as the square of how deep it goes; a bank's file has five steps.
  if (/(?:[[{]\s*){30}|(?:-\s+){30}/.test(text)) throw refused('bank/file-hostile', { reason: 'size' });
  const book = new ReadingBook();
  readYamlItems(book, text, part);
  return book;
}

const rootName = (text: string): string =>
  /<(?:[\w.-]+:)?([a-z][\w-]*)[\s/>]/i.exec(text.slice(0, 20_000).replace(/<!--[^]*?-->/g, ''))?.[1] ?? '';

const xmlFormat = (text: string): 'moodle' | 'qti' => (rootName(text) === 'quiz' ? 'moodle' : 'qti');

function readXmlFile(text: string, part: string | null): Reading {
  const name = rootName(text);
  // A DTD first: whoever sends one need not be told what root was expected.
  if (/^(quiz|assessmentItem|qti-assessment-item)$/.test(name) || /<!DOCTYPE/i.test(text)) {
    const moodle = new MoodleReader();
    const root =
      name === 'quiz'
        ? readXml(text, (child) => {
            moodle.take(child);
          })
        : readXml(text);
    if (!root.ok) throw xmlRefused(root.error, part);
    if (name === 'quiz') return moodle.book;
    const book = new ReadingBook();
    readQtiItem(book, root.value, part);
    return book;
  }
  throw refused('bank/file-unknown-xml', { root: name });
}
