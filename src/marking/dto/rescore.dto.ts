import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsUUID, Length, Matches, MaxLength } from 'class-validator';
import { tidy } from '../../common/http/forms.js';
import { RULING_KINDS, type RulingKind } from '../../core/scoring/item-ruling.js';

const Ticked = (): PropertyDecorator => (target, key) => {
  IsOptional()(target, key);
  IsIn(['yes'], { message: 'form.choose' })(target, key);
};

/** A ruling as it is chosen: its kind, the ticked options by the author's letters or a typed key, the reason. */
export class RulingDto {
  @IsUUID(undefined, { message: 'form.choose' })
  itemId: string;

  @IsIn(RULING_KINDS, { message: 'form.choose' })
  kind: RulingKind;

  @Ticked()
  keyA?: string;

  @Ticked()
  keyB?: string;

  @Ticked()
  keyC?: string;

  @Ticked()
  keyD?: string;

  @Ticked()
  keyE?: string;

  @Ticked()
  keyF?: string;

  @Ticked()
  keyT?: string;

  /** Of an item whose options are not ticked: the other key, as `Kind.readKey` reads it. */
  @IsOptional()
  @MaxLength(1200, { message: 'form.tooLong', context: { max: 1200 } })
  otherKey?: string;

  @Transform(tidy)
  @Length(3, 500, { message: 'form.reason', context: { min: 3, max: 500 } })
  reason: string;
}

/** The order: the same ruling once more, and which preview the chair has seen. */
export class OrderDto extends RulingDto {
  @Matches(/^[0-9a-f]{64}$/, { message: 'form.choose' })
  seen: string;
}

const LETTERS = ['A', 'B', 'C', 'D', 'E', 'F', 'T'] as const;

/** The ticked options, in the author's letters. */
export const tickedLetters = (form: RulingDto): string[] => LETTERS.filter((l) => form[`key${l}`] === 'yes');
