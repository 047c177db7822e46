import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commaPoints, numberInWords, officialDate, officialTime, pointsInWords } from './official-text.js';

describe('officialDate', () => {
  it.each([
    ['2027-02-05', 'ngày 05 tháng 02 năm 2027'],
    ['2027-01-31', 'ngày 31 tháng 01 năm 2027'],
    ['2026-03-09', 'ngày 09 tháng 3 năm 2026'],
    ['2026-09-10', 'ngày 10 tháng 9 năm 2026'],
    ['2026-10-01', 'ngày 01 tháng 10 năm 2026'],
    ['2026-12-12', 'ngày 12 tháng 12 năm 2026'],
  ])('%s is %s: zeros before days below 10 and months 1 and 2 only', (iso, text) => {
    expect(officialDate(iso)).toBe(text);
  });

  it.each(['', '05/02/2027', '2027-13-01', '2027-2-5'])('%j is no day', (text) => {
    expect(() => officialDate(text)).toThrow(RangeError);
  });
});

describe('officialTime', () => {
  it.each([
    ['08:05', '8 giờ 05 phút'],
    ['14:00', '14 giờ 00 phút'],
    ['00:30', '0 giờ 30 phút'],
  ])('%s is %s', (time, text) => {
    expect(officialTime(time)).toBe(text);
  });

  it.each(['24:00', '8:05', ''])('%j is no time', (text) => {
    expect(() => officialTime(text)).toThrow(RangeError);
  });
});

describe('numberInWords', () => {
  it.each([
    [0, 'không'],
    [4, 'bốn'],
    [5, 'năm'],
    [10, 'mười'],
    [11, 'mười một'],
    [14, 'mười bốn'],
    [15, 'mười lăm'],
    [20, 'hai mươi'],
    [21, 'hai mươi mốt'],
    [24, 'hai mươi tư'],
    [25, 'hai mươi lăm'],
    [44, 'bốn mươi bốn'],
    [46, 'bốn mươi sáu'],
    [91, 'chín mươi mốt'],
    [100, 'một trăm'],
    [101, 'một trăm linh một'],
    [105, 'một trăm linh năm'],
    [115, 'một trăm mười lăm'],
    [291, 'hai trăm chín mươi mốt'],
    [1000, 'một nghìn'],
    [1005, 'một nghìn không trăm linh năm'],
    [1024, 'một nghìn không trăm hai mươi tư'],
    [21_000, 'hai mươi mốt nghìn'],
    [1_000_001, 'một triệu không trăm linh một'],
  ])('%d is %s', (n, words) => {
    expect(numberInWords(n)).toBe(words);
  });

  it('says each number differently, in NFC and with single spaces', () => {
    const said = new Map(Array.from({ length: 20_000 }, (_, n) => [numberInWords(n), n]));
    expect(said.size).toBe(20_000);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), (n) => {
        const words = numberInWords(n);
        expect(words).toBe(words.normalize('NFC'));
        expect(words).toMatch(/^\p{L}+( \p{L}+)*$/u);
      }),
    );
  });

  it.each([-1, 0.5, Number.NaN, 1e12])('%d has no words', (n) => {
    expect(() => numberInWords(n)).toThrow(RangeError);
  });
});

describe('points', () => {
  it.each([
    [850, '8,50', 'tám phẩy năm'],
    [800, '8,00', 'tám'],
    [825, '8,25', 'tám phẩy hai mươi lăm'],
    [805, '8,05', 'tám phẩy không năm'],
    [5850, '58,50', 'năm mươi tám phẩy năm'],
    [10_000, '100,00', 'một trăm'],
    [0, '0,00', 'không'],
  ])('%d hundredths are %s, in words %s', (points, digits, words) => {
    expect([commaPoints(points), pointsInWords(points)]).toEqual([digits, words]);
  });

  it('below zero keep their sign in digits, halves of a hundredth are refused', () => {
    expect(commaPoints(-50)).toBe('-0,50');
    expect(() => commaPoints(0.5)).toThrow(RangeError);
    expect(() => pointsInWords(-50)).toThrow(RangeError);
  });
});
