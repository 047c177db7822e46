import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sha256 } from '../../../shared/digest.js';
import { createRandom } from '../../../shared/random.js';
import { ordering, placesOf } from './ordering.js';

const LETTERS = [...'ABCDEFGH'];
const choices = (n: number) => ({
  prompts: [],
  options: LETTERS.slice(0, n).map((id) => ({ id, text: `Việc ${id}` })),
});
const orderOf = (n: number) => fc.shuffledSubarray(LETTERS.slice(0, n), { minLength: n, maxLength: n });
const sized = fc.integer({ min: 3, max: 8 });
const inPart = { credit: 'perOption', folding: null } as const;
const whole = { credit: 'allOrNothing', folding: null } as const;

describe('an ordering', () => {
  it('is never shown in the right order, whatever the seed', () => {
    fc.assert(
      fc.property(
        sized.chain((n) => fc.tuple(orderOf(n), fc.string())),
        ([key, seed]) => {
          const { options } = choices(key.length);
          const shown = ordering.arrange({ options, key, shuffle: true }, createRandom(sha256(seed))).map((o) => o.id);
          expect(shown.join('')).not.toBe(key.join(''));
          expect([...shown].sort()).toEqual([...key].sort());
        },
      ),
    );
  });

  it('turns a draw that happens to be right by one place', () => {
    const { options } = choices(3);
    const asItIs = { nextInt: () => 0, shuffle: <T>(items: readonly T[]) => [...items] };
    const shown = ordering.arrange({ options, key: ['A', 'B', 'C'], shuffle: true }, asItIs);
    expect(shown.map((o) => o.id).join('')).toBe('BCA');
  });

  it('gives everything for the key alone, and in part each line that stands before its right neighbour', () => {
    expect(ordering.grade('ABCD', 'ABCD', inPart)).toEqual({ right: 3, of: 3 });
    expect(ordering.grade('ABCD', 'DABC', inPart)).toEqual({ right: 2, of: 3 });
    expect(ordering.grade('ABCD', 'DCBA', inPart)).toEqual({ right: 0, of: 3 });
    expect(ordering.grade('ABCD', 'DABC', whole)).toEqual({ right: 0, of: 1 });
    fc.assert(
      fc.property(
        sized.chain((n) => fc.tuple(orderOf(n), orderOf(n))),
        ([key, given]) => {
          for (const rules of [inPart, whole]) {
            const { right, of } = ordering.grade(key.join(''), given.join(''), rules);
            expect(right).toBeGreaterThanOrEqual(0);
            expect(right === of).toBe(key.join('') === given.join(''));
          }
        },
      ),
    );
  });

  it('takes all lines, each once, or nothing', () => {
    const field = ordering.field(choices(3));
    expect(['', 'CAB'].every((v) => field.accepts(v))).toBe(true);
    expect(['A', 'AB', 'AAB', 'ABD', 'ABCA'].some((v) => field.accepts(v))).toBe(false);
  });

  it('reads the places of a page without script, and shows again those that make no order', () => {
    const field = ordering.field(choices(3));
    expect(field.read(['A2', 'B3', 'C1'])).toBe('CAB');
    expect(field.read(['', '', ''])).toBe('');
    for (const unfinished of [
      ['A2', '', 'C1'],
      ['A1', 'B1', 'C2'],
      ['A1', 'B2', 'C9'],
    ]) {
      const value = field.read(unfinished);
      expect(field.accepts(value)).toBe(false);
      expect([...placesOf(value)].map(([l, p]) => l + String(p))).toEqual(unfinished.filter((f) => f !== ''));
    }
  });

  it('reads any whole order from its places', () => {
    fc.assert(
      fc.property(sized.chain(orderOf), (order) => {
        const fields = [...placesOf(order.join(''))].map(([letter, place]) => `${letter}${place}`);
        expect(ordering.field(choices(order.length)).read(fields.sort())).toBe(order.join(''));
      }),
    );
  });
});
