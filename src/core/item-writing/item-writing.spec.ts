import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ItemContent } from '../item/item.js';
import { lintItems } from './lint.js';
import { ITEM_RULES, type ItemRule } from './rules.js';

const REGISTER = [
  { code: 'dieu-le-2011', status: 'inForce' },
  { code: 'giao-trinh', status: 'reference' },
  { code: 'qd-29', status: 'superseded' },
] as const;

const optionsOf = (...texts: string[]): ItemContent['options'] =>
  texts.map((text, i) => ({ id: 'ABCDEFGH'.charAt(i), text }));

const SOUND: ItemContent = {
  code: 'DL001',
  topic: 'charter',
  kind: 'single',
  level: 'recall',
  stem: 'Theo Điều lệ Đảng, cơ quan nào có quyền sửa đổi Điều lệ Đảng?',
  prompts: [],
  options: optionsOf(
    'Ban Chấp hành Trung ương',
    'Đại hội đại biểu toàn quốc',
    'Bộ Chính trị',
    'Ủy ban Kiểm tra Trung ương',
  ),
  key: ['B'],
  folding: null,
  shuffle: true,
  explanation: 'Điều 48 Điều lệ Đảng quy định chỉ Đại hội đại biểu toàn quốc mới có quyền sửa đổi Điều lệ Đảng.',
  citation: { document: 'dieu-le-2011', article: '48' },
  verifiedAgainst: 'fullText',
  rubric: null,
};

const item = (change: Partial<ItemContent>): ItemContent => ({
  ...SOUND,
  explanation: 'Điều ấy nêu rõ như vậy.',
  ...change,
});
const statement = (stem: string, key: 'T' | 'F', explanation: string): ItemContent =>
  item({
    kind: 'trueFalse',
    stem,
    key: [key],
    shuffle: false,
    explanation,
    options: [
      { id: 'T', text: 'Đúng' },
      { id: 'F', text: 'Sai' },
    ],
  });

const rulesBroken = (...items: ItemContent[]): ItemRule[] => lintItems(items, REGISTER).map((f) => f.rule);
const breaks = (rule: ItemRule, ...items: ItemContent[]): boolean => rulesBroken(...items).includes(rule);

it('has nothing to say against a sound item, nor against no items', () => {
  expect(rulesBroken(SOUND)).toEqual([]);
  expect(rulesBroken()).toEqual([]);
});

describe('keyCount', () => {
  it('holds the keys against the kind', () => {
    expect(lintItems([item({ key: ['A', 'B'] })], REGISTER)).toContainEqual({
      item: 'DL001',
      rule: 'keyCount',
      params: { wanted: '1', n: 2 },
    });
    expect(breaks('keyCount', item({ key: [] }))).toBe(true);
    expect(breaks('keyCount', item({ kind: 'multiple', key: ['A', 'B', 'C', 'D'] }))).toBe(true);
    expect(breaks('keyCount', item({ kind: 'multiple', key: ['A', 'B', 'C'] }))).toBe(false);
  });

  it('holds the keys against the number that the stem asks for, in words or in digits', () => {
    const asks = (stem: string, kind: 'single' | 'multiple', key: string[]): boolean =>
      breaks('keyCount', item({ stem, kind, key }));
    expect(asks('Những cơ quan nào? Chọn hai phương án đúng.', 'multiple', ['A', 'B', 'C'])).toBe(true);
    expect(asks('Những cơ quan nào? Chọn 3 phương án đúng.', 'multiple', ['A', 'B', 'C'])).toBe(false);
    expect(asks('Những cơ quan nào? Chọn các phương án đúng.', 'single', ['A'])).toBe(true);
    expect(asks('Những cơ quan nào? Chọn các phương án đúng.', 'multiple', ['A'])).toBe(false);
  });
});

