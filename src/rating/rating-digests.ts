import { canonicalJson, type JsonValue } from '../core/ledger/canonical-json.js';
import { sha256Hex } from '../core/shared/digest.js';
import type { MarkSheet, RatedQuestion, Settlement } from './entities/rating.entity.js';

/** What the ledger keeps of a question that people mark: which one, drawn how, with which rubric. */
export function questionDigest(q: Omit<RatedQuestion, 'id' | 'digest' | 'at'>): string {
  const { batchId, entryId, component, no, itemId, itemVersionId, code, stem, rubric, points } = q;
  const { ticketNo, panelId, round, drawNo } = q;
  const drawn = { ticketNo, panelId, round, drawNo };
  const shown = { batchId, entryId, component, no, itemId, itemVersionId, code, stem, points };
  return sha256Hex(canonicalJson({ ...shown, ...drawn, rubric: rubric as unknown as JsonValue }));
}

/** What the ledger keeps of a locked sheet: no figure of it, but what proves every one, and whose and when. */
export function sheetDigest(s: Omit<MarkSheet, 'digest' | 'id' | 'leaseNo' | 'openedAt' | 'voidedAt'>): string {
  const { questionId, raterId, raterName, seat, version, marks, note, reason, total, lockedAt } = s;
  const whose = { questionId, raterId, raterName, seat, version, reason };
  const given = { marks: marks as unknown as JsonValue, note: note as unknown as JsonValue, total };
  return sha256Hex(canonicalJson({ ...whose, ...given, lockedAt: lockedAt?.toISOString() ?? null }));
}

export const settlementDigest = ({
  questionId,
  version,
  points,
  reason,
  byId,
}: Pick<Settlement, 'questionId' | 'version' | 'points' | 'reason' | 'byId'>): string =>
  sha256Hex(canonicalJson({ questionId, version, points, reason, byId }));
