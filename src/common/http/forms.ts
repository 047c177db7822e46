import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { hasText, type Lang, translate } from '../../i18n/translator.js';
import { AppError } from '../app-error.js';

/** One thing wrong with one field, in the person's language. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
  /** The field's name, for the summary on top of the page. */
  readonly label?: string;
}

/** One error with the field's name beside it, where the field has one. */
export function fieldError(field: string, message: string, lang: Lang): FieldError {
  const key = `field.${field}`;
  return hasText(key) ? { field, message, label: translate(lang, key) } : { field, message };
}

export type FormReading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: FieldError[]; readonly typed: Readonly<Record<string, unknown>> };

/**
 * Reads a submitted form as a DTO. What was typed comes back with the errors, so that nothing is lost. A constraint's
 * message is the key of a text; its `context` holds the values of the sentence.
 * @throws AppError form/unknown-field when the form brings fields that the DTO does not know.
 */
export function readForm<T extends object>(dto: new () => T, body: unknown, lang: Lang): FormReading<T> {
  const typed = asRecord(body);
  const value = plainToInstance(dto, typed);
  const faults = validateSync(value, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true });
  const unknown = faults.find((f) => f.constraints?.['whitelistValidation'] !== undefined);
  if (unknown !== undefined) throw new AppError('form/unknown-field', { field: unknown.property.slice(0, 40) });
  if (faults.length === 0) return { ok: true, value };
  return { ok: false, errors: faults.flatMap((f) => fieldErrors(f, lang)), typed };
}

/** The fields of a form without the token that every form carries. */
function asRecord(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return {};
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== '_csrf'));
}

function fieldErrors(fault: ValidationError, lang: Lang): FieldError[] {
  const constraints = fault.constraints ?? {};
  const [name] = Object.keys(constraints);
  if (name === undefined) return (fault.children ?? []).flatMap((c) => fieldErrors(c, lang));
  const params = (fault.contexts?.[name] ?? {}) as Record<string, string | number>;
  return [fieldError(fault.property, translate(lang, constraints[name] ?? 'form.invalid', params), lang)];
}

/** A text field as people type it: NFC, no blanks round it; empty means absent. */
export const tidy = ({ value }: { value: unknown }): unknown => {
  if (typeof value !== 'string') return value;
  const text = value.normalize('NFC').replace(/\r\n/g, '\n').trim();
  return text === '' ? undefined : text;
};

/** A whole number typed into a field; anything else stays as typed and fails its rule. */
export const wholeNumber = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^\d{1,9}$/.test(value.trim()) ? Number(value.trim()) : value === '' ? undefined : value;

/** dd/MM/yyyy, d-M-yyyy, ddMMyyyy or yyyy-MM-dd as YYYY-MM-DD; anything else stays as typed and fails its rule. */
export const typedDate = ({ value }: { value: unknown }): unknown => {
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const text = value.trim();
  const dmy = /^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})$/.exec(text) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(text);
  const ymd = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  const [y, m, d] = dmy ? [dmy[3], dmy[2], dmy[1]] : ymd ? [ymd[1], ymd[2], ymd[3]] : [];
  if (y === undefined || m === undefined || d === undefined) return text;
  const iso = `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`;
  const date = new Date(`${iso}T00:00:00Z`);
  const isReal = !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === iso;
  // A day that no calendar has must fail the rule even when it is typed in the rule's own spelling.
  return isReal ? iso : dmy === null ? `${text} ?` : text;
};
