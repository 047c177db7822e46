import type { ItemContent } from '../core/item/item.js';
import type { Finding } from '../core/item-writing/finding.js';
import { lintItems, type RegisteredSource } from '../core/item-writing/lint.js';
import { obstaclesOf, type Problem } from '../core/item-writing/problems.js';
import { type NearDuplicate, nearDuplicates } from '../core/similarity/near-duplicates.js';

/** A bank's items with the register that they cite. */
export interface CheckOrder {
  readonly items: readonly ItemContent[];
  readonly register: readonly RegisteredSource[];
}

export interface CheckReport {
  readonly findings: readonly Finding[];
  readonly duplicates: readonly NearDuplicate[];
}

/** Runs in a worker thread: what the rules of item writing have to say, and the pairs that ask nearly the same. */
export const checkItems = ({ items, register }: CheckOrder): CheckReport => ({
  findings: lintItems(items, register),
  duplicates: nearDuplicates(items),
});

/** Runs in a worker thread: what keeps each of the items out of use, in their order. */
export const obstaclesOfEach = ({ items, register }: CheckOrder): Problem[][] =>
  items.map((item) => obstaclesOf(item, register));
