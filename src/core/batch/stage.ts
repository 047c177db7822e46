export type BatchStage = 'rosterOpen' | 'rosterClosed' | 'running' | 'marking' | 'cancelled';

export interface BatchFacts {
  readonly rosterClosed: boolean;
  readonly cancelled: boolean;
  readonly sittings: readonly { readonly started: boolean; readonly closed: boolean }[];
}

/** Where a batch stands, from its facts alone; nothing stores it. */
export function batchStage(facts: BatchFacts): BatchStage {
  if (facts.cancelled) return 'cancelled';
  if (!facts.rosterClosed) return 'rosterOpen';
  if (facts.sittings.length > 0 && facts.sittings.every((s) => s.closed)) return 'marking';
  return facts.sittings.some((s) => s.started) ? 'running' : 'rosterClosed';
}
