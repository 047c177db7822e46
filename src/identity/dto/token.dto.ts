import { Transform } from 'class-transformer';
import { IsIn, IsInt, Length, Max, Min } from 'class-validator';
import { tidy, wholeNumber } from '../../common/http/forms.js';
import { API_SCOPES, type ApiScope } from '../entities/api-token.entity.js';

const range = { message: 'form.range', context: { min: 1, max: 366 } };

export class NewTokenDto {
  @Transform(tidy)
  @Length(2, 100, { message: 'form.length', context: { min: 2, max: 100 } })
  label: string;

  @Transform(wholeNumber)
  @IsInt(range)
  @Min(1, range)
  @Max(366, range)
  days: number;

  @IsIn(API_SCOPES, { message: 'form.choose' })
  scope: ApiScope;
}
