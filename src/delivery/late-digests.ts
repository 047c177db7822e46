import type { LateAnswer } from '../core/attempt/late-answers.js';
import { canonicalJson } from '../core/ledger/canonical-json.js';
import { sha256Hex } from '../core/shared/digest.js';
import type { LateAnswerRow, LateDecision } from './entities/late-answer.entity.js';

export const toLateAnswer = (row: LateAnswerRow): LateAnswer => {
  const { no, kind, leaseNo, clientSeq, itemNo, value, source, arrivedAt } = row;
  return { no, kind, leaseNo, clientSeq, itemNo, value, source, arrivedAt: arrivedAt.getTime() };
};

/** What the ledger keeps of a decision about late answers. */
export const decisionDigest = ({ id, attemptId, toNo, counted, reason, byId, byName, at }: LateDecision): string =>
  sha256Hex(canonicalJson({ id, attemptId, toNo, counted, reason, byId, byName, at: at.toISOString() }));
