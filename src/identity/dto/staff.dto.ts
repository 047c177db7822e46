import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, IsUUID, Length, Matches, MaxLength } from 'class-validator';
import { tidy } from '../../common/http/forms.js';
import { ROLES, type Role } from '../../core/access/access-matrix.js';

const required = { message: 'form.required' };

export class SignInDto {
  @Transform(tidy)
  @IsString(required)
  @MaxLength(60, { message: 'form.tooLong', context: { max: 60 } })
  username: string;

  @Length(1, 200, required)
  password: string;

  @IsOptional()
  @MaxLength(500, { message: 'form.tooLong', context: { max: 500 } })
  back?: string;
}

/** A new account; names and passwords as people choose them. */
export class NewStaffDto {
  @Transform(tidy)
  @Matches(/^[\p{L}\d._-]{2,60}$/u, { message: 'form.username' })
  username: string;

  @Transform(tidy)
  @Length(2, 100, { message: 'form.length', context: { min: 2, max: 100 } })
  fullName: string;

  @Length(10, 200, { message: 'form.password', context: { min: 10 } })
  password: string;
}

export class NewAccountDto extends NewStaffDto {
  @IsIn(ROLES, { message: 'form.choose' })
  role: Role;

  @IsUUID(undefined, { message: 'form.choose' })
  nodeId: string;
}

export class SetupDto extends NewStaffDto {
  @Transform(tidy)
  @Length(3, 200, { message: 'form.length', context: { min: 3, max: 200 } })
  ownerName: string;

  @Length(1, 100, required)
  token: string;
}

export class GrantDto {
  @IsUUID(undefined, { message: 'form.choose' })
  userId: string;

  @IsIn(ROLES, { message: 'form.choose' })
  role: Role;

  @IsUUID(undefined, { message: 'form.choose' })
  nodeId: string;
}

export class ResetPasswordDto {
  @Transform(tidy)
  @IsString(required)
  @MaxLength(60, { message: 'form.tooLong', context: { max: 60 } })
  username: string;

  @Length(10, 200, { message: 'form.password', context: { min: 10 } })
  password: string;
}
