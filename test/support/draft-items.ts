import fc from 'fast-check';
import { ITEM_KINDS, type ItemContent, type ItemKind } from '../../src/core/item/item.js';
import { letterAt } from '../../src/core/formats/draft.js';
import { KINDS } from '../../src/core/item/kinds.js';
import { blockText, inlineText } from '../../src/core/formats/plain-text.js';
import { searchKey } from '../../src/core/text/vietnamese.js';

/** What breaks writers and readers: signs of every format, Vietnamese in both forms, emoji, and what looks like a label. */
const HARD = [
  ...[
    '{',
    '}',
    '=',
    '~',
    '#',
    '####',
    ':',
    '::',
    '\\',
    '\\n',
    '->',
    '%50%',
    '[html]',
    '[plain]',
    ']',
    '[',
    '//',
    '$CATEGORY:',
  ],
  ...[
    '<b>',
    '</p>',
    '<script>alert(1)</script>',
    '&amp;',
    '&',
    '<',
    '>',
    '"',
    "'",
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    '&#10;',
  ],
  ...[
    'Câu 1:',
    'A.',
    'B)',
    '*C.',
    'Đáp án: B',
    'ANSWER: A',
    'Tiêu chí 1 (2 điểm): x',
    'Giải thích:',
    '- ',
    '1.',
    'key:',
    '|',
    '>-',
    '?',
  ],
  ...[
    'Điều lệ Đảng',
    'Đảng'.normalize('NFD'),
    'thủy, hoà',
    'ế'.normalize('NFD'),
    '😀',
    '👍🏽',
    '🇻🇳',
    '¿',
    '“”',
    '…',
    ' ',
  ],
  ...['=1+1', '@x', '+84', '_x0041_', '\t', '0', 'TRUE', 'T', 'null', '~~', "'''", '%', '`', '_____', ',', ';'],
];

const fragment = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HARD) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
);
const raw = (separator: string): fc.Arbitrary<string> =>
  fc.array(fragment, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(separator));

/** One line, never empty. */
export const hardLine = fc
  .tuple(raw(''), raw(' '), fc.boolean())
  .map(([a, b, close]) => inlineText(close ? a : b))
  .filter((text) => text !== '');

/** One to three lines. */
export const hardText = fc
  .array(hardLine, { minLength: 1, maxLength: 3 })
  .map((lines) => blockText(lines.join('\n')))
  .filter((text) => text !== '');

const distinct = (least: number, most: number): fc.Arbitrary<string[]> =>
  fc.uniqueArray(hardLine, { minLength: least, maxLength: most, selector: (t) => searchKey(t) || t });

const optionsOf = (texts: readonly string[]): ItemContent['options'] =>
  texts.map((text, i) => ({ id: letterAt(i), text }));

const optional = <T>(arbitrary: fc.Arbitrary<T>, name: string): fc.Arbitrary<Record<string, T>> =>
  fc.option(arbitrary, { nil: undefined }).map((v): Record<string, T> => (v === undefined ? {} : { [name]: v }));

const citation = fc
  .tuple(
    fc.constantFrom('dieu-le-2011', 'qd-144-2024'),
    optional(fc.constantFrom('3', '12a'), 'article'),
    optional(fc.constantFrom('1', '2'), 'clause'),
    optional(hardLine, 'section'),
  )
  .map(
    ([document, ...parts]): ItemContent['citation'] => Object.assign({ document }, ...parts) as ItemContent['citation'],
  );

const rubric = fc
  .array(fc.record({ title: hardLine, guide: hardLine, points: fc.integer({ min: 1, max: 40 }) }), {
    minLength: 1,
    maxLength: 4,
  })
  .chain((criteria) =>
    fc.array(hardLine, { minLength: 1, maxLength: 4 }).map((ideas) => ({
      points: criteria.reduce((sum, c) => sum + c.points * 50, 0),
      ideas,
      criteria: criteria.map((c, i) => ({ ...c, id: `c${i + 1}`, points: c.points * 50 })),
    })),
  );

type Body = Pick<ItemContent, 'options' | 'prompts' | 'key' | 'shuffle' | 'folding' | 'rubric'>;
const EMPTY: Body = { options: [], prompts: [], key: [], shuffle: false, folding: null, rubric: null };

function bodyOf(kind: ItemKind): fc.Arbitrary<Body> {
  const choices = fc.tuple(distinct(2, 6), fc.boolean());
  switch (kind) {
    case 'single':
      return choices.chain(([texts, shuffle]) =>
        fc.nat(texts.length - 1).map((k) => ({ ...EMPTY, options: optionsOf(texts), key: [letterAt(k)], shuffle })),
      );
    case 'multiple':
      return choices.chain(([texts, shuffle]) =>
        fc
          .subarray(
            texts.map((_, i) => letterAt(i)),
            { minLength: 1, maxLength: texts.length - 1 },
          )
          .map((key) => ({ ...EMPTY, options: optionsOf(texts), key, shuffle })),
      );
    case 'trueFalse':
      return fc.constantFrom('T', 'F').map((k) => ({ ...EMPTY, options: KINDS.trueFalse.options ?? [], key: [k] }));
    case 'shortText':
      return fc
        .tuple(distinct(1, 4), fc.constantFrom('exact' as const, 'case' as const, 'marks' as const))
        .map(([key, folding]) => ({ ...EMPTY, key, folding }));
    case 'ordering':
      return distinct(3, 8).chain((texts) =>
        fc
          .shuffledSubarray(
            texts.map((_, i) => letterAt(i)),
            { minLength: texts.length, maxLength: texts.length },
          )
          .map((key) => ({ ...EMPTY, options: optionsOf(texts), key, shuffle: true })),
      );
    case 'matching':
      return distinct(2, 8).chain((options) =>
        fc
          .array(fc.tuple(hardLine, fc.nat(options.length - 1)), { minLength: 2, maxLength: options.length })
          .map((prompts) => ({
            ...EMPTY,
            options: optionsOf(options),
            shuffle: prompts.length % 2 === 0,
            prompts: prompts.map(([text], i) => ({ id: String(i + 1), text })),
            key: prompts.map(([, right], i) => `${i + 1}${letterAt(right)}`),
          })),
      );
    case 'essay':
    case 'oral':
      return rubric.map((r) => ({ ...EMPTY, rubric: r }));
  }
}

/** A complete item of a kind, over hard texts. */
export const draftItem = (kind: ItemKind): fc.Arbitrary<ItemContent> =>
  fc
    .record({
      code: fc.integer({ min: 1, max: 999 }).map((n) => `DL${String(n).padStart(3, '0')}`),
      topic: fc.constantFrom('charter', 'ho-chi-minh'),
      level: fc.constantFrom('recall' as const, 'understand' as const, 'apply' as const),
      stem: hardText,
      explanation: hardText,
      verifiedAgainst: fc.constantFrom('fullText' as const, 'fact' as const),
      citation,
      body: bodyOf(kind),
    })
    .map(({ body, ...rest }) => ({ ...rest, kind, ...body }));

/** Some items of these kinds, each with a code of its own. */
export const draftItems = (kinds: readonly ItemKind[] = ITEM_KINDS): fc.Arbitrary<ItemContent[]> =>
  fc.uniqueArray(fc.constantFrom(...kinds).chain(draftItem), { minLength: 1, maxLength: 4, selector: (i) => i.code });
