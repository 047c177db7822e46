import type { BatchView } from '../batch/batch.service.js';
import type { BatchEntry } from '../batch/entities/batch-entry.entity.js';
import { oralPoints } from '../core/scoring/oral-points.js';
import { type ComponentFact, joinComponents, type Outcome, type OutcomeCounts } from '../core/scoring/outcome.js';
import { oralRules, type RuleSet, writtenRules } from '../core/scoring/rule-set.js';
import type { Points } from '../core/shared/points.js';
import type { Attempt } from '../delivery/entities/attempt.entity.js';
import type { Incident } from '../invigilation/entities/incident.entity.js';
import type { Violation } from '../invigilation/entities/violation.entity.js';
import type { OralSession } from '../oral/entities/oral.entity.js';
import type { JoinedQuestion } from '../rating/joined-marks.service.js';
import type { WrittenScore } from './entities/written-score.entity.js';
import type { MissingWork } from './missing-work.js';

/** One person's outcome and everything that it rests on. */
export interface OutcomeRow {
  readonly entry: BatchEntry;
  readonly attempt: Attempt | null;
  /** The newest version; null where there is none, or where its essays are being marked anew. */
  readonly written: WrittenScore | null;
  /** Essays of the person, marked by people; empty in a part without essays. */
  readonly essays: readonly JoinedQuestion[];
  /** Handed in, with essays that nobody has finished marking. */
  readonly waitsForEssays: boolean;
  /** Answers came after the end, about which nobody has decided. */
  readonly hasOpenLate: boolean;
  /** Null: a plan without an oral part. */
  readonly oral: OralResult | null;
  /** Minutes in force. */
  readonly violations: readonly Violation[];
  /** What happened to the person in the room. */
  readonly incidents: readonly Incident[];
  readonly outcome: Outcome;
}

export interface OralResult {
  readonly session: OralSession | null;
  readonly questions: readonly JoinedQuestion[];
  readonly points: Points | null;
}

export interface BatchOutcomes {
  readonly view: BatchView;
  readonly rules: RuleSet;
  /** Numbered entries, in the order of numbers. */
  readonly rows: readonly OutcomeRow[];
  readonly counts: OutcomeCounts;
  readonly missing: readonly MissingWork[];
}

export type RowFacts = Omit<OutcomeRow, 'outcome' | 'oral'> & {
  readonly session: OralSession | null;
  readonly questions: readonly JoinedQuestion[];
  /** The person's sitting is over: who was there and opened no paper has missed the part. */
  readonly sittingClosed: boolean;
};

/** Joins what is known of one person by the frozen plan. */
export function toRow(facts: RowFacts, rules: RuleSet): OutcomeRow {
  const { entry, attempt, written, essays, waitsForEssays, hasOpenLate, session, questions, violations, incidents } =
    facts;
  const oral = oralRules(rules);
  const points =
    oral === null
      ? null
      : oralPoints(
          questions.map((q) => q.mark),
          oral.questions,
          rules.rounding,
        );
  const row = {
    entry,
    attempt,
    written,
    essays,
    waitsForEssays,
    hasOpenLate,
    violations,
    incidents,
    oral: oral === null ? null : { session, questions, points },
  };
  return { ...row, outcome: outcomeOf(row, rules, writtenFact(facts, rules)) };
}

/** The outcome that the row would have with another written score. */
export const withWritten = (row: OutcomeRow, rules: RuleSet, points: Points): Outcome =>
  outcomeOf(row, rules, { kind: 'written', points, missed: null });

function outcomeOf(row: Omit<OutcomeRow, 'outcome'>, rules: RuleSet, written: ComponentFact | null): Outcome {
  const facts = [written, oralFact(row.oral)].filter((f) => f !== null);
  const violations = row.violations.map(({ component, degree, percent }) => ({ component, degree, percent }));
  return joinComponents({ attendance: row.entry.attendance, components: facts, violations }, rules);
}

function writtenFact(facts: RowFacts, rules: RuleSet): ComponentFact | null {
  if (writtenRules(rules) === null) return null;
  const isOut = facts.entry.attendance === 'present' && facts.sittingClosed && facts.attempt === null;
  const missed = isOut ? 'withoutLeave' : null;
  return { kind: 'written', points: facts.written?.points ?? null, missed };
}

/** Marks that are in before the examination is over are not yet its result. */
function oralFact(oral: OralResult | null): ComponentFact | null {
  if (oral === null) return null;
  const missed = oral.session?.missed ?? null;
  const isOver = oral.session !== null && oral.session.finishedAt !== null;
  return { kind: 'oral', points: isOver ? oral.points : null, missed };
}
