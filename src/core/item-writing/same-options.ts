import type { ItemOption } from '../item/item.js';
import { wordsIn } from '../text/words.js';
import { eachItem } from './finding.js';

/** No two options say the same: blind to case, punctuation, tone placement, and to numbers in digits or in words. */
export const sameOptions = eachItem(({ options }) => {
  const seen = new Map<string, ItemOption>();
  return options.flatMap((option) => {
    const saying = sayingOf(option.text);
    const first = seen.get(saying);
    if (first !== undefined) return [{ first: first.id, second: option.id }];
    seen.set(saying, option);
    return [];
  });
});

function sayingOf(text: string): string {
  const words = wordsIn(text);
  const [, count, unit] = /^(\d+) (năm|tháng)$/u.exec(words.join(' ')) ?? [];
  // '12 tháng' and 'một năm' are one length of time.
  if (count !== undefined) return `${Number(count) * (unit === 'năm' ? 12 : 1)} tháng`;
  return words.length === 0 ? text : words.join(' ');
}
