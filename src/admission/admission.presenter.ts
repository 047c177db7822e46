import { batchTitle } from '../batch/batch.presenter.js';
import { closedBy, countDecisions, type DecisionCounts, DECISION_OUTCOMES } from '../core/decision/admission.js';
import type { GateAnswer, GateCheck } from '../core/decision/gate.js';
import { hasPassed } from '../core/scoring/outcome.js';
import type { Outcome } from '../core/scoring/outcome.js';
import type { SheetSpec } from '../documents/xlsx.js';
import { formatDate, type Lang, translate } from '../i18n/translator.js';
import type { AdmissionRow, BatchAdmission } from './admission.service.js';

export const ADMISSION_SORTS = ['name', 'unit'] as const;
export type AdmissionSort = (typeof ADMISSION_SORTS)[number];
export const ADMISSION_FILTERS = ['undecided', ...DECISION_OUTCOMES, 'closed'] as const;
export type AdmissionFilter = (typeof ADMISSION_FILTERS)[number];

/** Rows come in order of names. */
export const sortAdmission = (rows: readonly AdmissionRow[], sort: AdmissionSort): AdmissionRow[] =>
  sort === 'name'
    ? [...rows]
    : [...rows].sort((a, b) =>
        a.entry.unitName < b.entry.unitName ? -1 : a.entry.unitName > b.entry.unitName ? 1 : 0,
      );

/** Who did not pass is not waiting for a decision, though one may be recorded as an exception. */
const isOf = (row: AdmissionRow, filter: AdmissionFilter): boolean => {
  if (filter === 'closed') return !row.gate.open;
  return filter === 'undecided' ? row.decision === null && hasPassed(row.result) : row.decision?.outcome === filter;
};

export function filterAdmission(
  rows: readonly AdmissionRow[],
  filter: AdmissionFilter | null,
  folded: string,
): AdmissionRow[] {
  return rows.filter(
    (r) =>
      (folded === '' || r.entry.searchKey.includes(folded) || (r.entry.candidateNo ?? '').includes(folded)) &&
      (filter === null || isOf(r, filter)),
  );
}

/** A band, or why there is none. */
export const resultText = (result: Pick<Outcome, 'status' | 'band'>, lang: Lang): string =>
  result.band === null ? translate(lang, `outcome.${result.status}`) : translate(lang, `band.${result.band}`);

/** A check of the gate in words. */
export function checkText(check: GateCheck, lang: Lang): string {
  const { evidence } = check;
  const day = evidence['certificateOn'];
  const band = evidence['band'];
  return translate(lang, `gate.why.${check.why}`, {
    ...{ batch: '', band: '', certificateNo: '', limit: 0 },
    ...evidence,
    ...(typeof day === 'string' ? { certificateOn: formatDate(day) } : {}),
    ...(typeof band === 'string' ? { band: translate(lang, `band.${band}`) } : {}),
  });
}

interface CheckView {
  readonly code: string;
  readonly outcome: GateCheck['outcome'];
  readonly required: boolean;
  readonly text: string;
}

export const checkViews = (gate: GateAnswer, lang: Lang): CheckView[] =>
  gate.checks.map((c) => ({ code: c.code, outcome: c.outcome, required: c.required, text: checkText(c, lang) }));

interface RowView extends AdmissionRow {
  readonly resultText: string;
  readonly passed: boolean;
  /** Why the gate is closed; null when it is open. */
  readonly shut: string | null;
  readonly laterName: string | null;
}

export function rowView(row: AdmissionRow, lang: Lang): RowView {
  const shut = closedBy(row.gate);
  return {
    ...row,
    resultText: resultText(row.result, lang),
    passed: hasPassed(row.result),
    shut: shut === null ? null : checkText(shut, lang),
    laterName: row.later === null ? null : batchTitle(row.later, lang),
  };
}

export const decisionCounts = (rows: readonly AdmissionRow[]): DecisionCounts =>
  countDecisions(rows.map((r) => ({ passed: hasPassed(r.result), outcome: r.decision?.outcome ?? null })));

/** '41 đạt = 38 kết nạp + 2 để lại + 1 rút'; a part that nobody is in is left out. */
export function decisionEquation(counts: DecisionCounts, lang: Lang): string {
  const parts = (['admitted', 'deferred', 'notAdmitted', 'withdrawn', 'undecided'] as const)
    .filter((code) => counts[code] > 0)
    .map((code) => translate(lang, `admission.part.${code}`, { n: counts[code] }));
  const sum = parts.length === 0 ? '0' : parts.join(' + ');
  return `${translate(lang, 'admission.part.passed', { n: counts.passed })} = ${sum}`;
}

/** The list of a batch as a spreadsheet. */
export function admissionSheet({ view, rows }: BatchAdmission, ownerName: string, lang: Lang): SheetSpec {
  const say = (key: string): string => translate(lang, key);
  const text = (key: string, width: number): SheetSpec['columns'][number] => ({
    header: say(key),
    width,
    kind: 'text',
  });
  return {
    name: say('admission.sheet'),
    titleRows: [ownerName, `${say('admission.title')}, ${batchTitle(view.batch, lang)}`],
    orientation: 'landscape',
    columns: [
      text('batch.column.candidateNo', 12),
      text('batch.column.fullName', 26),
      { header: say('batch.column.birth'), width: 12, kind: 'date' },
      text('batch.column.unit', 28),
      text('admission.column.result', 14),
      text('admission.column.gate', 30),
      text('admission.column.decision', 16),
      text('admission.field.documentNo', 16),
      { header: say('admission.field.decidedOn'), width: 12, kind: 'date' },
      text('admission.field.reason', 30),
    ],
    rows: rows.map((row) => {
      const { entry, decision, shut, resultText: result } = rowView(row, lang);
      return [
        entry.candidateNo,
        entry.fullName,
        entry.birth.length === 10 ? entry.birth : formatDate(entry.birth),
        entry.unitName,
        result,
        shut ?? say('admission.gate.open'),
        say(`admission.outcome.${decision?.outcome ?? 'undecided'}`),
        decision?.documentNo ?? null,
        decision?.decidedOn ?? null,
        decision?.exceptionReason ?? decision?.reason ?? null,
      ];
    }),
    notes: [decisionEquation(decisionCounts(rows), lang), say('admission.basis')],
  };
}
