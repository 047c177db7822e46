import type { FormItem } from '../blueprint/form.js';
import { authorsParts, isHumanMarked, KINDS } from '../item/kinds.js';
import type { ItemScore } from '../scoring/score-form.js';

/** What one paper says of one of its items. */
export interface ItemAnswer {
  readonly itemId: string;
  readonly versionId: string;
  /** Of the item's points, 0 to 1. */
  readonly share: number;
  /** Of the points of all other items of the paper, 0 to 1; null where there is none. */
  readonly rest: number | null;
  /** The options chosen, under the author's letters, none for a blank; null for kinds without options to choose. */
  readonly chosen: readonly string[] | null;
  /** Whether the council has changed what counts as right since: then the item's own key no longer tells it. */
  readonly isRuled: boolean;
}

/**
 * How the answers of one batch to one version of an item add up. `x` is the share of the item, `y` that of the rest; xx, xy
 * and yy are sums of products of their deviations from the batch's means, so that batches of people who know more or less
 * can be put together.
 */
export interface ItemSums {
  readonly itemId: string;
  readonly answers: number;
  /** Sum of the shares. */
  readonly share: number;
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
  /** Papers that chose each option, by the author's letter; those that chose none under ''. */
  readonly chosen: Readonly<Record<string, number>>;
  /** Papers in which the council changed what counts as right. */
  readonly ruled: number;
}

/** What is known of an item by its answers. */
export interface ItemStatistics {
  readonly answers: number;
  /** p-value: the mean share of its points, 0 to 1. */
  readonly facility: number;
  /**
   * Corrected item-rest correlation, -1 to 1, within batches: whether those who have it also have the others. Null where it is
   * not defined: nobody differs from the rest.
   */
  readonly discrimination: number | null;
  readonly chosen: Readonly<Record<string, number>>;
  /** Papers in which the council changed what counts as right. */
  readonly ruled: number;
}

/**
 * The answers of one paper. An item that the council dropped, or gave full marks for, says nothing of itself, nor of the
 * others; the rest are counted as they were scored, rulings included.
 */
export function paperAnswers(items: readonly FormItem[], scores: readonly ItemScore[]): ItemAnswer[] {
  const scoreOf = new Map(scores.map((s) => [s.no, s]));
  const counted = items.flatMap((item) => {
    const score = scoreOf.get(item.no);
    return score === undefined || score.max === 0 || score.ruling === 'fullMarks' ? [] : [{ item, score }];
  });
  const points = counted.reduce((sum, c) => sum + c.score.points, 0);
  const max = counted.reduce((sum, c) => sum + c.score.max, 0);
  return counted.map(({ item, score }) => ({
    itemId: item.itemId,
    versionId: item.versionId,
    share: score.points / score.max,
    rest: max === score.max ? null : (points - score.points) / (max - score.max),
    chosen: chosenOf(item, score.response),
    isRuled: score.ruling !== undefined,
  }));
}

function chosenOf({ kind, options }: FormItem, response: string): readonly string[] | null {
  if (isHumanMarked(kind) || KINDS[kind].keyEntry === 'typed') return null;
  return authorsParts(kind, response, options);
}

interface Running {
  readonly itemId: string;
  answers: number;
  share: number;
  ruled: number;
  /** Answers whose rest is known, and their sums. */
  pairs: number;
  x: number;
  y: number;
  xx: number;
  xy: number;
  yy: number;
  readonly chosen: Record<string, number>;
}

/** Adds up the papers of one batch, one after another. */
export class ItemTally {
  private readonly sums = new Map<string, Running>();

  add(answers: readonly ItemAnswer[]): void {
    for (const answer of answers) this.addOne(answer);
  }

  /** By version id. */
  result(): Map<string, ItemSums> {
    return new Map(
      [...this.sums].map(([versionId, { itemId, answers, share, ruled, pairs, x, y, xx, xy, yy, chosen }]) => {
        const about = (products: number, a: number, b: number): number =>
          pairs === 0 ? 0 : products - (a * b) / pairs;
        return [
          versionId,
          { itemId, answers, share, xx: about(xx, x, x), xy: about(xy, x, y), yy: about(yy, y, y), chosen, ruled },
        ];
      }),
    );
  }

  private addOne({ itemId, versionId, share, rest, chosen, isRuled }: ItemAnswer): void {
    const fresh: Running = {
      itemId,
      answers: 0,
      share: 0,
      ruled: 0,
      pairs: 0,
      x: 0,
      y: 0,
      xx: 0,
      xy: 0,
      yy: 0,
      chosen: {},
    };
    const sum = this.sums.get(versionId) ?? fresh;
    this.sums.set(versionId, sum);
    sum.answers += 1;
    sum.share += share;
    if (isRuled) sum.ruled += 1;
    if (rest !== null) {
      sum.pairs += 1;
      sum.x += share;
      sum.y += rest;
      sum.xx += share * share;
      sum.xy += share * rest;
      sum.yy += rest * rest;
    }
    if (chosen === null) return;
    for (const letter of chosen.length === 0 ? [''] : chosen) sum.chosen[letter] = (sum.chosen[letter] ?? 0) + 1;
  }
}

/** Below this a sum of squares is nothing but rounding. */
const NOTHING = 1e-9;

/** What the batches of one version of an item say together; null where nobody has answered it. */
export function itemStatistics(batches: readonly ItemSums[]): ItemStatistics | null {
  const sum = (of: (b: ItemSums) => number): number => batches.reduce((total, b) => total + of(b), 0);
  const answers = sum((b) => b.answers);
  if (answers === 0) return null;
  const [xx, xy, yy] = [sum((b) => b.xx), sum((b) => b.xy), sum((b) => b.yy)];
  const isDefined = xx > NOTHING && yy > NOTHING;
  const chosen: Record<string, number> = {};
  for (const batch of batches)
    for (const [letter, n] of Object.entries(batch.chosen)) chosen[letter] = (chosen[letter] ?? 0) + n;
  return {
    answers,
    facility: sum((b) => b.share) / answers,
    discrimination: isDefined ? Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy))) : null,
    chosen,
    ruled: sum((b) => b.ruled),
  };
}

/** Below this an item hardly tells those who know from those who do not, and is worth another look. */
export const WEAK_DISCRIMINATION = 0.1;
