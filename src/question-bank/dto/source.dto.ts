import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsUUID, Length, Matches } from 'class-validator';
import { tidy, typedDate } from '../../common/http/forms.js';
import type { SourceStatus } from '../../core/item/item.js';

const isoDate = /^\d{4}-\d{2}-\d{2}$/;

/** What a person may say of a document; that it was replaced is an act of its own. */
export const TYPED_STATUSES = ['inForce', 'historical', 'reference'] as const satisfies readonly SourceStatus[];

/** The line of a document. */
export class SourceDto {
  @Transform(tidy)
  @Length(1, 60, { message: 'form.length', context: { min: 1, max: 60 } })
  docKind: string;

  @Transform(tidy)
  @IsOptional()
  @Length(1, 60, { message: 'form.length', context: { min: 1, max: 60 } })
  docNumber?: string;

  @Transform(typedDate)
  @IsOptional()
  @Matches(isoDate, { message: 'form.date' })
  issuedOn?: string;

  @Transform(tidy)
  @Length(1, 300, { message: 'form.length', context: { min: 1, max: 300 } })
  docTitle: string;

  /** Absent for a document that was replaced: its standing is not typed any more. */
  @IsOptional()
  @IsIn(TYPED_STATUSES, { message: 'form.choose' })
  status?: (typeof TYPED_STATUSES)[number];

  @Transform(typedDate)
  @IsOptional()
  @Matches(isoDate, { message: 'form.date' })
  inForceFrom?: string;

  @Transform(typedDate)
  @IsOptional()
  @Matches(isoDate, { message: 'form.date' })
  inForceTo?: string;
}

/** A new document: items will cite it by its code. */
export class NewSourceDto extends SourceDto {
  @Transform(tidy)
  @Matches(/^[a-z0-9][a-z0-9-]{1,59}$/, { message: 'form.sourceCode' })
  sourceCode: string;
}

/** That a document was marked as replaced by mistake. */
export class WithdrawDto {
  @IsIn(TYPED_STATUSES, { message: 'form.choose' })
  status: (typeof TYPED_STATUSES)[number];

  @Transform(tidy)
  @Length(3, 500, { message: 'form.reason', context: { min: 3, max: 500 } })
  reason: string;
}

/** That a document was replaced. */
export class ReplaceDto {
  @IsUUID(undefined, { message: 'form.choose' })
  byId: string;

  @Transform(typedDate)
  @Matches(isoDate, { message: 'form.date' })
  replacedFrom: string;

  @Transform(tidy)
  @Length(3, 500, { message: 'form.reason', context: { min: 3, max: 500 } })
  reason: string;
}
