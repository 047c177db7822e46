import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Rubric } from '../rubric/rubric.js';
import { sha256 } from '../shared/digest.js';
import { createRandom } from '../shared/random.js';
import { clauseKey, ITEM_KINDS, type ItemContent, type ItemKind } from './item.js';
import { itemDigest } from './item-digest.js';
import { authorsParts, fieldOf, gradeResponse, isHumanMarked, itemFaults, KINDS, shownKey, wordsOf } from './kinds.js';
import type { PartialCredit } from './kinds/kind.js';

const item = (changes: Partial<ItemContent> = {}): ItemContent => ({
  code: 'DL001',
  topic: 'charter',
  kind: 'single',
  level: 'recall',
  stem: 'Thời gian dự bị là bao lâu?',
  prompts: [],
  options: ['6 tháng', '12 tháng', '18 tháng'].map((text, i) => ({ id: 'ABC'.charAt(i), text })),
  key: ['B'],
  folding: null,
  shuffle: true,
  explanation: 'Khoản 1 Điều 5.',
  citation: { document: 'dieu-le-2011', article: '5', clause: '1' },
  verifiedAgainst: 'fullText',
  rubric: null,
  ...changes,
});

const rubric: Rubric = {
  points: 2000,
  criteria: [
    { id: 'c1', title: 'Nội dung', guide: 'Mỗi ý đúng 4 điểm.', points: 1200 },
    { id: 'c2', title: 'Liên hệ', guide: 'Có việc cụ thể 8 điểm.', points: 800 },
  ],
  ideas: ['Mười hai tháng', 'Tính từ ngày lễ kết nạp'],
};
const oral = (changes: Partial<ItemContent> = {}): ItemContent =>
  item({ kind: 'oral', options: [], key: [], shuffle: false, rubric, ...changes });

const codes = (content: ItemContent): string[] => itemFaults(content).map((f) => f.code);

describe('itemFaults', () => {
  it('finds nothing wrong with a sound item', () => {
    expect(codes(item())).toEqual([]);
  });

  it.each([
    ['a single-choice item with two keys', item({ key: ['A', 'B'] }), ['item/one-key']],
    ['a key that is no option', item({ key: ['D'] }), ['item/key-unknown']],
    [
      'a multiple-choice item where everything is right',
      item({ kind: 'multiple', key: ['A', 'B', 'C'] }),
      ['item/all-keys'],
    ],
    ['a multiple-choice item without a key', item({ kind: 'multiple', key: [] }), ['item/no-key']],
    ['a single option', item({ options: [{ id: 'B', text: '12 tháng' }] }), ['item/too-few-options']],
  ])('refuses %s', (_, content, expected) => {
    expect(codes(content)).toEqual(expected);
  });

  it('finds two options that differ only in case or a full stop', () => {
    const options = [
      { id: 'A', text: 'Đại hội Đảng' },
      { id: 'B', text: 'đại hội đảng.' },
    ];
    expect(codes(item({ options }))).toEqual(['item/same-options']);
  });

  it('refuses an option that points at the others where options are shuffled', () => {
    const options = [
      { id: 'A', text: 'Một' },
      { id: 'B', text: 'Tất cả các phương án trên' },
    ];
    expect(codes(item({ options }))).toEqual(['item/refers-to-options']);
    expect(codes(item({ options, shuffle: false }))).toEqual([]);
  });

  it('tells all faults of an item at once', () => {
    const options = [
      { id: 'A', text: 'Một' },
      { id: 'B', text: 'một' },
    ];
    expect(codes(item({ options, key: ['C', 'D'] }))).toEqual([
      'item/same-options',
      'item/key-unknown',
      'item/key-unknown',
      'item/one-key',
    ]);
  });
});

describe('itemFaults of what people mark', () => {
  it.each(['essay', 'oral'] as const)('finds nothing wrong with a sound %s', (kind) => {
    expect(codes(oral({ kind }))).toEqual([]);
  });

  it.each([
    ['one without a rubric', oral({ rubric: null }), ['item/no-rubric']],
    ['one with options', oral({ options: item().options }), ['item/options-not-here']],
    ['one with a key', oral({ key: ['A'] }), ['item/key-not-here']],
    ['a rubric on an item that a machine marks', item({ rubric }), ['item/rubric-and-key']],
  ])('refuses %s', (_, content, expected) => {
    expect(codes(content)).toEqual(expected);
  });

  it('tells by how much a rubric misses its points', () => {
    expect(itemFaults(oral({ rubric: { ...rubric, points: 2150 } }))).toEqual([
      { code: 'rubric/sum', params: { sum: 20, points: 21.5, difference: 1.5 } },
    ]);
  });
});

