import { describe, expect, it } from '@jest/globals';
import type { Sheet } from './attempt.js';
import { fieldOf } from '../item/kinds.js';
import { changedEntries, readPaperForm } from './paper-form.js';

const mark = (value: string) => ({ value, leaseNo: 1, clientSeq: 1 });
const shown: Sheet = { answers: { 1: mark('A'), 2: mark('B') }, flags: { 2: mark('1') } };

const options = [...'ABCD'].map((letter) => ({ letter, text: letter }));
const fields = new Map([
  ...[1, 2, 3].map((no) => [no, fieldOf({ kind: no === 3 ? 'multiple' : 'single', options })] as const),
  [4, fieldOf({ kind: 'essay', options: [] })],
]);

describe('readPaperForm', () => {
  it('reads letters, several letters and flags, and nothing else', () => {
    const form = readPaperForm(
      { a1: 'B', a3: ['C', 'A'], a7: 'A', f2: 'yes', lease: '1', a9999: 'A', constructor: 'x' },
      fields,
    );
    expect([...form.answers]).toEqual([
      [1, 'B'],
      [3, 'AC'],
    ]);
    expect([...form.flags]).toEqual([2]);
  });

  it('reads an essay as a text, not as letters', () => {
    const form = readPaperForm({ a1: 'B', a4: 'Đảng ta\r\nvĩ đại' }, fields);
    expect(form.answers.get(4)).toBe('Đảng ta\nvĩ đại');
  });
});

describe('changedEntries', () => {
  it('means nothing when nothing was changed', () => {
    expect(changedEntries(readPaperForm({ a1: 'A', a2: 'B', f2: 'yes' }, fields), shown, [1, 2, 3], 1, 5)).toEqual([]);
  });

  it('means only what the person changed against what the page showed', () => {
    const entries = changedEntries(readPaperForm({ a1: 'A', a2: 'C', a3: 'D' }, fields), shown, [1, 2, 3], 1, 5);
    expect(entries.map((e) => [e.kind, e.itemNo, e.value, e.clientSeq])).toEqual([
      ['answer', 2, 'C', 6],
      ['flag', 2, '0', 7],
      ['answer', 3, 'D', 8],
    ]);
  });

  it('clears an answer whose boxes were all emptied', () => {
    expect(changedEntries(readPaperForm({ a2: 'B', f2: 'yes' }, fields), shown, [1, 2], 1, 0)).toMatchObject([
      { kind: 'answer', itemNo: 1, value: '' },
    ]);
  });
});
