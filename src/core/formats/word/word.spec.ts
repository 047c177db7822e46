import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { draftItem, draftItems } from '../../../../test/support/draft-items.js';
import { documentXml, listed, NUMBERING, p, table } from '../../../../test/support/word-documents.js';
import { readXml } from '../../../documents/xml/read-xml.js';
import type { Reading } from '../draft.js';
import type { XmlElement } from '../xml.js';
import { readWord } from './read.js';
import { WORD_KINDS, writeWordParts } from './write.js';

function root(xml: string): XmlElement {
  const read = readXml(xml);
  if (!read.ok) throw new Error(read.error.reason);
  return read.value;
}
const readParts = (parts: Readonly<Record<string, string>>): Reading =>
  readWord({
    document: root(parts['word/document.xml'] ?? ''),
    numbering: null,
    styles: root(parts['word/styles.xml'] ?? ''),
  });
const read = (...blocks: string[]): Reading =>
  readWord({ document: root(documentXml(...blocks)), numbering: root(NUMBERING), styles: null });
const keys = ({ items }: Reading): unknown[] => items.map(({ content: c }) => [c.kind, c.key.join('')]);
const told = ({ problems }: Reading): unknown[] => problems.map((q) => [q.severity, q.place.label, q.code]);

describe('Word round trip', () => {
  it.each(WORD_KINDS)('%s comes back as it went out', (kind) => {
    fc.assert(
      fc.property(draftItem(kind), (item) => {
        const { items, problems } = readParts(writeWordParts([item], 'Ngân hàng', ['Xuất bởi Lan']));
        expect(problems).toEqual([]);
        expect(items.map((i) => i.content)).toEqual([item]);
        expect(items[0]?.missing).toEqual([]);
      }),
    );
  });

  it('several items keep their order', () => {
    fc.assert(
      fc.property(draftItems(), (items) => {
        expect(readParts(writeWordParts(items, 'Ngân hàng')).items.map((i) => i.content)).toEqual(items);
      }),
      { numRuns: 50 },
    );
  });
});

