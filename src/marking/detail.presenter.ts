import type { FormItem } from '../core/blueprint/form.js';
import type { Line } from '../core/item/kinds/kind.js';
import { plainMarks } from '../core/rubric/mark-log.js';
import { isHumanMarked, KINDS, shownChoices, wordsOf } from '../core/item/kinds.js';
import type { ItemScore } from '../core/scoring/score-form.js';
import { formatPoints, type Lang, translate } from '../i18n/translator.js';
import type { JoinedQuestion } from '../rating/joined-marks.service.js';
import type { Rescore } from './entities/rescore.entity.js';
import type { WrittenScore } from './entities/written-score.entity.js';
import { markLine, rulingText } from './how.presenter.js';
import type { OutcomeRow } from './outcome-rows.js';

/** The machine-marked items behind one person's figure, in the order of the paper. */
export function detailItems(
  row: OutcomeRow,
  items: readonly FormItem[],
  titles: ReadonlyMap<string, string>,
  lang: Lang,
): object[] {
  const scores = new Map((row.written?.items ?? []).map((s) => [s.no, s]));
  return items
    .filter((item) => !isHumanMarked(item.kind))
    .map((item) => {
      const score = scores.get(item.no);
      const response = score?.response ?? '';
      const right = score !== undefined && score.points === score.max;
      return {
        no: item.no,
        code: item.code,
        topic: titles.get(item.topic) ?? item.topic,
        level: item.level,
        stem: item.stem,
        points: score?.points ?? 0,
        max: score?.max ?? item.points,
        right,
        blank: response === '' && !right,
        ruling: score?.ruling === undefined ? null : rulingText(score, lang, (key) => keyWords(item, key)),
        lines: linesOf(item, score),
        options: item.options.map((o) => ({
          letter: o.letter,
          text: o.text,
          chosen: response.includes(o.letter),
          key: score !== undefined && isKey(score, o.letter),
        })),
      };
    });
}

const keyWords = (item: FormItem, key: string): string => wordsOf(item.kind, key, shownChoices(item).options);

/** The response beside the key, of items that are not answered by ticking options; null for those that are. */
function linesOf(item: FormItem, score: ItemScore | undefined): object[] | null {
  const kind = KINDS[item.kind];
  if (kind.keyEntry !== 'typed') return null;
  const choices = shownChoices(item);
  const linesFor = (text: string): readonly Line[] => kind.lines(kind.parts(text), choices);
  const keys = (score?.key ?? '').split('|').map(linesFor);
  return linesFor(score?.response ?? '').map(({ head, text }, i) => {
    const accepted = keys.map((key) => key[i]?.text ?? '').filter((k) => k !== '');
    return { head, text, key: [...new Set(accepted)].join(' / ') };
  });
}

const isKey = (score: ItemScore, letter: string): boolean => score.key.split('|').some((key) => key.includes(letter));

/** Points by topic; topics in the bank's order. */
export function topicSums(
  row: OutcomeRow,
  topics: readonly { readonly code: string; readonly title: string }[],
): object[] {
  const items = row.written?.items ?? [];
  const known = new Set(topics.map((t) => t.code));
  const others = [...new Set(items.map((i) => i.topic))]
    .filter((t) => !known.has(t))
    .map((t) => ({ code: t, title: t }));
  return [...topics, ...others].flatMap((t) => {
    const own = items.filter((i) => i.topic === t.code);
    if (own.length === 0) return [];
    const sum = (pick: (i: ItemScore) => number): number => own.reduce((total, i) => total + pick(i), 0);
    const right = own.filter((i) => i.points === i.max && i.max > 0).length;
    return [{ title: t.title, items: own.length, right, points: sum((i) => i.points), max: sum((i) => i.max) }];
  });
}

/** A question that people marked: each criterion with what each rater gave. Sheets are there only when all have locked. */
export function markedQuestion(q: JoinedQuestion, lang: Lang): object {
  const { question, sheets, settlement, mark } = q;
  const marks = sheets.map((s) => plainMarks(s.marks));
  const text = (points: number | undefined): string => (points === undefined ? '–' : formatPoints(points, lang));
  const component = question.component === 'oral' ? 'results.how.oral' : 'results.how.essay';
  return {
    ...markLine(translate(lang, component, { no: question.no }), q, lang),
    state: mark.state,
    id: question.id,
    no: question.no,
    code: question.code,
    stem: question.stem,
    ticketNo: question.ticketNo,
    max: formatPoints(question.points, lang),
    raters: sheets.map((s) => ({ name: s.raterName, version: s.version, reason: s.reason, note: s.note?.text ?? '' })),
    criteria: question.rubric.criteria.map((c) => ({
      title: c.title,
      max: formatPoints(c.points, lang),
      marks: marks.map((m) => text(m[c.id])),
    })),
    totals: sheets.map((s) => text(s.total ?? undefined)),
    settlement,
  };
}

/** Every version of the written score, the newest first, with the ruling that made it. */
export function scoreHistory(versions: readonly WrittenScore[], rescores: readonly Rescore[]): object[] {
  const rulings = new Map(rescores.map((r) => [r.id, r]));
  return versions.map((v) => ({ ...v, ruling: rulings.get(v.rescoreId ?? '') ?? null })).reverse();
}
