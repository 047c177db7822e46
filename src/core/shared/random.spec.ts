import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRandom, entrySeed, RANDOM_ALGORITHM, seededBytes } from './random.js';

/*
 * Reference vectors, computed by an independent script (Python, hashlib): stored forms can be drawn again only as long
 * as these hold. A change here is a new RANDOM_ALGORITHM, never a new expectation.
 */
const ZEROS = new Uint8Array(32);
const COUNTING = Uint8Array.from({ length: 32 }, (_, i) => i);
const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz');

const take = <T>(n: number, next: () => T): T[] => Array.from({ length: n }, next);
const hex = (bytes: Iterable<number>): string => Buffer.from(Uint8Array.from(bytes)).toString('hex');

function firstBytes(seed: Uint8Array, n: number): string {
  const bytes = seededBytes(seed);
  return hex(take(n, () => bytes.next().value));
}

describe(`the generator ${RANDOM_ALGORITHM}`, () => {
  it('yields the reference bytes, beyond one block', () => {
    expect(firstBytes(new Uint8Array(0), 8)).toBe('df3f619804a92fdb');
    expect(firstBytes(ZEROS, 40)).toBe(
      '6db65fd59fd356f6729140571b5bcd6bb3b83492a16e1bf0a3884442fc3c8a0e2158a8906d5e2c2b',
    );
    expect(firstBytes(COUNTING, 40)).toBe(
      '70f4003d52b6eb03da852e93256b5986b5d4883098bb7973bc5318cc66637a8404a6950a06d3e330',
    );
  });

  it('yields the reference integers', () => {
    const dice = createRandom(ZEROS);
    expect(take(12, () => dice.nextInt(6))).toEqual([5, 0, 5, 1, 0, 4, 4, 2, 4, 5, 3, 1]);
    const words = createRandom(COUNTING);
    expect(take(3, () => words.nextInt(2 ** 32))).toEqual([1895039037, 1387719427, 3666161299]);
  });

  it('rejects the words that would favour small numbers, at the reference places', () => {
    const random = createRandom(COUNTING);
    expect(take(4, () => random.nextInt(3_000_000_000))).toEqual([1895039037, 1387719427, 627792262, 2562423155]);
  });

  it('shuffles the reference orders', () => {
    expect(createRandom(ZEROS).shuffle([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])).toEqual([1, 5, 4, 6, 8, 0, 2, 7, 3, 9]);
    expect(createRandom(COUNTING).shuffle(LETTERS).join('')).toBe('znmoxkbdupwlgsjaqihefyrtcv');
  });
});

describe('nextInt', () => {
  it.each([0, -1, 1.5, Number.NaN, 2 ** 32 + 1])('refuses %d numbers to choose from', (n) => {
    expect(() => createRandom(ZEROS).nextInt(n)).toThrow(RangeError);
  });

  it('stays in [0, n)', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, n) => {
        const drawn = createRandom(seed).nextInt(n);
        expect(Number.isInteger(drawn) && drawn >= 0 && drawn < n).toBe(true);
      }),
    );
  });

  it('favours no number: chi-square under the 0.1 % point for every seed tried', () => {
    const cells = 10;
    const draws = 5000;
    const chiSquare = (seed: Uint8Array): number => {
      const random = createRandom(seed);
      const counts = new Array<number>(cells).fill(0);
      for (let i = 0; i < draws; i++) counts[random.nextInt(cells)]! += 1;
      return counts.reduce((sum, count) => sum + (count - draws / cells) ** 2 / (draws / cells), 0);
    };
    // 27.88 is the 0.1 % point for 9 degrees of freedom; the seeds are fixed, so is the outcome.
    const values = take(8, () => 0).map((_, i) => chiSquare(Uint8Array.of(i)));
    expect(Math.max(...values)).toBeLessThan(27.88);
  });
});

describe('shuffle', () => {
  it('returns a permutation, the same for the same seed, and leaves its argument alone', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uniqueArray(fc.integer(), { maxLength: 40 }), (seed, items) => {
        const before = [...items];
        const shuffled = createRandom(seed).shuffle(items);
        expect(items).toEqual(before);
        expect([...shuffled].sort((a, b) => a - b)).toEqual([...items].sort((a, b) => a - b));
        expect(createRandom(seed).shuffle(items)).toEqual(shuffled);
      }),
    );
  });

  it('favours no order: chi-square of the six orders of three things under the 0.1 % point', () => {
    const random = createRandom(COUNTING);
    const counts = new Map<string, number>();
    for (const order of take(3000, () => random.shuffle(['a', 'b', 'c']).join(''))) {
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 500) ** 2 / 500, 0);
    expect(chiSquare).toBeLessThan(20.52);
  });
});

describe('entrySeed', () => {
  it('is the HMAC-SHA256 of the entry id under the batch seed', () => {
    const seed = entrySeed(COUNTING, '0190b3a2-7c11-7def-8a4b-5f2e9c3d1a70');
    expect(hex(seed)).toBe('e993b6264ea82841f830819ebde4dcbd6c46db2fd8bb025567b88907d948c83c');
    expect(createRandom(seed).shuffle([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])).toEqual([5, 4, 7, 6, 1, 9, 8, 0, 3, 2]);
  });
});
