import { canonicalJson, type JsonValue } from '../ledger/canonical-json.js';
import { sha256Hex } from '../shared/digest.js';
import type { ItemContent } from './item.js';

/**
 * Digest of all that an author wrote, key and rubric included; the salt keeps a key from being guessed out of it.
 * What an item does not have is left out, as before there were rubrics, prompts and foldings, so that the ledger of an older
 * database still agrees.
 */
export function itemDigest(content: ItemContent, salt: string): string {
  const { rubric, prompts, folding, ...rest } = content;
  const written = {
    ...rest,
    ...(rubric === null ? {} : { rubric }),
    ...(prompts.length === 0 ? {} : { prompts }),
    ...(folding === null ? {} : { folding }),
  };
  return sha256Hex(canonicalJson({ salt, content: written as unknown as JsonValue }));
}
