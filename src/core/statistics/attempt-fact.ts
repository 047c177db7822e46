import type { AttemptState, CloseReason } from '../attempt/attempt.js';
import type { EntryFacts } from './reconciliation.js';

/** What became of somebody's attempt, for counting. */
export function attemptFact(
  attempt: { readonly state: AttemptState; readonly closeReason: CloseReason | null } | null,
): EntryFacts['attempt'] {
  if (attempt === null) return 'none';
  return attempt.state === 'running' ? 'running' : (attempt.closeReason ?? 'submitted');
}
