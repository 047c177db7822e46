import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, IsUUID, Length, Matches, MaxLength } from 'class-validator';
import { tidy, typedDate } from '../../common/http/forms.js';

const isoDate = /^\d{4}-\d{2}-\d{2}$/;

export class NewBatchDto {
  @IsUUID(undefined, { message: 'form.choose' })
  planId: string;

  @IsUUID(undefined, { message: 'form.choose' })
  bankId: string;

  @Transform(typedDate)
  @Matches(isoDate, { message: 'form.date' })
  examOn: string;

  @Transform(tidy)
  @Length(2, 200, { message: 'form.length', context: { min: 2, max: 200 } })
  place: string;

  /** One room a line: 'Phòng A 07:30'. */
  @Transform(tidy)
  @IsString({ message: 'form.required' })
  @MaxLength(2000, { message: 'form.tooLong', context: { max: 2000 } })
  @Matches(/^([^\n]{1,100}?\s+([01]?\d|2[0-3])[:hg][0-5]\d\s*(\n|$))+$/, { message: 'form.rooms' })
  rooms: string;
}

export class ReasonDto {
  @Transform(tidy)
  @Length(3, 300, { message: 'form.reason', context: { min: 3, max: 300 } })
  reason: string;
}

export class DecideDto {
  @IsIn(['accept', 'refuse'], { message: 'form.choose' })
  decision: 'accept' | 'refuse';

  @Transform(tidy)
  @IsOptional()
  @Length(3, 300, { message: 'form.reason', context: { min: 3, max: 300 } })
  reason?: string;
}

export class CorrectDto {
  @Transform(tidy)
  @Length(2, 100, { message: 'form.length', context: { min: 2, max: 100 } })
  fullName: string;

  @Transform(typedDate)
  @Matches(/^\d{4}(-\d{2}-\d{2})?$/, { message: 'form.birth' })
  birth: string;

  @Transform(tidy)
  @IsOptional()
  @MaxLength(200, { message: 'form.tooLong', context: { max: 200 } })
  post?: string;
}

/** 'Phòng A 07:30' as its room and its time. */
export function readRooms(text: string): { room: string; time: string }[] {
  return text.split('\n').flatMap((line) => {
    const match = /^(.*?)\s+(\d{1,2})[:hg](\d{2})\s*$/.exec(line);
    const [, room, hour, minute] = match ?? [];
    return room === undefined || hour === undefined || minute === undefined
      ? []
      : [{ room, time: `${hour.padStart(2, '0')}:${minute}` }];
  });
}
