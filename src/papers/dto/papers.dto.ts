import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { tidy, wholeNumber } from '../../common/http/forms.js';

const numberRule = { message: 'form.range', context: { min: 1, max: 9999 } };

/** The number of one paper; left empty the paper bears none. */
export class NumberDto {
  @Transform(tidy)
  @Matches(/^[A-Za-z]+(:[0-9a-f-]{36})?$/, { message: 'form.choose' })
  subject: string;

  @Transform(wholeNumber)
  @IsOptional()
  @IsInt(numberRule)
  @Min(1, numberRule)
  @Max(9999, numberRule)
  number?: number;
}

/** Notices that have no number yet get one after another. */
export class NoticeNumbersDto {
  @Transform(wholeNumber)
  @IsInt(numberRule)
  @Min(1, numberRule)
  @Max(9999, numberRule)
  from: number;
}
