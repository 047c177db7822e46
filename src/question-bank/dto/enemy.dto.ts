import { Transform } from 'class-transformer';
import { Length } from 'class-validator';
import { tidy } from '../../common/http/forms.js';

/** An item that must not stand in one form with the one of the page. */
export class NewEnemyDto {
  /** Its code; typed in small letters it is the same. */
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim().toUpperCase() : value))
  @Length(1, 20, { message: 'form.length', context: { min: 1, max: 20 } })
  enemy: string;

  @Transform(tidy)
  @Length(3, 300, { message: 'form.length', context: { min: 3, max: 300 } })
  reason: string;
}

export class FormerEnemyDto {
  @Transform(tidy)
  @Length(1, 20, { message: 'form.length', context: { min: 1, max: 20 } })
  enemy: string;
}
