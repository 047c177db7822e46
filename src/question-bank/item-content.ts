import type { ItemContent } from '../core/item/item.js';
import type { ItemKey, ItemVersion } from './entities/item.entity.js';

/** What the author wrote, put together again from the rows of a version and its key. */
export function contentOf(code: string, version: ItemVersion, key: ItemKey): ItemContent {
  const { topic, kind, level, stem, prompts, options, folding, shuffle, citation, verifiedAgainst } = version;
  return {
    code,
    topic,
    kind,
    level,
    stem,
    prompts,
    options,
    key: key.key,
    folding,
    shuffle,
    explanation: key.explanation,
    citation,
    verifiedAgainst,
    rubric: key.rubric,
  };
}
