import { searchKey } from '../text/vietnamese.js';
import { dateOfSerial, daysInMonth, isoDate } from './civil-date.js';
import type { Cell } from './grid.js';

/**
 * What a cell says of a day. Day comes before month, always: 09/05/1991 is 9 May. `no-such-day` has a month that exists,
 * `no-such-month` has none.
 */
export type DateReading =
  | { readonly kind: 'blank' }
  | { readonly kind: 'date'; readonly iso: string }
  | { readonly kind: 'year'; readonly year: number }
  | { readonly kind: 'no-such-day'; readonly day: number; readonly month: number; readonly year: number }
  | { readonly kind: 'no-such-month'; readonly month: number }
  | { readonly kind: 'short-year' }
  | { readonly kind: 'unreadable' };

const UNREADABLE: DateReading = { kind: 'unreadable' };

/** A whole number in this range is a year that was typed, be the cell formatted as a date or not. */
const looksLikeYear = (n: number): boolean => Number.isInteger(n) && n >= 1900 && n <= 2100;

/** Reads a day, or a year alone, from a date of the spreadsheet, a serial number or any usual way to type it. */
export function readDate(cell: Cell): DateReading {
  if (cell.number !== undefined) return readNumber(cell.number, cell.date);
  if (cell.date !== undefined) return { kind: 'date', iso: cell.date };
  const text = searchKey(cell.text).replace(/^'/, '');
  return text === '' ? { kind: 'blank' } : readText(text);
}

function readNumber(n: number, date: string | undefined): DateReading {
  if (looksLikeYear(n)) return { kind: 'year', year: n };
  if (date !== undefined) return { kind: 'date', iso: date };
  if (n > 2100 && n < 100_000) {
    const iso = dateOfSerial(n);
    return iso === null ? UNREADABLE : { kind: 'date', iso };
  }
  return Number.isInteger(n) && n > 0 ? readText(String(n)) : UNREADABLE;
}

type Reader = (numbers: readonly number[]) => DateReading;

const dayMonthYear: Reader = ([day = 0, month = 0, year = 0]) => checked(day, month, year);
const yearMonthDay: Reader = ([year = 0, month = 0, day = 0]) => checked(day, month, year);
const monthYear: Reader = ([month = 0, year = 0]) =>
  month >= 1 && month <= 12 ? { kind: 'year', year } : { kind: 'no-such-month', month };
const yearAlone: Reader = ([year = 0]) => ({ kind: 'year', year });

const TIME_OF_DAY = String.raw`(?:[t ]\d{1,2}:\d{2}.{0,20})?`;

/** Patterns over folded text (lower case, no marks); every group is a number. */
const FORMS: readonly (readonly [RegExp, Reader])[] = [
  [new RegExp(String.raw`^(\d{1,2}) ?[-–./, ] ?(\d{1,2}) ?[-–./, ] ?(\d{4})${TIME_OF_DAY}$`), dayMonthYear],
  [/^(?:ngay )?(\d{1,2}) thang (\d{1,2}),? nam (\d{4})$/, dayMonthYear],
  // A number loses the zero in front of its day.
  [/^(\d{1,2})(\d{2})(\d{4})$/, dayMonthYear],
  [new RegExp(String.raw`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})${TIME_OF_DAY}$`), yearMonthDay],
  [/^(?:nam )?(\d{4})$/, yearAlone],
  // Old papers know the month only, or write dots and zeros for a day nobody knows.
  [/^(?:thang )?(\d{1,2}) ?[-/.] ?(\d{4})$/, monthYear],
  [/^[0.…_-]{1,9}[-/][0.…_-]{1,9}[-/](\d{4})$/, yearAlone],
  [/^\d{1,2}[-./ ]\d{1,2}[-./ ]\d{2}$/, () => ({ kind: 'short-year' })],
];

function readText(text: string): DateReading {
  const unknownDay = /^0{1,2}[-/.]0{1,2}[-/.](\d{4})$/.exec(text);
  if (unknownDay !== null) return { kind: 'year', year: Number(unknownDay[1]) };
  for (const [form, read] of FORMS) {
    const match = form.exec(text);
    if (match !== null) return read(match.slice(1).map(Number));
  }
  return UNREADABLE;
}

function checked(day: number, month: number, year: number): DateReading {
  if (month < 1 || month > 12) return { kind: 'no-such-month', month };
  if (day < 1 || day > daysInMonth(year, month)) return { kind: 'no-such-day', day, month, year };
  return { kind: 'date', iso: isoDate(year, month, day) };
}
