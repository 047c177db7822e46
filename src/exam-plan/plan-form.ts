import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { type FieldError, fieldError } from '../common/http/forms.js';
import { type Blueprint, type BlueprintEssay, type BlueprintTopic, MORE_KINDS } from '../core/blueprint/blueprint.js';
import { ITEM_LEVELS } from '../core/item/item.js';
import { MARK_STEP } from '../core/rubric/rubric.js';
import { type OralRules, type RuleSet, type WrittenRules, writtenRules } from '../core/scoring/rule-set.js';
import { type Lang, translate } from '../i18n/translator.js';
import { PlanDto, typedPoints } from './dto/plan.dto.js';

export interface ReadPlan {
  readonly title: string;
  readonly rules: RuleSet;
  readonly blueprint: Blueprint;
}

export type PlanReading = { ok: true; value: ReadPlan } | { ok: false; errors: FieldError[] };

/**
 * Reads the plan's form, matrix included; fields of the matrix are named n-<topic>-<level>, those of the essays
 * e-<topic>-count and e-<topic>-points.
 */
export function readPlanForm(body: unknown, before: RuleSet, lang: Lang): PlanReading {
  const typed = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const plain = Object.fromEntries(
    Object.entries(typed).filter(([k]) => !/^[ne]-/.test(k) && k !== '_csrf' && k !== 'bank'),
  );
  const dto = plainToInstance(PlanDto, plain);
  const faults = validateSync(dto, { whitelist: true, forbidUnknownValues: true });
  const matrix = readMatrix(typed, lang);
  const essays = readEssays(typed, lang);
  const all = [...faults.map((f) => told(f, lang)), ...matrix.errors, ...essays.errors];
  if (all.length > 0) return { ok: false, errors: all };
  const { maxPerClause, coolDownMonths, equivalentWithin } = dto;
  const moreKinds = MORE_KINDS.filter((kind) => dto[kind] !== undefined);
  const blueprint: Blueprint = {
    topics: matrix.topics,
    maxPerClause,
    ...(coolDownMonths === 0 ? {} : { coolDownMonths }),
    ...(equivalentWithin === undefined ? {} : { equivalentWithin }),
    ...(essays.rows.length === 0 ? {} : { essays: essays.rows }),
    ...(moreKinds.length === 0 ? {} : { moreKinds }),
  };
  return { ok: true, value: { title: dto.title, rules: toRules(dto, before), blueprint } };
}

function told(fault: ValidationError, lang: Lang): FieldError {
  const [name] = Object.keys(fault.constraints ?? {});
  const params = (fault.contexts?.[name ?? ''] ?? {}) as Record<string, string | number>;
  return fieldError(fault.property, translate(lang, fault.constraints?.[name ?? ''] ?? 'form.invalid', params), lang);
}

const topicsIn = (typed: Readonly<Record<string, unknown>>, pattern: RegExp): string[] => [
  ...new Set(Object.keys(typed).flatMap((k) => pattern.exec(k)?.[1] ?? [])),
];

const textOf = (raw: unknown): string => (typeof raw === 'string' ? raw.trim() : '');

function readMatrix(
  typed: Readonly<Record<string, unknown>>,
  lang: Lang,
): { topics: BlueprintTopic[]; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const codes = topicsIn(typed, /^n-([a-z][a-z0-9-]*)-(?:recall|understand|apply)$/);
  const topics = codes.map((topic) => {
    const cell = (level: string): number => {
      const field = `n-${topic}-${level}`;
      const text = textOf(typed[field]);
      if (/^\d{0,2}$/.test(text)) return Number(text);
      errors.push({ field, message: translate(lang, 'form.range', { min: 0, max: 99 }) });
      return 0;
    };
    const [recall, understand, apply] = ITEM_LEVELS.map(cell);
    return { topic, recall: recall ?? 0, understand: understand ?? 0, apply: apply ?? 0 };
  });
  return { topics, errors };
}

/** One row a topic; a row without a number asks for no essay, whatever its points say. */
function readEssays(
  typed: Readonly<Record<string, unknown>>,
  lang: Lang,
): { rows: BlueprintEssay[]; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const rows = topicsIn(typed, /^e-([a-z][a-z0-9-]*)-count$/).flatMap((topic): BlueprintEssay[] => {
    const count = textOf(typed[`e-${topic}-count`]);
    if (!/^\d?$/.test(count))
      errors.push({ field: `e-${topic}-count`, message: translate(lang, 'form.range', { min: 0, max: 9 }) });
    if (Number(count) === 0 || Number.isNaN(Number(count))) return [];
    const points = typedPoints({ value: textOf(typed[`e-${topic}-points`]) });
    if (typeof points === 'number' && points > 0 && points % MARK_STEP === 0)
      return [{ topic, count: Number(count), points }];
    errors.push({ field: `e-${topic}-points`, message: translate(lang, 'plan.essay.pointsRule') });
    return [];
  });
  return { rows, errors };
}

function toRules(dto: PlanDto, before: RuleSet): RuleSet {
  const components = [
    ...(dto.written === undefined ? [] : [toWritten(dto, before)]),
    ...(dto.oral === undefined ? [] : [toOral(dto)]),
  ];
  return {
    components,
    pass: dto.pass,
    bands: [
      { code: 'excellent', from: dto.excellent },
      { code: 'good', from: dto.good },
      { code: 'pass', from: dto.pass },
    ],
    rounding: before.rounding,
    eligibility: before.eligibility,
    violations: [
      { degree: 'reprimand', percent: dto.reprimandPercent },
      { degree: 'warning', percent: dto.warningPercent },
      { degree: 'suspension', percent: dto.suspensionPercent },
    ],
    council: { quorum: { part: dto.quorumPart, of: dto.quorumOf }, adoptOverPercent: dto.adoptOverPercent },
    publication: { person: dto.personSees, unit: dto.unitSees },
    gate: {
      resultsLocked: dto.gateResultsLocked,
      passed: dto.gatePassed,
      certificate: dto.gateCertificate,
      cellResolution: dto.gateCellResolution,
      age: dto.gateAge,
    },
    // Left out where it is not wanted: plans made before there were seals keep their digest.
    ...(dto.sealed === undefined ? {} : { sealed: true }),
  };
}

const toWritten = (dto: PlanDto, before: RuleSet): WrittenRules => ({
  kind: 'written',
  minutes: dto.minutes,
  points: dto.writtenPoints,
  floorPercent: dto.writtenFloor,
  multipleScoring: dto.multipleScoring,
  graceSeconds: dto.graceSeconds,
  lateEntryMinutes: dto.lateEntryMinutes,
  maxOutageMinutes: writtenRules(before)?.maxOutageMinutes ?? 30,
  essay: { raters: dto.essayRaters, tolerancePercent: dto.essayTolerance },
  lateAnswers: dto.lateAnswers,
});

const toOral = (dto: PlanDto): OralRules => ({
  kind: 'oral',
  questions: dto.questions,
  pointsPerQuestion: dto.questionPoints,
  raters: dto.raters,
  tolerance: dto.tolerance,
  thinkMinutes: dto.thinkMinutes,
  answerMinutes: dto.answerMinutes,
  floorPercent: dto.oralFloor,
  settledBy: dto.settledBy,
});
