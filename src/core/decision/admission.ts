import { canonicalJson, type JsonValue } from '../ledger/canonical-json.js';
import { sha256Hex } from '../shared/digest.js';
import { ok, refuse, type Result } from '../shared/result.js';
import type { GateAnswer, GateCheck } from './gate.js';

export const DECISION_OUTCOMES = ['admitted', 'deferred', 'notAdmitted', 'withdrawn'] as const;
export type DecisionOutcome = (typeof DECISION_OUTCOMES)[number];

/** What the standing committee decided about one person, as the clerk typed it. */
export interface Decision {
  readonly outcome: DecisionOutcome;
  readonly reason: string | null;
  readonly documentNo: string | null;
  /** YYYY-MM-DD */
  readonly decidedOn: string;
  /** Why the person is admitted although the gate is closed. */
  readonly exceptionReason: string | null;
}

/** The check that keeps a gate closed: the first required one that is not met. */
export const closedBy = (gate: GateAnswer): GateCheck | null =>
  gate.checks.find((c) => c.required && c.outcome !== 'met') ?? null;

/**
 * Only 'admitted' needs an open gate, or an exception with reason and number (its date is the decision's own); all others
 * need a reason. The software admits nobody: it refuses to record what has no basis.
 * @param name of the person, for the sentence
 */
export function mayRecord(decision: Decision, gate: GateAnswer, name: string): Result<null> {
  if (decision.outcome !== 'admitted') return decision.reason === null ? refuse('admission/reason-needed') : ok(null);
  const shut = closedBy(gate);
  // An exception that nothing needs is a slip of the hand, and is told rather than dropped.
  if (shut === null) return decision.exceptionReason === null ? ok(null) : refuse('admission/exception-needless');
  if (decision.exceptionReason === null) return refuse('admission/gate-closed', { name, check: shut.code });
  return decision.documentNo === null ? refuse('admission/exception-number') : ok(null);
}

/** Whether a decision says again what is on record; then nothing changes. */
export const saysTheSame = (a: Decision, b: Decision): boolean =>
  a.outcome === b.outcome &&
  a.reason === b.reason &&
  a.documentNo === b.documentNo &&
  a.decidedOn === b.decidedOn &&
  a.exceptionReason === b.exceptionReason;

/** What the ledger keeps of a row that records a decision or a session: everything that the row says. */
export const recordDigest = (row: Readonly<Record<string, JsonValue>>): string => sha256Hex(canonicalJson(row));

export interface DecisionCounts {
  readonly passed: number;
  readonly admitted: number;
  readonly deferred: number;
  readonly notAdmitted: number;
  readonly withdrawn: number;
  readonly undecided: number;
  /** Admitted by way of exception without having passed: beside the equation. */
  readonly admittedUnpassed: number;
}

/** Of those who passed, everybody exactly once: passed = admitted + deferred + notAdmitted + withdrawn + undecided. */
export function countDecisions(
  rows: readonly { readonly passed: boolean; readonly outcome: DecisionOutcome | null }[],
): DecisionCounts {
  const of = (outcome: DecisionOutcome | null, passed = true): number =>
    rows.filter((r) => r.passed === passed && r.outcome === outcome).length;
  return {
    passed: rows.filter((r) => r.passed).length,
    admitted: of('admitted'),
    deferred: of('deferred'),
    notAdmitted: of('notAdmitted'),
    withdrawn: of('withdrawn'),
    undecided: of(null),
    admittedUnpassed: of('admitted', false),
  };
}
