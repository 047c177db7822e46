import { isHumanMarked, shownChoices, wordsOf } from '../core/item/kinds.js';
import { formatNumber, type Lang, translate } from '../i18n/translator.js';
import type { LateCase } from './late-decision.service.js';

/** One person's late answers as the page shows them. Essays by their length alone: their marking is blind. */
export function lateCaseView({ entry, sitting, attempt, form, file, changes }: LateCase, lang: Lang): object {
  const items = new Map(form.items.map((i) => [i.no, i]));
  const shown = (itemNo: number, value: string): string => {
    if (value === '') return translate(lang, 'late.blank');
    const item = items.get(itemNo);
    if (item === undefined) return value;
    return isHumanMarked(item.kind)
      ? translate(lang, 'late.length', { n: formatNumber(value.length, lang) })
      : wordsOf(item.kind, value, shownChoices(item).options);
  };
  const sources = [...new Set(file.answers.map((a) => a.source))];
  return {
    entry,
    room: sitting?.room ?? '',
    closedAt: attempt.closedAt,
    closeReason: attempt.closeReason,
    n: new Set(file.answers.filter((a) => a.kind === 'answer').map((a) => a.itemNo)).size,
    firstAt: new Date(file.answers[0]?.arrivedAt ?? 0),
    lastAt: new Date(file.answers.at(-1)?.arrivedAt ?? 0),
    sources: sources.map((s) => translate(lang, s === 'rescueFile' ? 'late.source.rescueFile' : 'late.source.browser')),
    seen: file.open.at(-1)?.no ?? null,
    changes: changes.map((c) => ({ no: c.itemNo, held: shown(c.itemNo, c.held), late: shown(c.itemNo, c.late) })),
    decisions: file.decisions,
  };
}
