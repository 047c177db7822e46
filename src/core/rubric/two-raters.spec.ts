import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { joinRaters } from './two-raters.js';

const TWO = { raters: 2, tolerance: 400 };

describe('joining the raters of a question', () => {
  it.each([
    [[1200, 1600], 'mean', 1400],
    [[1200, 1650], 'apart', undefined],
    [[1250, 1300], 'mean', 1275],
    [[0, 0], 'mean', 0],
  ])('takes totals %j as %s', (totals, state, points) => {
    expect(joinRaters(totals, null, TWO, 1)).toMatchObject({ state, ...(points === undefined ? {} : { points }) });
  });

  it('waits until everybody has locked, and a settlement does not replace a rater', () => {
    expect(joinRaters([1200], 1000, TWO, 1)).toEqual({ state: 'waiting', locked: 1, raters: 2 });
    expect(joinRaters([], null, TWO, 1)).toEqual({ state: 'waiting', locked: 0, raters: 2 });
  });

  it('takes what was settled, whatever the raters gave, and keeps their totals', () => {
    expect(joinRaters([500, 1900], 1150, TWO, 1)).toEqual({
      state: 'settled',
      totals: [500, 1900],
      spread: 1400,
      points: 1150,
    });
  });

  it('rounds the mean half up to the plan’s step', () => {
    expect(joinRaters([100, 150, 150], null, { raters: 3, tolerance: 400 }, 1)).toMatchObject({ points: 133 });
    expect(joinRaters([1250, 1300], null, TWO, 50)).toMatchObject({ points: 1300 });
  });

  it('does not care for the order of the totals, and the mean lies between them', () => {
    const totals = fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(totals, fc.integer({ min: 0, max: 2000 }), (given, tolerance) => {
        const rule = { raters: given.length, tolerance };
        const mark = joinRaters(given, null, rule, 1);
        const back = joinRaters([...given].reverse(), null, rule, 1);
        const spread = Math.max(...given) - Math.min(...given);
        expect(mark.state).toBe(spread > tolerance ? 'apart' : 'mean');
        expect({ ...back, totals: 0 }).toEqual({ ...mark, totals: 0 });
        if (mark.state !== 'mean') return;
        expect(mark.points).toBeGreaterThanOrEqual(Math.min(...given));
        expect(mark.points).toBeLessThanOrEqual(Math.max(...given));
      }),
    );
  });
});
