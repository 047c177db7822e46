import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsUUID, Length } from 'class-validator';
import { tidy } from '../../common/http/forms.js';

/** A step of a text on its way: of the version that the person saw. */
export class StepDto {
  @IsUUID(undefined, { message: 'form.invalid' })
  seen: string;

  @Transform(tidy)
  @IsOptional()
  @Length(3, 2000, { message: 'form.length', context: { min: 3, max: 2000 } })
  text?: string;
}

/** Why a text is given up. */
export class DropDto {
  @IsUUID(undefined, { message: 'form.invalid' })
  seen: string;

  @Transform(tidy)
  @Length(3, 2000, { message: 'form.length', context: { min: 3, max: 2000 } })
  text: string;
}

/** What a reviewer says to a new or changed text. */
export class DecideDto extends DropDto {
  @IsIn(['approve', 'sendBack'], { message: 'form.choose' })
  outcome: 'approve' | 'sendBack';
}
