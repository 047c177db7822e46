import { canonicalJson, type JsonValue } from '../ledger/canonical-json.js';
import { sha256Hex } from '../shared/digest.js';
import type { ItemContent } from './item.js';

/** Digest of all that an author wrote, key included; the salt keeps a key from being guessed out of it. */
export const itemDigest = (content: ItemContent, salt: string): string =>
  sha256Hex(canonicalJson({ salt, content: content as unknown as JsonValue }));
