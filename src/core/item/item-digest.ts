import { canonicalJson, type JsonValue } from '../ledger/canonical-json.js';
import { sha256Hex } from '../shared/digest.js';
import type { ItemContent } from './item.js';

/**
 * Digest of all that an author wrote, key and rubric included; the salt keeps a key from being guessed out of it.
 * An item without a rubric is digested as before there were any, so that the ledger of an older database still agrees.
 */
export function itemDigest(content: ItemContent, salt: string): string {
  const { rubric, ...rest } = content;
  const written = rubric === null ? rest : content;
  return sha256Hex(canonicalJson({ salt, content: written as unknown as JsonValue }));
}
