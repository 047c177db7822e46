import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { blindNumbers, type NumberedWork } from './blind-number.js';

const works = (n: number, openedAt: number, prefix = 'w'): NumberedWork[] =>
  Array.from({ length: n }, (_, i) => ({ id: `${prefix}${String(i).padStart(2, '0')}`, openedAt }));

describe('blindNumbers', () => {
  it('gives each work one of 1 to n, whatever the order in which they are read', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }).chain((n) => fc.shuffledSubarray(works(n, 1), { minLength: n })),
        (read) => {
          const numbers = blindNumbers('batch', read);
          expect([...numbers.values()].sort((a, b) => a - b)).toEqual(read.map((_, i) => i + 1));
          expect(numbers).toEqual(blindNumbers('batch', [...read].reverse()));
        },
      ),
    );
  });

  it('changes no number when another sitting is opened later', () => {
    const first = works(20, 1000);
    const before = blindNumbers('batch', first);
    const after = blindNumbers('batch', [...works(9, 2000, 'x'), ...first]);
    for (const [id, no] of before) expect(after.get(id)).toBe(no);
  });

  it('follows neither the order of ids nor that of another batch', () => {
    const orders = ['a', 'b', 'c'].map((batch) => [...blindNumbers(batch, works(20, 1)).keys()].join());
    expect(
      new Set([
        ...orders,
        works(20, 1)
          .map((w) => w.id)
          .join(),
      ]).size,
    ).toBe(4);
  });
});
