import { Transform } from 'class-transformer';
import { IsUUID, Length } from 'class-validator';
import { tidy } from '../../common/http/forms.js';

const reasonRule = { message: 'form.reason', context: { min: 3, max: 300 } };

export class EssayReasonDto {
  @Transform(tidy)
  @Length(3, 300, reasonRule)
  reason: string;
}

export class ReleaseDto {
  @Transform(tidy)
  @IsUUID(undefined, { message: 'form.choose' })
  raterId: string;
}
