import { canonicalJson } from '../core/ledger/canonical-json.js';
import { sha256Hex } from '../core/shared/digest.js';
import type { Incident } from './entities/incident.entity.js';
import type { Violation } from './entities/violation.entity.js';

/** What the ledger keeps of a violation minute: all of it but the withdrawal, which is an act of its own. */
export function violationDigest(v: Omit<Violation, 'digest' | 'withdrawnAt' | 'withdrawnReason'>): string {
  const { id, batchId, entryId, component, degree, percent, text, byId, byName } = v;
  const at = v.at.toISOString();
  return sha256Hex(canonicalJson({ id, batchId, entryId, component, degree, percent, text, byId, byName, at }));
}

export const withdrawalDigest = ({
  id,
  withdrawnAt,
  withdrawnReason,
}: Pick<Violation, 'id' | 'withdrawnAt' | 'withdrawnReason'>): string =>
  sha256Hex(canonicalJson({ id, withdrawnAt: withdrawnAt?.toISOString() ?? null, withdrawnReason }));

export const incidentDigest = ({ id, sittingId, entryId, text, at }: Incident): string =>
  sha256Hex(canonicalJson({ id, sittingId, entryId, text, at: at.toISOString() }));
