/** Days of the calendar as YYYY-MM-DD, by arithmetic alone: no clock, no time zone, no Date. */

const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const LONG_MONTHS = new Set([1, 3, 5, 7, 8, 10, 12]);

/** Days of a month from 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return LONG_MONTHS.has(month) ? 31 : 30;
}

const padded = (n: number, width: number): string => String(n).padStart(width, '0');

/** YYYY-MM-DD of a day that exists. */
export const isoDate = (year: number, month: number, day: number): string =>
  `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;

/** YYYY-MM-DD as dd/MM/yyyy. */
export const dayMonthYear = (iso: string): string => iso.split('-').reverse().join('/');

/** Serial of 1970-01-01 in the system that counts from 1900, and of 1904-01-01, where the other one starts. */
const SERIAL_OF_1970 = 25_569;
const SERIAL_OF_1904 = 1462;
/** Lotus took 1900 for a leap year, and every spreadsheet since keeps its serial 60, a day that never was. */
const SERIAL_OF_FALSE_LEAP_DAY = 60;
const SERIAL_OF_LAST_DAY = 2_958_465;

/** The day of a spreadsheet's serial number (a fraction is the time of day), or null if it names none. */
export function dateOfSerial(serial: number, system: 1900 | 1904 = 1900): string | null {
  const whole = Math.floor(serial) + (system === 1904 ? SERIAL_OF_1904 : 0);
  if (!(whole >= 1 && whole <= SERIAL_OF_LAST_DAY) || whole === SERIAL_OF_FALSE_LEAP_DAY) return null;
  return dateOfDayNumber(whole - SERIAL_OF_1970 + (whole < SERIAL_OF_FALSE_LEAP_DAY ? 1 : 0));
}

/** The serial number (system of 1900) of a day from 1 March 1900 on. */
export function serialOfDate(iso: string): number {
  const [year = 0, month = 0, day = 0] = iso.split('-').map(Number);
  return dayNumber(year, month, day) + SERIAL_OF_1970;
}

// Both directions count years from 1 March, so that the leap day is the last of its year (H. Hinnant, chrono algorithms).
const DAYS_FROM_MARCH_OF_YEAR_0_TO_1970 = 719_468;
const DAYS_OF_400_YEARS = 146_097;

function dayNumber(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return y * 365 + leapDays + dayOfYear - DAYS_FROM_MARCH_OF_YEAR_0_TO_1970;
}

function dateOfDayNumber(days: number): string {
  const z = days + DAYS_FROM_MARCH_OF_YEAR_0_TO_1970;
  const era = Math.floor(z / DAYS_OF_400_YEARS);
  const dayOfEra = z - era * DAYS_OF_400_YEARS;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return isoDate(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day);
}
