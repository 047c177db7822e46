import type { Form } from '../batch/entities/batch-entry.entity.js';
import type { CandidateSelf } from '../batch/candidate-access.service.js';
import { batchTitle } from '../batch/batch.presenter.js';
import type { Sheet } from '../core/attempt/attempt.js';
import { formatDate, type Lang } from '../i18n/translator.js';
import { answerView } from '../question-bank/answer-views.js';
import type { Attempt } from './entities/attempt.entity.js';
import type { LateFile } from './late-answer.service.js';

/** Who the page says the candidate is; the year of birth is enough to know oneself by. */
const personView = ({ entry }: CandidateSelf): Record<string, string | null> => ({
  fullName: entry.fullName,
  birth: formatDate(entry.birth).slice(-4),
  unit: entry.unitName,
  candidateNo: entry.candidateNo,
});

/** What the head of every page of a candidate bears. */
export const headView = (self: CandidateSelf): { person: object; owner: { name: string } } => ({
  person: personView(self),
  owner: { name: self.ownerName },
});

export const sittingView = ({ batch, sitting }: CandidateSelf, lang: Lang): object => ({
  title: batchTitle(batch, lang),
  room: sitting.room,
  startsAt: sitting.startsAt,
});

/**
 * The items as a candidate's browser may see them: an allow-list. The author's letters, codes, versions, topics and
 * levels stay on the server; the keys and rubrics are not even here.
 * @param unsaved answers that could not be saved, to be shown as they were given
 */
export function paperItems(form: Form, sheet: Sheet, lang: Lang, unsaved: ReadonlyMap<number, string>): object[] {
  return form.items.map((item) => {
    const { no, kind, stem } = item;
    const saved = sheet.answers[no]?.value ?? '';
    return {
      no,
      kind,
      stem,
      answer: { no, ...answerView({ item, value: unsaved.get(no) ?? saved, lang }) },
      answered: saved !== '',
      flagged: sheet.flags[no]?.value === '1',
    };
  });
}

/** The grid of the review page. */
export function reviewItems(form: Form, sheet: Sheet): { no: number; answered: boolean; flagged: boolean }[] {
  return form.items.map(({ no }) => ({
    no,
    answered: (sheet.answers[no]?.value ?? '') !== '',
    flagged: sheet.flags[no]?.value === '1',
  }));
}

/** What the page with script is told when it takes the lease. */
export function sheetView(sheet: Sheet): { answers: Record<string, string>; flags: number[] } {
  const answers = Object.fromEntries(Object.entries(sheet.answers).map(([no, mark]) => [no, mark.value]));
  const flags = Object.entries(sheet.flags).flatMap(([no, mark]) => (mark.value === '1' ? [Number(no)] : []));
  return { answers, flags };
}

export const receiptView = (attempt: Attempt, total: number): object => ({
  code: attempt.receiptCode,
  submittedAt: attempt.closedAt,
  answered: attempt.answeredCount,
  total,
  reason: attempt.closeReason,
});

/** Of which questions answers came too late; null when none did. */
export function lateView(file: LateFile | undefined): { n: number; items: string; isOpen: boolean } | null {
  const items = [...new Set((file?.answers ?? []).filter((a) => a.kind === 'answer').map((a) => a.itemNo))];
  if (file === undefined || items.length === 0) return null;
  return { n: items.length, items: items.sort((a, b) => a - b).join(', '), isOpen: file.open.length > 0 };
}
