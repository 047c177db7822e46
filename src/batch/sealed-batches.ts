import type { LedgerEntry } from '../core/ledger/chain.js';
import type { LedgerAction } from '../ledger/actions.js';

/** Acts that seal a batch, open it, or take the seal away with all that was drawn. */
export const SEAL_ACTIONS = ['batch.sealed', 'batch.unsealed', 'roster.reopened'] as const satisfies LedgerAction[];

/** Batches of which, by the ledger, nothing that was drawn is in clear: no row of it can be missing. */
export function sealedBatches(entries: readonly LedgerEntry[]): Set<string> {
  const sealed = new Set<string>();
  for (const e of entries) {
    if (e.action === 'batch.sealed') sealed.add(e.subjectId);
    if (e.action === 'batch.unsealed' || e.action === 'roster.reopened') sealed.delete(e.subjectId);
  }
  return sealed;
}
