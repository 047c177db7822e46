import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FormItem } from '../blueprint/form.js';
import { roundPoints } from '../shared/points.js';
import { DEFAULT_RULES, totalPoints, writtenRules } from './rule-set.js';
import { planFaults } from './plan-faults.js';
import { scoreForm } from './score-form.js';
import { DEFAULT_BLUEPRINT } from '../blueprint/blueprint.js';

const written = writtenRules(DEFAULT_RULES)!;
const items = Array.from({ length: 30 }, (_, i): FormItem => ({
  no: i + 1,
  itemId: `i${i}`,
  versionId: `v${i}`,
  code: `X${i}`,
  topic: 't',
  level: 'recall',
  kind: 'single',
  points: 200,
  stem: '?',
  options: [],
}));
const keys = items.map((i) => ({ no: i.no, key: 'B' }));
const sheet = (right: number) => ({
  answers: Object.fromEntries(
    items.map((i) => [i.no, { value: i.no <= right ? 'B' : 'C', leaseNo: 1, clientSeq: i.no }]),
  ),
  flags: {},
});

describe('scoreForm', () => {
  it.each([
    [0, 0],
    [18, 3600],
    [30, 6000],
  ])('gives %i right answers %i hundredths of 6000', (right, points) => {
    const score = scoreForm(items, keys, sheet(right), written, DEFAULT_RULES.rounding);
    expect([score.points, score.maxPoints]).toEqual([points, 6000]);
  });

  it('opens into the items behind it: response, key and points of each', () => {
    const score = scoreForm(items, keys, sheet(1), written, DEFAULT_RULES.rounding);
    expect(score.items[0]).toMatchObject({ no: 1, response: 'B', key: 'B', points: 200, max: 200 });
    expect(score.items[1]).toMatchObject({ no: 2, response: 'C', points: 0 });
    expect(score.items.reduce((s, i) => s + i.points, 0)).toBe(score.points);
  });

  it('counts a blank as nothing and gives the same score every time', () => {
    const blank = { answers: {}, flags: {} };
    const first = scoreForm(items, keys, blank, written, DEFAULT_RULES.rounding);
    expect(first.points).toBe(0);
    expect(scoreForm(items, keys, blank, written, DEFAULT_RULES.rounding)).toEqual(first);
  });

  it('refuses to score a form whose key is missing', () => {
    expect(() => scoreForm(items, keys.slice(1), sheet(3), written, DEFAULT_RULES.rounding)).toThrow('has no key');
  });
});

describe('roundPoints', () => {
  it.each([
    [200, 3, 1, 67],
    [100, 3, 1, 33],
    [1, 2, 1, 1],
    [125, 1, 50, 150],
    [124, 1, 50, 100],
  ])('rounds %i/%i to steps of %i half up: %i', (n, d, step, expected) => {
    expect(roundPoints(n, d, step)).toBe(expected);
  });

  it('is never further away than half a step', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 100_000 }),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom(1, 25, 50, 100),
        (n, d, step) => {
          const rounded = roundPoints(n, d, step);
          expect(rounded % step).toBe(0);
          expect(Math.abs(rounded - n / d)).toBeLessThanOrEqual(step / 2 + 1e-9);
        },
      ),
    );
  });
});

describe('the default plan', () => {
  it('has 100 points, 60 written and 40 oral, and fits together', () => {
    expect(totalPoints(DEFAULT_RULES)).toBe(10_000);
    expect(planFaults(DEFAULT_RULES, DEFAULT_BLUEPRINT)).toEqual([]);
  });

  it.each([
    ['a pass mark over the total', { ...DEFAULT_RULES, pass: 10_001 }, 'plan/pass-over-total'],
    [
      'bands out of order',
      {
        ...DEFAULT_RULES,
        bands: [
          { code: 'excellent' as const, from: 7000 },
          { code: 'good' as const, from: 7000 },
          { code: 'pass' as const, from: 6000 },
        ],
      },
      'plan/bands-order',
    ],
    ['no component', { ...DEFAULT_RULES, components: [] }, 'plan/no-component'],
  ])('tells %s', (_, rules, code) => {
    expect(planFaults(rules, DEFAULT_BLUEPRINT).map((f) => f.code)).toContain(code);
  });
});
