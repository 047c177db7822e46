import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FormItem } from '../blueprint/form.js';
import { roundPoints } from '../shared/points.js';
import { DEFAULT_RULES, totalPoints, writtenRules } from './rule-set.js';
import { planFaults } from './plan-faults.js';
import type { ItemRuling } from './item-ruling.js';
import { scoreForm, unmarkedEssays } from './score-form.js';
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

const withOptions = items.map((i) => ({
  ...i,
  options: ['A', 'B', 'C', 'D'].map((letter) => ({ letter, origin: letter, text: letter })),
}));
const rulingsOf = (...rulings: ItemRuling[]): ReadonlyMap<string, ItemRuling> =>
  new Map(rulings.map((r) => [r.itemId, r]));
const scoreWith = (right: number, rulings: ReadonlyMap<string, ItemRuling>, rounding = DEFAULT_RULES.rounding) =>
  scoreForm(withOptions, keys, sheet(right), written, rounding, { rulings });

describe('scoring under rulings', () => {
  it('a new key makes the old one wrong and the new one right', () => {
    const rulings = rulingsOf({ itemId: 'i29', kind: 'newKey', keys: [['C']] });
    expect([scoreWith(18, rulings).points, scoreWith(30, rulings).points]).toEqual([3800, 5800]);
    expect(scoreWith(18, rulings).items[29]).toMatchObject({ key: 'C', points: 200, max: 200, ruling: 'newKey' });
  });

  it('both keys take nothing from anybody', () => {
    const rulings = rulingsOf({ itemId: 'i29', kind: 'bothKeys', keys: [['B'], ['C']] });
    expect([scoreWith(18, rulings).points, scoreWith(30, rulings).points]).toEqual([3800, 6000]);
    expect(scoreWith(18, rulings).items[29]).toMatchObject({ key: 'B|C', points: 200, ruling: 'bothKeys' });
  });

  it('full marks are for everybody whose paper has the item, blank or not', () => {
    const rulings = rulingsOf({ itemId: 'i29', kind: 'fullMarks', keys: [] });
    const blank = scoreForm(withOptions, keys, { answers: {}, flags: {} }, written, DEFAULT_RULES.rounding, {
      rulings,
    });
    expect(blank.points).toBe(200);
    const elsewhere = rulingsOf({ itemId: 'elsewhere', kind: 'fullMarks', keys: [] });
    expect(scoreWith(18, elsewhere)).toEqual(scoreForm(withOptions, keys, sheet(18), written, DEFAULT_RULES.rounding));
  });

  it('a dropped item counts for nobody: the rest is scaled to the points of the part and rounded once', () => {
    const rulings = rulingsOf({ itemId: 'i0', kind: 'drop', keys: [] });
    // 17 of 29 at 200 points each, scaled from 5800 to 6000: 3517.24
    expect(scoreWith(18, rulings).points).toBe(3517);
    expect(scoreWith(18, rulings).items[0]).toMatchObject({ points: 0, max: 0, ruling: 'drop' });
    expect([scoreWith(30, rulings).points, scoreWith(0, rulings).points]).toEqual([6000, 0]);
    const all = rulingsOf(...items.map((i): ItemRuling => ({ itemId: i.itemId, kind: 'drop', keys: [] })));
    expect(scoreWith(0, all).points).toBe(6000);
  });

  it('drops any items within 0 and the maximum, and full and empty papers stay full and empty', () => {
    fc.assert(
      fc.property(
        fc.subarray(items, { maxLength: 29 }),
        fc.nat({ max: 30 }),
        fc.constantFrom(1, 25, 50, 100),
        (dropped, right, component) => {
          const rulings = rulingsOf(...dropped.map((i): ItemRuling => ({ itemId: i.itemId, kind: 'drop', keys: [] })));
          const rounding = { ...DEFAULT_RULES.rounding, component };
          const score = scoreWith(right, rulings, rounding);
          const left = items.filter((i) => !dropped.includes(i));
          const share = left.filter((i) => i.no <= right).length / left.length;
          expect(Math.abs(score.points - 6000 * share)).toBeLessThanOrEqual(component / 2 + 1e-6);
          expect(score.points % component).toBe(0);
          expect(score.maxPoints).toBe(6000);
          if (dropped.length === 0)
            expect(score).toEqual(scoreForm(withOptions, keys, sheet(right), written, rounding));
        },
      ),
    );
  });

  it('accepting more never takes points away', () => {
    fc.assert(
      fc.property(fc.nat({ max: 30 }), fc.constantFrom('A', 'C', 'D'), fc.nat({ max: 29 }), (right, other, n) => {
        const plain = scoreWith(right, new Map()).points;
        const both = rulingsOf({ itemId: `i${n}`, kind: 'bothKeys', keys: [['B'], [other]] });
        const full = rulingsOf({ itemId: `i${n}`, kind: 'fullMarks', keys: [] });
        expect(scoreWith(right, both).points).toBeGreaterThanOrEqual(plain);
        expect(scoreWith(right, full).points).toBeGreaterThanOrEqual(scoreWith(right, both).points);
      }),
    );
  });
});

describe('scoring essays', () => {
  const mixed = withOptions.map((i) => (i.no === 30 ? { ...i, kind: 'essay' as const, points: 500, options: [] } : i));
  const mixedKeys = keys.map((k) => (k.no === 30 ? { no: 30, key: '' } : k));
  const scoreMixed = (essays: ReadonlyMap<number, number>, rulings = new Map<string, ItemRuling>()) =>
    scoreForm(mixed, mixedKeys, sheet(29), written, DEFAULT_RULES.rounding, { essays, rulings });

  it('have no score until people have marked them', () => {
    expect(unmarkedEssays(mixed, new Map())).toEqual([30]);
    expect(unmarkedEssays(mixed, new Map([[30, 0]]))).toEqual([]);
    expect(() => scoreMixed(new Map())).toThrow('not marked');
  });

  it('count what their raters gave, 0 included, and keep no answer or key in the score', () => {
    expect([scoreMixed(new Map([[30, 350]])).points, scoreMixed(new Map([[30, 0]])).points]).toEqual([6150, 5800]);
    expect(scoreMixed(new Map([[30, 350]])).items[29]).toMatchObject({ response: '', key: '', points: 350, max: 500 });
  });

  it('are scaled with the rest when an item is dropped', () => {
    const rulings = rulingsOf({ itemId: 'i0', kind: 'drop', keys: [] });
    // (28 x 200 + 500) of (28 x 200 + 500), to 6300
    expect(scoreMixed(new Map([[30, 500]]), new Map(rulings)).points).toBe(6300);
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
