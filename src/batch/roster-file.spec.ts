import { createHash } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { parseRoster } from '../core/roster/parse-roster.js';
import type { Grid } from '../core/roster/grid.js';
import { readSpreadsheet, SPREADSHEET_REFUSAL_CODES } from './roster-file.js';

interface Part {
  readonly name: string;
  readonly content: string | Buffer;
  readonly stored?: boolean;
  /** Lies in the headers. */
  readonly declaredSize?: number;
  readonly flags?: number;
  readonly unixMode?: number;
  readonly crc?: number;
}

/** A ZIP archive, byte by byte, so that it can be wrong on purpose. */
function zip(parts: readonly Part[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const content = Buffer.from(part.content);
    const packed = part.stored === true ? content : deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(part.flags ?? 0, 2);
    common.writeUInt16LE(part.stored === true ? 0 : 8, 4);
    common.writeUInt32LE(part.crc ?? crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(part.declaredSize ?? content.length, 18);
    common.writeUInt16LE(Buffer.byteLength(part.name), 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((part.unixMode ?? 0) << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(part.name), packed]);
    centrals.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), common, rest, Buffer.from(part.name)]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, central, Buffer.from('PK\x05\x06'), end]);
}

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relations = (...entries: [id: string, type: string, target: string][]): string =>
  `<Relationships>${entries.map(([id, type, target]) => `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`).join('')}</Relationships>`;

interface Book {
  readonly sheet?: string | Buffer;
  readonly rest?: string;
  readonly strings?: string;
  readonly styles?: string;
  readonly workbook?: string;
}

const WORKBOOK = '<workbook><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>';

const bookParts = ({ sheet = '', rest = '', strings = '', styles = '', workbook = WORKBOOK }: Book): Part[] => [
  { name: '_rels/.rels', content: relations(['r1', 'officeDocument', 'xl/workbook.xml']) },
  { name: 'xl/workbook.xml', content: workbook },
  {
    name: 'xl/_rels/workbook.xml.rels',
    content: relations(
      ['r1', 'worksheet', 'worksheets/sheet1.xml'],
      ['r2', 'sharedStrings', '/xl/sharedStrings.xml'],
      ['r3', 'styles', 'styles.xml'],
    ),
  },
  { name: 'xl/sharedStrings.xml', content: `<sst>${strings}</sst>` },
  { name: 'xl/styles.xml', content: `<styleSheet>${styles}</styleSheet>` },
  {
    name: 'xl/worksheets/sheet1.xml',
    content: typeof sheet === 'string' ? `<worksheet><sheetData>${sheet}</sheetData>${rest}</worksheet>` : sheet,
  },
];

const book = (parts: Book): Buffer => zip(bookParts(parts));

