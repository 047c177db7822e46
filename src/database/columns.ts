import { Column, type ColumnOptions, PrimaryColumn, type ValueTransformer } from 'typeorm';

/** The portable column kinds; the only file that names a column type. */

const instant: ValueTransformer = {
  to: (v: unknown) => (v instanceof Date ? v.toISOString() : v),
  from: (v: string | null | undefined) => (v === null || v === undefined ? null : new Date(v)),
};

/** UUIDv7 as text. */
export const IdColumn = (): PropertyDecorator => PrimaryColumn({ type: 'varchar', length: 36 });
export const RefColumn = (o: ColumnOptions = {}): PropertyDecorator => Column({ ...o, type: 'varchar', length: 36 });
export const TextColumn = (length: number, o: ColumnOptions = {}): PropertyDecorator =>
  Column({ ...o, type: 'varchar', length });
export const LongTextColumn = (o: ColumnOptions = {}): PropertyDecorator => Column({ ...o, type: 'text' });
/** An instant in UTC as ISO 8601 text with milliseconds: sorts and compares alike on both engines. */
export const InstantColumn = (o: ColumnOptions = {}): PropertyDecorator =>
  Column({ ...o, type: 'varchar', length: 24, transformer: instant });
export const IntColumn = (o: ColumnOptions = {}): PropertyDecorator => Column({ ...o, type: 'integer' });
export const BoolColumn = (o: ColumnOptions = {}): PropertyDecorator => Column({ ...o, type: 'boolean' });
export const JsonColumn = (o: ColumnOptions = {}): PropertyDecorator => Column({ ...o, type: 'simple-json' });
/** A value with a text form of its own. */
export const EncodedColumn = <T>(to: (value: T) => string, from: (text: string) => T): PropertyDecorator =>
  Column({ type: 'text', transformer: { to, from } });
