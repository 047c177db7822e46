import { Transform } from 'class-transformer';
import { IsIn, Length } from 'class-validator';
import { tidy } from '../../common/http/forms.js';

/** A remark, or why an item goes to review. */
export class NoteDto {
  @Transform(tidy)
  @Length(3, 2000, { message: 'form.length', context: { min: 3, max: 2000 } })
  text: string;
}

/** What a reviewer found. */
export class ReviewDto extends NoteDto {
  @IsIn(['confirm', 'retire'], { message: 'form.choose' })
  outcome: 'confirm' | 'retire';
}
