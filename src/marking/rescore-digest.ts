import { canonicalJson } from '../core/ledger/canonical-json.js';
import { sha256Hex } from '../core/shared/digest.js';
import type { Rescore } from './entities/rescore.entity.js';

/** What the ledger keeps of a ruling: which item, what about it, why and by whom. */
export const rescoreDigest = (r: Omit<Rescore, 'id' | 'digest' | 'at'>): string => {
  const { batchId, itemId, code, version, kind, keys, reason, byId } = r;
  return sha256Hex(canonicalJson({ batchId, itemId, code, version, kind, keys, reason, byId }));
};
