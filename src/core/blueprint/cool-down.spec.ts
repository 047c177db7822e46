import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rests } from './cool-down.js';

const day = fc
  .tuple(fc.integer({ min: 2020, max: 2040 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([y, m, d]) => `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`);

describe('an item that was used', () => {
  it.each([
    ['2027-01-15', '2027-07-14', 6, true],
    ['2027-01-15', '2027-07-15', 6, false],
    ['2027-08-31', '2028-02-29', 6, true],
    ['2027-08-31', '2028-03-01', 6, false],
    ['2027-12-01', '2028-11-30', 12, true],
    ['2027-12-01', '2027-12-01', 0, false],
  ])('on %s, seen on %s, with %i months of rest: rests %s', (usedOn, on, months, expected) => {
    expect(rests(usedOn, on, months)).toBe(expected);
  });

  it('once it has rested enough never rests again, and a longer rest ends no sooner', () => {
    fc.assert(
      fc.property(day, day, day, fc.integer({ min: 0, max: 60 }), (usedOn, one, other, months) => {
        const [sooner, later] = one < other ? [one, other] : [other, one];
        if (!rests(usedOn, sooner, months)) expect(rests(usedOn, later, months)).toBe(false);
        if (rests(usedOn, sooner, months)) expect(rests(usedOn, sooner, months + 1)).toBe(true);
      }),
    );
  });
});
