import type { Kind } from '../kind.js';
import { choiceFaults, isOneLetter, LETTERS, lettersField, oneKeyFaults } from '../letters.js';

/** What a statement is judged as; the papers are Vietnamese. */
const OPTIONS = [
  { id: 'T', text: 'Đúng' },
  { id: 'F', text: 'Sai' },
];

/** A statement that is true or false. Its letters are nobody's: the two options are told by their words. */
export const trueFalse: Kind = {
  ...LETTERS,
  options: OPTIONS,
  shuffle: false,
  faults: (item) => [
    ...choiceFaults(item),
    ...oneKeyFaults(item),
    ...(item.shuffle ? [{ code: 'item/shuffle-not-here' }] : []),
  ],
  isKey: isOneLetter,
  field: (choices) => lettersField(choices, false),
  grade: (key, response) => ({ right: response === key ? 1 : 0, of: 1 }),
  words: (parts, options) => parts.map((p) => options.find((o) => o.id === p)?.text ?? p).join(', '),
};
