import type { Kind } from '../kind.js';
import { choiceFaults, optionCountFaults, isOneLetter, LETTERS, lettersField, oneKeyFaults } from '../letters.js';

/** One of several options is right. */
export const single: Kind = {
  ...LETTERS,
  faults: (item) => [...optionCountFaults(item), ...choiceFaults(item), ...oneKeyFaults(item)],
  isKey: isOneLetter,
  field: (choices) => lettersField(choices, false),
  grade: (key, response) => ({ right: response === key ? 1 : 0, of: 1 }),
};
