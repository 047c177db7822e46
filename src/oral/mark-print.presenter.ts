import type { BatchEntry } from '../batch/entities/batch-entry.entity.js';
import type { OralRules } from '../core/scoring/rule-set.js';
import { pointsInWords } from '../core/text/official-text.js';
import type { MarkSheet, RatedQuestion } from '../rating/entities/rating.entity.js';
import { markText } from './oral.presenter.js';

export interface PrintedSheet {
  readonly fullName: string;
  readonly [more: string]: unknown;
}

/** One examiner's sheet of one candidate as it is printed; dots and empty cells where nothing is locked. */
export function printedSheet(
  entry: BatchEntry,
  panelNo: number,
  raterName: string,
  seat: number,
  marked: readonly { question: RatedQuestion; sheet: MarkSheet | null }[],
  rules: OralRules,
): PrintedSheet {
  const isLocked = marked.length > 0 && marked.every(({ sheet }) => sheet !== null);
  const total = marked.reduce((sum, { sheet }) => sum + (sheet?.total ?? 0), 0);
  const lockedAt = marked.reduce<Date | null>((last, { sheet }) => {
    const at = sheet?.lockedAt ?? null;
    return at !== null && (last === null || at > last) ? at : last;
  }, null);
  const empty = Array.from({ length: Math.max(0, rules.questions - marked.length) }, (_, i) => ({
    no: marked.length + i + 1,
    rows: [1, 2, 3, 4],
  }));
  return {
    fullName: entry.fullName,
    birth: entry.birth,
    unitName: entry.unitName,
    candidateNo: entry.candidateNo,
    panelNo,
    raterName,
    seat,
    isLocked,
    lockedAt,
    questions: marked.map(({ question, sheet }) => ({
      no: question.no,
      ticketNo: question.ticketNo,
      stem: question.stem,
      criteria: question.rubric.criteria.map((c, i) => ({
        place: i + 1,
        title: c.title,
        max: figures(c.points),
        given: sheet === null ? '' : figures(sheet.marks[c.id]?.points ?? null),
      })),
      max: figures(question.points),
      total: sheet === null ? '' : figures(sheet.total),
      note: sheet?.note?.text ?? '',
      reason: sheet?.reason ?? null,
    })),
    // Not drawn yet: room for a person to write.
    empty: isLocked ? [] : empty,
    max: figures(rules.questions * rules.pointsPerQuestion),
    total: isLocked ? figures(total) : '',
    words: isLocked ? pointsInWords(total) : '',
  };
}

const figures = (points: number | null): string => (points === null ? '' : markText(points, 'vi'));
