import { BY_RUBRIC } from '../by-rubric.js';
import type { Kind } from '../kind.js';

/** Asked and answered aloud, marked by a panel; it stands on tickets, never on a paper. */
export const oral: Kind = {
  ...BY_RUBRIC,
  field: () => {
    throw new Error('an oral question is not answered on a paper');
  },
};
