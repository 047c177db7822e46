import { citationCurrent } from './citation-current.js';
import { citationKnown } from './citation-known.js';
import { explanationPresent } from './explanation-present.js';
import type { Check } from './finding.js';
import { giveaway } from './giveaway.js';
import { keyArgued } from './key-argued.js';
import { keyCount } from './key-count.js';
import { keyPlaces } from './key-places.js';
import { longestKey } from './longest-key.js';
import { optionInOption } from './option-in-option.js';
import { rangesOverlap } from './ranges-overlap.js';
import { refersToOptions } from './refers-to-options.js';
import { sameOptions } from './same-options.js';
import { stemEnd } from './stem-end.js';
import { unmarkedNegation } from './unmarked-negation.js';

/** Every rule of item writing, in the order in which findings are told: what makes a key wrong comes first. */
export const ITEM_RULES = [
  'keyCount',
  'keyArgued',
  'sameOptions',
  'optionInOption',
  'rangesOverlap',
  'refersToOptions',
  'unmarkedNegation',
  'stemEnd',
  'explanationPresent',
  'citationKnown',
  'citationCurrent',
  'giveaway',
  'longestKey',
  'keyPlaces',
] as const;
export type ItemRule = (typeof ITEM_RULES)[number];

export const CHECKS: Readonly<Record<ItemRule, Check>> = {
  keyCount,
  keyArgued,
  sameOptions,
  optionInOption,
  rangesOverlap,
  refersToOptions,
  unmarkedNegation,
  stemEnd,
  explanationPresent,
  citationKnown,
  citationCurrent,
  giveaway,
  longestKey,
  keyPlaces,
};
