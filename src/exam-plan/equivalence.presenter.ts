import { type Blueprint, pointsPerItem } from '../core/blueprint/blueprint.js';
import type { StockItem } from '../core/blueprint/draw.js';
import { bandOf, drawForm, expectedPoints } from '../core/blueprint/equivalence.js';
import { type RuleSet, writtenRules } from '../core/scoring/rule-set.js';
import { createRandom } from '../core/shared/random.js';
import type { Refusal } from '../core/shared/result.js';
import { formatNumber, type Lang, translate } from '../i18n/translator.js';
import type { FeasibilityLine, TopicTitle } from './exam-plan.presenter.js';

/** That forms cannot be brought near one another, in words that name the cell by its title. */
export const unequalText = ({ code, params }: Refusal, titles: readonly TopicTitle[], lang: Lang): string =>
  translate(lang, `error.${code}`, {
    ...params,
    topic: titles.find((t) => t.code === params?.['topic'])?.title ?? params?.['topic'] ?? '',
  });

/** Whether the plan's limit of equivalence can be kept with this bank; null where there is none, or no form at all. */
export function equivalenceLine(
  rules: RuleSet,
  blueprint: Blueprint,
  stock: readonly StockItem[],
  titles: readonly TopicTitle[],
  lang: Lang,
): FeasibilityLine | null {
  const written = writtenRules(rules);
  const points = written && pointsPerItem(blueprint, written.points);
  if (points?.ok !== true) return null;
  const machine: Blueprint = { ...blueprint, essays: [] };
  const used = stock.filter((i) => i.essayPoints === null);
  const band = bandOf(machine, used, points.value);
  if (!band.ok || band.value === null) return null;
  const drawn = drawForm(machine, used, createRandom(new Uint8Array(32)), band.value);
  if (!drawn.ok) return { state: 'short', text: unequalText(drawn.error, titles, lang) };
  const params = {
    limit: formatNumber((blueprint.equivalentWithin ?? 0) / 100, lang),
    expected: formatNumber(expectedPoints(band.value.aim, points.value) / 100, lang),
    of: formatNumber((points.value * drawn.value.length) / 100, lang),
    measured: used.filter((i) => i.facility !== undefined).length,
  };
  return { state: 'ok', text: translate(lang, 'plan.line.equivalence', params) };
}
