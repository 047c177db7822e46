import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { histogram, mean } from './histogram.js';
import { ATTENDANCES, type EntryFacts, percent, reconcile } from './reconciliation.js';

const entry = (
  attendance: EntryFacts['attendance'],
  attempt: EntryFacts['attempt'] = 'none',
  scored = false,
): EntryFacts => ({ attendance, attempt, scored });

describe('reconcile', () => {
  it('balances 45 = 44 present and scored + 1 absent with leave', () => {
    const counts = reconcile([
      ...Array.from({ length: 44 }, () => entry('present', 'submitted', true)),
      entry('absentWithLeave'),
    ]);
    expect(counts).toMatchObject({ registered: 45, present: 44, absentWithLeave: 1, scored: 44, balanced: true });
  });

  it('does not balance while somebody is unmarked or unscored, nor for an empty roster', () => {
    expect(reconcile([entry('present', 'submitted', true), entry(null)]).balanced).toBe(false);
    expect(reconcile([entry('present', 'submitted', false)]).balanced).toBe(false);
    expect(reconcile([]).balanced).toBe(false);
  });

  it('counts whoever writes as running, however they are ticked: the sitting must not end over them', () => {
    expect(reconcile([entry('absent', 'running'), entry('present', 'submitted', true)]).running).toBe(1);
  });

  it('accounts for everybody exactly once, whatever happened', () => {
    const attempts = ['none', 'running', 'submitted', 'expired', 'suspended'] as const;
    const facts = fc.oneof(
      fc.record({
        attendance: fc.constant('present' as const),
        attempt: fc.constantFrom(...attempts),
        scored: fc.boolean(),
      }),
      fc.record({
        attendance: fc.constantFrom(null, ...ATTENDANCES),
        attempt: fc.constant('none' as const),
        scored: fc.constant(false),
      }),
    );
    fc.assert(
      fc.property(fc.array(facts), (entries) => {
        const c = reconcile(entries);
        expect(c.present + c.absentWithLeave + c.absent + c.barred + c.unmarked).toBe(c.registered);
        expect(c.notStarted + c.running + c.submitted + c.expired + c.suspended).toBe(c.present);
      }),
    );
  });
});

describe('figures', () => {
  it('are null, never NaN, where there is nothing to divide by', () => {
    expect(percent(0, 0)).toBeNull();
    expect(mean([])).toBeNull();
  });

  it('of a histogram sum to the number of values', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 6000 })), (values) => {
        expect(histogram(values, 6000, 12).reduce((s, b) => s + b.count, 0)).toBe(values.length);
      }),
    );
  });
});
