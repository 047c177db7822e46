import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { columnLetter, type Cell, type Grid, type Merge } from './grid.js';
import { parseRoster, type ParsedRoster, type Problem, type RosterField } from './parse-roster.js';

type Value = string | number | Cell | null;

const cell = (value: Value): Cell => {
  if (value === null) return { text: '' };
  if (typeof value === 'string') return { text: value };
  return typeof value === 'number' ? { text: String(value), number: value } : value;
};

function grid(rows: readonly (readonly Value[])[], merges: readonly string[] = [], sheet = 'Sheet1'): Grid {
  return { sheet, rows: rows.map((row) => row.map(cell)), truncated: false, merges: merges.map(merge) };
}

/** 'B2:C2' */
function merge(range: string): Merge {
  const [from = '', to = ''] = range.split(':');
  const place = (at: string): [number, number] => [Number(at.slice(1)) - 1, at.charCodeAt(0) - 65];
  const [[top, left], [bottom, right]] = [place(from), place(to)];
  return { top, left, bottom, right };
}

function read(...grids: Grid[]): ParsedRoster {
  const parsed = parseRoster(grids, { today: '2027-01-09' });
  if (!parsed.ok) throw new Error(parsed.error.code);
  return parsed.value;
}

const refusal = (...grids: Grid[]): unknown => {
  const parsed = parseRoster(grids, { today: '2027-01-09' });
  return parsed.ok ? 'ok' : parsed.error;
};

const codes = (problems: readonly Problem[]): string[] => problems.map((p) => `${p.column}${p.row} ${p.code}`);
const names = (roster: ParsedRoster): string[] => roster.rows.map((row) => row.fullName);
const fields = (roster: ParsedRoster): Partial<Record<RosterField, string>> =>
  Object.fromEntries(roster.columns.map((c) => [c.field, c.letter]));

const HEADER = ['TT', 'Họ và tên', 'Ngày sinh', 'Nam/Nữ', 'Chi bộ, đảng bộ', 'Số GCN lớp'];
const BAO = [1, 'Nông Văn Bảo', '12/03/1996', 'Nam', 'Chi bộ Cơ khí', '118/GCN'];
const HOA = [2, 'Trần Thị Hoà', '05/09/1991', 'Nữ', 'Chi bộ Khai thác 2', '121/GCN'];

