import type { Refusal } from '../../shared/result.js';
import type { ItemContent, ItemOption } from '../item.js';

const FIELDS = {
  options: { code: 'item/options-not-here', isThere: (i: ItemContent) => i.options.length > 0 || i.shuffle },
  prompts: { code: 'item/prompts-not-here', isThere: (i: ItemContent) => i.prompts.length > 0 },
  key: { code: 'item/key-not-here', isThere: (i: ItemContent) => i.key.length > 0 },
  folding: { code: 'item/folding-not-here', isThere: (i: ItemContent) => i.folding !== null },
  rubric: { code: 'item/rubric-and-key', isThere: (i: ItemContent) => i.rubric !== null },
} as const;

/** Of fields that this kind does not have, those that are filled. */
export const foreignFaults = (item: ItemContent, ...fields: (keyof typeof FIELDS)[]): Refusal[] =>
  fields.filter((f) => FIELDS[f].isThere(item)).map((f) => ({ code: FIELDS[f].code }));

/** Options that differ in nothing but case or a full stop. */
export function sameOptionFaults(options: readonly ItemOption[]): Refusal[] {
  const faults: Refusal[] = [];
  const seen = new Map<string, string>();
  for (const option of options) {
    const text = option.text.toLocaleLowerCase('vi').replace(/[\s.]+$/u, '');
    const other = seen.get(text);
    if (other !== undefined) faults.push({ code: 'item/same-options', params: { first: other, second: option.id } });
    seen.set(text, option.id);
  }
  return faults;
}

/** More or fewer than a kind takes. */
export const countFaults = (code: string, n: number, min: number, max: number): Refusal[] =>
  n >= min && n <= max ? [] : [{ code, params: { n, min, max } }];

/** Ids that are no letters A to H, or one twice. */
export const letterFaults = (options: readonly ItemOption[]): Refusal[] =>
  options.every(({ id }, i) => /^[A-H]$/.test(id) && options.findIndex((o) => o.id === id) === i)
    ? []
    : [{ code: 'item/bad-letters' }];
