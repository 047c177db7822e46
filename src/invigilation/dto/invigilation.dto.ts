import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsUUID, Length, Max, MaxLength, Min } from 'class-validator';
import { tidy, wholeNumber } from '../../common/http/forms.js';
import { type Attendance, ATTENDANCES } from '../../core/statistics/reconciliation.js';

const minutesRule = { message: 'form.range', context: { min: 1, max: 60 } };

/** Ticking one person, or everybody who has no mark yet (entryId absent). */
export class AttendanceDto {
  @IsOptional()
  @IsUUID(undefined, { message: 'form.choose' })
  entryId?: string;

  @IsIn(ATTENDANCES, { message: 'form.choose' })
  attendance: Attendance;

  @Transform(tidy)
  @IsOptional()
  @MaxLength(300, { message: 'form.tooLong', context: { max: 300 } })
  reason?: string;
}

export class GrantDto {
  @Transform(({ value }: { value: unknown }) => (value === '' ? undefined : value))
  @IsOptional()
  @IsUUID(undefined, { message: 'form.choose' })
  entryId?: string;

  @Transform(wholeNumber)
  @IsInt(minutesRule)
  @Min(1, minutesRule)
  @Max(60, minutesRule)
  minutes: number;

  @Transform(tidy)
  @Length(3, 300, { message: 'form.reason', context: { min: 3, max: 300 } })
  reason: string;
}

export class IncidentDto {
  @Transform(({ value }: { value: unknown }) => (value === '' ? undefined : value))
  @IsOptional()
  @IsUUID(undefined, { message: 'form.choose' })
  entryId?: string;

  @Transform(tidy)
  @Length(3, 500, { message: 'form.length', context: { min: 3, max: 500 } })
  text: string;
}
