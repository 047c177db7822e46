import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dateOfSerial, dayMonthYear, daysInMonth, serialOfDate } from './civil-date.js';

describe('the days of spreadsheets', () => {
  it.each([
    [1, '1900-01-01'],
    [59, '1900-02-28'],
    [61, '1900-03-01'],
    [33486, '1991-09-05'],
    [33486.75, '1991-09-05'],
    [36585, '2000-02-29'],
    [2_958_465, '9999-12-31'],
  ])('serial %p is %p', (serial, iso) => {
    expect(dateOfSerial(serial)).toBe(iso);
  });

  it.each([0, -1, 60, 2_958_466, Number.NaN, Infinity])('serial %p is no day', (serial) => {
    expect(dateOfSerial(serial)).toBeNull();
  });

  it('the system of 1904 counts from its own first day', () => {
    expect(dateOfSerial(0, 1904)).toBe('1904-01-01');
    expect(dateOfSerial(33486 - 1462, 1904)).toBe('1991-09-05');
  });

  it('agrees with the calendar of the platform on every day and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 61, max: 2_958_465 }), (serial) => {
        const iso = new Date((serial - 25_569) * 86_400_000).toISOString().slice(0, 10);
        expect(dateOfSerial(serial)).toBe(iso);
        expect(serialOfDate(iso)).toBe(serial);
      }),
    );
  });

  it('February has 29 days in leap years only, and 1900 was none', () => {
    expect([1900, 1991, 1996, 2000].map((year) => daysInMonth(year, 2))).toEqual([28, 28, 29, 29]);
  });

  it('shows a day before its month', () => {
    expect(dayMonthYear('1991-09-05')).toBe('05/09/1991');
  });
});
