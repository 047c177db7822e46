import { canonicalJson, type JsonValue } from '../ledger/canonical-json.js';
import { sha256Hex } from '../shared/digest.js';
import { type Points, roundPoints } from '../shared/points.js';
import type { Attendance } from '../statistics/reconciliation.js';
import { type Band, type ComponentRules, componentPoints, type RuleSet, type ViolationDegree } from './rule-set.js';

export type ComponentKind = ComponentRules['kind'];

/** What is known of one person in one component. */
export interface ComponentFact {
  readonly kind: ComponentKind;
  /** Null: not scored yet, or missed. */
  readonly points: Points | null;
  readonly missed: 'withLeave' | 'withoutLeave' | null;
}

export interface ViolationFact {
  readonly component: ComponentKind;
  readonly degree: ViolationDegree;
  readonly percent: number;
}

/** Everything that an outcome rests on besides the frozen plan. */
export interface OutcomeFacts {
  readonly attendance: Attendance | null;
  readonly components: readonly ComponentFact[];
  /** Violation minutes in force; withdrawn ones are left out. */
  readonly violations: readonly ViolationFact[];
}

/** How one component came to its points. */
export interface ComponentOutcome {
  readonly kind: ComponentKind;
  /** Before any deduction; null while it is not scored. */
  readonly raw: Points | null;
  readonly deductionPercent: number;
  readonly deduction: Points;
  readonly points: Points | null;
  readonly max: Points;
  readonly floor: Points;
  readonly missed: ComponentFact['missed'];
}

export type BandCode = Band['code'] | 'fail';
export const BAND_CODES = ['excellent', 'good', 'pass', 'fail'] as const satisfies readonly BandCode[];

/**
 * graded: has a total and a band; incomplete: missed a component with leave; suspended: stopped during the check;
 * the rest were never there; pending: something is still missing.
 */
export const OUTCOME_STATUSES = [
  'graded',
  'incomplete',
  'suspended',
  'absentWithLeave',
  'absent',
  'barred',
  'pending',
] as const;
export type OutcomeStatus = (typeof OUTCOME_STATUSES)[number];

export type FailReason = 'belowPass' | 'belowFloor.written' | 'belowFloor.oral' | 'missed.written' | 'missed.oral';

export interface Outcome {
  readonly status: OutcomeStatus;
  readonly components: readonly ComponentOutcome[];
  readonly total: Points | null;
  readonly band: BandCode | null;
  /** Why the band is 'fail'. */
  readonly reasons: readonly FailReason[];
}

/**
 * Joins the components by the frozen plan: deductions, rounding of component and total, floors, pass, bands. Floors and
 * bands are judged on rounded values.
 */
export function joinComponents(facts: OutcomeFacts, rules: RuleSet): Outcome {
  const components = rules.components.map((c) => componentOutcome(c, facts, rules));
  const none = { components, total: null, band: null, reasons: [] };
  if (facts.attendance === null) return { ...none, status: 'pending' };
  if (facts.attendance !== 'present') return { ...none, status: facts.attendance };
  if (facts.violations.some((v) => v.degree === 'suspension')) return { ...none, status: 'suspended' };
  if (components.some((c) => c.missed === 'withLeave')) return { ...none, status: 'incomplete' };
  if (components.some((c) => c.points === null)) return { ...none, status: 'pending' };
  const sum = components.reduce((total, c) => total + (c.points ?? 0), 0);
  const total = roundPoints(sum, 1, rules.rounding.total);
  const reasons = failReasons(components, total, rules);
  const band = reasons.length > 0 ? 'fail' : (rules.bands.find((b) => total >= b.from)?.code ?? 'pass');
  return { status: 'graded', components, total, band, reasons };
}

export const hasPassed = (outcome: Pick<Outcome, 'status' | 'band'>): boolean =>
  outcome.status === 'graded' && outcome.band !== 'fail';

function componentOutcome(c: ComponentRules, facts: OutcomeFacts, rules: RuleSet): ComponentOutcome {
  const fact = facts.components.find((f) => f.kind === c.kind);
  const missed = fact?.missed ?? null;
  const scored = missed === 'withoutLeave' ? 0 : (fact?.points ?? null);
  // Rounded before the deduction too: else rounding what is left could give more than there was.
  const raw = scored === null ? null : roundPoints(scored, 1, rules.rounding.component);
  const max = componentPoints(c);
  const own = facts.violations.filter((v) => v.component === c.kind);
  const deductionPercent = Math.min(
    100,
    own.reduce((sum, v) => sum + v.percent, 0),
  );
  const floor = roundPoints(max * c.floorPercent, 100, 1);
  if (raw === null) return { kind: c.kind, raw, deductionPercent, deduction: 0, points: null, max, floor, missed };
  const points = roundPoints(raw * (100 - deductionPercent), 100, rules.rounding.component);
  return { kind: c.kind, raw, deductionPercent, deduction: raw - points, points, max, floor, missed };
}

function failReasons(components: readonly ComponentOutcome[], total: Points, rules: RuleSet): FailReason[] {
  const reasons: FailReason[] = components.flatMap((c) => {
    if (c.missed === 'withoutLeave') return [`missed.${c.kind}` as const];
    return (c.points ?? 0) < c.floor ? [`belowFloor.${c.kind}` as const] : [];
  });
  return total < rules.pass ? [...reasons, 'belowPass'] : reasons;
}

/** What the ledger keeps of a result. */
export const outcomeDigest = (outcome: Outcome): string => sha256Hex(canonicalJson(outcome as unknown as JsonValue));

/** Everybody exactly once: registered = present + the absent; present = bands + incomplete + suspended + pending. */
export interface OutcomeCounts {
  readonly registered: number;
  readonly present: number;
  readonly absentWithLeave: number;
  readonly absent: number;
  readonly barred: number;
  readonly unmarked: number;
  readonly bands: Readonly<Record<BandCode, number>>;
  readonly passed: number;
  readonly incomplete: number;
  readonly suspended: number;
  readonly pending: number;
}

export function countOutcomes(
  rows: readonly { readonly attendance: Attendance | null; readonly outcome: Outcome }[],
): OutcomeCounts {
  const by = (test: (r: (typeof rows)[number]) => boolean): number => rows.filter(test).length;
  const status = (s: OutcomeStatus): number => by((r) => r.outcome.status === s);
  const band = (b: BandCode): number => by((r) => r.outcome.status === 'graded' && r.outcome.band === b);
  return {
    registered: rows.length,
    present: by((r) => r.attendance === 'present'),
    absentWithLeave: status('absentWithLeave'),
    absent: status('absent'),
    barred: status('barred'),
    unmarked: by((r) => r.attendance === null),
    bands: { excellent: band('excellent'), good: band('good'), pass: band('pass'), fail: band('fail') },
    passed: by((r) => hasPassed(r.outcome)),
    incomplete: status('incomplete'),
    suspended: status('suspended'),
    pending: by((r) => r.attendance === 'present' && r.outcome.status === 'pending'),
  };
}
