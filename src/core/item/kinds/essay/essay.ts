import { BY_RUBRIC } from '../by-rubric.js';
import type { Kind } from '../kind.js';
import { ESSAY_MAX, essayText } from './essay-text.js';

/** Written at length, marked by raters. */
export const essay: Kind = {
  ...BY_RUBRIC,
  field: () => ({
    max: ESSAY_MAX,
    settle: essayText,
    accepts: (value) => value === essayText(value),
    read: (fields) => essayText(fields.join('\n')),
  }),
};
