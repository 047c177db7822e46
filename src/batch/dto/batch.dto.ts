import { Transform } from 'class-transformer';
import {
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  MaxLength,
  Validate,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { tidy, typedDate } from '../../common/http/forms.js';

const isoDate = /^\d{4}-\d{2}-\d{2}$/;

@ValidatorConstraint()
class RoomLines implements ValidatorConstraintInterface {
  validate(text: unknown): boolean {
    if (typeof text !== 'string') return false;
    const lines = filledLines(text);
    return lines.length > 0 && lines.every((line) => readRoom(line) !== null);
  }
}

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
  @Validate(RoomLines, { message: 'form.rooms' })
  rooms: string;
}

export class ReasonDto {
  @Transform(tidy)
  @Length(3, 300, { message: 'form.reason', context: { min: 3, max: 300 } })
  reason: string;
}

export class SlipDto {
  @Transform(tidy)
  @IsString({ message: 'form.required' })
  @MaxLength(100, { message: 'form.tooLong', context: { max: 100 } })
  slip: string;
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

/** 'Phòng A 07:30' as its room and its time; null for a line that is neither. */
function readRoom(line: string): { room: string; time: string } | null {
  const words = line.trim().split(/\s+/);
  const time = /^([01]?\d|2[0-3])[:hg]([0-5]\d)$/.exec(words.pop() ?? '');
  const room = words.join(' ');
  if (time === null || room === '' || room.length > 100) return null;
  return { room, time: `${(time[1] ?? '').padStart(2, '0')}:${time[2] ?? ''}` };
}

const filledLines = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');

export const readRooms = (text: string): { room: string; time: string }[] =>
  filledLines(text).flatMap((line) => readRoom(line) ?? []);
