import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import {
  ITEM_KINDS,
  ITEM_LEVELS,
  type ItemKind,
  type ItemLevel,
  TEXT_FOLDINGS,
  type TextFolding,
  type Verification,
} from '../../core/item/item.js';

/** As typed, in one spelling: a page that comes back shows it unaltered. */
const asTyped = ({ value }: { value: unknown }): unknown =>
  value === undefined ? '' : typeof value === 'string' ? value.normalize('NFC').replace(/\r\n?/g, '\n') : value;

/** A field that may stand there several times. */
const asList = ({ value }: { value: unknown }): unknown =>
  (value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : [value]).map((one) =>
    asTyped({ value: one }),
  );

/** More than any item has; what is too long for a bank is told beside its field, this only keeps a page small. */
const MOST_ROWS = 40;
const MOST_CHARACTERS = 20_000;

const Text = (): PropertyDecorator => (target, name) => {
  Transform(asTyped)(target, name);
  IsString({ message: 'form.invalid' })(target, name);
  MaxLength(MOST_CHARACTERS, { message: 'form.length', context: { min: 0, max: MOST_CHARACTERS } })(target, name);
};

const List = (): PropertyDecorator => (target, name) => {
  Transform(asList)(target, name);
  ArrayMaxSize(MOST_ROWS, { message: 'form.invalid' })(target, name);
  IsString({ each: true, message: 'form.invalid' })(target, name);
};

/** The editor's form: all that an author types of an item, and which button was pressed. */
export class EditorDto {
  /** 'save', 'look', 'kind', or what to do with a row: 'add:option', 'remove:option:2', 'up:criterion:3'. */
  @Matches(/^(save|look|kind|(add|remove|up|down):(option|prompt|accepted|criterion|idea)(:\d{1,2})?)$/, {
    message: 'form.invalid',
  })
  go: string;

  /** The version that the author goes on from; absent for a new item. */
  @Transform(({ value }: { value: unknown }) => (value === '' ? undefined : value))
  @IsOptional()
  @IsUUID(undefined, { message: 'form.invalid' })
  base?: string;

  @IsIn(ITEM_KINDS, { message: 'form.choose' })
  kind: ItemKind;

  @IsIn(ITEM_LEVELS, { message: 'form.choose' })
  level: ItemLevel;

  @Text() code = '';
  @Text() topic = '';
  @Text() stem = '';
  @Text() explanation = '';
  @Text() document = '';
  @Text() article = '';
  @Text() clause = '';
  @Text() section = '';

  @IsIn(['fullText', 'fact'], { message: 'form.choose' })
  verifiedAgainst: Verification;

  @List() option: string[] = [];
  /** The author's letter of each option, where it has one already. */
  @List() letter: string[] = [];
  /** Numbers of the options that are right, from 1. */
  @List() right: string[] = [];
  @Text() truth = '';
  @Text() shuffle = '';
  @List() prompt: string[] = [];
  /** The number of the option that fits each prompt. */
  @List() match: string[] = [];
  @List() accepted: string[] = [];

  @IsOptional()
  @IsIn(TEXT_FOLDINGS, { message: 'form.choose' })
  folding?: TextFolding;

  @List() criterion: string[] = [];
  @List() guide: string[] = [];
  @List() points: string[] = [];
  @List() idea: string[] = [];
}
