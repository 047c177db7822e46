import { describe, expect, it } from '@jest/globals';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { fromBufferPromise } from 'yauzl';
import { type ColumnSpec, type SheetSpec, writeWorkbook } from './xlsx.js';

const column = (kind: ColumnSpec['kind'], more: Partial<ColumnSpec> = {}): ColumnSpec => ({
  header: 'Cột',
  width: 12,
  kind,
  ...more,
});

const sheet = (more: Partial<SheetSpec>): SheetSpec => ({ name: 'Bảng', columns: [column('text')], rows: [], ...more });

async function reopened(...specs: SheetSpec[]): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook();
  const data = await writeWorkbook(specs);
  await workbook.xlsx.load(data as unknown as ExcelJS.Buffer);
  return workbook;
}

const first = async (more: Partial<SheetSpec>): Promise<ExcelJS.Worksheet> =>
  (await reopened(sheet(more))).worksheets[0]!;

/** The XML of the first sheet. */
async function xmlOf(spec: SheetSpec): Promise<string> {
  const zip = await fromBufferPromise(await writeWorkbook([spec]));
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName !== 'xl/worksheets/sheet1.xml') continue;
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
  }
  return '';
}

const FORMULA_LIKE = ['=HYPERLINK("http://x","y")', '@SUM(1)', '+84912345678', '-1', '\t=1+1', '＝1+1', "'=1", '{=1}'];

describe('text in a workbook', () => {
  it.each(FORMULA_LIKE)('%j stays the text it is, in every kind of column', async (text) => {
    const kinds = ['text', 'number', 'date', 'points'] as const;
    const spec = sheet({ columns: kinds.map((kind) => column(kind)), rows: [kinds.map(() => text)] });
    const row = (await reopened(spec)).worksheets[0]!.getRow(2);
    expect(kinds.map((_, i) => [row.getCell(i + 1).value, row.getCell(i + 1).type])).toEqual(
      kinds.map(() => [text, ExcelJS.ValueType.String]),
    );
    expect(await xmlOf(spec)).not.toMatch(/<f[ >/]/);
  });

  it('in headers, titles, notes and choices makes no formula either', async () => {
    const spec = sheet({
      titleRows: ['=1+1'],
      notes: ['@a'],
      columns: [column('text', { header: '=1', dropDown: ['=1', '-2'] })],
    });
    const workbook = await reopened(spec);
    const cells: unknown[] = [];
    workbook.eachSheet((s) => {
      s.eachRow((r) => {
        r.eachCell((c) => cells.push([c.value, c.type]));
      });
    });
    expect(cells).toEqual(['=1+1', '=1', '@a', '=1', '-2'].map((v) => [v, ExcelJS.ValueType.String]));
  });

  it('keeps leading zeros, also of what is typed later: the whole column is text', async () => {
    const page = await first({ rows: [['022091001234']] });
    expect([page.getCell('A2').value, page.getCell('A2').numFmt, page.getColumn(1).numFmt]).toEqual([
      '022091001234',
      '@',
      '@',
    ]);
  });

  it('loses only what a file cannot hold, and no text is taken for an escaped letter', async () => {
    const page = await first({ rows: [['a\u0000\u000b\ud800b\uffff\nc'], ['_x0041_']] });
    expect([page.getCell('A2').value, page.getCell('A3').value]).toEqual(['ab\nc', '_x0041_']);
  });
});

describe('numbers in a workbook', () => {
  it('are numbers with a format, text in a column of text, and nothing for null', async () => {
    const columns = [column('number'), column('number'), column('points'), column('text'), column('number')];
    const page = await first({ columns, rows: [[14, 8.25, 8.5, 7, null]] });
    const cells = [1, 2, 3, 4, 5].map((i) => page.getRow(2).getCell(i));
    expect(cells.map((c) => c.value)).toEqual([14, 8.25, 8.5, '7', null]);
    expect(cells.slice(0, 4).map((c) => c.numFmt)).toEqual(['0', '0.0##', '0.0#', '@']);
  });

  it('that are not finite are a mistake of the caller', async () => {
    await expect(writeWorkbook([sheet({ rows: [[Number.NaN]] })])).rejects.toThrow(RangeError);
  });

  it('of days are days, and a year alone is text', async () => {
    const page = await first({ columns: [column('date')], rows: [['1991-09-05'], ['1985'], ['1900-02-28']] });
    expect(page.getCell('A2').value).toEqual(new Date(Date.UTC(1991, 8, 5)));
    expect(page.getCell('A2').numFmt).toBe('dd/mm/yyyy');
    expect([page.getCell('A3').value, page.getCell('A4').value]).toEqual(['1985', '1900-02-28']);
  });
});