describe('keyArgued', () => {
  it('finds an explanation that names another letter', () => {
    expect(breaks('keyArgued', item({ explanation: 'Đáp án đúng là C, theo Điều 48 Điều lệ Đảng.' }))).toBe(true);
    expect(breaks('keyArgued', item({ explanation: 'Đáp án đúng là B, theo Điều 48 Điều lệ Đảng.' }))).toBe(false);
  });

  it('finds an explanation that says another option and not the key', () => {
    const year = item({
      stem: 'Đảng được thành lập năm nào?',
      options: optionsOf('Năm 1925', 'Năm 1930', 'Năm 1941', 'Năm 1945'),
      key: ['A'],
    });
    const explained = (explanation: string): boolean => breaks('keyArgued', { ...year, explanation });
    expect(explained('Hội nghị hợp nhất đầu năm 1930 thành lập Đảng.')).toBe(true);
    expect(explained('Hội nghị hợp nhất năm 1925 thành lập Đảng, năm 1930 thì không.')).toBe(false);
    // What the other options stand for may be told beside the key, and alone where it is denied.
    expect(explained('Năm 1925, không phải năm 1930.')).toBe(false);
    expect(explained('Không phải năm 1930.')).toBe(false);
  });

  it('reads numbers in words and in digits alike', () => {
    const term = item({
      stem: 'Thời kỳ dự bị dài bao lâu?',
      options: optionsOf('6 tháng', '12 tháng', '18 tháng', '24 tháng'),
      explanation: 'Khoản 1 Điều 5 quy định thời kỳ dự bị là mười hai tháng.',
    });
    expect(breaks('keyArgued', { ...term, key: ['B'] })).toBe(false);
    expect(breaks('keyArgued', { ...term, key: ['C'] })).toBe(true);
  });

  it('finds a statement that the explanation judges otherwise', () => {
    const stem = 'Đảng viên dự bị có quyền biểu quyết.';
    expect(breaks('keyArgued', statement(stem, 'T', 'Nhận định sai. Điều 3 không cho quyền này.'))).toBe(true);
    expect(breaks('keyArgued', statement(stem, 'F', 'Nhận định sai. Điều 3 không cho quyền này.'))).toBe(false);
    // The judged statement stands within the one that is to be judged.
    const told = 'Ông Tâm nói đảng viên dự bị có quyền biểu quyết. Ý kiến ấy là sai.';
    expect(breaks('keyArgued', statement(told, 'T', 'Nhận định này sai vì Điều 3 không cho quyền này.'))).toBe(false);
  });
});

describe('sameOptions', () => {
  it.each([
    [['Chi bộ, đảng ủy', 'chi bộ - đảng ủy.'], true],
    [['Hòa bình', 'Hoà bình'], true],
    [['Mười hai tháng', '12 tháng'], true],
    [['Một năm', '12 tháng'], true],
    [['Một năm', '11 tháng'], false],
    [['Năm 1930', 'Năm 1931'], false],
    [['Dân chủ, kỷ cương', 'Kỷ cương, dân chủ'], false],
  ])('%j: %s', (texts, expected) => {
    expect(breaks('sameOptions', item({ options: optionsOf(...texts), key: ['A'] }))).toBe(expected);
  });
});

describe('optionInOption', () => {
  it.each([
    [['Khiển trách', 'Khiển trách và cảnh cáo'], true],
    [['Độc lập dân tộc', 'Chủ nghĩa xã hội, độc lập dân tộc'], true],
    [['Hợp lệ', 'Hợp lệ, vì đủ hai phần ba số đại biểu'], true],
    [
      [
        'Đảng viên phải chấp hành nghiêm chỉnh nghị quyết của Đảng',
        'Mọi đảng viên phải chấp hành nghiêm chỉnh nghị quyết của Đảng ngay',
      ],
      true,
    ],
    [['Hợp lệ', 'Không hợp lệ'], false],
    [['Chi bộ', 'Ban chi ủy của chi bộ'], false],
    [['Hai năm', 'Mười hai năm'], false],
    [['Ủy ban kiểm tra', 'Ủy ban kiểm tra của cấp trên'], false],
    [
      [
        'Phải chấp hành nghiêm chỉnh quyết định kỷ luật đã công bố',
        'Chỉ phải chấp hành nghiêm chỉnh quyết định kỷ luật đã công bố khi hết hạn khiếu nại',
      ],
      false,
    ],
  ])('%j: %s', (texts, expected) => {
    expect(breaks('optionInOption', item({ options: optionsOf(...texts), key: ['A'] }))).toBe(expected);
  });
});

