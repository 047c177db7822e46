import { nfc, searchKey } from '../text/vietnamese.js';
import { dayMonthYear } from './civil-date.js';
import { readDate, type DateReading } from './date-reading.js';
import { isBlank, type Cell } from './grid.js';
import type { RosterField } from './header-words.js';
import { readCard, readIdNumber, yearOf, type Sex } from './id-number.js';
import { legacyEncoding } from '../text/legacy-font.js';
import { birthCell, fieldCell, isMark, nameText, type List, type PersonRow } from './list.js';
import type { Findings, Problem, RosterProblemCode, RosterRow } from './problems.js';

/** Nobody older is nominated; such a date is a slip of the pen. */
const MAX_AGE = 100;

const MAX_LENGTHS = {
  fullName: 100,
  unitName: 200,
  post: 200,
  phone: 50,
  certificateNo: 100,
  cellResolution: 200,
  note: 500,
} as const;

type TextField = keyof typeof MAX_LENGTHS;

/** One row being read, and what has been found in it so far. */
interface Reading {
  readonly list: List;
  readonly row: PersonRow;
  readonly today: string;
  readonly problems: Problem[];
  readonly notices: Problem[];
}

/** Reads one person. `unitAbove` is the unit of the person before, for who writes 'như trên'. */
export function readPerson(
  list: List,
  row: PersonRow,
  context: { readonly today: string; readonly unitAbove: string },
): { readonly person: RosterRow } & Findings {
  const reading: Reading = { list, row, today: context.today, problems: [], notices: [] };
  const fullName = readName(reading);
  const birth = readBirth(reading);
  const sex = readSex(reading);
  const person: RosterRow = {
    row: row.index + 1,
    fullName,
    birth,
    sex,
    unitName: readUnit(reading, context.unitAbove),
    post: readText(reading, 'post'),
    idNumber: readId(reading, birth, sex),
    phone: readPhone(reading),
    certificateNo: readCertificateNo(reading),
    certificateOn: readCertificateOn(reading),
    cellResolution: readText(reading, 'cellResolution'),
    note: readText(reading, 'note'),
  };
  return { person, problems: reading.problems, notices: reading.notices };
}

/** Where a field is read from if it has no column of its own. */
const STAND_INS: Partial<Record<RosterField, readonly RosterField[]>> = {
  fullName: ['familyName', 'givenName'],
  birth: ['birthDay', 'birthMonth', 'birthYear', 'male', 'female'],
  sex: ['male', 'female'],
};

/** Letter of the column a field is read from; '' if the sheet has none. */
export function letterOf(list: List, row: number, field: RosterField): string {
  const columns = [field, ...(STAND_INS[field] ?? [])].flatMap((f) => list.columns.get(f) ?? []);
  const filled = columns.find((column) => !isBlank(fieldCell(list, row, column.field)));
  return (filled ?? columns[0])?.letter ?? '';
}

function finding(
  reading: Reading,
  field: RosterField,
  code: RosterProblemCode,
  params: Problem['params'] = {},
): Problem {
  const { index } = reading.row;
  return { row: index + 1, column: letterOf(reading.list, index, field), field, code, params };
}

