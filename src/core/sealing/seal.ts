import { canonicalJson, type JsonValue } from '../ledger/canonical-json.js';
import { decrypt, derivedKey, encrypt, KEY_BYTES, NONCE_BYTES } from '../shared/cipher.js';
import { sha256Hex } from '../shared/digest.js';
import { SLIP_BYTES } from './slip.js';

/** Bytes of chance. */
export type Chance = (bytes: number) => Uint8Array;

/** What AES-GCM made, as base64. */
export interface Encrypted {
  readonly nonce: string;
  readonly content: string;
}

/**
 * What is kept of a sealed batch beside its parts. Neither the batch key nor a slip is in it: the key lies here three times,
 * encrypted under each pair of slips; a fingerprint of each slip tells a right one from a wrong one as soon as it is typed.
 */
export interface BatchSeal {
  readonly v: 1;
  readonly salt: string;
  /** Of slips 1, 2 and 3. */
  readonly fingerprints: readonly string[];
  readonly wraps: readonly (Encrypted & { readonly slips: readonly [number, number] })[];
}

/** One part of what is sealed; `no` of 0 .. of - 1, so that none can be left out, exchanged or added. */
export interface SealedPart extends Encrypted {
  readonly no: number;
}

/** Where a part belongs; it opens nowhere else. */
export interface PartPlace {
  readonly batchId: string;
  readonly no: number;
  readonly of: number;
}

const PAIRS = [
  [1, 2],
  [1, 3],
  [2, 3],
] as const;

/** A fresh batch key, three slips of which any two open, and what is kept. */
export function newSeal(batchId: string, chance: Chance): { key: Uint8Array; slips: Uint8Array[]; seal: BatchSeal } {
  const key = chance(KEY_BYTES);
  const salt = chance(32);
  const slips = [1, 2, 3].map(() => chance(SLIP_BYTES));
  const wraps = PAIRS.map((pair) => {
    const [a, b] = pair.map((no) => slips[no - 1] ?? new Uint8Array()) as [Uint8Array, Uint8Array];
    const nonce = chance(NONCE_BYTES);
    const content = encrypt(pairKey(batchId, salt, pair, a, b), nonce, key, wrapBound(batchId, pair));
    return { slips: pair, nonce: base64(nonce), content: base64(content) };
  });
  const fingerprints = slips.map((slip, i) => fingerprint(batchId, salt, i + 1, slip));
  return { key, slips, seal: { v: 1, salt: base64(salt), fingerprints, wraps } };
}

/** Which of the three slips this is, 1 to 3; null for any other. */
export function slipNumber(batchId: string, seal: BatchSeal, slip: Uint8Array): number | null {
  const salt = bytesOf(seal.salt);
  const at = seal.fingerprints.findIndex((kept, i) => kept === fingerprint(batchId, salt, i + 1, slip));
  return at === -1 ? null : at + 1;
}

/** The batch key from two different slips in whatever order; null for all else. */
export function openSeal(batchId: string, seal: BatchSeal, one: Uint8Array, other: Uint8Array): Uint8Array | null {
  const typed = [one, other].map((slip) => ({ slip, no: slipNumber(batchId, seal, slip) ?? 0 }));
  const [first, second] = typed.sort((a, b) => a.no - b.no);
  const wrap = seal.wraps.find(({ slips: [a, b] }) => a === first?.no && b === second?.no);
  if (wrap === undefined || first === undefined || second === undefined) return null;
  const key = pairKey(batchId, bytesOf(seal.salt), wrap.slips, first.slip, second.slip);
  return decrypt(key, bytesOf(wrap.nonce), bytesOf(wrap.content), wrapBound(batchId, wrap.slips));
}

/** @param nonce 12 bytes of chance, another one for each part */
export function sealPart(key: Uint8Array, place: PartPlace, value: JsonValue, nonce: Uint8Array): SealedPart {
  const content = encrypt(key, nonce, Buffer.from(canonicalJson(value)), partBound(place));
  return { no: place.no, nonce: base64(nonce), content: base64(content) };
}

/** What was sealed; null where key, place or a byte is another. */
export function openPart(key: Uint8Array, place: PartPlace, part: Encrypted): JsonValue | null {
  const plain = decrypt(key, bytesOf(part.nonce), bytesOf(part.content), partBound(place));
  return plain === null ? null : (JSON.parse(Buffer.from(plain).toString('utf8')) as JsonValue);
}

/** What the ledger keeps of a sealed batch. @param parts digests of its parts, in their order */
export const sealDigest = (seal: BatchSeal, parts: readonly string[]): string =>
  sha256Hex(canonicalJson({ seal: seal as unknown as JsonValue, parts }));

export const partDigest = ({ nonce, content }: Encrypted): string => sha256Hex(`${nonce}|${content}`);

const pairKey = (
  batchId: string,
  salt: Uint8Array,
  [a, b]: readonly [number, number],
  first: Uint8Array,
  second: Uint8Array,
): Uint8Array => derivedKey(Buffer.concat([first, second]), salt, `seal/key/${batchId}/${a}-${b}`);

const fingerprint = (batchId: string, salt: Uint8Array, no: number, slip: Uint8Array): string =>
  base64(derivedKey(slip, salt, `seal/slip/${batchId}/${no}`));

const wrapBound = (batchId: string, pair: readonly [number, number]): string =>
  canonicalJson({ v: 1, purpose: 'key', batchId, slips: pair });

const partBound = ({ batchId, no, of }: PartPlace): string => canonicalJson({ v: 1, purpose: 'part', batchId, no, of });

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'base64');
