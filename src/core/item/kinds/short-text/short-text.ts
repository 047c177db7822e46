import type { Refusal } from '../../../shared/result.js';
import { nfc } from '../../../text/vietnamese.js';
import type { Key, TextFolding } from '../../item.js';
import { countFaults, foreignFaults } from '../faults.js';
import type { Kind } from '../kind.js';
import { foldedText } from './folded-text.js';

/** Longest text that a candidate may type, and that an author may accept, in UTF-16 units of NFC. */
export const SHORT_TEXT_MAX = 200;
export const ACCEPTED_MAX = 100;
/** Most texts that one item accepts. */
export const ACCEPTED_COUNT = 10;

/** Some words typed, compared with each text that the author accepts. */
export const shortText: Kind = {
  markedBy: 'key',
  options: [],
  shuffle: false,
  keyEntry: 'typed',
  faults: (item) => [
    ...foreignFaults(item, 'options', 'prompts', 'rubric'),
    ...(item.folding === null ? [{ code: 'item/no-folding' }] : []),
    ...keyFaults(item.key, item.folding ?? 'exact'),
  ],
  isKey: (key) => keyFaults(key, 'exact').length === 0,
  spell: (parts) => [...new Set(parts.map(nfc))],
  parts: (text) => (text === '' ? [] : text.split('\n')),
  readKey: (typed) => typed.split(/[\r\n]+/u).filter((line) => nfc(line) !== ''),
  text: (parts) => parts.map(nfc).join('\n'),
  relabel: (part) => part,
  arrange: () => [],
  field: () => ({
    max: SHORT_TEXT_MAX,
    settle: nfc,
    accepts: (value) => value === nfc(value),
    read: (fields) => nfc(fields.join(' ')),
  }),
  grade: (key, response, { folding }) => {
    const given = foldedText(response, folding ?? 'exact');
    const isAccepted = key.split('\n').some((text) => foldedText(text, folding ?? 'exact') === given);
    return { right: isAccepted ? 1 : 0, of: 1 };
  },
  words: (parts) => parts.join(' / '),
  lines: (parts) => [{ head: '', text: parts.join(' / ') }],
};

function keyFaults(key: Key, folding: TextFolding): Refusal[] {
  if (key.length === 0) return [{ code: 'item/no-key' }];
  const faults = countFaults('item/accepted-count', key.length, 1, ACCEPTED_COUNT);
  const seen = new Map<string, string>();
  key.forEach((text, i) => {
    const folded = foldedText(text, folding);
    const other = seen.get(folded);
    if (folded === '') faults.push({ code: 'item/accepted-blank', params: { no: i + 1 } });
    else if (other !== undefined) faults.push({ code: 'item/same-accepted', params: { first: other, second: text } });
    else seen.set(folded, text);
    if (nfc(text).length > ACCEPTED_MAX)
      faults.push({ code: 'item/accepted-long', params: { no: i + 1, max: ACCEPTED_MAX } });
    // The bar stands between keys in a score.
    if (text.includes('|')) faults.push({ code: 'item/accepted-bar', params: { no: i + 1 } });
  });
  return faults;
}
