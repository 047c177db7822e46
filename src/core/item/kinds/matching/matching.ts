import type { Refusal } from '../../../shared/result.js';
import type { ItemContent, Key } from '../../item.js';
import { countFaults, foreignFaults, letterFaults, sameOptionFaults } from '../faults.js';
import type { AnswerField, Choices, Kind } from '../kind.js';

export const PROMPTS_MIN = 2;
export const PROMPTS_MAX = 8;
export const MATCHES_MAX = 8;

/** Each prompt has its option; options that fit none may stand among them. In part: each right pair counts. */
export const matching: Kind = {
  markedBy: 'key',
  options: null,
  shuffle: true,
  keyEntry: 'typed',
  faults: (item) => [
    ...foreignFaults(item, 'folding', 'rubric'),
    ...countFaults('item/prompt-count', item.prompts.length, PROMPTS_MIN, PROMPTS_MAX),
    ...countFaults('item/match-count', item.options.length, item.prompts.length, MATCHES_MAX),
    ...promptFaults(item),
    ...letterFaults(item.options),
    ...sameOptionFaults(item.options),
    ...(isKey(item.key, item) ? [] : [{ code: 'item/key-not-pairs' }]),
  ],
  isKey,
  spell: (parts) => [...new Set(parts)].sort(),
  parts: pairsOf,
  readKey: (typed) => (typed.toUpperCase().match(/[1-9][^A-Z1-9]*[A-Z]/g) ?? []).map((p) => p.charAt(0) + p.slice(-1)),
  text: (parts) => parts.join(''),
  relabel: (pair, letterFor) => {
    const letter = letterFor(pair.charAt(1));
    return letter === undefined ? null : pair.charAt(0) + letter;
  },
  arrange: ({ options, shuffle }, random) => (shuffle ? random.shuffle(options) : options),
  field: pairsField,
  grade: (key, response, { credit }) => {
    if (credit === 'allOrNothing') return { right: response === key ? 1 : 0, of: 1 };
    const right = pairsOf(key);
    return { right: pairsOf(response).filter((p) => right.includes(p)).length, of: right.length };
  },
  words: (parts) => parts.join(', '),
  lines: (parts, { prompts, options }) =>
    prompts.map(({ id, text }) => {
      const letter = parts.find((p) => p.charAt(0) === id)?.charAt(1);
      return { head: text, text: options.find((o) => o.id === letter)?.text ?? '' };
    }),
};

function promptFaults({ prompts }: ItemContent): Refusal[] {
  const faults = prompts.every((p, i) => p.id === String(i + 1)) ? [] : [{ code: 'item/bad-prompts' }];
  return [...faults, ...sameOptionFaults(prompts)];
}

/** Every prompt once, in their order, each with an option that there is. */
function isKey(key: Key, { prompts, options }: Choices): boolean {
  return key.length === prompts.length && key.every((p, i) => p.charAt(0) === prompts[i]?.id && fits(p, options));
}

const fits = (pair: string, options: Choices['options']): boolean =>
  pair.length === 2 && options.some((o) => o.id === pair.charAt(1));

/** The pairs of one text: '1C2A' as '1C', '2A'. */
function pairsOf(text: string): readonly string[] {
  return text.match(/[\s\S]{1,2}/g) ?? [];
}

/** Some prompts may be without an option yet: what is chosen is saved at once. */
function pairsField({ prompts, options }: Choices): AnswerField {
  const isRising = (pairs: readonly string[]): boolean =>
    pairs.every((p, i) => i === 0 || (pairs[i - 1] ?? '').charAt(0) < p.charAt(0));
  return {
    max: null,
    settle: (value) => value,
    accepts: (value) => {
      const pairs = pairsOf(value);
      return isRising(pairs) && pairs.every((p) => prompts.some((q) => q.id === p.charAt(0)) && fits(p, options));
    },
    read: (fields) =>
      fields
        .filter((f) => f !== '')
        .sort()
        .join(''),
  };
}
