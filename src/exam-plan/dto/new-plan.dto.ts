import { Transform } from 'class-transformer';
import { Length } from 'class-validator';
import { tidy } from '../../common/http/forms.js';

export class NewPlanDto {
  @Transform(tidy)
  @Length(3, 200, { message: 'form.length', context: { min: 3, max: 200 } })
  title: string;
}
