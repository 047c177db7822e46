import { sha256Hex } from '../shared/digest.js';
import { fail, ok } from '../shared/result.js';
import type { Result } from '../shared/result.js';
import { canonicalJson } from './canonical-json.js';
import type { JsonValue } from './canonical-json.js';

/** One act of consequence. Ids, codes, numbers, instants and digests only: what must be erasable is in the detail. */
export interface LedgerEntry {
  v: 1;
  /** 1, 2, 3 ... without a gap. */
  seq: number;
  /** ISO instant; never before that of the entry before. */
  at: string;
  actorId: string | null;
  role: string;
  ownerId: string | null;
  action: string;
  subjectType: string;
  subjectId: string;
  facts: Record<string, JsonValue>;
  /** Digest of the free or personal text kept beside the chain; null where there is none. */
  detailHash: string | null;
  prevHash: string;
}

/** The end of a chain: its last entry's number and hash. */
export interface Head {
  seq: number;
  hash: string;
}

/** How far a chain is verified; `at` is the instant of the last entry, null before the first. */
export interface ChainPosition {
  head: Head;
  at: string | null;
}

export interface StoredDetail {
  salt: string;
  /** Null: erased by an act. Whether that act is on the chain is for the caller to see. */
  text: string | null;
}

export interface StoredEntry {
  entry: LedgerEntry;
  hash: string;
  /** Null: there is no such row. Left out: this copy of the ledger carries no details, and they are not judged. */
  detail?: StoredDetail | null;
}

export interface ChainFault {
  /** The place in the chain that does not hold; for a gap, the first number that is missing. */
  seq: number;
  code: 'chain/gap' | 'chain/altered' | 'chain/link' | 'chain/detail-altered' | 'chain/time-backwards';
}

export interface ChainReport {
  /** The last position that holds. */
  head: Head;
  /** Entries verified. */
  count: number;
  /** Numbers of the verified entries whose detail is erased, to be held against the acts that erase. */
  erased: number[];
  fault: ChainFault | null;
}

/** What the first entry names as the hash before it. */
export const GENESIS_HASH = '0'.repeat(64);

const GENESIS: ChainPosition = { head: { seq: 0, hash: GENESIS_HASH }, at: null };

/** Lower-case hex SHA-256 of the entry's canonical JSON. Throws TypeError when the entry has none. */
export const entryHash = (entry: LedgerEntry): string => sha256Hex(canonicalJson({ ...entry }));

/** Lower-case hex SHA-256 of a text with its salt, which keeps short texts from being guessed. Throws like entryHash. */
export const detailHash = (salt: string, text: string): string => sha256Hex(canonicalJson({ salt, text }));

/** Verifies the entry that follows `prev`: the position after it, or the first fault. */
export function verifyNext(prev: ChainPosition, stored: StoredEntry): Result<{ head: Head; at: string }, ChainFault> {
  const code = findFault(prev, stored);
  if (code !== null) return fail({ seq: prev.head.seq + 1, code });
  return ok({ head: { seq: stored.entry.seq, hash: stored.hash }, at: stored.entry.at });
}

function findFault(prev: ChainPosition, { entry, hash, detail }: StoredEntry): ChainFault['code'] | null {
  if (entry.seq !== prev.head.seq + 1) return 'chain/gap';
  if (hashOrNull(() => entryHash(entry)) !== hash) return 'chain/altered';
  if (entry.prevHash !== prev.head.hash) return 'chain/link';
  if (detail !== undefined && !isDetailOf(entry, detail)) return 'chain/detail-altered';
  if (!isNotBefore(entry.at, prev.at)) return 'chain/time-backwards';
  return null;
}

function isDetailOf(entry: LedgerEntry, detail: StoredDetail | null): boolean {
  if (detail === null || entry.detailHash === null) return detail === null && entry.detailHash === null;
  const { salt, text } = detail;
  return text === null || hashOrNull(() => detailHash(salt, text)) === entry.detailHash;
}

/** A row without a canonical form is not what was written: a fault to be named, not a reason to stop verifying. */
function hashOrNull(hash: () => string): string | null {
  try {
    return hash();
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Compares instants, not spellings; an `at` that is no instant (NaN) is never in order. */
const isNotBefore = (at: string, earlier: string | null): boolean =>
  Date.parse(at) >= (earlier === null ? -Infinity : Date.parse(earlier));

/** Verifies entries in their stored order, from `start` (the very beginning) to the end or the first fault. */
export function verifyChain(entries: Iterable<StoredEntry>, start: ChainPosition = GENESIS): ChainReport {
  let position = start;
  const erased: number[] = [];
  const report = (fault: ChainFault | null): ChainReport => ({
    head: position.head,
    count: position.head.seq - start.head.seq,
    erased,
    fault,
  });
  for (const stored of entries) {
    const next = verifyNext(position, stored);
    if (!next.ok) return report(next.error);
    position = next.value;
    if (stored.detail?.text === null) erased.push(stored.entry.seq);
  }
  return report(null);
}

const SHORT_DIGITS = 16;

/** The head as minutes print it: `1042-9F86-D081-884C-7D65`, the number and the first 16 hex digits of the hash. */
export function shortHead(head: Head): string {
  const groups = head.hash.slice(0, SHORT_DIGITS).toUpperCase().match(/.{4}/g) ?? [];
  return [head.seq, ...groups].join('-');
}

/** Reads a printed head back, typed with or without its hyphens after the number; null when it is none. */
export function parseShortHead(text: string): Head | null {
  const [seq = '', ...groups] = text.trim().split(/[\s-]+/);
  const hash = groups.join('').toLowerCase();
  if (!/^\d{1,15}$/.test(seq) || !/^[0-9a-f]{16}$/.test(hash)) return null;
  return { seq: Number(seq), hash };
}

/** `older`: the chain ends before the known head, so it is an older copy or its tail is cut. `different`: a fork. */
export type HeadComparison = 'same' | 'grown' | 'older' | 'different';

/**
 * Holds a verified chain against a head known from elsewhere, whose hash may be as short as minutes print it.
 * `hashThere` is the chain's own hash at `known.seq`; it is needed only where the chain has grown since.
 */
export function checkHead(head: Head, known: Head, hashThere: string | null = null): HeadComparison {
  if (head.seq < known.seq) return 'older';
  const grown = head.seq > known.seq;
  const found = grown ? hashThere : head.hash;
  if (found === null || known.hash.length < SHORT_DIGITS || !found.startsWith(known.hash)) return 'different';
  return grown ? 'grown' : 'same';
}