describe('the list of a sheet', () => {
  it('is found below titles, blank lines and a letterhead', () => {
    const roster = read(
      grid(
        [
          ['ĐẢNG ỦY THAN VỊNH XANH', null, null, 'ĐẢNG CỘNG SẢN VIỆT NAM'],
          ['*', null, null, 'Hạ Long, ngày 05 tháng 01 năm 2027'],
          [],
          ['DANH SÁCH QUẦN CHÚNG ƯU TÚ ĐƯỢC CẤP GIẤY CHỨNG NHẬN'],
          ['(kèm theo Công văn số 12)'],
          HEADER,
          BAO,
          HOA,
        ],
        ['A1:C1', 'D1:F1', 'A4:F4', 'A5:F5'],
      ),
    );
    expect(roster.headerRow).toBe(6);
    expect(roster.columns).toEqual([
      { field: 'ordinal', letter: 'A', header: 'TT' },
      { field: 'fullName', letter: 'B', header: 'Họ và tên' },
      { field: 'birth', letter: 'C', header: 'Ngày sinh' },
      { field: 'sex', letter: 'D', header: 'Nam/Nữ' },
      { field: 'unitName', letter: 'E', header: 'Chi bộ, đảng bộ' },
      { field: 'certificateNo', letter: 'F', header: 'Số GCN lớp' },
    ]);
    expect(roster.rows).toEqual([
      {
        row: 7,
        fullName: 'Nông Văn Bảo',
        birth: '1996-03-12',
        sex: 'male',
        unitName: 'Chi bộ Cơ khí',
        post: null,
        idNumber: null,
        phone: null,
        certificateNo: '118/GCN',
        certificateOn: null,
        cellResolution: null,
        note: null,
      },
      expect.objectContaining({ row: 8, fullName: 'Trần Thị Hoà', birth: '1991-09-05', sex: 'female' }),
    ]);
    expect(roster.problems).toEqual([]);
    expect(roster.notices).toEqual([]);
  });

  it.each(['Họ và tên', 'Họ tên', 'HỌ VÀ TÊN ', 'Họ và tên khai sinh', 'HỌ VÀ\nTÊN', 'Họ, đệm và tên', 'Ho va ten'])(
    'knows names by %p, composed or not',
    (header) => {
      for (const form of ['NFC', 'NFD']) {
        const roster = read(
          grid([
            [header.normalize(form), 'Ngày sinh'.normalize(form)],
            ['Lò Thị Hằng'.normalize(form), '1991'],
          ]),
        );
        expect(names(roster)).toEqual(['Lò Thị Hằng'.normalize('NFC')]);
      }
    },
  );

  it('takes the cell of the Party before any other unit', () => {
    const roster = read(
      grid([
        ['Họ và tên', 'Năm sinh', 'Đơn vị công tác', 'Đảng bộ', 'Chi bộ'],
        ['Lò Thị Hằng', '1991', 'c', 'd', 'e'],
      ]),
    );
    expect(roster.rows[0]?.unitName).toBe('e');
  });

  it('joins a name in two columns, whether headed twice, by one merged header or by a header and nothing', () => {
    const people = (header: Value[]): Value[][] => [
      header,
      [1, 'Trần Thị', 'Hoà', '1991', 'A'],
      [2, 'Lò Văn', 'Nam', '1992', 'A'],
    ];
    const expected = ['Trần Thị Hoà', 'Lò Văn Nam'];
    expect(names(read(grid(people(['TT', 'Họ và tên đệm', 'Tên', 'Năm sinh', 'Chi bộ']))))).toEqual(expected);
    expect(names(read(grid(people(['TT', 'Họ đệm', 'Tên', 'Năm sinh', 'Chi bộ']))))).toEqual(expected);
    expect(names(read(grid(people(['TT', 'Họ và tên', null, 'Năm sinh', 'Chi bộ']), ['B1:C1'])))).toEqual(expected);
    expect(names(read(grid(people(['TT', 'Họ và tên', null, 'Năm sinh', 'Chi bộ']))))).toEqual(expected);
  });

  it('joins family, middle and given name in three columns', () => {
    const rows = [
      ['Họ và tên', null, null, 'Năm sinh'],
      ['Họ', 'Đệm', 'Tên', null],
      ['Trần', 'Thị', 'Hoà', '1991'],
    ];
    expect(names(read(grid(rows, ['A1:C1', 'D1:D2'])))).toEqual(['Trần Thị Hoà']);
  });

  it('keeps the full name beside a column of given names', () => {
    const header = ['Họ và tên', 'Tên', 'Năm sinh'];
    expect(names(read(grid([header, ['Trần Thị Hoà', 'Hoà', '1991'], ['Lò Văn', 'Nam', '1992']])))).toEqual([
      'Trần Thị Hoà',
      'Lò Văn Nam',
    ]);
  });

  it('does not take a sex without a header for a given name', () => {
    const rows = [
      ['TT', 'Họ và tên', null, 'Năm sinh'],
      [1, 'Trần Thị Hoà', 'Nữ', '1991'],
    ];
    expect(names(read(grid(rows)))).toEqual(['Trần Thị Hoà']);
  });

  const OLD_FORM: Value[][] = [
    ['TT', 'Họ và tên', 'Năm sinh', null, 'Chi bộ'],
    [null, null, 'Nam', 'Nữ', null],
    ['1', '2', '3', '4', '5'],
    [1, 'Nông Văn Bảo', '12/03/1996', null, 'A'],
    [2, 'Trần Thị Hoà', null, 1991, 'A'],
  ];

  it.each([
    ['merged', ['A1:A2', 'B1:B2', 'C1:D1', 'E1:E2']],
    ['not merged', []],
  ])('reads sex and birth from the two columns of the old form, its header %s', (_, merges) => {
    const roster = read(grid(OLD_FORM, merges));
    expect(roster.rows.map(({ fullName, birth, sex }) => [fullName, birth, sex])).toEqual([
      ['Nông Văn Bảo', '1996-03-12', 'male'],
      ['Trần Thị Hoà', '1991', 'female'],
    ]);
    expect(roster.columns.map((c) => c.header)).toContain('Năm sinh / Nam');
    expect(roster.headerRow).toBe(1);
    expect(roster.problems).toEqual([]);
  });

  it('reads crosses under Nam and Nữ, and a single column Nữ', () => {
    const two = read(
      grid([
        ['Họ và tên', 'Ngày sinh', 'Nam', 'Nữ'],
        ['A Văn B', '1990', 'x', null],
        ['C Thị D', '1991', null, 'X'],
      ]),
    );
    const alone = read(
      grid([
        ['Họ và tên', 'Ngày sinh', 'Nữ'],
        ['A Văn B', '1990', null],
        ['C Thị D', '1991', 'x'],
      ]),
    );
    expect(two.rows.map((r) => r.sex)).toEqual(['male', 'female']);
    expect(alone.rows.map((r) => r.sex)).toEqual(['male', 'female']);
  });

  it('puts a birth date together from three columns', () => {
    const rows = [
      ['Họ và tên', 'Ngày tháng năm sinh', null, null, 'Chi bộ'],
      [null, 'Ngày', 'Tháng', 'Năm', null],
      ['Lò Thị Hằng', 5, 9, 1991, 'A'],
      ['Lò Thị Hà', null, null, 1985, 'A'],
    ];
    expect(read(grid(rows, ['B1:D1'])).rows.map((r) => r.birth)).toEqual(['1991-09-05', '1985']);
  });

  it('reads number and date below one header of the certificate, not those of the identity card', () => {
    const rows = [
      ['Họ và tên', 'Ngày sinh', 'CCCD', null, null, 'Giấy chứng nhận', null],
      [null, null, 'Số', 'Ngày cấp', 'Nơi cấp', 'Số', 'Ngày cấp'],
      ['Lò Thị Hằng', '05/09/1991', '022191001234', '01/02/2021', 'Cục CS', '122/GCN', '03/04/2025'],
    ];
    const roster = read(grid(rows, ['A1:A2', 'B1:B2', 'C1:E1', 'F1:G1']));
    expect(fields(roster)).toEqual({
      fullName: 'A',
      birth: 'B',
      idNumber: 'C',
      certificateNo: 'F',
      certificateOn: 'G',
    });
    expect(roster.rows[0]).toMatchObject({
      idNumber: '022191001234',
      certificateNo: '122/GCN',
      certificateOn: '2025-04-03',
    });
  });

  it('counts a second header row to the header though it names no column that is read', () => {
    const rows = [
      ['TT', 'Họ và tên', 'Ngày sinh', 'Trình độ', null],
      [null, null, null, 'Học vấn', 'Chuyên môn'],
      [1, 'Lò Thị Hằng', '05/09/1991', '12/12', 'Đại học'],
    ];
    const roster = read(grid(rows, ['A1:A2', 'B1:B2', 'C1:C2', 'D1:E1']));
    expect(roster.rows.map((r) => r.row)).toEqual([3]);
  });

  it('skips blank rows, numbered empty rows, column numbers, remarks and headers repeated on the next page', () => {
    const roster = read(
      grid([
        HEADER,
        ['(1)', '(2)', '(3)', '(4)', '(5)', '(6)'],
        BAO,
        [],
        [null, ' ', '\u00a0'],
        HEADER,
        HOA,
        [3],
        ['4.', null],
      ]),
    );
    expect(roster.rows.map((r) => r.row)).toEqual([3, 7]);
    const remark = read(grid([HEADER, [null, '(chữ in hoa)', '(ngày/tháng/năm)'], BAO]));
    expect(remark.rows.map((r) => r.row)).toEqual([3]);
  });

  const SIGNATURES: Value[][] = [
    [null, null, null, 'Hạ Long, ngày 09 tháng 01 năm 2027'],
    [null, 'NGƯỜI LẬP BIỂU', null, 'T/M ĐẢNG ỦY'],
    [null, null, null, 'BÍ THƯ'],
    [null, '(Ký, ghi rõ họ tên)'],
    [],
    [null, 'Bạch Thị Duyên', null, 'Vũ Đình Thế'],
  ];

  it.each([
    'Tổng cộng: 2',
    'TỔNG SỐ: 02 người',
    'Danh sách này có 2 (hai) người./.',
    'Ấn định danh sách có 02 đồng chí',
    'Tong cong: 2',
  ])('stops at %p and the signatures below it', (total) => {
    const roster = read(grid([HEADER, BAO, HOA, [null, total], ...SIGNATURES]));
    expect(names(roster)).toEqual(['Nông Văn Bảo', 'Trần Thị Hoà']);
    expect([...roster.problems, ...roster.notices]).toEqual([]);
  });

  it('stops at signatures without a total, and a post of Bí thư ends nothing', () => {
    const header = ['TT', 'Họ và tên', 'Ngày sinh', 'Chức vụ'];
    const roster = read(
      grid([header, [1, 'Lò Thị Hằng', '1991', 'Bí thư'], [2, 'Lò Thị Hà', '1992', null], ...SIGNATURES]),
    );
    expect(names(roster)).toEqual(['Lò Thị Hằng', 'Lò Thị Hà']);
  });

  it('says so if the total is another number than was read, but not for totals of parts', () => {
    const wrong = read(grid([HEADER, BAO, HOA, ['Tổng cộng', null, null, null, null, 14]]));
    expect(wrong.notices).toEqual([
      { row: 4, column: 'A', field: null, code: 'roster/total-differs', params: { stated: 14, read: 2 } },
    ]);
    const parts = read(grid([HEADER, BAO, [null, 'Cộng: 1'], HOA, [null, 'Cộng: 1']]));
    expect([names(parts).length, parts.notices]).toEqual([2, []]);
  });

  it('keeps a person called Tống Công Minh', () => {
    expect(names(read(grid([HEADER, [1, 'Tống Công Minh', '1991', 'Nam', 'A', '1']])))).toEqual(['Tống Công Minh']);
  });

  it('takes the unit from headings between the rows', () => {
    const roster = read(
      grid([
        ['TT', 'Họ và tên', 'Ngày sinh'],
        ['I', 'Khối cơ quan'],
        [1, 'Lò Thị Hằng', '1991'],
        ['Chi bộ Cơ khí: 1 người'],
        [2, 'Lò Thị Hà', '1992'],
      ]),
    );
    expect(roster.rows.map((r) => r.unitName)).toEqual(['Khối cơ quan', 'Chi bộ Cơ khí']);
    expect(roster.problems).toEqual([]);
  });

  it('gives the unit of a merged cell, and of the person above, to all it is meant for', () => {
    const rows = [
      ['Họ và tên', 'Năm sinh', 'Chi bộ'],
      ['A Văn B', 1990, 'Chi bộ 1'],
      ['C Thị D', 1991, null],
      ['E Văn F', 1992, 'nt'],
      ['G Văn H', 1993, '"'],
    ];
    const roster = read(grid(rows, ['C2:C3']));
    expect(roster.rows.map((r) => r.unitName)).toEqual(['Chi bộ 1', 'Chi bộ 1', 'Chi bộ 1', 'Chi bộ 1']);
  });

  it('skips rows where somebody filled in nothing but the unit ahead, and keeps one with a name or a number', () => {
    const header = ['Họ và tên', 'Ngày sinh', 'Chi bộ', 'CCCD'];
    const ahead = [null, null, 'Chi bộ 1', null];
    const roster = read(
      grid([header, ahead, ['Lò Thị Hà', null, 'Chi bộ 1'], [null, null, 'Chi bộ 1', '022191001234'], ahead]),
    );
    expect(roster.rows.map((r) => r.row)).toEqual([3, 4]);
  });

  it('skips the sample row of the template and says so', () => {
    const roster = read(grid([HEADER, ['VD', 'Nguyễn Văn Mẫu', '05/09/1991', 'Nam', 'Chi bộ 1', '1'], BAO]));
    expect(names(roster)).toEqual(['Nông Văn Bảo']);
    expect(codes(roster.notices)).toEqual(['A2 roster/sample-skipped']);
  });

  it('is read from the sheet that has persons, and other lists are named', () => {
    const guide = grid([['Cách điền'], ['Họ và tên: chữ có dấu']], [], 'Hướng dẫn');
    const empty = grid([[...HEADER, 'Ghi chú']], [], 'Mẫu');
    const roster = read(guide, empty, grid([HEADER, BAO], [], 'Đợt 1'), grid([HEADER, HOA], [], 'Đợt 2'));
    expect(roster.sheet).toBe('Đợt 1');
    expect(roster.notices).toEqual([
      { row: 1, column: '', field: null, code: 'roster/other-sheet', params: { sheet: 'Đợt 2' } },
    ]);
  });

  it('that was cut at the limits of reading is a problem', () => {
    const cut = { ...grid([HEADER, BAO]), truncated: true };
    expect(codes(read(cut).problems)).toEqual(['1 roster/truncated']);
    expect(codes(read(grid([HEADER, BAO]), { ...cut, rows: [] }).notices)).toEqual(['1 roster/truncated']);
  });

  it('without a column of birth dates or units has one problem for the column and none for the rows', () => {
    const roster = read(
      grid([
        ['Họ và tên', 'Số CCCD'],
        ['Lò Thị Hằng', '022191001234'],
        ['Lò Thị Hà', '022191001235'],
      ]),
    );
    expect(roster.problems.map((p) => [p.row, p.field, p.code])).toEqual([
      [1, 'birth', 'roster/column-missing'],
      [1, 'unitName', 'roster/column-missing'],
    ]);
  });
});

