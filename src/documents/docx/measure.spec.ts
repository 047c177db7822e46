import { describe, expect, it } from '@jest/globals';
import { balancedLines, mm, pt, textWidth } from './measure.js';

describe('textWidth', () => {
  it('is the width of the letters whatever marks they bear, composed or not', () => {
    const plain = textWidth('DANG CONG SAN', 'bold', 15);
    expect(textWidth('ĐẢNG CỘNG SẢN', 'bold', 15)).toBe(plain);
    expect(textWidth('ĐẢNG CỘNG SẢN'.normalize('NFD'), 'bold', 15)).toBe(plain);
    // In thousandths of the size: N 722, Ư 796 in bold.
    expect(textWidth('N', 'bold', 1000)).toBe(pt(722));
    expect(textWidth('Ữ', 'bold', 1000)).toBe(pt(796));
  });

  it('of a letter that is not known is rather too wide than too narrow', () => {
    expect(textWidth('李', 'regular', 10)).toBe(pt(10));
  });
});

describe('balancedLines', () => {
  it('needs no more lines than the width forces, none wider than it, no word lost', () => {
    const text = 'ĐẢNG ỦY TẬP ĐOÀN CÔNG NGHIỆP THAN – KHOÁNG SẢN VIỆT NAM TẠI QUẢNG NINH';
    const width = mm(78);
    const lines = balancedLines(text, 'bold', 14, width);
    expect(lines.join(' ')).toBe(text);
    expect(lines.length).toBe(Math.ceil(textWidth(text, 'bold', 14) / width));
    expect(lines.filter((l) => textWidth(l, 'bold', 14) > width)).toEqual([]);
  });

  it('leaves a text that fits, and a word that cannot fit, in one piece', () => {
    expect(balancedLines('BIÊN BẢN', 'bold', 16, mm(165))).toEqual(['BIÊN BẢN']);
    expect(balancedLines('NGHIÊNG', 'bold', 16, 10)).toEqual(['NGHIÊNG']);
  });
});