describe('questions as people type them in Word', () => {
  it.each([
    ['a star in front', [p('A. 6 tháng'), p('*B. 12 tháng'), p('C. 18 tháng')]],
    ['a star behind', [p('A. 6 tháng'), p('B. 12 tháng *'), p('C. 18 tháng')]],
    ['bold text', [p('A. 6 tháng'), p('B. ', ['12 tháng', 'b']), p('C. 18 tháng')]],
    [
      'bold text where all letters are bold',
      [p(['A. ', 'b'], '6'), p(['B. ', 'b'], ['12', 'b']), p(['C. ', 'b'], '18')],
    ],
    ['an underlined letter', [p('A. 6 tháng'), p(['B', 'u'], '. 12 tháng'), p('C. 18 tháng')]],
    ['colour', [p('A. 6 tháng'), p(['B. 12 tháng', 'red']), p('C. 18 tháng')]],
    ['highlighting', [p('A) 6 tháng'), p(['B) 12 tháng', 'yellow']), p('C) 18 tháng')]],
    ['options on one line', [p('A. 6 tháng\tB. ', ['12 tháng', 'u'], '\tC. 18 tháng')]],
    ['options on one line parted by blanks', [p('A. 6 tháng B. 12 tháng C. 18 tháng'), p('Đáp án: B')]],
    ['options in one paragraph', [p('A. 6 tháng\nB. 12 tháng\nC. 18 tháng\nĐáp án đúng: B')]],
    ['a line below', [p('a. 6 tháng'), p('b. 12 tháng'), p('c. 18 tháng'), p('Đáp án: B. 12 tháng')]],
    ['a table of keys', [p('A. 6'), p('B. 12'), p('C. 18'), p('BẢNG ĐÁP ÁN'), p('1.B 2.C')]],
    ['a table with cells', [p('A. 6'), p('B. 12'), p('C. 18'), p('Đáp án'), table(['1', '2'], ['B', 'C'])]],
    ['letters that Word counts', [listed(1, 1, '6'), listed(1, 1, ['12', 'b']), listed(1, 1, '18')]],
  ])('the key by %s', (_, blocks) => {
    const { items } = read(p('ĐỀ KIỂM TRA'), p('Câu 1: Thời gian dự bị là bao lâu?'), ...blocks);
    expect(items).toHaveLength(1);
    expect(items[0]?.content).toMatchObject({ kind: 'single', stem: 'Thời gian dự bị là bao lâu?', key: ['B'] });
    expect(items[0]?.content.options.map((o) => o.id)).toEqual(['A', 'B', 'C']);
    expect(items[0]?.content.options[1]?.text).toMatch(/^12( tháng)?$/);
  });

  it('numbers and letters of lists that are nowhere in the text', () => {
    const q = (stem: string, right: number): string[] => [
      listed(1, 0, stem),
      ...['một', 'hai'].map((t, i) => listed(1, 1, i === right ? [t, 'b'] : t)),
    ];
    expect(keys(read(...q('Hỏi gì?', 0), ...q('Hỏi nữa?', 1)))).toEqual([
      ['single', 'A'],
      ['single', 'B'],
    ]);
  });

  it('several keys, statements, short answers, and what is noted below', () => {
    const reading = read(
      p('Chủ đề: Điều lệ Đảng'),
      p('Câu 1 (Thông hiểu). Chọn các ý đúng'),
      p(['A. một', 'b']),
      p('B. hai'),
      p(['C. ba', 'b']),
      p('Giải thích: vì thế.'),
      p('Căn cứ: Điều lệ Đảng, Điều 5, khoản 1'),
      p('Câu 2. Đúng hay sai?'),
      p('A. Đúng\tB. Sai'),
      p('Đáp án: A'),
      p('Câu 3. Năm thành lập Đảng?'),
      p('Đáp án: 1930; năm 1930'),
    );
    expect(keys(reading)).toEqual([
      ['multiple', 'AC'],
      ['trueFalse', 'T'],
      ['shortText', '1930năm 1930'],
    ]);
    expect(reading.items[0]?.content).toMatchObject({
      topic: 'Điều lệ Đảng',
      level: 'understand',
      stem: 'Chọn các ý đúng',
      explanation: 'vì thế.',
      citation: { document: 'Điều lệ Đảng', article: '5', clause: '1' },
    });
    expect(reading.problems).toEqual([]);
  });

  it('essays with their rubric below them', () => {
    const reading = read(
      p('Câu 1 (3 điểm). Trình bày nhiệm vụ của đảng viên.'),
      p('Đáp án và biểu điểm:'),
      p('- Nêu đủ bốn nhiệm vụ (2 điểm)'),
      p('- Liên hệ bản thân: 1,0 điểm'),
    );
    expect(reading.items[0]?.content).toMatchObject({ kind: 'essay', stem: 'Trình bày nhiệm vụ của đảng viên.' });
    expect(reading.items[0]?.content.rubric).toMatchObject({
      points: 300,
      criteria: [
        { id: 'c1', guide: 'Nêu đủ bốn nhiệm vụ', points: 200 },
        { id: 'c2', guide: 'Liên hệ bản thân', points: 100 },
      ],
    });
  });

  it('oral questions with a table of points at the end of the file', () => {
    const reading = read(
      p('PHẦN II. CÂU HỎI VẤN ĐÁP'),
      p('Câu 1: Đảng viên có quyền gì?'),
      p('Câu 2: Nêu quy trình kết nạp.'),
      p('ĐÁP ÁN VÀ BIỂU ĐIỂM'),
      table(
        ['Câu', 'Nội dung', 'Điểm'],
        ['1', 'Nêu các quyền', '15'],
        ['', 'Diễn đạt', '5'],
        ['2', 'Nêu các bước', '20'],
      ),
    );
    expect(reading.items.map(({ content: c }) => [c.kind, c.rubric?.points, c.rubric?.criteria.length])).toEqual([
      ['oral', 2000, 2],
      ['oral', 2000, 1],
    ]);
    expect(reading.problems).toEqual([]);
  });

  it('a marked option and a table that say otherwise stop the import', () => {
    const reading = read(p('Câu 1: Hỏi?'), p('*A. một'), p('B. hai'), p('BẢNG ĐÁP ÁN'), p('1.B 7.C'));
    expect(told(reading)).toEqual([
      ['error', 'Câu 1', 'format/word-key-conflict'],
      ['warning', undefined, 'format/word-key-stray'],
    ]);
  });

  it('a key that is no option, and a picture, are named with their question', () => {
    const picture = '<w:p><w:r><w:drawing/></w:r></w:p>';
    const reading = read(p('Câu 4: Hỏi?'), picture, p('A. một'), p('B. hai'), p('Đáp án: D'));
    expect(told(reading)).toEqual([
      ['warning', 'Câu 4', 'format/lost-image'],
      ['error', 'Câu 4', 'format/word-key-no-option'],
    ]);
  });

  it('bare numbers begin questions where no line says Câu', () => {
    const reading = read(
      p('1. Một là gì?'),
      p('A. a'),
      p('B. b'),
      p('Đáp án: A'),
      p('2) Hai là gì?'),
      p('A. a *'),
      p('B. b'),
    );
    expect(keys(reading)).toEqual([
      ['single', 'A'],
      ['single', 'A'],
    ]);
  });

  it('reads the same in NFD', () => {
    const blocks = [p('Câu 1: Thời hạn?'), p('A. sáu tháng'), p(['B. mười hai tháng', 'b']), p('Giải thích: Điều lệ')];
    expect(read(...blocks.map((b) => b.normalize('NFD')))).toEqual(read(...blocks));
  });

  it('a document without questions says so', () => {
    expect(told(read(p('Kính gửi')))).toEqual([['error', undefined, 'format/word-nothing']]);
  });
});
