import { Transform } from 'class-transformer';
import { IsIn, IsOptional, Length } from 'class-validator';
import { tidy } from '../../common/http/forms.js';
import { ITEM_KINDS, ITEM_LEVELS, ITEM_STATES } from '../../core/item/item.js';
import { EXPORT_FORMATS, type ExportFormat } from '../formats/export-formats.js';

export class ExportForm {
  @IsIn(EXPORT_FORMATS, { message: 'form.choose' })
  format: ExportFormat;

  @Transform(tidy)
  @IsOptional()
  @Length(1, 40, { message: 'form.invalid' })
  topic?: string;

  @Transform(tidy)
  @IsOptional()
  @IsIn(ITEM_LEVELS, { message: 'form.invalid' })
  level?: string;

  @Transform(tidy)
  @IsOptional()
  @IsIn(ITEM_KINDS, { message: 'form.invalid' })
  kind?: string;

  @Transform(tidy)
  @IsOptional()
  @IsIn(ITEM_STATES, { message: 'form.invalid' })
  state?: string;

  @Transform(tidy)
  @Length(10, 300, { message: 'form.length', context: { min: 10, max: 300 } })
  reason: string;
}
