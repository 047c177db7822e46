import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkMark, MARK_STEP, marksTotal, missingCriteria, type Rubric, rubricFaults } from './rubric.js';

const rubric: Rubric = {
  points: 2000,
  criteria: [
    { id: 'c1', title: 'Nêu đúng', guide: '', points: 800 },
    { id: 'c2', title: 'Giải thích', guide: '', points: 700 },
    { id: 'c3', title: 'Diễn đạt', guide: '', points: 500 },
  ],
  ideas: [],
};
const codes = (r: Rubric): string[] => rubricFaults(r).map((f) => f.code);

describe('a rubric', () => {
  it('is sound when its criteria sum to its points, in steps of half a point', () => {
    expect(rubricFaults(rubric)).toEqual([]);
  });

  it('is refused with the difference when they do not: nothing is scaled in silence', () => {
    expect(rubricFaults({ ...rubric, points: 1500 })).toEqual([
      { code: 'rubric/sum', params: { sum: 20, points: 15, difference: 5 } },
    ]);
  });

  it.each([
    ['no criterion', { ...rubric, points: 0, criteria: [] }, ['rubric/no-criterion']],
    [
      'two criteria of one name',
      { ...rubric, points: 1600, criteria: [rubric.criteria[0]!, rubric.criteria[0]!] },
      ['rubric/same-criterion'],
    ],
    [
      'a criterion of a quarter point',
      { ...rubric, points: 25, criteria: [{ ...rubric.criteria[0]!, points: 25 }] },
      ['rubric/not-in-steps'],
    ],
    [
      'a criterion worth nothing',
      { ...rubric, points: 0, criteria: [{ ...rubric.criteria[0]!, points: 0 }] },
      ['rubric/not-in-steps'],
    ],
  ])('tells %s', (_, faulty, expected) => {
    expect(codes(faulty)).toEqual(expected);
  });
});

describe('marks', () => {
  it('are taken from 0 to the criterion’s points in steps, and nothing else is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...rubric.criteria), fc.integer({ min: -1000, max: 3000 }), (criterion, points) => {
        const fits = points >= 0 && points <= criterion.points && points % MARK_STEP === 0;
        expect(checkMark(rubric, criterion.id, points).ok).toBe(fits);
      }),
    );
    for (const points of [0, 800]) expect(checkMark(rubric, 'c1', points)).toEqual({ ok: true, value: points });
    for (const points of [Number.NaN, 50.5, Infinity]) expect(checkMark(rubric, 'c1', points).ok).toBe(false);
  });

  it('are refused for a criterion that the rubric does not have', () => {
    expect(checkMark(rubric, 'c9', 0)).toMatchObject({ ok: false, error: { code: 'rating/no-criterion' } });
  });

  it('of 0 are judged, and what is not there is missing', () => {
    expect(missingCriteria(rubric, { c1: 0, c3: 500 }).map((c) => c.id)).toEqual(['c2']);
    expect(missingCriteria(rubric, { c1: 0, c2: 0, c3: 0 })).toEqual([]);
  });

  it('sum to what the rubric’s own criteria got', () => {
    const marks = fc.record({ c1: fc.nat(800), c2: fc.nat(700), c3: fc.nat(500), c9: fc.nat(999) });
    fc.assert(
      fc.property(marks, (m) => {
        expect(marksTotal(rubric, m)).toBe(m.c1 + m.c2 + m.c3);
      }),
    );
  });
});