const shortText = (changes: Partial<ItemContent> = {}): ItemContent =>
  item({ kind: 'shortText', options: [], key: ['12 tháng'], folding: 'marks', shuffle: false, ...changes });
const ordering = (changes: Partial<ItemContent> = {}): ItemContent =>
  item({ kind: 'ordering', key: ['C', 'A', 'B'], ...changes });
const matching = (changes: Partial<ItemContent> = {}): ItemContent => {
  const prompts = ['Đảng viên', 'Đoàn viên'].map((text, i) => ({ id: String(i + 1), text }));
  return item({ kind: 'matching', prompts, key: ['1C', '2A'], ...changes });
};
const trueFalse = item({ kind: 'trueFalse', options: KINDS.trueFalse.options!, key: ['T'], shuffle: false });
const sound: Record<ItemKind, ItemContent> = {
  single: item(),
  multiple: item({ kind: 'multiple', key: ['A', 'B'] }),
  trueFalse,
  shortText: shortText(),
  ordering: ordering(),
  matching: matching(),
  essay: oral({ kind: 'essay' }),
  oral: oral(),
};
const letters = (n: number) => [...'ABCDEFGHI'].slice(0, n).map((id) => ({ id, text: `Ý ${id}` }));

describe('itemFaults of short texts, orderings and matchings', () => {
  it.each(ITEM_KINDS)('finds nothing wrong with a sound %s', (kind) => {
    expect(codes(sound[kind])).toEqual([]);
  });

  it.each([
    ['a short text without a rule of comparison', shortText({ folding: null }), ['item/no-folding']],
    ['a short text with options', shortText({ options: item().options }), ['item/options-not-here']],
    ['a short text that accepts nothing', shortText({ key: [] }), ['item/no-key']],
    ['one that accepts a blank', shortText({ key: ['Một', ' '] }), ['item/accepted-blank']],
    ['one that accepts the same twice', shortText({ key: ['Hòa', 'HOA'] }), ['item/same-accepted']],
    ['one that accepts a long text', shortText({ key: ['ế'.repeat(101)] }), ['item/accepted-long']],
    ['one that accepts a bar', shortText({ key: ['a|b'] }), ['item/accepted-bar']],
    ['one that accepts eleven', shortText({ key: [...'abcdefghijk'] }), ['item/accepted-count']],
    ['an ordering of two lines', ordering({ options: letters(2), key: ['B', 'A'] }), ['item/option-count']],
    ['an ordering whose key leaves a line out', ordering({ key: ['A', 'B'] }), ['item/key-not-order']],
    ['an ordering in the written order', ordering({ shuffle: false }), ['item/must-shuffle']],
    [
      'an ordering of nine',
      ordering({ options: letters(9), key: [...'ABCDEFGHI'] }),
      ['item/option-count', 'item/bad-letters'],
    ],
    [
      'a matching with one prompt',
      matching({ prompts: matching().prompts.slice(0, 1), key: ['1A'] }),
      ['item/prompt-count'],
    ],
    ['a matching with too few options', matching({ options: letters(1), key: ['1A', '2A'] }), ['item/match-count']],
    ['a matching that leaves a prompt out', matching({ key: ['1C'] }), ['item/key-not-pairs']],
    ['a matching with a prompt twice', matching({ key: ['1C', '1A'] }), ['item/key-not-pairs']],
    ['a matching with an option that is none', matching({ key: ['1C', '2E'] }), ['item/key-not-pairs']],
    ['seven options to choose from', item({ options: letters(7) }), ['item/too-many-options']],
    ['prompts on an item of choice', item({ prompts: matching().prompts }), ['item/prompts-not-here']],
    ['a rule of comparison on an item of choice', item({ folding: 'case' }), ['item/folding-not-here']],
    ['a statement whose options are shuffled', { ...trueFalse, shuffle: true }, ['item/shuffle-not-here']],
  ])('refuses %s', (_, content, expected) => {
    expect(codes(content)).toEqual(expected);
  });
});

