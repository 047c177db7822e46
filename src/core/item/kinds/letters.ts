import type { Refusal } from '../../shared/result.js';
import type { ItemContent, ItemOption, Key } from '../item.js';
import { foreignFaults, sameOptionFaults } from './faults.js';
import type { AnswerField, Choices, Kind } from './kind.js';

/** Letters sorted, none twice. */
const spell = (letters: readonly string[]): string[] => [...new Set(letters)].sort();

/** The letters that people typed, in their order. */
export function lettersOf(typed: string): readonly string[] {
  return typed.toUpperCase().match(/[A-Z]/g) ?? [];
}

const textsOf = (letters: readonly string[], options: readonly ItemOption[]): string =>
  letters.map((l) => options.find((o) => o.id === l)?.text ?? l).join(', ');

/** What the kinds whose answer is some of the letters have in common. */
export const LETTERS = {
  markedBy: 'key',
  options: null,
  shuffle: true,
  keyEntry: 'each',
  spell,
  parts: (text) => [...text],
  readKey: lettersOf,
  text: (parts) => parts.join(''),
  relabel: (part, letterFor) => letterFor(part) ?? null,
  arrange: ({ options, shuffle }, random) => (shuffle ? random.shuffle(options) : options),
  words: (parts) => parts.join(', '),
  lines: (parts, { options }) => [{ head: '', text: textsOf(parts, options) }],
} satisfies Partial<Kind>;

/** @param many whether several letters can be chosen */
export function lettersField({ options }: Choices, many: boolean): AnswerField {
  const letters = options.map((o) => o.id).join('');
  return {
    max: null,
    settle: (value) => value,
    accepts: (value) =>
      value.length <= 1
        ? letters.includes(value)
        : many && spell([...value]).join('') === value && [...value].every((letter) => letters.includes(letter)),
    read: (fields) => spell([...fields.join('')]).join(''),
  };
}

export const isOneLetter = (key: Key, { options }: Choices): boolean =>
  key.length === 1 && options.some((o) => o.id === key[0]);

/** What every kind with options to choose from asks of them and of its key. */
export const choiceFaults = (item: ItemContent): Refusal[] => [
  ...foreignFaults(item, 'prompts', 'folding', 'rubric'),
  ...sameOptionFaults(item.options),
  ...pointingFaults(item),
  ...item.key
    .filter((k) => !item.options.some((o) => o.id === k))
    .map((key) => ({ code: 'item/key-unknown', params: { key } })),
];

/** Keys of the keyboard and the papers of a rescoring know six letters. */
const OPTIONS_MAX = 6;

export function optionCountFaults({ options }: ItemContent): Refusal[] {
  if (options.length > OPTIONS_MAX) return [{ code: 'item/too-many-options', params: { max: OPTIONS_MAX } }];
  return options.length < 2 ? [{ code: 'item/too-few-options' }] : [];
}

export const oneKeyFaults = ({ key }: ItemContent): Refusal[] =>
  key.length === 1 ? [] : [{ code: 'item/one-key', params: { n: key.length } }];

/** Options are shuffled for each candidate: 'all of the above' would point at nothing. */
const pointingFaults = ({ options, shuffle }: ItemContent): Refusal[] =>
  options
    .filter((o) => shuffle && /^(tất cả|cả [a-f0-9]|không (có )?(phương án|đáp án)|các phương án)/iu.test(o.text))
    .map((o) => ({ code: 'item/refers-to-options', params: { option: o.id } }));
