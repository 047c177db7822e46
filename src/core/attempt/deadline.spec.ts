import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deadline, type DeadlineFacts, unionLength } from './deadline.js';

const T0 = Date.parse('2027-01-09T01:00:00Z');
const minute = 60_000;
const facts = (changes: Partial<DeadlineFacts> = {}): DeadlineFacts => ({
  startedAt: T0,
  planMinutes: 45,
  factorPercent: 100,
  grants: [],
  standstills: [],
  now: T0 + 10 * minute,
  ...changes,
});
const minutesOf = (changes: Partial<DeadlineFacts>): number => (deadline(facts(changes)) - T0) / minute;

describe('deadline', () => {
  it.each([
    ['the plan alone', {}, 45],
    ["a quarter more, rounded up to a minute: the person's factor", { factorPercent: 125 }, 57],
    [
      'minutes granted, not multiplied by the factor',
      { factorPercent: 150, grants: [{ minutes: 6, at: T0 + minute }] },
      74,
    ],
    ['a grant given before the start does not count', { grants: [{ minutes: 6, at: T0 - 1 }] }, 45],
    ['an outage while the attempt ran', { standstills: [{ from: T0 + minute, to: T0 + 3 * minute }] }, 47],
    ['an outage before the start gives nothing', { standstills: [{ from: T0 - 9 * minute, to: T0 - minute }] }, 45],
    [
      'overlapping outages count once',
      {
        standstills: [
          { from: T0, to: T0 + 4 * minute },
          { from: T0 + 2 * minute, to: T0 + 5 * minute },
        ],
      },
      50,
    ],
    ['what lies ahead does not count yet', { standstills: [{ from: T0 + 8 * minute, to: T0 + 20 * minute }] }, 47],
  ])('is start plus %s', (_, changes, minutes) => {
    expect(minutesOf(changes)).toBe(minutes);
  });

  it('never moves back when a fact is added', () => {
    const interval = fc
      .tuple(fc.nat({ max: 600_000 }), fc.nat({ max: 600_000 }))
      .map(([a, b]) => ({ from: T0 + Math.min(a, b), to: T0 + Math.max(a, b) }));
    fc.assert(
      fc.property(
        fc.array(interval),
        interval,
        fc.array(
          fc.record({ minutes: fc.integer({ min: 1, max: 30 }), at: fc.integer({ min: T0 - 1000, max: T0 + 1000 }) }),
        ),
        (standstills, more, grants) => {
          const before = deadline(facts({ standstills, grants }));
          expect(deadline(facts({ standstills: [...standstills, more], grants }))).toBeGreaterThanOrEqual(before);
          expect(deadline(facts({ standstills, grants: [...grants, { minutes: 1, at: T0 }] }))).toBe(before + minute);
        },
      ),
    );
  });
});

describe('unionLength', () => {
  it('is the number of milliseconds that some interval covers', () => {
    const interval = fc
      .tuple(fc.nat({ max: 60 }), fc.nat({ max: 60 }))
      .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 8 }), fc.nat({ max: 30 }), (intervals, from) => {
        const covered = Array.from({ length: 60 }, (_, t) => t).filter(
          (t) => t >= from && intervals.some((i) => i.from <= t && t < i.to),
        );
        expect(unionLength(intervals, from, 60)).toBe(covered.length);
      }),
    );
  });
});
