import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalTone, nameSortKey, nfc, phraseSortKey, sameName, searchKey } from './vietnamese.js';

const collator = new Intl.Collator('vi');
const binary = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const TONES = ['', '\u0300', '\u0309', '\u0303', '\u0301', '\u0323'];
const ONSETS = [
  ...['', 'b', 'c', 'ch', 'd', 'đ', 'f', 'g', 'gh', 'gi', 'h', 'j', 'k', 'kh', 'l', 'm', 'n', 'ng', 'ngh', 'nh'],
  ...['p', 'ph', 'qu', 'r', 's', 't', 'th', 'tr', 'v', 'w', 'x', 'z'],
];
/** A star follows the vowel that bears the tone, as people and keyboards write it. */
const RIMES = [
  ...['a*', 'a*ch', 'a*i', 'a*m', 'a*n', 'a*ng', 'a*nh', 'a*o', 'a*u', 'a*y', 'ă*c', 'ă*m', 'ă*n', 'ă*ng', 'â*m'],
  ...['â*n', 'â*t', 'â*u', 'â*y', 'e*', 'e*n', 'e*o', 'ê*', 'ê*nh', 'ê*u', 'i*', 'i*a', 'iê*m', 'iê*n', 'iê*u', 'i*nh'],
  ...['i*u', 'o*', 'o*a', 'oa*i', 'oa*n', 'oa*ng', 'oă*n', 'o*e', 'oe*o', 'o*i', 'o*n', 'o*ng', 'ô*', 'ô*i', 'ô*ng'],
  ...['ơ*', 'ơ*i', 'ơ*n', 'u*', 'u*a', 'uâ*n', 'uê*', 'u*i', 'u*ng', 'uô*i', 'uô*ng', 'uơ*', 'u*y', 'uy*a', 'uy*nh'],
  ...['uyê*n', 'uyê*t', 'ư*', 'ư*a', 'ư*ng', 'ươ*i', 'ươ*ng', 'ư*u', 'y*', 'yê*n'],
];

const spell = (onset: string, rime: string, tone: string): string => (onset + rime.replace('*', tone)).normalize('NFC');

/** `gi` and `qu` swallow a following i or u: such letters stand for two syllables, and spelling is not their order. */
const isSpellable = (onset: string, rime: string): boolean =>
  !(/^g$/.test(onset) && rime.startsWith('i')) &&
  !(onset === 'gi' && rime.startsWith('i')) &&
  !(onset === 'qu' && rime.startsWith('u'));

const SYLLABLES = ONSETS.flatMap((onset) =>
  RIMES.filter((rime) => isSpellable(onset, rime)).flatMap((rime) => TONES.map((tone) => spell(onset, rime, tone))),
);

const syllable = fc.constantFrom(...SYLLABLES);
const someText = fc.string({ unit: 'binary', maxLength: 30 });

describe('nfc', () => {
  it.each([
    ['decomposed letters become composed', 'Nguye\u0302\u0303n', 'Nguyễn'],
    ['runs of white space become one space', '  Nguyễn \t\u00a0 Văn\r\n\u3000An ', 'Nguyễn Văn An'],
    ['what shows nothing goes', '\ufeffVăn\u200b An\u00ad\u200d', 'Văn An'],
    ['a mark cut off by an invisible character finds its letter again', 'a\u200b\u0301', 'á'],
    ['control characters, which databases refuse, are white space', 'Văn\u0000An\u0085', 'Văn An'],
    ['case and punctuation stay', "H'Hen NIÊ (B)", "H'Hen NIÊ (B)"],
  ])('%s', (_rule, typed, stored) => {
    expect(nfc(typed)).toBe(stored);
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(someText, (s) => {
        expect(nfc(nfc(s))).toBe(nfc(s));
      }),
    );
  });
});

