import type { FormItem } from '../core/blueprint/form.js';
import type { ItemOption, Key } from '../core/item/item.js';
import { KINDS } from '../core/item/kinds.js';
import { BAND_CODES } from '../core/scoring/outcome.js';
import { type ItemRuling, RULING_KINDS, type RulingKind } from '../core/scoring/item-ruling.js';
import { percent } from '../core/statistics/reconciliation.js';
import { formatNumber, formatPoints, type Lang, translate } from '../i18n/translator.js';
import { type RulingDto, tickedLetters } from './dto/rescore.dto.js';
import type { Rescore } from './entities/rescore.entity.js';
import type { ItemSpread } from './item-spread.service.js';
import type { RescorePreview, Standing } from './rescore.service.js';

/**
 * The ruling that a form means. Each ticked option of an item with one right answer is a key of its own; of other items what is
 * ticked or typed is one key, which stands beside the key as drawn where both are right.
 */
export function rulingOf(form: RulingDto, spread: Pick<ItemSpread, 'item' | 'key'>): ItemRuling {
  const of = KINDS[spread.item.kind];
  const given = of.keyEntry === 'typed' ? of.readKey(form.otherKey ?? '') : tickedLetters(form);
  const { itemId, kind } = form;
  const isEach = of.keyEntry === 'each';
  if (kind === 'newKey')
    return { itemId, kind, keys: isEach ? given.map((l) => [l]) : given.length > 0 ? [given] : [] };
  if (kind !== 'bothKeys') return { itemId, kind, keys: [] };
  return { itemId, kind, keys: isEach ? given.map((l) => [l]) : [spread.key, given] };
}

/** Letters of a key stand together; its pairs and texts, or its words, apart. */
export const rulingWords = (r: { kind: RulingKind; keys: readonly (readonly string[])[] }, lang: Lang): string =>
  translate(lang, `results.ruling.${r.kind}`, {
    keys: r.keys.map((k) => k.join(k.every((part) => part.length === 1) ? '' : ' / ')).join(', '),
  });

/** A key as people read it, in the author's letters. */
const keyWords = (key: Key, { item }: Pick<ItemSpread, 'item'>): string =>
  KINDS[item.kind].words(
    key,
    item.options.map((o) => ({ id: o.origin, text: o.text })),
  );

/** A ruling whose keys are named as people call them. */
const named = (r: ItemRuling, spread: Pick<ItemSpread, 'item'>): ItemRuling => ({
  ...r,
  keys: r.keys.map((key) => [keyWords(key, spread)]),
});

/** The letters of a true/false item are the bank's own, in English: its two options are told by their words alone. */
const shownLetter = (letter: string, { item }: Pick<ItemSpread, 'item'>): string =>
  KINDS[item.kind].options === null ? letter : '';

/** What the letters and numbers of a typed key stand for, in the author's order. */
function legendOf({ kind, options, prompts = [] }: FormItem): readonly ItemOption[] {
  if (KINDS[kind].keyEntry !== 'typed') return [];
  const byOrigin = options.map((o) => ({ id: o.origin, text: o.text })).sort((a, b) => (a.id < b.id ? -1 : 1));
  return [...prompts, ...byOrigin];
}

const WIDTH = 200;

/** How the papers answered, as bars with their share. */
export function spreadView(spread: ItemSpread, typed: Readonly<Record<string, unknown>>, lang: Lang): object {
  const most = Math.max(1, spread.blank, ...spread.options.map((o) => o.chosen));
  const share = (n: number): string => `${n} (${formatNumber(percent(n, spread.closed) ?? 0, lang)}\u00a0%)`;
  const bar = (n: number): object => ({ width: Math.round((n / most) * WIDTH), count: share(n) });
  return {
    ...spread,
    keyText: keyWords(spread.key, spread),
    keyEntry: KINDS[spread.item.kind].keyEntry,
    legend: legendOf(spread.item),
    rulingText: spread.ruling === null ? null : rulingWords(named(spread.ruling, spread), lang),
    blankBar: bar(spread.blank),
    options: spread.options.map((o) => ({
      ...o,
      ...bar(o.chosen),
      shown: shownLetter(o.letter, spread),
      checked: typed[`key${o.letter}`] === 'yes',
    })),
    kinds: RULING_KINDS.map((kind) => ({ kind, checked: typed['kind'] === kind })),
  };
}

/** Before and after, person by person, and the bands of all. */
export function previewView(preview: RescorePreview, spread: Pick<ItemSpread, 'item'>, lang: Lang): object {
  const { changes, before, after } = preview;
  const toPass = changes.filter((c) => !c.before.passed && c.after.passed).length;
  const toFail = changes.filter((c) => c.before.passed && !c.after.passed).length;
  const points = (p: number | null): string => (p === null ? '–' : formatPoints(p, lang));
  const band = (s: Standing): string =>
    s.status === 'graded' && s.band !== null
      ? translate(lang, `band.${s.band}`)
      : translate(lang, `outcome.${s.status}`);
  return {
    ...preview,
    toPass,
    toFail,
    rulingText: rulingWords(named(preview.ruling, spread), lang),
    rows: changes.map(({ entry, before: was, after: will }) => ({
      entry,
      points: { was: points(was.points), will: points(will.points), same: was.points === will.points },
      total: { was: points(was.total), will: points(will.total), same: was.total === will.total },
      band: { was: band(was), will: band(will), same: band(was) === band(will) },
      crosses: was.passed !== will.passed,
    })),
    bands: BAND_CODES.map((code) => ({ code, before: before.bands[code], after: after.bands[code] })),
  };
}

/** What the council has ruled in this batch so far, the newest first. */
export const rescoreLines = (
  rescores: readonly Rescore[],
  items: ReadonlyMap<string, FormItem>,
  lang: Lang,
): object[] =>
  [...rescores].reverse().map((r) => {
    const item = items.get(r.itemId);
    return { ...r, text: rulingWords(item === undefined ? r : named(r, { item }), lang) };
  });