describe('the letters of a paper', () => {
  const kinds = ITEM_KINDS.filter((k) => !isHumanMarked(k));

  it.each(kinds)('lead a key of kind %s to its paper and back, whatever the seed', (kind) => {
    const content = sound[kind];
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const shown = KINDS[kind]
          .arrange(content, createRandom(sha256(seed)))
          .map((o, i) => ({ letter: 'ABCDEFGH'.charAt(i), origin: o.id, text: o.text }));
        const key = shownKey(kind, content.key, shown);
        expect(authorsParts(kind, key, shown)).toEqual(content.key);
        // The key of a paper is an answer to it, and the only one that earns everything in part and as a whole.
        expect(fieldOf({ kind, options: shown, prompts: content.prompts }).accepts(key)).toBe(true);
        for (const credit of ['allOrNothing', 'perOption'] as const) {
          const { right, of } = gradeResponse(kind, key, key, { credit, folding: content.folding });
          expect(right).toBe(of);
        }
      }),
    );
  });

  it.each(kinds)('lay a key of kind %s out in as many lines as an empty answer', (kind) => {
    const { key, options, prompts } = sound[kind];
    const lines = KINDS[kind].lines(key, { options, prompts });
    expect(KINDS[kind].lines([], { options, prompts }).map((l) => l.head)).toEqual(lines.map((l) => l.head));
    expect(lines.every((l) => l.text !== '')).toBe(true);
  });

  it('are told as people read them', () => {
    expect(wordsOf('multiple', 'AC', letters(3))).toBe('A, C');
    expect(wordsOf('trueFalse', 'T', trueFalse.options)).toBe('Đúng');
    expect(wordsOf('ordering', 'CAB', letters(3))).toBe('C → A → B');
    expect(wordsOf('matching', '1C2A', letters(3))).toBe('1C, 2A');
    expect(wordsOf('shortText', '12 tháng\nmột năm', [])).toBe('12 tháng / một năm');
  });
});

describe('itemDigest', () => {
  it('of an item without a rubric is what it was before there were rubrics', () => {
    expect(itemDigest(item(), 'salt')).toBe('9dd31f3ff9904c2344a5af4deb4304186e1969339465be7ebc95e646f9a912e7');
  });

  it('changes with a prompt and with the rule of comparison', () => {
    const renamed = matching().prompts.map((p) => ({ ...p, text: `${p.text}.` }));
    expect(itemDigest(matching({ prompts: renamed }), 's')).not.toBe(itemDigest(matching(), 's'));
    expect(itemDigest(shortText({ folding: 'case' }), 's')).not.toBe(itemDigest(shortText(), 's'));
  });

  it('changes with an idea, a guide or a point of the rubric', () => {
    const of = (changed: Partial<Rubric>): string => itemDigest(oral({ rubric: { ...rubric, ...changed } }), 'salt');
    const [first, second] = rubric.criteria;
    const digests = [
      of({}),
      of({ ideas: ['Mười hai tháng'] }),
      of({ criteria: [{ ...first!, guide: 'Mỗi ý đúng 3 điểm.' }, second!] }),
      of({ criteria: [{ ...first!, points: 1150 }, second!] }),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });
});

describe('clauseKey', () => {
  it('is null when only a document is cited: such items do not exclude one another', () => {
    expect(clauseKey({ document: 'giao-trinh' })).toBeNull();
  });

  it('tells clauses of one article apart', () => {
    expect(clauseKey({ document: 'd', article: '4', clause: '1' })).not.toBe(
      clauseKey({ document: 'd', article: '4', clause: '2' }),
    );
  });
});

const grade = (key: string, response: string, credit: PartialCredit) =>
  gradeResponse('multiple', key, response, { credit, folding: null });

describe('gradeResponse', () => {
  it('never grades what people mark', () => {
    for (const kind of ITEM_KINDS.filter(isHumanMarked))
      for (const response of ['', 'A'])
        expect(() => gradeResponse(kind, '', response, { credit: 'allOrNothing', folding: null })).toThrow('people');
  });

  it('gives nothing for a blank, whatever the kind', () => {
    for (const kind of ITEM_KINDS.filter((k) => !isHumanMarked(k)))
      expect(gradeResponse(kind, 'AC', '', { credit: 'perOption', folding: null }).right).toBe(0);
  });

  it('asks for exactly the keys when all or nothing counts', () => {
    expect(grade('AC', 'AC', 'allOrNothing').right).toBe(1);
    expect(grade('AC', 'A', 'allOrNothing').right).toBe(0);
    expect(grade('AC', 'ABC', 'allOrNothing').right).toBe(0);
  });

  it('takes a wrong tick off the right ones when each option counts', () => {
    expect(grade('AC', 'AB', 'perOption')).toEqual({ right: 0, of: 2 });
    expect(grade('ACD', 'ACB', 'perOption')).toEqual({ right: 1, of: 3 });
  });

  it('never gives less than nothing or more than everything, and everything only for the key', () => {
    const ticked = fc.subarray(['A', 'B', 'C', 'D', 'E']).map((l) => l.join(''));
    const scoring = fc.constantFrom('allOrNothing' as const, 'perOption' as const);
    fc.assert(
      fc.property(
        ticked.filter((k) => k !== ''),
        ticked,
        scoring,
        (key, response, how) => {
          const { right, of } = grade(key, response, how);
          expect(right).toBeGreaterThanOrEqual(0);
          expect(right).toBeLessThanOrEqual(of);
          expect(right === of).toBe(response === key);
        },
      ),
    );
  });
});
