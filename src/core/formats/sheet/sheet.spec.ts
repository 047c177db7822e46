import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { draftItem, draftItems } from '../../../../test/support/draft-items.js';
import type { Grid } from '../../roster/grid.js';
import { ITEM_KINDS } from '../../item/item.js';
import type { Reading } from '../draft.js';
import { SHEET_COLUMNS } from './columns.js';
import { keyParts, readSheets } from './read.js';
import { sheetRow } from './write.js';

const grid = (...rows: readonly (readonly string[])[]): Grid => ({
  sheet: 'Câu hỏi',
  rows: rows.map((row) => row.map((text) => ({ text }))),
  truncated: false,
});
const HEADER = SHEET_COLUMNS.map((c) => c.header);
const told = ({ problems }: Reading): unknown[] => problems.map((p) => [p.severity, p.place.cell, p.code]);

describe('the template of a spreadsheet', () => {
  it.each(ITEM_KINDS)('%s comes back as it went out', (kind) => {
    fc.assert(
      fc.property(draftItem(kind), (item) => {
        const { items, problems } = readSheets([grid(HEADER, sheetRow(item))]);
        expect(problems).toEqual([]);
        expect(items.map((i) => i.content)).toEqual([item]);
        expect(items[0]?.missing).toEqual([]);
      }),
    );
  });

  it('has many items below a title, and blank rows between them', () => {
    fc.assert(
      fc.property(draftItems(), (items) => {
        const rows = items.flatMap((item) => [sheetRow(item), ['', ' ']]);
        expect(readSheets([grid(['NGÂN HÀNG'], HEADER, ...rows)]).items.map((i) => i.content)).toEqual(items);
      }),
    );
  });
});

describe('a sheet of people’s own', () => {
  it('tells the kind from the filled cells where no column names it', () => {
    const rows = [
      ['STT', 'Nội dung câu hỏi', 'Phương án A', 'Phương án B', 'Đáp án đúng'],
      ['1', 'Một?', 'a', 'b', 'B'],
      ['2', 'Hai?', 'a', 'b', 'A, B'],
      ['3', 'Ba?', '', '', 'Sai'],
      ['4', 'Bốn?', '', '', '1930'],
      ['5', 'Năm?'],
    ];
    const reading = readSheets([grid(...rows)]);
    expect(reading.items.map(({ content: c }) => [c.kind, c.key])).toEqual([
      ['single', ['B']],
      ['multiple', ['A', 'B']],
      ['trueFalse', ['F']],
      ['shortText', ['1930']],
      ['essay', []],
    ]);
    expect(reading.problems).toEqual([]);
  });

  it('has each fault at its cell', () => {
    const rows = [
      ['Câu hỏi', 'A', 'B', 'Đáp án', 'Loại câu', 'Mức độ', 'Ghi chú riêng', 'Biểu điểm'],
      ['Một?', '', 'b', '??', 'Một đáp án', 'khó', '', ''],
      ['Hai?', '', '', '', 'Kéo thả', '', '', ''],
      ['Ba?', '', '', '', 'Tự luận', '', '', 'mười điểm'],
    ];
    expect(told(readSheets([grid(...rows)]))).toEqual([
      ['warning', 'G1', 'format/sheet-column'],
      ['error', 'F2', 'format/word-unknown'],
      ['error', 'B2', 'format/sheet-gap'],
      ['error', 'D2', 'format/key-unreadable'],
      ['skip', 'E3', 'format/kind-unknown'],
      ['error', 'H4', 'format/rubric-unreadable'],
    ]);
  });

  it('without a column of questions is refused, and a sheet beside it is named', () => {
    expect(told(readSheets([grid(['Họ tên', 'Ngày sinh'])]))).toEqual([['error', undefined, 'format/sheet-no-header']]);
    const other = { ...grid(['x']), sheet: 'Nháp' };
    expect(told(readSheets([grid(['Câu hỏi', 'A', 'B'], ['?', 'a', 'b']), other]))).toEqual([
      ['warning', undefined, 'format/sheet-unread'],
    ]);
  });

  it('takes a key however its letters are parted', () => {
    expect(['AC', 'a, c', 'A; C.', 'A và C'].map((t) => keyParts(t, 'multiple'))).toEqual(Array(4).fill(['A', 'C']));
    expect(['1C, 2A', '1-C; 2-A', '1→c 2→a'].map((t) => keyParts(t, 'matching'))).toEqual(Array(3).fill(['1C', '2A']));
  });
});
