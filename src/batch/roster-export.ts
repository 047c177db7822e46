import type { SheetSpec } from '../documents/xlsx.js';
import { formatDate, type Lang, translate } from '../i18n/translator.js';
import type { BatchEntry } from './entities/batch-entry.entity.js';
import { TEMPLATE_FIELDS, type TemplateTexts } from './roster-template.js';

/** Everybody of a batch as a sheet, in the order of the roster. */
export function entriesSheet(entries: readonly BatchEntry[], name: string, ownerName: string, lang: Lang): SheetSpec {
  const t = (key: string): string => translate(lang, key);
  const column = (key: string, width: number, kind: 'text' | 'number' = 'text') => ({ header: t(key), width, kind });
  return {
    name,
    titleRows: [ownerName, `${t('batch.roster.title')}: ${name}`],
    orientation: 'landscape',
    columns: [
      column('batch.column.ordinal', 5, 'number'),
      column('batch.column.candidateNo', 14),
      column('batch.column.fullName', 28),
      column('batch.column.birth', 13),
      column('batch.column.sex', 8),
      column('batch.column.unit', 40),
      column('batch.column.post', 24),
      column('batch.column.state', 40),
    ],
    rows: entries.map((e, i) => [
      i + 1,
      e.candidateNo ?? '',
      e.fullName,
      formatDate(e.birth),
      e.sex === null ? '' : t(`sex.${e.sex}`),
      e.unitName,
      e.post ?? '',
      e.refusalReason === null ? t('batch.state.accepted') : `${t('batch.state.refused')}: ${e.refusalReason}`,
    ]),
  };
}

/** The words of the template; Vietnamese, whoever downloads it: it is filled in by the units. */
export function templateTexts(): TemplateTexts {
  const t = (key: string): string => translate('vi', key);
  const all = (prefix: string) =>
    Object.fromEntries(TEMPLATE_FIELDS.map((f) => [f, t(`${prefix}.${f}`)])) as TemplateTexts['headers'];
  return {
    sheetName: t('template.sheet'),
    titleRows: [t('template.title')],
    headers: all('template.header'),
    sexes: [t('sex.male'), t('sex.female')],
    sample: all('template.sample'),
    guide: {
      sheetName: t('template.guide.sheet'),
      header: t('template.guide.header'),
      lines: t('template.guide.lines').split('\n'),
    },
  };
}
