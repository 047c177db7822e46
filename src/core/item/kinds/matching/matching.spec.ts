import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matching } from './matching.js';

const choices = {
  prompts: ['1', '2', '3'].map((id) => ({ id, text: `Vế ${id}` })),
  options: [...'ABCD'].map((id) => ({ id, text: `Ý ${id}` })),
};
const inPart = { credit: 'perOption', folding: null } as const;
const whole = { credit: 'allOrNothing', folding: null } as const;
const letter = fc.constantFrom(...'ABCD');
const key = fc.tuple(letter, letter, letter).map((l) => l.map((c, i) => `${i + 1}${c}`).join(''));
const response = fc
  .tuple(fc.option(letter), fc.option(letter), fc.option(letter))
  .map((l) => l.map((c, i) => (c === null ? '' : `${i + 1}${c}`)).join(''));

describe('a matching', () => {
  it('takes some of the pairs, each prompt once and in order', () => {
    const field = matching.field(choices);
    expect(['', '1C', '1C3A', '1A2A3A'].every((v) => field.accepts(v))).toBe(true);
    expect(['1', 'C1', '2A1C', '1A1B', '4A', '1E', '1C2'].some((v) => field.accepts(v))).toBe(false);
    fc.assert(fc.property(response, (value) => field.accepts(value)));
  });

  it('reads the fields of a page without script, one for each prompt', () => {
    expect(matching.field(choices).read(['1C', '', '3A'])).toBe('1C3A');
    expect(matching.field(choices).read(['', '', ''])).toBe('');
  });

  it('gives everything for the key alone, and in part the share of right pairs', () => {
    expect(matching.grade('1C2A3B', '1C3A', inPart)).toEqual({ right: 1, of: 3 });
    expect(matching.grade('1C2A3B', '1C2A', whole)).toEqual({ right: 0, of: 1 });
    fc.assert(
      fc.property(key, response, (k, r) => {
        for (const rules of [inPart, whole]) {
          const { right, of } = matching.grade(k, r, rules);
          expect(right).toBeGreaterThanOrEqual(0);
          expect(right === of).toBe(k === r);
        }
      }),
    );
  });

  it('keeps the numbers of the prompts when letters are exchanged', () => {
    expect(matching.relabel('2A', (l) => (l === 'A' ? 'D' : undefined))).toBe('2D');
    expect(matching.relabel('2B', () => undefined)).toBeNull();
  });
});
