import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { placeLate, putAt } from './late-places.js';

const panel = (id: string, size: number, ...unitIds: string[]) => ({ id, size, unitIds });

describe('late places', () => {
  it('go to the shortest line, away from the own unit where that can be', () => {
    const places = placeLate(
      [
        { id: 'a', unitId: 'u1' },
        { id: 'b', unitId: 'u2' },
      ],
      [panel('p1', 3), panel('p2', 1, 'u1'), panel('p3', 2)],
    );
    expect(places).toEqual([
      { candidateId: 'a', panelId: 'p3', sameUnit: false },
      { candidateId: 'b', panelId: 'p2', sameUnit: false },
    ]);
  });

  it('say so where every panel is of the own unit, and are none without a panel', () => {
    expect(placeLate([{ id: 'a', unitId: 'u1' }], [panel('p1', 0, 'u1')])).toEqual([
      { candidateId: 'a', panelId: 'p1', sameUnit: true },
    ]);
    expect(placeLate([{ id: 'a', unitId: 'u1' }], [])).toEqual([]);
  });

  it('leave lines that differ by one at most where they differed so before and nobody clashes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 5 }), (n, panels) => {
        const seated = Array.from({ length: panels }, (_, i) => panel(`p${i}`, i === 0 ? 4 : 3));
        const places = placeLate(
          Array.from({ length: n }, (_, i) => ({ id: `c${i}`, unitId: 'u' })),
          seated,
        );
        const sizes = seated.map((p) => p.size + places.filter((place) => place.panelId === p.id).length);
        expect(places).toHaveLength(n);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('a place in a line', () => {
  it('puts one person there, once, and keeps the order of the others', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 })), fc.integer({ min: 1, max: 60 }), (line, place) => {
        const put = putAt(line, 'new!', place);
        expect(put.filter((id) => id !== 'new!')).toEqual(line.filter((id) => id !== 'new!'));
        expect(put.indexOf('new!')).toBe(Math.min(place - 1, line.filter((id) => id !== 'new!').length));
        expect(putAt(put, 'new!', place)).toEqual(put);
      }),
    );
  });
});
