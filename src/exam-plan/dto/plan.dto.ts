import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Length, Max, Min } from 'class-validator';
import { MOST_REST_MONTHS } from '../../core/blueprint/cool-down.js';
import { tidy, wholeNumber } from '../../common/http/forms.js';
import {
  GATE_WEIGHTS,
  type GateWeight,
  LATE_ANSWERS,
  type LateAnswersRule,
  type Settler,
  SETTLERS,
  VISIBILITIES,
  type Visibility,
} from '../../core/scoring/rule-set.js';

/** '62,5' or '62.5' as hundredths; anything else stays as typed and fails its rule. */
export const typedPoints = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^\d{1,4}([.,]\d{1,2})?$/.test(value.trim())
    ? Math.round(Number(value.trim().replace(',', '.')) * 100)
    : value === ''
      ? undefined
      : value;

const Whole = (min: number, max: number): PropertyDecorator => {
  const rule = { message: 'form.range', context: { min, max } };
  return applyDecorators(Transform(wholeNumber), IsInt(rule), Min(min, rule), Max(max, rule));
};
/** Hundredths; @param min in hundredths too */
const PointsFrom = (min: number): PropertyDecorator => {
  const rule = { message: 'form.points', context: { max: 1000 } };
  return applyDecorators(Transform(typedPoints), IsInt(rule), Min(min, rule), Max(100_000, rule));
};
/** A tenth of a point: nearer no bank brings forms together. */
const LEAST_LIMIT = 10;

const OneOf = (values: readonly string[]): PropertyDecorator => IsIn(values, { message: 'form.choose' });
const Ticked = (): PropertyDecorator => applyDecorators(IsOptional(), OneOf(['yes']));

/** The plan's form; written or oral left out when the box is not ticked. */
export class PlanDto {
  @Transform(tidy)
  @Length(3, 200, { message: 'form.length', context: { min: 3, max: 200 } })
  title: string;

  @Ticked()
  written?: string;

  @Whole(5, 300)
  minutes: number;

  @PointsFrom(100)
  writtenPoints: number;

  @Whole(0, 100)
  writtenFloor: number;

  @Whole(0, 300)
  graceSeconds: number;

  @Whole(0, 120)
  lateEntryMinutes: number;

  @OneOf(LATE_ANSWERS)
  lateAnswers: LateAnswersRule;

  @OneOf(['allOrNothing', 'perOption'])
  multipleScoring: 'allOrNothing' | 'perOption';

  @Whole(1, 3)
  essayRaters: number;

  @Whole(0, 100)
  essayTolerance: number;

  @Ticked()
  oral?: string;

  @Whole(1, 10)
  questions: number;

  @PointsFrom(50)
  questionPoints: number;

  @Whole(1, 3)
  raters: number;

  @PointsFrom(0)
  tolerance: number;

  @Whole(0, 60)
  thinkMinutes: number;

  @Whole(1, 60)
  answerMinutes: number;

  @Whole(0, 100)
  oralFloor: number;

  @OneOf(SETTLERS)
  settledBy: Settler;

  @PointsFrom(0)
  pass: number;

  @PointsFrom(0)
  excellent: number;

  @PointsFrom(0)
  good: number;

  @Whole(0, 100)
  reprimandPercent: number;

  @Whole(0, 100)
  warningPercent: number;

  @Whole(0, 100)
  suspensionPercent: number;

  @Whole(1, 20)
  quorumPart: number;

  @Whole(1, 20)
  quorumOf: number;

  @Whole(1, 99)
  adoptOverPercent: number;

  @OneOf(VISIBILITIES)
  personSees: Visibility;

  @OneOf(VISIBILITIES)
  unitSees: Visibility;

  @OneOf(GATE_WEIGHTS)
  gateResultsLocked: GateWeight;

  @OneOf(GATE_WEIGHTS)
  gatePassed: GateWeight;

  @OneOf(GATE_WEIGHTS)
  gateCertificate: GateWeight;

  @OneOf(GATE_WEIGHTS)
  gateCellResolution: GateWeight;

  @OneOf(GATE_WEIGHTS)
  gateAge: GateWeight;

  @Whole(1, 50)
  maxPerClause: number;

  @Whole(0, MOST_REST_MONTHS)
  coolDownMonths: number;

  /** Left empty: no limit. */
  @IsOptional()
  @PointsFrom(LEAST_LIMIT)
  equivalentWithin?: number;

  @Ticked()
  shortText?: string;

  @Ticked()
  ordering?: string;

  @Ticked()
  matching?: string;

  @Ticked()
  sealed?: string;
}
