import type { Refusal } from '../../../shared/result.js';
import type { ItemContent } from '../../item.js';
import type { Kind, Share } from '../kind.js';
import { choiceFaults, optionCountFaults, LETTERS, lettersField } from '../letters.js';

/** Some of several options are right, at least one and never all. In part: each wrong tick takes a right one away. */
export const multiple: Kind = {
  ...LETTERS,
  keyEntry: 'together',
  faults: (item) => [...optionCountFaults(item), ...choiceFaults(item), ...countFaults(item)],
  isKey: (key, { options }) => key.length > 0 && key.every((k) => options.some((o) => o.id === k)),
  field: (choices) => lettersField(choices, true),
  grade: (key, response, { credit }) =>
    credit === 'allOrNothing' ? { right: response === key ? 1 : 0, of: 1 } : ticks(key, response),
};

function ticks(key: string, response: string): Share {
  const hits = [...response].filter((l) => key.includes(l)).length;
  const misses = response.length - hits;
  return { right: Math.max(0, hits - misses), of: key.length };
}

function countFaults({ key, options }: ItemContent): Refusal[] {
  if (key.length < 1) return [{ code: 'item/no-key' }];
  return key.length < options.length ? [] : [{ code: 'item/all-keys' }];
}
