import type { ItemOption, Key } from '../../item.js';
import { countFaults, foreignFaults, letterFaults, sameOptionFaults } from '../faults.js';
import { lettersOf } from '../letters.js';
import type { AnswerField, Choices, Kind, Share } from '../kind.js';

export const ORDERING_MIN = 3;
export const ORDERING_MAX = 8;

/** Lines to be put in order. In part: each line that is followed by the one that should follow it counts. */
export const ordering: Kind = {
  markedBy: 'key',
  options: null,
  shuffle: true,
  keyEntry: 'typed',
  faults: (item) => [
    ...foreignFaults(item, 'prompts', 'folding', 'rubric'),
    ...countFaults('item/option-count', item.options.length, ORDERING_MIN, ORDERING_MAX),
    ...letterFaults(item.options),
    ...sameOptionFaults(item.options),
    ...(isOrderOf(item.key, item.options) ? [] : [{ code: 'item/key-not-order' }]),
    ...(item.shuffle ? [] : [{ code: 'item/must-shuffle' }]),
  ],
  isKey: (key, { options }) => isOrderOf(key, options),
  spell: (parts) => [...new Set(parts)],
  parts: (text) => [...text],
  readKey: lettersOf,
  text: (parts) => parts.join(''),
  relabel: (part, letterFor) => letterFor(part) ?? null,
  arrange: ({ options, key }, random) => neverRight(random.shuffle(options), key),
  field: orderField,
  grade: (key, response, { credit }) =>
    credit === 'allOrNothing' ? { right: response === key ? 1 : 0, of: 1 } : neighbours(key, response),
  words: (parts) => parts.join(' → '),
  lines: (parts, { options }) =>
    options.map((_, i) => ({ head: String(i + 1), text: options.find((o) => o.id === parts[i])?.text ?? '' })),
};

/** All options, each once. */
const isOrderOf = (key: Key, options: readonly ItemOption[]): boolean =>
  key.length === options.length && options.every((o) => key.includes(o.id));

/** A draw that happens to be right is turned by one place: the paper never shows its own key. */
function neverRight(drawn: readonly ItemOption[], key: Key): readonly ItemOption[] {
  const isRight = drawn.every((o, i) => o.id === key[i]);
  return isRight ? [...drawn.slice(1), ...drawn.slice(0, 1)] : drawn;
}

function neighbours(key: string, response: string): Share {
  const pairs = (text: string): string[] => [...text].slice(1).map((letter, i) => text.charAt(i) + letter);
  const right = pairs(key);
  return { right: pairs(response).filter((p) => right.includes(p)).length, of: right.length };
}

/** Without script each line has a field for its place: 'B1', 'A3'; only all lines, each at a place of its own, are an answer. */
function orderField({ options }: Choices): AnswerField {
  const letters = options.map((o) => o.id);
  return {
    max: null,
    settle: (value) => value,
    accepts: (value) => value === '' || isOrderOf([...value], options),
    read: (fields) => {
      const places = fields.filter((f) => f !== '');
      const byPlace = letters.map((_, i) => places.filter((p) => p.slice(1) === String(i + 1)));
      const isWhole = places.length === letters.length && byPlace.every((at) => at.length === 1);
      return isWhole ? byPlace.map(([at]) => at?.charAt(0)).join('') : places.join('');
    },
  };
}

/** The place of each line by its letter: of an answer, or of places that do not make one yet ('B1A1'). */
export const placesOf = (value: string): ReadonlyMap<string, number> =>
  new Map(
    /\d/.test(value)
      ? (value.match(/[A-H]\d/g) ?? []).map((p) => [p.charAt(0), Number(p.charAt(1))])
      : [...value].map((letter, i) => [letter, i + 1]),
  );
