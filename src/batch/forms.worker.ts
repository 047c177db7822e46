import type { Blueprint } from '../core/blueprint/blueprint.js';
import type { StockItem } from '../core/blueprint/draw.js';
import { bandOf, drawForm } from '../core/blueprint/equivalence.js';
import { type DrawnItem, type LaidOutForm, layOutForm } from '../core/blueprint/form.js';
import type { Points } from '../core/shared/points.js';
import { createRandom, entrySeed } from '../core/shared/random.js';
import { ok, type Result } from '../core/shared/result.js';

export interface DrawOrder {
  readonly entryIds: readonly string[];
  /** Of the batch. */
  readonly seed: Uint8Array;
  readonly blueprint: Blueprint;
  readonly stock: readonly StockItem[];
  readonly drawable: readonly DrawnItem[];
  /** Of one item. */
  readonly points: Points;
}

export type DrawnForm = LaidOutForm & { readonly entryId: string };

/** Runs in a worker thread: the forms of these entries. Each follows from seed, entry, plan and stock alone. */
export function drawForms({ entryIds, seed, blueprint, stock, drawable, points }: DrawOrder): Result<DrawnForm[]> {
  const band = bandOf(blueprint, stock, points);
  if (!band.ok) return band;
  const itemOf = new Map(drawable.map((item) => [item.id, item]));
  const forms: DrawnForm[] = [];
  for (const entryId of entryIds) {
    const random = createRandom(entrySeed(seed, entryId));
    const picks = drawForm(blueprint, stock, random, band.value);
    if (!picks.ok) return picks;
    const items = picks.value.flatMap((p) => itemOf.get(p.id) ?? []);
    forms.push({ entryId, ...layOutForm(items, points, random) });
  }
  return ok(forms);
}
