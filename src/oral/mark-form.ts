import { type FieldError } from '../common/http/forms.js';
import { checkMark, type Marks } from '../core/rubric/rubric.js';
import { type Lang, translate } from '../i18n/translator.js';
import { type MarkEntry, NOTE_LENGTH } from '../core/rubric/mark-log.js';
import type { RatedQuestion } from '../rating/entities/rating.entity.js';

/** Name of the field of one criterion, and of the note, on a page with several questions. */
export const markField = (no: number, criterionId: string): string => `m-${no}-${criterionId}`;
export const noteField = (no: number): string => `note-${no}`;

export interface MarkForm {
  readonly errors: FieldError[];
  /** As it was typed, by field. */
  readonly typed: Readonly<Record<string, string>>;
  marksOf(question: Pick<RatedQuestion, 'no' | 'rubric'>): Marks;
  noteOf(question: Pick<RatedQuestion, 'no'>): string;
  /** Everything on the page as entries of one save; an empty field takes the mark back. */
  entriesOf(question: Pick<RatedQuestion, 'no' | 'rubric'>): MarkEntry[];
}

/** Marks as a page without script sends them: points with a comma or a dot, empty where nothing is judged yet. */
export function readMarkForm(
  questions: readonly Pick<RatedQuestion, 'no' | 'rubric'>[],
  body: unknown,
  lang: Lang,
): MarkForm {
  const raw = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (field: string): string => {
    const value = raw[field];
    // A form sends line ends as two characters, which the field and the tablet count as one.
    return typeof value === 'string' ? value.normalize('NFC').replace(/\r\n/g, '\n').trim() : '';
  };
  const errors: FieldError[] = [];
  const typed: Record<string, string> = {};
  const points = new Map<string, number | null>();
  for (const { no, rubric } of questions) {
    typed[noteField(no)] = text(noteField(no));
    if (text(noteField(no)).length > NOTE_LENGTH) {
      const message = translate(lang, 'error.rating/note-too-long', { max: NOTE_LENGTH });
      errors.push({ field: noteField(no), label: translate(lang, 'oral.mark.note'), message });
    }
    for (const [i, criterion] of rubric.criteria.entries()) {
      const field = markField(no, criterion.id);
      typed[field] = text(field);
      const read = readPoints(text(field));
      points.set(field, read);
      if (read === null) continue;
      const checked = checkMark(rubric, criterion.id, read);
      if (checked.ok) continue;
      const label = translate(lang, 'oral.mark.criterion', { no, place: i + 1 });
      const message = translate(lang, `error.${checked.error.code}`, checked.error.params ?? {});
      errors.push({ field, label, message });
    }
  }
  const noteOf = ({ no }: Pick<RatedQuestion, 'no'>): string => text(noteField(no));
  const pointsOf = (no: number, id: string): number | null => points.get(markField(no, id)) ?? null;
  return {
    errors,
    typed,
    noteOf,
    marksOf: ({ no, rubric }) =>
      Object.fromEntries(
        rubric.criteria.flatMap((c) => {
          const p = pointsOf(no, c.id);
          return p === null ? [] : [[c.id, p] as const];
        }),
      ),
    entriesOf: (question) => {
      const { no, rubric } = question;
      const marks = rubric.criteria.map((c, i) => ({ seq: i + 1, criterion: c.id, points: pointsOf(no, c.id) }));
      return [...marks, { seq: marks.length + 1, note: noteOf(question) }];
    },
  };
}

/** '6,5' as 650; -1 for what is no number, so that it fails its rule; null for nothing. */
function readPoints(text: string): number | null {
  if (text === '') return null;
  return /^\d{1,3}([.,]\d{1,2})?$/.test(text) ? Math.round(Number(text.replace(',', '.')) * 100) : -1;
}
