import { canonicalJson } from '../core/ledger/canonical-json.js';
import { sha256Hex } from '../core/shared/digest.js';
import type { Addendum } from './entities/result.entity.js';

/** What the ledger keeps of an addendum. */
export const addendumDigest = ({ batchId, number, reason, byId, openedAt, closedAt }: Addendum): string =>
  sha256Hex(
    canonicalJson({
      batchId,
      number,
      reason,
      byId,
      openedAt: openedAt.toISOString(),
      closedAt: closedAt?.toISOString() ?? null,
    }),
  );
