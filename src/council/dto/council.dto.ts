import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsUUID, Length, Matches, MaxLength } from 'class-validator';
import { tidy, typedDate } from '../../common/http/forms.js';
import { COUNCIL_ROLES, type CouncilRole } from '../../organization/entities/council.entity.js';
import { type Signer, SIGNERS } from '../confirmation.service.js';

const required = { message: 'form.required' };
const choose = { message: 'form.choose' };
const blankIsNone = ({ value }: { value: unknown }): unknown => (value === '' ? undefined : value);

/** What the decision says of a council as a whole. */
export class CouncilDto {
  @Transform(tidy)
  @Length(3, 200, { message: 'form.length', context: { min: 3, max: 200 } })
  councilTitle: string;

  @Transform(tidy)
  @Length(1, 60, { message: 'form.length', context: { min: 1, max: 60 } })
  decisionNo: string;

  @Transform(typedDate)
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'form.date' })
  decisionOn: string;

  @Transform(tidy)
  @Matches(/^\d{4}\s*[-–]\s*\d{4}$/, { message: 'council.form.term' })
  term: string;
}

export class MemberDto {
  @IsOptional()
  @IsUUID(undefined, choose)
  id?: string;

  @Transform(tidy)
  @Length(2, 100, { message: 'form.length', context: { min: 2, max: 100 } })
  fullName: string;

  @IsIn(COUNCIL_ROLES, choose)
  role: CouncilRole;

  @Transform(tidy)
  @Length(2, 200, { message: 'form.length', context: { min: 2, max: 200 } })
  office: string;

  @Transform(blankIsNone)
  @IsOptional()
  @IsUUID(undefined, choose)
  userId?: string;

  @Transform(tidy)
  @Matches(/^[1-9]\d?$/, { message: 'form.range', context: { min: 1, max: 99 } })
  order: string;
}

export class OpenMeetingDto {
  @Transform(tidy)
  @Length(2, 200, { message: 'form.length', context: { min: 2, max: 200 } })
  place: string;
}

export class ConfirmDto {
  @IsIn(SIGNERS, choose)
  as: Signer;

  @Length(1, 60, required)
  head: string;

  @Transform(tidy)
  @Length(4, 4, { message: 'council.form.tail' })
  tail: string;

  @Length(1, 200, required)
  password: string;
}

export class PasswordDto {
  @Length(1, 200, required)
  password: string;
}

export class AddendumDto {
  @Transform(tidy)
  @Length(3, 500, { message: 'form.reason', context: { min: 3, max: 500 } })
  reason: string;
}

const longText = { message: 'form.tooLong', context: { max: 20_000 } };

/** The written part of the minutes; blank while they are being written. */
export class MinutesTextDto {
  @Transform(tidy)
  @IsOptional()
  @MaxLength(200, { message: 'form.tooLong', context: { max: 200 } })
  place?: string;

  @Transform(tidy)
  @IsOptional()
  @MaxLength(20_000, longText)
  agenda?: string;

  @Transform(tidy)
  @IsOptional()
  @MaxLength(20_000, longText)
  proceedings?: string;

  @Transform(tidy)
  @IsOptional()
  @MaxLength(20_000, longText)
  conclusion?: string;

  @Matches(/^[0-9a-f]{64}$/, required)
  base: string;

  @IsOptional()
  @IsIn(['save', 'motion', 'close'], choose)
  go?: 'save' | 'motion' | 'close';
}
