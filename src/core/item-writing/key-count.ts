import type { ItemContent } from '../item/item.js';
import { wordsIn } from '../text/words.js';
import { eachItem } from './finding.js';

/** As many keys as kind and stem declare: one, several but not all, or just the number that the stem asks for. */
export const keyCount = eachItem((item) => {
  const declared = declaredKeys(item);
  if (declared === null) return [];
  const ids = new Set(item.options.map((o) => o.id));
  const n = new Set(item.key.filter((id) => ids.has(id))).size;
  const { least, most } = declared;
  const wanted = least === most ? String(least) : `${least}-${most}`;
  return n >= least && n <= most ? [] : [{ wanted, n }];
});

function declaredKeys(item: ItemContent): { readonly least: number; readonly most: number } | null {
  const asked = askedFor(item.stem);
  switch (item.kind) {
    case 'trueFalse':
      return { least: 1, most: 1 };
    case 'single':
      return asked === 'several' ? { least: 2, most: item.options.length - 1 } : exactly(asked ?? 1);
    case 'multiple':
      return typeof asked === 'number' ? exactly(asked) : { least: 1, most: item.options.length - 1 };
    default:
      return null;
  }
}

const exactly = (n: number): { readonly least: number; readonly most: number } => ({ least: n, most: n });

const THINGS = '(phương án|đáp án|câu trả lời|ý đúng|ý kiến đúng)';

/** 'Chọn hai phương án đúng' asks for two, 'Chọn các phương án đúng' for several; null where the stem does not say. */
function askedFor(stem: string): number | 'several' | null {
  const text = wordsIn(stem).join(' ');
  const number = new RegExp(`chọn (?:đúng )?(\\d+) ${THINGS}`, 'u').exec(text)?.[1];
  if (number !== undefined) return Number(number);
  return new RegExp(`chọn (?:tất cả )?(các|những|nhiều) ${THINGS}`, 'u').test(text) ? 'several' : null;
}
