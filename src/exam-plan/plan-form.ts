import { plainToInstance, Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Length, Max, Min, validateSync, type ValidationError } from 'class-validator';
import { type FieldError, fieldError, tidy, wholeNumber } from '../common/http/forms.js';
import type { Blueprint, BlueprintTopic } from '../core/blueprint/blueprint.js';
import { ITEM_LEVELS } from '../core/item/item.js';
import { type OralRules, oralRules, type RuleSet, type WrittenRules, writtenRules } from '../core/scoring/rule-set.js';
import { type Lang, translate } from '../i18n/translator.js';

/** '62,5' or '62.5' as hundredths; anything else stays as typed and fails its rule. */
const typedPoints = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^\d{1,4}([.,]\d{1,2})?$/.test(value.trim())
    ? Math.round(Number(value.trim().replace(',', '.')) * 100)
    : value === ''
      ? undefined
      : value;

const range = (min: number, max: number): { message: string; context: { min: number; max: number } } => ({
  message: 'form.range',
  context: { min, max },
});
const pointsRange = { message: 'form.points', context: { max: 1000 } };

/** The plan's form; written or oral left out when the box is not ticked. */
class PlanDto {
  @Transform(tidy)
  @Length(3, 200, { message: 'form.length', context: { min: 3, max: 200 } })
  title: string;

  @IsOptional()
  @IsIn(['yes'], { message: 'form.choose' })
  written?: string;

  @Transform(wholeNumber)
  @IsInt(range(5, 300))
  @Min(5, range(5, 300))
  @Max(300, range(5, 300))
  minutes: number;

  @Transform(typedPoints)
  @IsInt(pointsRange)
  @Min(100, pointsRange)
  @Max(100_000, pointsRange)
  writtenPoints: number;

  @Transform(wholeNumber)
  @IsInt(range(0, 100))
  @Min(0, range(0, 100))
  @Max(100, range(0, 100))
  writtenFloor: number;

  @Transform(wholeNumber)
  @IsInt(range(0, 300))
  @Min(0, range(0, 300))
  @Max(300, range(0, 300))
  graceSeconds: number;

  @Transform(wholeNumber)
  @IsInt(range(0, 120))
  @Min(0, range(0, 120))
  @Max(120, range(0, 120))
  lateEntryMinutes: number;

  @IsIn(['allOrNothing', 'perOption'], { message: 'form.choose' })
  multipleScoring: 'allOrNothing' | 'perOption';

  @IsOptional()
  @IsIn(['yes'], { message: 'form.choose' })
  oral?: string;

  @Transform(wholeNumber)
  @IsInt(range(1, 10))
  @Min(1, range(1, 10))
  @Max(10, range(1, 10))
  questions: number;

  @Transform(typedPoints)
  @IsInt(pointsRange)
  @Min(50, pointsRange)
  @Max(100_000, pointsRange)
  questionPoints: number;

  @Transform(wholeNumber)
  @IsInt(range(1, 3))
  @Min(1, range(1, 3))
  @Max(3, range(1, 3))
  raters: number;

  @Transform(typedPoints)
  @IsInt(pointsRange)
  @Min(0, pointsRange)
  tolerance: number;

  @Transform(wholeNumber)
  @IsInt(range(0, 100))
  @Min(0, range(0, 100))
  @Max(100, range(0, 100))
  oralFloor: number;

  @Transform(typedPoints)
  @IsInt(pointsRange)
  @Min(0, pointsRange)
  pass: number;

  @Transform(typedPoints)
  @IsInt(pointsRange)
  excellent: number;

  @Transform(typedPoints)
  @IsInt(pointsRange)
  good: number;

  @Transform(wholeNumber)
  @IsInt(range(1, 50))
  @Min(1, range(1, 50))
  @Max(50, range(1, 50))
  maxPerClause: number;
}

export interface ReadPlan {
  readonly title: string;
  readonly rules: RuleSet;
  readonly blueprint: Blueprint;
}

export type PlanReading = { ok: true; value: ReadPlan } | { ok: false; errors: FieldError[] };

/** Reads the plan's form, matrix included; fields of the matrix are named n-<topic>-<level>. */
export function readPlanForm(body: unknown, before: RuleSet, lang: Lang): PlanReading {
  const typed = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const plain = Object.fromEntries(
    Object.entries(typed).filter(([k]) => !k.startsWith('n-') && k !== '_csrf' && k !== 'bank'),
  );
  const dto = plainToInstance(PlanDto, plain);
  const faults = validateSync(dto, { whitelist: true, forbidUnknownValues: true });
  const { topics, errors } = readMatrix(typed, lang);
  const all = [...faults.map((f) => told(f, lang)), ...errors];
  if (all.length > 0) return { ok: false, errors: all };
  return {
    ok: true,
    value: { title: dto.title, rules: toRules(dto, before), blueprint: { topics, maxPerClause: dto.maxPerClause } },
  };
}

function told(fault: ValidationError, lang: Lang): FieldError {
  const [name] = Object.keys(fault.constraints ?? {});
  const params = (fault.contexts?.[name ?? ''] ?? {}) as Record<string, string | number>;
  return fieldError(fault.property, translate(lang, fault.constraints?.[name ?? ''] ?? 'form.invalid', params), lang);
}

function readMatrix(
  typed: Readonly<Record<string, unknown>>,
  lang: Lang,
): { topics: BlueprintTopic[]; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const codes = [
    ...new Set(
      Object.keys(typed).flatMap((k) => /^n-([a-z][a-z0-9-]*)-(?:recall|understand|apply)$/.exec(k)?.[1] ?? []),
    ),
  ];
  const topics = codes.map((topic) => {
    const cell = (level: string): number => {
      const field = `n-${topic}-${level}`;
      const raw = typed[field];
      const text = typeof raw === 'string' ? raw.trim() : '';
      if (/^\d{0,2}$/.test(text)) return Number(text);
      errors.push({ field, message: translate(lang, 'form.range', { min: 0, max: 99 }) });
      return 0;
    };
    const [recall, understand, apply] = ITEM_LEVELS.map(cell);
    return { topic, recall: recall ?? 0, understand: understand ?? 0, apply: apply ?? 0 };
  });
  return { topics, errors };
}

function toRules(dto: PlanDto, before: RuleSet): RuleSet {
  const oldWritten = writtenRules(before);
  const oldOral = oralRules(before);
  const written: WrittenRules = {
    kind: 'written',
    minutes: dto.minutes,
    points: dto.writtenPoints,
    floorPercent: dto.writtenFloor,
    multipleScoring: dto.multipleScoring,
    graceSeconds: dto.graceSeconds,
    lateEntryMinutes: dto.lateEntryMinutes,
    maxOutageMinutes: oldWritten?.maxOutageMinutes ?? 30,
  };
  const oral: OralRules = {
    kind: 'oral',
    questions: dto.questions,
    pointsPerQuestion: dto.questionPoints,
    raters: dto.raters,
    tolerance: dto.tolerance,
    thinkMinutes: oldOral?.thinkMinutes ?? 3,
    answerMinutes: oldOral?.answerMinutes ?? 5,
    floorPercent: dto.oralFloor,
  };
  const components = [...(dto.written === undefined ? [] : [written]), ...(dto.oral === undefined ? [] : [oral])];
  const bands = [
    { code: 'excellent', from: dto.excellent },
    { code: 'good', from: dto.good },
    { code: 'pass', from: dto.pass },
  ] as const;
  return { components, pass: dto.pass, bands, rounding: before.rounding, eligibility: before.eligibility };
}
