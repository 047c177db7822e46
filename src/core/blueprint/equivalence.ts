import type { Points } from '../shared/points.js';
import { sha256 } from '../shared/digest.js';
import { createRandom, type Random } from '../shared/random.js';
import { fail, ok, type Refusal, type Result } from '../shared/result.js';
import { type Blueprint, type BlueprintCell, blueprintCells } from './blueprint.js';
import { EASE, easeOf } from './difficulty.js';
import { belongs, drawItems, isAwake, type StockItem } from './draw.js';

/**
 * What forms of one batch are expected to give, in ten-thousandths of the points of one item: every form lies within `reach`
 * of `aim`, so no two are further apart than the plan allows. Essays are left out: people mark them.
 */
export interface Band {
  readonly aim: number;
  readonly reach: number;
}

/** A form that no exchange brings into the band is drawn anew so many times. */
const MOST_DRAWS = 8;

/** The seed of the form that the aim is read from: no secret, so that a trial aims where a closing will. */
const AIM_SEED = sha256('nhan-thuc/equivalence/1');

/** What the items of a form that a machine marks are expected to give together, in ten-thousandths of one item's points. */
export const expectedSum = (form: readonly StockItem[]): number =>
  form.reduce((sum, item) => sum + (item.essayPoints === null ? easeOf(item) : 0), 0);

/** Expected points, in hundredths and their parts, of a sum of `expectedSum`. @param points of one item */
export const expectedPoints = (sum: number, points: Points): number => (sum * points) / EASE;

/**
 * The band of a plan on a bank; null where the plan sets no limit. It follows from both alone: its middle is what one form
 * gives that was brought as near as can be to the mean of its cells, so there is such a form.
 * Refusals are those of drawItems.
 * @param points of one item
 */
export function bandOf(blueprint: Blueprint, stock: readonly StockItem[], points: Points): Result<Band | null> {
  const limit = blueprint.equivalentWithin;
  if (limit === undefined || points === 0) return ok(null);
  const drawn = drawItems(blueprint, stock, createRandom(AIM_SEED));
  if (!drawn.ok) return drawn;
  const middle = { aim: meanOfCells(blueprint, stock), reach: EASE / 200 };
  const aim = expectedSum(balanced(drawn.value, blueprint, stock, createRandom(AIM_SEED), middle));
  return ok({ aim, reach: Math.floor((limit * EASE) / points / 2) });
}

function meanOfCells(blueprint: Blueprint, stock: readonly StockItem[]): number {
  const awake = stock.filter(isAwake);
  const sums = blueprintCells(blueprint).map((cell) => cell.need * meanEase(awake.filter((i) => belongs(i, cell))));
  return Math.round(sums.reduce((sum, n) => sum + n, 0));
}

const meanEase = (items: readonly StockItem[]): number => items.reduce((sum, i) => sum + easeOf(i), 0) / items.length;

/**
 * Draws a form as drawItems does. One that lies outside the band has items exchanged for others of their cells, by the seed,
 * until it lies within; a form that lies within is just what drawItems draws.
 * Refusals: those of drawItems, and `blueprint/unequal` with the cell whose items differ most.
 */
export function drawForm(
  blueprint: Blueprint,
  stock: readonly StockItem[],
  random: Random,
  band: Band | null,
): Result<StockItem[]> {
  let least = Infinity;
  for (let n = 0; n < MOST_DRAWS; n += 1) {
    const drawn = drawItems(blueprint, stock, random);
    if (!drawn.ok || band === null) return drawn;
    const form = balanced(drawn.value, blueprint, stock, random, band);
    const distance = distanceOf(expectedSum(form), band);
    if (distance <= band.reach) return ok(form);
    least = Math.min(least, distance);
  }
  return fail(unequal(blueprint, stock, band?.reach ?? 0, least));
}

const distanceOf = (sum: number, { aim }: Band): number => Math.abs(sum - aim);

