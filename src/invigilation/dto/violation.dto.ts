import { Transform } from 'class-transformer';
import { IsIn, IsUUID, Length } from 'class-validator';
import { tidy } from '../../common/http/forms.js';
import type { ComponentKind } from '../../core/scoring/outcome.js';
import { VIOLATION_DEGREES, type ViolationDegree } from '../../core/scoring/rule-set.js';

export class ViolationDto {
  @Transform(tidy)
  @IsUUID(undefined, { message: 'form.choose' })
  entryId: string;

  @IsIn(['written', 'oral'], { message: 'form.choose' })
  component: ComponentKind;

  @IsIn(VIOLATION_DEGREES, { message: 'form.choose' })
  degree: ViolationDegree;

  @Transform(tidy)
  @Length(10, 500, { message: 'form.length', context: { min: 10, max: 500 } })
  happened: string;
}

export class WithdrawDto {
  @Transform(tidy)
  @Length(3, 300, { message: 'form.reason', context: { min: 3, max: 300 } })
  reason: string;
}