describe('a file without a list', () => {
  it('is refused with what was looked for and where', () => {
    expect(
      refusal(
        grid(
          [
            ['Mặt hàng', 'Số lượng'],
            ['Than', 5],
          ],
          [],
          'Kho',
        ),
        grid([['x']], [], 'Khác'),
      ),
    ).toEqual({
      code: 'roster/no-header',
      params: {
        sheets: 'Kho, Khác',
        wanted: 'Họ và tên; Ngày sinh, Năm sinh; Chi bộ, Đơn vị, Nơi giới thiệu',
        rows: 60,
      },
    });
  });

  it('is empty if it has nothing, or a header and nobody', () => {
    expect(refusal()).toEqual({ code: 'roster/empty', params: { sheet: '' } });
    expect(refusal(grid([[], [' ']]))).toEqual({ code: 'roster/empty', params: { sheet: '' } });
    expect(refusal(grid([HEADER, [1], [2]]))).toEqual({ code: 'roster/empty', params: { sheet: 'Sheet1' } });
  });

  it('with more than 2000 people is refused', () => {
    const rows = Array.from({ length: 2001 }, (_, i) => [
      i + 1,
      `Lò Thị ${columnLetter(i + 30)}`,
      '1991',
      'Nữ',
      'A',
      '1',
    ]);
    expect(refusal(grid([HEADER, ...rows]))).toEqual({
      code: 'roster/too-many-rows',
      params: { found: 2001, max: 2000 },
    });
    expect(refusal(grid([HEADER, ...rows.slice(1)]))).toBe('ok');
  });

  it('in an old font is refused as such', () => {
    expect(
      refusal(
        grid([
          ['STT', 'Hä vµ tªn', 'Ngµy sinh'],
          [1, 'NguyÔn V¨n §øc', '1991'],
        ]),
      ),
    ).toEqual({
      code: 'roster/legacy-header',
      params: { sheet: 'Sheet1', row: 1, text: 'Hä vµ tªn', encoding: 'TCVN3' },
    });
  });
});

