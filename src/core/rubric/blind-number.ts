import { sha256Hex } from '../shared/digest.js';

/** What a number is given to. */
export interface NumberedWork {
  readonly id: string;
  /** When it was opened for marking, in epoch ms; all of one sitting at once. */
  readonly openedAt: number;
}

/**
 * Numbers under which raters see works, 1, 2, 3 ...: shuffled, so that they tell neither the order of names nor that of
 * handing in, and stable, since what is opened later comes after what was there.
 */
export function blindNumbers(batchId: string, works: readonly NumberedWork[]): Map<string, number> {
  const placed = works.map((w) => ({ id: w.id, openedAt: w.openedAt, key: sha256Hex(`blind|${batchId}|${w.id}`) }));
  placed.sort((a, b) => a.openedAt - b.openedAt || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return new Map(placed.map((w, i) => [w.id, i + 1]));
}