/** The text without an apostrophe in front, by which spreadsheets tell text from numbers; the rest as nfc leaves it. */
function cleaned(reading: Reading, field: RosterField, raw: string): string {
  const encoding = legacyEncoding(raw);
  if (encoding !== null)
    reading.problems.push(finding(reading, field, 'roster/legacy-font', { text: nfc(raw), encoding }));
  return nfc(nfc(raw).replace(/^'/, ''));
}

function readText(reading: Reading, field: TextField, raw?: string): string | null {
  const text = cleaned(reading, field, raw ?? fieldCell(reading.list, reading.row.index, field).text);
  const max = MAX_LENGTHS[field];
  if (text.length > max)
    reading.problems.push(finding(reading, field, 'roster/text-too-long', { length: text.length, max }));
  return text === '' ? null : text;
}

function readName(reading: Reading): string {
  const name = readText(reading, 'fullName', nameText(reading.list, reading.row.index));
  if (name === null) reading.problems.push(finding(reading, 'fullName', 'roster/name-missing'));
  else if (/\d/.test(name)) reading.problems.push(finding(reading, 'fullName', 'roster/name-has-digits', { name }));
  else if (!name.includes(' ')) reading.notices.push(finding(reading, 'fullName', 'roster/name-single-word', { name }));
  return name ?? '';
}

/** Whether the list says in any column when its persons were born. */
export const hasBirth = (list: List): boolean =>
  ['birth' as const, ...(STAND_INS.birth ?? [])].some((field) => list.columns.has(field));

function readBirth(reading: Reading): string {
  if (!hasBirth(reading.list)) return '';
  const cell = birthCell(reading.list, reading.row.index);
  const date = readDate(cell);
  const wrong = wrongBirth(date, reading.today);
  const text = nfc(cell.text);
  if (wrong !== null) {
    reading.problems.push(finding(reading, 'birth', wrong.code, { ...(text === '' ? {} : { text }), ...wrong.params }));
    return '';
  }
  if (date.kind === 'year') {
    reading.notices.push(finding(reading, 'birth', 'roster/birth-year-only', { year: date.year, text }));
    return String(date.year);
  }
  return date.kind === 'date' ? date.iso : '';
}

/** Why a reading is no birth date, or null. */
function wrongBirth(
  date: DateReading,
  today: string,
): { readonly code: RosterProblemCode; readonly params?: Problem['params'] } | null {
  switch (date.kind) {
    case 'blank':
      return { code: 'roster/birth-missing' };
    case 'unreadable':
      return { code: 'roster/birth-unreadable' };
    case 'short-year':
      return { code: 'roster/birth-short-year' };
    case 'no-such-day':
      return { code: 'roster/birth-no-such-day', params: { day: date.day, month: date.month, year: date.year } };
    case 'no-such-month':
      return { code: 'roster/birth-no-such-month', params: { month: date.month } };
    case 'year':
      return outOfLife(String(date.year), today.slice(0, 4));
    case 'date':
      return outOfLife(date.iso, today);
  }
}

/** Compares two days, or two years. */
function outOfLife(birth: string, today: string): ReturnType<typeof wrongBirth> {
  if (birth > today) return { code: 'roster/birth-future' };
  const oldest = String(yearOf(today) - MAX_AGE).padStart(4, '0') + today.slice(4);
  return birth < oldest ? { code: 'roster/birth-too-old', params: { years: MAX_AGE } } : null;
}

const MALE = /^(nam|trai|m|male)$/;
const FEMALE = /^(nu|gai|f|female)$/;

function readSex(reading: Reading): Sex | null {
  const text = cleaned(reading, 'sex', fieldCell(reading.list, reading.row.index, 'sex').text);
  const folded = searchKey(text).replace(/\.$/, '');
  if (folded === '') return sexByColumn(reading);
  if (MALE.test(folded)) return 'male';
  if (FEMALE.test(folded)) return 'female';
  reading.problems.push(finding(reading, 'sex', 'roster/sex-unreadable', { text }));
  return null;
}

/** The old form: a cross or the birth date under 'Nam' or 'Nữ'; a form with the one column 'Nữ' leaves it empty for men. */
function sexByColumn(reading: Reading): Sex | null {
  const { list, row } = reading;
  const male = fieldCell(list, row.index, 'male');
  const female = fieldCell(list, row.index, 'female');
  if (!isBlank(male) && !isBlank(female)) {
    reading.problems.push(finding(reading, 'sex', 'roster/sex-both-marked'));
    return null;
  }
  const odd = [male, female].find((cell) => !saysSex(cell));
  if (odd !== undefined) {
    if (list.columns.has('birth'))
      reading.problems.push(finding(reading, 'sex', 'roster/sex-unreadable', { text: nfc(odd.text) }));
    return null;
  }
  if (!isBlank(female)) return 'female';
  return !isBlank(male) || (list.columns.has('female') && !list.columns.has('male')) ? 'male' : null;
}

/** Blank, a cross, the word itself or a date; anything else under 'Nam' or 'Nữ' is a slip. */
function saysSex(cell: Cell): boolean {
  const folded = searchKey(cell.text);
  return isMark(cell) || MALE.test(folded) || FEMALE.test(folded) || readDate(cell).kind !== 'unreadable';
}

const SAME_AS_ABOVE = /^(["”″〃]|\/\/|nt|-nt-|- nt -|nhu tren)$/;

function readUnit(reading: Reading, unitAbove: string): string {
  const { list, row } = reading;
  const text = readText(reading, 'unitName', fieldCell(list, row.index, 'unitName').text || row.heading);
  const unit = text !== null && SAME_AS_ABOVE.test(searchKey(text)) ? unitAbove : (text ?? '');
  if (unit === '' && list.columns.has('unitName')) {
    reading.problems.push(finding(reading, 'unitName', 'roster/unit-missing'));
  }
  return unit;
}

function readId(reading: Reading, birth: string, sex: Sex | null): string | null {
  const text = nfc(fieldCell(reading.list, reading.row.index, 'idNumber').text);
  const id = readIdNumber(text, birth);
  if (id.kind === 'not-digits') reading.problems.push(finding(reading, 'idNumber', 'roster/id-not-digits', { text }));
  if (id.kind === 'wrong-length') {
    reading.problems.push(finding(reading, 'idNumber', 'roster/id-wrong-length', { text, digits: id.digits }));
  }
  if (id.kind !== 'number') return null;
  const { value, zeros } = id;
  if (zeros > 0) reading.notices.push(finding(reading, 'idNumber', 'roster/id-padded', { text, value, zeros }));
  if (value.length === 9) reading.notices.push(finding(reading, 'idNumber', 'roster/id-old-cmnd', { value }));
  compareCard(reading, value, birth, sex);
  return value;
}

/** Provinces have merged and registers err: what the number's digits say is worth a look, never a refusal. */
function compareCard(reading: Reading, value: string, birth: string, sex: Sex | null): void {
  const card = readCard(value);
  if (card === null) return;
  if (sex !== null && card.sex !== sex) {
    reading.notices.push(finding(reading, 'idNumber', 'roster/id-sex-differs', { idSex: card.sex, sex }));
  }
  if (birth !== '' && card.year !== yearOf(birth)) {
    const params = { idYear: card.year, birthYear: yearOf(birth) };
    reading.notices.push(finding(reading, 'idNumber', 'roster/id-year-differs', params));
  }
}

const MOBILE_OR_LANDLINE = /^(0|\+?84)([35789]\d{8}|2\d{9})$/;
const LOST_ZERO = /^([35789]\d{8}|2\d{9})$/;

function readPhone(reading: Reading): string | null {
  const text = readText(reading, 'phone');
  if (text === null) return null;
  const digits = text.replace(/[ .()-]/g, '');
  if (MOBILE_OR_LANDLINE.test(digits)) return digits;
  if (!LOST_ZERO.test(digits)) {
    reading.notices.push(finding(reading, 'phone', 'roster/phone-odd', { text }));
    return text;
  }
  const value = `0${digits}`;
  reading.notices.push(finding(reading, 'phone', 'roster/phone-padded', { text, value }));
  return value;
}

function readCertificateNo(reading: Reading): string | null {
  const text = readText(reading, 'certificateNo');
  const isMissing = text === null && reading.list.columns.has('certificateNo');
  if (isMissing) reading.problems.push(finding(reading, 'certificateNo', 'roster/certificate-missing'));
  return text;
}

function readCertificateOn(reading: Reading): string | null {
  const cell = fieldCell(reading.list, reading.row.index, 'certificateOn');
  const date = readDate(cell);
  if (date.kind === 'blank') return null;
  if (date.kind === 'date' && date.iso <= reading.today) return date.iso;
  const isFuture = date.kind === 'date';
  const code = isFuture ? 'roster/certificate-date-future' : 'roster/certificate-date-unreadable';
  const text = isFuture ? dayMonthYear(date.iso) : nfc(cell.text);
  reading.problems.push(finding(reading, 'certificateOn', code, { text }));
  return null;
}
