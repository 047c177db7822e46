import type { ComponentOutcome } from '../core/scoring/outcome.js';
import type { ItemScore } from '../core/scoring/score-form.js';
import type { RuleSet } from '../core/scoring/rule-set.js';
import type { Points } from '../core/shared/points.js';
import { formatNumber, formatPoints, type Lang, translate, type TextParams } from '../i18n/translator.js';
import type { JoinedQuestion } from '../rating/joined-marks.service.js';
import type { OutcomeRow } from './outcome-rows.js';

/** One line of a sum: what, how, how many points. */
export interface SumLine {
  readonly what: string;
  readonly how: string;
  readonly points: string;
}

/** How one component came to its points, as a small sum with its own rule. */
export interface ComponentSum {
  readonly kind: ComponentOutcome['kind'];
  readonly lines: readonly SumLine[];
  readonly total: SumLine;
}

export interface How {
  readonly sums: readonly ComponentSum[];
  /** '38,00 + 22,00 = 60,00' */
  readonly equation: string | null;
  readonly verdict: string;
  readonly reasons: readonly string[];
}

/** How a person's total came about: each component as a sum, then the total against the pass mark. */
export function howOf(row: OutcomeRow, rules: RuleSet, lang: Lang): How {
  const say = (key: string, params: TextParams = {}): string => translate(lang, key, params);
  const points = (p: Points): string => formatPoints(p, lang);
  const { components, total, status, band, reasons } = row.outcome;
  const sums = components.map((c) => componentSum(c, row, lang));
  const equation =
    total === null || components.length < 2
      ? null
      : `${components.map((c) => points(c.points ?? 0)).join(' + ')} = ${points(total)}`;
  const verdict =
    total === null || band === null
      ? say(`outcome.${status}`)
      : say(
          total > rules.pass ? 'results.how.above' : total === rules.pass ? 'results.how.equal' : 'results.how.below',
          {
            pass: formatNumber(rules.pass / 100, lang),
            band: say(`band.${band}`),
          },
        );
  return { sums, equation, verdict, reasons: reasons.map((r) => say(`failReason.${r}`)) };
}

function componentSum(c: ComponentOutcome, row: OutcomeRow, lang: Lang): ComponentSum {
  const say = (key: string, params: TextParams = {}): string => translate(lang, key, params);
  const line = (what: string, how: string, p: Points | null): SumLine => ({
    what,
    how,
    points: p === null ? '–' : formatPoints(p, lang),
  });
  const lines = c.kind === 'written' ? writtenLines(row, lang) : oralLines(row, lang);
  const shown = c.missed === null ? lines : [];
  if (c.missed !== null) shown.push(line(say(`component.${c.kind}`), say(`results.how.missed.${c.missed}`), 0));
  for (const v of row.violations.filter((x) => x.component === c.kind)) {
    const how = say('results.how.violation', { degree: say(`degree.${v.degree}`), percent: v.percent });
    shown.push({ what: say('results.how.deduction'), how, points: '' });
  }
  if (c.deduction !== 0) {
    const how = say('results.how.percent', { percent: c.deductionPercent, raw: formatPoints(c.raw ?? 0, lang) });
    shown.push({ what: '', how, points: `− ${formatPoints(c.deduction, lang)}` });
  }
  const floor = say('results.how.floor', { floor: formatPoints(c.floor, lang) });
  return { kind: c.kind, lines: shown, total: line(say(`component.${c.kind}`), floor, c.points) };
}

/** Items by what decided them: right answers together, each ruling and each essay by itself, then what scaling adds. */
function writtenLines(row: OutcomeRow, lang: Lang): SumLine[] {
  const say = (key: string, params: TextParams = {}): string => translate(lang, key, params);
  const { written } = row;
  if (written === null) return [];
  const essays = new Set(row.essays.map((e) => e.question.no));
  const plain = written.items.filter((i) => i.ruling === undefined && !essays.has(i.no));
  const right = plain.filter((i) => i.points === i.max);
  const part = plain.filter((i) => i.points > 0 && i.points < i.max);
  const lines: SumLine[] = [
    { what: say('results.how.right'), how: timesText(right, lang), points: sumText(right, lang) },
  ];
  if (part.length > 0)
    lines.push({
      what: say('results.how.part'),
      how: say('results.how.items', { n: part.length }),
      points: sumText(part, lang),
    });
  for (const item of written.items.filter((i) => i.ruling !== undefined))
    lines.push({
      what: say('results.how.item', { no: item.no }),
      how: rulingText(item, lang),
      points: sumText([item], lang),
    });
  for (const e of row.essays) lines.push(markLine(say('results.how.essay', { no: e.question.no }), e, lang));
  const sum = written.items.reduce((total, i) => total + i.points, 0);
  if (sum !== written.points) {
    const left = written.items.reduce((total, i) => total + i.max, 0);
    const params = {
      sum: formatPoints(sum, lang),
      left: formatPoints(left, lang),
      max: formatPoints(written.maxPoints, lang),
    };
    const more = `${written.points > sum ? '+' : '−'} ${formatPoints(Math.abs(written.points - sum), lang)}`;
    lines.push({
      what: say('results.how.scaled'),
      how: left === written.maxPoints ? say('results.how.rounded') : say('results.how.scaledFrom', params),
      points: more,
    });
  }
  return lines;
}

/** '18 câu × 2' where all are worth the same. */
function timesText(items: readonly ItemScore[], lang: Lang): string {
  const [first] = items;
  const same = first !== undefined && items.every((i) => i.max === first.max);
  return same
    ? translate(lang, 'results.how.times', { n: items.length, each: formatNumber(first.max / 100, lang) })
    : translate(lang, 'results.how.items', { n: items.length });
}

const sumText = (items: readonly ItemScore[], lang: Lang): string =>
  formatPoints(
    items.reduce((total, i) => total + i.points, 0),
    lang,
  );

/** @param words a key as people read it; the texts that a short text accepts stand a line each */
export const rulingText = (
  item: ItemScore,
  lang: Lang,
  words = (key: string): string => key.replaceAll('\n', ' / '),
): string =>
  translate(lang, `results.ruling.${item.ruling ?? 'newKey'}`, { keys: item.key.split('|').map(words).join(', ') });

function oralLines(row: OutcomeRow, lang: Lang): SumLine[] {
  return (row.oral?.questions ?? []).map((q) =>
    markLine(translate(lang, 'results.how.oral', { no: q.question.no }), q, lang),
  );
}

/** What the raters gave, and what it came to. */
export function markLine(what: string, { mark, settlement }: JoinedQuestion, lang: Lang): SumLine {
  if (mark.state === 'waiting')
    return { what, how: translate(lang, 'results.how.waiting', { n: mark.locked, raters: mark.raters }), points: '–' };
  const totals = mark.totals.map((t) => formatPoints(t, lang)).join(translate(lang, 'results.how.and'));
  if (mark.state === 'apart') return { what, how: translate(lang, 'results.how.apart', { totals }), points: '–' };
  const how =
    mark.state === 'settled'
      ? translate(lang, 'results.how.settled', {
          totals,
          by: settlement?.byName ?? '',
          reason: settlement?.reason ?? '',
        })
      : mark.totals.length > 1
        ? translate(lang, 'results.how.mean', { totals })
        : totals;
  return { what, how, points: formatPoints(mark.points, lang) };
}
