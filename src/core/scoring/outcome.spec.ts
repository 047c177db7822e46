import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ATTENDANCES } from '../statistics/reconciliation.js';
import {
  BAND_CODES,
  type ComponentFact,
  countOutcomes,
  hasPassed,
  joinComponents,
  type Outcome,
  outcomeDigest,
  type OutcomeFacts,
} from './outcome.js';
import { oralPoints } from './oral-points.js';
import { DEFAULT_RULES, type RuleSet } from './rule-set.js';

const marks = (written: number | null, oral: number | null): OutcomeFacts => ({
  attendance: 'present',
  components: [
    { kind: 'written', points: written, missed: null },
    { kind: 'oral', points: oral, missed: null },
  ],
  violations: [],
});
const missed = (facts: OutcomeFacts, kind: string, how: ComponentFact['missed']): OutcomeFacts => ({
  ...facts,
  components: facts.components.map((c) => (c.kind === kind ? { ...c, points: null, missed: how } : c)),
});
const only = (kind: string): RuleSet => ({
  ...DEFAULT_RULES,
  components: DEFAULT_RULES.components.filter((c) => c.kind === kind),
});
const join = (facts: OutcomeFacts, rules: RuleSet = DEFAULT_RULES): Outcome => joinComponents(facts, rules);

const anyComponent = (kind: ComponentFact['kind'], max: number): fc.Arbitrary<ComponentFact> =>
  fc.oneof(
    fc.integer({ min: 0, max }).map((points) => ({ kind, points, missed: null })),
    fc.constant({ kind, points: null, missed: null }),
    fc.constantFrom('withLeave' as const, 'withoutLeave' as const).map((m) => ({ kind, points: null, missed: m })),
  );
const anyViolation = fc.record({
  component: fc.constantFrom('written' as const, 'oral' as const),
  degree: fc.constantFrom('reprimand' as const, 'warning' as const, 'suspension' as const),
  percent: fc.integer({ min: 0, max: 100 }),
});
const anyFacts: fc.Arbitrary<OutcomeFacts> = fc.record({
  attendance: fc.constantFrom(null, ...ATTENDANCES),
  components: fc.tuple(anyComponent('written', 6000), anyComponent('oral', 4000)),
  violations: fc.array(anyViolation, { maxLength: 3 }),
});
const anyStep = fc.constantFrom(1, 25, 50, 100);

