import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isoDate } from './civil-date.js';
import { readDate } from './date-reading.js';

const typed = (text: string): ReturnType<typeof readDate> => readDate({ text });
const number = (n: number): ReturnType<typeof readDate> => readDate({ text: String(n), number: n });
const SEPTEMBER_5 = { kind: 'date', iso: '1991-09-05' };

describe('a day in a cell', () => {
  it.each([
    '05/9/1991',
    '5-9-1991',
    '05.09.1991',
    '5 / 9 / 1991',
    '05 09 1991',
    '05091991',
    '5091991',
    '1991-09-05',
    '1991/9/5',
    '1991-09-05T00:00:00.000Z',
    '05/09/1991 00:00:00',
    "'05/09/1991",
    ' 05/09/1991\u00a0',
    'Ngày 05 tháng 9 năm 1991',
  ])('typed as %p is 5 September 1991', (text) => {
    expect(typed(text)).toEqual(SEPTEMBER_5);
  });

  it('stored as a date, a serial number or digits that lost their zero is the same day', () => {
    expect(readDate({ text: '05/09/1991', date: '1991-09-05', number: 33486 })).toEqual(SEPTEMBER_5);
    expect(readDate({ text: '05/09/1991', date: '1991-09-05' })).toEqual(SEPTEMBER_5);
    expect(number(33486)).toEqual(SEPTEMBER_5);
    expect(number(5091991)).toEqual(SEPTEMBER_5);
  });

  it.each(['1985', 'năm 1985', '9/1985', 'tháng 9/1985', '00/00/1985', '.../.../1985', '__/__/1985'])(
    '%p tells the year only',
    (text) => {
      expect(typed(text)).toEqual({ kind: 'year', year: 1985 });
    },
  );

  it('a year is a year though its cell is formatted as a date', () => {
    expect(number(1985)).toEqual({ kind: 'year', year: 1985 });
    expect(readDate({ text: '07/06/1905', date: '1905-06-07', number: 1985 })).toEqual({ kind: 'year', year: 1985 });
  });

  it('day comes before month, and the other way round is never tried', () => {
    expect(typed('09/05/1991')).toEqual({ kind: 'date', iso: '1991-05-09' });
    expect(typed('05/13/1991')).toEqual({ kind: 'no-such-month', month: 13 });
  });

  it('names the day or month that does not exist', () => {
    expect(typed('31/02/1994')).toEqual({ kind: 'no-such-day', day: 31, month: 2, year: 1994 });
    expect(typed('00/02/1994')).toEqual({ kind: 'no-such-day', day: 0, month: 2, year: 1994 });
    expect(typed('13/1994')).toEqual({ kind: 'no-such-month', month: 13 });
  });

  it('a year of two digits is not guessed at', () => {
    expect(typed('05/09/91')).toEqual({ kind: 'short-year' });
  });

  it.each(['', ' \u00a0 '])('%p is blank', (text) => {
    expect(typed(text)).toEqual({ kind: 'blank' });
  });

  it.each(['không rõ', '#N/A', '5/9', '199', '05/09/1991 và 06/09/1991'])('%p is no date', (text) => {
    expect(typed(text)).toEqual({ kind: 'unreadable' });
  });

  it.each([0, -5, 14, 3.5, 123_456, Number.NaN])('the number %p is no date', (n) => {
    expect(number(n)).toEqual({ kind: 'unreadable' });
  });

  it('any text gives a reading and every date read is a date', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\d/.\- t]{0,12}$/)), (text) => {
        const reading = typed(text);
        expect(reading.kind === 'date' ? reading.iso : '2000-01-01').toMatch(/^\d{4}-(0[1-9]|1[0-2])-\d\d$/);
      }),
    );
  });

  it('every day is read back from every form it is typed in', () => {
    const part = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
    fc.assert(
      fc.property(
        part(28),
        part(12),
        fc.integer({ min: 1900, max: 2100 }),
        fc.constantFrom('/', '-', '.'),
        (d, m, y, sep) => {
          const expected = { kind: 'date', iso: isoDate(y, m, d) };
          expect(typed([d, m, y].join(sep))).toEqual(expected);
          expect(typed(`${String(d).padStart(2, '0')}${String(m).padStart(2, '0')}${y}`)).toEqual(expected);
          expect(typed(isoDate(y, m, d))).toEqual(expected);
        },
      ),
    );
  });
});