describe('laws of the reader', () => {
  const value = fc.oneof(
    fc.constantFrom<Value>(
      ...HEADER,
      'Nam',
      'Nữ',
      'Năm sinh',
      'Tổng cộng: 3',
      'Chi bộ 1',
      '05/09/1991',
      '31/02/1994',
      'x',
      null,
      1,
      1985,
      33486,
    ),
    fc.string({ unit: 'binary', maxLength: 12 }),
  );
  const rows = fc.array(fc.array(value, { maxLength: 8 }), { maxLength: 12 });
  const merges = fc.array(fc.constantFrom('A1:C1', 'B1:B2', 'C2:D3', 'A1:H9', 'E3:E8'), { maxLength: 3 });

  it('any grid is read or refused, and whoever is read without a problem has name and birth', () => {
    fc.assert(
      fc.property(rows, merges, (cells, ranges) => {
        const parsed = parseRoster([grid([HEADER, ...cells], ranges)], { today: '2027-01-09' });
        if (!parsed.ok) {
          expect(parsed.error.code).toMatch(/^roster\//);
          return;
        }
        const { rows: people, problems } = parsed.value;
        const wrong = new Set(problems.map((p) => p.row));
        for (const person of people.filter(
          (p) => !wrong.has(p.row) && problems.every((q) => q.code !== 'roster/column-missing'),
        )) {
          expect(person.fullName).not.toBe('');
          expect(person.unitName).not.toBe('');
          expect(person.birth).toMatch(/^\d{4}(-\d\d-\d\d)?$/);
        }
      }),
    );
  });

  it('a list in NFD reads as the same list in NFC', () => {
    const inForm = (form: string): ParsedRoster =>
      read(grid([HEADER, BAO, HOA].map((row) => row.map((v) => (typeof v === 'string' ? v.normalize(form) : v)))));
    expect(inForm('NFD')).toEqual(inForm('NFC'));
  });
});
