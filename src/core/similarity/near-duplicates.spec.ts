import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ItemContent } from '../item/item.js';
import { bagOf, likeness, wordWeights } from './bag.js';
import { nearDuplicates } from './near-duplicates.js';
import { alikePairs } from './pairs.js';

const item = (code: string, stem: string, options: readonly string[] = []): ItemContent => ({
  code,
  topic: 'charter',
  kind: options.length === 0 ? 'trueFalse' : 'single',
  level: 'recall',
  stem,
  prompts: [],
  options: options.map((text, i) => ({ id: 'ABCDEF'.charAt(i), text })),
  key: ['A'],
  folding: null,
  shuffle: true,
  explanation: '',
  citation: { document: 'dieu-le-2011' },
  verifiedAgainst: 'fact',
  rubric: null,
});

const STEM = 'Theo Điều lệ Đảng, thời kỳ dự bị của người được kết nạp kéo dài bao nhiêu tháng?';
const OPTIONS = ['Sáu tháng', 'Mười hai tháng', 'Mười tám tháng', 'Hai mươi bốn tháng'];
const OTHERS = [
  item('LS001', 'Ai là Tổng Bí thư đầu tiên của Đảng?', ['Trần Phú', 'Hà Huy Tập', 'Lê Hồng Phong']),
  item('LS002', 'Hội nghị thành lập Đảng họp ở đâu?', ['Quảng Châu', 'Cửu Long', 'Ma Cao']),
  item('DL002', 'Điều lệ Đảng do cơ quan nào sửa đổi?', ['Bộ Chính trị', 'Đại hội đại biểu toàn quốc']),
];
const pairsWith = (other: ItemContent): object[] => nearDuplicates([item('DL001', STEM, OPTIONS), ...OTHERS, other]);

describe('near-duplicates', () => {
  it.each([
    ['case and punctuation', STEM.toUpperCase().replace(',', ' -'), OPTIONS],
    ['tone marks and đ', 'Theo Dieu le Dang, thoi ky du bi cua nguoi duoc ket nap keo dai bao nhieu thang?', OPTIONS],
    ['the Unicode form', STEM.normalize('NFD'), OPTIONS.map((o) => o.normalize('NFD'))],
    ['the order of words', STEM.split(' ').reverse().join(' '), OPTIONS],
    ['the order of options', STEM, [...OPTIONS].reverse()],
  ])('are blind to %s', (_, stem, options) => {
    expect(pairsWith(item('DL009', stem, options))).toEqual([
      { first: 'DL001', second: 'DL009', score: 1, part: 'whole' },
    ]);
  });

  it('are told with the part that is alike', () => {
    const stem = pairsWith(item('DL009', STEM, ['Nửa quý', 'Một quý', 'Ba năm', 'Không thời hạn nào']));
    expect(stem).toMatchObject([{ first: 'DL001', second: 'DL009', part: 'stem', score: 1 }]);
    const long = [
      'Chi bộ xét từng người một, biểu quyết, đề nghị lên cấp ủy cấp trên chuẩn y',
      'Đảng ủy cơ sở họp, thảo luận, ra nghị quyết rồi công bố trước đại hội',
      'Ban thường vụ tự quyết định, sau đó thông báo cho chi bộ nơi công tác',
    ];
    const twice = [...OTHERS, item('DL001', 'Cách nào đúng?', long), item('DL009', 'Việc làm nào phù hợp?', long)];
    expect(nearDuplicates(twice)).toEqual([{ first: 'DL001', second: 'DL009', part: 'options', score: 1 }]);
  });

  it('differ where each question names a number of its own, but not where a statement does', () => {
    const goal = (code: string, year: string): ItemContent =>
      item(code, `Nghị quyết Đại hội XIII đặt mục tiêu nước ta đến năm ${year} trở thành nước như thế nào?`, OPTIONS);
    expect(nearDuplicates([goal('LS001', '2030'), goal('LS002', '2045')])).toEqual([]);
    expect(nearDuplicates([goal('LS001', '2030'), goal('LS002', 'tới')])).toHaveLength(1);
    const judged = (code: string, year: string): ItemContent =>
      item(
        code,
        `Nghị quyết Đại hội XIII đặt mục tiêu nước ta trở thành nước phát triển, thu nhập cao vào năm ${year}.`,
      );
    expect(nearDuplicates([judged('LS001', '2030'), judged('LS002', '2045')])).toHaveLength(1);
  });

  it('do not take what one item offers for what another one asks about', () => {
    const long =
      'Ban Chấp hành Trung ương, Bộ Chính trị, Ban Bí thư, Ủy ban Kiểm tra Trung ương, đại hội đại biểu toàn quốc';
    expect(
      nearDuplicates([item('DL001', `${long}?`, ['Có', 'Không']), item('DL002', 'Nào?', long.split(', '))]),
    ).toEqual([]);
  });

  it('are none among different questions, in an empty bank, and among items without a word', () => {
    expect(nearDuplicates([item('DL001', STEM, OPTIONS), ...OTHERS])).toEqual([]);
    expect(nearDuplicates([])).toEqual([]);
    expect(nearDuplicates([item('DL001', '...'), item('DL002', '?')])).toEqual([]);
  });
});

describe('the likeness of two texts', () => {
  const word = fc.constantFrom('dang', 'hoi', 'le', 'bo', 'nam', 'quyen', 'ky');
  const texts = fc.array(fc.array(word, { maxLength: 12 }), { minLength: 2, maxLength: 30 });

  it('is symmetric, 1 with itself, between 0 and 1, and does not see the order', () => {
    fc.assert(
      fc.property(texts, (all) => {
        const weights = wordWeights(all);
        const [a, b] = [bagOf(all[0]!, weights), bagOf(all[1]!, weights)];
        const score = likeness(a, b);
        expect(likeness(b, a)).toBeCloseTo(score, 12);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1 + 1e-12);
        expect(likeness(a, a)).toBe(all[0]!.length === 0 ? 0 : 1);
        expect(likeness(bagOf([...all[0]!].reverse(), weights), b)).toBe(score);
      }),
    );
  });

  it('is found for every pair that reaches the bound, and for no other', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(0.3, 0.5, 0.75, 0.8, 1), (all, bound) => {
        const weights = wordWeights(all);
        const bags = all.map((text) => bagOf(text, weights));
        const expected = bags.flatMap((b, j) =>
          bags.slice(0, j).flatMap((a, i) => (likeness(a, b) >= bound ? [`${i} ${j}`] : [])),
        );
        const found = alikePairs(bags, bound).map(([i, j]) => `${i} ${j}`);
        expect(found.sort()).toEqual(expected.sort());
      }),
      { numRuns: 300 },
    );
  });
});