describe('canonicalTone', () => {
  it.each([
    ['hoà', 'hòa'],
    ['thuỷ', 'thủy'],
    ['khoẻ', 'khỏe'],
    ['HOÀ', 'HÒA'],
    ['Cuả', 'Của'],
    ['qúy', 'quý'],
    ['gìa', 'già'],
    ['khuỷu', 'khuỷu'],
    ['hòan', 'hoàn'],
    ['nguýên', 'nguyến'],
    ['ngừơi', 'người'],
    ['gì', 'gì'],
    ['gìn', 'gìn'],
    ['Xã Hoà Bình', 'Xã Hòa Bình'],
  ])('%s is written %s', (typed, canonical) => {
    expect(canonicalTone(typed)).toBe(canonical);
  });

  it('does not touch a word of several tones, nor one that is no single syllable', () => {
    expect(canonicalTone('HoàBình Café hoàì')).toBe('HoàBình Café hoàì');
  });

  it('does not confuse i with y, nor one tone with another', () => {
    expect(canonicalTone('quí')).not.toBe(canonicalTone('quý'));
    expect(canonicalTone('hoá')).not.toBe(canonicalTone('hoà'));
  });

  it('leaves every conventionally written syllable as it is', () => {
    expect(SYLLABLES.filter((s) => canonicalTone(s) !== s)).toEqual([]);
  });

  it('finds the same syllable whichever vowel the tone mark was put on', () => {
    const misplaced = fc.record({
      onset: fc.constantFrom(...ONSETS),
      rime: fc.constantFrom(...RIMES),
      tone: fc.constantFrom(...TONES.slice(1)),
      at: fc.nat(3),
    });
    fc.assert(
      fc.property(misplaced, ({ onset, rime, tone, at }) => {
        fc.pre(isSpellable(onset, rime));
        const letters = rime.replace('*', '');
        const vowels = Math.max(letters.search(/[^aăâeêioôơuưy]/u), 0) || letters.length;
        const place = (at % vowels) + 1;
        const typed = onset + letters.slice(0, place) + tone + letters.slice(place);
        expect(canonicalTone(typed)).toBe(spell(onset, rime, tone));
      }),
      { numRuns: 500 },
    );
  });
});

describe('searchKey', () => {
  it.each([
    ['Nguyễn Văn Đức', 'nguyen van duc'],
    ['  NGUYỄN\u00a0VĂN   ĐỨC ', 'nguyen van duc'],
    ['\u00d0ặng', 'dang'],
    ['H’Hen Niê', 'hhen nie'],
    ['Tổ 12/3_a%', 'to 12/3_a%'],
    ['', ''],
  ])('%s is found as %s', (typed, key) => {
    expect(searchKey(typed)).toBe(key);
  });

  it('changes nothing the second time, whatever the text', () => {
    fc.assert(
      fc.property(someText, (s) => {
        expect(searchKey(searchKey(s))).toBe(searchKey(s));
      }),
    );
  });

  it('is the same for composed and decomposed text', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(syllable, someText), { maxLength: 4 }), (words) => {
        const s = words.join(' ');
        expect(searchKey(s.normalize('NFD'))).toBe(searchKey(s.normalize('NFC')));
      }),
    );
  });
});

describe('sameName', () => {
  it.each([
    ['Trần Thị Hòa', 'TRẦN THỊ HOÀ'],
    ['Trần Thị Hòa', 'Trần  Thị Ho\u0061\u0300'],
    ['Đỗ Thúy', 'đỗ thuý'],
    ["H'Hen Niê", 'H’Hen Niê'],
  ])('%s and %s are one name', (a, b) => {
    expect(sameName(a, b)).toBe(true);
  });

  it.each([
    ['Trần Thị Hòa', 'Trần Thị Hoa'],
    ['Lê Quý', 'Lê Quí'],
    ['Dương An', 'Đương An'],
  ])('%s and %s are two names', (a, b) => {
    expect(sameName(a, b)).toBe(false);
  });
});