describe('rangesOverlap', () => {
  it.each([
    [['Từ 18 đến 25 tuổi', 'Từ 25 đến 30 tuổi'], true],
    [['18 - 25 tuổi', '26-30 tuổi'], false],
    [['Dưới 50%', 'Trên 40%'], true],
    [['Dưới 50%', 'Từ 50% trở lên'], false],
    [['Không quá 3 người', 'Ít nhất 3 người'], true],
    [['Không quá 3 người', 'Trên 3 người'], false],
    [['Từ 8%/năm trở lên', 'Từ 10%/năm trở lên'], false],
    [['1936 - 1939', '1939 - 1945'], false],
    [['Từ 3 đến 5 tháng', 'Từ 4 đến 6 năm'], false],
  ])('%j: %s', (texts, expected) => {
    expect(breaks('rangesOverlap', item({ options: optionsOf(...texts), key: ['A'] }))).toBe(expected);
  });
});

describe('refersToOptions', () => {
  it.each([
    ['Tất cả các phương án trên', true],
    ['Cả ba phương án đều đúng', true],
    ['Cả A và B', true],
    ['Không có phương án nào đúng', true],
    ['Các ý trên đều sai', true],
    ['Tất cả các tổ chức đảng', false],
    ['Cả ba đối tượng được nêu', false],
    ['Không cơ quan nào', false],
  ])('%s: %s', (text, expected) => {
    const options = optionsOf('Chi bộ', 'Đảng ủy', text);
    expect(breaks('refersToOptions', item({ options, key: ['A'] }))).toBe(expected);
    expect(breaks('refersToOptions', item({ options, key: ['A'], shuffle: false }))).toBe(false);
  });
});

describe('unmarkedNegation', () => {
  it.each([
    ['Nội dung nào dưới đây không phải là nhiệm vụ của đảng viên?', true],
    ['Nội dung nào dưới đây KHÔNG phải là nhiệm vụ của đảng viên?', false],
    ['Nhận định nào sau đây là sai?', true],
    ['Nhận định nào sau đây là SAI?', false],
    ['Đảng viên dự bị không có quyền nào?', true],
    ['Đảng viên dự bị có mọi quyền của đảng viên, trừ quyền nào?', true],
    ['Đảng viên dự bị có mọi quyền của đảng viên, TRỪ quyền nào?', false],
    ['Nhiệm vụ của đảng viên gồm các việc sau, ngoại trừ:', true],
    ['Đảng viên bỏ sinh hoạt bao lâu mà không có lý do chính đáng thì bị xem xét xóa tên?', false],
    ['Đại hội này có hợp lệ không?', false],
    ['Đại hội được triệu tập muộn hơn không quá bao lâu?', false],
    ['Nguyên nhân nào khiến cuộc khởi nghĩa không thành công?', false],
    ['Biểu hiện nào là sai phạm của tổ chức đảng?', false],
    ['Câu “Không có gì quý hơn độc lập, tự do” ra đời năm nào?', false],
  ])('%s %s', (stem, expected) => {
    expect(breaks('unmarkedNegation', item({ stem }))).toBe(expected);
  });

  it('does not look at statements to be judged', () => {
    expect(
      breaks('unmarkedNegation', statement('Không ai có quyền nào không ghi ở đây.', 'F', SOUND.explanation)),
    ).toBe(false);
  });
});

