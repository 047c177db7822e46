import type { Points } from '../shared/points.js';

/** How official papers of the Party write days, times and numbers. Vietnamese only, NFC. */

const UNITS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'] as const;
/** Names of the groups of three digits, from the right. */
const SCALES = ['', ' nghìn', ' triệu', ' tỷ'] as const;
const LIMIT = 1e12;

/** 'ngày 05 tháng 02 năm 2027': a zero before days below 10 and before months 1 and 2 only, where one could be added. */
export function officialDate(iso: string): string {
  const [, year, month, day] = /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.exec(iso) ?? [];
  if (year === undefined || month === undefined || day === undefined) throw new RangeError('a day is YYYY-MM-DD');
  return `ngày ${day} tháng ${Number(month) > 2 ? String(Number(month)) : month} năm ${year}`;
}

/** '08:05' as '8 giờ 05 phút'. */
export function officialTime(time: string): string {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  if (hours === undefined || minutes === undefined) throw new RangeError('a time is HH:MM');
  return `${Number(hours)} giờ ${minutes} phút`;
}

/** 5850 hundredths as '58,50'. */
export function commaPoints(points: Points): string {
  const { whole, hundredths } = parts(points);
  return `${points < 0 ? '-' : ''}${whole},${String(hundredths).padStart(2, '0')}`;
}

/** 850 hundredths as 'tám phẩy năm', 805 as 'tám phẩy không năm': what nobody can alter with one stroke of a pen. */
export function pointsInWords(points: Points): string {
  if (points < 0) throw new RangeError('points in words are not negative');
  const { whole, hundredths } = parts(points);
  if (hundredths === 0) return numberInWords(whole);
  return `${numberInWords(whole)} phẩy ${fractionInWords(hundredths)}`;
}

function parts(points: Points): { readonly whole: number; readonly hundredths: number } {
  if (!Number.isSafeInteger(points)) throw new RangeError('points are whole hundredths');
  const magnitude = Math.abs(points);
  return { whole: Math.floor(magnitude / 100), hundredths: magnitude % 100 };
}

function fractionInWords(hundredths: number): string {
  if (hundredths % 10 === 0) return unit(hundredths / 10);
  return hundredths < 10 ? `không ${unit(hundredths)}` : twoDigits(hundredths);
}

/** A whole number from 0: 44 as 'bốn mươi bốn', 105 as 'một trăm linh năm'. */
export function numberInWords(n: number): string {
  if (!Number.isSafeInteger(n) || n < 0 || n >= LIMIT) throw new RangeError('only whole numbers from 0 have words');
  if (n === 0) return unit(0);
  const groups: string[] = [];
  for (let rest = n, scale = 0; rest > 0; rest = Math.floor(rest / 1000), scale++) {
    const group = rest % 1000;
    // Only the first group drops its leading zeros: 1005 is 'một nghìn không trăm linh năm'.
    if (group > 0) groups.unshift(threeDigits(group, rest >= 1000) + (SCALES[scale] ?? ''));
  }
  return groups.join(' ');
}

const unit = (digit: number): string => UNITS[digit] ?? '';

function threeDigits(n: number, full: boolean): string {
  const hundreds = Math.floor(n / 100);
  const rest = n % 100;
  if (hundreds === 0 && !full) return twoDigits(rest);
  const head = `${unit(hundreds)} trăm`;
  if (rest === 0) return head;
  return rest < 10 ? `${head} linh ${unit(rest)}` : `${head} ${twoDigits(rest)}`;
}

function twoDigits(n: number): string {
  const tens = Math.floor(n / 10);
  const last = n % 10;
  if (tens === 0) return unit(last);
  const head = tens === 1 ? 'mười' : `${unit(tens)} mươi`;
  return last === 0 ? head : `${head} ${lastOfTwo(tens, last)}`;
}

/** mốt and tư only after 'mươi', lăm after 'mười' too; 44 keeps its two equal digits equal. */
function lastOfTwo(tens: number, last: number): string {
  if (last === 1 && tens > 1) return 'mốt';
  if (last === 4 && tens > 1 && tens !== 4) return 'tư';
  return last === 5 ? 'lăm' : unit(last);
}
