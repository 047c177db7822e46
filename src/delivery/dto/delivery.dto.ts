import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { tidy } from '../../common/http/forms.js';

const required = { message: 'form.required' };

export class CandidateSignInDto {
  @Transform(tidy)
  @IsString(required)
  @MaxLength(40, { message: 'form.tooLong', context: { max: 40 } })
  candidateNo: string;

  @Transform(tidy)
  @IsString(required)
  @MaxLength(40, { message: 'form.tooLong', context: { max: 40 } })
  code: string;
}

export class ConfirmDto {
  @IsIn(['yes', 'no'], { message: 'form.choose' })
  answer: 'yes' | 'no';
}

export class SubmitDto {
  @IsOptional()
  @IsIn(['yes'], { message: 'form.choose' })
  confirm?: 'yes';
}
