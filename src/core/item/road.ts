import { assertNever, type Refusal } from '../shared/result.js';
import type { ItemState } from './item.js';

/** How a text stands that is on its way into use. */
export type RoadState = Extract<ItemState, 'draft' | 'inReview' | 'approved'>;

/**
 * What authors and reviewers do with such a text: submit and withdraw are its author's, approve and sendBack another
 * person's; putLive brings it into use, drop gives it up.
 */
export const ROAD_ACTS = ['submit', 'withdraw', 'approve', 'sendBack', 'putLive', 'drop'] as const;
export type RoadAct = (typeof ROAD_ACTS)[number];

/**
 * How an item keeps its versions. One that was never in use has only the text on its way, which its own state and version
 * tell; one that is or was in use has at most one next version beside the one in force.
 */
export interface Travelling {
  readonly state: ItemState;
  readonly version: number;
  readonly versionId: string;
  /** Since when the version in force is in use; null while none ever was. */
  readonly liveSince: Date | null;
  readonly nextVersion: number | null;
  readonly nextVersionId: string | null;
  readonly nextState: RoadState | null;
  /** Ids of all who have written the text on its way, or sent it to review; empty where nobody knows. */
  readonly authors: readonly string[];
}

/** The text on its way. */
export interface OnWay {
  readonly state: RoadState;
  readonly version: number;
  readonly versionId: string;
  /** Whether the item was never in use before. */
  readonly isFirst: boolean;
}

/** The text of an item that is on its way into use; null where there is none. */
export function onWay(item: Travelling): OnWay | null {
  const { state, version, versionId, liveSince, nextVersion, nextVersionId, nextState } = item;
  if (liveSince === null)
    return state === 'draft' || state === 'inReview' || state === 'approved'
      ? { state, version, versionId, isFirst: true }
      : null;
  if (state === 'retired' || nextVersion === null || nextVersionId === null || nextState === null) return null;
  return { state: nextState, version: nextVersion, versionId: nextVersionId, isFirst: false };
}

/** Whether it waits to be confirmed anew after it was in use: it is not drawn meanwhile. */
export const isRechecked = ({ state, liveSince }: Pick<Travelling, 'state' | 'liveSince'>): boolean =>
  state === 'inReview' && liveSince !== null;

/** Why `by` may not do this with the text on its way; null when they may. Nobody approves what they have written themselves. */
export function roadRefusal(act: RoadAct, item: Travelling, by: string): Refusal | null {
  const way = onWay(item);
  if (way === null) return { code: 'item/nothing-on-way' };
  const isAuthor = item.authors.includes(by);
  const notAuthor: Refusal | null = isAuthor || item.authors.length === 0 ? null : { code: 'item/not-author' };
  switch (act) {
    case 'submit':
    case 'drop':
      return way.state === 'draft' ? notAuthor : { code: 'item/not-draft' };
    case 'withdraw':
      return way.state === 'draft' ? { code: 'item/is-draft' } : notAuthor;
    case 'approve':
      if (way.state !== 'inReview') return { code: 'item/not-submitted' };
      return isAuthor ? { code: 'item/own-text' } : null;
    case 'sendBack':
      if (way.state === 'draft') return { code: 'item/is-draft' };
      return isAuthor ? { code: 'item/own-text' } : null;
    case 'putLive':
      return way.state === 'approved' ? null : { code: 'item/not-approved' };
    default:
      return assertNever(act);
  }
}

/** Why the text of an item may not be changed now; null when it may. What others read meanwhile is not changed under their eyes. */
export function editRefusal(item: Travelling): Refusal | null {
  if (item.state === 'retired') return { code: 'item/is-retired' };
  const way = onWay(item);
  return way === null || way.state === 'draft' ? null : { code: 'item/not-draft' };
}
