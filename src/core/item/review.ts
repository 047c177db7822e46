import { assertNever, type Refusal } from '../shared/result.js';
import type { ItemState } from './item.js';

export type ReviewAct = 'sendToReview' | 'confirm' | 'retire';

/** How an item stands that is or was in use, and who sent it to review last (null: nobody, or its bank's files). */
export interface Standing {
  readonly state: ItemState;
  /** Whether it never was in use: then it is on the road of a new text (`road.ts`), and nothing here is for it. */
  readonly isNew: boolean;
  readonly sentBy: string | null;
}

/**
 * Why `by` may not do this with an item; null when they may. An item that waits for review is decided by somebody other
 * than the one who sent it there.
 */
export function reviewRefusal(act: ReviewAct, { state, sentBy, isNew }: Standing, by: string): Refusal | null {
  const waits = state === 'inReview' && !isNew;
  const ownMark: Refusal | null = waits && sentBy === by ? { code: 'item/own-mark' } : null;
  switch (act) {
    case 'sendToReview':
      return state === 'live' ? null : { code: 'item/not-live' };
    case 'confirm':
      return waits ? ownMark : { code: 'item/not-in-review' };
    case 'retire':
      return state === 'live' || waits ? ownMark : { code: 'item/not-in-use' };
    default:
      return assertNever(act);
  }
}
