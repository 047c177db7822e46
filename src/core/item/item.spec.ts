import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clauseKey, gradeResponse, type ItemContent, itemFaults, normaliseLetters } from './item.js';

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
  ...changes,
});

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
