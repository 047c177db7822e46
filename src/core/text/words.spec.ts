import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bareWordsIn, containsWords, wordsIn } from './words.js';

describe('the words of a text', () => {
  it.each([
    ['Đại hội XIV (01/2026)', 'đại hội xiv 1 2026'],
    ['Hoà bình', 'hòa bình'],
    ['mười hai tháng', '12 tháng'],
    ['mười năm', '10 năm'],
    ['Năm đặc trưng', 'năm đặc trưng'],
    ['năm mươi lăm', '55'],
    ['hai mươi tư, hai mươi bốn', '24 24'],
    ['một trăm linh năm', '105'],
    ['một trăm và ba trăm sáu mươi lăm', '100 và 365'],
    ['kinh tế tư nhân', 'kinh tế tư nhân'],
    ['hai phần ba', '2 phần 3'],
    ['', ''],
  ])('%j are %j', (text, words) => {
    expect(wordsIn(text).join(' ')).toBe(words);
  });

  it('are the same in composed and decomposed letters, in any case', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(wordsIn(text.normalize('NFD'))).toEqual(wordsIn(text.normalize('NFC')));
        expect(bareWordsIn(text.normalize('NFD'))).toEqual(bareWordsIn(text.normalize('NFC')));
      }),
    );
    expect(bareWordsIn('ĐẠI HỘI, Hòa')).toEqual(bareWordsIn('đai hôi hoà'));
  });

  it('stand in others whole and side by side, or not', () => {
    expect(containsWords(['đại', 'hội', 'đảng'], ['hội', 'đảng'])).toBe(true);
    expect(containsWords(['đại', 'hội', 'đảng'], ['đại', 'đảng'])).toBe(false);
    expect(containsWords(['mười', 'hai'], ['i', 'ha'])).toBe(false);
    expect(containsWords(['mười'], [])).toBe(false);
  });
});
