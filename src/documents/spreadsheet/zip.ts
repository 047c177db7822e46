import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { ok, refuse, type Result } from '../../core/shared/result.js';

/** The XML parts of an Office file: name in lower case to inflated bytes. */
export type Parts = ReadonlyMap<string, Buffer>;

/** What is let in of an archive. */
export interface ArchiveLimits {
  readonly entries: number;
  /** Of all parts, inflated. */
  readonly totalBytes: number;
  /** Names of the parts that are kept, in lower case. */
  readonly kept: RegExp;
  /** Programs within are refused even where nothing would run them. */
  readonly refusesMacros: boolean;
}

const OFFICE_LIMITS: ArchiveLimits = {
  entries: 500,
  totalBytes: 60 * 1024 * 1024,
  kept: /\.(xml|rels|vml)$/,
  refusesMacros: false,
};
const MAX_RATIO = 200;
/** Below this size any ratio is harmless. */
const RATIO_MATTERS_FROM = 1024 * 1024;

const STORED = 0;
const DEFLATED = 8;

/** What makes an archive a trap rather than a workbook. */
type Trap = 'entries' | 'size' | 'ratio' | 'path' | 'link' | 'twice' | 'doctype';

class Refused extends Error {
  constructor(
    readonly code: 'file/hostile' | 'file/encrypted' | 'file/broken' | 'file/macro',
    readonly params?: Readonly<Record<string, string | number>>,
  ) {
    super(code);
  }
}

const hostile = (reason: Trap): Refused => new Refused('file/hostile', { reason });

const inflate = promisify(inflateRaw);

/**
 * Inflates an archive within limits and keeps its XML parts. Sizes are those really inflated, never those declared; every
 * part is inflated and counted, wanted or not. Refuses with `file/hostile` {reason}, `file/encrypted`, `file/broken` or
 * `file/macro`.
 */
export async function unzipParts(data: Buffer, limits = OFFICE_LIMITS): Promise<Result<Parts>> {
  try {
    const zip = await fromBufferPromise(data, { lazyEntries: true, decodeStrings: false, validateEntrySizes: false });
    return ok(await readParts(zip, data, limits));
  } catch (error) {
    return error instanceof Refused ? refuse(error.code, error.params) : refuse('file/broken');
  }
}

async function readParts(zip: ZipFile, data: Buffer, limits: ArchiveLimits): Promise<Parts> {
  if (zip.entryCount > limits.entries) throw hostile('entries');
  const parts = new Map<string, Buffer>();
  const names = new Set<string>();
  let left = limits.totalBytes;
  for await (const entry of zip.eachEntry()) {
    const name = safeName(entry);
    if (names.has(name)) throw hostile('twice');
    names.add(name);
    if (limits.refusesMacros && /vbaproject\.bin$|\.(docm|xlsm|dotm)$/.test(name)) throw new Refused('file/macro');
    const content = await inflateEntry(zip, entry, data, left);
    left -= content.length;
    if (!limits.kept.test(name)) continue;
    if (declaresEntities(content)) throw hostile('doctype');
    parts.set(name, content);
  }
  return parts;
}

/** Part names compare without case. */
function safeName(entry: Entry): string {
  const name = entry.fileNameRaw.toString('utf8').replaceAll('\\', '/').toLowerCase();
  const isInside = !name.startsWith('/') && !/^[a-z]:/.test(name) && !name.split('/').includes('..');
  if (!isInside || name.includes('\0')) throw hostile('path');
  if (isLink(entry)) throw hostile('link');
  if (entry.isEncrypted()) throw new Refused('file/encrypted');
  return name;
}

/** The upper half of the attributes is the mode of Unix. */
const isLink = (entry: Entry): boolean => ((entry.externalFileAttributes >>> 16) & 0o170_000) === 0o120_000;

async function inflateEntry(zip: ZipFile, entry: Entry, data: Buffer, left: number): Promise<Buffer> {
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const packed = data.subarray(fileDataStart, fileDataStart + entry.compressedSize);
  const content = await unpack(entry.compressionMethod, packed, left);
  if (crc32(content) !== entry.crc32) throw new Refused('file/broken');
  return content;
}

async function unpack(method: number, packed: Buffer, left: number): Promise<Buffer> {
  if (method === STORED && packed.length <= left) return packed;
  if (method === STORED) throw hostile('size');
  if (method !== DEFLATED) throw new Refused('file/broken');
  const mostByRatio = Math.max(RATIO_MATTERS_FROM, packed.length * MAX_RATIO);
  try {
    // Node counts while it inflates and stops at the limit, so a bomb costs no more than the limit.
    return await inflate(packed, { maxOutputLength: Math.max(1, Math.min(left, mostByRatio)) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
    throw hostile(mostByRatio < left ? 'ratio' : 'size');
  }
}

/** A DTD in any encoding of one, two or four bytes a letter: no part of an Office file has one. */
const declaresEntities = (content: Buffer): boolean =>
  /<!(doctype|entity)/i.test(content.toString('latin1').replaceAll('\0', ''));