async function grids(data: Buffer, name = 'danh sách.csv'): Promise<Grid[]> {
  const result = await readSpreadsheet(data, name);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const rowsOf = async (data: Buffer): Promise<Grid['rows']> => (await grids(data))[0]?.rows ?? [];
const textsOf = async (data: Buffer): Promise<string[][]> => (await rowsOf(data)).map((row) => row.map((c) => c.text));

async function refusal(data: Buffer): Promise<unknown> {
  const result = await readSpreadsheet(data, 'a.xlsx');
  return result.ok ? 'ok' : result.error;
}

const inline = (text: string): string => `<row><c t="inlineStr"><is><t>${text}</t></is></c></row>`;

describe('a workbook', () => {
  async function excel(fill: (sheet: ExcelJS.Worksheet, workbook: ExcelJS.Workbook) => void): Promise<Buffer> {
    const workbook = new ExcelJS.Workbook();
    fill(workbook.addWorksheet('Danh sách'), workbook);
    return Buffer.from(await workbook.xlsx.writeBuffer());
  }

  it('gives text, numbers, dates, rich text, links and the last results of formulas as they are shown', async () => {
    const data = await excel((sheet) => {
      sheet.getCell('A1').value = '0912345678';
      sheet.getCell('B1').value = 912345678;
      sheet.getCell('C1').value = new Date(Date.UTC(1991, 8, 5));
      sheet.getCell('D1').value = { richText: [{ text: 'Trần ' }, { font: { bold: true }, text: 'Thị Hoà' }] };
      sheet.getCell('E1').value = { text: 'thư', hyperlink: 'mailto:a@b.vn' };
      sheet.getCell('F1').value = { formula: '"Nam"&""', result: 'Nam' };
      sheet.getCell('G1').value = { formula: '1985+0', result: 1985 };
      sheet.getCell('H1').value = true;
      sheet.getCell('J1').value = '=1+1';
    });
    expect((await rowsOf(data))[0]).toEqual([
      { text: '0912345678' },
      { text: '912345678', number: 912345678 },
      { text: '05/09/1991', date: '1991-09-05', number: 33486 },
      { text: 'Trần Thị Hoà' },
      { text: 'thư' },
      { text: 'Nam' },
      { text: '1985', number: 1985 },
      { text: 'TRUE' },
      { text: '' },
      { text: '=1+1' },
    ]);
  });

  it('gives its merges, and the value in their first cell only', async () => {
    const data = await excel((sheet) => {
      sheet.getCell('B2').value = 'Năm sinh';
      sheet.mergeCells('B2:C2');
    });
    expect(await grids(data)).toEqual([
      {
        sheet: 'Danh sách',
        rows: [[], [{ text: '' }, { text: 'Năm sinh' }]],
        truncated: false,
        merges: [{ top: 1, left: 1, bottom: 1, right: 2 }],
      },
    ]);
  });

  it('gives its visible sheets in order', async () => {
    const data = await excel((_, workbook) => {
      workbook.addWorksheet('Ẩn', { state: 'hidden' });
      workbook.addWorksheet('Kín', { state: 'veryHidden' });
      workbook.addWorksheet('Thứ hai');
    });
    expect((await grids(data)).map((g) => g.sheet)).toEqual(['Danh sách', 'Thứ hai']);
  });

  it('counts days from 1904 where it says so', async () => {
    const data = await excel((sheet, workbook) => {
      workbook.properties.date1904 = true;
      sheet.getCell('A1').value = 33486 - 1462;
      sheet.getCell('A1').numFmt = 'dd/mm/yyyy';
    });
    expect((await rowsOf(data))[0]?.[0]).toMatchObject({ date: '1991-09-05' });
  });

  it.each(['dd/mm/yyyy', '[$-42A]d "tháng" m;@', 'yyyy', '[$-1010000]d/m/yyyy'])(
    'format %p shows a day',
    async (numFmt) => {
      const data = await excel((sheet) => {
        sheet.getCell('A1').value = 33486;
        sheet.getCell('A1').numFmt = numFmt;
      });
      expect((await rowsOf(data))[0]?.[0]?.date).toBe('1991-09-05');
    },
  );

  it.each(['0', '#,##0.00', '"ngày" 0', '[Red]0', 'h:mm', '@'])('format %p shows no day', async (numFmt) => {
    const data = await excel((sheet) => {
      sheet.getCell('A1').value = 33486;
      sheet.getCell('A1').numFmt = numFmt;
    });
    expect((await rowsOf(data))[0]?.[0]).toEqual({ text: '33486', number: 33486 });
  });

  it('a format of zeros shows the zeros in front', async () => {
    const data = await excel((sheet) => {
      sheet.getCell('A1').value = 22091001234;
      sheet.getCell('A1').numFmt = '000000000000';
    });
    expect((await rowsOf(data))[0]?.[0]).toEqual({ text: '022091001234', number: 22091001234 });
  });

  it('is read with rows and cells that state no place, prefixes, CDATA, references and escaped letters', async () => {
    const sheet = `<x:row><x:c t="str"><x:v>a &lt;&#7885;&#x1ECD;&gt;</x:v></x:c><x:c t='inlineStr'><x:is><x:t><![CDATA[<b>]]></x:t></x:is></x:c></x:row>`;
    const rest = '<!-- > --><x:row r="4"><x:c r="AA4" t="str"><x:v>d_x000D_e</x:v></x:c></x:row>';
    const rows = await textsOf(book({ sheet: sheet + rest }));
    expect(rows[0]).toEqual(['a <ọọ>', '<b>']);
    expect([rows.length, rows[3]?.length, rows[3]?.[26]]).toEqual([4, 27, 'd\re']);
  });

  it('leaves out the reading aids of shared strings', async () => {
    const strings = '<si><r><t>Hoà</t></r><rPh sb="0" eb="1"><t>aid</t></rPh></si>';
    expect(await textsOf(book({ strings, sheet: '<row><c t="s"><v>0</v></c></row>' }))).toEqual([['Hoà']]);
  });

  it('in UTF-16 is read like one in UTF-8', async () => {
    const xml = `<?xml version="1.0" encoding="UTF-16"?><worksheet><sheetData>${inline('Hoà')}</sheetData></worksheet>`;
    const sheet = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(xml, 'utf16le')]);
    expect(await textsOf(book({ sheet }))).toEqual([['Hoà']]);
  });

  it('is read up to 5000 rows, 100 columns and 2000 letters a cell, and says what it cut', async () => {
    const row = (n: number): string => `<row r="${n}"><c t="str"><v>x</v></c></row>`;
    const [full] = await grids(book({ sheet: row(5000) }));
    expect([full?.rows.length, full?.truncated]).toEqual([5000, false]);
    const [long] = await grids(book({ sheet: row(1) + row(5001) + row(1_048_576) }));
    expect([long?.rows.length, long?.truncated]).toEqual([1, true]);
    const [wide] = await grids(book({ sheet: '<row><c r="XFD1" t="str"><v>x</v></c></row>' }));
    expect([wide?.rows.length, wide?.truncated]).toEqual([0, true]);
    const [thick] = await grids(book({ sheet: inline('x'.repeat(2001)) }));
    expect([thick?.rows[0]?.[0]?.text.length, thick?.truncated]).toEqual([2000, true]);
  });

  it('with blank rows beyond the limit is not cut', async () => {
    const [grid] = await grids(book({ sheet: `${inline('x')}<row r="9000"><c r="A9000" s="1"/></row>` }));
    expect([grid?.rows.length, grid?.truncated]).toEqual([1, false]);
  });

  it('as clerks make it gives their list: title, header in two rows, days typed in every way', async () => {
    const data = await excel((sheet) => {
      sheet.addRows([
        ['DANH SÁCH QUẦN CHÚNG ƯU TÚ'],
        [],
        ['TT', 'Họ và tên', 'Năm sinh', null, 'Chi bộ'],
        [null, null, 'Nam', 'Nữ', null],
        [1, 'Nông Văn Bảo', new Date(Date.UTC(1996, 2, 12)), null, 'Chi bộ Cơ khí'],
        [2, 'Trần Thị Hoà', null, '05.09.1991', null],
        [null, 'Tổng cộng: 2'],
      ]);
      for (const range of ['A1:E1', 'A3:A4', 'B3:B4', 'C3:D3', 'E3:E4', 'E5:E6']) sheet.mergeCells(range);
    });
    const parsed = parseRoster(await grids(data), { today: '2027-01-09' });
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        headerRow: 3,
        rows: [
          { row: 5, fullName: 'Nông Văn Bảo', birth: '1996-03-12', sex: 'male', unitName: 'Chi bộ Cơ khí' },
          { row: 6, fullName: 'Trần Thị Hoà', birth: '1991-09-05', sex: 'female', unitName: 'Chi bộ Cơ khí' },
        ],
        problems: [],
        notices: [],
      },
    });
  });

  it('of more than ten sheets is read up to the tenth, which then counts as cut', async () => {
    const sheets = Array.from({ length: 11 }, (_, i) => `<sheet name="S${i}" sheetId="${i}" r:id="r1"/>`).join('');
    const read = await grids(book({ workbook: `<workbook><sheets>${sheets}</sheets></workbook>`, sheet: inline('x') }));
    expect(read.map((g) => g.truncated)).toEqual([...Array.from({ length: 9 }, () => false), true]);
  });
});

