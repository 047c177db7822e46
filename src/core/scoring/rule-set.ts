import { DEFAULT_ELIGIBILITY, type EligibilityRules } from '../batch/eligibility.js';
import type { PartialCredit } from '../item/kinds/kind.js';
import type { Points } from '../shared/points.js';

/** The written part: a questionnaire on one form a candidate. */
export interface WrittenRules {
  readonly kind: 'written';
  readonly minutes: number;
  readonly points: Points;
  /** Below this share of the points the person fails whatever the total. */
  readonly floorPercent: number;
  /** How an answer that is right in part counts: of several keys, an ordering, a matching. */
  readonly multipleScoring: PartialCredit;
  /** After the deadline the server still takes what arrives for so long. */
  readonly graceSeconds: number;
  /** How long after the start signal a form may still be opened without leave. */
  readonly lateEntryMinutes: number;
  /** Longer outages leave attempts paused until an invigilator resumes. */
  readonly maxOutageMinutes: number;
  /** How essays are marked; left out of plans made before essays were. */
  readonly essay?: EssayRules;
  /** What becomes of answers that arrive after the end; left out of plans that only refused them. */
  readonly lateAnswers?: LateAnswersRule;
}

export const LATE_ANSWERS = ['setAside', 'refuse'] as const;
/** setAside: kept for the council to decide; refuse: turned back by name. */
export type LateAnswersRule = (typeof LATE_ANSWERS)[number];

/** Essays of the written part: marked by people, blind, by number. */
export interface EssayRules {
  readonly raters: number;
  /** As a share of the essay's points: essays differ in points. */
  readonly tolerancePercent: number;
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
  /** Who settles marks beyond the tolerance; never a rater of that candidate. Left out: the chair. */
  readonly settledBy?: Settler;
}

export const SETTLERS = ['chair', 'viceChair'] as const;
export type Settler = (typeof SETTLERS)[number];

export const VIOLATION_DEGREES = ['reprimand', 'warning', 'suspension'] as const;
export type ViolationDegree = (typeof VIOLATION_DEGREES)[number];

/** What a violation minute takes off the component in which it happened; a suspension also ends the check. */
export interface ViolationRule {
  readonly degree: ViolationDegree;
  readonly percent: number;
}

/** When the council may conclude. */
export interface CouncilRules {
  /** Members present, as a share of all: 2 of 3. */
  readonly quorum: { readonly part: number; readonly of: number };
  /** A motion is adopted by more than this share of all members. */
  readonly adoptOverPercent: number;
}

export const VISIBILITIES = ['marks', 'band', 'none'] as const;
/** marks: marks and band; band: band alone; none: nothing. */
export type Visibility = (typeof VISIBILITIES)[number];

/** Who sees what once the results are published. */
export interface PublicationRules {
  readonly person: Visibility;
  readonly unit: Visibility;
}

export const GATE_CHECKS = ['resultsLocked', 'passed', 'certificate', 'cellResolution', 'age'] as const;
export type GateCheckCode = (typeof GATE_CHECKS)[number];
export const GATE_WEIGHTS = ['required', 'advisory', 'off'] as const;
export type GateWeight = (typeof GATE_WEIGHTS)[number];
export type GateRules = Readonly<Record<GateCheckCode, GateWeight>>;

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
  /** Left out of plans made before these rules were: then the defaults hold. Read them by the functions below. */
  readonly violations?: readonly ViolationRule[];
  readonly council?: CouncilRules;
  readonly publication?: PublicationRules;
  readonly gate?: GateRules;
  /** What is drawn at the closing of the roster is encrypted until two people open it; left out: it is not. */
  readonly sealed?: boolean;
}

const DEFAULT_ESSAY: EssayRules = { raters: 2, tolerancePercent: 20 };
const DEFAULT_VIOLATIONS: readonly ViolationRule[] = [
  { degree: 'reprimand', percent: 25 },
  { degree: 'warning', percent: 50 },
  { degree: 'suspension', percent: 100 },
];
const DEFAULT_COUNCIL: CouncilRules = { quorum: { part: 2, of: 3 }, adoptOverPercent: 50 };
const DEFAULT_PUBLICATION: PublicationRules = { person: 'marks', unit: 'band' };
const DEFAULT_GATE: GateRules = {
  resultsLocked: 'required',
  passed: 'required',
  certificate: 'required',
  cellResolution: 'required',
  age: 'advisory',
};

export const essayRules = (written: WrittenRules): EssayRules => written.essay ?? DEFAULT_ESSAY;
export const lateAnswersRule = (written: WrittenRules): LateAnswersRule => written.lateAnswers ?? 'refuse';
export const settlerOf = (oral: OralRules | null): Settler => oral?.settledBy ?? 'chair';
export const violationRules = (rules: RuleSet): readonly ViolationRule[] => rules.violations ?? DEFAULT_VIOLATIONS;
export const councilRules = (rules: RuleSet): CouncilRules => rules.council ?? DEFAULT_COUNCIL;
export const publicationRules = (rules: RuleSet): PublicationRules => rules.publication ?? DEFAULT_PUBLICATION;
export const isSealed = (rules: RuleSet): boolean => rules.sealed === true;
export const gateRules = (rules: RuleSet): GateRules => rules.gate ?? DEFAULT_GATE;

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
      essay: DEFAULT_ESSAY,
      lateAnswers: 'setAside',
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
      settledBy: 'chair',
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
  violations: DEFAULT_VIOLATIONS,
  council: DEFAULT_COUNCIL,
  publication: DEFAULT_PUBLICATION,
  gate: DEFAULT_GATE,
};

export const writtenRules = (rules: RuleSet): WrittenRules | null =>
  rules.components.find((c): c is WrittenRules => c.kind === 'written') ?? null;

export const oralRules = (rules: RuleSet): OralRules | null =>
  rules.components.find((c): c is OralRules => c.kind === 'oral') ?? null;

export const componentPoints = (c: ComponentRules): Points =>
  c.kind === 'written' ? c.points : c.questions * c.pointsPerQuestion;

/** Points that all components can give together. */
export const totalPoints = (rules: RuleSet): Points => rules.components.reduce((sum, c) => sum + componentPoints(c), 0);
