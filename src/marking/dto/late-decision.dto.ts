import { Transform } from 'class-transformer';
import { IsIn, IsInt, Length } from 'class-validator';
import { tidy, wholeNumber } from '../../common/http/forms.js';

export class LateDecisionDto {
  @IsIn(['yes', 'no'], { message: 'form.choose' })
  counted: 'yes' | 'no';

  @Transform(tidy)
  @Length(3, 300, { message: 'form.reason', context: { min: 3, max: 300 } })
  reason: string;

  /** The greatest number of the late answers that the page showed. */
  @Transform(wholeNumber)
  @IsInt({ message: 'form.choose' })
  seen: number;
}
