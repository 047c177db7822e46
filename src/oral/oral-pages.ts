import type { StaffActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import type { Crumb } from '../common/http/answers.js';
import { type FieldError, fieldError } from '../common/http/forms.js';
import { batchTitle } from '../batch/batch.presenter.js';
import type { Batch } from '../batch/entities/batch.entity.js';
import { mayAct } from '../core/access/access-matrix.js';
import { type Lang, translate } from '../i18n/translator.js';

/** Home, batch, oral part, and what is deeper. */
export function oralCrumbs(batch: Batch, staff: StaffActor, lang: Lang, more: readonly Crumb[]): Crumb[] {
  const name = batchTitle(batch, lang);
  const oral = translate(lang, 'oral.crumb');
  return [
    { text: translate(lang, 'overview.crumb'), href: '/overview' },
    mayAct(staff.roles, 'roster.view') ? { text: name, href: `/overview/batch/${batch.id}` } : { text: name },
    more.length > 0 ? { text: oral, href: `/oral/${batch.id}` } : { text: oral },
    ...more,
  ];
}

/** A refusal that belongs beside a field, so that what was typed stays; any other goes on its way. */
export function refusedFields(error: unknown, which: RegExp, field: string, lang: Lang): FieldError[] {
  if (!(error instanceof AppError) || !which.test(error.code)) throw error;
  return [fieldError(field, translate(lang, `error.${error.code}`, error.params), lang)];
}
