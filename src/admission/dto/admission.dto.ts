import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsIn, IsOptional, IsUUID, Length, Matches } from 'class-validator';
import { tidy, typedDate } from '../../common/http/forms.js';
import { DECISION_OUTCOMES, type DecisionOutcome } from '../../core/decision/admission.js';

const isoDate = /^\d{4}-\d{2}-\d{2}$/;

/** Ticked boxes come one by one, what was ticked on the page before as one field. */
const idList = ({ value }: { value: unknown }): unknown => {
  const parts: unknown[] = Array.isArray(value) ? value : [value ?? ''];
  return parts.every((p) => typeof p === 'string')
    ? [...new Set(parts.flatMap((p) => p.split(/[\s,]+/)).filter((id) => id !== ''))]
    : value;
};

export class SessionDto {
  @Transform(typedDate)
  @Matches(isoDate, { message: 'form.date' })
  heldOn: string;

  @Transform(tidy)
  @IsOptional()
  @Length(1, 60, { message: 'form.length', context: { min: 1, max: 60 } })
  documentNo?: string;
}

export class DecisionDto {
  @Transform(idList)
  @IsUUID(undefined, { each: true, message: 'form.choose' })
  @ArrayMaxSize(2000, { message: 'form.choose' })
  people: string[];

  @IsIn(DECISION_OUTCOMES, { message: 'form.choose' })
  outcome: DecisionOutcome;

  @Transform(typedDate)
  @Matches(isoDate, { message: 'form.date' })
  decidedOn: string;

  @Transform(tidy)
  @IsOptional()
  @Length(1, 60, { message: 'form.length', context: { min: 1, max: 60 } })
  documentNo?: string;

  @Transform(tidy)
  @IsOptional()
  @Length(3, 500, { message: 'form.length', context: { min: 3, max: 500 } })
  reason?: string;

  @Transform(tidy)
  @IsOptional()
  @Length(3, 500, { message: 'form.length', context: { min: 3, max: 500 } })
  exceptionReason?: string;

  /** Set by the page on which the names and the number of people were seen. */
  @IsOptional()
  @IsIn(['yes'], { message: 'form.choose' })
  confirmed?: 'yes';
}
