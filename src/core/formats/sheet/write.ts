import { ITEM_KINDS, type ItemContent, type ItemKind } from '../../item/item.js';
import { KINDS } from '../../item/kinds.js';
import { rubricText } from '../rubric-text.js';
import { FOLDING_WORDS, KIND_WORDS, LEVEL_WORDS, SHEET_COLUMNS, type SheetField, VERIFIED_WORDS } from './columns.js';

export const SHEET_KINDS: readonly ItemKind[] = ITEM_KINDS;

/** One row, a cell for each of SHEET_COLUMNS. */
export const sheetRow = (item: ItemContent): string[] => SHEET_COLUMNS.map(({ field }) => cellOf(item, field));

function cellOf(item: ItemContent, field: SheetField): string {
  if (field.startsWith('option'))
    return item.kind === 'trueFalse' ? '' : (item.options[Number(field.slice('option'.length))]?.text ?? '');
  switch (field) {
    case 'code':
    case 'topic':
    case 'stem':
    case 'explanation':
      return item[field];
    case 'kind':
      return KIND_WORDS[item.kind];
    case 'level':
      return LEVEL_WORDS[item.level];
    case 'prompts':
      return item.prompts.map((p) => p.text).join('\n');
    case 'key':
      return keyCell(item);
    case 'folding':
      return item.folding === null ? '' : FOLDING_WORDS[item.folding];
    case 'shuffle':
      return KINDS[item.kind].shuffle ? (item.shuffle ? 'Có' : 'Không') : '';
    case 'verified':
      return VERIFIED_WORDS[item.verifiedAgainst];
    case 'rubric':
      return item.rubric === null ? '' : rubricText(item.rubric);
    default:
      return item.citation[field as 'document' | 'article' | 'clause' | 'section'] ?? '';
  }
}

function keyCell({ kind, key }: ItemContent): string {
  if (kind === 'trueFalse') return key[0] === undefined ? '' : key[0] === 'T' ? 'Đúng' : 'Sai';
  return key.join(kind === 'shortText' ? '\n' : ', ');
}
