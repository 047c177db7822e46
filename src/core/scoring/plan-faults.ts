import { type Blueprint, essayCount, formSize, pointsPerItem } from '../blueprint/blueprint.js';
import type { Refusal } from '../shared/result.js';
import { councilRules, oralRules, type RuleSet, totalPoints, violationRules, writtenRules } from './rule-set.js';

/** More than this nobody writes in an hour, nor does a page without script carry. */
const MAX_ESSAYS = 5;

/** What does not fit together in a plan, all at once; `field` is where the form shows it. */
export interface PlanFault extends Refusal {
  readonly field: string;
}

export function planFaults(rules: RuleSet, blueprint: Blueprint): PlanFault[] {
  return [
    ...componentFaults(rules),
    ...bandFaults(rules),
    ...blueprintFaults(rules, blueprint),
    ...violationFaults(rules),
    ...councilFaults(rules),
  ];
}

function componentFaults(rules: RuleSet): PlanFault[] {
  if (rules.components.length === 0) return [{ field: 'written', code: 'plan/no-component' }];
  const oral = oralRules(rules);
  const over = oral !== null && oral.tolerance > oral.pointsPerQuestion;
  return over ? [{ field: 'tolerance', code: 'plan/tolerance-too-wide' }] : [];
}

function bandFaults(rules: RuleSet): PlanFault[] {
  const total = totalPoints(rules);
  const faults: PlanFault[] = [];
  if (rules.pass > total) faults.push({ field: 'pass', code: 'plan/pass-over-total', params: { total: total / 100 } });
  const [excellent, good, pass] = rules.bands.map((b) => b.from);
  if (excellent === undefined || good === undefined || pass === undefined) return faults;
  if (!(excellent > good && good > pass)) faults.push({ field: 'excellent', code: 'plan/bands-order' });
  if (excellent > total)
    faults.push({ field: 'excellent', code: 'plan/band-over-total', params: { total: total / 100 } });
  return faults;
}

function blueprintFaults(rules: RuleSet, blueprint: Blueprint): PlanFault[] {
  const written = writtenRules(rules);
  if (written === null) return [];
  if (essayCount(blueprint) > MAX_ESSAYS)
    return [{ field: 'essays', code: 'blueprint/too-many-essays', params: { max: MAX_ESSAYS } }];
  if (formSize(blueprint) > 200) return [{ field: 'blueprint', code: 'blueprint/too-many', params: { max: 200 } }];
  const points = pointsPerItem(blueprint, written.points);
  if (points.ok) return [];
  return [{ field: points.error.code === 'blueprint/essay-points' ? 'essays' : 'blueprint', ...points.error }];
}

/** A graver degree never takes off less. */
function violationFaults(rules: RuleSet): PlanFault[] {
  const percents = violationRules(rules).map((r) => r.percent);
  const inOrder = percents.every((p, i) => i === 0 || p >= (percents[i - 1] ?? 0));
  return inOrder ? [] : [{ field: 'warningPercent', code: 'plan/violations-order' }];
}

function councilFaults(rules: RuleSet): PlanFault[] {
  const { part, of } = councilRules(rules).quorum;
  return part > of ? [{ field: 'quorumPart', code: 'plan/quorum-over-all' }] : [];
}
