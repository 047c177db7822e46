import { isHumanMarked } from '../item/kinds.js';
import { wordsIn } from '../text/words.js';
import { eachItem } from './finding.js';

/** 'Xem Điều 5' argues nothing. */
const FEWEST_WORDS = 4;

/** Whoever checks a key reads why it is right: every item that a machine marks argues its key. */
export const explanationPresent = eachItem((item) =>
  isHumanMarked(item.kind) || wordsIn(item.explanation).length >= FEWEST_WORDS ? [] : [{}],
);
