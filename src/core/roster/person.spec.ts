import { describe, expect, it } from '@jest/globals';
import type { Cell, Grid } from './grid.js';
import { parseRoster, type ParsedRoster, type Problem } from './parse-roster.js';

type Value = string | number | Cell | null;

const cell = (value: Value): Cell => {
  if (typeof value === 'number') return { text: String(value), number: value };
  return typeof value === 'object' ? (value ?? { text: '' }) : { text: value };
};

const grid = (rows: readonly (readonly Value[])[]): Grid => ({
  sheet: 'Sheet1',
  rows: rows.map((row) => row.map(cell)),
  truncated: false,
});

function read(list: Grid): ParsedRoster {
  const parsed = parseRoster([list], { today: '2027-01-09' });
  if (!parsed.ok) throw new Error(parsed.error.code);
  return parsed.value;
}

const codes = (problems: readonly Problem[]): string[] => problems.map((p) => `${p.column}${p.row} ${p.code}`);
const names = (roster: ParsedRoster): string[] => roster.rows.map((row) => row.fullName);

const HEADER = ['TT', 'Họ và tên', 'Ngày sinh', 'Nam/Nữ', 'Chi bộ, đảng bộ', 'Số GCN lớp'];
const BAO = [1, 'Nông Văn Bảo', '12/03/1996', 'Nam', 'Chi bộ Cơ khí', '118/GCN'];
const HOA = [2, 'Trần Thị Hoà', '05/09/1991', 'Nữ', 'Chi bộ Khai thác 2', '121/GCN'];

/** One person under a header of name, birth, unit and one more column. */
const one = (header: string, value: Value, birth: Value = '05/09/1991'): ParsedRoster =>
  read(
    grid([
      ['Họ và tên', 'Ngày sinh', 'Chi bộ', header],
      ['Trần Thị Hoà', birth, 'Chi bộ 1', value],
    ]),
  );

