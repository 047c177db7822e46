import { ITEM_LEVELS, type ItemKind, type ItemLevel } from '../item/item.js';
import type { Points } from '../shared/points.js';
import { refuse, ok, type Result } from '../shared/result.js';

/** How many items of each level one topic gives to a form. */
export interface BlueprintTopic {
  readonly topic: string;
  readonly recall: number;
  readonly understand: number;
  readonly apply: number;
}

/** So many essays of one topic, each worth so much; people mark them. */
export interface BlueprintEssay {
  readonly topic: string;
  readonly count: number;
  readonly points: Points;
}

/** Kinds that a matrix draws where its plan says so; choices and statements it always draws. */
export const MORE_KINDS = ['shortText', 'ordering', 'matching'] as const satisfies readonly ItemKind[];
export type MoreKind = (typeof MORE_KINDS)[number];

/** Ma trận đề: topics in the order of the plan, essays, and the cap on items of one clause. */
export interface Blueprint {
  readonly topics: readonly BlueprintTopic[];
  readonly maxPerClause: number;
  /** Items used in a batch within so many months are not drawn; left out of blueprints whose items need no rest. */
  readonly coolDownMonths?: number;
  /** The most by which the expected points of two forms of a batch may differ; left out: they may by any. */
  readonly equivalentWithin?: Points;
  /** Left out of blueprints without essays. */
  readonly essays?: readonly BlueprintEssay[];
  /** In the order of MORE_KINDS; left out of blueprints that draw choices and statements alone. */
  readonly moreKinds?: readonly MoreKind[];
}

export const DEFAULT_BLUEPRINT: Blueprint = {
  topics: [
    { topic: 'history', recall: 5, understand: 3, apply: 0 },
    { topic: 'charter', recall: 3, understand: 3, apply: 2 },
    { topic: 'platform', recall: 2, understand: 2, apply: 1 },
    { topic: 'ho-chi-minh', recall: 2, understand: 2, apply: 0 },
    { topic: 'striving', recall: 1, understand: 0, apply: 2 },
    { topic: 'theme', recall: 2, understand: 0, apply: 0 },
  ],
  maxPerClause: 1,
  equivalentWithin: 200,
};

/** What a blueprint says of which items of a bank may be drawn at all. */
export type StockRules = Pick<Blueprint, 'coolDownMonths' | 'moreKinds'>;

export const coolDownMonths = (rules: StockRules): number => rules.coolDownMonths ?? 0;

/** Whether forms of this plan may have items of a kind. */
export function drawsKind({ moreKinds = [] }: StockRules, kind: ItemKind): boolean {
  const more = MORE_KINDS.find((k) => k === kind);
  return more === undefined || moreKinds.includes(more);
}

export interface BlueprintCell {
  readonly topic: string;
  readonly level: ItemLevel;
  readonly need: number;
}

/** The cells that draw something, in the fixed order in which a form takes them. */
export function blueprintCells(blueprint: Blueprint): BlueprintCell[] {
  return blueprint.topics.flatMap((row) =>
    ITEM_LEVELS.map((level) => ({ topic: row.topic, level, need: row[level] })).filter((cell) => cell.need > 0),
  );
}

export const blueprintSize = (blueprint: Blueprint): number =>
  blueprintCells(blueprint).reduce((sum, cell) => sum + cell.need, 0);

export const essayCount = (blueprint: Blueprint): number =>
  (blueprint.essays ?? []).reduce((sum, e) => sum + e.count, 0);

/** Questions of a form, essays included. */
export const formSize = (blueprint: Blueprint): number => blueprintSize(blueprint) + essayCount(blueprint);

const essayPoints = (blueprint: Blueprint): Points =>
  (blueprint.essays ?? []).reduce((sum, e) => sum + e.count * e.points, 0);

/**
 * Points of one item that a machine marks: what the essays leave, shared evenly. Refusals `blueprint/empty`,
 * `blueprint/essay-points` and `blueprint/points-not-divisible` rather than a hidden remainder.
 */
export function pointsPerItem(blueprint: Blueprint, componentPoints: Points): Result<Points> {
  const items = blueprintSize(blueprint);
  const rest = componentPoints - essayPoints(blueprint);
  if (items + essayCount(blueprint) === 0) return refuse('blueprint/empty');
  if (rest < 0 || (items === 0 && rest !== 0))
    return refuse('blueprint/essay-points', { essays: essayPoints(blueprint) / 100, points: componentPoints / 100 });
  if (items === 0) return ok(0);
  if (rest % items !== 0) return refuse('blueprint/points-not-divisible', { points: rest / 100, items });
  return ok(rest / items);
}