describe('joining the components', () => {
  it.each([
    [3000, 2425, 'fail', ['belowPass']],
    [3800, 2200, 'pass', []],
    [3800, 2199, 'fail', ['belowPass']],
    [5000, 1999, 'fail', ['belowFloor.oral']],
    [2999, 4000, 'fail', ['belowFloor.written']],
    [2800, 1000, 'fail', ['belowFloor.written', 'belowFloor.oral', 'belowPass']],
    [4400, 2600, 'good', []],
    [4400, 2599, 'pass', []],
    [5200, 3300, 'excellent', []],
    [5200, 3299, 'good', []],
  ])('makes %i and %i: %s %j', (written, oral, band, reasons) => {
    expect(join(marks(written, oral))).toMatchObject({ status: 'graded', total: written + oral, band, reasons });
  });

  it('judges bands and floors on rounded values', () => {
    const rounding = { item: 1, component: 50, total: 100 };
    expect(join(marks(2975, 3000), { ...DEFAULT_RULES, rounding })).toMatchObject({ total: 6000, band: 'pass' });
    expect(join(marks(2974, 4000), { ...DEFAULT_RULES, rounding }).reasons).toEqual(['belowFloor.written']);
    expect(join(marks(3500, 3450), { ...DEFAULT_RULES, rounding })).toMatchObject({ total: 7000, band: 'good' });
  });

  it.each([
    [25, 4500, 3375],
    [50, 4500, 2250],
    [33, 101, 68],
  ])('takes %i %% off %i of the component in which it happened: %i', (percent, raw, left) => {
    const violations = [{ component: 'written' as const, degree: 'reprimand' as const, percent }];
    const { components } = join({ ...marks(raw, 3000), violations });
    expect(components[0]).toMatchObject({ raw, deductionPercent: percent, deduction: raw - left, points: left });
    expect(components[1]).toMatchObject({ deductionPercent: 0, deduction: 0, points: 3000 });
  });

  it('never takes off more than there is, however many minutes there are', () => {
    const violations = Array(3).fill({ component: 'oral', degree: 'warning', percent: 50 });
    expect(join({ ...marks(4000, 3000), violations }).components[1]).toMatchObject({
      deductionPercent: 100,
      points: 0,
    });
  });

  it('a part missed without leave counts 0 and fails, whatever the total', () => {
    const outcome = join(missed(marks(6000, 4000), 'oral', 'withoutLeave'));
    expect(outcome).toMatchObject({ status: 'graded', total: 6000, band: 'fail', reasons: ['missed.oral'] });
    expect(outcome.components[1]).toMatchObject({ raw: 0, points: 0 });
  });

  it('a part missed with leave leaves the entry incomplete, without a total', () => {
    const outcome = join(missed(marks(6000, 4000), 'written', 'withLeave'));
    expect(outcome).toMatchObject({ status: 'incomplete', total: null, band: null });
  });

  it('a suspension ends the check, and what is not yet marked is pending, not 0', () => {
    const violations = [{ component: 'oral' as const, degree: 'suspension' as const, percent: 100 }];
    expect(join({ ...marks(6000, 4000), violations }).status).toBe('suspended');
    expect(join(marks(6000, null))).toMatchObject({ status: 'pending', total: null, band: null });
    expect(join({ ...marks(null, null), attendance: null }).status).toBe('pending');
  });

  it.each(['absentWithLeave', 'absent', 'barred'] as const)('who was %s has that and no band', (attendance) => {
    expect(join({ ...marks(6000, 4000), attendance })).toMatchObject({ status: attendance, total: null, band: null });
  });

  it('works for a plan with one part alone', () => {
    const rules = { ...only('written'), pass: 3000, bands: [{ code: 'pass' as const, from: 3000 }] };
    expect(join(marks(4200, null), rules)).toMatchObject({ status: 'graded', total: 4200, band: 'pass' });
    const oral = { ...only('oral'), pass: 2000, bands: [{ code: 'good' as const, from: 3000 }] };
    expect(join(marks(null, 2000), oral)).toMatchObject({ status: 'graded', total: 2000, band: 'pass' });
    expect(join(marks(6000, null), oral).status).toBe('pending');
  });

  it('a deduction never raises anything, and a greater one never helps', () => {
    const percents = fc.tuple(fc.nat({ max: 100 }), fc.nat({ max: 100 }));
    fc.assert(
      fc.property(fc.nat({ max: 6000 }), percents, anyStep, (raw, [a, b], component) => {
        const rules = { ...DEFAULT_RULES, rounding: { item: 1, component, total: 1 } };
        const of = (percent: number) =>
          join({ ...marks(raw, 3000), violations: [{ component: 'written', degree: 'warning', percent }] }, rules)
            .components[0]!;
        const [little, much] = [of(Math.min(a, b)), of(Math.max(a, b))];
        expect(much.points!).toBeLessThanOrEqual(little.points!);
        for (const c of [little, much]) {
          expect(c.deduction).toBeGreaterThanOrEqual(0);
          expect(c.raw! - c.deduction).toBe(c.points);
        }
      }),
    );
  });

  it('more points never give a lower band', () => {
    fc.assert(
      fc.property(fc.nat({ max: 6000 }), fc.nat({ max: 4000 }), fc.nat({ max: 300 }), anyStep, (w, o, more, total) => {
        const rules = { ...DEFAULT_RULES, rounding: { item: 1, component: 1, total } };
        const rank = (x: Outcome): number => BAND_CODES.indexOf(x.band!);
        expect(rank(join(marks(Math.min(6000, w + more), o), rules))).toBeLessThanOrEqual(
          rank(join(marks(w, o), rules)),
        );
      }),
    );
  });

  it('has a total and a band exactly when it is graded, and a reason exactly when it failed', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const outcome = join(facts);
        const graded = outcome.status === 'graded';
        expect([outcome.total !== null, outcome.band !== null]).toEqual([graded, graded]);
        expect(outcome.reasons.length > 0).toBe(outcome.band === 'fail');
        expect(hasPassed(outcome)).toBe(graded && outcome.reasons.length === 0);
        expect(outcomeDigest(join(facts))).toBe(outcomeDigest(outcome));
      }),
    );
  });
});

describe('counting outcomes', () => {
  it('counts everybody exactly once: registered, present, bands', () => {
    fc.assert(
      fc.property(fc.array(anyFacts, { maxLength: 30 }), (all) => {
        const c = countOutcomes(all.map((facts) => ({ attendance: facts.attendance, outcome: join(facts) })));
        expect(c.registered).toBe(all.length);
        expect(c.registered).toBe(c.present + c.absentWithLeave + c.absent + c.barred + c.unmarked);
        const { excellent, good, pass, fail } = c.bands;
        expect(c.present).toBe(excellent + good + pass + fail + c.incomplete + c.suspended + c.pending);
        expect(c.passed).toBe(excellent + good + pass);
      }),
    );
  });
});

describe('points of an oral part', () => {
  const mean = (points: number) => ({ state: 'mean' as const, totals: [points, points], spread: 0, points });
  const { rounding } = DEFAULT_RULES;

  it('are the sum of means and settlements', () => {
    const settled = { state: 'settled' as const, totals: [500, 1900], spread: 1400, points: 1150 };
    expect(oralPoints([mean(1200), settled], 2, rounding)).toBe(2350);
    expect(oralPoints([mean(1212), mean(1000)], 2, { ...rounding, component: 50 })).toBe(2200);
  });

  it('are not there while a question is not drawn, not locked by all, or apart', () => {
    expect(oralPoints([mean(1200)], 2, rounding)).toBeNull();
    expect(oralPoints([mean(1200), { state: 'waiting', locked: 1, raters: 2 }], 2, rounding)).toBeNull();
    expect(oralPoints([mean(1200), { state: 'apart', totals: [0, 2000], spread: 2000 }], 2, rounding)).toBeNull();
  });
});