describe('a cell of the list', () => {
  it('missing name and unit and certificate are problems at their cells', () => {
    const roster = read(grid([HEADER, [1, null, '12/03/1996', 'Nam', ' ', null]]));
    expect(codes(roster.problems)).toEqual([
      'B2 roster/name-missing',
      'E2 roster/unit-missing',
      'F2 roster/certificate-missing',
    ]);
    expect(roster.rows[0]).toMatchObject({ fullName: '', unitName: '', certificateNo: null });
  });

  it('a unit "as above" with nobody above is missing', () => {
    expect(codes(read(grid([HEADER, [1, 'Nông Văn Bảo', '12/03/1996', 'Nam', 'nt', '1']])).problems)).toEqual([
      'E2 roster/unit-missing',
    ]);
  });

  it('an apostrophe in front, by which spreadsheets mark text, is no part of it', () => {
    expect(names(read(grid([HEADER, [1, "' Nông Văn Bảo", "'12/03/1996", 'Nam', 'A', '1']])))).toEqual([
      'Nông Văn Bảo',
    ]);
  });

  it('a name keeps its spelling, in one form and with single spaces', () => {
    const roster = read(grid([HEADER, [1, '  Trần\u00a0Thị \n Hoà\u200b '.normalize('NFD'), '1991', 'Nữ', 'A', '1']]));
    expect(names(roster)).toEqual(['Trần Thị Hoà']);
  });

  it('a name with digits is a problem, one of a single word a notice, one too long a problem', () => {
    const name = (text: string): ParsedRoster => read(grid([HEADER, [1, text, '05/09/1991', 'Nam', 'A', '1']]));
    expect(name('Lò Thị Hà 2').problems).toEqual([
      { row: 2, column: 'B', field: 'fullName', code: 'roster/name-has-digits', params: { name: 'Lò Thị Hà 2' } },
    ]);
    expect([codes(name('Hà').problems), codes(name('Hà').notices)]).toEqual([[], ['B2 roster/name-single-word']]);
    expect(name('Hà '.repeat(50)).problems[0]?.params).toEqual({ length: 149, max: 100 });
  });

  it.each<[Value, string, Problem['params']]>([
    [null, 'roster/birth-missing', {}],
    ['31/02/1994', 'roster/birth-no-such-day', { text: '31/02/1994', day: 31, month: 2, year: 1994 }],
    ['05/13/1994', 'roster/birth-no-such-month', { text: '05/13/1994', month: 13 }],
    ['05/09/91', 'roster/birth-short-year', { text: '05/09/91' }],
    ['đã quên', 'roster/birth-unreadable', { text: 'đã quên' }],
    ['10/01/2027', 'roster/birth-future', { text: '10/01/2027' }],
    ['2028', 'roster/birth-future', { text: '2028' }],
    ['08/01/1927', 'roster/birth-too-old', { text: '08/01/1927', years: 100 }],
    [1926, 'roster/birth-too-old', { text: '1926', years: 100 }],
  ])('birth %p is the problem %s', (birth, code, params) => {
    const roster = one('Ghi chú', null, birth);
    expect(roster.problems).toEqual([{ row: 2, column: 'B', field: 'birth', code, params }]);
    expect(roster.rows[0]?.birth).toBe('');
  });

  it('birth on the first day within a hundred years and today is well', () => {
    expect(one('Ghi chú', null, '09/01/1927').rows[0]?.birth).toBe('1927-01-09');
    expect(one('Ghi chú', null, '09/01/2027').rows[0]?.birth).toBe('2027-01-09');
  });

  it('a birth year alone is kept and noticed', () => {
    const roster = one('Ghi chú', null, 1985);
    expect(roster.rows[0]?.birth).toBe('1985');
    expect(roster.notices).toEqual([
      { row: 2, column: 'B', field: 'birth', code: 'roster/birth-year-only', params: { year: 1985, text: '1985' } },
    ]);
  });

  it('sex is read in its usual words, left open if blank, and a problem otherwise', () => {
    expect(['Nam', 'NỮ', 'nữ', 'nu', null].map((v) => one('Giới tính', v).rows[0]?.sex)).toEqual([
      'male',
      'female',
      'female',
      'female',
      null,
    ]);
    expect(codes(one('Giới tính', 'x').problems)).toEqual(['D2 roster/sex-unreadable']);
    const both = read(
      grid([
        ['Họ và tên', 'Ngày sinh', 'Nam', 'Nữ', 'Chi bộ'],
        ['A Văn B', '1990', 'x', 'x', 'A'],
      ]),
    );
    expect(codes(both.problems)).toEqual(['C2 roster/sex-both-marked']);
  });

  it('identity numbers lost zeros come back with a notice; wrong ones are problems', () => {
    const padded = one('Số CCCD', 22191001234);
    expect(padded.rows[0]?.idNumber).toBe('022191001234');
    expect(padded.notices[0]).toMatchObject({
      code: 'roster/id-padded',
      params: { text: '22191001234', value: '022191001234', zeros: 1 },
    });
    expect(codes(one('CMND', '12345678').notices)).toEqual(['D2 roster/id-padded', 'D2 roster/id-old-cmnd']);
    expect(one('Số CCCD', '0221910012').problems[0]).toMatchObject({
      code: 'roster/id-wrong-length',
      params: { digits: 10 },
    });
    expect(codes(one('Số CCCD', 'B1234567').problems)).toEqual(['D2 roster/id-not-digits']);
  });

  it('an identity number that tells another sex or birth year is noticed and kept', () => {
    const rows = [
      ['Họ và tên', 'Ngày sinh', 'Giới tính', 'Chi bộ', 'CCCD'],
      ['Trần Thị Hoà', '1991', 'Nữ', 'A', '022090001234'],
    ];
    const roster = read(grid(rows));
    expect(roster.notices.slice(1).map((n) => [n.code, n.params])).toEqual([
      ['roster/id-sex-differs', { idSex: 'male', sex: 'female' }],
      ['roster/id-year-differs', { idYear: 1990, birthYear: 1991 }],
    ]);
    expect([roster.rows[0]?.idNumber, roster.problems]).toEqual(['022090001234', []]);
  });

  it('telephone numbers lose their spaces, get back their zero, and odd ones stay with a notice', () => {
    const phone = (value: Value): unknown => [one('SĐT', value).rows[0]?.phone, ...codes(one('SĐT', value).notices)];
    expect(phone('0912.345 678')).toEqual(['0912345678']);
    expect(phone('+84 912 345 678')).toEqual(['+84912345678']);
    expect(phone('(0203) 3825 123')).toEqual(['02033825123']);
    expect(phone(912345678)).toEqual(['0912345678', 'D2 roster/phone-padded']);
    expect(phone('113')).toEqual(['113', 'D2 roster/phone-odd']);
  });

  it('the day of a certificate is a whole day and not to come', () => {
    expect(one('Ngày cấp GCN', '03/04/2025').rows[0]?.certificateOn).toBe('2025-04-03');
    expect(codes(one('Ngày cấp GCN', '2025').problems)).toEqual(['D2 roster/certificate-date-unreadable']);
    expect(codes(one('Ngày cấp GCN', '30/02/2025').problems)).toEqual(['D2 roster/certificate-date-unreadable']);
    expect(one('Ngày cấp GCN', '10/01/2027').problems[0]).toMatchObject({
      code: 'roster/certificate-date-future',
      params: { text: '10/01/2027' },
    });
  });

  it('text in an old font is a problem at its cell', () => {
    const roster = read(grid([HEADER, [1, 'NguyÔn V¨n §øc', '05/09/1991', 'Nam', 'Chi bộ 1', '1']]));
    expect(roster.problems).toEqual([
      {
        row: 2,
        column: 'B',
        field: 'fullName',
        code: 'roster/legacy-font',
        params: { text: 'NguyÔn V¨n §øc', encoding: 'TCVN3' },
      },
    ]);
  });

  it('the same person twice, however spelt, is a problem that names the other row', () => {
    const again = [3, 'TRẦN THỊ HÒA', { text: '05/09/1991', date: '1991-09-05', number: 33486 }, 'Nữ', 'Chi bộ 9', '9'];
    const roster = read(grid([HEADER, BAO, HOA, again]));
    expect(roster.problems).toEqual([
      {
        row: 4,
        column: 'B',
        field: 'fullName',
        code: 'roster/duplicate-person',
        params: { name: 'TRẦN THỊ HÒA', otherRow: 3 },
      },
    ]);
  });

  it('the same identity number twice is a problem, another number makes namesakes of the same name and day', () => {
    const header = ['Họ và tên', 'Ngày sinh', 'Chi bộ', 'CCCD'];
    const a = ['Trần Thị Hoà', '05/09/1991', 'A', '022191001234'];
    const sameId = read(grid([header, a, ['Lò Thị Hà', '05/09/1991', 'A', '22191001234']]));
    expect(sameId.problems).toEqual([
      {
        row: 3,
        column: 'D',
        field: 'idNumber',
        code: 'roster/duplicate-id',
        params: { name: 'Lò Thị Hà', otherName: 'Trần Thị Hoà', otherRow: 2 },
      },
    ]);
    const namesake = read(grid([header, a, ['Trần Thị Hoà', '05/09/1991', 'B', '022191009999']]));
    expect([namesake.problems, codes(namesake.notices)]).toEqual([[], ['A3 roster/namesake']]);
    const twice = read(grid([header, a, a]));
    expect(codes(twice.problems)).toEqual(['A3 roster/duplicate-person']);
  });
});
