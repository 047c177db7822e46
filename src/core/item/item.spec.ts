import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Rubric } from '../rubric/rubric.js';
import {
  clauseKey,
  gradeResponse,
  isHumanMarked,
  ITEM_KINDS,
  type ItemContent,
  itemFaults,
  normaliseLetters,
} from './item.js';
import { itemDigest } from './item-digest.js';

const item = (changes: Partial<ItemContent> = {}): ItemContent => ({
  code: 'DL001',
  topic: 'charter',
  kind: 'single',
  level: 'recall',
  stem: 'Thời gian dự bị là bao lâu?',
  options: ['6 tháng', '12 tháng', '18 tháng'].map((text, i) => ({ id: 'ABC'.charAt(i), text })),
  key: ['B'],
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

describe('itemDigest', () => {
  it('of an item without a rubric is what it was before there were rubrics', () => {
    expect(itemDigest(item(), 'salt')).toBe('9dd31f3ff9904c2344a5af4deb4304186e1969339465be7ebc95e646f9a912e7');
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

describe('gradeResponse', () => {
  it('never grades what people mark', () => {
    for (const kind of ITEM_KINDS.filter(isHumanMarked))
      expect(() => gradeResponse(kind, '', 'A', 'allOrNothing')).toThrow(kind);
  });

  it('gives nothing for a blank', () => {
    expect(gradeResponse('multiple', 'AC', '', 'perOption').right).toBe(0);
  });

  it('asks for exactly the keys when all or nothing counts', () => {
    expect(gradeResponse('multiple', 'AC', 'AC', 'allOrNothing').right).toBe(1);
    expect(gradeResponse('multiple', 'AC', 'A', 'allOrNothing').right).toBe(0);
    expect(gradeResponse('multiple', 'AC', 'ABC', 'allOrNothing').right).toBe(0);
  });

  it('takes a wrong tick off the right ones when each option counts', () => {
    expect(gradeResponse('multiple', 'AC', 'AB', 'perOption')).toEqual({ right: 0, of: 2 });
    expect(gradeResponse('multiple', 'ACD', 'ACB', 'perOption')).toEqual({ right: 1, of: 3 });
  });

  it('never gives less than nothing or more than everything, and everything only for the key', () => {
    const letters = fc.subarray(['A', 'B', 'C', 'D', 'E']).map((l) => normaliseLetters(l));
    const scoring = fc.constantFrom('allOrNothing' as const, 'perOption' as const);
    fc.assert(
      fc.property(
        letters.filter((k) => k !== ''),
        letters,
        scoring,
        (key, response, how) => {
          const { right, of } = gradeResponse('multiple', key, response, how);
          expect(right).toBeGreaterThanOrEqual(0);
          expect(right).toBeLessThanOrEqual(of);
          expect(right === of).toBe(response === key);
        },
      ),
    );
  });
});
