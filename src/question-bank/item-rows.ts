import { randomBytes } from 'node:crypto';
import { newId } from '../common/ids.js';
import { clauseKey, type ItemContent } from '../core/item/item.js';
import { itemDigest } from '../core/item/item-digest.js';
import { searchKey } from '../core/text/vietnamese.js';
import type { Item, ItemKey, ItemVersion } from './entities/item.entity.js';

/** An item that was never in use and has nothing but its text. */
export const FRESH = {
  liveSince: null,
  nextVersion: null,
  nextVersionId: null,
  nextState: null,
  authors: [],
} satisfies Partial<Item>;

/** What an item says of the version that its columns tell of. */
export type VersionColumns = Pick<Item, 'id' | 'topic' | 'level' | 'kind' | 'version' | 'versionId' | 'searchKey'>;

export interface VersionRows {
  readonly version: ItemVersion;
  readonly key: ItemKey;
  readonly columns: VersionColumns;
}

/** What an author wrote as a version's rows, key apart. */
export function versionRows(
  itemId: string,
  number: number,
  content: ItemContent,
  review: ItemVersion['review'],
  at: Date,
): VersionRows {
  const { topic, level, kind, stem, prompts, options, folding, shuffle, citation, verifiedAgainst } = content;
  const salt = randomBytes(16).toString('base64');
  const version: ItemVersion = {
    ...{ id: newId(), itemId, version: number, topic, level, kind, stem, folding, shuffle, citation, verifiedAgainst },
    ...{ prompts: [...prompts], options: [...options], clauseKey: clauseKey(citation), review },
    ...{ digest: itemDigest(content, salt), createdAt: at },
  };
  const { key, explanation, rubric } = content;
  return {
    version,
    key: { itemVersionId: version.id, key, explanation, rubric, salt },
    columns: columnsOf(version),
  };
}

export const columnsOf = ({ id, itemId, topic, level, kind, version, stem }: ItemVersion): VersionColumns => ({
  ...{ id: itemId, topic, level, kind, version, versionId: id, searchKey: searchKey(stem) },
});