describe('stemEnd', () => {
  it.each([
    ['Cơ quan nào có quyền sửa đổi Điều lệ Đảng', true],
    ['Cơ quan nào có quyền sửa đổi Điều lệ Đảng ?', true],
    ['Cơ quan có quyền sửa đổi Điều lệ Đảng.', true],
    ['Cơ quan nào có quyền sửa đổi Điều lệ Đảng?', false],
    ['Cơ quan có quyền sửa đổi Điều lệ Đảng là:', false],
    ['Cơ quan có quyền sửa đổi Điều lệ Đảng là ...', false],
    ['Những cơ quan nào có quyền ấy? Chọn các phương án đúng.', false],
    ['Hãy chọn cơ quan có quyền sửa đổi Điều lệ Đảng.', false],
    ['Ai đã nói câu “Đảng ta là đạo đức, là văn minh”?', false],
  ])('%s %s', (stem, expected) => {
    expect(breaks('stemEnd', item({ stem }))).toBe(expected);
  });

  it('wants a statement to be judged to end as one', () => {
    expect(breaks('stemEnd', statement('Đảng viên dự bị có quyền biểu quyết?', 'F', SOUND.explanation))).toBe(true);
    expect(breaks('stemEnd', statement('Đảng viên dự bị có quyền biểu quyết.', 'F', SOUND.explanation))).toBe(false);
  });
});

describe('what an item rests on', () => {
  it('is an explanation that argues, except for what people mark', () => {
    expect(breaks('explanationPresent', item({ explanation: '' }))).toBe(true);
    expect(breaks('explanationPresent', item({ explanation: 'Xem Điều 48.' }))).toBe(true);
    expect(breaks('explanationPresent', item({ explanation: 'Điều 48 nêu vậy.' }))).toBe(false);
    expect(breaks('explanationPresent', item({ kind: 'oral', options: [], key: [], explanation: '' }))).toBe(false);
  });

  it('is a document of the register that nothing has replaced', () => {
    const cites = (document: string): ItemRule[] => rulesBroken(item({ citation: { document } }));
    expect(cites('hien-phap')).toEqual(['citationKnown']);
    expect(cites('qd-29')).toEqual(['citationCurrent']);
    expect(cites('giao-trinh')).toEqual([]);
  });
});

describe('giveaway', () => {
  const asking = item({
    code: 'LS011',
    stem: 'Ai là Tổng Bí thư đầu tiên của Đảng?',
    options: optionsOf('Đồng chí Hà Huy Tập', 'Đồng chí Lê Hồng Phong', 'Đồng chí Trần Phú'),
    key: ['C'],
  });
  const other = (stem: string, change: Partial<ItemContent> = {}): ItemContent =>
    item({ code: 'LS012', stem, options: optionsOf('Luận cương', 'Chánh cương'), key: ['A'], ...change });

  it('finds the key of one item in the stem of another that speaks of the same', () => {
    const told = other('Đồng chí Trần Phú, Tổng Bí thư đầu tiên của Đảng, đã khởi thảo văn kiện nào?');
    expect(lintItems([asking, told], REGISTER)).toContainEqual({
      item: 'LS011',
      rule: 'giveaway',
      params: { other: 'LS012', key: 'Đồng chí Trần Phú' },
    });
  });

  it.each([
    ['speaks of something else', other('Đồng chí Trần Phú bị bắt ở thành phố nào?')],
    ['only asks in the same words', other('Trần Phú và ai nữa là những ai dưới đây của Đảng?')],
    ['names other options as well', other('Trần Phú hay Hà Huy Tập là Tổng Bí thư đầu tiên của Đảng, theo sách nào?')],
    ['belongs to another topic', other('Trần Phú, Tổng Bí thư đầu tiên của Đảng, viết gì?', { topic: 'platform' })],
    ['is asked at the oral table', other('Trần Phú, Tổng Bí thư đầu tiên của Đảng, viết gì?', { kind: 'oral' })],
  ])('lets a stem pass that %s', (_, stem) => {
    expect(breaks('giveaway', asking, stem)).toBe(false);
  });
});