describe('a sheet', () => {
  it('has titles, a bold header that stays in view, its rows and notes below', async () => {
    const page = await first({ titleRows: ['DANH SÁCH', 'Đợt 1'], rows: [['a'], ['b']], notes: ['Ghi chú'] });
    expect(page.getColumn(1).values.slice(1)).toEqual(['DANH SÁCH', 'Đợt 1', 'Cột', 'a', 'b', undefined, 'Ghi chú']);
    expect(page.getCell('A3').font.bold).toBe(true);
    expect(page.views[0]).toMatchObject({ state: 'frozen', ySplit: 3 });
  });

  it.each(['portrait', 'landscape'] as const)(
    'prints on A4 %s, one page wide, its header on every page',
    async (orientation) => {
      const page = await first({ titleRows: ['x'], orientation });
      expect(page.pageSetup).toMatchObject({
        paperSize: 9,
        orientation,
        fitToWidth: 1,
        fitToHeight: 0,
        printTitlesRow: '2:2',
      });
    },
  );

  it('makes a row as high as its wrapped text', async () => {
    const long = 'Chi bộ Phân xưởng Vận tải, Thông gió và Đào lò số 7';
    const spec = { columns: [column('text', { width: 20 })], rows: [['ngắn'], [long], ['x'.repeat(60)]] };
    const page = await first(spec);
    expect([2, 3, 4].map((row) => page.getRow(row).height)).toEqual([undefined, 50, 50]);
  });

  it('is the same file whenever it is made: no instant stands in it', async () => {
    const made = await writeWorkbook([sheet({})]);
    const zip = await fromBufferPromise(made);
    const years: number[] = [];
    for await (const entry of zip.eachEntry()) years.push(entry.getLastModDate().getFullYear());
    expect(new Set(years)).toEqual(new Set([1980]));
    expect(strFromU8(unzipSync(made)['docProps/core.xml'] ?? new Uint8Array())).not.toMatch(
      /dcterms:\w+ |\d{4}-\d\d-\d\d/,
    );
  });

  it('offers choices of any length and with commas, from a hidden sheet', async () => {
    const units = ['Chi bộ 1, Đảng bộ 2', ...Array.from({ length: 60 }, (_, i) => `Chi bộ Phân xưởng ${i}`)];
    const columns = [column('text'), column('text', { dropDown: units }), column('text', { dropDown: ['Nam', 'Nữ'] })];
    const spec = sheet({ columns, rowsToFill: 500 });
    const workbook = await reopened(spec);
    const lists = workbook.worksheets[1]!;
    expect([lists.state, lists.getCell('A1').value, lists.getCell('B2').value]).toEqual([
      'hidden',
      'Chi bộ 1, Đảng bộ 2',
      'Nữ',
    ]);
    const xml = await xmlOf(spec);
    expect(xml).toContain('sqref="B2:B501"');
    expect(xml).toContain(`<formula1>&apos;_&apos;!$A$1:$A$61</formula1>`);
    expect(xml).toContain(`<formula1>&apos;_&apos;!$B$1:$B$2</formula1>`);
  });

  it('gets a name that spreadsheets take, and its own', async () => {
    const names = ['Đợt 1/2027: [a]*?', "'x'", '', 'History', 'x'.repeat(40), 'x'.repeat(40), '_', '__'];
    const workbook = await reopened(
      ...names.map((name) => sheet({ name, columns: [column('text', { dropDown: ['a'] })] })),
    );
    expect(workbook.worksheets.map((s) => s.name)).toEqual([
      'Đợt 1 2027 a',
      'x',
      '_',
      'History_',
      'x'.repeat(31),
      `${'x'.repeat(27)} (2)`,
      '_ (3)',
      '__',
      // The choices: named last, put last, but never in the way of a name asked for.
      '_ (2)',
    ]);
  });

  it('of any text reads back as written', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((s) => !/[\p{Cc}\p{Cs}]/u.test(s));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 5 }), async (rows) => {
        const page = await first({ columns: [column('text'), column('points')], rows });
        const read = rows.map((_, i) => [page.getCell(i + 2, 1).value, page.getCell(i + 2, 2).value]);
        expect(read).toEqual(rows);
      }),
      { numRuns: 30 },
    );
  });
});