describe('text between delimiters', () => {
  const LIST = [
    ['Họ và tên', 'Ngày sinh', 'Chi bộ'],
    ['Trần Thị Hoà', '05/09/1991', 'Chi bộ 1, Đảng bộ 2'],
  ];
  const write = (delimiter: string, eol = '\r\n'): string =>
    LIST.map((row) => row.map((v) => (v.includes(delimiter) ? `"${v}"` : v)).join(delimiter)).join(eol);

  it.each([
    ['UTF-8', Buffer.from(write(','))],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${write(',')}`)],
    ['semicolons', Buffer.from(write(';'))],
    ['tabs', Buffer.from(write('\t', '\n'))],
    ['old Mac line ends', Buffer.from(write(';', '\r'))],
    ['a line that names the delimiter', Buffer.from(`sep=;\r\n${write(';')}`)],
    ['UTF-16 little endian', Buffer.from(`\ufeff${write('\t')}`, 'utf16le')],
    ['UTF-16 big endian', Buffer.from(`\ufeff${write('\t')}`, 'utf16le').swap16()],
  ])('is read with %s', async (_, data) => {
    expect(await textsOf(data)).toEqual(LIST);
  });

  it('keeps the numbers of rows over blank lines and quoted line breaks', async () => {
    expect(await textsOf(Buffer.from('a,b\n\n"c\nd",e "f"\n'))).toEqual([['a', 'b'], [], ['c\nd', 'e "f"']]);
  });

  it('names its sheet after the file', async () => {
    expect((await grids(Buffer.from('a,b'), 'C:\\tệp\\Đợt 2.csv'))[0]?.sheet).toBe('Đợt 2');
  });

  it('keeps text as text: no number, no date, no formula', async () => {
    expect((await rowsOf(Buffer.from('0912,1991,=1+1')))[0]).toEqual([
      { text: '0912' },
      { text: '1991' },
      { text: '=1+1' },
    ]);
  });

  it('is cut at 5000 rows and 100 columns and says so', async () => {
    const [long] = await grids(Buffer.from('a,b\n'.repeat(5001)));
    const [wide] = await grids(Buffer.from('a,'.repeat(101)));
    expect([long?.rows.length, long?.truncated, wide?.rows[0]?.length, wide?.truncated]).toEqual([
      5000,
      true,
      100,
      true,
    ]);
  });
});

describe('what is no spreadsheet', () => {
  it.each<[string, Buffer, string]>([
    ['nothing', Buffer.alloc(0), 'file/empty'],
    ['blank text', Buffer.from('\ufeff \r\n\n'), 'file/empty'],
    ['an old .xls', Buffer.from('d0cf11e0a1b11ae1000000', 'hex'), 'file/old-xls'],
    [
      'a workbook with a password',
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('EncryptedPackage', 'utf16le')]),
      'file/encrypted',
    ],
    ['text in Windows-1258', Buffer.from('Hä tªn;Ngµy sinh\nH\xd2a;1991', 'latin1'), 'file/encoding'],
    ['half a letter of UTF-16', Buffer.from([0xff, 0xfe, 0x41]), 'file/encoding'],
    ['a PDF', Buffer.from('%PDF-1.7 ...'), 'file/unknown-type'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), 'file/unknown-type'],
    ['a web page named .xls', Buffer.from('<html><table><tr><td>a</td></tr></table>'), 'file/unknown-type'],
    ['a quotation mark that never closes', Buffer.from('a,b\n"c,d\n'), 'file/broken'],
    ['the beginning of an archive', Buffer.from('PK\x03\x04abc'), 'file/broken'],
    ['an archive of something else', zip([{ name: 'content.xml', content: '<office/>' }]), 'file/unknown-type'],
    ['an empty archive', zip([]), 'file/unknown-type'],
    ['a document of text', book({ workbook: '<document><body/></document>' }), 'file/unknown-type'],
    ['a workbook without its sheet', zip(bookParts({}).slice(0, 5)), 'file/broken'],
    ['a sheet that does not end', book({ sheet: '<row>' }), 'file/broken'],
    ['a cell without its string', book({ sheet: '<row><c t="s"><v>7</v></c></row>' }), 'file/broken'],
    ['an unknown entity', book({ sheet: inline('&x;') }), 'file/broken'],
    [
      'an unknown encoding',
      book({ sheet: Buffer.from('<?xml version="1.0" encoding="UTF-7"?><worksheet/>') }),
      'file/broken',
    ],
    ['damaged content', zip(bookParts({}).map((part) => ({ ...part, crc: 1 }))), 'file/broken'],
    ['elements in each other without end', book({ sheet: '<a>'.repeat(200_000) }), 'file/broken'],
    ['an archive with a password', zip(bookParts({}).map((part) => ({ ...part, flags: 1 }))), 'file/encrypted'],
  ])('%s is refused as such', async (_, data, code) => {
    expect(await refusal(data)).toEqual({ code });
  });

  it('of more than 5 MB is refused unread', async () => {
    expect(await refusal(Buffer.alloc(5 * 1024 * 1024 + 1, 'a,'))).toEqual({
      code: 'file/too-large',
      params: { maxMb: 5 },
    });
  });
});

describe('a trap', () => {
  const MB = 1024 * 1024;
  const trap = async (...parts: Part[]): Promise<unknown> => refusal(zip([...bookParts({}), ...parts]));
  const hostile = (reason: string): unknown => ({ code: 'file/hostile', params: { reason } });

  it('of one part that inflates more than 200 times is refused, whatever size it declares', async () => {
    const bomb = { name: 'xl/media/a.bin', content: Buffer.alloc(50 * MB) };
    expect(await trap(bomb)).toEqual(hostile('ratio'));
    expect(await trap({ ...bomb, declaredSize: 10 })).toEqual(hostile('ratio'));
  });

  it('below 1 MB may inflate as it likes', async () => {
    expect(await trap({ name: 'xl/media/a.bin', content: Buffer.alloc(MB) })).toBe('ok');
  });

  it('of parts that come to more than 60 MB together is refused', async () => {
    const half = Buffer.alloc(31 * MB, 'tảng sáng hôm sau, khi mặt trời lên khỏi rặng tre; ');
    for (let i = 0; i < half.length; i += 997) half[i] = (i * 7919) % 251;
    expect(await trap({ name: 'a.bin', content: half }, { name: 'b.bin', content: half })).toEqual(hostile('size'));
  });

  it('of more than 500 parts is refused', async () => {
    const parts = (count: number): Part[] => Array.from({ length: count }, (_, i) => ({ name: `p${i}`, content: 'x' }));
    expect(await trap(...parts(495))).toEqual(hostile('entries'));
    expect(await trap(...parts(494))).toBe('ok');
  });

  it.each(['../../etc/passwd', '/etc/passwd', '..\\a.xml', 'C:\\a.xml', 'xl/../../a.xml'])(
    'with a part %p is refused',
    async (name) => {
      expect(await trap({ name, content: 'x' })).toEqual(hostile('path'));
    },
  );

  it('with a link or with one name twice is refused', async () => {
    expect(await trap({ name: 'a', content: '/etc/passwd', unixMode: 0o120777 })).toEqual(hostile('link'));
    expect(await trap({ name: 'xl/WORKBOOK.xml', content: '<a/>' })).toEqual(hostile('twice'));
  });

  const LAUGHS = '<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;&l;&l;">]><worksheet/>';

  it.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(LAUGHS)],
    ['small letters', Buffer.from(LAUGHS.toLowerCase())],
    ['UTF-16', Buffer.from(`\ufeff${LAUGHS}`, 'utf16le')],
    ['UTF-16 big endian', Buffer.from(`\ufeff${LAUGHS}`, 'utf16le').swap16()],
  ])('with a DTD in %s is refused, in any part', async (_, content) => {
    expect(await refusal(book({ sheet: content }))).toEqual(hostile('doctype'));
    expect(await trap({ name: 'docProps/app.xml', content })).toEqual(hostile('doctype'));
  });

  it('of a million rows, wide merges or one long string a thousand times is read within a second or two', async () => {
    const cells = '<c t="s"><v>0</v></c>'.repeat(90);
    const sheet = `<row>${cells}</row>`.repeat(5500);
    const merges = '<mergeCell ref="A1:XFD1048576"/>'.repeat(20_000);
    const noise = createHash('shake256', { outputLength: 150_000 }).digest('hex');
    const parts = bookParts({
      sheet,
      rest: `<mergeCells>${merges}</mergeCells>`,
      strings: `<si><t>${'Họ và tên '.repeat(3000)}</t></si>`,
    });
    // Random bytes beside the repetition keep the archive below the ratio that is refused.
    const data = zip(parts.map((part) => ({ ...part, content: `${String(part.content)}<!--${noise}-->` })));
    const start = performance.now();
    const [grid] = await grids(data);
    const parsed = parseRoster(grid === undefined ? [] : [grid], { today: '2027-01-09' });
    expect(performance.now() - start).toBeLessThan(10_000);
    expect([grid?.rows.length, grid?.truncated, grid?.merges?.length, parsed.ok]).toEqual([5000, true, 5000, false]);
  });
});

describe('whatever the bytes', () => {
  const isAnswer = async (data: Buffer): Promise<void> => {
    const result = await readSpreadsheet(data, 'x.xlsx');
    if (result.ok) expect(Array.isArray(result.value)).toBe(true);
    else expect(SPREADSHEET_REFUSAL_CODES).toContain(result.error.code);
  };
  const REAL = bookParts({
    sheet: `${inline('Họ và tên')}<row r="2"><c r="A2" s="1"><v>33486</v></c><c t="s"><v>0</v></c></row>`,
    rest: '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>',
    strings: '<si><t>Hoà</t></si>',
    styles:
      '<numFmts><numFmt numFmtId="164" formatCode="dd/mm"/></numFmts><cellXfs><xf/><xf numFmtId="164"/></cellXfs>',
  });
  const archive = zip(REAL);
  const change = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 });
  const changed = (data: Buffer, changes: readonly (readonly [number, number])[]): Buffer => {
    const copy = Buffer.from(data);
    for (const [at, byte] of changes) copy[at % copy.length] = byte;
    return copy;
  };

  it('of chance, it answers with grids or a refusal', async () => {
    const magic = fc.constantFrom(
      '',
      'PK\x03\x04',
      'PK\x05\x06',
      '\xff\xfe',
      '\xfe\xff',
      '\xef\xbb\xbf',
      '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
    );
    await fc.assert(
      fc.asyncProperty(magic, fc.uint8Array({ maxLength: 300 }), (start, bytes) =>
        isAnswer(Buffer.concat([Buffer.from(start, 'latin1'), bytes])),
      ),
      { numRuns: 500 },
    );
  });

  it('of a workbook with bytes changed or its end cut off, it does as well', async () => {
    await fc.assert(
      fc.asyncProperty(change, fc.nat(archive.length), async (changes, length) => {
        await isAnswer(changed(archive, changes));
        await isAnswer(archive.subarray(0, length));
      }),
      { numRuns: 500 },
    );
  });

  it('of a sound archive whose parts have bytes changed, it does as well', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(REAL.length - 1), change, (which, changes) =>
        isAnswer(
          zip(
            REAL.map((part, i) =>
              i === which ? { ...part, content: changed(Buffer.from(part.content), changes) } : part,
            ),
          ),
        ),
      ),
      { numRuns: 500 },
    );
  });

  it('of text, it does as well', async () => {
    const text = fc.array(fc.constantFrom('"', ',', ';', '\t', '\n', '\r', '\r\n', 'a', 'Hoà', ' ', 'sep=;\n'), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(text, (parts) => isAnswer(Buffer.from(parts.join('')))),
      { numRuns: 500 },
    );
  });
});
