import { describe, expect, it } from '@jest/globals';
import { type Blueprint, DEFAULT_BLUEPRINT } from '../blueprint/blueprint.js';
import { planFaults } from './plan-faults.js';
import { DEFAULT_RULES, type RuleSet } from './rule-set.js';

const faults = (rules: Partial<RuleSet>, blueprint: Partial<Blueprint> = {}): string[] =>
  planFaults({ ...DEFAULT_RULES, ...rules }, { ...DEFAULT_BLUEPRINT, ...blueprint }).map((f) => `${f.field} ${f.code}`);
const essays = (count: number, points: number): Partial<Blueprint> => ({
  essays: [{ topic: 'theme', count, points }],
});

describe('planFaults', () => {
  it('finds nothing in the default plan', () => {
    expect(faults({})).toEqual([]);
  });

  it('takes essays whose points leave the rest divisible, and shows at the essays what does not fit', () => {
    expect(faults({}, essays(1, 3000))).toEqual([]);
    expect(faults({}, essays(1, 1000))).toEqual(['blueprint blueprint/points-not-divisible']);
    expect(faults({}, essays(2, 3500))).toEqual(['essays blueprint/essay-points']);
    expect(faults({}, essays(6, 500))).toEqual(['essays blueprint/too-many-essays']);
  });

  it('takes a form of essays alone only when they give all the points', () => {
    const topics = DEFAULT_BLUEPRINT.topics.map((t) => ({ ...t, recall: 0, understand: 0, apply: 0 }));
    expect(faults({}, { topics, ...essays(2, 3000) })).toEqual([]);
    expect(faults({}, { topics, ...essays(2, 2000) })).toEqual(['essays blueprint/essay-points']);
  });

  it('lets no graver degree take off less, and no quorum be more than all', () => {
    const violations = [
      { degree: 'reprimand', percent: 50 },
      { degree: 'warning', percent: 25 },
      { degree: 'suspension', percent: 100 },
    ] as const;
    expect(faults({ violations })).toEqual(['warningPercent plan/violations-order']);
    expect(faults({ council: { quorum: { part: 4, of: 3 }, adoptOverPercent: 50 } })).toEqual([
      'quorumPart plan/quorum-over-all',
    ]);
  });

  it('knows nothing of a blueprint where nothing is written', () => {
    const components = DEFAULT_RULES.components.filter((c) => c.kind === 'oral');
    const bands = [
      { code: 'excellent', from: 3500 },
      { code: 'good', from: 3000 },
      { code: 'pass', from: 2000 },
    ] as const;
    expect(faults({ components, pass: 2000, bands }, essays(9, 9000))).toEqual([]);
  });
});
