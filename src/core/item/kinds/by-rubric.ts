import type { Refusal } from '../../shared/result.js';
import { rubricFaults } from '../../rubric/rubric.js';
import type { ItemContent } from '../item.js';
import { foreignFaults } from './faults.js';
import type { Kind } from './kind.js';

/** What the kinds that people mark have in common: a sound rubric, and nothing for a machine to compare with. */
export const BY_RUBRIC = {
  markedBy: 'rubric',
  options: [],
  shuffle: false,
  keyEntry: 'typed',
  faults: (item) => [...foreignFaults(item, 'options', 'prompts', 'key', 'folding'), ...ownFaults(item)],
  isKey: (key) => key.length === 0,
  spell: (parts) => parts,
  parts: (text) => (text === '' ? [] : [text]),
  readKey: () => [],
  text: (parts) => parts.join(''),
  relabel: (part) => part,
  arrange: () => [],
  grade: () => {
    throw new Error('what people mark is never graded by machine');
  },
  words: (parts) => parts.join(''),
  lines: (parts) => [{ head: '', text: parts.join('') }],
} satisfies Partial<Kind>;

const ownFaults = ({ rubric }: ItemContent): Refusal[] =>
  rubric === null ? [{ code: 'item/no-rubric' }] : rubricFaults(rubric);
