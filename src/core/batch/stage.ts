import { refuse, ok, type Result } from '../shared/result.js';

export type BatchStage =
  'rosterOpen' | 'rosterClosed' | 'running' | 'marking' | 'councilReview' | 'resultsLocked' | 'published' | 'cancelled';

export interface BatchFacts {
  readonly rosterClosed: boolean;
  readonly cancelled: boolean;
  readonly sittings: readonly { readonly started: boolean; readonly closed: boolean }[];
  readonly reviewOpened: boolean;
  readonly resultsLocked: boolean;
  readonly published: boolean;
}

/** Where a batch stands, from its facts alone; nothing stores it. */
export function batchStage(facts: BatchFacts): BatchStage {
  if (facts.cancelled) return 'cancelled';
  if (!facts.rosterClosed) return 'rosterOpen';
  if (facts.published) return 'published';
  if (facts.resultsLocked) return 'resultsLocked';
  if (facts.reviewOpened) return 'councilReview';
  if (facts.sittings.length > 0 && facts.sittings.every((s) => s.closed)) return 'marking';
  return facts.sittings.some((s) => s.started) ? 'running' : 'rosterClosed';
}

/** Whether what results rest on may still change: before the lock, or while an addendum is open. */
export function mayChangeResults(batch: {
  readonly resultsLockedAt: Date | null;
  readonly addendumOpenedAt: Date | null;
}): Result<null> {
  return batch.resultsLockedAt === null || batch.addendumOpenedAt !== null ? ok(null) : refuse('results/locked');
}

/** Whether the answers of a batch may be counted among the statistics of its items: its results are fixed, and no addendum is open. */
export const isCountable = (batch: {
  readonly resultsLockedAt: Date | null;
  readonly addendumOpenedAt: Date | null;
}): boolean => batch.resultsLockedAt !== null && batch.addendumOpenedAt === null;
