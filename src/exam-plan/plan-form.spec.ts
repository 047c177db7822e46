import { describe, expect, it } from '@jest/globals';
import { type Blueprint, DEFAULT_BLUEPRINT } from '../core/blueprint/blueprint.js';
import { DEFAULT_RULES, type RuleSet } from '../core/scoring/rule-set.js';
import { planDigest } from './exam-plan.service.js';
import { planValues } from './exam-plan.presenter.js';
import { readPlanForm } from './plan-form.js';

const OTHER: RuleSet = {
  ...DEFAULT_RULES,
  components: DEFAULT_RULES.components.map((c) =>
    c.kind === 'written'
      ? { ...c, essay: { raters: 3, tolerancePercent: 15 } }
      : { ...c, thinkMinutes: 7, answerMinutes: 9, settledBy: 'viceChair' },
  ),
  violations: [
    { degree: 'reprimand', percent: 10 },
    { degree: 'warning', percent: 30 },
    { degree: 'suspension', percent: 90 },
  ],
  council: { quorum: { part: 3, of: 4 }, adoptOverPercent: 66 },
  publication: { person: 'band', unit: 'none' },
  gate: { resultsLocked: 'off', passed: 'advisory', certificate: 'off', cellResolution: 'advisory', age: 'required' },
};
const WITH_ESSAYS: Blueprint = {
  ...DEFAULT_BLUEPRINT,
  maxPerClause: 3,
  coolDownMonths: 18,
  moreKinds: ['shortText', 'matching'],
  essays: [
    { topic: 'history', count: 2, points: 550 },
    { topic: 'theme', count: 1, points: 1000 },
  ],
};
/** What a browser sends: a box that is not ticked is not there. */
const sent = (title: string, rules: RuleSet, blueprint: Blueprint): Record<string, string> =>
  Object.fromEntries(Object.entries(planValues(title, rules, blueprint)).filter(([, value]) => value !== ''));
const form = (changes: Record<string, string> = {}): Record<string, string> => ({
  ...sent('Kế hoạch', DEFAULT_RULES, DEFAULT_BLUEPRINT),
  ...changes,
});
const fieldsAtFault = (changes: Record<string, string>): string[] => {
  const read = readPlanForm(form(changes), DEFAULT_RULES, 'vi');
  return read.ok ? [] : read.errors.map((e) => e.field);
};

describe('the form of a plan', () => {
  it.each([
    ['the default plan', DEFAULT_RULES, DEFAULT_BLUEPRINT],
    ['a plan in which everything is otherwise, with essays', OTHER, WITH_ESSAYS],
    [
      'a plan without an oral part',
      { ...OTHER, components: OTHER.components.filter((c) => c.kind === 'written') },
      DEFAULT_BLUEPRINT,
    ],
  ])('gives back %s when nothing is changed', (_, rules, blueprint) => {
    expect(readPlanForm(sent('Kế hoạch', rules, blueprint), rules, 'vi')).toEqual({
      ok: true,
      value: { title: 'Kế hoạch', rules, blueprint },
    });
  });

  it('reads a plan made before there were essays, violations and a gate as the defaults that held for it', () => {
    const { violations, council, publication, gate, ...old } = DEFAULT_RULES;
    const read = readPlanForm(sent('Kế hoạch cũ', old, DEFAULT_BLUEPRINT), old, 'vi');
    expect(read.ok && read.value.rules).toMatchObject({ violations, council, publication, gate });
  });

  it.each([
    ['an essay without points', { 'e-theme-count': '1' }, ['e-theme-points']],
    ['points that are no half', { 'e-theme-count': '1', 'e-theme-points': '2,2' }, ['e-theme-points']],
    ['a number of essays that is none', { 'e-theme-count': 'x', 'e-theme-points': '5' }, ['e-theme-count']],
    ['a percentage over a hundred', { warningPercent: '120' }, ['warningPercent']],
    ['a settler whom the rules do not know', { settledBy: 'examiner' }, ['settledBy']],
    ['a weight whom the gate does not know', { gateAge: 'maybe' }, ['gateAge']],
    ['a rest of more than five years', { coolDownMonths: '61' }, ['coolDownMonths']],
    ['a rule left empty', { quorumPart: '' }, ['quorumPart']],
  ])('refuses %s beside its field', (_, changes, fields) => {
    expect(fieldsAtFault(changes)).toEqual(fields);
  });

  it('leaves out the rest of items where there is none: the digest of a plan without it stays what it was', () => {
    const read = readPlanForm(form({ coolDownMonths: '0' }), DEFAULT_RULES, 'vi');
    if (!read.ok) throw new Error('refused');
    expect(planDigest(read.value.rules, read.value.blueprint)).toBe(planDigest(DEFAULT_RULES, DEFAULT_BLUEPRINT));
  });

  it('asks for no essay where no number is given, whatever the points say', () => {
    const read = readPlanForm(form({ 'e-theme-count': '', 'e-theme-points': '10' }), DEFAULT_RULES, 'vi');
    expect(read.ok && read.value.blueprint.essays).toBeUndefined();
  });
});