describe('nameSortKey', () => {
  it('sorts by given name, then family name, then middle names', () => {
    const sorted = [
      'An',
      'Dương Văn An',
      'Đào Văn An',
      'Nguyễn An',
      'Nguyễn Văn An',
      'Nguyễn Văn Ái An',
      'Nguyễn Vân An',
      'Trần An',
      'Lê Văn Ạn',
      'Bùi Thị Anh',
      'Bùi Ân',
      'Cao Thị Bích',
      'Trần Dũng',
      'Lê Đức',
      'Lê Hoà',
      'Nguyễn Hòa',
      'Bùi Hóa',
      'Bùi Thị Ôn',
      'An Ơn',
      'Vũ Yên',
    ];
    expect([...sorted].reverse().sort((a, b) => binary(nameSortKey(a), nameSortKey(b)))).toEqual(sorted);
  });

  it('has one readable form, which stored rows depend on', () => {
    expect(nameSortKey('Nguyễn Văn Đức')).toBe('d|u|c4 nguye|n3 va|n');
    expect(nameSortKey('Lý Ơn 2')).toBe('@2 ly4 o}n');
    expect(nameSortKey('')).toBe('');
  });

  it('does not see case, tone placement, Unicode form, apostrophes or other punctuation', () => {
    const key = nameSortKey("Y-H'Hen Thị Hòa");
    expect(nameSortKey('Y H’HEN THỊ HOÀ.')).toBe(key);
    expect(nameSortKey("Y-H'Hen Thị Hòa".normalize('NFD'))).toBe(key);
  });

  it('orders every syllable as the Vietnamese collation does', () => {
    const sorted = [...SYLLABLES].sort((a, b) => binary(nameSortKey(a), nameSortKey(b)));
    const disagreements = sorted.filter((s, i) => i > 0 && collator.compare(sorted[i - 1]!, s) >= 0);
    expect(disagreements).toEqual([]);
  });

  it('orders any two syllables, digits and joined syllables as the Vietnamese collation does', () => {
    const digits = fc.constantFrom('1', '2', '12', 'a1');
    const word = fc.oneof({ weight: 5, arbitrary: syllable }, { weight: 1, arbitrary: digits });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(binary(phraseSortKey(a), phraseSortKey(b))).toBe(Math.sign(collator.compare(a, b)));
      }),
      { numRuns: 3000 },
    );
  });

  it('orders any two full names part by part', () => {
    const few = fc.constantFrom('an', 'ạn', 'ân', 'anh', 'đào', 'dao', 'hòa', 'hóa', 'hoan', 'ơn', 'y');
    const name = fc.array(few, { minLength: 2, maxLength: 4 });
    const givenFirst = (words: readonly string[]): string[] => [...words.slice(-1), ...words.slice(0, -1)];
    const compareParts = (a: readonly string[], b: readonly string[]): number =>
      a.map((part, i) => (b[i] === undefined ? 1 : collator.compare(part, b[i]))).find((order) => order !== 0) ??
      a.length - b.length;
    fc.assert(
      fc.property(name, name, (a, b) => {
        const order = binary(nameSortKey(a.join(' ')), nameSortKey(b.join(' ')));
        expect(order).toBe(Math.sign(compareParts(givenFirst(a), givenFirst(b))));
      }),
      { numRuns: 1000 },
    );
  });

  it('puts shaped letters after whatever may follow the bare letter, foreign letters included', () => {
    const sorted = ['a', 'a 1', 'à', 'a1', 'az', 'a李', 'ă', 'â', 'b', 'z', 'ж', '李'];
    expect([...sorted].reverse().sort((a, b) => binary(phraseSortKey(a), phraseSortKey(b)))).toEqual(sorted);
  });

  it('is printable ASCII of at most 400 characters, never cut for a Latin name of 100', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (s) => {
        expect(nameSortKey(s)).toMatch(/^[ -~]{0,400}$/);
      }),
    );
    expect(nameSortKey('ậ'.repeat(100))).toHaveLength(300);
    expect(nameSortKey('ậ '.repeat(50))).toHaveLength(199);
    expect(nameSortKey('李'.repeat(100))).toHaveLength(400);
  });
});

describe('phraseSortKey', () => {
  it('sorts units word by word from the left', () => {
    const sorted = [
      'Chi bộ 1',
      'Chi bộ Ân Thi',
      'Chi bộ Bến Tre',
      'Đảng bộ An Bình',
      'Đảng bộ xã An',
      'Trường A',
      'Ủy ban',
    ];
    expect([...sorted].reverse().sort((a, b) => binary(phraseSortKey(a), phraseSortKey(b)))).toEqual(sorted);
  });
});
