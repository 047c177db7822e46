import type { ItemLevel } from '../item/item.js';
import { canonicalJson, type JsonValue } from '../ledger/canonical-json.js';
import type { Rubric } from '../rubric/rubric.js';
import { hmacSha256, sha256Hex } from '../shared/digest.js';
import type { Points } from '../shared/points.js';
import { createRandom } from '../shared/random.js';
import { ok, refuse, type Result } from '../shared/result.js';

/** A live oral question of a bank. */
export interface OralItem {
  readonly id: string;
  readonly versionId: string;
  readonly code: string;
  readonly topic: string;
  readonly level: ItemLevel;
  readonly stem: string;
  readonly rubric: Rubric;
}

/** An oral question copied into a batch, under the number that stands on its slip. */
export interface PoolItem extends OralItem {
  readonly ticketNo: number;
}

/** One slip that a panel has drawn; `round` counts how often its pool was reshuffled. */
export interface DrawnTicket {
  readonly itemId: string;
  readonly round: number;
}

/**
 * The questions of a batch, numbered from 1 in a seeded order. Refusals: `oral/too-few-questions`, and
 * `oral/rubric-points` for a rubric that gives other points than the plan.
 */
export function layOutPool(
  items: readonly OralItem[],
  questions: number,
  points: Points,
  batchSeed: Uint8Array,
): Result<PoolItem[]> {
  if (items.length < questions) return refuse('oral/too-few-questions', { need: questions, have: items.length });
  const odd = items.find((i) => i.rubric.points !== points);
  if (odd !== undefined) {
    const params = { code: odd.code, points: odd.rubric.points / 100, planPoints: points / 100 };
    return refuse('oral/rubric-points', params);
  }
  const order = createRandom(hmacSha256(batchSeed, 'oral-pool')).shuffle(byId(items));
  return ok(order.map((item, i) => ({ ...item, ticketNo: i + 1 })));
}

/** What the ledger keeps of a pool. */
export const poolDigest = (pool: readonly PoolItem[]): string => sha256Hex(canonicalJson(pool as unknown as JsonValue));

/**
 * The next slip of a panel: its pool is shuffled anew for each round, a round gives every slip once, and nobody gets a
 * question twice. The same seed and history always give the same slip, so that the draw can be checked afterwards.
 * @param history everything that the panel has drawn, in order
 * @param own questions that this candidate has already
 */
export function nextTicket(
  pool: readonly PoolItem[],
  batchSeed: Uint8Array,
  panelId: string,
  history: readonly DrawnTicket[],
  own: readonly string[],
): { readonly item: PoolItem; readonly round: number } {
  for (let round = history.at(-1)?.round ?? 0, tries = 0; tries < 2; round += 1, tries += 1) {
    const gone = new Set(history.filter((t) => t.round === round).map((t) => t.itemId));
    const item = roundOrder(pool, batchSeed, panelId, round).find((i) => !gone.has(i.id) && !own.includes(i.id));
    if (item !== undefined) return { item, round };
  }
  throw new Error('nextTicket: the pool is smaller than the questions of one candidate');
}

function roundOrder(pool: readonly PoolItem[], seed: Uint8Array, panelId: string, round: number): PoolItem[] {
  return createRandom(hmacSha256(seed, `oral|${panelId}|${round}`)).shuffle(byId(pool));
}

const byId = <T extends { readonly id: string }>(items: readonly T[]): T[] =>
  [...items].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
