import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsUUID, Length, Max, Min } from 'class-validator';
import { tidy, wholeNumber } from '../../common/http/forms.js';

const chosen = ({ value }: { value: unknown }): unknown => (value === '' ? undefined : value);
const reasonRule = { message: 'form.reason', context: { min: 3, max: 300 } };
const placeRule = { message: 'form.range', context: { min: 1, max: 500 } };

/** A new panel: its room, and an examiner with an own unit for each seat that the plan has. */
export class PanelDto {
  @Transform(tidy)
  @Length(1, 100, { message: 'form.length', context: { min: 1, max: 100 } })
  room: string;

  @IsUUID(undefined, { message: 'form.choose' })
  examiner1: string;

  @Transform(chosen)
  @IsOptional()
  @IsUUID(undefined, { message: 'form.choose' })
  unit1?: string;

  @Transform(chosen)
  @IsOptional()
  @IsUUID(undefined, { message: 'form.choose' })
  examiner2?: string;

  @Transform(chosen)
  @IsOptional()
  @IsUUID(undefined, { message: 'form.choose' })
  unit2?: string;

  @Transform(chosen)
  @IsOptional()
  @IsUUID(undefined, { message: 'form.choose' })
  examiner3?: string;

  @Transform(chosen)
  @IsOptional()
  @IsUUID(undefined, { message: 'form.choose' })
  unit3?: string;
}

/** Somebody else at a seat; nobody when no examiner is named. */
export class SeatDto {
  @Transform(chosen)
  @IsOptional()
  @IsUUID(undefined, { message: 'form.choose' })
  examiner?: string;

  @Transform(chosen)
  @IsOptional()
  @IsUUID(undefined, { message: 'form.choose' })
  unit?: string;

  @Transform(tidy)
  @Length(3, 300, reasonRule)
  reason: string;
}

export class MoveDto {
  @IsUUID(undefined, { message: 'form.choose' })
  panelId: string;

  @Transform(wholeNumber)
  @IsInt(placeRule)
  @Min(1, placeRule)
  @Max(500, placeRule)
  place: number;

  @Transform(tidy)
  @Length(3, 300, reasonRule)
  reason: string;
}

export class ReasonDto {
  @Transform(tidy)
  @Length(3, 300, reasonRule)
  reason: string;
}

export class MissedDto {
  @IsIn(['withLeave', 'withoutLeave'], { message: 'form.choose' })
  missed: 'withLeave' | 'withoutLeave';

  @Transform(tidy)
  @Length(3, 300, reasonRule)
  reason: string;
}

export class ClockStepDto {
  @IsIn(['think', 'answer', 'finish'], { message: 'form.choose' })
  step: 'think' | 'answer' | 'finish';
}

const typedMark = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^\d{1,3}([.,]\d{1,2})?$/.test(value.trim())
    ? Math.round(Number(value.trim().replace(',', '.')) * 100)
    : value;

export class SettleDto {
  @Transform(typedMark)
  @IsInt({ message: 'form.mark' })
  @Min(0, { message: 'form.mark' })
  @Max(10_000, { message: 'form.mark' })
  points: number;

  @Transform(tidy)
  @Length(3, 500, { message: 'form.reason', context: { min: 3, max: 500 } })
  reason: string;
}
