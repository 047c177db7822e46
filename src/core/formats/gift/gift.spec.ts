import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { draftItem, draftItems } from '../../../../test/support/draft-items.js';
import type { DraftItem, Reading } from '../draft.js';
import { readGift } from './read.js';
import { GIFT_KINDS, writeGift } from './write.js';

const one = (text: string): DraftItem['content'] => {
  const { items, problems } = readGift(text);
  expect(problems).toEqual([]);
  expect(items).toHaveLength(1);
  return items[0]!.content;
};
const told = ({ problems }: Reading): unknown[] => problems.map((p) => [p.severity, p.place.line, p.code]);

describe('GIFT round trip', () => {
  it.each(GIFT_KINDS)('%s comes back as it went out', (kind) => {
    fc.assert(
      fc.property(draftItem(kind), (item) => {
        const { items, problems } = readGift(writeGift([item]));
        expect(problems).toEqual([]);
        expect(items.map((i) => i.content)).toEqual([item]);
        expect(items[0]?.missing).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('several items keep their order and their topics', () => {
    fc.assert(
      fc.property(draftItems(GIFT_KINDS), (items) => {
        expect(readGift(writeGift(items, ['Xuất bởi Lan', '12/3'])).items.map((i) => i.content)).toEqual(items);
      }),
    );
  });
});

describe('GIFT as other programs write it', () => {
  it('reads one right answer among wrong ones, with comments of answers left out', () => {
    expect(one('Thủ đô là {~Huế#gần đúng =Hà Nội#đúng ~Đà Nẵng}?')).toMatchObject({
      kind: 'single',
      stem: 'Thủ đô là _____?',
      options: [
        { id: 'A', text: 'Huế' },
        { id: 'B', text: 'Hà Nội' },
        { id: 'C', text: 'Đà Nẵng' },
      ],
      key: ['B'],
    });
  });

  it('reads weights as several right answers where none is whole', () => {
    expect(one('Chọn{~%50%một ~%50%hai ~%-100%ba}')).toMatchObject({ kind: 'multiple', key: ['A', 'B'] });
  });

  it.each(['T', 'TRUE', 'F', 'FALSE'])('reads {%s} as a statement', (word) => {
    expect(one(`Đúng hay sai?{${word}#sai rồi#đúng rồi}`)).toMatchObject({ kind: 'trueFalse', key: [word[0]] });
  });

  it('reads short answers, pairs, and essays', () => {
    expect(one('Năm nào?{=1930 =năm 1930}')).toMatchObject({ kind: 'shortText', key: ['1930', 'năm 1930'] });
    expect(one('Ghép{=a -> 1 =b -> 2 = -> 3}')).toMatchObject({
      kind: 'matching',
      prompts: [
        { id: '1', text: 'a' },
        { id: '2', text: 'b' },
      ],
      options: [
        { id: 'A', text: '1' },
        { id: 'B', text: '2' },
        { id: 'C', text: '3' },
      ],
      key: ['1A', '2B'],
    });
    expect(one('Trình bày.{}')).toMatchObject({ kind: 'essay', rubric: null });
  });

  it('takes the topic from the category, the code from the name, the rest from tags', () => {
    const text = '$CATEGORY: $course$/top/Điều lệ\n\n// [id:DL007] [tag:Vận dụng]\n::DL007::Nêu{}';
    expect(one(text)).toMatchObject({ topic: 'Điều lệ', code: 'DL007', level: 'apply' });
  });

  it('says of markup what it cannot show, and leaves scripts out', () => {
    const reading = readGift('[html]<p>Một</p><p><b>Hai</b><script>alert(1)</script></p>{=x ~y}');
    expect(reading.items[0]?.content.stem).toBe('Một\nHai');
    expect(told(reading)).toEqual([
      ['warning', 1, 'format/lost-emphasis'],
      ['warning', 1, 'format/lost-script'],
    ]);
  });

  it('names with its line what it cannot take', () => {
    const reading = readGift('// đầu\n\nNăm?{#1930:2}\n\nChỉ là lời dẫn.\n\nThiếu ngoặc {=a ~b\n\nSắp{>3 a b}');
    expect(told(reading)).toEqual([
      ['skip', 3, 'format/kind-unknown'],
      ['skip', 5, 'format/gift-description'],
      ['error', 7, 'format/gift-braces'],
      ['skip', 9, 'format/kind-unknown'],
    ]);
  });

  it('is the same with CRLF', () => {
    const text = '$CATEGORY: x\n\nA?{\n=1\n~2\n}\n\nB?{T}\n';
    expect(readGift(text.replaceAll('\n', '\r\n'))).toEqual(readGift(text));
  });
});