describe('over many items', () => {
  const many = (n: number, change: (i: number) => Partial<ItemContent>): ItemContent[] =>
    Array.from({ length: n }, (_, i) => item({ code: `DL${String(i).padStart(3, '0')}`, ...change(i) }));
  const LONG = 'Một phương án dài hơn hẳn mọi phương án khác ở đây';
  const withLongest = (letter: string): ItemContent['options'] =>
    optionsOf(...['A', 'B', 'C', 'D'].map((l) => (l === letter ? LONG : `Phương án ${l}`)));

  it('the key is the longest in at most the share of chance and two deviations', () => {
    // Of 48 items with four options 12 by chance, and two deviations are 6.
    const longest = (n: number): ItemContent[] =>
      many(48, (i) => ({
        key: ['ABCD'.charAt(i % 4)],
        options: withLongest('ABCD'.charAt(i < n ? i % 4 : (i + 1) % 4)),
      }));
    expect(rulesBroken(...longest(18))).not.toContain('longestKey');
    expect(lintItems(longest(19), REGISTER)).toContainEqual({
      item: null,
      rule: 'longestKey',
      params: { kind: 'single', options: 4, n: 19, of: 48, most: 18 },
    });
  });

  it('counts items by their number of options, and none where longest is a tie', () => {
    const tied = many(48, () => ({ options: optionsOf('Hai bên', 'Ba bên', 'Cả bên', 'Một bên', 'Bốn') }));
    expect(rulesBroken(...tied)).not.toContain('longestKey');
    const few = many(9, (i) => ({ key: ['ABCD'.charAt(i % 4)], options: withLongest('ABCD'.charAt(i % 4)) }));
    expect(rulesBroken(...few)).not.toContain('longestKey');
  });

  it('no letter holds more keys than chance gives once in a hundred', () => {
    const placed = (onB: number): ItemContent[] =>
      many(40, (i) => ({ key: [i < onB ? 'B' : 'ACD'.charAt(i % 3)], options: withLongest('A') }));
    expect(rulesBroken(...placed(16))).not.toContain('keyPlaces');
    const [found] = lintItems(placed(20), REGISTER).filter((f) => f.rule === 'keyPlaces');
    expect(found).toEqual({
      item: null,
      rule: 'keyPlaces',
      params: { kind: 'single', options: 4, shuffle: 'true', letter: 'B', n: 20, of: 40, even: 10 },
    });
  });

  it('looks at shuffled and unshuffled items apart', () => {
    const apart = many(24, (i) => ({ key: [i < 12 ? 'B' : 'C'], shuffle: i < 12, options: withLongest('A') }));
    expect(
      lintItems(apart, REGISTER).flatMap((f) =>
        f.rule === 'keyPlaces' ? [[f.params['shuffle'], f.params['letter']]] : [],
      ),
    ).toEqual([
      ['true', 'B'],
      ['false', 'C'],
    ]);
  });
});

describe('the linter', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('', '...', '  ', 'Cả A và B', 'Từ 5 đến', '%'),
  );
  const anyItem = fc.record({
    stem: text,
    explanation: text,
    options: fc.array(text, { maxLength: 8 }).map((texts) => optionsOf(...texts)),
    key: fc.subarray(['A', 'B', 'C', 'D', 'T']),
    kind: fc.constantFrom('single', 'multiple', 'trueFalse', 'essay', 'oral'),
    shuffle: fc.boolean(),
  });

  it('takes whatever is typed, half done or senseless, and tells rules of its list alone', () => {
    fc.assert(
      fc.property(fc.array(anyItem, { maxLength: 12 }), (drafts) => {
        const items = drafts.map((draft, i) => item({ ...(draft as Partial<ItemContent>), code: `AA${i}` }));
        for (const f of lintItems(items, REGISTER)) expect(ITEM_RULES).toContain(f.rule);
      }),
    );
  });

  it('finds the same whether texts are composed or decomposed', () => {
    const decomposed = (i: ItemContent): ItemContent => JSON.parse(JSON.stringify(i).normalize('NFD')) as ItemContent;
    const spoiled = [
      item({ stem: 'Nội dung nào không thuộc nhiệm vụ của đảng viên?' }),
      item({ code: 'DL002', options: optionsOf('Khiển trách', 'Khiển trách và cảnh cáo', 'Cả A và B') }),
      statement('Đảng viên dự bị có quyền biểu quyết.', 'T', 'Nhận định sai. Điều 3 không cho.'),
    ];
    const rules = rulesBroken(...spoiled);
    expect(rules.length).toBeGreaterThanOrEqual(4);
    expect(rulesBroken(...spoiled.map(decomposed))).toEqual(rules);
  });
});
