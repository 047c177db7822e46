import { DEFAULT_ELIGIBILITY, type EligibilityRules } from '../batch/eligibility.js';
import type { MultipleScoring } from '../item/item.js';
import type { Points } from '../shared/points.js';

/** The written part: a questionnaire on one form a candidate. */
export interface WrittenRules {
  readonly kind: 'written';
  readonly minutes: number;
  readonly points: Points;
  /** Below this share of the points the person fails whatever the total. */
  readonly floorPercent: number;
  readonly multipleScoring: MultipleScoring;
  /** After the deadline the server still takes what arrives for so long. */
  readonly graceSeconds: number;
  /** How long after the start signal a form may still be opened without leave. */
  readonly lateEntryMinutes: number;
  /** Longer outages leave attempts paused until an invigilator resumes. */
  readonly maxOutageMinutes: number;
}

/** The oral part. */
export interface OralRules {
  readonly kind: 'oral';
  readonly questions: number;
  readonly pointsPerQuestion: Points;
  readonly raters: number;
  /** Raters further apart than this on one question need a settlement. */
  readonly tolerance: Points;
  readonly thinkMinutes: number;
  readonly answerMinutes: number;
  readonly floorPercent: number;
}

export type ComponentRules = WrittenRules | OralRules;

export interface Band {
  readonly code: 'excellent' | 'good' | 'pass';
  readonly from: Points;
}

/** Everything about an exam that no regulation fixes: data of the plan, frozen into the batch. */
export interface RuleSet {
  readonly components: readonly ComponentRules[];
  readonly pass: Points;
  readonly bands: readonly Band[];
  /** Rounding steps at the three named places. */
  readonly rounding: { readonly item: Points; readonly component: Points; readonly total: Points };
  readonly eligibility: EligibilityRules;
}

export const DEFAULT_RULES: RuleSet = {
  components: [
    {
      kind: 'written',
      minutes: 45,
      points: 6000,
      floorPercent: 50,
      multipleScoring: 'allOrNothing',
      graceSeconds: 30,
      lateEntryMinutes: 15,
      maxOutageMinutes: 30,
    },
    {
      kind: 'oral',
      questions: 2,
      pointsPerQuestion: 2000,
      raters: 2,
      tolerance: 400,
      thinkMinutes: 3,
      answerMinutes: 5,
      floorPercent: 50,
    },
  ],
  pass: 6000,
  bands: [
    { code: 'excellent', from: 8500 },
    { code: 'good', from: 7000 },
    { code: 'pass', from: 6000 },
  ],
  rounding: { item: 1, component: 1, total: 1 },
  eligibility: DEFAULT_ELIGIBILITY,
};

export const writtenRules = (rules: RuleSet): WrittenRules | null =>
  rules.components.find((c): c is WrittenRules => c.kind === 'written') ?? null;

export const oralRules = (rules: RuleSet): OralRules | null =>
  rules.components.find((c): c is OralRules => c.kind === 'oral') ?? null;

export const componentPoints = (c: ComponentRules): Points =>
  c.kind === 'written' ? c.points : c.questions * c.pointsPerQuestion;

/** Points that all components can give together. */
export const totalPoints = (rules: RuleSet): Points => rules.components.reduce((sum, c) => sum + componentPoints(c), 0);
