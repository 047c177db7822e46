import { hmacSha256, sha256 } from './digest.js';

/**
 * Chance that can be checked: from the revealed seed anybody recomputes every draw, in any language, with nothing but
 * SHA-256. What is drawn is stored with this name; another generator or another shuffle is another name.
 */
export const RANDOM_ALGORITHM = 'sha256-ctr/1';

const WORD_RANGE = 2 ** 32;

export interface Random {
  /** Uniform integer in [0, n), for an integer n from 1 to 2^32. Throws RangeError for any other n. */
  nextInt(n: number): number;
  /** A new array in random order. */
  shuffle<T>(items: readonly T[]): T[];
}

/** SHA-256 in counter mode: the bytes of SHA256(seed || uint32be(i)) for i = 0, 1, 2 ... */
export function* seededBytes(seed: Uint8Array): Generator<number, never, undefined> {
  for (let i = 0; ; i++) yield* sha256(withCounter(seed, i));
}

function withCounter(seed: Uint8Array, i: number): Uint8Array {
  const block = new Uint8Array(seed.length + 4);
  block.set(seed);
  new DataView(block.buffer).setUint32(seed.length, i);
  return block;
}

/** The numbers of one seed; every nextInt takes whole big-endian uint32 words of seededBytes, never less than one. */
export function createRandom(seed: Uint8Array): Random {
  const bytes = seededBytes(seed);
  const nextByte = (): number => bytes.next().value;
  const nextWord = (): number => [0, 0, 0, 0].reduce((word) => word * 256 + nextByte(), 0);

  function nextInt(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > WORD_RANGE) throw new RangeError(`nextInt: ${n} is not in 1..2^32`);
    // The words above the last whole multiple of n would favour the small remainders.
    const limit = WORD_RANGE - (WORD_RANGE % n);
    let word = nextWord();
    while (word >= limit) word = nextWord();
    return word % n;
  }

  /** Fisher-Yates, from the end. */
  function shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = nextInt(i + 1);
      [shuffled[i], shuffled[j]] = [shuffled[j] as T, shuffled[i] as T];
    }
    return shuffled;
  }

  return { nextInt, shuffle };
}

/** The seed (32 bytes) of one entry's draws: known only with the batch seed, unlike that of any other entry. */
export const entrySeed = (batchSeed: Uint8Array, entryId: string): Uint8Array => hmacSha256(batchSeed, entryId);
