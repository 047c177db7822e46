import { canonicalJson, type JsonValue } from '../core/ledger/canonical-json.js';
import { sha256Hex } from '../core/shared/digest.js';
import type { RatedQuestion, Settlement } from './entities/rating.entity.js';

/** What the ledger keeps of a question that people mark: which one, drawn how, with which rubric. */
export function questionDigest(q: Omit<RatedQuestion, 'id' | 'digest' | 'at'>): string {
  const { batchId, entryId, component, no, itemId, itemVersionId, code, stem, rubric, points } = q;
  const { ticketNo, panelId, round, drawNo } = q;
  const drawn = { ticketNo, panelId, round, drawNo };
  const shown = { batchId, entryId, component, no, itemId, itemVersionId, code, stem, points };
  return sha256Hex(canonicalJson({ ...shown, ...drawn, rubric: rubric as unknown as JsonValue }));
}

export const settlementDigest = ({
  questionId,
  version,
  points,
  reason,
  byId,
}: Pick<Settlement, 'questionId' | 'version' | 'points' | 'reason' | 'byId'>): string =>
  sha256Hex(canonicalJson({ questionId, version, points, reason, byId }));
