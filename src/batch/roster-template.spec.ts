import { describe, expect, it } from '@jest/globals';
import { parseRoster, type ParsedRoster, type RosterRow } from '../core/roster/parse-roster.js';
import { writeWorkbook, type SheetSpec } from '../documents/xlsx.js';
import { readSpreadsheet } from './roster-file.js';
import { rosterTemplate, TEMPLATE_FIELDS, type TemplateTexts } from './roster-template.js';

const TEXTS: TemplateTexts = {
  sheetName: 'Danh sách',
  titleRows: ['DANH SÁCH QUẦN CHÚNG ƯU TÚ DỰ KIỂM TRA NHẬN THỨC'],
  headers: {
    ordinal: 'TT',
    fullName: 'Họ và tên',
    birth: 'Ngày sinh',
    sex: 'Nam/Nữ',
    unitName: 'Chi bộ, đảng bộ',
    post: 'Chức vụ, nghề nghiệp',
    idNumber: 'Số CCCD',
    phone: 'Số điện thoại',
    certificateNo: 'Số GCN lớp',
    certificateOn: 'Ngày cấp GCN',
    cellResolution: 'Nghị quyết chi bộ',
    note: 'Ghi chú',
  },
  sexes: ['Nam', 'Nữ'],
  sample: {
    ordinal: 'VD',
    fullName: 'Nguyễn Văn Mẫu',
    birth: '05/09/1991',
    sex: 'Nam',
    unitName: 'Chi bộ Cơ khí',
    post: 'Thợ lò',
    idNumber: '022091000000',
    phone: '0912345678',
    certificateNo: '118/GCN',
    certificateOn: '03/04/2025',
    cellResolution: '12-NQ/CB',
    note: '',
  },
  guide: { sheetName: 'Hướng dẫn', header: 'Cách điền', lines: ['Ngày sinh: ngày/tháng/năm.', 'Họ và tên: có dấu.'] },
};

const UNITS = ['Chi bộ Cơ khí', 'Chi bộ Phân xưởng Vận tải, Thông gió và Đào lò số 7'];

async function readBack(sheets: SheetSpec[]): Promise<ParsedRoster> {
  const grids = await readSpreadsheet(await writeWorkbook(sheets), 'mẫu.xlsx');
  const parsed = grids.ok ? parseRoster(grids.value, { today: '2027-01-09' }) : grids;
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

/** The template with rows typed below its sample. */
function filled(rows: readonly (readonly string[])[]): SheetSpec[] {
  const [list, guide] = rosterTemplate(UNITS, TEXTS);
  return [{ ...list!, rows: [...list!.rows, ...rows] }, guide!];
}

const person = (row: number, more: Partial<RosterRow>): RosterRow => ({
  row,
  fullName: '',
  birth: '',
  sex: null,
  unitName: UNITS[0]!,
  post: null,
  idNumber: null,
  phone: null,
  certificateNo: '1',
  certificateOn: null,
  cellResolution: null,
  note: null,
  ...more,
});

describe('the template of a roster', () => {
  it('filled in and read back gives the same rows, without the sample', async () => {
    const roster = await readBack(
      filled([
        [
          '1',
          'Trần Thị Hoà',
          '05/09/1991',
          'Nữ',
          UNITS[1]!,
          'Kỹ sư',
          '022191001234',
          '0912345678',
          '121/GCN',
          '03/04/2025',
          '12-NQ/CB',
          'ăn chay',
        ],
        ['2', '=Đàm Quang Lộc', '1985', 'Nam', UNITS[0]!, '', '', '+84912345678', '1', '', '', '-'],
      ]),
    );
    expect(roster.rows).toEqual([
      person(4, {
        fullName: 'Trần Thị Hoà',
        birth: '1991-09-05',
        sex: 'female',
        unitName: UNITS[1]!,
        post: 'Kỹ sư',
        idNumber: '022191001234',
        phone: '0912345678',
        certificateNo: '121/GCN',
        certificateOn: '2025-04-03',
        cellResolution: '12-NQ/CB',
        note: 'ăn chay',
      }),
      person(5, { fullName: '=Đàm Quang Lộc', birth: '1985', sex: 'male', phone: '+84912345678', note: '-' }),
    ]);
    expect(roster.problems).toEqual([]);
    expect(roster.notices.map((n) => n.code)).toEqual(['roster/sample-skipped', 'roster/birth-year-only']);
  });

  it('names every column in words the reader knows, in the order it reads them', async () => {
    const roster = await readBack(filled([['1', 'Lò Thị Hằng']]));
    expect(roster.columns.map((c) => c.field)).toEqual([...TEMPLATE_FIELDS]);
    expect(roster.headerRow).toBe(2);
  });

  it('sent back empty has nobody in it', async () => {
    const grids = await readSpreadsheet(await writeWorkbook(rosterTemplate(UNITS, TEXTS)), 'mẫu.xlsx');
    expect(grids.ok && parseRoster(grids.value, { today: '2027-01-09' })).toEqual({
      ok: false,
      error: { code: 'roster/empty', params: { sheet: 'Danh sách' } },
    });
  });

  it('offers sexes and units for more rows than a roster may have, and every column is text', () => {
    const [list, guide] = rosterTemplate(UNITS, TEXTS);
    expect(list?.columns.map((c) => c.dropDown)).toEqual(
      TEMPLATE_FIELDS.map((field) => (field === 'sex' ? TEXTS.sexes : field === 'unitName' ? UNITS : [])),
    );
    expect(list?.columns.every((c) => c.kind === 'text')).toBe(true);
    expect(list?.rowsToFill).toBeGreaterThan(2000);
    expect(guide?.rows).toEqual(TEXTS.guide.lines.map((line) => [line]));
  });
});