/** Items that a form could have, and the places of a form that take them. */
interface Choice {
  readonly item: StockItem;
  readonly places: readonly number[];
}

/** Exchanges items one by one, each time for the first that leads into the band, else for the one that leads nearest. */
function balanced(
  drawn: readonly StockItem[],
  blueprint: Blueprint,
  stock: readonly StockItem[],
  random: Random,
  band: Band,
): StockItem[] {
  if (distanceOf(expectedSum(drawn), band) <= band.reach) return [...drawn];
  const sorted = [...stock].sort((a, b) => (a.id < b.id ? -1 : 1));
  const choices = random.shuffle(
    blueprintCells(blueprint).flatMap((cell) => {
      const places = [...drawn.keys()].filter((n) => isIn(drawn[n], cell));
      return sorted.filter((item) => isAwake(item) && isIn(item, cell)).map((item): Choice => ({ item, places }));
    }),
  );
  let form = [...drawn];
  for (;;) {
    const next = exchanged(form, choices, blueprint.maxPerClause, band);
    if (next === null) return form;
    form = next;
    if (distanceOf(expectedSum(form), band) <= band.reach) return form;
  }
}

const isIn = (item: StockItem | undefined, cell: BlueprintCell): boolean => item !== undefined && belongs(item, cell);

/** Null where no exchange leads nearer. */
function exchanged(
  form: readonly StockItem[],
  choices: readonly Choice[],
  maxPerClause: number,
  band: Band,
): StockItem[] | null {
  const sum = expectedSum(form);
  const inForm = new Set(form.map((i) => i.id));
  let nearest = distanceOf(sum, band);
  let best: StockItem[] | null = null;
  for (const { item, places } of choices) {
    if (inForm.has(item.id)) continue;
    for (const place of places) {
      const old = form[place];
      const distance = distanceOf(sum + easeOf(item) - (old === undefined ? 0 : easeOf(old)), band);
      if (distance >= nearest || !fits(item, form, place, maxPerClause)) continue;
      best = form.map((i, n) => (n === place ? item : i));
      if (distance <= band.reach) return best;
      nearest = distance;
    }
  }
  return best;
}

/** Whether an item may stand at a place of a form: beside none of its enemies, and under the clause cap. */
function fits(item: StockItem, form: readonly StockItem[], place: number, maxPerClause: number): boolean {
  const rest = form.filter((_, i) => i !== place);
  if (item.enemies !== undefined && rest.some((i) => item.enemies?.includes(i.id))) return false;
  if (item.clauseKey === null) return true;
  return rest.filter((i) => i.essayPoints === null && i.clauseKey === item.clauseKey).length < maxPerClause;
}

/** @param reach and @param least in ten-thousandths of an item */
function unequal(blueprint: Blueprint, stock: readonly StockItem[], reach: number, least: number): Refusal {
  const limit = blueprint.equivalentWithin ?? 0;
  const cell = mostUnlike(blueprint, stock);
  const { topic = '', level = 'recall' } = cell ?? {};
  // In tenths of a point, upwards: what the limit would have to be for the best form that was found.
  const wanted = reach === 0 ? limit / 100 + 0.1 : Math.ceil(((least / reach) * limit) / 10) / 10;
  return { code: 'blueprint/unequal', params: { topic, level, limit: limit / 100, wanted } };
}

/** The cell whose items make forms differ most: places times variance. */
function mostUnlike(blueprint: Blueprint, stock: readonly StockItem[]): BlueprintCell | undefined {
  const awake = stock.filter(isAwake);
  const weighed = blueprintCells(blueprint).map((cell) => {
    const items = awake.filter((i) => belongs(i, cell));
    const mean = meanEase(items);
    const variance = items.reduce((sum, i) => sum + (easeOf(i) - mean) ** 2, 0) / items.length;
    return { cell, weight: cell.need * variance };
  });
  return weighed.sort((a, b) => b.weight - a.weight)[0]?.cell;
}
