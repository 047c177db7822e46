import { plainMarks } from '../core/rubric/mark-log.js';
import { marksTotal, missingCriteria } from '../core/rubric/rubric.js';
import { formatNumber, formatPoints, type Lang, translate } from '../i18n/translator.js';
import { markField, noteField } from '../oral/mark-form.js';
import type { JoinedQuestion } from '../rating/joined-marks.service.js';
import type { BlindEssay } from './essay.service.js';

export type EssayState = 'open' | 'free' | 'locked' | 'full';

export function essayState({ own, wanted }: BlindEssay): EssayState {
  if (own !== null) return own.lockedAt === null ? 'open' : 'locked';
  return wanted > 0 ? 'free' : 'full';
}

/** 'Bài 07': the neutral name of an essay; the ids of its candidate stay on the server. */
export const essayLabel = (label: number, lang: Lang): string =>
  translate(lang, 'essay.label', { no: String(label).padStart(2, '0') });

export const essayLine = (essay: BlindEssay, lang: Lang): object => ({
  id: essay.question.id,
  label: essayLabel(essay.label, lang),
  stem: essay.question.stem,
  state: essayState(essay),
  wanted: essay.wanted,
  total: essay.own?.total ?? null,
});

/** Who marks each essay and who has locked, for those who see to it that all are marked: no mark is here. */
export const raterLine = (essay: BlindEssay, nameOf: ReadonlyMap<string, string>, lang: Lang): object => ({
  id: essay.question.id,
  label: essayLabel(essay.label, lang),
  wanted: essay.wanted,
  raters: essay.progress.raterIds.map((id) => ({
    id,
    name: nameOf.get(id) ?? '',
    isLocked: essay.progress.lockedRaterIds.includes(id),
  })),
});

/** The sheet of one essay with what was typed last, or else what is stored. */
export function essaySheet(
  { question, own }: BlindEssay,
  typed: Readonly<Record<string, string>>,
  errors: Readonly<Record<string, string>>,
  lang: Lang,
): object {
  const { no, rubric } = question;
  const marks = plainMarks(own?.marks ?? {});
  return {
    noteField: noteField(no),
    note: typed[noteField(no)] ?? own?.note?.text ?? '',
    total: formatPoints(marksTotal(rubric, marks), lang),
    max: formatNumber(rubric.points / 100, lang),
    ideas: rubric.ideas,
    isComplete: missingCriteria(rubric, marks).length === 0,
    version: own?.version ?? 1,
    reason: own?.reason ?? null,
    lockedAt: own?.lockedAt ?? null,
    criteria: rubric.criteria.map((c, i) => {
      const field = markField(no, c.id);
      const mark = marks[c.id];
      return {
        field,
        place: i + 1,
        title: c.title,
        guide: c.guide,
        max: formatNumber(c.points / 100, lang),
        maxPoints: c.points,
        text: mark === undefined ? '' : formatPoints(mark, lang),
        value: typed[field] ?? (mark === undefined ? '' : formatNumber(mark / 100, lang)),
        error: errors[field] ?? null,
      };
    }),
  };
}

/** Where the essay stands once this rater has locked; totals only when all have. */
export function essayOutcome(joined: JoinedQuestion | null, lang: Lang): object {
  if (joined === null || joined.mark.state === 'waiting') return { state: 'waiting' };
  const { mark } = joined;
  return {
    state: mark.state,
    totals: joined.sheets.map((s) => ({ name: s.raterName, total: formatPoints(s.total ?? 0, lang) })),
    points: mark.state === 'apart' ? '' : formatPoints(mark.points, lang),
  };
}
